//! Routes and layers joined into one service.
//!
//! From the outside in: request id and log line; security headers; forgetting a shown notice; compression; error
//! pages; panics become 500; at most so many at once; at most so long; only from this site; at most so large; routes.
//! `/healthz` and built files stand outside everything that limits, so that they answer under any load.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;

use crate::http::{body, compress, csrf, error_pages, flash, headers, load, trace};
use crate::state::AppState;
use crate::{assets, routes};

/// The whole service.
pub fn service(state: &AppState) -> Router {
    guarded(routes::pages(), state)
}

/// Puts every layer around some pages. Tests add routes that break on purpose.
pub fn guarded(pages: Router<AppState>, state: &AppState) -> Router {
    let permits = Arc::new(Semaphore::new(state.config().requests.concurrent));
    let pages = pages
        .fallback(error_pages::not_found)
        .method_not_allowed_fallback(error_pages::method_not_allowed)
        // Bodies are limited by a layer of our own, which knows which requests carry files.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(state.clone(), body::layer))
        .layer(from_fn_with_state(state.clone(), csrf::layer))
        .layer(from_fn_with_state(state.clone(), load::time_out))
        .layer(from_fn_with_state(permits, load::shed))
        .layer(CatchPanicLayer::custom(error_pages::after_panic))
        .layer(from_fn_with_state(state.clone(), error_pages::layer))
        .layer(compress::layer())
        .layer(from_fn_with_state(state.clone(), flash::layer));
    let files = state.config().site_dir.as_deref().map(assets::router).unwrap_or_default();
    Router::new()
        .merge(pages)
        .merge(files)
        .merge(routes::health())
        .layer(from_fn_with_state(state.clone(), headers::layer))
        .layer(from_fn(trace::layer))
        .with_state(state.clone())
}
