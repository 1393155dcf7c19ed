//! `/`: to where the day's work is; `/go/...`: the shortcuts of the installed app, for either side.

use axum::Router;
use axum::extract::RawQuery;
use axum::response::Redirect;
use axum::routing::get;
use domain::people::Side;

use crate::auth::extract::MaybeSignedIn;
use crate::auth::{SIGN_IN, SignedIn};
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/", get(start))
        .route("/go/report", get(report))
        .route("/go/tickets", get(async |session: SignedIn| to_side(&session, "/inbox", "/issues")))
}

/// Also where texts come that another app shares with this one: the form begins with them.
async fn report(session: SignedIn, RawQuery(shared): RawQuery) -> Redirect {
    let query = shared.map(|query| format!("?{query}")).unwrap_or_default();
    to_side(&session, &format!("/tickets/new{query}"), &format!("/report{query}"))
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
