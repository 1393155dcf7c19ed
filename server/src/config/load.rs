//! Reads file, environment and flags; a later one wins.

use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};

use super::keys::{KEYS, known_keys};
use super::{Config, ConfigError, check};

/// The file that is read without `--config` when it exists.
const FILE: &str = "aftercare.toml";
const PREFIX: &str = "AFTERCARE_";

/// What can be said on the command line.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `--config FILE`.
    pub config: Option<PathBuf>,
    /// `--data DIR`.
    pub data: Option<PathBuf>,
    /// `--site DIR`.
    pub site: Option<PathBuf>,
    /// `--address ADDRESS`.
    pub address: Option<String>,
    /// `--port N`.
    pub port: Option<u16>,
}

/// What was read, not yet checked. Names are those of [`KEYS`].
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Read {
    pub public_url: Option<String>,
    pub address: String,
    pub port: u16,
    pub allow_insecure: bool,
    pub data_dir: PathBuf,
    pub site_dir: Option<PathBuf>,
    pub database_url: Option<String>,
    pub database_memtable_mib: u64,
    pub database_cache_mib: u64,
    pub request_body_kib: u64,
    pub request_timeout_s: u64,
    pub upload_timeout_s: u64,
    pub concurrent_requests: u64,
    pub connections: u64,
    pub live_streams: u64,
    pub password_queue: u64,
    pub upload_file_mib: u64,
    pub upload_files: u64,
    pub push_local: bool,
    pub log: String,
    pub log_format: String,
    pub shutdown_s: u64,
}

impl Default for Read {
    fn default() -> Self {
        Self {
            public_url: None,
            address: "127.0.0.1".to_owned(),
            port: 3000,
            allow_insecure: false,
            data_dir: PathBuf::from("data"),
            site_dir: None,
            database_url: None,
            database_memtable_mib: 32,
            database_cache_mib: 128,
            request_body_kib: 256,
            request_timeout_s: 20,
            upload_timeout_s: 600,
            concurrent_requests: 256,
            connections: 2048,
            live_streams: 1024,
            password_queue: 32,
            upload_file_mib: 10,
            upload_files: 5,
            push_local: false,
            log: "info".to_owned(),
            log_format: "text".to_owned(),
            shutdown_s: 10,
        }
    }
}

/// Reads and checks the configuration.
///
/// # Errors
/// [`ConfigError`] with one sentence per mistake: unknown keys, unreadable values, refused values.
pub fn load(flags: &Flags) -> Result<Config, ConfigError> {
    let file = match &flags.config {
        Some(path) if !path.is_file() => {
            return Err(ConfigError(vec![format!("there is no file {}", path.display())]));
        }
        Some(path) => path.clone(),
        None if !Path::new(FILE).is_file() => return from_sources(Toml::string(""), Path::new(FILE), flags),
        None => PathBuf::from(FILE),
    };
    from_sources(Toml::file_exact(&file), &file, flags)
}

pub(super) fn from_sources(file: impl figment::Provider, path: &Path, flags: &Flags) -> Result<Config, ConfigError> {
    // A variable such as AFTERCARE_VERSION set by a package or a container is a mistake as well:
    // silence about a misspelt key costs more than a clear refusal.
    let mut figment = Figment::from(Serialized::defaults(Read::default())).merge(file).merge(Env::prefixed(PREFIX));
    if let Some(data) = &flags.data {
        figment = figment.merge(("data_dir", data));
    }
    if let Some(site) = &flags.site {
        figment = figment.merge(("site_dir", site));
    }
    if let Some(address) = &flags.address {
        figment = figment.merge(("address", address));
    }
    if let Some(port) = flags.port {
        figment = figment.merge(("port", port));
    }
    let read = figment
        .extract::<Read>()
        .map_err(|errors| ConfigError(errors.into_iter().map(|error| sentence(&error, path)).collect()))?;
    check::check(read)
}

/// What went wrong, where, and what would be right.
fn sentence(error: &figment::Error, file: &Path) -> String {
    use figment::error::Kind;
    let name = error.path.join(".");
    let place = match &error.metadata {
        Some(metadata) if metadata.name.contains("environment") => {
            format!("{PREFIX}{} in the environment", name.to_uppercase())
        }
        Some(metadata) if metadata.name.contains("TOML") => {
            format!("{name} in {}", file.display())
        }
        _ => name.clone(),
    };
    match &error.kind {
        Kind::UnknownField(field, _) => {
            format!("there is no key {field} ({place}). Known keys: {}", known_keys())
        }
        Kind::InvalidType(actual, expected) => {
            let refused = KEYS.iter().find(|key| key.name == name).map_or("", |key| key.refused);
            format!("{place} is {actual}, not {expected}; refused: {refused}")
        }
        _ => format!("{place}: {}", error.kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str) -> Result<Config, ConfigError> {
        let site = tempfile::tempdir().unwrap();
        std::fs::write(site.path().join("manifest.json"), "{}").unwrap();
        let flags = Flags { site: Some(site.path().to_owned()), ..Flags::default() };
        from_sources(Toml::string(toml), Path::new("test.toml"), &flags)
    }

    fn mistakes(toml: &str) -> String {
        read(toml).unwrap_err().0.join("\n")
    }

    #[test]
    fn nothing_set_gives_a_server_for_this_machine_only() {
        let config = read("").unwrap();
        assert_eq!(config.public_url.to_string(), "http://127.0.0.1:3000");
        assert!(config.address.is_loopback());
        assert_eq!(config.uploads.file, 10 * 1024 * 1024);
        assert_eq!(config.database_url, "surrealkv://data/database");
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_list_of_known_ones() {
        let text = mistakes("pubic_url = \"https://x.example\"");
        assert!(text.contains("pubic_url") && text.contains("public_url") && text.contains("shutdown_s"), "{text}");
    }

    #[test]
    fn a_value_of_the_wrong_type_names_its_key_and_file() {
        let text = mistakes("port = \"many\"");
        assert!(text.contains("port in test.toml") && text.contains("65535"), "{text}");
    }

    #[test]
    fn plain_http_for_other_machines_needs_a_word() {
        let text = mistakes("public_url = \"http://support.example.com\"");
        assert!(text.contains("allow_insecure") && text.contains("https://"), "{text}");
        let text = mistakes("address = \"0.0.0.0\"");
        assert!(text.contains("allow_insecure"), "{text}");
        assert!(read("public_url = \"http://support.example.com\"\nallow_insecure = true").is_ok());
        assert!(read("address = \"0.0.0.0\"\npublic_url = \"https://support.example.com\"").is_ok());
    }

    #[test]
    fn every_figure_out_of_range_is_named_at_once() {
        let text = mistakes("upload_files = 0\nrequest_timeout_s = 9999\nlog_format = \"xml\"\naddress = \"here\"");
        for name in ["upload_files", "request_timeout_s", "log_format", "address"] {
            assert!(text.contains(name), "{name} is missing in {text}");
        }
    }

    #[test]
    fn the_table_of_keys_names_exactly_what_is_read() {
        let value = serde_json::to_value(Read::default()).unwrap();
        let mut read: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
        let mut listed: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
        read.sort_unstable();
        listed.sort_unstable();
        assert_eq!(listed, read);
    }

    #[test]
    fn the_table_states_the_defaults_that_are_used() {
        let value = serde_json::to_value(Read::default()).unwrap();
        for key in KEYS {
            let used = match &value[key.name] {
                serde_json::Value::Null => continue,
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert_eq!(key.default, used, "{}", key.name);
        }
    }
}
