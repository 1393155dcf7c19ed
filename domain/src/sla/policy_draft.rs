//! A policy as people type it: a row of fields for each priority and pause reason, lengths of time as text.

use super::begins::{Newest, effective_from};
use super::escalation::ChainForm;
use super::policy::{Metric, PauseReason, Policy, PriorityKey, PriorityRule, Targets, Warning};
use super::zone::{Tz, Zoned};
use crate::ids::{PersonId, PolicyId};
use crate::problem::{Problem, text};
use crate::time::{Seconds, Timestamp};

mod fields;
mod length;
mod target;

use fields::{per_mille, problem};
use length::{read_length, write_length};

/// The longest name, in characters.
const NAME_MAX: usize = 80;

/// The kinds of a target as the form names them, with the words on screen.
pub const KINDS: [(&str, &str); 5] = [
    ("calendar", "day and night"),
    ("business", "opening hours"),
    ("same_day", "same business day"),
    ("scheduled", "with a release"),
    ("none", "not promised"),
];

/// The moments at which a priority asks for something: the form's name and the words on screen.
pub const ASKED: [(&str, &str); 4] =
    [("requires", "Always"), ("triaged", "Before triaged"), ("queued", "Before queued"), ("shipped", "Before shipped")];

/// A target as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TargetDraft {
    /// One of [`KINDS`].
    pub kind: String,
    /// The length; for the same business day how much of it must be left, two hours when it is empty.
    pub time: String,
}

/// A priority as typed. One into which nothing was typed is no priority.
#[expect(clippy::struct_excessive_bools, reason = "each is a tick box of the form")]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PriorityDraft {
    /// Unique within the policy.
    pub key: String,
    /// The name on screen.
    pub name: String,
    /// For chips.
    pub short: String,
    /// What kind of issue has it.
    pub meaning: String,
    /// In the order of [`Metric::ALL`].
    pub targets: [TargetDraft; 5],
    /// Whether clocks may pause.
    pub pausable: bool,
    /// Each client message runs a response clock of its own.
    pub answer_every_message: bool,
    /// In the order of [`ASKED`], with commas between what is asked for.
    pub asked: [String; 4],
    /// Who is told at once.
    pub escalation: String,
    /// Offered only while the plan is active.
    pub only_during_active_plan: bool,
    /// It is taken out.
    pub remove: bool,
}

/// A pause reason as typed. One into which nothing was typed is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PauseDraft {
    /// Unique within the policy.
    pub key: String,
    /// The name on screen.
    pub name: String,
    /// The longest pause.
    pub max: String,
    /// It is taken out.
    pub remove: bool,
}

/// What the form "SLA policy" carries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PolicyDraft {
    /// What people call it.
    pub name: String,
    /// Worst first.
    pub priorities: Vec<PriorityDraft>,
    /// The key of the priority that counts for unknown ones.
    pub fallback: String,
    /// Why clocks may stand still.
    pub pauses: Vec<PauseDraft>,
    /// What is granted from a change whose new due is already past.
    pub grace: String,
    /// How long after being resolved a reopened ticket resumes.
    pub reopen_within: String,
    /// The longest time to the next update that may be promised; empty for the target itself.
    pub max_next_update: String,
    /// The share of a budget that is left when a clock turns "soon", in per cent.
    pub warn_share: String,
    /// The warning comes at the latest with so much left.
    pub warn_at_least: String,
    /// The warning comes at the earliest with so much left.
    pub warn_at_most: String,
    /// Whom it asks when nobody takes a ticket.
    pub chain: ChainForm,
    /// From which date it counts; empty for as soon as possible.
    pub effective_date: String,
    /// From which time of that date; empty for its beginning.
    pub effective_time: String,
}

impl PolicyDraft {
    /// What a version looks like in the form. When it begins is left open: that is the next version's to say.
    pub fn of(policy: &Policy) -> Self {
        let warning = policy.warning;
        let (whole, tenth) = (warning.remaining_per_mille / 10, warning.remaining_per_mille % 10);
        Self {
            name: policy.name.clone(),
            priorities: policy.priorities.iter().map(PriorityDraft::of).collect(),
            fallback: policy.fallback_priority.to_string(),
            pauses: policy
                .pause_reasons
                .iter()
                .map(|reason| PauseDraft {
                    key: reason.key.clone(),
                    name: reason.name.clone(),
                    max: write_length(reason.max),
                    remove: false,
                })
                .collect(),
            grace: write_length(policy.grace),
            reopen_within: write_length(policy.reopen_within),
            max_next_update: policy.max_next_update.map(write_length).unwrap_or_default(),
            warn_share: if tenth == 0 { whole.to_string() } else { format!("{whole}.{tenth}") },
            warn_at_least: write_length(warning.at_least),
            warn_at_most: write_length(warning.at_most),
            chain: ChainForm::of(policy.escalation_chain.as_ref()),
            effective_date: String::new(),
            effective_time: String::new(),
        }
    }

    /// Writes a moment into the fields.
    pub fn set_effective_from(&mut self, at: Timestamp, zone: Tz) {
        let local = Zoned::new(at, zone);
        self.effective_date = local.date.to_string();
        self.effective_time = local.time.to_string();
    }

    /// Makes the next version out of what was typed; the first one of a new policy counts at once. `zone` is that of
    /// the date and time; `is_staff` says whether an id is that of one of the provider's people who may sign in.
    ///
    /// # Errors
    /// Every problem, naming the form's field: `name`, `fallback`, `p0_name`, `p0_resolution`, `r0_max`, `grace`, `escalation_wait_1` ...
    pub fn check(
        &self,
        id: &PolicyId,
        newest: Option<&Policy>,
        zone: Tz,
        now: Timestamp,
        is_staff: impl Fn(&PersonId) -> bool,
    ) -> Result<Policy, Vec<Problem>> {
        let mut problems = Vec::new();
        if let Err(problem) = text("name", "The name", &self.name, NAME_MAX)
            && !self.name.trim().is_empty()
        {
            problems.push(problem);
        }
        let rows: Vec<(usize, &PriorityDraft)> = kept(&self.priorities, |row| row.remove || row.is_untouched());
        let pauses: Vec<(usize, &PauseDraft)> = kept(&self.pauses, |row| row.remove || row.is_untouched());
        let priorities: Vec<_> = rows.iter().map(|(index, row)| row.read(*index, &mut problems)).collect();
        let pause_reasons = pauses.iter().map(|(index, row)| row.read(*index, &mut problems)).collect();
        let mut length = |field: &str, typed: &str| {
            read_length(typed).unwrap_or_else(|message| {
                problems.push(Problem::new(field, message));
                Seconds::hours(1)
            })
        };
        let grace = length("grace", &self.grace);
        let reopen_within = length("reopen_within", &self.reopen_within);
        let max_next_update =
            (!self.max_next_update.trim().is_empty()).then(|| length("max_next_update", &self.max_next_update));
        let (at_least, at_most) =
            (length("warn_at_least", &self.warn_at_least), length("warn_at_most", &self.warn_at_most));
        let remaining_per_mille = per_mille(&self.warn_share).unwrap_or_else(|problem| {
            problems.push(problem);
            0
        });
        let begins = newest.map(|newest| {
            let follows = Newest { version: newest.version, effective_from: newest.effective_from };
            effective_from(&self.effective_date, &self.effective_time, zone, follows, now)
        });
        let effective_from = begins.unwrap_or(Ok(now)).unwrap_or_else(|problem| {
            problems.push(problem);
            now
        });
        let chain = fields::chain(self, &priorities, newest, is_staff);
        let policy = Policy {
            id: id.clone(),
            version: newest.map_or(1, |newest| newest.version + 1),
            name: self.name.trim().to_owned(),
            effective_from,
            priorities,
            fallback_priority: PriorityKey::new(self.fallback.trim()),
            pause_reasons,
            grace,
            reopen_within,
            warning: Warning { remaining_per_mille, at_least, at_most },
            max_next_update,
            escalation_chain: chain.as_ref().cloned().unwrap_or_default(),
        };
        let found = policy.validate().err().unwrap_or_default();
        // A length that could not be read has been told already.
        let found = found.iter().map(|error| problem(error, &policy, &rows, &pauses));
        for problem in found.chain(chain.err().unwrap_or_default()) {
            if !problems.iter().any(|known| known.field == problem.field) {
                problems.push(problem);
            }
        }
        if problems.is_empty() && newest.is_some_and(|newest| is_same(newest, &policy)) {
            problems.push(Problem::new("", "Nothing differs from the newest version. Change something first."));
        }
        if problems.is_empty() { Ok(policy) } else { Err(problems) }
    }
}

fn is_same(newest: &Policy, policy: &Policy) -> bool {
    *newest == Policy { version: newest.version, effective_from: newest.effective_from, ..policy.clone() }
}

fn kept<T>(rows: &[T], is_out: impl Fn(&T) -> bool) -> Vec<(usize, &T)> {
    rows.iter().enumerate().filter(|(_, row)| !is_out(row)).collect()
}

impl PriorityDraft {
    fn of(rule: &PriorityRule) -> Self {
        let lists = [
            &rule.requires,
            &rule.requires_before_triaged,
            &rule.requires_before_queued,
            &rule.requires_before_shipped,
        ];
        Self {
            key: rule.key.to_string(),
            name: rule.name.clone(),
            short: rule.short.clone(),
            meaning: rule.meaning.clone(),
            targets: Metric::ALL.map(|metric| TargetDraft::of(rule.targets.get(metric))),
            pausable: rule.may_pause(),
            answer_every_message: rule.answer_every_message,
            asked: lists.map(|list| list.join(", ")),
            escalation: rule.escalation.clone().unwrap_or_default(),
            only_during_active_plan: rule.only_during_active_plan,
            remove: false,
        }
    }

    /// Whether nothing identifies it: the spare row of the form.
    pub fn is_blank(&self) -> bool {
        [&self.key, &self.name, &self.short, &self.meaning].iter().all(|text| text.trim().is_empty())
    }

    /// Whether nothing was typed into it at all; its boxes alone make no priority.
    fn is_untouched(&self) -> bool {
        let mut others = self.asked.iter().chain([&self.escalation]);
        let is_silent = others.all(|text| text.trim().is_empty());
        self.is_blank() && is_silent && self.targets.iter().all(TargetDraft::is_untouched)
    }

    fn read(&self, index: usize, problems: &mut Vec<Problem>) -> PriorityRule {
        let mut targets = Targets::default();
        for (metric, typed) in Metric::ALL.into_iter().zip(&self.targets) {
            match typed.read() {
                Ok(target) => targets.set(metric, target),
                Err(message) => problems.push(Problem::new(format!("p{index}_{}", metric.key()), message)),
            }
        }
        let [requires, triaged, queued, shipped] = self.asked.each_ref().map(|typed| {
            typed.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        });
        let escalation = self.escalation.trim();
        PriorityRule {
            key: PriorityKey::new(self.key.trim()),
            name: self.name.trim().to_owned(),
            short: self.short.trim().to_owned(),
            meaning: self.meaning.trim().to_owned(),
            targets,
            pausable: self.pausable,
            answer_every_message: self.answer_every_message,
            requires,
            requires_before_triaged: triaged,
            requires_before_queued: queued,
            requires_before_shipped: shipped,
            escalation: (!escalation.is_empty()).then(|| escalation.to_owned()),
            only_during_active_plan: self.only_during_active_plan,
        }
    }
}

impl PauseDraft {
    /// Whether nothing identifies it: the spare row of the form.
    pub fn is_blank(&self) -> bool {
        self.key.trim().is_empty() && self.name.trim().is_empty()
    }

    /// Whether nothing was typed into it at all.
    fn is_untouched(&self) -> bool {
        self.is_blank() && self.max.trim().is_empty()
    }

    fn read(&self, index: usize, problems: &mut Vec<Problem>) -> PauseReason {
        let max = read_length(&self.max).unwrap_or_else(|message| {
            problems.push(Problem::new(format!("r{index}_max"), message));
            Seconds::hours(1)
        });
        PauseReason { key: self.key.trim().to_owned(), name: self.name.trim().to_owned(), max }
    }
}

#[cfg(test)]
mod tests;
