//! `/calendars`: when business time counts, to read. `versions` edits.

use app::model::admin::calendar::{SpecialDay, hours, summary};
use app::model::admin::version::VersionLine;
use app::model::admin::{CalendarModel, CalendarRow, CalendarsModel, RelatedLink};
use app::pages::admin as pages;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::ids::CalendarId;
use domain::sla::zone::{Tz, Zoned, parse_zone};
use domain::sla::{Calendar, LocalDate, LocalTime, OpenWindows};
use store::directory::CalendarVersions;

use super::call::{Call, Reader};
use super::links;
use super::versions::lines::{Version, lines};
use crate::error::AppError;
use crate::routes::present::plan::changes;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/calendars", get(list)).route("/calendars/{id}", get(show))
}

async fn list(Reader(call): Reader) -> Result<Response, AppError> {
    let (directory, scope) = (&call.directory, call.scope());
    let rows = directory.calendars().into_iter().map(|calendar| {
        let (is_open, now) =
            directory.calendar(&calendar.id).map_or((false, String::new()), |known| state_now(&call, &known.windows()));
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
    let model = CalendarsModel { rows: rows.collect(), access: call.access() };
    call.draw(StatusCode::OK, |cx| pages::calendars(cx, &model)).await
}

async fn show(Reader(call): Reader, Path(id): Path<String>) -> Result<Response, AppError> {
    let (directory, id) = (&call.directory, CalendarId::new(id));
    let known = directory.calendar(&id).ok_or(AppError::NotFound)?;
    let calendar = known.at(call.now()).ok_or(AppError::NotFound)?;
    let zone = parse_zone(&calendar.zone).unwrap_or(Tz::UTC);
    let local = Zoned::new(call.now(), zone);
    let (is_open, now) = state_now(&call, &known.windows());
    let plans = directory.plans().into_iter().filter(|plan| plan.calendar == id);
    let model = CalendarModel {
        now,
        is_open,
        local: format!("{}, {}", local.date_text(local.date.parts().0), local.time_text()),
        today: local.weekday(),
        changes: changes(call.now(), zone),
        versions: versions(&call, known, calendar.version),
        access: call.access(),
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

fn versions(call: &Call, known: &CalendarVersions, current: u32) -> Vec<VersionLine> {
    let version = |one: &Calendar| (one.version, one.effective_from);
    let versions = known.versions.iter().map(version).map(|(number, begins)| Version {
        number,
        begins,
        saved: known.saved.get(&number),
    });
    lines(call, versions, current)
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

/// Holidays and exceptions from a date on, in order.
fn special(calendar: &Calendar, from: LocalDate) -> Vec<SpecialDay> {
    let year = from.parts().0;
    calendar
        .special_dates()
        .into_iter()
        .filter(|date| *date >= from)
        .map(|date| SpecialDay {
            date: Zoned { date, time: LocalTime::MIDNIGHT, offset_minutes: 0 }.date_text(year),
            name: calendar.holidays.get(&date).cloned().unwrap_or_default(),
            hours: hours(calendar.windows_of(date)),
        })
        .collect()
}
