//! The server: what it has written down, and how it judges what arrives. Each function that changes something is one
//! transaction, as in `store`: an operation's effect and the mark that it counts are written together.

use std::collections::BTreeSet;

use domain::checklist::{self, Deed, Entry, Op, Plan, Run, decide};
use domain::ids::{AttachmentId, ChecklistId, OpId, TicketKey};
use domain::people::{Actor, Side};
use domain::problem::Problem;
use domain::sla::{OpenWindows, Policy};
use domain::sync::{Answer, TicketDeed, TicketOp};
use domain::ticket::{self, Command, Event, EventKind, Ticket, conflict, looked_at_offline};
use domain::time::Timestamp;

use super::fault::Fault;
use super::scene::Person;

/// A checklist.
pub struct StoredRun {
    pub plan: Plan,
    /// One row for each operation, in the order of their numbers.
    pub entries: Vec<Entry>,
    /// The engagement's number at the last change.
    pub rev: u32,
    /// Folded from the rows; a restart loses it.
    pub run: Run,
}

/// A ticket.
pub struct StoredTicket {
    pub key: TicketKey,
    pub events: Vec<Event>,
    /// Folded from the events; a restart loses it.
    pub ticket: Ticket,
    /// For the checks only: which operation made which events.
    pub effects: Vec<(OpId, Vec<EventKind>)>,
}

pub struct Server {
    pub fault: Option<Fault>,
    pub people: Vec<Person>,
    pub policy: Policy,
    /// The engagement's number.
    pub last: u32,
    pub runs: Vec<StoredRun>,
    pub tickets: Vec<StoredTicket>,
    /// Operations on tickets that count.
    pub marks: BTreeSet<OpId>,
}

fn refused(field: &str, message: &str) -> Answer {
    Answer::Refused { problems: vec![Problem::new(field, message)] }
}

impl Server {
    pub fn new(
        fault: Option<Fault>,
        people: Vec<Person>,
        policy: Policy,
        plans: Vec<Plan>,
        tickets: Vec<(TicketKey, Event)>,
    ) -> Self {
        let runs = (1..).zip(plans).map(|(rev, plan)| {
            let run = Run::fold(plan.clone(), []);
            StoredRun { plan, entries: Vec::new(), rev, run }
        });
        let runs: Vec<StoredRun> = runs.collect();
        let tickets = tickets.into_iter().map(|(key, event)| {
            let ticket = Ticket::fold(key.clone(), std::slice::from_ref(&event)).expect("a report");
            StoredTicket { key, events: vec![event], ticket, effects: Vec::new() }
        });
        let (last, tickets) = (u32::try_from(runs.len()).expect("few"), tickets.collect());
        Self { fault, people, policy, last, runs, tickets, marks: BTreeSet::new() }
    }

    /// Everything that was only in memory is made anew from what was written.
    pub fn restart(&mut self) {
        for stored in &mut self.runs {
            stored.run = Run::fold(stored.plan.clone(), stored.entries.iter().cloned());
        }
        for stored in &mut self.tickets {
            stored.ticket = Ticket::fold(stored.key.clone(), &stored.events).expect("a whole history");
        }
    }

    /// Judges operations on one checklist in their order and writes those that count, in one transaction.
    pub fn send_ops(&mut self, id: &ChecklistId, ops: &[Op], by: &Person, now: Timestamp) -> Vec<Answer> {
        let taken = self.files();
        let Some(index) = self.runs.iter().position(|stored| stored.plan.id == *id) else {
            return ops.iter().map(|_| refused("checklist", "There is no such checklist.")).collect();
        };
        let now = now.max(self.runs[index].run.updated_at);
        ops.iter().map(|op| self.send_op(index, op, &taken, by, now)).collect()
    }

    fn send_op(
        &mut self,
        index: usize,
        op: &Op,
        taken: &BTreeSet<AttachmentId>,
        by: &Person,
        now: Timestamp,
    ) -> Answer {
        let stored = &self.runs[index];
        if self.fault != Some(Fault::CountsTwice) && stored.run.knows(&op.id) {
            let theirs = stored.run.overtaken(&op.id).cloned();
            return theirs.map_or(Answer::Duplicate, |theirs| conflict_with(Some(theirs)));
        }
        let accepted =
            self.settle(&stored.run, op, taken).and_then(|()| decide(&stored.run, op, &by.actor, by.role, now));
        let mut op = match accepted {
            Err(problems) => return Answer::Refused { problems },
            Ok(op) => op,
        };
        if let (Some(Fault::NoteIgnoresBase), Deed::Note { item, base, internal, .. }) = (self.fault, &mut op.deed) {
            let state = stored.run.item(item).expect("judged");
            *base = if *internal { state.remark.base() } else { state.note.base() };
        }
        self.last += 1;
        let entry = Entry { rev: Some(self.last), received: now, by: by.actor.clone(), op };
        let stored = &mut self.runs[index];
        stored.rev = self.last;
        stored.entries.push(entry.clone());
        let id = entry.op.id.clone();
        stored.run.merge(entry);
        stored.run.overtaken(&id).cloned().map_or(Answer::Applied, |theirs| conflict_with(Some(theirs)))
    }

    /// What depends on other records: whether people and files named by an operation are to be had.
    fn settle(&self, run: &Run, op: &Op, taken: &BTreeSet<AttachmentId>) -> Result<(), Vec<Problem>> {
        match &op.deed {
            Deed::Assign { item, to: Some(person) } => {
                let owner = run.item(item).map(|state| state.item.owner);
                let suits = |one: &&Person| {
                    one.reference().id == person.id && owner.is_none_or(|owner| owner.includes(one.side()))
                };
                let is_known = self.people.iter().any(|one| suits(&one));
                if is_known { Ok(()) } else { Err(vec![Problem::new("assignee", "Choose somebody from the list.")]) }
            }
            Deed::Attach { file, .. } if taken.contains(&file.id) => {
                Err(vec![Problem::new("files", "This file belongs elsewhere. Choose the file again.")])
            }
            _ => Ok(()),
        }
    }

    fn files(&self) -> BTreeSet<AttachmentId> {
        let all = self.runs.iter().flat_map(|stored| &stored.entries);
        all.filter_map(|entry| entry.op.deed.file()).map(|file| file.id.clone()).collect()
    }

    /// Judges an operation on a ticket: first whether it counts already, then whether somebody was there meanwhile.
    pub fn carry_out(&mut self, key: &TicketKey, op: &TicketOp, by: &Person, now: Timestamp) -> Answer {
        if self.marks.contains(&op.id) {
            return Answer::Duplicate;
        }
        let Some(stored) = self.tickets.iter_mut().find(|stored| stored.key == *key) else {
            return refused("ticket", "There is no such ticket.");
        };
        // A client's people decide nothing by a version.
        let since = if by.side() == Side::Staff { meanwhile(&op.deed, &by.actor, &stored.events) } else { Vec::new() };
        if !since.is_empty() {
            return Answer::Conflict { theirs: None, since };
        }
        let now = now.max(stored.ticket.updated_at);
        let command = op.arrived(&stored.ticket, &self.policy, &OpenWindows::always(), now);
        match command.and_then(|command| stored.command(&command, by, &self.policy, now)) {
            Err(problems) => Answer::Refused { problems },
            Ok(kinds) => {
                stored.effects.push((op.id.clone(), kinds));
                if self.fault != Some(Fault::MarkApart) {
                    self.marks.insert(op.id.clone());
                }
                Answer::Applied
            }
        }
    }
}

fn conflict_with(theirs: Option<checklist::Written>) -> Answer {
    checklist::Answer::Conflict { theirs }.into()
}

impl StoredTicket {
    /// Judges a command and appends what it causes.
    pub fn command(
        &mut self,
        command: &Command,
        by: &Person,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Vec<EventKind>, Vec<Problem>> {
        let now = now.max(self.ticket.updated_at);
        let kinds = ticket::decide(&self.ticket, command, &by.actor, policy, &OpenWindows::always(), now)?;
        for kind in kinds.iter().cloned() {
            let event = Event { seq: self.ticket.version + 1, at: now, by: by.actor.clone(), kind };
            self.ticket.apply(&event).expect("the next one");
            self.events.push(event);
        }
        Ok(kinds)
    }
}

/// What happened after the version that a decision was made by, when it concerns the decision.
fn meanwhile(deed: &TicketDeed, by: &Actor, events: &[Event]) -> Vec<String> {
    let since = deed.base().and_then(|base| conflict(looked_at_offline(&deed.command()), Some(base), Some(by), events));
    since.iter().flatten().map(|event| format!("{}: {}", event.by.name(), event.kind.name())).collect()
}
