//! A calendar's next version: form, preview, apply; and new calendars.

use app::model::FormErrors;
use app::model::admin::RecordForm;
use app::model::admin::calendar::week;
use app::model::admin::version::PreviewModel;
use app::pages::admin as pages;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use domain::ids::CalendarId;
use domain::problem::Problem;
use domain::sla::Calendar;
use domain::sla::calendar_draft::CalendarDraft;
use domain::sla::zone::{Tz, Zoned, parse_zone};
use store::directory::CalendarVersions;
use store::tickets::Preview;

use super::super::call::{Call, Editor};
use super::super::saved::{done, outcome, rev};
use super::calendar_form::{differences, draft, hidden, model};
use super::effects;
use super::holidays;
use super::typed::Typed;
use super::{STALE, added, roll_out};
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::routes::present::view::plural;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/calendars", post(create))
        .route("/calendars/new", get(new))
        .route("/calendars/import", get(to_new).post(import_new))
        .route("/calendars/{id}", post(apply))
        .route("/calendars/{id}/edit", get(edit).post(edit_again))
        .route("/calendars/{id}/import", get(to_edit).post(import))
        .route("/calendars/{id}/preview", get(to_edit).post(preview))
}

async fn new(Editor(call): Editor) -> Result<Response, AppError> {
    let zone = call.directory.provider().map(|provider| provider.zone.clone()).unwrap_or_default();
    let draft = CalendarDraft { zone, ..CalendarDraft::default() };
    show_form(&call, StatusCode::OK, call.new_form(), draft, None).await
}

async fn create(Editor(call): Editor, typed: Typed) -> Result<Response, AppError> {
    // A file that was chosen is read first, whichever button was pressed: its holidays must not get lost.
    if typed.file.is_some() {
        return read_file(&call, call.new_form(), typed).await;
    }
    let draft = draft(&typed.fields);
    let id = CalendarId::new(store::new_id());
    let saved = match draft.check(&id, None, call.now()) {
        Ok(calendar) => {
            let added = call.store().add_calendar_version(&call.scope(), &call.actor(), &calendar, call.now()).await;
            outcome(added)?.map_err(|rejected| rejected.errors.0)
        }
        Err(problems) => Err(problems),
    };
    match saved {
        Ok(()) => Ok(added(&call, "/calendars", &draft.name)),
        Err(problems) => refused(&call, call.new_form(), draft, problems).await,
    }
}

async fn edit(Editor(call): Editor, Path(id): Path<String>) -> Result<Response, AppError> {
    let newest = newest(&call, &CalendarId::new(id))?;
    let form = call.form(newest.id.as_str(), newest.version);
    show_form(&call, StatusCode::OK, form, CalendarDraft::of(newest), None).await
}

/// What a form was sent to has no page of its own: loaded again, it is the form.
async fn to_new(Editor(_): Editor) -> Redirect {
    Redirect::to("/calendars/new")
}

async fn to_edit(Editor(call): Editor, Path(id): Path<String>) -> Result<Redirect, AppError> {
    let id = &newest(&call, &CalendarId::new(id))?.id;
    Ok(Redirect::to(&format!("/calendars/{id}/edit")))
}

/// Back from the preview, with everything typed.
async fn edit_again(Editor(call): Editor, Path(id): Path<String>, form: Fields) -> Result<Response, AppError> {
    let newest = newest(&call, &CalendarId::new(id))?;
    show_form(&call, StatusCode::OK, call.form(newest.id.as_str(), rev(&form)), draft(&form), None).await
}

async fn import_new(Editor(call): Editor, typed: Typed) -> Result<Response, AppError> {
    read_file(&call, call.new_form(), typed).await
}

async fn import(Editor(call): Editor, Path(id): Path<String>, typed: Typed) -> Result<Response, AppError> {
    let newest = newest(&call, &CalendarId::new(id))?;
    read_file(&call, call.form(newest.id.as_str(), rev(&typed.fields)), typed).await
}

/// Adds a file's holidays to the field; nothing is saved.
async fn read_file(call: &Call, form: RecordForm, typed: Typed) -> Result<Response, AppError> {
    let mut draft = draft(&typed.fields);
    let zone = parse_zone(draft.zone.trim()).unwrap_or(Tz::UTC);
    let read = match typed.file {
        None => Err(Problem::new("ics", "Choose an .ics file first.")),
        Some(Err(problem)) => Err(problem),
        Some(Ok(file)) => holidays::read(&file, Zoned::new(call.now(), zone).date).map(|found| (file.name, found)),
    };
    match read {
        Err(problem) => refused(call, form, draft, vec![problem]).await,
        Ok((name, found)) => {
            let is_there = |date: &str| draft.holidays.lines().any(|line| line.trim().starts_with(date));
            let new: Vec<_> = found
                .days
                .iter()
                .map(|(date, name)| (date.to_string(), name))
                .filter(|(date, _)| !is_there(date))
                .map(|(date, name)| format!("{date} {name}"))
                .collect();
            let read = match new.len() {
                0 => format!("Every holiday of “{name}” is there already."),
                1 => format!("1 holiday was read from “{name}”. Look it through: it is not saved yet."),
                count => {
                    format!("{count} holidays were read from “{name}”. Look them through: they are not saved yet.")
                }
            };
            let left_out = match found.left_out {
                0 => String::new(),
                count => format!(
                    " Left out: {}, cancelled, no whole days, more than {} of them, or repeated in their own way.",
                    plural(i32::try_from(count).unwrap_or(i32::MAX), "event"),
                    holidays::LONGEST
                ),
            };
            let sentence = [read, left_out].concat();
            let all = [draft.holidays.trim_end().to_owned()].into_iter().filter(|text| !text.is_empty()).chain(new);
            draft.holidays = all.collect::<Vec<_>>().join("\n");
            show_form(call, StatusCode::OK, form, draft, Some(sentence)).await
        }
    }
}

async fn preview(Editor(call): Editor, Path(id): Path<String>, typed: Typed) -> Result<Response, AppError> {
    let id = CalendarId::new(id);
    let newest = newest(&call, &id)?;
    if typed.file.is_some() {
        return read_file(&call, call.form(id.as_str(), rev(&typed.fields)), typed).await;
    }
    let mut draft = draft(&typed.fields);
    if rev(&typed.fields) != newest.version {
        return conflict(&call, newest, draft).await;
    }
    match draft.check(&id, Some(newest), call.now()) {
        Err(problems) => refused(&call, call.form(id.as_str(), newest.version), draft, problems).await,
        Ok(calendar) => {
            draft.set_effective_from(calendar.effective_from);
            let found = outcome(call.store().preview_calendar(&call.scope(), &calendar, call.now()).await)?;
            let found = found.map_err(|_| AppError::Forbidden)?;
            let model = preview_model(&call, newest, &calendar, &draft, &found, None);
            call.draw(StatusCode::OK, |cx| pages::preview(cx, &model)).await
        }
    }
}

async fn apply(Editor(call): Editor, Path(id): Path<String>, form: Fields) -> Result<Response, AppError> {
    let id = CalendarId::new(id);
    let newest = newest(&call, &id)?;
    let draft = draft(&form);
    if rev(&form) != newest.version {
        return conflict(&call, newest, draft).await;
    }
    let calendar = match draft.check(&id, Some(newest), call.now()) {
        Ok(calendar) => calendar,
        Err(problems) => return refused(&call, call.form(id.as_str(), newest.version), draft, problems).await,
    };
    let found = outcome(call.store().preview_calendar(&call.scope(), &calendar, call.now()).await)?;
    let found = found.map_err(|_| AppError::Forbidden)?;
    if form.get("seen") != found.fingerprint() {
        let model = preview_model(&call, newest, &calendar, &draft, &found, Some(STALE.to_owned()));
        return call.draw(StatusCode::CONFLICT, |cx| pages::preview(cx, &model)).await;
    }
    match outcome(call.store().add_calendar_version(&call.scope(), &call.actor(), &calendar, call.now()).await)? {
        Ok(()) => {
            roll_out(&call).await;
            let begins = call.view().times.moment(calendar.effective_from).local;
            let text = format!("Version {} of {} begins {begins}.", calendar.version, calendar.name);
            Ok(done(&call.state, &format!("/calendars/{id}"), text))
        }
        Err(rejected) if rejected.is_conflict() => {
            let call = call.refreshed();
            conflict(&call, self::newest(&call, &id)?, draft).await
        }
        Err(rejected) => refused(&call, call.form(id.as_str(), newest.version), draft, rejected.errors.0).await,
    }
}

fn preview_model(
    call: &Call,
    newest: &Calendar,
    calendar: &Calendar,
    draft: &CalendarDraft,
    found: &Preview,
    stale: Option<String>,
) -> PreviewModel {
    let action = format!("/calendars/{}", calendar.id);
    let zone = parse_zone(&calendar.zone).unwrap_or(Tz::UTC);
    let today = Zoned::new(call.now(), zone);
    let (rows, more) = effects::rows(call, found);
    PreviewModel {
        title: format!("{}, version {}", calendar.name, calendar.version),
        back: (action.clone(), "the calendar".to_owned()),
        begins: effects::begins(call, calendar.version, calendar.effective_from, zone),
        summary: effects::summary(call, found, "counts by it", "count by it"),
        differences: differences(&CalendarDraft::of(newest), &CalendarDraft::of(calendar)),
        week: Some((week(calendar), today.weekday())),
        rows,
        more,
        all: None,
        hidden: effects::sent_along(hidden(draft), newest.version, found),
        submit: format!("Apply version {}", calendar.version),
        stale,
        zone: call.view().times.zone_name().to_owned(),
        action,
    }
}

/// Somebody else saved a version first: the form with what was typed, and what theirs says. It carries their number, so
/// that going on puts the typed values after theirs knowingly.
async fn conflict(call: &Call, newest: &Calendar, draft: CalendarDraft) -> Result<Response, AppError> {
    let changes = differences(&draft, &CalendarDraft::of(newest));
    let form = RecordForm { conflict: Some(changes), ..call.form(newest.id.as_str(), newest.version) };
    show_form(call, StatusCode::CONFLICT, form, draft, None).await
}

async fn refused(
    call: &Call,
    form: RecordForm,
    draft: CalendarDraft,
    problems: Vec<Problem>,
) -> Result<Response, AppError> {
    let form = RecordForm { errors: FormErrors::from(problems), ..form };
    show_form(call, StatusCode::UNPROCESSABLE_ENTITY, form, draft, None).await
}

async fn show_form(
    call: &Call,
    status: StatusCode,
    form: RecordForm,
    draft: CalendarDraft,
    imported: Option<String>,
) -> Result<Response, AppError> {
    let mut model = model(call, form, draft);
    model.imported = imported;
    call.draw(status, |cx| pages::calendar_form(cx, &model)).await
}

fn newest<'a>(call: &'a Call, id: &CalendarId) -> Result<&'a Calendar, AppError> {
    let known: &CalendarVersions = call.directory.calendar(id).ok_or(AppError::NotFound)?;
    known.versions.last().ok_or(AppError::NotFound)
}
