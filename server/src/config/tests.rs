//! The table of keys against what it promises: it is in the README, and what it calls refused is refused.

use std::path::Path;

use figment::providers::{Format, Toml};

use super::load::from_sources;
use super::{Config, ConfigError, Flags, KEYS, table};

const ALLOWED: &str = "allow_insecure = true\n";

/// What is refused besides numbers out of range: the key, the words of the table, a line that is refused for it.
const REFUSALS: &[(&str, &str, &str)] = &[
    ("push_local", "anything but true and false", "push_local = 'yes'"),
    ("public_url", "anything but scheme, host and port", "public_url = 'https://desk.example/path'"),
    ("public_url", "plain http for another machine unless allow_insecure", "public_url = 'http://desk.example'"),
    ("address", "what is not an IP address", "address = 'here'"),
    (
        "address",
        "one that other machines reach while public_url is plain http, unless allow_insecure",
        "address = '0.0.0.0'",
    ),
    ("port", "numbers above 65535", "port = 65536"),
    ("allow_insecure", "anything but true and false", "allow_insecure = 'perhaps'"),
    ("data_dir", "an empty text", "data_dir = ''"),
    ("site_dir", "a folder without manifest.json", "site_dir = '/no/such/folder'"),
    ("database_url", "other schemes", "database_url = 'rocksdb://data'"),
    ("database_url", "surrealkv:// without a path", "database_url = 'surrealkv://'"),
    ("database_url", "wss:// or ws:// without USER:PASSWORD@", "database_url = 'wss://database.example:8000'"),
    (
        "database_url",
        "ws:// to another machine, unless allow_insecure",
        "database_url = 'ws://root:hidden-word@database.example:8000'",
    ),
    ("log", "what is not a filter", "log = 'store=loud'"),
    ("log_format", "other words", "log_format = 'xml'"),
];

fn read(toml: &str) -> Result<Config, ConfigError> {
    from_sources(Toml::string(toml), Path::new("test.toml"), &Flags::default())
}

#[track_caller]
fn assert_refused(name: &str, line: &str) {
    let text = read(line).map(drop).expect_err(line).to_string();
    assert!(text.contains(name), "{line}: the key is not named in {text}");
    assert!(!text.contains("hidden-word"), "{line}: the password is told in {text}");
}

#[test]
fn the_readme_has_the_table_of_keys() {
    let readme = include_str!("../../../README.md");
    assert!(readme.contains(&table()), "README.md differs; `aftercare config` prints the table:\n{}", table());
}

#[test]
fn what_the_table_calls_refused_is_refused_and_nothing_is_left_untried() {
    for key in KEYS {
        let clauses: Vec<&str> = key.refused.split("; ").collect();
        for clause in clauses.iter().copied().filter(|clause| !is_range(clause)) {
            let known = REFUSALS.iter().find(|(name, words, _)| *name == key.name && *words == clause);
            let (_, _, line) = known.unwrap_or_else(|| panic!("nothing tries {:?} of {}", clause, key.name));
            assert_refused(key.name, line);
            if clause.ends_with("unless allow_insecure") {
                let allowed = read(&[ALLOWED, line].concat());
                assert!(allowed.is_ok(), "{line}: {allowed:?}");
            }
        }
        for (bound, beyond) in clauses.iter().copied().filter(|clause| is_range(clause)).flat_map(bounds) {
            let line = |number: u64| format!("{} = {number}", key.name);
            assert!(read(&line(bound)).is_ok(), "{}", line(bound));
            assert_refused(key.name, &line(beyond));
        }
    }
}

fn is_range(clause: &str) -> bool {
    clause.starts_with("less than ") || clause.starts_with("more than ")
}

/// The last accepted numbers of `less than 4, more than 4096`, each with the first refused one beside it.
fn bounds(clause: &str) -> Vec<(u64, u64)> {
    let bound = |part: &str| match part.split_once(" than ") {
        Some(("less", number)) => number.parse().map(|number: u64| (number, number - 1)).unwrap(),
        Some(("more", number)) => number.parse().map(|number: u64| (number, number + 1)).unwrap(),
        _ => panic!("{part} is no bound"),
    };
    clause.split(", ").map(bound).collect()
}

#[test]
fn an_unencrypted_database_is_reached_on_this_machine_only() {
    for url in ["ws://root:secret@127.0.0.1:8000", "ws://root:secret@localhost:8000/rpc", "ws://root:secret@[::1]:8000"]
    {
        assert!(read(&format!("database_url = '{url}'")).is_ok(), "{url}");
    }
    assert!(read("database_url = 'wss://root:secret@database.example:8000'").is_ok());
    for host in ["10.0.0.4:8000", "localhost.example:8000", "127.0.0.1.example", ""] {
        assert_refused("database_url", &format!("database_url = 'ws://root:hidden-word@{host}'"));
    }
}
