//! Refuses changes that another site asks a person's browser for (SECURITY.md, CSRF).
//!
//! One layer in front of everything, so that no handler and no server function can forget it.

use axum::extract::{Request, State};
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::config::PublicUrl;
use crate::error::AppError;
use crate::http::trace;
use crate::state::AppState;

const FETCH_SITE: &str = "sec-fetch-site";

/// Where the system sends what another app shares with the installed one: no page sends it, so it does not say that
/// one of this site did ([`check_share`]). Nothing is changed there; a form is begun that a person sends or not.
pub const SHARE: &str = "/go/share";

/// Why a request is not taken for one of this site's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The browser says that another site, or nobody, asked for it.
    FetchSite,
    /// It comes from another origin.
    Origin,
    /// It does not say where it comes from.
    Unknown,
}

/// Whether a request that changes something comes from a page of this site.
///
/// 1. `Sec-Fetch-Site` present: only `same-origin`.
/// 2. Else `Origin` present: only the configured public URL; `null` is another origin.
/// 3. Else refused: a session cookie alone proves nothing.
///
/// # Errors
/// The [`Refusal`].
pub fn check(headers: &HeaderMap, public_url: &PublicUrl) -> Result<(), Refusal> {
    // A doubled header is not something browsers send.
    if headers.get_all(FETCH_SITE).iter().count() > 1 || headers.get_all(ORIGIN).iter().count() > 1 {
        return Err(Refusal::Unknown);
    }
    if let Some(site) = headers.get(FETCH_SITE) {
        return if site == "same-origin" { Ok(()) } else { Err(Refusal::FetchSite) };
    }
    match headers.get(ORIGIN) {
        Some(origin) if origin == public_url.to_string().as_str() => Ok(()),
        Some(_) => Err(Refusal::Origin),
        None => Err(Refusal::Unknown),
    }
}

/// Whether a stream may be opened. Browsers add `Origin` to every cross-origin stream, so one with neither header
/// comes from this site or from no browser.
///
/// # Errors
/// The [`Refusal`].
pub fn check_stream(headers: &HeaderMap, public_url: &PublicUrl) -> Result<(), Refusal> {
    match check(headers, public_url) {
        Err(Refusal::Unknown) if !headers.contains_key(ORIGIN) && !headers.contains_key(FETCH_SITE) => Ok(()),
        outcome => outcome,
    }
}

/// Whether something shared comes from the system or from this site: browsers say of what the system asks for that
/// nobody did (`Sec-Fetch-Site: none`, with whatever origin), and of everything else where it comes from.
///
/// # Errors
/// The [`Refusal`].
pub fn check_share(headers: &HeaderMap, public_url: &PublicUrl) -> Result<(), Refusal> {
    match check_stream(headers, public_url) {
        Err(Refusal::FetchSite) if headers.get(FETCH_SITE).is_some_and(|site| site == "none") => Ok(()),
        outcome => outcome,
    }
}

/// The layer.
pub async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let check = if request.uri().path() == SHARE { check_share } else { check };
    if !is_safe && let Err(refusal) = check(request.headers(), state.public_url()) {
        tracing::warn!(?refusal, route = trace::route_of(&request), "a change asked for by another site was refused");
        return AppError::ForeignRequest.into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(site: Option<&str>, origin: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(site) = site {
            headers.insert(FETCH_SITE, site.parse().unwrap());
        }
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_this_site_may_ask_for_a_change() {
        let own = "https://support.example.com";
        let public_url = PublicUrl::parse(own).unwrap();
        let check = |site, origin| check(&headers(site, origin), &public_url);
        for origin in [None, Some(own), Some("null"), Some("https://evil.example")] {
            assert_eq!(check(Some("same-origin"), origin), Ok(()));
            for site in ["same-site", "cross-site", "none", "", "Same-Origin"] {
                assert_eq!(check(Some(site), origin), Err(Refusal::FetchSite), "{site}");
            }
        }
        assert_eq!(check(None, Some(own)), Ok(()));
        for origin in ["null", "http://support.example.com", "https://support.example.com.evil.example", ""] {
            assert_eq!(check(None, Some(origin)), Err(Refusal::Origin), "{origin}");
        }
        assert_eq!(check(None, None), Err(Refusal::Unknown));
    }

    #[test]
    fn a_doubled_header_is_refused() {
        let public_url = PublicUrl::local(1);
        let mut headers = headers(Some("same-origin"), None);
        headers.append(FETCH_SITE, "cross-site".parse().unwrap());
        assert_eq!(check(&headers, &public_url), Err(Refusal::Unknown));
        assert_eq!(check_stream(&headers, &public_url), Err(Refusal::Unknown));
    }

    #[test]
    fn a_stream_needs_no_origin_but_never_a_foreign_one() {
        let public_url = PublicUrl::local(3000);
        let check = |site, origin| check_stream(&headers(site, origin), &public_url);
        assert_eq!(check(None, None), Ok(()));
        assert_eq!(check(Some("same-origin"), None), Ok(()));
        assert_eq!(check(None, Some("http://127.0.0.1:3000")), Ok(()));
        assert_eq!(check(None, Some("https://evil.example")), Err(Refusal::Origin));
        assert_eq!(check(Some("cross-site"), Some("http://127.0.0.1:3000")), Err(Refusal::FetchSite));
    }

    #[test]
    fn what_is_shared_comes_from_the_system_or_from_this_site() {
        let public_url = PublicUrl::local(3000);
        let check = |site, origin| check_share(&headers(site, origin), &public_url);
        let (own, foreign) = ("http://127.0.0.1:3000", "https://evil.example");
        for origin in [None, Some("null"), Some(own)] {
            assert_eq!(check(Some("none"), origin), Ok(()));
            assert_eq!(check(Some("same-origin"), origin), Ok(()));
            for site in ["cross-site", "same-site", "", "None"] {
                assert_eq!(check(Some(site), origin), Err(Refusal::FetchSite), "{site}");
            }
        }
        assert_eq!((check(None, None), check(None, Some(own))), (Ok(()), Ok(())));
        // An old browser tells where a page comes from by the origin alone, and of a hidden one says "null".
        for origin in ["null", foreign] {
            assert_eq!(check(None, Some(origin)), Err(Refusal::Origin), "{origin}");
        }
    }
}
