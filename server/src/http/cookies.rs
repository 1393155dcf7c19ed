//! Reading and writing cookies.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

/// The value of a cookie. The first one counts when a browser sends two of a name.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// A cookie to set. Always `Path=/`, `HttpOnly` and `SameSite=Lax`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCookie<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value: no spaces, commas, semicolons.
    pub value: &'a str,
    /// How long it lives, seconds; 0 removes it.
    pub max_age: i64,
    /// Whether it may travel over https only.
    pub is_secure: bool,
}

impl NewCookie<'_> {
    /// Adds it to a response.
    pub fn set(&self, response: &mut Response) {
        let Self { name, value, max_age, is_secure } = self;
        let secure = if *is_secure { "; Secure" } else { "" };
        let text = format!("{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}");
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("xaftercare=no; aftercare=yes; aftercare=second"));
        headers.append(COOKIE, HeaderValue::from_static("theme=dark"));
        assert_eq!(read(&headers, "aftercare"), Some("yes"));
        assert_eq!(read(&headers, "theme"), Some("dark"));
        assert_eq!(read(&headers, "care"), None);
    }
}
