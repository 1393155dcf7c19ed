//! `/attachments/{id}`: a file, for those who may see its ticket or checklist.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::ids::AttachmentId;
use tower::ServiceExt;
use tower_http::services::ServeFile;

use crate::auth::SignedIn;
use crate::error::AppError;
use crate::http::headers::PRIVATE;
use crate::state::AppState;
use crate::uploads::{Kind, disposition};

/// Even opened on its own, a file can do nothing.
const POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'");

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/attachments/{id}", get(download))
}

async fn download(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, AppError> {
    let id = AttachmentId::new(id);
    let path = state.uploads().path(&id).ok_or(AppError::NotFound)?;
    let (store, scope) = (state.store(), session.scope());
    let attachment = match store.attachment(&scope, &id).await? {
        Some(stored) => stored.attachment,
        None => store.evidence(&scope, &id).await?.ok_or(AppError::NotFound)?,
    };
    // What was stored is one of our own kinds; anything else is only ever offered for saving.
    let kind = Kind::of_media_type(&attachment.media_type);
    let media_type = kind.map_or("application/octet-stream", Kind::media_type);
    let is_inline = kind.is_some_and(Kind::is_picture);
    let Ok(mut response) = ServeFile::new(path).oneshot(request.map(|_| Body::empty())).await;
    if response.status().is_client_error() || response.status().is_server_error() {
        tracing::error!(attachment = %id, status = response.status().as_u16(), "a stored file cannot be read");
        return Err(AppError::NotFound);
    }
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: HeaderValue| headers.insert(name, value);
    set(CONTENT_TYPE, HeaderValue::from_static(media_type));
    set(CONTENT_SECURITY_POLICY, POLICY);
    set(CACHE_CONTROL, PRIVATE);
    if let Ok(value) = HeaderValue::from_str(&disposition(&attachment.name, is_inline)) {
        set(CONTENT_DISPOSITION, value);
    }
    Ok(response.into_response())
}
