//! `/api/{*name}`: server functions, called by islands.

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use leptos::prelude::provide_context;

use crate::auth::extract::MaybeSignedIn;
use crate::backend::Backend;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/{*name}", post(call))
}

/// Without a session there is no backend, and the function itself says "signed out" in a form its island reads.
async fn call(State(state): State<AppState>, MaybeSignedIn(session): MaybeSignedIn, request: Request) -> Response {
    let backend = session.map(|session| Backend::shared(state, session));
    let provide = move || {
        if let Some(backend) = backend.clone() {
            provide_context(backend);
        }
    };
    leptos_axum::handle_server_fns_with_context(provide, request).await.into_response()
}
