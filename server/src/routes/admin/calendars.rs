//! `/calendars`: when business time counts. Read-only for now.

use app::model::admin::calendar::{SpecialDay, hours, summary};
use app::model::admin::{CalendarModel, CalendarRow, CalendarsModel, RelatedLink};
use app::pages::admin as pages;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::ids::CalendarId;
use domain::sla::words::{Round, duration};
use domain::sla::zone::{Tz, Zoned, next_dst_changes, parse_zone};
use domain::sla::{Calendar, LocalDate, LocalTime, OpenWindows};
use domain::time::Seconds;

use super::call::{Call, Reader};
use super::links;
use crate::error::AppError;
use crate::state::AppState;

/// Changes of the clocks that are told.
const CHANGES: usize = 2;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/calendars", get(list)).route("/calendars/{id}", get(show))
}

async fn list(Reader(call): Reader) -> Result<Response, AppError> {
    let (directory, scope) = (&call.directory, call.scope());
    let rows = directory.calendars().into_iter().map(|calendar| {
        let (is_open, now) =
            directory.calendar(&calendar.id).map_or((false, String::new()), |known| state_now(&call, &known.windows));
        CalendarRow {
            id: calendar.id.to_string(),
            name: calendar.name.clone(),
            zone: calendar.zone.clone(),
            hours: summary(calendar),
            now,
            is_open,
            engagements: directory.engagements(&scope).into_iter().filter(|one| one.calendar == calendar.id).count(),
        }
    });
    let model = CalendarsModel { rows: rows.collect() };
    call.draw(StatusCode::OK, |cx| pages::calendars(cx, &model)).await
}

async fn show(Reader(call): Reader, Path(id): Path<String>) -> Result<Response, AppError> {
    let (directory, id) = (&call.directory, CalendarId::new(id));
    let known = directory.calendar(&id).ok_or(AppError::NotFound)?;
    let in_effect = known.versions.iter().rev().find(|version| version.effective_from <= call.now());
    let calendar = in_effect.or(known.versions.first()).ok_or(AppError::NotFound)?;
    let zone = parse_zone(&calendar.zone).unwrap_or(Tz::UTC);
    let local = Zoned::new(call.now(), zone);
    let (is_open, now) = state_now(&call, &known.windows);
    let plans = directory.plans().into_iter().filter(|plan| plan.calendar == id);
    let model = CalendarModel {
        now,
        is_open,
        local: format!("{}, {}", local.date_text(local.date.parts().0), local.time_text()),
        today: local.weekday(),
        changes: changes(&call, zone),
        special: special(calendar, local.date),
        plans: plans.map(|plan| RelatedLink::new(format!("/plans/{}", plan.id), plan.name.clone(), "")).collect(),
        engagements: links::engagements(
            directory,
            &call.scope(),
            |one| one.calendar == id,
            |one| links::engagement_name(directory, one),
        ),
        calendar: calendar.clone(),
    };
    call.draw(StatusCode::OK, |cx| pages::calendar(cx, &model)).await
}

/// Whether it is open now, and until when, as the viewer reads times.
fn state_now(call: &Call, windows: &OpenWindows) -> (bool, String) {
    let (now, times) = (call.now(), call.view().times);
    if windows.is_always() {
        return (true, "Always open".to_owned());
    }
    if !windows.has_open_time() {
        return (false, "Never open: clocks that count by it are misconfigured".to_owned());
    }
    if windows.is_open(now) == Some(true) {
        return (
            true,
            windows
                .next_close(now)
                .map_or_else(|| "Open".to_owned(), |close| format!("Open until {}", times.weekday_time(close))),
        );
    }
    (
        false,
        windows
            .next_open(now)
            .map_or_else(|| "Closed".to_owned(), |open| format!("Closed until {}", times.weekday_time(open))),
    )
}

/// `Sun 28 Mar 2027, 01:00: clocks go forward 1 h, to 02:00`.
fn changes(call: &Call, zone: Tz) -> Vec<String> {
    let year = Zoned::new(call.now(), zone).date.parts().0;
    let changes = next_dst_changes(zone, call.now(), CHANGES).into_iter();
    changes
        .map(|change| {
            let after = Zoned::new(change.at, zone);
            let direction = if change.jump > Seconds::ZERO { "forward" } else { "back" };
            let jump = duration(change.jump, Round::Down, false);
            let from = before_the_change(after, change.jump);
            format!("{}, {from}: clocks go {direction} {jump}, to {}", after.date_text(year), after.time_text())
        })
        .collect()
}

/// What the wall clock showed before it jumped.
fn before_the_change(after: Zoned, jump: Seconds) -> String {
    let seconds = (i64::from(after.time.seconds()) - jump.get()).rem_euclid(86_400);
    let time = u32::try_from(seconds).ok().and_then(|seconds| LocalTime::from_seconds(seconds).ok());
    Zoned { time: time.unwrap_or(after.time), ..after }.time_text()
}

/// Holidays and exceptions from a date on, in order.
fn special(calendar: &Calendar, from: LocalDate) -> Vec<SpecialDay> {
    let dates: std::collections::BTreeSet<_> =
        calendar.holidays.keys().chain(calendar.overrides.keys()).copied().filter(|date| *date >= from).collect();
    let year = from.parts().0;
    dates
        .into_iter()
        .map(|date| SpecialDay {
            date: Zoned { date, time: LocalTime::MIDNIGHT, offset_minutes: 0 }.date_text(year),
            name: calendar.holidays.get(&date).cloned().unwrap_or_default(),
            hours: hours(calendar.windows_of(date)),
        })
        .collect()
}
