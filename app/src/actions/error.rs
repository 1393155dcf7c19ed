//! The one error of server functions.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Why a server function gave no answer. Sent as JSON with the status of [`ActionError::status`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionError {
    /// Nobody is signed in (any more).
    SignedOut,
    /// It does not exist, or the person may not see it; the two are not told apart.
    NotFound,
    /// The input is not acceptable.
    Refused {
        /// The name of the argument.
        field: String,
        /// A sentence: what is wrong and what is accepted.
        message: String,
    },
    /// The server could not be reached.
    Offline,
    /// The server, or the way to it, has a problem.
    Broken,
}

impl ActionError {
    /// The HTTP status that says the same.
    pub const fn status(&self) -> u16 {
        match self {
            Self::SignedOut => 401,
            Self::NotFound => 404,
            Self::Refused { .. } => 422,
            Self::Offline | Self::Broken => 500,
        }
    }

    /// Puts the status on the answer that is being made.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn answer(self) -> Self {
        let status = axum::http::StatusCode::from_u16(self.status());
        if let (Some(options), Ok(status)) = (leptos::prelude::use_context::<leptos_axum::ResponseOptions>(), status) {
            options.set_status(status);
        }
        self
    }
}

impl FromServerFnError for ActionError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        match value {
            ServerFnErrorErr::Request(_) => Self::Offline,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::Refused {
                field: String::new(),
                message: "The request is not complete. Load the page again.".to_owned(),
            },
            _ => Self::Broken,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_cross_the_wire_as_json_and_come_back_the_same() {
        let error = ActionError::Refused { field: "text".to_owned(), message: "Too long.".to_owned() };
        let sent = FromServerFnError::ser(&error);
        assert_eq!(&sent[..], br#"{"refused":{"field":"text","message":"Too long."}}"#);
        assert_eq!(ActionError::de(sent), error);
    }

    #[test]
    fn what_is_no_error_of_ours_is_a_broken_server() {
        assert_eq!(ActionError::de(b"<html>502</html>".to_vec().into()), ActionError::Broken);
    }
}
