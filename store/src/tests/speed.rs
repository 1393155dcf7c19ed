//! Not a benchmark: guards against a use case that suddenly costs many times what it should.

use std::time::{Duration, Instant};

use crate::tests::{ACME_HRM, report, scope, start, store};
use crate::tickets::InboxFilter;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_fifty_costs_about_the_same_from_many_tickets_as_from_few() {
    let store = store().await;
    let first = report(&store, ACME_HRM, "Many", start()).await;
    let history = store.detail(&scope(&store, "ada"), &first, start()).await.unwrap().unwrap().events;
    let best_page = async || {
        let mut best = Duration::MAX;
        for _ in 0..15 {
            let begun = Instant::now();
            store.inbox(&scope(&store, "ada"), &InboxFilter::default(), None, 50).await.unwrap();
            store.inbox(&scope(&store, "bea"), &InboxFilter::default(), None, 50).await.unwrap();
            best = best.min(begun.elapsed());
        }
        best
    };
    store.bulk_load(&store.system(), (0..100).map(|_| history.clone()), start()).await.unwrap();
    let few = best_page().await;
    store.bulk_load(&store.system(), (0..1_000).map(|_| history.clone()), start()).await.unwrap();
    let many = best_page().await;
    assert!(many < few * 3, "from 100 tickets {few:?}, from 1,100 {many:?}");
}
