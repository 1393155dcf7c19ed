//! Who is asking.
//!
//! # Layout
//! - this file: from cookie to session, and where to sign in
//! - `extract`: what handlers take to be sure of it; `cookie`: where the token lives in the browser
//! - `password`: hashing and checking; `password_rules`: which new ones are accepted

pub mod cookie;
pub mod extract;
pub mod password;
pub mod password_rules;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use store::access::{Activity, Session, Token};

use crate::error::AppError;
use crate::state::AppState;

pub use extract::{Admin, ClientSide, Device, SignedIn, Staff};

/// The page to sign in at.
pub const SIGN_IN: &str = "/sign-in";

/// What may stand in a query unchanged.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.');

/// The session behind a cookie's token, if it still holds.
///
/// # Errors
/// [`AppError::Internal`] when the store fails.
pub async fn resolve(state: &AppState, token: &str, activity: Activity) -> Result<Option<Session>, AppError> {
    let Some(token) = Token::parse(token) else { return Ok(None) };
    Ok(state.store().resolve_session(&token, activity, state.now()).await?)
}

/// The sign-in page that leads back to `next`.
pub fn sign_in_address(next: &str) -> String {
    match own_path(next) {
        Some(next) if next != "/" => format!("{SIGN_IN}?next={}", utf8_percent_encode(next, QUERY)),
        _ => SIGN_IN.to_owned(),
    }
}

/// A path of this site to go to, if it is one: never another host, never back to signing in or out.
pub fn own_path(next: &str) -> Option<&str> {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\");
    let is_plain = next.len() <= 2000 && next.bytes().all(|byte| (0x21..0x7f).contains(&byte) && byte != b'\\');
    let leads_back = [SIGN_IN, "/sign-out", "/welcome"].iter().any(|page| next.starts_with(page));
    (is_path && is_plain && !leads_back).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for good in ["/", "/inbox?client=a&t=ACME-1", "/tickets/ACME-42#timeline"] {
            assert_eq!(own_path(good), Some(good));
        }
        for bad in [
            "",
            "inbox",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x",
            "/a\\b",
            "/sign-in?next=/sign-in",
            "/sign-out",
            "/ä",
        ] {
            assert_eq!(own_path(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_way_back_survives_the_query() {
        assert_eq!(sign_in_address("/inbox?state=new&t=A-1"), "/sign-in?next=/inbox%3Fstate%3Dnew%26t%3DA-1");
        assert_eq!(sign_in_address("/"), "/sign-in");
        assert_eq!(sign_in_address("//evil.example"), "/sign-in");
    }
}
