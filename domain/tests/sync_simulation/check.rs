//! What must hold, asked of everything at once: the checks know what every phone and the server have written down.

use std::collections::{BTreeMap, BTreeSet};

use domain::checklist::{Deed, Entry, Mark, Notes, Run};
use domain::ids::{ItemId, OpId};
use domain::sync::{Answer, Target};
use domain::ticket::EventKind;

use super::acts::typed;
use super::fault::{Checked, Invariant};
use super::phone::Phone;
use super::world::World;

/// How far a phone has read, and what waits on it.
pub struct Progress {
    cursor: (u32, i64),
    lists: Vec<u32>,
    tickets: Vec<u32>,
    waiting: Vec<OpId>,
}

impl Phone {
    pub fn progress(&self) -> Progress {
        let last = |log: &[Entry]| log.last().and_then(|entry| entry.rev).unwrap_or_default();
        let waiting = self.store.rows.values().filter(|row| row.is_waiting());
        Progress {
            cursor: (self.store.cursor.rev, self.store.cursor.tickets.unix()),
            lists: self.store.lists.iter().map(|list| last(&list.log)).collect(),
            tickets: self.store.tickets.iter().map(|ticket| ticket.version).collect(),
            waiting: waiting.map(|row| row.id.clone()).collect(),
        }
    }
}

/// The deeds of a checklist that wait on a phone and are not in the server's log as it was read, in the order in which
/// they were done.
fn waiting<'a>(phone: &'a Phone, run: &'a Run) -> impl DoubleEndedIterator<Item = (&'a OpId, &'a Deed)> + Clone {
    let counts = |id: &OpId| run.log().iter().any(|entry| entry.rev.is_some() && entry.op.id == *id);
    let rows = phone.store.rows.values().filter(move |row| row.is_waiting() && !counts(&row.id));
    rows.filter_map(|row| match &row.op.as_ref()?.target {
        Target::Checklist { checklist, op } if *checklist == run.plan.id => Some((&op.id, &op.deed)),
        _ => None,
    })
}

fn stands(notes: &Notes, op: &OpId) -> bool {
    notes.current().into_iter().chain(notes.beside()).any(|written| written.op == *op)
}

/// Whether the person still sees what they did and what is not answered: the last thing they did to a field is there.
fn shows_what_was_done(phone: &Phone, run: &Run) -> Result<(), String> {
    let all = waiting(phone, run);
    for (index, (id, deed)) in all.clone().enumerate() {
        let mut later = all.clone().skip(index + 1).map(|(_, deed)| deed);
        let state = deed.item().and_then(|item| run.item(item));
        let is_marked_later =
            |deed: &Deed| matches!(deed, Deed::Check { .. } | Deed::Uncheck { .. } | Deed::Skip { .. });
        let is_there = match (deed, state) {
            (Deed::Check { item } | Deed::Uncheck { item } | Deed::Skip { item, .. }, Some(state)) => {
                let is_last = !later.any(|later| is_marked_later(later) && later.item() == Some(item));
                let is_so = match (deed, &state.mark) {
                    (Deed::Check { .. }, Mark::Done(_)) | (Deed::Uncheck { .. }, Mark::Open) => true,
                    (Deed::Skip { reason, .. }, Mark::Skipped(_, shown)) => reason == shown,
                    _ => false,
                };
                is_so || !is_last
            }
            (Deed::Note { text, internal, item, .. }, Some(state)) => {
                let notes = if *internal { &state.remark } else { &state.note };
                let is_repeated = later.any(|later| match later {
                    Deed::Note { text: newer, internal: other, item: on, .. } => {
                        (other, on, newer) == (internal, item, text)
                    }
                    _ => false,
                });
                // Also by one that counts already: this one was refused, and is sent again after it.
                let is_replaced = run.history(item).any(|entry| match &entry.op.deed {
                    Deed::Note { base, .. } => base.contains(id),
                    _ => false,
                });
                text.is_empty() || is_repeated || is_replaced || stands(notes, id)
            }
            (Deed::Assign { item, to }, Some(state)) => {
                state.assignee == *to || later.any(|one| matches!(one, Deed::Assign { item: on, .. } if on == item))
            }
            (Deed::Due { item, on: day }, Some(state)) => {
                state.due == *day || later.any(|one| matches!(one, Deed::Due { item: on, .. } if on == item))
            }
            (Deed::Attach { file, .. }, Some(state)) => state.evidence.iter().any(|evidence| evidence.file == *file),
            (Deed::Add { .. }, None) => false,
            (Deed::Log { .. }, _) => run.diary.iter().any(|line| line.op == *id),
            _ => true,
        };
        if !is_there {
            return Err(format!("{id} is not shown: {deed:?}"));
        }
    }
    Ok(())
}

impl World {
    /// After a phone has read: nothing went back, nothing unanswered is gone, and what it has is what the server has.
    pub fn check_pull(&mut self, index: usize, before: Progress) -> Checked {
        let phone = &mut self.phones[index];
        let after = phone.progress();
        let less = |before: &[u32], after: &[u32]| before.iter().zip(after).any(|(before, after)| before > after);
        let went_back = before.cursor.0 > after.cursor.0
            || before.cursor.1 > after.cursor.1
            || less(&before.lists, &after.lists)
            || less(&before.tickets, &after.tickets);
        Invariant::NeverBack.holds(!went_back, || format!("phone {index} has less than before it read"))?;
        let gone = before.waiting.iter().find(|id| !after.waiting.contains(id));
        Invariant::NeverBack.holds(gone.is_none(), || format!("phone {index} lost {gone:?}, which has no answer"))?;
        let side = self.server.people[phone.person].side();
        for list in 0..phone.store.lists.len() {
            let kept = &phone.store.lists[list];
            let id = kept.plan.id.clone();
            let stored = self.server.runs.iter().find(|stored| stored.plan.id == id).expect("never removed");
            let visible = stored.visible(side);
            let is_beginning = kept.log.len() <= visible.len() && visible.iter().zip(&kept.log).all(|(a, b)| a == b);
            Invariant::NoDivergence.holds(is_beginning, || format!("phone {index} has another log of {id}"))?;
            phone.shown(&id);
            let done = phone.peek(&id).map_or(Ok(()), |run| shows_what_was_done(phone, run));
            Invariant::NeverBack.holds(done.is_ok(), || format!("phone {index}: {done:?}"))?;
        }
        Ok(())
    }

    /// Everything that was done counts, or is on its phone, or was given up.
    pub fn check_nothing_lost(&self) -> Checked {
        let entries = self.server.runs.iter().flat_map(|stored| &stored.entries);
        let in_logs: BTreeMap<&OpId, &Deed> = entries.map(|entry| (&entry.op.id, &entry.op.deed)).collect();
        let effects = self.server.tickets.iter().flat_map(|stored| &stored.effects);
        let on_tickets: BTreeMap<&OpId, &Vec<EventKind>> = effects.map(|(id, kinds)| (id, kinds)).collect();
        for (id, made) in self.made.iter().filter(|(_, made)| !made.is_given_up) {
            let rows = made.phone.map(|phone| &self.phones[phone].store.rows);
            let is_kept = rows.is_some_and(|rows| rows.values().any(|row| row.id == *id));
            let counts = match &made.target {
                Some(Target::Checklist { op, .. }) => {
                    in_logs.get(id).is_some_and(|written| typed(written) == typed(&op.deed))
                }
                Some(Target::Ticket { op, .. }) => {
                    on_tickets.get(id).is_some_and(|kinds| kinds.iter().any(|kind| says(kind, op.deed.text().trim())))
                }
                None => false,
            };
            Invariant::NothingLost.holds(is_kept || counts, || format!("{id} is nowhere: {:?}", made.target))?;
        }
        Ok(())
    }

    /// When everything has arrived.
    pub fn check_end(&mut self) -> Checked {
        self.check_once()?;
        self.check_nothing_lost()?;
        self.check_notes()?;
        self.check_same()?;
        self.check_any_order()
    }

    fn check_once(&self) -> Checked {
        let mut seen = BTreeSet::new();
        let entries = self.server.runs.iter().flat_map(|stored| &stored.entries).map(|entry| &entry.op.id);
        let effects = self.server.tickets.iter().flat_map(|stored| &stored.effects).map(|(id, _)| id);
        let twice = entries.chain(effects).find(|id| !seen.insert(*id));
        Invariant::NoDoubleEffect.holds(twice.is_none(), || format!("{twice:?} counts twice"))?;
        let events = self.server.tickets.iter().flat_map(|stored| &stored.events);
        let mut bodies = BTreeSet::new();
        let twice = events.into_iter().find(|event| match &event.kind {
            EventKind::MessageAdded { body, .. } => !bodies.insert(body),
            _ => false,
        });
        Invariant::NoDoubleEffect.holds(twice.is_none(), || format!("written twice: {twice:?}"))
    }

    /// A note is to be seen unless somebody who had it before them wrote the next one, or the same was written again.
    fn check_notes(&self) -> Checked {
        for stored in &self.server.runs {
            let run = Run::fold(stored.plan.clone(), stored.entries.iter().cloned());
            // As they were typed, not as the server wrote them down.
            let notes: Vec<(&OpId, &ItemId, String, &Vec<OpId>, bool)> = stored
                .entries
                .iter()
                .filter_map(|entry| match &self.made.get(&entry.op.id)?.target {
                    Some(Target::Checklist { op, .. }) => match &op.deed {
                        Deed::Note { item, text, base, internal } => {
                            Some((&op.id, item, text.trim().to_owned(), base, *internal))
                        }
                        _ => None,
                    },
                    _ => None,
                })
                .collect();
            for (index, (id, item, text, _, internal)) in notes.iter().enumerate() {
                let same =
                    |other: &&(&OpId, &ItemId, String, &Vec<OpId>, bool)| other.1 == *item && other.4 == *internal;
                let is_replaced = notes.iter().filter(same).any(|other| other.3.contains(id));
                let is_repeated = (index + 1..notes.len()).any(|later| {
                    let other = &notes[later];
                    let came_too_late = notes[..later].iter().any(|before| before.3.contains(other.0));
                    same(&other) && other.2 == *text && !came_too_late
                });
                let state = run.item(item).expect("judged");
                let is_shown = stands(if *internal { &state.remark } else { &state.note }, id);
                let should = !(text.is_empty() || is_replaced || is_repeated);
                Invariant::NothingLost.holds(is_shown == should, || {
                    format!("the note {id} “{text}” on {item}: shown {is_shown}, should be {should}")
                })?;
            }
        }
        Ok(())
    }

    /// Every phone shows what the server has, as its person's side may know it, and keeps only what asks for its person.
    fn check_same(&mut self) -> Checked {
        for (index, phone) in self.phones.iter_mut().enumerate() {
            let side = self.server.people[phone.person].side();
            let stays =
                |answer: &Option<Answer>| !matches!(answer, Some(Answer::Conflict { .. } | Answer::Refused { .. }));
            let left = phone.store.rows.values().find(|row| stays(&row.answer)).map(|row| row.json.clone());
            Invariant::NoBlockedQueue.holds(left.is_none(), || format!("phone {index} still has {left:?}"))?;
            for stored in &self.server.runs {
                let is_same = phone.shown(&stored.plan.id) == Some(&stored.as_seen(side));
                Invariant::NoDivergence.holds(is_same, || format!("phone {index} shows another {}", stored.plan.id))?;
            }
            for stored in &self.server.tickets {
                let kept = phone.store.tickets.iter().find(|kept| kept.key == stored.key);
                let is_same = kept == Some(&self.server.kept_ticket(stored, side));
                Invariant::NoDivergence.holds(is_same, || format!("phone {index} keeps another {}", stored.key))?;
            }
        }
        Ok(())
    }

    /// The same operations in any order, some of them twice, make the same run.
    fn check_any_order(&mut self) -> Checked {
        for stored in &self.server.runs {
            for _ in 0..3 {
                let mut arriving = stored.entries.clone();
                arriving.extend(stored.entries.iter().filter(|_| self.random.chance(30)).cloned());
                self.random.shuffle(&mut arriving);
                let is_same = Run::fold(stored.plan.clone(), arriving) == stored.run;
                Invariant::NoDivergence.holds(is_same, || format!("another order makes another {}", stored.plan.id))?;
            }
        }
        Ok(())
    }
}

/// Whether an event holds what was typed; anything does when nothing was.
fn says(kind: &EventKind, text: &str) -> bool {
    text.is_empty()
        || match kind {
            EventKind::MessageAdded { body, .. } => body == text,
            EventKind::FactsRecorded { workaround, .. } => workaround.as_deref() == Some(text),
            _ => false,
        }
}
