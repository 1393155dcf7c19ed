//! Configuration: what can be set, where it is read from, and what is refused.
//!
//! # Layout
//! - this file: [`Config`], checked values that the rest of the server uses
//! - `keys`: the table of every key with its default and what is refused
//! - `load`: merges file, environment and flags, in rising order of precedence
//! - `check`: turns what was read into a [`Config`] or into sentences

mod check;
mod keys;
mod load;
mod public_url;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use keys::{KEYS, Key, known_keys, table};
pub use load::{Flags, load};
pub use public_url::PublicUrl;

/// Why the server does not start with this configuration. One sentence per mistake.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the configuration is refused:\n{}", .0.iter().map(|line| format!("  - {line}")).collect::<Vec<_>>().join("\n"))]
pub struct ConfigError(pub Vec<String>);

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One line per event for people.
    Text,
    /// One JSON object per line for machines.
    Json,
}

/// Limits on what one request may carry and how long it may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestLimits {
    /// Bytes of a body that carries no file.
    pub body: usize,
    /// How long a request may take.
    pub timeout: Duration,
    /// How long a request with files may take: phones are slow.
    pub upload_timeout: Duration,
    /// Requests worked on at once; more are answered 503.
    pub concurrent: usize,
    /// Open connections at once; more wait to be accepted.
    pub connections: usize,
    /// Live-update streams at once; more are answered 503.
    pub live_streams: usize,
    /// Sign-ins that may wait for a password check; more are answered 503.
    pub password_queue: usize,
}

/// Limits on files that people attach (issue "Report an issue").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadLimits {
    /// Bytes of one file.
    pub file: u64,
    /// Files of one message.
    pub files: usize,
}

impl UploadLimits {
    /// What may be attached, as forms say it.
    pub fn rule(&self) -> String {
        format!(
            "PNG, JPEG, WebP, PDF, text or log; up to {} MB each, at most {}",
            self.file / (1024 * 1024),
            self.files
        )
    }

    /// Bytes of a whole request: every file at its largest, and the text beside them.
    pub fn request(&self) -> usize {
        const TEXT_AND_FRAMING: u64 = 1024 * 1024;
        let files = u64::try_from(self.files).unwrap_or(u64::MAX);
        // One file too many and too large must still be read to the end, so that the form can be
        // shown again with everything that was typed.
        let spare = self.file.saturating_mul(files.saturating_add(2));
        usize::try_from(spare.saturating_add(TEXT_AND_FRAMING)).unwrap_or(usize::MAX)
    }
}

/// The checked configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where people reach the server.
    pub public_url: PublicUrl,
    /// The address to listen on.
    pub address: IpAddr,
    /// The port to listen on; 0 lets the system choose.
    pub port: u16,
    /// The folder with everything that must survive.
    pub data_dir: PathBuf,
    /// The folder that `cargo xtask site` made; none found is no matter until somebody serves.
    pub site_dir: Option<PathBuf>,
    /// The database's address; see `database_url` in [`KEYS`].
    pub database_url: String,
    /// Size of the store's memtable in bytes.
    pub database_memtable: u64,
    /// Size of the store's block cache in bytes.
    pub database_cache: u64,
    /// Limits on requests.
    pub requests: RequestLimits,
    /// Limits on files.
    pub uploads: UploadLimits,
    /// Whether push messages may go to this machine, over http.
    pub push_local: bool,
    /// How the log is written.
    pub log_format: LogFormat,
    /// What is logged, in the syntax of `tracing`'s filter.
    pub log: String,
    /// How long requests may finish after SIGTERM.
    pub shutdown: Duration,
}

impl Config {
    /// Where to listen.
    pub fn listen(&self) -> SocketAddr {
        SocketAddr::new(self.address, self.port)
    }

    /// Whether the database is a folder of this process inside the data folder.
    pub fn has_own_database(&self) -> bool {
        self.database_url == own_database(&self.data_dir)
    }

    /// The folder with people's files.
    pub fn attachments_dir(&self) -> PathBuf {
        self.data_dir.join("attachments")
    }
}

/// Where the database is when nothing else is said.
fn own_database(data_dir: &Path) -> String {
    format!("surrealkv://{}", data_dir.join("database").display())
}
