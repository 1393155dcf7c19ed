//! The file input and the list of what was picked.

use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, Element, Event, File, FileList, HtmlInputElement};

use super::rules;
use crate::islands::dom;
use crate::islands::live::morph::MADE;

/// The file inputs that are improved.
pub const INPUT: &str = "input[type=file][name=files]";
/// On the button that takes a file back: its position.
const REMOVE: &str = "data-remove-file";
/// Connects an input with its list.
const LIST: &str = "data-files-of";

/// Listens for picked files and for files taken back.
pub fn start() {
    dom::on_document("change", |event| {
        if let Some(input) = dom::closest::<HtmlInputElement>(&event, INPUT) {
            on_picked(&input);
        }
    });
    dom::on_document("click", on_click);
    dom::on_document("reset", |event| {
        // The browser empties the fields after this event.
        if let Some(form) = dom::target(&event) {
            gloo_timers::callback::Timeout::new(0, move || {
                for input in dom::all_in::<HtmlInputElement>(&form, INPUT) {
                    show(&input, &[]);
                }
            })
            .forget();
        }
    });
}

/// Files picked in the browser's dialog: they replace what was picked before, so only check them.
fn on_picked(input: &HtmlInputElement) {
    let new = files_of(input);
    set(input, Vec::new(), new);
}

/// Adds files to those of an input, leaving out what the server would refuse.
pub fn add(input: &HtmlInputElement, new: Vec<File>) {
    let before = files_of(input);
    set(input, before, new);
}

/// As the page says them; a page that does not leaves it to the server.
fn limits() -> rules::Limits {
    let files = dom::body_attribute("data-max-files").parse().unwrap_or(usize::MAX);
    // Not read as a decimal number: that alone would be a tenth of the program. The configuration allows 100 MiB.
    let bytes = dom::body_attribute("data-max-bytes").parse::<u32>().map_or(f64::INFINITY, f64::from);
    rules::Limits { files, bytes }
}

fn set(input: &HtmlInputElement, mut files: Vec<File>, new: Vec<File>) {
    let mut problems = Vec::new();
    let limits = limits();
    for file in new {
        match rules::check(&file.name(), file.size(), files.len(), limits) {
            Ok(()) => files.push(file),
            Err(problem) => problems.push(problem),
        }
    }
    write(input, &files);
    show(input, &problems);
}

fn on_click(event: Event) {
    let Some(button) = dom::closest::<Element>(&event, &["[", REMOVE, "]"].concat()) else { return };
    let list = button.closest(&["[", LIST, "]"].concat()).ok().flatten();
    let Some(input) =
        list.and_then(|list| dom::by_id::<HtmlInputElement>(&leptos::prelude::document(), &list.get_attribute(LIST)?))
    else {
        return;
    };
    let Some(index) = button.get_attribute(REMOVE).and_then(|text| text.parse::<usize>().ok()) else { return };
    let mut files = files_of(&input);
    if index < files.len() {
        files.remove(index);
    }
    write(&input, &files);
    show(&input, &[]);
    let _ = input.focus();
}

fn files_of(input: &HtmlInputElement) -> Vec<File> {
    input.files().map(|list| files_in(&list)).unwrap_or_default()
}

/// The files of a list.
pub fn files_in(list: &FileList) -> Vec<File> {
    (0..list.length()).filter_map(|index| list.get(index)).collect()
}

/// Scripts cannot make a list of files but through a transfer.
fn write(input: &HtmlInputElement, files: &[File]) {
    let Ok(transfer) = DataTransfer::new() else { return };
    for file in files {
        let _ = transfer.items().add_with_file(file);
    }
    input.set_files(transfer.files().as_ref());
}

/// Draws the list below an input: name, size, a button to take it back; then what was left out and why.
fn show(input: &HtmlInputElement, problems: &[String]) {
    let Some(list) = list_of(input) else { return };
    list.set_text_content(None);
    for (index, file) in files_of(input).iter().enumerate() {
        let Some(item) = dom::make("li", "picked", "") else { continue };
        let remove = dom::make_button("btn quiet", REMOVE, "Remove");
        if let Some(remove) = &remove {
            let _ = remove.set_attribute(REMOVE, &index.to_string());
            let _ = remove.set_attribute("aria-label", &["Remove ", &file.name()].concat());
        }
        let size = dom::make("span", "muted tiny", &rules::size_in_words(file.size()));
        dom::append(&item, [dom::make("span", "file-name", &file.name()), size, remove]);
        let _ = list.append_child(&item);
    }
    for problem in problems {
        dom::append(&list, [dom::make("li", "error", problem)]);
    }
    if !problems.is_empty() {
        dom::announce(&problems.join(" "));
    }
}

/// The list of an input, made when first needed: below the field, or above the composer's foot.
fn list_of(input: &HtmlInputElement) -> Option<Element> {
    let id = input.id();
    if let Some(list) = dom::one::<Element>(&["[", LIST, "=\"", &id, "\"]"].concat()) {
        return Some(list);
    }
    let list = dom::make("ul", "picked-files", "")?;
    list.set_attribute(LIST, &id).ok()?;
    list.set_attribute(MADE, "").ok()?;
    list.set_attribute("aria-label", "Picked files").ok()?;
    match input.closest(".foot").ok().flatten() {
        Some(foot) => foot.before_with_node_1(&list).ok()?,
        None => input.after_with_node_1(&list).ok()?,
    }
    list.dyn_into().ok()
}
