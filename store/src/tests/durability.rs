//! An acknowledged write survives kill -9.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::tests::{ACME_HRM, report, scope, start, world};
use crate::{Store, StoreConfig};

const FOLDER: &str = "AFTERCARE_TEST_KILLED_FOLDER";
const NAME: &str = "tests::durability::every_acknowledged_report_survives_a_kill_at_any_moment";

/// Plays both parts: without the variable it starts itself as a writer and kills it; with the variable it is the
/// writer, which prints each key once its report has been acknowledged.
#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_report_survives_a_kill_at_any_moment() {
    if let Ok(folder) = std::env::var(FOLDER) {
        return write_until_killed(&folder).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for round in 0..3_u32 {
        let program = std::env::current_exe().unwrap();
        let arguments = ["--exact", NAME, "--nocapture", "--test-threads=1"];
        let mut writer = Command::new(program)
            .args(arguments)
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        let wanted = 5 + 9 * round;
        let mut in_round = 0;
        while in_round < wanted {
            let line = lines.next().expect("the writer ended by itself").unwrap();
            if let Some((_, key)) = line.split_once("acknowledged ") {
                acknowledged.push(key.trim().to_owned());
                in_round += 1;
            }
        }
        writer.kill().unwrap();
        // What it printed between our decision and its death counts too.
        acknowledged.extend(
            lines.map_while(Result::ok).filter_map(|line| Some(line.split_once("acknowledged ")?.1.trim().to_owned())),
        );
        writer.wait().unwrap();
    }

    let opened = Instant::now();
    let store = Store::open(&config(folder.path().to_str().unwrap())).await.unwrap();
    assert!(opened.elapsed() < Duration::from_secs(20), "reopening took {:?}", opened.elapsed());
    assert!(acknowledged.len() >= 42);
    for key in &acknowledged {
        assert!(store.ticket_exists(&scope(&store, "ada"), &key.parse().unwrap()).await.unwrap(), "{key} is lost");
    }
    let found = store.doctor(&store.system(), false, start()).await.unwrap();
    assert_eq!(found.findings, Vec::new());
    store.close().await.unwrap();
}

fn config(folder: &str) -> StoreConfig {
    StoreConfig::new(["surrealkv://", folder].concat())
}

async fn write_until_killed(folder: &str) {
    let store = Store::open(&config(folder)).await.unwrap();
    if store.directory().provider().is_none() {
        store.import_world(&store.system(), &world()).await.unwrap();
    }
    loop {
        let key = report(&store, ACME_HRM, "Written", start()).await;
        println!("acknowledged {key}");
    }
}
