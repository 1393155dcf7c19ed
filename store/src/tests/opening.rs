use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use surrealdb::types::{SurrealValue, Value, object, vars};
use surrealdb_kvs_surrealkv::SurrealKvConfig;

use crate::open::OpenError;
use crate::tests::{ACME_HRM, report, scope, start, world};
use crate::{Store, StoreConfig};

fn folder_config(folder: &Path) -> StoreConfig {
    StoreConfig::new(["surrealkv://", folder.to_str().unwrap()].concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_is_there_after_closing_and_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder_config(folder.path());
    let store = Store::open(&config).await.unwrap();
    store.import_world(&store.system(), &world()).await.unwrap();
    let key = report(&store, ACME_HRM, "It stopped", start()).await;
    store.close().await.unwrap();

    let store = Store::open(&config).await.unwrap();
    assert_eq!(store.directory().provider().unwrap().name, "Fernfeld Software");
    let detail = store.detail(&scope(&store, "ada"), &key, start()).await.unwrap().unwrap();
    assert_eq!(detail.ticket.title, "It stopped");
    let next = report(&store, ACME_HRM, "Again", start()).await;
    assert_eq!((key.to_string(), next.to_string()), ("ACME-1".to_owned(), "ACME-2".to_owned()));
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_opening_of_the_same_folder_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder_config(folder.path());
    let first = Store::open(&config).await.unwrap();
    let refused = Store::open(&config).await.map(drop).unwrap_err();
    assert!(matches!(refused, OpenError::AlreadyOpen { .. }), "{refused:?}");
    let sentence = refused.to_string();
    assert!(sentence.contains(folder.path().to_str().unwrap()) && sentence.contains("in use by another"), "{sentence}");
    first.close().await.unwrap();
    Store::open(&config).await.unwrap().close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_no_known_kind_is_refused_and_says_what_is_accepted() {
    for url in ["", "data", "postgres://x", "surrealkv://", "ws://host-without-user:8000"] {
        let refused = Store::open(&StoreConfig::new(url)).await.map(drop).unwrap_err();
        assert!(matches!(refused, OpenError::Url { .. }), "{url}: {refused:?}");
        assert!(refused.to_string().contains("surrealkv://FOLDER"), "{refused}");
    }
}

/// The engine's own reader of settings is asked, not a copy of its names.
#[test]
fn the_sizes_reach_the_engine_under_the_names_it_reads() {
    let (memtable, cache, block) = (5, 7, 9);
    let config = StoreConfig {
        memtable_bytes: memtable,
        block_cache_bytes: cache,
        block_bytes: block,
        ..StoreConfig::new("mem://")
    };
    let read: SurrealKvConfig = config.engine_settings().load();
    let read = (read.max_memtable_size as u64, read.block_cache_capacity, read.block_size as u64);
    assert_eq!(read, (memtable, cache, block));
}

/// The engine flushes a table to disk when the memtable is full: with a small one that happens soon, with a large one
/// not at all.
#[tokio::test(flavor = "multi_thread")]
async fn the_memtable_size_takes_effect() {
    let small = flushed_after_writing(1024 * 1024).await;
    let large = flushed_after_writing(64 * 1024 * 1024).await;
    assert!(small > 0, "nothing was flushed with a memtable of 1 MiB");
    assert_eq!(large, 0, "tables were flushed with a memtable of 64 MiB");
}

/// Tables on disk after 3 MiB have been written, in transactions that are smaller than the smaller memtable.
async fn flushed_after_writing(memtable_bytes: u64) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&StoreConfig { memtable_bytes, ..folder_config(folder.path()) }).await.unwrap();
    for _ in 0..16 {
        // Below the length from which values live in a log of their own.
        let documents: Vec<Value> = (0..64).map(|_| object! { document: "x".repeat(3_000) }.into_value()).collect();
        store
            .db
            .write::<Value>("INSERT INTO article $documents RETURN NONE", vars! { documents: documents })
            .await
            .unwrap();
    }
    let begun = Instant::now();
    let mut found = tables(folder.path());
    // The engine flushes in the background.
    while found == 0 && memtable_bytes < 3 * 1024 * 1024 && begun.elapsed() < Duration::from_secs(20) {
        tokio::time::sleep(Duration::from_millis(20)).await;
        found = tables(folder.path());
    }
    store.close().await.unwrap();
    found
}

/// Sorted tables on disk that hold something.
fn tables(folder: &Path) -> usize {
    let entries = |folder: &Path| {
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect::<Vec<_>>()
    };
    let mut open = vec![folder.to_path_buf()];
    let mut count = 0;
    while let Some(folder) = open.pop() {
        for path in entries(&folder) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "sst") {
                count += usize::from(fs::metadata(&path).is_ok_and(|data| data.len() > 0));
            }
        }
    }
    count
}
