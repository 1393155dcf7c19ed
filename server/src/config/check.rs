//! Turns what was read into a [`Config`], or says everything that is wrong with it at once.

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tracing_subscriber::EnvFilter;

use super::load::Read;
use super::{Config, ConfigError, LogFormat, PublicUrl, RequestLimits, UploadLimits, own_database};

const MIB: u64 = 1024 * 1024;

pub(super) fn check(read: Read) -> Result<Config, ConfigError> {
    let mut mistakes = Mistakes(Vec::new());
    let address = mistakes.keep(
        read.address
            .parse::<IpAddr>()
            .map_err(|_| format!("address is {:?}, which is not an IP address such as 127.0.0.1", read.address)),
    );
    let public_url = match &read.public_url {
        Some(text) => mistakes.keep(PublicUrl::parse(text)),
        None => Some(PublicUrl::local(read.port)),
    };
    if let (Some(address), Some(public_url)) = (address, &public_url) {
        mistakes.extend(check_transport(address, public_url, read.allow_insecure));
    }
    if read.data_dir.as_os_str().is_empty() {
        mistakes.0.push("data_dir is empty; name a folder".to_owned());
    }
    let site_dir = mistakes.keep(find_site(read.site_dir.as_deref()));
    let database_url = mistakes.keep(check_database(&read));
    let log_format = mistakes.keep(match read.log_format.as_str() {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        other => Err(format!("log_format is {other:?}; write text or json")),
    });
    mistakes.keep(EnvFilter::try_new(&read.log).map_err(|error| {
        format!("log is {:?}, which is not a filter such as info or info,store=debug: {error}", read.log)
    }));
    let mut within = |name: &str, value: u64, range: RangeInclusive<u64>| {
        if !range.contains(&value) {
            let (from, to) = (range.start(), range.end());
            mistakes.0.push(format!("{name} is {value}; write a number from {from} to {to}"));
        }
        value
    };
    let memtable = within("database_memtable_mib", read.database_memtable_mib, 4..=4096);
    let cache = within("database_cache_mib", read.database_cache_mib, 4..=65536);
    let body = within("request_body_kib", read.request_body_kib, 64..=8192);
    let timeout = within("request_timeout_s", read.request_timeout_s, 1..=600);
    let upload_timeout = within("upload_timeout_s", read.upload_timeout_s, 10..=3600);
    let concurrent = within("concurrent_requests", read.concurrent_requests, 8..=65536);
    let connections = within("connections", read.connections, 16..=65536);
    let live_streams = within("live_streams", read.live_streams, 1..=65536);
    let password_queue = within("password_queue", read.password_queue, 1..=1024);
    let file = within("upload_file_mib", read.upload_file_mib, 1..=100);
    let files = within("upload_files", read.upload_files, 1..=20);
    let shutdown = within("shutdown_s", read.shutdown_s, 0..=300);
    let (Some(address), Some(public_url), Some(site_dir), Some(database_url), Some(log_format), true) =
        (address, public_url, site_dir, database_url, log_format, mistakes.0.is_empty())
    else {
        return Err(ConfigError(mistakes.0));
    };
    Ok(Config {
        public_url,
        address,
        port: read.port,
        data_dir: read.data_dir,
        site_dir,
        database_url,
        database_memtable: memtable * MIB,
        database_cache: cache * MIB,
        requests: RequestLimits {
            body: to_usize(body * 1024),
            timeout: Duration::from_secs(timeout),
            upload_timeout: Duration::from_secs(upload_timeout),
            concurrent: to_usize(concurrent),
            connections: to_usize(connections),
            live_streams: to_usize(live_streams),
            password_queue: to_usize(password_queue),
        },
        uploads: UploadLimits { file: file * MIB, files: to_usize(files) },
        push_local: read.push_local,
        log_format,
        log: read.log,
        shutdown: Duration::from_secs(shutdown),
    })
}

struct Mistakes(Vec<String>);

impl Mistakes {
    fn keep<T>(&mut self, result: Result<T, String>) -> Option<T> {
        result.map_err(|mistake| self.0.push(mistake)).ok()
    }

    fn extend(&mut self, mistake: Option<String>) {
        self.0.extend(mistake);
    }
}

/// Passwords and sessions must not cross a network unencrypted because somebody forgot a key.
fn check_transport(address: IpAddr, public_url: &PublicUrl, is_allowed: bool) -> Option<String> {
    if public_url.is_https() || is_allowed {
        return None;
    }
    if !public_url.is_local() {
        return Some(format!(
            "public_url is {public_url}: plain http to another machine sends passwords unencrypted. \
             Put TLS in front and write https://, or set allow_insecure = true on a network you trust"
        ));
    }
    (!address.is_loopback()).then(|| {
        format!(
            "address is {address}, which other machines can reach, but public_url is {public_url}. \
             Set public_url to the https:// address of the proxy in front, or set allow_insecure = true"
        )
    })
}

/// Commands that do not serve need no site, so only a given folder must be right.
fn find_site(given: Option<&Path>) -> Result<Option<PathBuf>, String> {
    let has_manifest = |folder: &PathBuf| folder.join("manifest.json").is_file();
    if let Some(given) = given {
        let given = given.to_path_buf();
        return if has_manifest(&given) {
            Ok(Some(given))
        } else {
            Err(format!("site_dir is {}, which has no manifest.json. `cargo xtask site` makes it", given.display()))
        };
    }
    let program = std::env::current_exe().unwrap_or_default();
    let mut places = program.ancestors().skip(1).take(2).map(|folder| folder.join("site"));
    Ok(places.find(has_manifest))
}

/// The mistakes never repeat the address, which may contain a password.
fn check_database(read: &Read) -> Result<String, String> {
    let Some(url) = &read.database_url else { return Ok(own_database(&read.data_dir)) };
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    match scheme {
        "mem" => {}
        "surrealkv" if rest.split('?').next().is_some_and(|path| !path.is_empty()) => {}
        "surrealkv" => return Err("database_url has no path; write surrealkv://FOLDER".to_owned()),
        "wss" | "ws" => {
            let Some((_, host)) = rest.rsplit_once('@').filter(|(account, _)| account.contains(':')) else {
                return Err(format!("database_url has no account; write {scheme}://USER:PASSWORD@HOST:PORT"));
            };
            if scheme == "ws" && !read.allow_insecure && !is_this_machine(host) {
                return Err("database_url is ws:// to another machine, which sends the password and all data \
                            unencrypted. Write wss://, or set allow_insecure = true on a network you trust"
                    .to_owned());
            }
        }
        _ => return Err("database_url begins with none of surrealkv://, wss://, ws://, mem://".to_owned()),
    }
    Ok(url.clone())
}

/// Whether `HOST:PORT`, perhaps with a path behind it, can only be this machine.
fn is_this_machine(host: &str) -> bool {
    let host = host.split('/').next().unwrap_or_default();
    PublicUrl::parse(&["http://", host].concat()).is_ok_and(|url| url.is_local())
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
