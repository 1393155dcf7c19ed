//! One open page: catches up, then passes on what it may know, until it leaves or its session ends.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use store::Scope;
use store::access::{Activity, Session, SessionLimits};
use store::outbox::{Tail, Topic};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::filter::may_know;
use super::{Change, Missed, Seat, Subscription};
use crate::auth;
use crate::error::AppError;
use crate::state::AppState;

/// Events on their way to a page; a page that does not take them falls behind in the broadcast instead.
const WAITING: usize = 16;
/// A page that missed more than this loads everything anew.
const CATCH_UP: usize = 256;
/// Proxies cut silent connections.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
const RETRY: Duration = Duration::from_secs(2);

/// What a page says when it opens its stream.
pub struct Opening {
    /// Who.
    pub session: Session,
    /// The cookie's token, to ask again whether the session holds.
    pub token: String,
    /// The last change it knows of, from `Last-Event-ID` or the address.
    pub since: Option<String>,
}

/// Opens a stream.
///
/// # Errors
/// [`AppError::Busy`] when the server or the person has too many open.
pub fn open(state: &AppState, opening: Opening) -> Result<Response, AppError> {
    let seat = state.live().take_seat(&opening.session.person.id).ok_or(AppError::Busy)?;
    let subscription = state.live().subscribe(opening.since.as_deref());
    let (events, receiver) = mpsc::channel(WAITING);
    let page = Page { state: state.clone(), scope: opening.session.scope(), opening, events, _seat: seat };
    tokio::spawn(page.run(subscription));
    let stream = Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    Ok(stream.into_response())
}

struct Page {
    state: AppState,
    opening: Opening,
    scope: Scope,
    events: mpsc::Sender<Result<Event, Infallible>>,
    _seat: Seat,
}

/// The page has left, or must.
struct Over;

impl Page {
    async fn run(mut self, subscription: Subscription) {
        // An open page is no activity: the stream ends when the session would, and opening it again asks anew.
        let idle = SessionLimits::of(self.opening.session.side()).idle;
        let end = tokio::time::sleep(Duration::from_secs(idle.get().unsigned_abs()));
        tokio::pin!(end);
        let stopping = self.state.stopping().clone();
        let Subscription { mut changes, missed, latest } = subscription;
        if self.begin(missed, latest).await.is_err() {
            return;
        }
        loop {
            let received = tokio::select! {
                received = changes.recv() => received,
                () = self.events.closed() => return,
                () = stopping.cancelled() => return,
                () = &mut end => return,
            };
            let outcome = match received {
                Ok(change) => self.pass_on(&change).await,
                Err(RecvError::Lagged(_)) => self.send(refresh()).await,
                Err(RecvError::Closed) => Err(Over),
            };
            if outcome.is_err() {
                return;
            }
        }
    }

    /// Says where the page is now, after what it has missed.
    async fn begin(&self, missed: Missed, latest: String) -> Result<(), Over> {
        match missed {
            Missed::Nothing => {}
            Missed::Told(changes) => {
                for change in changes.iter().filter(|change| self.may_know(change)) {
                    self.send(event(change)).await?;
                }
            }
            Missed::TooLongAgo => self.catch_up().await?,
        }
        let ready = Event::default().event("ready").data("{}").retry(RETRY);
        self.send(if latest.is_empty() { ready } else { ready.id(latest) }).await
    }

    /// Reads what the page missed from the outbox: it was away for long, or another process served it.
    async fn catch_up(&self) -> Result<(), Over> {
        let since = self.opening.since.as_deref().unwrap_or_default();
        let is_key = since.len() == 32 && uuid::Uuid::try_parse(since).is_ok();
        if !is_key {
            return self.send(refresh()).await;
        }
        let (store, scope) = (self.state.store(), self.state.store().system());
        let missed = Tail::after(since).next(store, &scope, CATCH_UP).await.map_err(|error| {
            tracing::error!(%error, "a page could not catch up");
            Over
        })?;
        if missed.len() == CATCH_UP {
            return self.send(refresh()).await;
        }
        for row in missed {
            let change = Change::new(row);
            if self.may_know(&change) {
                self.send(event(&change)).await?;
            }
        }
        Ok(())
    }

    async fn pass_on(&mut self, change: &Change) -> Result<(), Over> {
        let is_mine = change.row.by.as_ref() == Some(&self.opening.session.person.id);
        let may_end = match change.row.topic {
            Topic::Access => is_mine,
            // The person may have been disabled, or belong to other engagements now.
            Topic::Directory => true,
            Topic::Ticket | Topic::Checklist | Topic::Notification => false,
        };
        if may_end {
            self.ask_again().await?;
        }
        if self.may_know(change) { self.send(event(change)).await } else { Ok(()) }
    }

    async fn ask_again(&mut self) -> Result<(), Over> {
        match auth::resolve(&self.state, &self.opening.token, Activity::Background).await {
            Ok(Some(session)) => {
                self.scope = session.scope();
                Ok(())
            }
            Ok(None) => {
                self.send(Event::default().event("signed-out").data("{}")).await?;
                Err(Over)
            }
            // Not knowing is no reason to go on.
            Err(error) => {
                tracing::error!(%error, "a stream's session could not be looked up");
                Err(Over)
            }
        }
    }

    fn may_know(&self, change: &Change) -> bool {
        let is_mine = change.row.by.as_ref() == Some(&self.opening.session.person.id);
        (change.row.topic == Topic::Notification && is_mine)
            || may_know(&self.scope, &self.state.store().directory(), &change.row)
    }

    async fn send(&self, event: Event) -> Result<(), Over> {
        self.events.send(Ok(event)).await.map_err(|_| Over)
    }
}

fn event(change: &Change) -> Event {
    Event::default().event("change").id(&change.row.key).data(&change.data)
}

/// Tells a page to load everything anew: a change of everything.
fn refresh() -> Event {
    Event::default().event("change").data(r#"{"key":null,"topic":"refresh","by":null}"#)
}
