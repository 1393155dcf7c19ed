//! `/`: to where the day's work is; `/go/...`: the shortcuts of the installed app, for either side.

use axum::Router;
use axum::extract::multipart::Field;
use axum::extract::{Multipart, RawQuery};
use axum::response::Redirect;
use axum::routing::{get, post};
use domain::people::Side;

use crate::auth::extract::MaybeSignedIn;
use crate::auth::{SIGN_IN, SignedIn, own_path, sign_in_address};
use crate::http::csrf;
use crate::state::AppState;

/// Longer addresses are refused by proxies, in bytes.
const ADDRESS_MAX: usize = 7_000;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/", get(start))
        .route("/go/report", get(report))
        .route(csrf::SHARE, post(share))
        .route("/go/tickets", get(async |session: SignedIn| to_side(&session, "/inbox", "/issues")))
}

/// Also with texts that another app shares with this one: the form begins with them.
async fn report(session: SignedIn, RawQuery(shared): RawQuery) -> Redirect {
    let query = shared.map(|query| format!("?{query}")).unwrap_or_default();
    to_side(&session, &format!("/tickets/new{query}"), &format!("/report{query}"))
}

/// What another app shares with this one, where no service worker takes it (`public/sw.js`). Only the texts go on: a
/// browser lets nobody put files into a form, so the form says that they must be chosen.
async fn share(MaybeSignedIn(session): MaybeSignedIn, mut form: Multipart) -> Redirect {
    let mut said: Vec<(String, String)> = Vec::new();
    let (mut has_files, mut has_all) = (false, true);
    // A form that breaks off has said what it has said.
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        if field.file_name().is_some() {
            has_files = true;
        } else if ["title", "text", "url"].contains(&&*name) {
            match text(field).await {
                Some(text) => said.push((name, text)),
                None => has_all = false,
            }
        }
    }
    let whole = report_address(&said, has_files);
    // Signing in leads on to short addresses only.
    let fits = whole.len() <= ADDRESS_MAX && (session.is_some() || own_path(&whole).is_some());
    let address =
        if has_all && fits { whole } else { report_address(&[("lost_text".to_owned(), "1".to_owned())], has_files) };
    Redirect::to(&if session.is_some() { address } else { sign_in_address(&address) })
}

/// The form that begins with some texts.
fn report_address(said: &[(String, String)], has_files: bool) -> String {
    let mut query = form_urlencoded::Serializer::for_suffix("/go/report?".to_owned(), "/go/report?".len());
    query.extend_pairs(said);
    if has_files {
        query.append_pair("lost_files", "1");
    }
    query.finish()
}

/// A text, unless it is longer than an address can be anyway.
async fn text(mut field: Field<'_>) -> Option<String> {
    let mut bytes = Vec::new();
    while let Ok(Some(chunk)) = field.chunk().await {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > ADDRESS_MAX {
            return None;
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

async fn start(MaybeSignedIn(session): MaybeSignedIn) -> Redirect {
    Redirect::to(match session.map(|session| session.side()) {
        Some(Side::Staff) => "/inbox",
        Some(Side::Client) => "/home",
        None => SIGN_IN,
    })
}

fn to_side(SignedIn(session): &SignedIn, staff: &str, client: &str) -> Redirect {
    Redirect::to(match session.side() {
        Side::Staff => staff,
        Side::Client => client,
    })
}
