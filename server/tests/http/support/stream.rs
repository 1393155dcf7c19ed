//! Reads a stream of server-sent events.

use std::time::Duration;

use reqwest::{Method, Response};

use super::Browser;

/// One event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Event {
    pub kind: String,
    pub id: String,
    pub data: String,
}

/// An open stream.
pub struct Stream {
    response: Response,
    buffer: String,
}

impl Stream {
    /// Opens one and waits until it is ready.
    pub async fn open(browser: &Browser, path: &str) -> Self {
        let mut stream = Self::begin(browser, path, None).await;
        let ready = stream.next(Duration::from_secs(5)).await.expect("no event at all");
        assert_eq!(ready.kind, "ready", "{ready:?}");
        stream
    }

    /// Opens one from an event on; what was missed comes before `ready`.
    pub async fn begin(browser: &Browser, path: &str, last_event_id: Option<&str>) -> Self {
        let mut request = browser
            .bare(Method::GET, path)
            .header("accept", "text/event-stream")
            .header("sec-fetch-site", "same-origin");
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, buffer: String::new() }
    }

    /// The next event; `None` when none comes in time or the stream has ended.
    pub async fn next(&mut self, patience: Duration) -> Option<Event> {
        let event = async {
            loop {
                if let Some((head, rest)) = self.buffer.split_once("\n\n") {
                    let event = parse(head);
                    self.buffer = String::from(rest);
                    if let Some(event) = event {
                        return Some(event);
                    }
                    continue;
                }
                let chunk = self.response.chunk().await.ok()??;
                self.buffer.push_str(std::str::from_utf8(&chunk).unwrap());
            }
        };
        tokio::time::timeout(patience, event).await.ok().flatten()
    }

    /// Everything that comes within a time.
    pub async fn all(&mut self, within: Duration) -> Vec<Event> {
        let until = tokio::time::Instant::now() + within;
        let mut events = Vec::new();
        while let Some(event) = self.next(until.saturating_duration_since(tokio::time::Instant::now())).await {
            events.push(event);
        }
        events
    }

    /// Whether the server ends it within a time.
    pub async fn ends(&mut self, within: Duration) -> bool {
        tokio::time::timeout(within, async { while let Ok(Some(_)) = self.response.chunk().await {} }).await.is_ok()
    }
}

/// `None` for comments, which only keep the connection alive.
fn parse(text: &str) -> Option<Event> {
    let mut event = Event::default();
    for line in text.lines() {
        match line.split_once(':') {
            Some(("event", value)) => event.kind = String::from(value.trim_start()),
            Some(("id", value)) => event.id = String::from(value.trim_start()),
            Some(("data", value)) => event.data = String::from(value.trim_start()),
            _ => {}
        }
    }
    (!event.kind.is_empty()).then_some(event)
}
