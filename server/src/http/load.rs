//! How many requests at once and how long each: over capacity is answered at once, not queued without end.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::body::is_multipart;
use crate::error::AppError;
use crate::state::AppState;

/// Lets a bounded number of requests through; the others get 503 with Retry-After.
pub async fn shed(State(permits): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    // Held until the response is made. Bodies are in memory by then, and live streams have a limit of their own.
    match permits.try_acquire() {
        Ok(_permit) => next.run(request).await,
        Err(_) => AppError::Busy.into_response(),
    }
}

/// Ends a request that takes too long. What it has begun to write is finished by the store.
pub async fn time_out(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let limits = &state.config().requests;
    let limit = if is_multipart(&request) { limits.upload_timeout } else { limits.timeout };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => AppError::TimedOut.into_response(),
    }
}
