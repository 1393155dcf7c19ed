//! A plan as those who rely on it read it.

use domain::sla::{Policy, Weekday};

use super::admin::calendar::{SpecialDay, WeekDay};

/// The page: a plan for each engagement that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlansPage {
    /// The heading.
    pub title: String,
    /// Where "Back" leads, and its name.
    pub back: (String, String),
    /// By product.
    pub plans: Vec<PlanInWords>,
}

/// What is promised to one engagement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanInWords {
    /// The engagement's id: the part's address on the page.
    pub id: String,
    /// The product.
    pub product: String,
    /// The plan's name.
    pub name: String,
    /// What it is; may be empty.
    pub description: String,
    /// What is done how often; may be empty.
    pub cadence: String,
    /// `Mon to Fri, 09:00 to 17:00, in Europe/London.`
    pub hours: String,
    /// `The desk is open until 17:00.`
    pub now: String,
    /// Whether it is open now.
    pub is_open: bool,
    /// The calendar's zone.
    pub zone: String,
    /// The reader's zone, where it is another one.
    pub own_zone: Option<String>,
    /// The week as a picture, in the calendar's zone.
    pub week: Vec<WeekDay>,
    /// The weekday it is there.
    pub today: Weekday,
    /// The next days, with what is open.
    pub days: Vec<SupportDay>,
    /// Holidays and exceptions ahead.
    pub special: Vec<SpecialDay>,
    /// The next changes of the clocks, each in a sentence.
    pub changes: Vec<String>,
    /// What will count from a moment ahead, a sentence each.
    pub ahead: Vec<String>,
    /// The policy that counts for what is reported now.
    pub policy: Policy,
}

/// One date of the days ahead.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SupportDay {
    /// `Mon 23 Nov`, in the calendar's zone.
    pub date: String,
    /// `09:00 to 17:00`, `closed`, in the calendar's zone.
    pub hours: String,
    /// The same in the reader's zone, with the weekday where it is another one.
    pub own: String,
}
