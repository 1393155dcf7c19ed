//! A form that may bring a small file: what was typed is kept, whatever becomes of the file.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use domain::problem::Problem;
use http_body_util::LengthLimitError;

use crate::error::AppError;
use crate::http::body::is_multipart;
use crate::http::fields::Fields;
use crate::state::AppState;

/// The largest file of holidays.
const FILE_MAX: usize = 1024 * 1024;

/// What was sent.
pub(super) struct Typed {
    pub fields: Fields,
    /// The file, or why it cannot be read; none was chosen.
    pub file: Option<Result<File, Problem>>,
}

/// A file as it arrived.
pub(super) struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl FromRequest<AppState> for Typed {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, AppError> {
        if !is_multipart(&request) {
            return Ok(Self { fields: Fields::from_request(request, state).await?, file: None });
        }
        let unreadable = |error: &dyn std::fmt::Display| AppError::Unreadable(error.to_string());
        let mut form = Multipart::from_request(request, state).await.map_err(|error| unreadable(&error))?;
        let mut typed = Self { fields: Fields::default(), file: None };
        // What is typed may be as long as in a form without a file.
        let mut left = state.config().requests.body;
        while let Some(field) = form.next_field().await.map_err(unread)? {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(str::to_owned) {
                None => {
                    let (bytes, length) = up_to(left, field).await?;
                    left = left.checked_sub(length).ok_or(AppError::TooLarge)?;
                    typed.fields.push(name, &String::from_utf8_lossy(&bytes));
                }
                // An empty file field is sent as a file without a name.
                Some(given) if given.is_empty() => {}
                Some(given) => {
                    let (bytes, length) = up_to(FILE_MAX, field).await?;
                    typed.file = Some(accept(given, bytes, length));
                }
            }
        }
        Ok(typed)
    }
}

/// A part's first bytes and its whole length. What is beyond the limit is read and let go, so that what was typed after
/// it is kept.
async fn up_to(limit: usize, mut field: Field<'_>) -> Result<(Vec<u8>, usize), AppError> {
    let (mut bytes, mut length) = (Vec::new(), 0);
    while let Some(chunk) = field.chunk().await.map_err(unread)? {
        bytes.extend_from_slice(&chunk[..chunk.len().min(limit.saturating_sub(bytes.len()))]);
        length += chunk.len();
    }
    Ok((bytes, length))
}

/// Why a body ended before its end.
fn unread(error: MultipartError) -> AppError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE || is_cut_off(&error) {
        AppError::TooLarge
    } else {
        AppError::Unreadable(error.body_text())
    }
}

/// Whether the layer that limits bodies has cut it off.
fn is_cut_off(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<LengthLimitError>() || error.source().is_some_and(is_cut_off)
}

fn accept(name: String, bytes: Vec<u8>, length: usize) -> Result<File, Problem> {
    if length > FILE_MAX {
        return Err(Problem::new("ics", format!("“{name}” is too large. A file of holidays has up to 1 MB.")));
    }
    Ok(File { name, bytes })
}
