//! `/`: to where the day's work is.

use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use domain::people::Side;

use crate::auth::SIGN_IN;
use crate::auth::extract::MaybeSignedIn;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/", get(start))
}

async fn start(MaybeSignedIn(session): MaybeSignedIn) -> Redirect {
    Redirect::to(match session.map(|session| session.side()) {
        Some(Side::Staff) => "/inbox",
        Some(Side::Client) => "/home",
        None => SIGN_IN,
    })
}
