//! One sentence about what just happened, carried over a redirect in a cookie and shown once.
//!
//! A cookie rather than a row: the sentence is for this browser only and worth nothing to anybody else.

use app::islands::BACKGROUND_HEADER;
use app::model::{Flash, FlashTone};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::cookies::{self, NewCookie};
use super::headers::is_html;
use crate::state::AppState;

const NAME: &str = "flash";
/// Long enough for the redirect, short enough not to surprise.
const LIFE_S: i64 = 30;
const MAX: usize = 400;

/// Puts a sentence on a redirect.
pub fn put(response: &mut Response, flash: &Flash, is_secure: bool) {
    let tone = match flash.tone {
        FlashTone::Done => 'd',
        FlashTone::Warning => 'w',
    };
    let text: String = flash.text.chars().take(MAX).collect();
    let value = format!("{tone}{}", utf8_percent_encode(&text, NON_ALPHANUMERIC));
    NewCookie { name: NAME, value: &value, max_age: LIFE_S, is_secure }.set(response);
}

/// What a page asks by itself, because something changed, is not what shows the sentence.
fn carried(headers: &HeaderMap) -> Option<&str> {
    cookies::read(headers, NAME).filter(|_| !headers.contains_key(BACKGROUND_HEADER))
}

/// The sentence this request carries.
pub fn read(headers: &HeaderMap) -> Option<Flash> {
    let value = carried(headers)?;
    let (tone, text) = value.split_at_checked(1)?;
    let tone = match tone {
        "d" => FlashTone::Done,
        "w" => FlashTone::Warning,
        _ => return None,
    };
    let text = percent_decode_str(text).decode_utf8().ok()?;
    let text: String = text.chars().filter(|c| !c.is_control()).take(MAX).collect();
    (!text.is_empty()).then_some(Flash { tone, text })
}

/// Forgets the sentence once a page has shown it.
pub async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let has_flash = carried(request.headers()).is_some();
    let mut response = next.run(request).await;
    if has_flash && is_html(response.headers()) && !response.status().is_redirection() {
        let is_secure = state.public_url().is_https();
        NewCookie { name: NAME, value: "", max_age: 0, is_secure }.set(&mut response);
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::header::{COOKIE, SET_COOKIE};

    use super::*;

    #[test]
    fn a_sentence_survives_the_cookie() {
        let flash = Flash { tone: FlashTone::Warning, text: "Größe; 5 %, \"ok\"\u{1f512}".to_owned() };
        let mut response = Response::new(Body::empty());
        put(&mut response, &flash, true);
        let set = response.headers()[SET_COOKIE].to_str().unwrap().to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, set.split(';').next().unwrap().parse().unwrap());
        assert_eq!(read(&headers), Some(flash));
        headers.insert(BACKGROUND_HEADER, "1".parse().unwrap());
        assert_eq!(read(&headers), None, "it waits for a page that a person asked for");
    }

    #[test]
    fn nonsense_is_no_sentence() {
        for value in ["flash=", "flash=x", "flash=d", "flash=d%FF", "flash=%C3%A4"] {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, value.parse().unwrap());
            assert_eq!(read(&headers), None, "{value}");
        }
    }
}
