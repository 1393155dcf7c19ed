//! The slim bar that says why the page may be out of date. It is made here, because only a script knows.

use js_sys::Date;
use leptos::prelude::document;
use web_sys::{Element, HtmlElement};

use crate::islands::{dom, server_time};

/// What keeps the page from being up to date.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The server cannot be reached.
    Offline,
    /// The session has ended.
    SignedOut,
}

impl Trouble {
    fn name(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::SignedOut => "signed-out",
        }
    }
}

/// Shows the bar. Being signed out outweighs being offline.
pub fn show(trouble: Trouble) {
    let shown = current();
    if shown.as_deref() == Some(trouble.name()) || shown.as_deref() == Some(Trouble::SignedOut.name()) {
        return;
    }
    let Some(bar) = find_or_make() else { return };
    bar.set_text_content(None);
    match trouble {
        Trouble::Offline => {
            let as_of =
                ["Offline. Everything here is as of ", &local_time(kept_for()), "; nothing you type is lost."].concat();
            dom::append(&bar, [dom::make("span", "", &as_of)]);
        }
        Trouble::SignedOut => {
            let link = dom::make("a", "", "Sign in again");
            if let Some(link) = &link {
                // In a new tab: what is typed on this page stays where it is.
                let _ = link.set_attribute("href", "/sign-in");
                let _ = link.set_attribute("target", "_blank");
            }
            let text = dom::make("span", "", "You are signed out. What you typed is kept. ");
            dom::append(&bar, [text, link]);
        }
    }
    set_current(trouble.name());
    dom::set_hidden(&bar, false);
}

/// Hides the bar: the server answers and knows the person.
pub fn clear() {
    if current().is_some() {
        set_current("");
        if let Some(bar) = dom::by_id::<Element>(&document(), "connection") {
            dom::set_hidden(&bar, true);
        }
    }
}

fn current() -> Option<String> {
    dom::root()?.get_attribute("data-connection")
}

/// On the `html` element, so that any style may depend on it.
fn set_current(name: &str) {
    let Some(root) = dom::root() else { return };
    if name.is_empty() {
        let _ = root.remove_attribute("data-connection");
    } else {
        dom::set_attribute(&root, "data-connection", name);
    }
}

fn find_or_make() -> Option<HtmlElement> {
    if let Some(bar) = dom::by_id::<HtmlElement>(&document(), "connection") {
        return Some(bar);
    }
    let bar = dom::make("div", "connection-bar", "")?;
    bar.set_id("connection");
    bar.set_attribute("role", "status").ok()?;
    document().body()?.prepend_with_node_1(&bar).ok()?;
    Some(bar)
}

/// How old this copy of the page is that the service worker kept, in milliseconds; 0 for a page from the server.
pub fn kept_for() -> f64 {
    let age = dom::root().and_then(|root| root.get_attribute(KEPT_FOR)?.parse::<u32>().ok());
    age.map_or(0.0, f64::from)
}

/// Whether this is a copy that the service worker kept.
pub fn is_kept() -> bool {
    dom::root().is_some_and(|root| root.has_attribute(KEPT_FOR))
}

/// The page has come from the server after all.
pub fn is_fresh() {
    if let Some(root) = dom::root() {
        let _ = root.remove_attribute(KEPT_FOR);
    }
}

/// Written into a kept page by the service worker (`public/sw.js`). Up to 49 days; older is as good as that.
const KEPT_FOR: &str = "data-kept-for";
/// From here on the time of the day alone would mislead, in milliseconds.
const DAY: f64 = 86_400_000.0;

/// The time on the wall so long ago, in the device's zone and the page's language; with the date when it was not today.
fn local_time(age: f64) -> String {
    let date = Date::new(&(server_time::now() - age).into());
    if age > DAY {
        return String::from(date.to_locale_string(&dom::language(), &wasm_bindgen::JsValue::UNDEFINED));
    }
    let text = String::from(date.to_locale_time_string(&dom::language()));
    // `14:32:05` and `2:32:05 PM`: seconds say nothing here.
    match text.rsplit_once(':') {
        Some((minutes, seconds)) => [minutes, seconds.trim_start_matches(|c: char| c.is_ascii_digit())].concat(),
        None => text,
    }
}
