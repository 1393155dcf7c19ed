//! A submitted form as names and texts, in the order sent. Names may repeat.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;

use crate::error::AppError;

/// The text fields of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first value of a name; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Every value of a name, in the order sent.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a name was sent at all, as a ticked box is.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Adds a field. Line breaks become `\n`, as browsers show them in a text area.
    pub fn push(&mut self, name: impl Into<String>, value: &str) {
        self.0.push((name.into(), value.replace("\r\n", "\n")));
    }

    /// Reads `application/x-www-form-urlencoded`.
    pub fn parse(body: &[u8]) -> Self {
        let mut fields = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            fields.push(name, &value);
        }
        fields
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        let kind = request.headers().get(CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
        if !kind.starts_with(b"application/x-www-form-urlencoded") {
            return Err(AppError::Unreadable("not a form".to_owned()));
        }
        let body = Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                AppError::TooLarge
            } else {
                AppError::Unreadable(rejection.body_text())
            }
        })?;
        Ok(Self::parse(&body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_repeat_and_line_breaks_are_plain() {
        let fields = Fields::parse(b"keys=A-1&keys=B-2&body=a%0D%0Ab+%C3%BC&empty=");
        assert_eq!(fields.all("keys").collect::<Vec<_>>(), ["A-1", "B-2"]);
        assert_eq!(fields.get("body"), "a\nb ü");
        assert!(fields.has("empty") && !fields.has("missing"));
        assert_eq!(fields.get("missing"), "");
    }
}
