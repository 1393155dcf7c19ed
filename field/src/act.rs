//! What the person does: judged here first by the rules of the server, kept, shown at once, sent when there is a way.

use domain::checklist::{Deed, Entry, decide};
use domain::ids::{ChecklistId, EngagementId, ItemId, TicketKey};
use domain::problem::Problem;
use domain::sync::{Target, TicketDeed, TicketOp};
use leptos::prelude::*;
use web_sys::File;

use crate::bridge::{self, Row, later};
use crate::state::State;
use crate::words;

/// What is said when this device can keep nothing at all.
const LOST: &str = "This could not be kept on this device. Open its field again: what you typed is there.";

fn lost() -> Vec<Problem> {
    vec![Problem::new("device", LOST)]
}

/// Does something to a checklist. What the rules refuse changes nothing and is never sent. `draft` names the field in
/// which it was typed: it is emptied together with keeping the change. Empty for what is only pressed.
///
/// # Errors
/// What is wrong, each with its field.
pub fn on_run(state: State, id: &ChecklistId, deed: Deed, draft: &str) -> Result<(), Vec<Problem>> {
    let slot = untrack(|| state.slot(id)).ok_or_else(lost)?;
    let (actor, role) = state.actor().zip(state.role()).ok_or_else(lost)?;
    let now = words::now();
    let op = bridge::op(now.unix(), deed);
    let op = slot.run.with_untracked(|run| decide(run, &op, &actor, role, now))?;
    let engagement = slot.run.with_untracked(|run| run.plan.engagement.clone());
    let entry = Entry { rev: None, received: now, by: actor, op: op.clone() };
    state.show(id, &slot, entry);
    keep(state, engagement, Target::Checklist { checklist: id.clone(), op }, draft);
    Ok(())
}

/// Keeps an operation, and takes what was typed for it out of the drafts.
fn keep(state: State, engagement: EngagementId, target: Target, draft: &str) {
    let typed = state.draft(draft).unwrap_or_default();
    state.drafts.update_value(|drafts| {
        drafts.retain(|(known, _)| known != draft && known.strip_prefix("base-") != Some(draft));
    });
    let draft = draft.to_owned();
    later(async move {
        let is_kept = bridge::add(&engagement, &target, &draft).await;
        state.saved(target.op_id(), is_kept);
        if !is_kept {
            type_in(state, draft, typed);
            alert(LOST);
        }
    });
}

/// Keeps a photo or a file as evidence of an item; it is shown once the server has it.
pub fn attach(state: State, id: &ChecklistId, item: &ItemId, file: File) {
    let Some(slot) = untrack(|| state.slot(id)) else { return };
    let engagement = slot.run.with_untracked(|run| run.plan.engagement.clone());
    let (id, item) = (id.clone(), item.clone());
    later(async move {
        if !bridge::add_file(&engagement, &id, item.as_str(), words::now().unix(), file).await {
            alert(LOST);
        }
    });
}

/// Does something to a ticket. The server judges it; here it shows as waiting.
///
/// # Errors
/// This device does not keep the ticket any more.
pub fn on_ticket(state: State, key: &TicketKey, deed: TicketDeed, draft: &str) -> Result<(), Vec<Problem>> {
    let gone = "This ticket has ended, or this device does not keep it any more. Open it on the server.";
    let engagement = state.engagement_of(key).ok_or_else(|| vec![Problem::new("ticket", gone)])?;
    let op = TicketOp { id: bridge::new_id(), at: words::now(), deed };
    keep(state, engagement, Target::Ticket { ticket: key.clone(), op }, draft);
    Ok(())
}

/// Sends a refused operation once more, as a new one: its reason may be gone. A decision about a ticket is made by its
/// version of now: whoever repeats it has seen what happened meanwhile.
pub fn again(state: State, row: &Row) {
    let key = row.text("ticket").parse().ok();
    let version = key.and_then(|key| untrack(|| state.ticket(&key))).map_or(0, |ticket| ticket.version);
    later(bridge::again(row.seq, version));
}

/// Takes a row back.
pub fn discard(seq: u64) {
    later(bridge::discard(seq));
}

/// Keeps what is being typed.
pub fn type_in(state: State, key: String, text: String) {
    state.drafts.update_value(|drafts| {
        drafts.retain(|(known, _)| *known != key);
        if !text.is_empty() {
            drafts.push((key.clone(), text.clone()));
        }
    });
    later(async move { bridge::draft(&key, &text).await });
}

fn alert(text: &str) {
    let _ = window().alert_with_message(text);
}
