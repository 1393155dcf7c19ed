//! Short names for what the islands do with the document.
//!
//! Islands listen on the document instead of on elements (delegation), so that parts of the page may be
//! replaced at any time without losing a listener or leaking one.

use js_sys::{Function, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Document, Element, Event, EventInit, EventTarget, HtmlElement, HtmlInputElement, HtmlSelectElement,
    HtmlTextAreaElement, NodeList,
};

/// Fired on the document after part of it was replaced, so that islands look again.
pub const UPDATED: &str = "aftercare:updated";
/// Fired on a field into which a draft was put back: counters and its height follow the text.
pub const RESTORED: &str = "aftercare:restored";

/// The `html` element of the page.
pub fn root() -> Option<Element> {
    document().document_element()
}

/// Every element of type `T` below `root` that matches.
pub fn all_in<T: JsCast>(root: &Element, selector: &str) -> Vec<T> {
    root.query_selector_all(selector).map(|list| collect(&list)).unwrap_or_default()
}

/// Every element of type `T` on the page that matches.
pub fn all<T: JsCast>(selector: &str) -> Vec<T> {
    document().query_selector_all(selector).map(|list| collect(&list)).unwrap_or_default()
}

fn collect<T: JsCast>(list: &NodeList) -> Vec<T> {
    (0..list.length()).filter_map(|index| list.item(index)?.dyn_into().ok()).collect()
}

/// The first element below `root` that matches, if it is a `T`.
pub fn one_in<T: JsCast>(root: &Element, selector: &str) -> Option<T> {
    root.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// The first element on the page that matches, if it is a `T`.
pub fn one<T: JsCast>(selector: &str) -> Option<T> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// The element with this id in `page`, if it is a `T`.
pub fn by_id<T: JsCast>(page: &Document, id: &str) -> Option<T> {
    page.get_element_by_id(id)?.dyn_into().ok()
}

/// Listens for as long as the page lives.
pub fn on(target: &EventTarget, event: &str, handler: impl FnMut(Event) + 'static) {
    listen(target, event, Box::new(handler), false);
}

/// Listens before the event reaches its target: for events that do not bubble.
pub fn on_capture(target: &EventTarget, event: &str, handler: impl FnMut(Event) + 'static) {
    listen(target, event, Box::new(handler), true);
}

fn listen(target: &EventTarget, event: &str, handler: Box<dyn FnMut(Event)>, captures: bool) {
    let closure = Closure::wrap(handler).into_js_value();
    // Adding a listener fails only for a handler that is neither function nor object.
    let _ = target.add_event_listener_with_callback_and_bool(event, closure.unchecked_ref::<Function>(), captures);
}

/// Listens on the whole document for as long as the page lives.
pub fn on_document(event: &str, handler: impl FnMut(Event) + 'static) {
    on(&document(), event, handler);
}

/// The element on which an event happened.
pub fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// The nearest element around an event that matches, if it is a `T`.
pub fn closest<T: JsCast>(event: &Event, selector: &str) -> Option<T> {
    target(event)?.closest(selector).ok().flatten()?.dyn_into().ok()
}

/// Fires an event of our own, which bubbles up to the document.
pub fn fire(target: &EventTarget, name: &str) {
    let options = EventInit::new();
    options.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict(name, &options) {
        let _ = target.dispatch_event(&event);
    }
}

/// Tells every island that part of the page was replaced. Never from a handler of that very event.
pub fn fire_updated() {
    fire(&document(), UPDATED);
}

/// What stands in a form's field of that name; empty when there is none.
pub fn value_of(form: &Element, name: &str) -> String {
    let Some(field) = one_in::<Element>(form, &["[name=\"", name, "\"]"].concat()) else { return String::new() };
    if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        return area.value();
    }
    if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
        return select.value();
    }
    field.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::value).unwrap_or_default()
}

/// An attribute of the body; empty when it has none.
pub fn body_attribute(name: &str) -> String {
    document().body().and_then(|body| body.get_attribute(name)).unwrap_or_default()
}

/// A new element with a class and a text, either of which may be empty.
pub fn make(tag: &str, class: &str, text: &str) -> Option<HtmlElement> {
    let element: HtmlElement = document().create_element(tag).ok()?.dyn_into().ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    if !text.is_empty() {
        element.set_text_content(Some(text));
    }
    Some(element)
}

/// A new button that does not send a form, found again by the attribute `hook`.
pub fn make_button(class: &str, hook: &str, text: &str) -> Option<HtmlElement> {
    let button = make("button", class, text)?;
    button.set_attribute("type", "button").ok()?;
    button.set_attribute(hook, "").ok()?;
    Some(button)
}

/// Appends children, leaving out those that could not be made.
pub fn append<const N: usize>(parent: &Element, children: [Option<HtmlElement>; N]) {
    for child in children.into_iter().flatten() {
        let _ = parent.append_child(&child);
    }
}

/// Shows or hides an element by the attribute `hidden`.
pub fn set_hidden(element: &Element, is_hidden: bool) {
    let _ = element.toggle_attribute_with_force("hidden", is_hidden);
}

/// Sets an attribute, but only if that changes it: a write costs a style calculation.
pub fn set_attribute(element: &Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        let _ = element.set_attribute(name, value);
    }
}

/// Sets the text, but only if that changes it.
pub fn set_text(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// Says one sentence to people who use a screen reader, through the page's one polite region.
pub fn announce(text: &str) {
    if let Some(region) = document().get_element_by_id("announcer") {
        region.set_text_content(Some(text));
    }
}

/// Moves the focus to an element that need not be focusable by itself.
pub fn focus(element: &HtmlElement) {
    if element.tab_index() < 0 && !element.has_attribute("tabindex") {
        let _ = element.set_attribute("tabindex", "-1");
    }
    let _ = element.focus();
}

/// A member of a JavaScript object.
pub fn member(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name)).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

/// Calls a method that `web-sys` does not know yet, if the browser has it.
pub fn call_method(object: &JsValue, name: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let method: Function = member(object, name)?.dyn_into().ok()?;
    let list: js_sys::Array = arguments.iter().copied().collect();
    method.apply(object, &list).ok()
}

/// Wakes islands that a replaced part of the page brought with it (`public/boot.js`).
pub fn wake_islands() {
    if let Some(boot) = member(&window(), "aftercare") {
        call_method(&boot, "wake", &[]);
    }
}

/// The device's clock, in milliseconds since 1970. It may be wrong; see `server_time`.
pub fn device_now() -> f64 {
    js_sys::Date::now()
}

/// The page's language, for dates and times.
pub fn language() -> String {
    root().and_then(|root| root.get_attribute("lang")).unwrap_or_else(|| "en".to_owned())
}
