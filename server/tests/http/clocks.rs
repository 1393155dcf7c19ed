//! The watcher writes each warning and breach once, whoever else watches and whatever is restarted.

use std::collections::BTreeMap;

use aftercare_server::jobs::clock_watch::watch;
use aftercare_server::state::{AppState, Parts};
use domain::ticket::EventKind;
use domain::time::{Seconds, Timestamp};

use super::support::{ADMIN, TestApp};

type Mark = (String, &'static str, String, u32, Timestamp);

/// Every warning and breach in the histories of the demo's tickets, and how often it is there.
async fn marks(app: &TestApp) -> BTreeMap<Mark, usize> {
    let session = app.session(&app.signed_in(ADMIN).await).await;
    let mut marks = BTreeMap::new();
    for prefix in ["ACME", "BRIM", "LUMA"] {
        for number in 1.. {
            let key = format!("{prefix}-{number}");
            let Some(detail) =
                app.state.store().detail(&session.scope(), &key.parse().unwrap(), app.clock.now()).await.unwrap()
            else {
                break;
            };
            for event in detail.events {
                let mark = match event.kind {
                    EventKind::ClockWarned { metric, cycle, due } => {
                        (key.clone(), "warned", format!("{metric:?}"), cycle, due)
                    }
                    EventKind::ClockBreached { metric, cycle, due } => {
                        assert!(due <= event.at, "{key}: a breach before it was due");
                        (key.clone(), "breached", format!("{metric:?}"), cycle, due)
                    }
                    _ => continue,
                };
                *marks.entry(mark).or_default() += 1;
            }
        }
    }
    marks
}

/// A second process on the same store.
fn second(app: &TestApp) -> AppState {
    let config = app.state.config().clone();
    let (store, assets) = (app.state.store().clone(), app.state.assets().as_ref().clone());
    AppState::new(Parts { config, store, assets, clock: app.clock.clone() }).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_watchers_and_a_restart_write_each_mark_once() {
    let app = TestApp::start().await;
    let other = second(&app);
    watch(&app.state).await.unwrap();
    let before = marks(&app).await.len();
    for _ in 0..3 {
        app.advance(Seconds::days(3));
        let (first, second) = tokio::join!(watch(&app.state), watch(&other));
        first.unwrap();
        second.unwrap();
    }
    let after = marks(&app).await;
    assert!(after.len() > before, "nine days pass without a single promise missed: {before}");
    let doubled: Vec<_> = after.iter().filter(|(_, count)| **count > 1).collect();
    assert!(doubled.is_empty(), "written twice: {doubled:?}");
    assert_eq!(watch(&second(&app)).await.unwrap(), 0, "a watcher that starts now finds nothing to do");
    assert_eq!(marks(&app).await, after);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_running_server_watches_by_itself() {
    let app = TestApp::start().await;
    watch(&app.state).await.unwrap();
    let before = marks(&app).await.len();
    app.advance(Seconds::days(2));
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
    while marks(&app).await.len() == before {
        assert!(tokio::time::Instant::now() < deadline, "nobody watched");
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
}
