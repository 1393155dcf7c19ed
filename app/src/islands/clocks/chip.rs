//! Draws one chip.

use domain::sla::{Face, Tone};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::islands::dom;

/// Classes that say a tone; an on-track clock has none of them.
const TONES: [&str; 3] = ["soon", "over", "paused"];

/// Brings a chip up to date. Writes only what differs.
pub fn draw(element: &Element, face: &Face) {
    let is_large = element.has_attribute("data-clock-form") || element.has_attribute("data-clock-big");
    if let Some(words) = dom::one_in::<Element>(element, ".words") {
        dom::set_text(&words, if is_large { &face.large } else { &face.words });
    }
    if let Some(colour) = coloured(element) {
        set_tone(&colour, face.tone);
    }
    if let Some(icon) = dom::one_in::<Element>(element, "use") {
        set_icon(&icon, face.icon);
    }
    set_progress(element, face.progress);
}

/// The element whose class says the tone: the chip, or the frame around a large countdown.
fn coloured(element: &Element) -> Option<Element> {
    if element.class_list().contains("clock") {
        return Some(element.clone());
    }
    element.closest(".hero").ok().flatten()
}

fn set_tone(element: &Element, tone: Tone) {
    let class = match tone {
        Tone::Soon => "soon",
        Tone::Overdue => "over",
        Tone::Paused => "paused",
        // Others do not come about by ticking.
        Tone::OnTrack | Tone::Met | Tone::Missed | Tone::None => "",
    };
    let classes = element.class_list();
    for tone in TONES {
        if classes.contains(tone) != (tone == class) {
            let _ = classes.toggle_with_force(tone, tone == class);
        }
    }
}

/// `sprite.svg#clock`: the part after `#` names the icon.
fn set_icon(icon: &Element, name: &str) {
    let Some(href) = icon.get_attribute("href") else { return };
    let sprite = href.split('#').next().unwrap_or_default();
    dom::set_attribute(icon, "href", &[sprite, "#", name].concat());
}

/// The thin line: the server draws it in steps of 5 % (`data-p`), here in thousandths.
fn set_progress(element: &Element, thousandths: u16) {
    let Some(element) = element.dyn_ref::<HtmlElement>() else { return };
    let percent = [&(thousandths / 10).to_string(), ".", &(thousandths % 10).to_string(), "%"].concat();
    let style = element.style();
    if style.get_property_value("--p").is_ok_and(|shown| shown != percent) {
        let _ = style.set_property("--p", &percent);
    }
}
