//! The program itself: its commands, its exit codes, its words.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use aftercare_server::seed;
use domain::people::Email;
use domain::time::Timestamp;
use store::access::{LinkPurpose, Token};
use store::directory::Provider;
use store::{Store, StoreConfig};

use super::support::{MEMBER, make_site};

fn aftercare(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aftercare"));
    command.current_dir(folder).args(arguments).env_remove("AFTERCARE_DATA_DIR");
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

async fn open(folder: &Path) -> Store {
    let url = format!("surrealkv://{}", folder.join("data/database").display());
    Store::open(&StoreConfig::new(url)).await.unwrap()
}

const INIT: [&str; 9] = [
    "init",
    "--provider",
    "Example Apps",
    "--zone",
    "Europe/Berlin",
    "--admin",
    "Ada Berg",
    "--email",
    "ada@example.com",
];

#[tokio::test(flavor = "multi_thread")]
async fn init_prints_a_link_that_sets_the_first_password_and_works_once() {
    let folder = tempfile::tempdir().unwrap();
    let output = aftercare(folder.path(), &INIT);
    assert!(output.status.success(), "{}", said(&output));
    let text = said(&output);
    let token = text.split("/welcome/").nth(1).expect("no link").split_whitespace().next().unwrap();
    let again = aftercare(folder.path(), &INIT);
    assert!(!again.status.success() && said(&again).contains("set up already"), "{}", said(&again));
    let store = open(folder.path()).await;
    let now = Timestamp::from_unix(chrono::Utc::now().timestamp());
    let person = store.peek_link(&Token::parse(token).unwrap(), LinkPurpose::Welcome, now).await.unwrap();
    assert_eq!((person.name.as_str(), person.role.as_str()), ("Ada Berg", "admin"));
    let directory = store.directory();
    assert_eq!(directory.provider().unwrap().name, "Example Apps");
    assert_eq!(directory.policies(now).len(), 2, "both policies of the facts file");
    assert!(!directory.calendars().is_empty() && directory.known_issues(None).len() == seed::known_issues().len());
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_on_the_same_folder_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("data")).unwrap();
    let store = open(folder.path()).await;
    let output = aftercare(folder.path(), &["doctor"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("in use by another Aftercare process"), "{}", said(&output));
    store.close().await.unwrap();
}

#[test]
fn an_empty_folder_is_not_served_and_the_way_on_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let output = aftercare(folder.path(), &["serve", "--port", "0"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("aftercare init"), "{}", said(&output));
}

#[test]
fn bad_input_names_what_is_wrong_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for (place, value, says) in [
        (4, "Europe/Nowhere", "Europe/Nowhere"),
        (8, "ada", "name@example.com"),
        (2, " ", "missing"),
        (6, "", "missing"),
    ] {
        let mut arguments = INIT;
        arguments[place] = value;
        let output = aftercare(folder.path(), &arguments);
        assert!(!output.status.success() && said(&output).contains(says), "{value:?}: {}", said(&output));
    }
    std::fs::write(folder.path().join("aftercare.toml"), "prot = 3000\n").unwrap();
    let output = aftercare(folder.path(), &["serve"]);
    assert!(
        said(&output).contains("there is no key prot") && said(&output).contains("public_url"),
        "{}",
        said(&output)
    );
    let output = aftercare(folder.path(), &["serve", "--config", "missing.toml"]);
    assert!(said(&output).contains("there is no file missing.toml"), "{}", said(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn load_demo_fills_a_folder_that_the_doctor_finds_healthy() {
    let folder = tempfile::tempdir().unwrap();
    let output = aftercare(folder.path(), &["load-demo", "--tickets", "120", "--seed", "7"]);
    assert!(output.status.success(), "{}", said(&output));
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(printed["tickets"], 120);
    assert!(printed["sign_ins"].as_array().unwrap().len() > 10);
    let doctor = aftercare(folder.path(), &["doctor"]);
    assert!(doctor.status.success() && said(&doctor).contains("120 tickets"), "{}", said(&doctor));
    let explained = aftercare(folder.path(), &["sla", "explain", "ALDER-1"]);
    let text = said(&explained);
    assert!(explained.status.success() && text.contains("ALDER-1 · ") && text.contains("Promised: "), "{text}");
    let unknown = aftercare(folder.path(), &["sla", "explain", "ALDER-99999"]);
    assert!(!unknown.status.success() && said(&unknown).contains("there is no ticket ALDER-99999"));
    let nonsense = aftercare(folder.path(), &["sla", "explain", "x"]);
    assert!(!nonsense.status.success() && said(&nonsense).contains("like ACME-42"));
    let again = aftercare(folder.path(), &["load-demo", "--tickets", "1"]);
    assert!(!again.status.success() && said(&again).contains("not empty"));
}

#[test]
fn cases_are_checked_line_by_line_with_the_count_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let case = |id: &str, kind: &str, open: bool| {
        serde_json::json!({
            "id": id, "kind": kind, "timezone": "Etc/UTC", "calendar": {"weekly": {"mon": [["09:00", "17:00"]]}},
            "input": {"at": "2026-11-23T10:00:00Z"}, "expected": {"open": open},
        })
    };
    let check = |cases: &[serde_json::Value]| {
        let file = serde_json::json!({"format": "sla-cases/1", "cases": cases});
        std::fs::write(folder.path().join("cases.json"), file.to_string()).unwrap();
        let output = aftercare(folder.path(), &["sla", "cases", "cases.json"]);
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (right, wrong, unknown) = (case("a", "is_open", true), case("b", "is_open", false), case("c", "tides", true));
    let line = r#"{"id":"a","kind":"is_open","got":{"open":true},"expected":{"open":true},"ok":true}"#;
    assert_eq!(check(std::slice::from_ref(&right)), (Some(0), format!("{line}\n1 passed, 0 failed, 0 unsupported\n")));
    let (code, text) = check(&[right, wrong, unknown]);
    assert_eq!((code, text.lines().count()), (Some(1), 4), "{text}");
    assert_eq!(text.lines().last(), Some("1 passed, 1 failed, 1 unsupported"));
    assert_eq!(text.matches("\"ok\":true").count(), 1, "{text}");
    let missing = aftercare(folder.path(), &["sla", "cases", "missing.json"]);
    assert!(!missing.status.success() && said(&missing).contains("missing.json"));
}

/// A data folder as an interrupted filling leaves it: marked, with a provider and nobody who could sign in.
async fn half_filled(folder: &Path) {
    std::fs::create_dir_all(folder.join("data/kept")).unwrap();
    std::fs::write(folder.join("data/seeding"), "database\nattachments").unwrap();
    let store = open(folder).await;
    let provider = Provider { name: "Half".to_owned(), zone: "Europe/Berlin".to_owned(), rev: 1 };
    store.import_world(&store.system(), &seed::templates(provider)).await.unwrap();
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_was_filled_half_way_is_refused_with_the_way_on() {
    let folder = tempfile::tempdir().unwrap();
    half_filled(folder.path()).await;
    for arguments in [&["serve", "--port", "0"][..], &["load-demo", "--tickets", "1"], &INIT] {
        let output = aftercare(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(said(&output).contains("aftercare serve --demo --data data"), "{arguments:?}: {}", said(&output));
    }
    let store = open(folder.path()).await;
    assert_eq!(store.directory().provider().unwrap().name, "Half", "a refusal removed something");
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_that_was_cut_off_is_filled_again_from_the_beginning() {
    let folder = tempfile::tempdir().unwrap();
    half_filled(folder.path()).await;
    let site = folder.path().join("site");
    make_site(&site);
    let mut server = Command::new(env!("CARGO_BIN_EXE_aftercare"))
        .current_dir(folder.path())
        .args(["serve", "--demo", "--port", "0", "--site", site.to_str().unwrap()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(server.stdout.take().unwrap()).lines().map_while(Result::ok);
    let is_ready = said.any(|line| line.contains("Aftercare is ready"));
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(is_ready, "it did not start");
    assert!(!folder.path().join("data/seeding").exists() && folder.path().join("data/kept").is_dir());
    let store = open(folder.path()).await;
    assert_ne!(store.directory().provider().unwrap().name, "Half");
    assert!(store.person_by_email(&Email::parse(MEMBER).unwrap()).await.unwrap().is_some());
    store.close().await.unwrap();
}
