//! `/report` and `/tickets/new`: somebody says that something is wrong.

use app::model::FormErrors;
use app::model::report::ReportValues;
use app::pages;
use axum::Router;
use axum::extract::{Multipart, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::ids::{EngagementId, PersonId};
use domain::people::{PersonRef, Side};
use domain::problem::Problem;
use domain::ticket::Report;
use domain::time::Timestamp;
use serde::Deserialize;
use store::access::Session;
use store::tickets::CommandError;

use super::read;
use crate::auth::{ClientSide, Staff};
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::page::PageRequest;
use crate::routes::present::View;
use crate::routes::present::report::Typed;
use crate::state::AppState;
use crate::uploads::Submitted;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/report", get(show_to_client).post(report_by_client))
        .route("/tickets/new", get(show_to_staff).post(report_by_staff))
}

#[derive(Deserialize)]
struct Way {
    /// The engagement to begin with.
    #[serde(default)]
    engagement: String,
    /// What another app shared with this one: its title, its text and its address.
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    url: String,
    /// Files were shared as well, which could not come along (`routes/start.rs`).
    #[serde(default)]
    lost_files: String,
    /// A text was shared that could not come along.
    #[serde(default)]
    lost_text: String,
}

impl Way {
    /// What was shared and is not in the form.
    fn lost(&self) -> FormErrors {
        let files = "The files that were shared could not come along. Choose them here.";
        let text = "The text that was shared was too long to come along. Share it again, or paste it here.";
        let lost = [("what_happens", text, &self.lost_text), ("files", files, &self.lost_files)];
        let lost = lost.into_iter().filter(|(_, _, is_lost)| !is_lost.is_empty());
        lost.map(|(field, sentence, _)| Problem::new(field, sentence)).collect::<Vec<_>>().into()
    }

    /// The form begins with what was shared, as if it had been typed.
    fn into_typed(self) -> Typed {
        let told: Vec<&str> =
            [&*self.text, &*self.url].into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
        let values = ReportValues { title: self.title, what_happens: told.join("\n"), ..ReportValues::default() };
        Typed { engagement: self.engagement, values, ..Typed::default() }
    }
}

async fn show_to_client(
    State(state): State<AppState>,
    ClientSide(session): ClientSide,
    page: PageRequest,
    Query(way): Query<Way>,
) -> Result<Response, AppError> {
    show(&state, &session, &page, way).await
}

async fn show_to_staff(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    Query(way): Query<Way>,
) -> Result<Response, AppError> {
    show(&state, &session, &page, way).await
}

async fn report_by_client(
    State(state): State<AppState>,
    ClientSide(session): ClientSide,
    page: PageRequest,
    form: Multipart,
) -> Result<Response, AppError> {
    report(&state, &session, &page, form).await
}

async fn report_by_staff(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    form: Multipart,
) -> Result<Response, AppError> {
    report(&state, &session, &page, form).await
}

async fn show(state: &AppState, session: &Session, page: &PageRequest, way: Way) -> Result<Response, AppError> {
    let lost = way.lost();
    draw(state, session, page, way.into_typed(), lost, StatusCode::OK).await
}

/// The form. Each showing carries an id of its own, so that sending it twice gives one ticket.
async fn draw(
    state: &AppState,
    session: &Session,
    page: &PageRequest,
    mut typed: Typed,
    errors: FormErrors,
    status: StatusCode,
) -> Result<Response, AppError> {
    if typed.values.draft.is_empty() {
        typed.values.draft = store::new_id();
    }
    let view = View::new(state.store().directory(), session, state.now());
    let model = view.report(typed, errors, state.uploads().limits().rule());
    let cx = state.page(page, Some(session)).await?;
    Ok((status, Html(pages::report(&cx, &model))).into_response())
}

async fn report(
    state: &AppState,
    session: &Session,
    page: &PageRequest,
    form: Multipart,
) -> Result<Response, AppError> {
    let mut submitted = state.uploads().read(form).await;
    let typed = typed(&submitted.fields);
    let view = View::new(state.store().directory(), session, state.now());
    let (draft, problems) = draft(&view, session, &typed);
    submitted.problems.extend(problems);
    let draft = match draft {
        Some(draft) if submitted.problems.is_empty() => draft,
        _ => {
            // Everything wrong is said at once: the rules look at the texts as well.
            submitted.problems.extend(text_problems(state, session, &view, &typed));
            submitted.note_lost_files();
            let errors = submitted.problems.into();
            return draw(state, session, page, typed, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let files = submitted.hand_over_files();
    let draft = Report { attachments: files.clone(), ..draft };
    let submission = submission(&typed, &submitted);
    let submission = submission.as_deref();
    match state.store().report(&session.scope(), &session.actor(), draft, submission, state.now()).await {
        Ok(key) => {
            let page = if session.side() == Side::Client { "?new=1" } else { "" };
            Ok(Redirect::to(&format!("/tickets/{key}{page}")).into_response())
        }
        Err(CommandError::Refused(problems)) => {
            state.uploads().discard(&files).await;
            submitted.problems.extend(problems);
            submitted.note_lost_files();
            draw(state, session, page, typed, submitted.problems.into(), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        // The write may have been committed before it failed: its files stay, the sweep looks after orphans.
        Err(CommandError::Store(error)) => Err(error.into()),
        Err(CommandError::NotFound | CommandError::Conflict { .. }) => Err(AppError::NotFound),
    }
}

/// The id of a report that counts once: all that was said, and which files were chosen.
fn submission(typed: &Typed, submitted: &Submitted) -> Option<String> {
    let values = &typed.values;
    let texts = [
        &values.draft,
        &typed.engagement,
        &values.title,
        &values.what_happens,
        &values.blocks,
        &values.impact,
        &typed.reporter,
        &typed.reported_at,
    ];
    let parts: Vec<&str> = texts.into_iter().map(String::as_str).chain(submitted.chosen()).collect();
    read::submission(&parts)
}

/// What the rules say of the texts, whether or not the rest of the form can be read. Texts are judged by every policy
/// alike, so any will do.
fn text_problems(state: &AppState, session: &Session, view: &View, typed: &Typed) -> Vec<Problem> {
    let draft = said(typed, EngagementId::new(&*typed.engagement), session.person.reference(), None);
    let policies = view.directory.policies(state.now());
    let said = policies.first().map(|policy| domain::ticket::report(&draft, &session.actor(), policy, state.now()));
    said.and_then(Result::err).unwrap_or_default()
}

fn typed(fields: &Fields) -> Typed {
    let text = |name: &str| fields.get(name).to_owned();
    Typed {
        engagement: text("engagement"),
        values: ReportValues {
            title: text("title"),
            what_happens: text("what_happens"),
            blocks: text("blocks"),
            impact: text("impact"),
            draft: text("draft").chars().filter(char::is_ascii_alphanumeric).take(64).collect(),
        },
        reporter: text("reporter"),
        reported_at: text("reported_at"),
    }
}

/// The report of what was typed; files come later.
fn said(typed: &Typed, engagement: EngagementId, reporter: PersonRef, reported_at: Option<Timestamp>) -> Report {
    let values = &typed.values;
    Report {
        engagement,
        title: values.title.clone(),
        what_happens: values.what_happens.clone(),
        blocks: values.blocks.clone(),
        impact: values.impact.clone(),
        reporter,
        reported_at,
        attachments: Vec::new(),
    }
}

/// What the form says, and what of it cannot be read.
fn draft(view: &View, session: &Session, typed: &Typed) -> (Option<Report>, Vec<Problem>) {
    let mut problems = Vec::new();
    let engagement = view.chosen_engagement(&typed.engagement);
    if engagement.is_none() {
        problems.push(Problem::new("engagement", "Choose what it is about."));
    }
    let reporter = match session.side() {
        Side::Client => Some(session.person.reference()),
        Side::Staff => reporter(view, typed, engagement.as_deref(), &mut problems),
    };
    let reported_at = match session.side() {
        Side::Client => None,
        Side::Staff => {
            read::local_instant(view.times.zone_name(), "reported_at", &typed.reported_at).unwrap_or_else(|problem| {
                problems.push(problem);
                None
            })
        }
    };
    let (true, Some(reporter), Some(engagement)) = (problems.is_empty(), reporter, engagement) else {
        return (None, problems);
    };
    let report = said(typed, engagement.id.clone(), reporter, reported_at);
    (Some(report), Vec::new())
}

fn reporter(
    view: &View,
    typed: &Typed,
    engagement: Option<&domain::engagement::Engagement>,
    problems: &mut Vec<Problem>,
) -> Option<PersonRef> {
    let person = view.directory.person(&PersonId::new(&*typed.reporter)).filter(|person| !person.disabled);
    let fits = |person: &&store::access::Person| {
        person.client.is_some()
            && engagement.is_none_or(|engagement| person.client.as_ref() == Some(&engagement.client))
    };
    let found = person.filter(fits);
    if found.is_none() {
        problems.push(Problem::new("reporter", "Choose whose issue it is: a person of this client."));
    }
    found.map(store::access::Person::reference)
}
