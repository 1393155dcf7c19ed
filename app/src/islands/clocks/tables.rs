//! What chips are computed from: their own data, and the opening windows of the page.

use domain::sla::{ClockChip, OpenWindows};
use leptos::prelude::document;
use web_sys::Element;

use crate::islands::live::bar;
use crate::islands::{dom, net, server_time};

/// Decoded chips and windows, by the text that they were decoded from.
#[derive(Default)]
pub struct Tables {
    chips: Vec<(String, ClockChip)>,
    windows: Vec<(String, OpenWindows)>,
}

impl Tables {
    /// The clock in the text of a `data-clock` attribute, with its windows: the number of the table
    /// (`data-w0` of `#clock-data`, when left out), then the chip's JSON.
    pub fn read(&mut self, text: &str) -> Option<(&ClockChip, &OpenWindows)> {
        let (table, json) = text.split_at(text.find('{')?);
        let table = if table.is_empty() { "0" } else { table };
        let chip = cached(&mut self.chips, json, |json| serde_json::from_str(json).ok())?;
        let encoded = if chip.open_time {
            element()?.get_attribute(&["data-w", table].concat())?
        } else {
            // The shortest text of windows that are always open; the chip does not look at them.
            "24x7".to_owned()
        };
        let windows = cached(&mut self.windows, &encoded, OpenWindows::decode)?;
        Some((chip, windows))
    }

    /// Forgets chips that are no longer on the page.
    pub fn retain(&mut self, is_on_page: impl Fn(&str) -> bool) {
        self.chips.retain(|(text, _)| is_on_page(text));
    }
}

fn cached<'a, T>(known: &'a mut Vec<(String, T)>, text: &str, decode: impl FnOnce(&str) -> Option<T>) -> Option<&'a T> {
    let position = if let Some(position) = known.iter().position(|(key, _)| key == text) {
        position
    } else {
        known.push((text.to_owned(), decode(text)?));
        known.len() - 1
    };
    known.get(position).map(|(_, value)| value)
}

fn element() -> Option<Element> {
    document().get_element_by_id("clock-data")
}

/// Learns the server's time from the page itself: when it was drawn, and when it was asked for and came.
pub fn learn_time() {
    // Enough until 2106. Reading it as a float would cost 10 kB of tables.
    let drawn = element().and_then(|element| element.get_attribute("data-now")?.parse::<u32>().ok());
    let (Some(drawn), Some(performance)) = (drawn, leptos::prelude::window().performance()) else { return };
    let origin = performance.time_origin();
    let navigation = performance.get_entries_by_type("navigation").get(0);
    let at = |name: &str| dom::member(&navigation, name).and_then(|value| value.as_f64()).unwrap_or(0.0);
    let drawn = f64::from(drawn) + bar::kept_for() / 1000.0;
    server_time::learn(origin + at("requestStart"), origin + at("responseStart"), drawn);
    if server_time::offset().abs() > DOUBTFUL {
        // Either this device's clock is wrong or the page is an old copy: ask.
        js_sys::futures::spawn_local(async {
            let _ = net::get_again("/healthz").await;
            dom::fire_updated();
        });
    }
}

/// A difference between the clocks that calls for a second opinion, in milliseconds.
const DOUBTFUL: f64 = 90_000.0;
