//! SLA clocks: what was promised, how much of it is used up, and why.
//!
//! # Layout
//! - [`local`], [`calendar`]: opening hours as people write them, in wall-clock time of one zone
//! - [`zone`] (feature `native`): the only place that knows time zones; turns calendars into [`OpenWindows`]
//! - [`windows`]: sorted UTC ranges; all arithmetic of the clocks, in server and browser
//! - [`policy`]: priority x metric -> target; [`templates`] (feature `native`): the policies that ship
//! - [`event`], [`mod@evaluate`], [`clock`]: what happened to a ticket -> its clocks
//! - [`escalation`]: whom a policy asks when nobody takes a ticket
//! - [`hours`]: opening hours as they were known from when on, so that no edit touches closed clocks
//! - [`calendar_draft`], [`policy_draft`] (feature `native`): a calendar and a policy as people type them, checked;
//!   [`begins`]: from when a version counts
//! - [`explain`]: a clock's life, interval by interval; [`mod@face`]: a clock in words, ticking
//! - [`zoned`], [`wall`]: instants as a wall clock shows them, also where no time zones are known
//! - [`broken`]: promises of the settings that cannot be worked out, before a ticket needs them
//! - [`mod@what_if`]: the promises of a ticket that nobody has reported
//! - [`cases`] (feature `native`): the `sla-cases/1` contract for checking against other suites
//!
//! The rules are numbered as in SLA.md of the design; each has a test named after it.

#[cfg(feature = "native")]
pub mod begins;
pub mod broken;
pub mod calendar;
#[cfg(feature = "native")]
pub mod calendar_draft;
#[cfg(feature = "native")]
pub mod cases;
pub mod clock;
pub mod escalation;
pub mod evaluate;
pub mod event;
pub mod explain;
pub mod face;
#[cfg(feature = "native")]
pub mod facts;
pub mod field_error;
pub mod hours;
pub mod local;
pub mod policy;
#[cfg(feature = "native")]
pub mod policy_draft;
#[cfg(feature = "native")]
pub mod templates;
pub mod wall;
pub mod what_if;
pub mod windows;
mod windows_text;
pub mod words;
#[cfg(feature = "native")]
pub mod zone;
pub mod zoned;

pub use calendar::Calendar;
pub use clock::{Clock, ClockState, Excluded, Misconfiguration, PreviousDue, StartedBy};
pub use evaluate::{due_of, evaluate, soonest};
pub use event::{SlaEvent, SlaEventKind};
pub use explain::{Explanation, Interval, IntervalKind};
pub use face::{ChipState, ClockChip, Face, Tone, face};
pub use field_error::FieldError;
pub use hours::{HoursSince, evaluate_through};
pub use local::{LocalDate, LocalTime, Weekday};
pub use policy::{Basis, Metric, PauseReason, Policy, PolicyBook, PolicyRef, PriorityKey, PriorityRule, Target};
pub use wall::WallClock;
pub use windows::OpenWindows;
pub use zoned::Zoned;
