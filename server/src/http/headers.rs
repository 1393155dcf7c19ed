//! Security headers and caching rules on every response (SECURITY.md, Headers).

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::page;
use crate::state::AppState;

/// No inline script, style or handler anywhere; WASM may be compiled; nothing from elsewhere.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
     form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), \
     gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

const TWO_YEARS: &str = "max-age=63072000; includeSubDomains";

/// HTML is stored for going back, but asked for again whenever it is opened.
pub const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");
/// For what must leave no trace in a shared browser, and for forms with passwords.
pub const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// For files whose name changes with their content.
pub const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Adds what the handler has not set.
pub async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_shared = page::is_shared(request.headers());
    let mut response = next.run(request).await;
    add(response.headers_mut(), state.public_url().is_https(), is_shared);
    response
}

/// On a shared device nothing of a person is stored, not even for going back; the service worker heeds that as well.
fn add(headers: &mut HeaderMap, is_https: bool, is_shared: bool) {
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(CONTENT_SECURITY_POLICY, PAGE_POLICY);
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Not `no-referrer`: a form without JavaScript could not find its way back.
    set(REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    if is_https {
        set(STRICT_TRANSPORT_SECURITY, TWO_YEARS);
    }
    let is_html = is_html(headers);
    let value = headers.entry(CACHE_CONTROL).or_insert(if is_html { PRIVATE } else { NO_STORE });
    if is_shared && *value == PRIVATE {
        *value = NO_STORE;
    }
    if is_html {
        headers.insert(HeaderName::from_static("speculation-rules"), HeaderValue::from_static("\"/speculation.json\""));
    }
}

/// Whether the body is an HTML page.
pub fn is_html(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_response_has_the_policy_and_only_https_is_pinned() {
        let mut headers = HeaderMap::new();
        add(&mut headers, false, false);
        assert!(!headers.contains_key(STRICT_TRANSPORT_SECURITY));
        assert_eq!(headers[CACHE_CONTROL], NO_STORE);
        let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        for directive in ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(directive), "{directive}");
        }
        add(&mut headers, true, false);
        assert_eq!(headers[STRICT_TRANSPORT_SECURITY], TWO_YEARS);
    }

    #[test]
    fn what_a_handler_set_stays() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        add(&mut headers, true, false);
        assert_eq!(headers[CONTENT_SECURITY_POLICY], "sandbox");
        assert_eq!(headers[CACHE_CONTROL], PRIVATE);
    }

    #[test]
    fn a_shared_device_stores_no_page() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        add(&mut headers, true, true);
        assert_eq!(headers[CACHE_CONTROL], NO_STORE);
        // Nor a file whose handler would have it stored for its reader.
        headers.insert(CACHE_CONTROL, PRIVATE);
        add(&mut headers, true, true);
        assert_eq!(headers[CACHE_CONTROL], NO_STORE);
        headers.insert(CACHE_CONTROL, IMMUTABLE);
        add(&mut headers, true, true);
        assert_eq!(headers[CACHE_CONTROL], IMMUTABLE);
    }
}
