//! Asking the server for pages.

use js_sys::Date;
use js_sys::futures::JsFuture;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, DomParser, Headers, RequestInit, Response, SupportedType, Url};

use super::{BACKGROUND_HEADER, dom, server_time};

/// A page of the server, parsed but not shown.
pub struct Page {
    /// Where it finally came from, after redirects.
    pub url: String,
    /// The HTTP status.
    pub status: u16,
    /// The page.
    pub document: Document,
}

/// The server could not be reached, or answered with something that is no page.
pub struct Unreachable;

impl Page {
    /// Whether the server wants the person to sign in again.
    pub fn is_signed_out(&self) -> bool {
        self.status == 401 || path_of(&self.url).starts_with("/sign-in")
    }

    /// Whether the server did what it was asked.
    pub fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Asks for a page because a person wants it.
pub async fn get(url: &str) -> Result<Page, Unreachable> {
    request("GET", url, None, false).await
}

/// Asks for a page by itself, because something may have changed.
pub async fn get_again(url: &str) -> Result<Page, Unreachable> {
    request("GET", url, None, true).await
}

/// Sends a form and follows the redirect.
pub async fn post(url: &str, body: &JsValue) -> Result<Page, Unreachable> {
    request("POST", url, Some(body), false).await
}

async fn request(method: &str, url: &str, body: Option<&JsValue>, is_background: bool) -> Result<Page, Unreachable> {
    let headers = Headers::new().map_err(|_| Unreachable)?;
    headers.set("Accept", "text/html").map_err(|_| Unreachable)?;
    if is_background {
        headers.set(BACKGROUND_HEADER, "1").map_err(|_| Unreachable)?;
    }
    let options = RequestInit::new();
    options.set_method(method);
    options.set_headers(&headers);
    if let Some(body) = body {
        options.set_body(body);
    }
    let sent = dom::device_now();
    let promise = window().fetch_with_str_and_init(url, &options);
    let response: Response = wait(promise).await?.dyn_into().map_err(|_| Unreachable)?;
    learn_time(sent, &response);
    let text = wait(response.text().map_err(|_| Unreachable)?).await?.as_string().unwrap_or_default();
    let parser = DomParser::new().map_err(|_| Unreachable)?;
    let document = parser.parse_from_string(&text, SupportedType::TextHtml).map_err(|_| Unreachable)?;
    Ok(Page { url: response.url(), status: response.status(), document })
}

async fn wait<T>(promise: js_sys::Promise<T>) -> Result<JsValue, Unreachable>
where
    T: wasm_bindgen::convert::FromWasmAbi + JsCast + 'static,
{
    JsFuture::from(promise.unchecked_into::<js_sys::Promise>()).await.map_err(|_| Unreachable)
}

fn learn_time(sent: f64, response: &Response) {
    if let Ok(Some(date)) = response.headers().get("Date") {
        let server = Date::parse(&date);
        if server.is_finite() {
            server_time::learn(sent, dom::device_now(), server / 1000.0);
        }
    }
}

/// The path of an address, without origin, query and fragment.
pub fn path_of(url: &str) -> String {
    Url::new_with_base(url, &here()).map(|url| url.pathname()).unwrap_or_default()
}

/// Path and query of an address.
pub fn path_and_query_of(url: &str) -> String {
    Url::new_with_base(url, &here()).map(|url| url.pathname() + &url.search()).unwrap_or_default()
}

/// The address of the current page.
pub fn here() -> String {
    window().location().href().unwrap_or_default()
}
