//! Tells people's devices: follows the outbox, notes what is whose message, and sends each once its time has come.
//!
//! Nothing is sent twice, whatever ends in between: an event becomes at most one message to a person, and a message is
//! claimed before it is sent (`store::push`). At the start it looks back a few minutes, so that what happened while a
//! new version was installed is told as well.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use domain::ids::TicketKey;
use futures::future::join_all;
use store::outbox::{Tail, Topic};
use store::push::{NEWS, Outgoing};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::push::{Letter, Outcome};
use crate::state::AppState;

const LOOK_EVERY: Duration = Duration::from_secs(1);
/// After a commit others often follow at once; they are read together, so that the job does not run beside each request.
const GATHER: Duration = Duration::from_millis(250);
const AT_ONCE: usize = 256;
/// Messages on their way at the same time, of which most wait for a busy push service.
const SENDING: usize = 256;
/// After a failed read the database needs a moment.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// Runs until the server stops; what is on its way then is finished.
pub async fn run(state: AppState) {
    let scope = state.store().system();
    let mut commits = state.store().commits();
    let mut tail = Tail::since(state.now() - NEWS);
    let room = Arc::new(Semaphore::new(SENDING));
    let mut sending = JoinSet::new();
    loop {
        let round = async {
            let rows = tail.next(state.store(), &scope, AT_ONCE).await?;
            let is_more = rows.len() == AT_ONCE;
            let news = rows.into_iter().filter(|row| row.topic == Topic::Ticket);
            let tickets: BTreeSet<TicketKey> = news.filter_map(|row| row.ticket).collect();
            let is_wanted = !tickets.is_empty() && state.store().has_subscriptions(&scope).await?;
            for key in tickets.into_iter().filter(|_| is_wanted) {
                if let Err(error) = state.store().queue_pushes(&scope, &key, state.now()).await {
                    tracing::error!(%error, ticket = %key, "whose message this is could not be found out");
                }
            }
            send_due(&state, &room, &mut sending).await?;
            anyhow::Ok(is_more)
        };
        let pause = match round.await {
            Ok(true) => continue,
            Ok(false) => LOOK_EVERY,
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "push messages could not be read");
                AFTER_FAILURE
            }
        };
        while sending.try_join_next().is_some() {}
        tokio::select! {
            () = state.stopping().cancelled() => break,
            _ = commits.changed() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(pause) => {}
        }
    }
    while sending.join_next().await.is_some() {}
}

/// Sends what is due, as far as there is room; the rest waits for the next look.
async fn send_due(state: &AppState, room: &Arc<Semaphore>, sending: &mut JoinSet<()>) -> anyhow::Result<()> {
    let scope = state.store().system();
    for waiting in state.store().pushes_due(&scope, state.now(), room.available_permits()).await? {
        let Ok(permit) = Arc::clone(room).try_acquire_owned() else { return Ok(()) };
        let Some(outgoing) = state.store().take_push(&scope, &waiting, state.now()).await? else { continue };
        let state = state.clone();
        sending.spawn(async move {
            tell(&state, &outgoing).await;
            drop(permit);
        });
    }
    Ok(())
}

async fn tell(state: &AppState, outgoing: &Outgoing) {
    let payload = payload(state, outgoing);
    let letter = Letter { payload: payload.as_bytes(), topic: &outgoing.topic, is_urgent: outgoing.is_urgent };
    let sent = join_all(outgoing.to.iter().map(|to| state.push().send(to, letter, state.now()))).await;
    for (subscription, _) in outgoing.to.iter().zip(sent).filter(|(_, outcome)| *outcome == Outcome::Gone) {
        let scope = state.store().system();
        match state.store().forget_subscription(&scope, &subscription.endpoint).await {
            Ok(()) => tracing::info!("a device that is gone gets no more messages"),
            Err(error) => tracing::error!(%error, "a device that is gone could not be forgotten"),
        }
    }
}

/// The declarative form: Safari shows it without waking the service worker, which shows the same elsewhere.
fn payload(state: &AppState, outgoing: &Outgoing) -> String {
    let key = outgoing.ticket.to_string();
    serde_json::json!({
        "web_push": 8030,
        "notification": {
            "title": outgoing.message.title,
            "body": outgoing.message.body,
            "navigate": format!("{}/tickets/{key}", state.public_url()),
            "tag": key,
            "lang": "en",
            "dir": "auto",
        },
    })
    .to_string()
}
