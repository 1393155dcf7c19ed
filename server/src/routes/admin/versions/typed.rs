//! A form that may bring a small file: what was typed is kept, whatever becomes of the file.

use axum::extract::{FromRequest, Multipart, Request};
use domain::problem::Problem;

use crate::error::AppError;
use crate::http::body::is_multipart;
use crate::http::fields::Fields;

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

impl<S: Send + Sync> FromRequest<S> for Typed {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        if !is_multipart(&request) {
            return Ok(Self { fields: Fields::from_request(request, state).await?, file: None });
        }
        let unreadable = |error: &dyn std::fmt::Display| AppError::Unreadable(error.to_string());
        let mut form = Multipart::from_request(request, state).await.map_err(|error| unreadable(&error))?;
        let mut typed = Self { fields: Fields::default(), file: None };
        while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            let file_name = field.file_name().map(str::to_owned);
            let bytes = field.bytes().await.map_err(|error| unreadable(&error))?;
            match file_name {
                None => typed.fields.push(name, &String::from_utf8_lossy(&bytes)),
                // An empty file field is sent as a file without a name.
                Some(given) if given.is_empty() => {}
                Some(given) => typed.file = Some(accept(given, &bytes)),
            }
        }
        Ok(typed)
    }
}

fn accept(name: String, bytes: &[u8]) -> Result<File, Problem> {
    if bytes.len() > FILE_MAX {
        return Err(Problem::new("ics", format!("“{name}” is too large. A file of holidays has up to 1 MB.")));
    }
    Ok(File { name, bytes: bytes.to_vec() })
}
