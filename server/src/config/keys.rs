//! The table of every key. The README's table and the list in error messages come from here.

use std::fmt::Write;

/// One key of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Its name in the file; `AFTERCARE_` and the name in capitals in the environment.
    pub name: &'static str,
    /// What is used when it is not set.
    pub default: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What is refused.
    pub refused: &'static str,
}

const fn key(name: &'static str, default: &'static str, meaning: &'static str, refused: &'static str) -> Key {
    Key { name, default, meaning, refused }
}

/// Every key, in the order of the README.
pub const KEYS: &[Key] = &[
    key(
        "public_url",
        "http://127.0.0.1:PORT",
        "The address people open. Cookies, form checks and printed links follow it.",
        "anything but scheme, host and port; plain http for another machine unless allow_insecure",
    ),
    key(
        "address",
        "127.0.0.1",
        "The address to listen on.",
        "what is not an IP address; one that other machines reach while public_url is plain http, unless allow_insecure",
    ),
    key("port", "3000", "The port to listen on; 0 takes a free one.", "numbers above 65535"),
    key(
        "allow_insecure",
        "false",
        "Allows plain http for other machines and ws:// to another machine: passwords travel unencrypted.",
        "anything but true and false",
    ),
    key("data_dir", "data", "The folder with database and files. Back this up.", "an empty text"),
    key(
        "site_dir",
        "site beside the program, or one folder above",
        "The folder with styles and scripts, made by `cargo xtask site`.",
        "a folder without manifest.json",
    ),
    key(
        "database_url",
        "surrealkv://DATA_DIR/database",
        "The database: surrealkv://PATH in this process, wss:// or \
         ws://USER:PASSWORD@HOST:PORT for a server of its own, mem:// for trying out (forgotten at the end).",
        "other schemes; surrealkv:// without a path; wss:// or ws:// without USER:PASSWORD@; \
         ws:// to another machine, unless allow_insecure",
    ),
    key("database_memtable_mib", "32", "Memory for fresh writes, MiB.", "less than 4, more than 4096"),
    key("database_cache_mib", "128", "Memory for cached blocks, MiB.", "less than 4, more than 65536"),
    key("request_body_kib", "256", "Largest body of a request without files, KiB.", "less than 64, more than 8192"),
    key("request_timeout_s", "20", "How long a request may take, seconds.", "less than 1, more than 600"),
    key("upload_timeout_s", "600", "How long a request with files may take, seconds.", "less than 10, more than 3600"),
    key(
        "concurrent_requests",
        "256",
        "Requests worked on at once; more get 503 with Retry-After.",
        "less than 8, more than 65536",
    ),
    key("connections", "2048", "Open connections at once.", "less than 16, more than 65536"),
    key("live_streams", "1024", "Pages that are updated live at once; more get 503.", "less than 1, more than 65536"),
    key(
        "password_queue",
        "32",
        "Sign-ins that may wait for a password check; more get 503.",
        "less than 1, more than 1024",
    ),
    key("upload_file_mib", "10", "Largest attached file, MiB.", "less than 1, more than 100"),
    key("upload_files", "5", "Files of one message.", "less than 1, more than 20"),
    key(
        "push_local",
        "false",
        "For tests: push messages may also go to this machine, over http.",
        "anything but true and false",
    ),
    key(
        "log",
        "info",
        "What is logged: error, warn, info, debug, or a filter such as info,store=debug.",
        "what is not a filter",
    ),
    key("log_format", "text", "text for people, json for machines.", "other words"),
    key("shutdown_s", "10", "How long requests may finish after SIGTERM, seconds.", "more than 300"),
];

/// The names of every key, for the message about an unknown one.
pub fn known_keys() -> String {
    KEYS.iter().map(|key| key.name).collect::<Vec<_>>().join(", ")
}

/// The table in Markdown, as it stands in the README.
pub fn table() -> String {
    let mut table = String::from("| key | default | meaning | refused |\n|---|---|---|---|\n");
    for key in KEYS {
        let Key { name, default, meaning, refused } = key;
        // Writing to a String cannot fail.
        let _ = writeln!(table, "| `{name}` | {default} | {meaning} | {refused} |");
    }
    table
}
