//! What a version, or another calendar, would do to open tickets, before it is applied (SLA.md rule 10).

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::engagement::Engagement;
use domain::ids::{EngagementId, TicketKey};
use domain::people::Actor;
use domain::sla::zone::ExpandError;
use domain::sla::{Calendar, Clock, ClockState, Metric, Policy, PolicyBook, evaluate_through};
use domain::ticket::{Event, EventKind, sla_events};
use domain::time::Timestamp;
use sha2::{Digest, Sha256};

use super::load::Loaded;
use super::projection::clocks_of;
use crate::access::Scope;
use crate::directory::{Directory, EngagementDraft, change};
use crate::error::{SaveError, StoreError};
use crate::{Store, SystemScope};

/// What would happen to one clock of one open ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Which ticket.
    pub key: TicketKey,
    /// Its title.
    pub title: String,
    /// Where it belongs.
    pub engagement: Arc<Engagement>,
    /// The clock.
    pub metric: Metric,
    /// Which run of it.
    pub cycle: u32,
    /// Due as it is promised; `None` without a deadline.
    pub before: Option<Timestamp>,
    /// Due as it would be; `None` without a deadline.
    pub after: Option<Timestamp>,
    /// It stands still: both dues are as if it ran again now.
    pub is_paused: bool,
    /// It could not be worked out any more (SLA.md rule 12).
    pub is_misconfigured: bool,
    /// The new due alone would be past; a grace is given instead (SLA.md rule 8).
    pub due_without_grace: Option<Timestamp>,
}

impl Effect {
    /// Whether it would be overdue and is not now.
    pub fn becomes_overdue(&self, now: Timestamp) -> bool {
        let is_past = |due: Option<Timestamp>| due.is_some_and(|due| due < now);
        !self.is_paused && is_past(self.after) && !is_past(self.before)
    }
}

/// What a version, or another calendar, would do to open tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Open tickets that were looked at: by key.
    pub open: Vec<TicketKey>,
    /// What would change, by ticket and metric.
    pub effects: Vec<Effect>,
    /// The new dues depend on when it is applied: it counts from that instant on.
    pub is_at_once: bool,
    /// What else it was worked out from, as far as the dues in [`Self::fingerprint`] do not tell: for another calendar, its
    /// last version and that of the policy.
    pub basis: String,
}

impl Preview {
    /// Tells one preview from another. What only depends on the moment of looking is left out: the due of a clock that
    /// stands still, the end of a grace, and what is counted from that moment on.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        let mut add = |text: String| hash.update(text.as_bytes());
        add(format!("{};", self.basis));
        for effect in &self.effects {
            let unix = |at: Option<Timestamp>| at.map(Timestamp::unix);
            let (before, after) = match (effect.is_paused, effect.due_without_grace) {
                (true, _) => (None, None),
                (false, _) if self.is_at_once => (unix(effect.before), None),
                (false, Some(nominal)) => (unix(effect.before), Some(nominal.unix())),
                (false, None) => (unix(effect.before), unix(effect.after)),
            };
            add(format!("{} {} {} {before:?} {after:?};", effect.key, effect.metric.key(), effect.cycle));
        }
        let digest = hash.finalize();
        digest.iter().take(16).fold(String::new(), |text, byte| {
            let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
            text + &String::from_iter([digit(byte >> 4), digit(byte & 15)])
        })
    }
}

/// What saving an engagement would do to its open tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngagementPreview {
    /// As it is.
    pub before: Arc<Engagement>,
    /// As it would be.
    pub after: Engagement,
    /// Its open tickets and what would change. They keep their policy.
    pub preview: Preview,
}

impl Store {
    /// What a calendar's next version, saved now, would do to the open tickets that count by it. For admins only.
    pub async fn preview_calendar(
        &self,
        scope: &Scope,
        calendar: &Calendar,
        now: Timestamp,
    ) -> Result<Preview, SaveError> {
        let directory = self.for_admin(scope)?;
        let concerned = |engagement: &Engagement| engagement.calendar == calendar.id;
        let damaged = |error: ExpandError| StoreError::damaged(calendar.id.to_string(), error);
        let known = directory.calendar_with(calendar, now).map_err(damaged)?;
        let hours = directory
            .engagements
            .values()
            .filter(|engagement| concerned(engagement))
            .map(|engagement| Ok((engagement.id.clone(), directory.hours_with(engagement, &calendar.id, &known)?)))
            .collect::<Result<BTreeMap<_, _>, _>>()
            .map_err(damaged)?;
        let clocks = |loaded: &Loaded| {
            let book = directory.book_of(&loaded.engagement)?;
            let layers = hours.get(&loaded.engagement.id)?;
            Some(evaluate_through(&sla_events(&loaded.events), book, layers, now))
        };
        self.preview(&directory, concerned, |_| true, clocks, now).await
    }

    /// What saving an engagement's form now would do to its open tickets; nothing when it has the same policy and
    /// calendar as before. Problems name the draft's fields. For admins only.
    pub async fn preview_engagement(
        &self,
        scope: &Scope,
        id: &EngagementId,
        draft: &EngagementDraft,
        now: Timestamp,
    ) -> Result<Option<EngagementPreview>, SaveError> {
        let directory = self.directory();
        let (before, after) = change(&directory, scope, id, draft)?;
        if (&before.policy, &before.calendar) == (&after.policy, &after.calendar) {
            return Ok(None);
        }
        let layers = if before.calendar == after.calendar {
            directory.hours_of(&before).to_vec()
        } else {
            let given = directory.hours_given(&before, &after.calendar, now);
            given.map_err(|error| StoreError::damaged(after.calendar.to_string(), error))?
        };
        let clocks = |loaded: &Loaded| {
            // Also the policies: they are the ticket's own, of which the engagement's is only the last resort.
            let book = directory.book_of(&after)?;
            Some(evaluate_through(&sla_events(&loaded.events), book, &layers, now))
        };
        let mut preview = self.preview(&directory, |one| one.id == *id, |_| true, clocks, now).await?;
        preview.is_at_once = true;
        preview.basis = basis(&directory, &after);
        Ok(Some(EngagementPreview { before, after, preview }))
    }

    /// What moving to a policy's next version would do to the open tickets that are measured by an earlier one. For
    /// admins only.
    pub async fn preview_policy(&self, scope: &Scope, policy: &Policy, now: Timestamp) -> Result<Preview, SaveError> {
        let directory = self.for_admin(scope)?;
        // They move when it begins, which may be later: graces run from then, and what is over by then stays over.
        let begin = now.max(policy.effective_from);
        let is_measured = |loaded: &Loaded| loaded.ticket.policy.id == policy.id;
        let clocks = |loaded: &Loaded| {
            let book = with_version(directory.book_of(&loaded.engagement)?, policy);
            let layers = directory.hours_of(&loaded.engagement);
            let (from, to) = (loaded.ticket.policy.clone(), policy.reference());
            let kind = EventKind::PolicyChanged { from, to };
            let moved = Event { seq: loaded.ticket.version + 1, at: begin, by: Actor::System, kind };
            let events = [loaded.events.as_slice(), &[moved]].concat();
            Some(evaluate_through(&sla_events(&events), &book, layers, begin))
        };
        self.preview(&directory, |_| true, is_measured, clocks, begin).await
    }

    fn for_admin(&self, scope: &Scope) -> Result<Arc<Directory>, SaveError> {
        if scope.may_administer() { Ok(self.directory()) } else { Err(SaveError::Forbidden) }
    }

    async fn preview(
        &self,
        directory: &Directory,
        concerned: impl Fn(&Engagement) -> bool,
        measured: impl Fn(&Loaded) -> bool,
        clocks: impl Fn(&Loaded) -> Option<Vec<Clock>>,
        at: Timestamp,
    ) -> Result<Preview, SaveError> {
        let system: SystemScope = self.system();
        let mut preview = Preview { open: Vec::new(), effects: Vec::new(), is_at_once: false, basis: String::new() };
        for engagement in directory.engagements.values().filter(|engagement| concerned(engagement)) {
            for key in self.open_tickets(&system, &engagement.id).await? {
                let Some(loaded) = self.load_ticket(directory, None, &key).await? else { continue };
                if !measured(&loaded) {
                    continue;
                }
                let old = clocks_of(&loaded.ticket, &loaded.events, &loaded.engagement, directory, at)?;
                if let Some(new) = clocks(&loaded) {
                    preview.effects.extend(effects(&loaded, &old, &new));
                }
                preview.open.push(key);
            }
        }
        preview.open.sort();
        preview.effects.sort_by(|a, b| (&a.key, a.metric, a.cycle).cmp(&(&b.key, b.metric, b.cycle)));
        Ok(preview)
    }
}

/// The last versions of an engagement's calendar and policy: whoever edits one in between makes another preview.
fn basis(directory: &Directory, engagement: &Engagement) -> String {
    let calendar = directory.calendar(&engagement.calendar).and_then(|all| all.versions.last()).map(|one| one.version);
    let policy = directory.policy_versions(&engagement.policy).last().map(|one| one.version);
    format!("{} {calendar:?} {} {policy:?}", engagement.calendar, engagement.policy)
}

fn with_version(book: &PolicyBook, policy: &Policy) -> PolicyBook {
    PolicyBook::clone(book).with(policy.clone())
}

/// Every open clock whose due differs, and what begins or ends being promised.
fn effects(loaded: &Loaded, old: &[Clock], new: &[Clock]) -> Vec<Effect> {
    let find = |clocks: &'_ [Clock], clock: &Clock| {
        let same = |one: &&Clock| (one.metric, one.cycle) == (clock.metric, clock.cycle) && one.is_open();
        clocks.iter().find(same).cloned()
    };
    let of_old = old.iter().filter(|clock| clock.is_open()).map(|clock| (Some(clock.clone()), find(new, clock)));
    let begun = new.iter().filter(|clock| clock.is_open() && find(old, clock).is_none());
    let pairs = of_old.chain(begun.map(|clock| (None, Some(clock.clone()))));
    pairs
        .filter_map(|(old, new)| {
            let due = |clock: &Option<Clock>| clock.as_ref().and_then(|clock| clock.due);
            let (before, after) = (due(&old), due(&new));
            let clock = new.as_ref().or(old.as_ref())?;
            (before != after).then(|| Effect {
                key: loaded.ticket.key.clone(),
                title: loaded.ticket.title.clone(),
                engagement: Arc::clone(&loaded.engagement),
                metric: clock.metric,
                cycle: clock.cycle,
                before,
                after,
                is_paused: matches!(clock.state, ClockState::Paused { .. }),
                is_misconfigured: matches!(clock.state, ClockState::Misconfigured { .. }),
                due_without_grace: new.as_ref().and_then(|clock| clock.due_without_grace),
            })
        })
        .collect()
}
