//! Requests that the server is working on. A job goes on one transaction at a time, so that two batches and people who
//! act online get between each other, and a restart ends it anywhere.

use std::collections::VecDeque;

use domain::checklist::{Entry, Run};
use domain::ids::{ChecklistId, OpId};
use domain::people::Side;
use domain::sync::{
    Answer, Answered, Answers, Cursor, KeptChecklist, KeptMessage, KeptTicket, Pulled, Push, PushedOp, Target, VERSION,
    is_known_version,
};
use domain::ticket::{Event, EventKind, Requirement, Ticket, TicketState, Visibility, required_for};
use domain::time::{Seconds, Timestamp};
use serde_json::Value;

use super::fault::Fault;
use super::scene::{Person, engagement};
use super::server::{Server, StoredRun, StoredTicket};
use super::tally::{Tally, kind};

/// Where the reply goes.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    pub phone: usize,
    pub person: usize,
    /// Counts the starts of the phone: a reply to a phone that crashed reaches nobody.
    pub life: u32,
    pub attempt: u64,
}

pub struct Job {
    pub caller: Caller,
    pub work: Work,
}

pub enum Work {
    Push {
        ops: VecDeque<Result<PushedOp, Box<Answered>>>,
        answers: Vec<Answered>,
        /// Only with [`Fault::MarkApart`]: what has its effect and no mark yet.
        unmarked: Option<OpId>,
    },
    Pull {
        since: Cursor,
        /// Read before anything else, so that nothing that is written meanwhile falls between two pulls.
        read: Option<Cursor>,
    },
}

impl Work {
    /// Reads an envelope.
    pub fn push(body: &str) -> Self {
        let push: Push = serde_json::from_str(body).expect("an envelope");
        assert!(is_known_version(push.v));
        let ops = push.ops.iter().map(|value: &Value| PushedOp::read(value)).collect();
        Self::Push { ops, answers: Vec::new(), unmarked: None }
    }

    pub fn pull(since: &str) -> Self {
        Self::Pull { since: since.parse().expect("what an earlier answer gave"), read: None }
    }

    /// Whether a part of a batch is written and another part is not.
    pub fn is_half_done(&self) -> bool {
        matches!(self, Self::Push { ops, answers, .. } if !ops.is_empty() && !answers.is_empty())
    }
}

impl Server {
    /// Does the next transaction of a job; the reply when that was the last one.
    pub fn advance(&mut self, job: &mut Job, now: Timestamp, tally: &mut Tally) -> Option<String> {
        let by = self.people[job.caller.person].clone();
        match &mut job.work {
            Work::Pull { since, read: Some(cursor) } => Some(self.read_since(*since, *cursor, by.side(), now)),
            Work::Pull { read, .. } => {
                *read = Some(Cursor { rev: self.last, tickets: now });
                None
            }
            Work::Push { ops, answers, unmarked } => {
                if let Some(id) = unmarked.take() {
                    self.marks.insert(id);
                }
                let from = answers.len();
                self.next_group(ops, answers, unmarked, &by, now, tally);
                let is_refused = |answered: &Answered| matches!(answered.answer, Answer::Refused { .. });
                if self.fault == Some(Fault::RefusedEndsBatch) && answers[from..].iter().any(is_refused) {
                    ops.clear();
                }
                let is_done = ops.is_empty() && unmarked.is_none();
                is_done.then(|| {
                    let answers = Answers { v: VERSION, answers: std::mem::take(answers) };
                    serde_json::to_string(&answers).expect("JSON")
                })
            }
        }
    }

    /// Consecutive operations on one checklist are one transaction, each on a ticket is one.
    fn next_group(
        &mut self,
        ops: &mut VecDeque<Result<PushedOp, Box<Answered>>>,
        answers: &mut Vec<Answered>,
        unmarked: &mut Option<OpId>,
        by: &Person,
        now: Timestamp,
        tally: &mut Tally,
    ) {
        let Some(first) = ops.pop_front() else { return };
        let PushedOp { seq, target } = match first {
            Ok(op) => op,
            Err(answered) => {
                let answered = *answered;
                tally.answered("unknown", &answered.answer);
                answers.push(answered);
                return;
            }
        };
        let name = kind(&target);
        match target {
            Target::Ticket { ticket, op } => {
                let answer = self.carry_out(&ticket, &op, by, now);
                if self.fault == Some(Fault::MarkApart) && answer == Answer::Applied {
                    *unmarked = Some(op.id);
                }
                tally.answered(name, &answer);
                answers.push(Answered { seq, answer });
            }
            Target::Checklist { checklist: id, op } => {
                let (mut names, mut group) = (vec![(seq, name)], vec![op]);
                while let Some(Ok(PushedOp { seq, target })) = ops.pop_front_if(|next| is_about(next, &id)) {
                    names.push((seq, kind(&target)));
                    let Target::Checklist { op, .. } = target else { unreachable!("it is about a checklist") };
                    group.push(op);
                }
                let judged = self.send_ops(&id, &group, by, now);
                for ((seq, name), answer) in names.into_iter().zip(judged) {
                    tally.answered(name, &answer);
                    answers.push(Answered { seq, answer });
                }
            }
        }
    }

    /// What changed since a cursor, as a side may know it.
    fn read_since(&self, since: Cursor, cursor: Cursor, side: Side, now: Timestamp) -> String {
        let lists = self.runs.iter().filter(|stored| stored.rev > since.rev);
        let from = since.tickets - Seconds::new(2);
        let tickets = self.tickets.iter().filter(|stored| stored.ticket.updated_at >= from);
        let pulled = Pulled {
            v: VERSION,
            engagement: engagement(),
            cursor: cursor.to_string(),
            now,
            checklists: lists.map(|stored| stored.kept(side)).collect(),
            tickets: tickets.map(|stored| self.kept_ticket(stored, side)).collect(),
            open: self.tickets.iter().map(|stored| stored.key.clone()).collect(),
            kept: self.runs.iter().map(|stored| stored.plan.id.clone()).collect(),
        };
        serde_json::to_string(&pulled).expect("JSON")
    }

    /// A ticket as a side keeps it.
    pub fn kept_ticket(&self, stored: &StoredTicket, side: Side) -> KeptTicket {
        let visible = stored.events.iter().filter(|event| side == Side::Staff || event.kind.is_visible_to_client());
        // A client's numbers have no gaps where the team wrote to itself.
        let events: Vec<Event> = (1..).zip(visible).map(|(seq, event)| Event { seq, ..event.clone() }).collect();
        let ticket = Ticket::fold(stored.key.clone(), &events).expect("a whole history");
        let rule = self.policy.rule_for(&ticket.priority).expect("a priority of the policy");
        let required = required_for(TicketState::New, TicketState::Triaged, rule);
        let messages = events.iter().filter_map(|event| match &event.kind {
            EventKind::MessageAdded { visibility, body, .. } => Some(KeptMessage {
                by: event.by.clone(),
                at: event.at,
                text: body.clone(),
                is_internal: *visibility == Visibility::Internal,
            }),
            _ => None,
        });
        KeptTicket {
            key: ticket.key,
            title: ticket.title,
            priority: rule.name.clone(),
            rank: 0,
            state: ticket.state.label(side).to_owned(),
            is_new: ticket.state == TicketState::New,
            is_incident: false,
            update_within: None,
            needs_workaround: ticket.workaround.is_none() && required.contains(&Requirement::Workaround),
            assignee: ticket.assignee,
            reporter: ticket.reporter.name,
            reported_at: ticket.reported_at,
            version: ticket.version,
            snoozed_until: ticket.snoozed_until,
            workaround: ticket.workaround.unwrap_or_default(),
            clocks: Vec::new(),
            messages: messages.collect(),
        }
    }
}

fn is_about(next: &Result<PushedOp, Box<Answered>>, id: &ChecklistId) -> bool {
    matches!(next, Ok(PushedOp { target: Target::Checklist { checklist, .. }, .. }) if checklist == id)
}

impl StoredRun {
    /// A checklist as a side keeps it.
    fn kept(&self, side: Side) -> KeptChecklist {
        KeptChecklist { plan: self.plan.clone(), log: self.visible(side) }
    }

    /// The rows that a side may read. A client's numbers have no gaps where the team wrote to itself.
    pub fn visible(&self, side: Side) -> Vec<Entry> {
        if side == Side::Staff {
            return self.entries.clone();
        }
        let visible = self.entries.iter().filter(|entry| !entry.op.deed.is_internal()).cloned();
        (1..).zip(visible).map(|(rev, entry)| Entry { rev: Some(rev), ..entry }).collect()
    }

    /// The run as a side sees it.
    pub fn as_seen(&self, side: Side) -> Run {
        if side == Side::Staff { self.run.clone() } else { self.run.clone().for_client() }
    }
}
