//! The program itself: its commands, its exit codes, its words.

use std::path::Path;
use std::process::{Command, Output};

use aftercare_server::seed;
use domain::time::Timestamp;
use store::access::{LinkPurpose, Token};
use store::{Store, StoreConfig};

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
    let again = aftercare(folder.path(), &["load-demo", "--tickets", "1"]);
    assert!(!again.status.success() && said(&again).contains("not empty"));
}
