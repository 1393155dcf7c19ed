//! Commands: load, decide in `domain`, append the events and the new projection in one transaction.

use domain::ids::{EngagementId, PersonId, TicketKey};
use domain::people::{Actor, PersonRef, Side};
use domain::problem::Problem;
use domain::sla::HoursSince;
use domain::sync::TicketOp;
use domain::ticket::{
    Aspect, Command, Event, EventKind, Ticket, calendar_changes, conflict, decide, looked_at, looked_at_offline,
    pending_marks,
};
use domain::time::Timestamp;
use surrealdb::types::{RecordId, vars};

use super::CommandError;
use super::append::Appended;
use super::escalation::due_step;
use super::load::Loaded;
use super::projection::clocks_of;
use super::submission::{pushed_id, submission_id};
use crate::Store;
use crate::access::Scope;
use crate::directory::Directory;
use crate::error::StoreError;

/// How often a command is decided again because the ticket changed between reading and writing.
pub(super) const DECISIONS: u32 = 20;

const IS_MARKED: &str = "RETURN record::exists($mark)";

/// What a command was decided by, and what tells it from another one.
#[derive(Default)]
struct Basis {
    /// The version the person had seen, where that matters.
    seen: Option<u32>,
    /// The parts of the ticket that must not have changed since.
    looked_at: &'static [Aspect],
    /// What it leaves, so that it counts once.
    mark: Option<RecordId>,
}

/// What somebody wants.
enum Wanted<'a> {
    /// What they asked for just now.
    Command(Command),
    /// What they did on a device, who knows when: it may have been carried out long ago.
    Op(&'a TicketOp),
}

/// What a command did.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The ticket as it is now; for a client's scope as clients see it.
    pub ticket: Ticket,
    /// What was appended, oldest first; empty when the command changed nothing. Marks of the watcher that were due
    /// come first. For a client's scope only what clients see.
    pub events: Vec<Event>,
}

impl Store {
    /// Carries out a command. When this returns, it is durable.
    ///
    /// `expected_version` is the version the person had seen; the change is refused as a conflict when something it
    /// was decided by has changed since. Replies, notes, taking, links, participants and snoozes never conflict, and
    /// clients' commands are judged by the ticket's state alone.
    pub async fn command(
        &self,
        scope: &Scope,
        by: &Actor,
        key: &TicketKey,
        expected_version: Option<u32>,
        command: Command,
        now: Timestamp,
    ) -> Result<Applied, CommandError> {
        let seen = if scope.side() == Side::Client { None } else { expected_version };
        let basis = Basis { seen, looked_at: looked_at(&command), ..Basis::default() };
        self.carry_out(scope, by, key, basis, Wanted::Command(command), now).await
    }

    /// The same for a command that adds to whatever has happened meanwhile, out of a form with an id of its own (any
    /// text): sent twice by the same person it is carried out once, and the second time no events are appended.
    pub async fn command_once(
        &self,
        scope: &Scope,
        by: &Actor,
        key: &TicketKey,
        submission: Option<&str>,
        command: Command,
        now: Timestamp,
    ) -> Result<Applied, CommandError> {
        let mark = submission.map(|id| submission_id(by, id));
        self.carry_out(scope, by, key, Basis { mark, ..Basis::default() }, Wanted::Command(command), now).await
    }

    /// The same for an operation that a device made without a network: it counts once, and a decision was made by the
    /// version that the device had. Sent before, it is neither a conflict with its own effect nor refused by it: no
    /// events are appended. Its mark is looked for only here, because it costs a read.
    pub(crate) async fn command_pushed(
        &self,
        scope: &Scope,
        by: &Actor,
        key: &TicketKey,
        op: &TicketOp,
        now: Timestamp,
    ) -> Result<Applied, CommandError> {
        let seen = op.deed.base().filter(|_| scope.side() == Side::Staff);
        let looked_at = looked_at_offline(&op.deed.command());
        let basis = Basis { seen, looked_at, mark: Some(pushed_id(by, &op.id)) };
        self.carry_out(scope, by, key, basis, Wanted::Op(op), now).await
    }

    async fn carry_out(
        &self,
        scope: &Scope,
        by: &Actor,
        key: &TicketKey,
        basis: Basis,
        wanted: Wanted<'_>,
        now: Timestamp,
    ) -> Result<Applied, CommandError> {
        let directory = self.directory();
        let may_be_old = matches!(wanted, Wanted::Op(_));
        for _ in 0..DECISIONS {
            let Some(loaded) = self.load_ticket(&directory, Some(scope), key).await? else {
                return Err(CommandError::NotFound);
            };
            let now = loaded.not_before(now);
            // Read after the ticket: whoever sees the effect sees the mark.
            if let Some(mark) = basis.mark.as_ref().filter(|_| may_be_old)
                && self.db.read::<bool>(IS_MARKED, vars! { mark: mark.clone() }).await?
            {
                return Ok(applied(scope, loaded.ticket, &loaded.events, Vec::new())?);
            }
            let own = may_be_old.then_some(by);
            if let Some(since) = conflict(basis.looked_at, basis.seen, own, &loaded.events) {
                return Err(CommandError::Conflict { since, current: Box::new(loaded.ticket) });
            }
            let policy = loaded.policy(&directory)?;
            let hours = directory.windows_of(&loaded.engagement);
            let command = match &wanted {
                Wanted::Command(command) => command.clone(),
                Wanted::Op(op) => op.arrived(&loaded.ticket, &policy, &hours, now).map_err(CommandError::Refused)?,
            };
            let command = self.settle(&directory, scope, &loaded, command).await?;
            let kinds = decide(&loaded.ticket, &command, by, &policy, &hours, now).map_err(CommandError::Refused)?;
            if kinds.is_empty() {
                return Ok(applied(scope, loaded.ticket, &loaded.events, Vec::new())?);
            }
            let decided = kinds.into_iter().map(|kind| (by.clone(), kind));
            let new = number_events(&loaded, decided, &directory, now)?;
            match self.append(&directory, &loaded, &new, basis.mark.clone(), by, now).await? {
                Appended::Done(standing) => {
                    let all = [loaded.events.as_slice(), new.as_slice()].concat();
                    return Ok(applied(scope, standing.ticket, &all, new)?);
                }
                Appended::Sent => return Ok(applied(scope, loaded.ticket, &loaded.events, Vec::new())?),
                Appended::Stale => {}
            }
        }
        Err(CommandError::Store(StoreError::Busy { attempts: DECISIONS }))
    }

    /// Checks what depends on other records: whether people and tickets named by a command exist for this scope.
    async fn settle(
        &self,
        directory: &Directory,
        scope: &Scope,
        loaded: &Loaded,
        mut command: Command,
    ) -> Result<Command, CommandError> {
        let engagement = &loaded.engagement.id;
        match &mut command {
            Command::Assign { to: Some(person) } => assignable(directory, engagement, person, "assignee")?,
            Command::Accept(facts) => {
                if let Some(owner) = &mut facts.owner {
                    assignable(directory, engagement, owner, "owner")?;
                }
            }
            Command::ChangeState(change) => {
                if let Some(owner) = &mut change.facts.owner {
                    assignable(directory, engagement, owner, "owner")?;
                }
                if let Some(other) = &change.duplicate_of {
                    self.other_ticket(scope, other, "duplicate_of").await?;
                }
            }
            Command::Link { other, .. } => self.other_ticket(scope, other, "other").await?,
            Command::ChangePolicy { to }
                if !directory.policy_versions(&to.id).iter().any(|policy| policy.version == to.version) =>
            {
                return Err(CommandError::refused("policy", "There is no such version of a policy."));
            }
            Command::AddParticipant { person } => {
                let client = &loaded.engagement.client;
                let known = directory
                    .person(&person.id)
                    .filter(|known| known.client.as_ref() == Some(client) && !known.disabled);
                let problem = || CommandError::refused("person", "Choose one of this client's people.");
                *person = known.ok_or_else(problem)?.reference();
            }
            _ => {}
        }
        Ok(command)
    }

    async fn other_ticket(&self, scope: &Scope, other: &TicketKey, field: &str) -> Result<(), CommandError> {
        if self.ticket_exists(scope, other).await? { Ok(()) } else { Err(no_such_ticket(other, field)) }
    }
}

/// Numbers new events, after what is due by now besides: the watcher's marks, for a person's reply never hides that it
/// was late, and what edits of the calendar did to its promises. Last comes the step of the escalation that is due,
/// unless one of the events acknowledges.
pub(super) fn number_events(
    loaded: &Loaded,
    decided: impl Iterator<Item = (Actor, EventKind)>,
    directory: &Directory,
    now: Timestamp,
) -> Result<Vec<Event>, StoreError> {
    let clocks = clocks_of(&loaded.ticket, &loaded.events, &loaded.engagement, directory, now)?;
    let marks = pending_marks(&loaded.ticket, &clocks, now).into_iter().map(|mark| (Actor::System, mark.event()));
    let edits = edits_of_calendar(loaded, directory);
    let numbers = loaded.ticket.version + 1..;
    let all = edits.into_iter().chain(marks).chain(decided);
    let mut events: Vec<Event> = numbers.zip(all).map(|(seq, (by, kind))| Event { seq, at: now, by, kind }).collect();
    let mut ticket = loaded.ticket.clone();
    for event in &events {
        ticket.apply(event).map_err(|error| StoreError::damaged(ticket.key.to_string(), error))?;
    }
    if let Some(kind) = due_step(&ticket, &loaded.engagement, directory, now) {
        events.push(Event { seq: ticket.version + 1, at: now, by: Actor::System, kind });
    }
    Ok(events)
}

/// Edits of the calendar, and other calendars, that are not in the ticket's history yet, each by who saved it (SLA.md
/// rule 10).
fn edits_of_calendar(loaded: &Loaded, directory: &Directory) -> Vec<(Actor, EventKind)> {
    let engagement = &loaded.engagement;
    let Some(book) = directory.book_of(engagement) else { return Vec::new() };
    let saved = |layer: &HoursSince| directory.calendar(&layer.calendar)?.saved.get(&layer.version);
    let concerns = |layer: &HoursSince| {
        layer.is_switch || saved(layer).is_some_and(|saved| saved.engagements.contains(&engagement.id))
    };
    let by = |layer: &HoursSince| {
        if layer.is_switch {
            return directory.given_by(engagement, layer.since);
        }
        saved(layer).and_then(|saved| saved.by.clone()).map_or(Actor::System, Actor::Staff)
    };
    let pending = calendar_changes(&loaded.events, directory.hours_of(engagement), book, concerns);
    pending.into_iter().map(|(layer, kind)| (by(layer), kind)).collect()
}

/// The answer for another ticket that does not exist or is not the scope's to see.
pub(super) fn no_such_ticket(other: &TicketKey, field: &str) -> CommandError {
    CommandError::refused(field, ["There is no ticket ", &other.to_string(), ". Write a key like ACME-42."].concat())
}

pub(super) fn applied(scope: &Scope, ticket: Ticket, all: &[Event], new: Vec<Event>) -> Result<Applied, StoreError> {
    if scope.side() == Side::Staff {
        return Ok(Applied { ticket, events: new });
    }
    let visible = super::detail::for_client(&ticket.key, all);
    let new_visible = super::detail::for_client(&ticket.key, &new).len();
    let key = ticket.key.to_string();
    let ticket = Ticket::fold(ticket.key, &visible).map_err(|error| StoreError::damaged(key, error))?;
    let events = visible[visible.len() - new_visible..].to_vec();
    Ok(Applied { ticket, events })
}

/// Checks that a person can be given a ticket of an engagement, and takes their present name.
fn assignable(
    directory: &Directory,
    engagement: &EngagementId,
    person: &mut PersonRef,
    field: &str,
) -> Result<(), CommandError> {
    let id: &PersonId = &person.id;
    let known = directory
        .assignable(engagement)
        .into_iter()
        .find(|known| known.id == *id)
        .map(crate::access::Person::reference);
    let problem = || {
        let message = "This person does not work on this client's tickets. Choose somebody from the list.";
        CommandError::Refused(vec![Problem::new(field, message)])
    };
    *person = known.ok_or_else(problem)?;
    Ok(())
}
