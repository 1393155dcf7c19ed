//! New versions of calendars and policies: the form, and what would change.

use domain::sla::Weekday;
use domain::sla::calendar_draft::CalendarDraft;
use domain::sla::policy_draft::PolicyDraft;

use super::RecordForm;
use super::calendar::WeekDay;
use crate::model::SelectOption;

/// The form of a calendar's next version, or of a new calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFormModel {
    /// What every form carries; `rev` is the newest version.
    pub form: RecordForm,
    /// What is in the fields.
    pub draft: CalendarDraft,
    /// Zones on offer.
    pub zones: Vec<String>,
    /// The next changes of the zone's clocks, each in a sentence; empty for a zone without.
    pub changes: Vec<String>,
    /// What an import brought, in a sentence.
    pub imported: Option<String>,
}

/// The form of a policy's next version, or of a new policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFormModel {
    /// What every form carries; `rev` is the newest version.
    pub form: RecordForm,
    /// What is in the fields, with a spare row for a priority and a pause reason.
    pub draft: PolicyDraft,
    /// The provider's people who may be called by name.
    pub staff: Vec<SelectOption>,
    /// The zone of the date and time.
    pub zone: String,
    /// Which open tickets were chosen to move, sent along unseen: name and value.
    pub moving: Vec<(String, String)>,
}

/// One promise that would move, in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EffectLine {
    /// `Resolution`.
    pub metric: &'static str,
    /// Due as it is promised: `Tue 24 Nov, 17:00`.
    pub before: String,
    /// Due as it would be.
    pub after: String,
    /// `2 h later`, `paused, as if it ran again now`.
    pub note: String,
    /// Whether it would be overdue and is not now.
    pub is_overdue: bool,
}

/// One open ticket and what would happen to its promises.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EffectRow {
    /// `BRIM-14`.
    pub key: String,
    /// One line.
    pub title: String,
    /// Whose it is.
    pub client: String,
    /// What would move; may be empty for a ticket that can be moved without any effect.
    pub effects: Vec<EffectLine>,
    /// For a policy: whether the ticket is chosen to move.
    pub is_chosen: Option<bool>,
}

/// All tickets to move at once, where there are too many for a choice each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoveAll {
    /// How many there are.
    pub count: usize,
    /// Whether they are chosen.
    pub is_chosen: bool,
}

/// What a version would do, before it is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewModel {
    /// The heading: `London office hours, version 2`.
    pub title: String,
    /// Where the form is sent to: the record's address.
    pub action: String,
    /// Where "Back" leads, and its name.
    pub back: (String, String),
    /// From when it counts, in a sentence.
    pub begins: String,
    /// What it would do, in a sentence or two.
    pub summary: Vec<String>,
    /// What differs from the newest version, a sentence each.
    pub differences: Vec<String>,
    /// The new week, for a calendar.
    pub week: Option<(Vec<WeekDay>, Weekday)>,
    /// By ticket.
    pub rows: Vec<EffectRow>,
    /// Tickets beyond those, less affected, in a sentence; empty for none.
    pub more: String,
    /// For a policy with more tickets than rows: all of them or none.
    pub all: Option<MoveAll>,
    /// What is sent along unseen: name and value.
    pub hidden: Vec<(String, String)>,
    /// `Apply version 2`.
    pub submit: String,
    /// What would change is not what was looked at before: a sentence.
    pub stale: Option<String>,
    /// The zone in which the page's times are written.
    pub zone: String,
}

/// One version in a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VersionLine {
    /// `Version 2`.
    pub name: String,
    /// `counts now`, `begins Tue 24 Nov, 00:00`, `until then`.
    pub when: String,
    /// `Saved by Mira Kovač on Mon 23 Nov, 10:12`; empty when it came with the data.
    pub saved: String,
    /// Whether it counts now.
    pub is_current: bool,
}
