//! Files that are pasted or dropped.

use js_sys::Array;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DragEvent, Element, Event, File, FilePropertyBag, HtmlInputElement};

use super::picking::{INPUT, add, files_in};
use crate::islands::dom;

/// Marks a form over which files are dragged.
const DROPPING: &str = "data-is-dropping";

/// Listens for pasting and dropping.
pub fn start() {
    dom::on_document("paste", on_paste);
    for event in ["dragenter", "dragover"] {
        dom::on_document(event, |event| {
            if let Some((form, _)) = drop_place(&event) {
                // Without this the browser would leave the page and open the file.
                event.prevent_default();
                dom::set_attribute(&form, DROPPING, "");
            }
        });
    }
    dom::on_document("dragleave", |event| {
        let form = dom::target(&event).filter(|target| target.has_attribute(DROPPING));
        if let Some(form) = form {
            let _ = form.remove_attribute(DROPPING);
        }
    });
    dom::on_document("drop", |event| {
        let Some((form, input)) = drop_place(&event) else { return };
        event.prevent_default();
        let _ = form.remove_attribute(DROPPING);
        let files = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer).and_then(|data| data.files());
        add(&input, files.map(|list| files_in(&list)).unwrap_or_default());
    });
}

/// The form over which files are dragged, and its input. Dragged text is not ours.
fn drop_place(event: &Event) -> Option<(Element, HtmlInputElement)> {
    let data = event.dyn_ref::<DragEvent>()?.data_transfer()?;
    if !data.types().includes(&"Files".into(), 0) {
        return None;
    }
    let form = dom::target(event)?.closest("form").ok().flatten()?;
    let input = dom::one_in(&form, INPUT)?;
    Some((form, input))
}

/// A screenshot in the clipboard goes to the form in which the person is, else to the page's only one.
fn on_paste(event: Event) {
    let Some(data) = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data) else { return };
    let files = data.files().map(|list| files_in(&list)).unwrap_or_default();
    let form = document().active_element().and_then(|active| active.closest("form").ok().flatten());
    let input = match form {
        Some(form) => dom::one_in::<HtmlInputElement>(&form, INPUT),
        None => dom::one(INPUT),
    };
    if let (Some(input), false) = (input, files.is_empty()) {
        event.prevent_default();
        add(&input, files.into_iter().map(named).collect());
    }
}

/// Every pasted picture is called `image.png`: the time tells them apart.
fn named(file: File) -> File {
    if file.name() != "image.png" {
        return file;
    }
    let time = js_sys::Date::new_0();
    let two = |number: u32| [if number < 10 { "0" } else { "" }, &number.to_string()].concat();
    let name =
        ["screenshot-", &two(time.get_hours()), two(time.get_minutes()).as_str(), &two(time.get_seconds()), ".png"]
            .concat();
    let options = FilePropertyBag::new();
    options.set_type("image/png");
    File::new_with_blob_sequence_and_options(&Array::of1(&file), &name, &options).unwrap_or(file)
}
