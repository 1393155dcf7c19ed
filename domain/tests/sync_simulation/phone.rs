//! A phone: what it has written down, and what a crash takes.

use std::collections::{BTreeMap, BTreeSet};

use domain::checklist::{Entry, Run};
use domain::ids::{ChecklistId, OpId};
use domain::people::Actor;
use domain::sync::{Answer, Answers, Cursor, KeptChecklist, KeptTicket, Pulled, PushedOp, Target, VERSION};
use domain::time::Timestamp;

use super::fault::{Checked, Fault, Invariant};

/// Something that the person did. It stays until it needs nobody's attention any more.
pub struct Row {
    /// Ready to be sent.
    pub json: String,
    /// The same, read; none for a kind that this app does not know.
    pub op: Option<PushedOp>,
    pub id: OpId,
    /// It may have left the phone. Written before it does: only what has never left can be taken back.
    pub is_sent: bool,
    pub answer: Option<Answer>,
}

impl Row {
    pub fn is_waiting(&self) -> bool {
        self.answer.is_none()
    }

    /// Whether it counts in what the person sees.
    fn counts(&self) -> bool {
        match &self.answer {
            None | Some(Answer::Applied | Answer::Duplicate) => true,
            Some(Answer::Conflict { theirs, .. }) => theirs.is_some(),
            Some(Answer::Refused { .. }) => false,
        }
    }

    /// Whether the person is to decide what becomes of it.
    pub fn asks(&self) -> bool {
        matches!(self.answer, Some(Answer::Conflict { .. } | Answer::Refused { .. }))
    }
}

/// What survives a crash. Each change of it is one transaction.
#[derive(Default)]
pub struct Durable {
    pub cursor: Cursor,
    pub lists: Vec<KeptChecklist>,
    pub tickets: Vec<KeptTicket>,
    pub rows: BTreeMap<u64, Row>,
    pub last_seq: u64,
}

pub struct Phone {
    pub person: usize,
    pub actor: Actor,
    pub store: Durable,
    /// Counts its starts.
    pub life: u32,
    /// The push that it waits for: there is one at a time.
    pub sending: Option<(u64, Vec<u64>)>,
    /// Pulls that it waits for, and which operations had been answered when each began.
    pub pulls: BTreeMap<u64, BTreeSet<u64>>,
    /// Numbers requests.
    attempts: u64,
    /// What the device's clock is ahead, in milliseconds.
    pub ahead: i64,
    fault: Option<Fault>,
    /// What is shown, folded when it is asked for.
    shown: BTreeMap<ChecklistId, Run>,
}

impl Phone {
    pub fn new(person: usize, actor: Actor, ahead: i64, fault: Option<Fault>) -> Self {
        Self {
            person,
            actor,
            store: Durable::default(),
            life: 1,
            sending: None,
            pulls: BTreeMap::new(),
            attempts: 0,
            ahead,
            fault,
            shown: BTreeMap::new(),
        }
    }

    /// It ends and starts again: what was not written down is gone.
    pub fn crash(&mut self) {
        self.life += 1;
        self.sending = None;
        self.pulls.clear();
        self.shown.clear();
        for row in self.store.rows.values_mut() {
            row.op = serde_json::from_str(&row.json).ok();
        }
        if self.fault == Some(Fault::SeqNotDurable) {
            self.store.last_seq = 0;
        }
    }

    /// Writes down what the person did, with its number, in one transaction.
    pub fn act(&mut self, id: OpId, row: impl FnOnce(u64) -> String) {
        self.store.last_seq += 1;
        let seq = self.store.last_seq;
        let json = row(seq);
        let op: Option<PushedOp> = serde_json::from_str(&json).ok();
        if let Some(PushedOp { target: Target::Checklist { checklist, op }, .. }) = &op
            && let Some(run) = self.shown.get_mut(checklist)
        {
            run.merge(Entry { rev: None, received: op.at, by: self.actor.clone(), op: op.clone() });
        }
        self.store.rows.insert(seq, Row { json, op, id, is_sent: false, answer: None });
    }

    /// The person has dealt with it.
    pub fn give_up(&mut self, seq: u64) -> Option<Row> {
        self.shown.clear();
        self.store.rows.remove(&seq)
    }

    /// A checklist as the person sees it: what was read, and what they did since.
    pub fn shown(&mut self, id: &ChecklistId) -> Option<&Run> {
        let list = self.store.lists.iter().find(|list| list.plan.id == *id)?;
        let (rows, actor) = (&self.store.rows, &self.actor);
        Some(self.shown.entry(id.clone()).or_insert_with(|| {
            let mine = rows.values().filter(|row| row.counts()).filter_map(|row| match &row.op {
                Some(PushedOp { target: Target::Checklist { checklist, op }, .. }) if checklist == id => Some(op),
                _ => None,
            });
            let entry =
                |op: &domain::checklist::Op| Entry { rev: None, received: op.at, by: actor.clone(), op: op.clone() };
            Run::fold(list.plan.clone(), list.log.iter().cloned().chain(mine.map(entry)))
        }))
    }

    /// The same without folding it anew.
    pub fn peek(&self, id: &ChecklistId) -> Option<&Run> {
        self.shown.get(id)
    }

    /// The next rows in their order, as an envelope with the number of the request; none when nothing waits, or when
    /// something is under way.
    pub fn push(&mut self, at_most: usize) -> Option<(u64, String)> {
        if self.sending.is_some() {
            return None;
        }
        let mut rows: Vec<(&u64, &mut Row)> = self.store.rows.iter_mut().collect();
        if self.fault == Some(Fault::RefusedHoldsQueue) {
            let refused = rows.iter().position(|(_, row)| matches!(row.answer, Some(Answer::Refused { .. })));
            rows.truncate(refused.unwrap_or(rows.len()));
        }
        rows.retain(|(_, row)| row.is_waiting());
        rows.truncate(at_most);
        if rows.is_empty() {
            return None;
        }
        for (_, row) in &mut rows {
            row.is_sent = true;
        }
        let ops: Vec<&str> = rows.iter().map(|(_, row)| row.json.as_str()).collect();
        let person = &self.actor.person().expect("a person").id;
        let body = format!(r#"{{"v":{VERSION},"client_id":"phone","person":"{person}","ops":[{}]}}"#, ops.join(","));
        let sent: Vec<u64> = rows.iter().map(|(seq, _)| **seq).collect();
        if self.fault == Some(Fault::ForgetsAtSending) {
            self.store.rows.retain(|seq, _| !sent.contains(seq));
        }
        self.attempts += 1;
        self.sending = Some((self.attempts, sent));
        Some((self.attempts, body))
    }

    /// Asks for what is new. Two pages may ask at the same time.
    pub fn pull(&mut self) -> (u64, String) {
        self.attempts += 1;
        let answered = self.store.rows.iter().filter(|(_, row)| !row.is_waiting()).map(|(seq, _)| *seq);
        self.pulls.insert(self.attempts, answered.collect());
        (self.attempts, self.store.cursor.to_string())
    }

    /// Writes down what was answered. An answer that it counts outweighs an older one that it does not.
    pub fn answered(&mut self, attempt: u64, body: &str) -> Checked {
        let answers: Answers = serde_json::from_str(body).expect("answers");
        for answered in answers.answers {
            let Some(row) = self.store.rows.get_mut(&answered.seq) else { continue };
            let counts = matches!(answered.answer, Answer::Applied | Answer::Duplicate);
            let is_refused = matches!(answered.answer, Answer::Refused { .. });
            if row.is_waiting() || (counts && !row.counts()) {
                row.answer = Some(answered.answer);
            }
            if is_refused && self.fault == Some(Fault::RefusedIsForgotten) {
                self.store.rows.remove(&answered.seq);
            }
            if is_refused {
                self.shown.clear();
            }
        }
        if let Some((_, sent)) = self.sending.take_if(|(sending, _)| *sending == attempt) {
            let left = sent.into_iter().find(|seq| self.store.rows.get(seq).is_some_and(Row::is_waiting));
            return Invariant::NoBlockedQueue
                .holds(left.is_none(), || format!("operation {left:?} was sent and has no answer"));
        }
        Ok(())
    }

    /// Writes down what was read, and forgets what came back with it. Whether it was older than what is there.
    pub fn pulled(&mut self, attempt: u64, body: &str) -> bool {
        let Some(answered) = self.pulls.remove(&attempt) else { return false };
        let pulled: Pulled = serde_json::from_str(body).expect("what changed");
        let cursor: Cursor = pulled.cursor.parse().expect("a cursor");
        let is_older = cursor.rev < self.store.cursor.rev || cursor.tickets < self.store.cursor.tickets;
        let always = self.fault == Some(Fault::TakesOlderPull);
        // The answers to two pulls may come in any order: what is there never goes back.
        let place = |list: &KeptChecklist| list.log.last().and_then(|entry| entry.rev);
        for list in pulled.checklists {
            match self.store.lists.iter_mut().find(|kept| kept.plan.id == list.plan.id) {
                None => self.store.lists.push(list),
                Some(kept) if always || place(&list) >= place(kept) => *kept = list,
                Some(_) => {}
            }
        }
        for ticket in pulled.tickets {
            match self.store.tickets.iter_mut().find(|kept| kept.key == ticket.key) {
                None => self.store.tickets.push(ticket),
                Some(kept) if always || ticket.version >= kept.version => *kept = ticket,
                Some(_) => {}
            }
        }
        let (rev, tickets) = (cursor.rev, cursor.tickets);
        let before = self.store.cursor;
        let forward = Cursor { rev: rev.max(before.rev), tickets: tickets.max(before.tickets) };
        self.store.cursor = if always { cursor } else { forward };
        let (lists, forgets) = (&self.store.lists, self.fault == Some(Fault::ForgetsAtPull));
        self.store.rows.retain(|seq, row| !(is_settled(lists, &answered, *seq, row) || (forgets && row.is_sent)));
        self.shown.clear();
        is_older
    }
}

/// Whether nothing is left to do for a row: it counts, and what was read holds it. A checklist's log names it; a ticket
/// holds it when the pull began after the answer.
fn is_settled(lists: &[KeptChecklist], answered: &BTreeSet<u64>, seq: u64, row: &Row) -> bool {
    let Some(op) = &row.op else { return false };
    match (&op.target, &row.answer) {
        (_, None | Some(Answer::Conflict { .. })) => false,
        (Target::Checklist { checklist, op }, Some(_)) => {
            let list = lists.iter().find(|list| list.plan.id == *checklist);
            list.is_some_and(|list| list.log.iter().any(|entry| entry.op.id == op.id))
        }
        (Target::Ticket { .. }, Some(answer)) => !matches!(answer, Answer::Refused { .. }) && answered.contains(&seq),
    }
}

/// The device's clock.
pub fn device_clock(now: i64, ahead: i64) -> (Timestamp, i64) {
    let millis = now + ahead;
    (Timestamp::from_unix(millis.div_euclid(1_000)), millis)
}
