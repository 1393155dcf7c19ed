//! The session cookie.

use axum::http::HeaderMap;
use axum::response::Response;

use crate::config::PublicUrl;
use crate::http::cookies::{self, NewCookie};

/// Bound by browsers to this host, https and the root path.
const HOST_BOUND: &str = "__Host-aftercare";
/// For http on this machine, where `__Host-` is refused by browsers.
const PLAIN: &str = "aftercare";

/// The name under this public URL. The plain name is never read on https: it could be set by a neighbour.
pub fn name(public_url: &PublicUrl) -> &'static str {
    if public_url.is_https() { HOST_BOUND } else { PLAIN }
}

/// The token this request carries.
pub fn read(headers: &HeaderMap, public_url: &PublicUrl) -> Option<String> {
    cookies::read(headers, name(public_url)).filter(|token| !token.is_empty()).map(str::to_owned)
}

/// Gives the browser a token for `max_age` seconds.
pub fn set(response: &mut Response, public_url: &PublicUrl, token: &str, max_age: i64) {
    NewCookie { name: name(public_url), value: token, max_age, is_secure: public_url.is_https() }.set(response);
}

/// Takes the token from the browser.
pub fn clear(response: &mut Response, public_url: &PublicUrl) {
    set(response, public_url, "", 0);
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::header::{COOKIE, SET_COOKIE};

    use super::*;

    #[test]
    fn on_https_the_cookie_is_bound_to_host_and_tls() {
        let public_url = PublicUrl::parse("https://support.example.com").unwrap();
        let mut response = Response::new(Body::empty());
        set(&mut response, &public_url, "abc", 60);
        let cookie = response.headers()[SET_COOKIE].to_str().unwrap();
        assert_eq!(cookie, "__Host-aftercare=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, "aftercare=planted".parse().unwrap());
        assert_eq!(read(&headers, &public_url), None);
    }

    #[test]
    fn on_this_machine_the_plain_name_is_used() {
        let public_url = PublicUrl::local(3000);
        let mut response = Response::new(Body::empty());
        clear(&mut response, &public_url);
        let cookie = response.headers()[SET_COOKIE].to_str().unwrap();
        assert_eq!(cookie, "aftercare=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    }
}
