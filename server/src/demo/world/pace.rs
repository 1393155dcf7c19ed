//! When things happen: steps in office hours for work that can wait, and never after now.

use domain::sla::LocalTime;
use domain::sla::zone::{UnknownZone, local_at, local_to_utc, parse_zone};
use domain::time::{Seconds, Timestamp};

use super::cast::Stage;
use super::data::{StepData, TicketData};

/// What is left free between the last steps and now, for each.
const GAP: Seconds = Seconds::minutes(1);

/// The instants of a ticket's steps, rising and before `now`.
///
/// Histories that begin at a set age keep office hours: what would happen while the calendar is closed happens after
/// the next opening, except when everything stands still (`stopped`), for then people get up at night.
pub(super) fn times(data: &TicketData, stage: &Stage, start: Timestamp, now: Timestamp) -> Vec<Timestamp> {
    let keeps_hours = data.at.is_some() && data.impact != domain::ticket::Impact::Stopped;
    let mut at = start;
    let mut left = i64::try_from(data.steps.len()).unwrap_or(0);
    let mut times = Vec::new();
    for step in &data.steps {
        let latest = now - Seconds::new(GAP.get() * left);
        let wanted = wanted(step, at, now);
        let in_hours = if keeps_hours { in_office_hours(stage, wanted) } else { wanted };
        let chosen = if in_hours <= latest { in_hours } else { wanted.min(latest) };
        at = chosen.max(at);
        times.push(at);
        left -= 1;
    }
    times
}

fn wanted(step: &StepData, previous: Timestamp, now: Timestamp) -> Timestamp {
    match (step.before_now, step.after) {
        (Some(before), _) => now - before.0,
        (None, Some(after)) => previous + after.0,
        (None, None) => previous,
    }
}

/// `at` when the doors are open, else some minutes after they open; not always the same minute.
fn in_office_hours(stage: &Stage, at: Timestamp) -> Timestamp {
    match stage.windows.next_open(at) {
        Some(open) if open > at => open + Seconds::new(300 + at.unix().rem_euclid(2_400)),
        _ => at,
    }
}

/// The beginning of a ticket that was reported at a time of day about then: on that local date, or on the business day
/// before it when the client's office was closed.
///
/// # Errors
/// When the calendar's zone is unknown.
pub(super) fn at_time_of_day(stage: &Stage, about: Timestamp, time: LocalTime) -> Result<Timestamp, UnknownZone> {
    let zone = parse_zone(&stage.calendar.zone)?;
    let date = local_at(zone, about).0;
    let days_back = (0..14).find(|days| !stage.calendar.windows_of(date.plus_days(-days)).is_empty());
    Ok(local_to_utc(zone, date.plus_days(-days_back.unwrap_or(0)), time))
}

/// The time of day where the client is, like `07:00`.
///
/// # Errors
/// When the calendar's zone is unknown.
pub(super) fn time_of_day(stage: &Stage, at: Timestamp) -> Result<String, UnknownZone> {
    let time = local_at(parse_zone(&stage.calendar.zone)?, at).1;
    let minutes = time.seconds() / 60;
    Ok(format!("{:02}:{:02}", minutes / 60, minutes % 60))
}
