//! What can be typed on a checklist: notes, reasons, evidence, further items, lines of its log.

use domain::checklist::{Deed, ITEM_MAX, Item, ItemState, Mark, NOTE_MAX, Notes, Owner, REASON_MAX, may_work_on};
use domain::ids::{ItemId, OpId, SectionId};
use domain::problem::Problem;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::parts::{button, div, icon, maybe, nothing, p, problems, shown, span};
use super::run::Place;
use super::way;
use crate::act;
use crate::bridge;
use crate::state::State;
use crate::words;

/// What an evidence file may be; the server decides by content.
const ACCEPT: &str = "image/png,image/jpeg,image/webp,application/pdf,text/plain,.log,.txt,.csv";

/// A text with a button, that keeps what is typed until it was taken.
pub struct Field {
    /// Names it among the drafts.
    pub key: String,
    /// What it is for.
    pub label: &'static str,
    /// What it begins with.
    pub text: String,
    /// The most characters.
    pub max: usize,
    /// One line only.
    pub is_line: bool,
    /// What its button says.
    pub button: &'static str,
    /// Only the provider's people will see it.
    pub is_internal: bool,
}

type Words = Box<dyn Fn() -> String>;

/// A text that others write as well.
struct Follow {
    /// Different whenever it is another text.
    changed: Memo<String>,
    /// The text as it is now: what is typed from here on is written against it.
    newest: Words,
    /// Which texts that is; kept with the draft, because it may be saved much later.
    base: Words,
}

/// Takes a text, given with the name of its draft, and says what is wrong with it.
type Save = Box<dyn Fn(String, &str) -> Vec<Problem>>;

impl Field {
    /// Draws it. `save` is given the text and the name of its draft, and says what is wrong; nothing when it was taken.
    pub fn view(self, state: State, save: impl Fn(String, &str) -> Vec<Problem> + 'static) -> AnyView {
        self.erased(state, None, Box::new(save))
    }

    fn erased(self, state: State, follow: Option<Follow>, save: Save) -> AnyView {
        let Self { key, label, text, max, is_line, button, is_internal } = self;
        let refused = RwSignal::new(Vec::new());
        let typed = RwSignal::new(state.draft(&key).unwrap_or_else(|| text.clone()));
        let saved = StoredValue::new(text.clone());
        // A text that stands stays in its field; what is one's own is written and gone.
        let is_emptied = follow.is_none() && text.is_empty();
        let mut base: Option<Words> = None;
        if let Some(Follow { changed, newest, base: against }) = follow {
            base = Some(against);
            Effect::new(move |_| {
                changed.with(|_| ());
                // Nothing is taken away from under the fingers.
                if saved.with_value(|saved| typed.with_untracked(|typed| typed == saved)) {
                    let text = newest();
                    saved.set_value(text.clone());
                    typed.set(text);
                }
            });
        }
        let id = ["f-", &key].concat();
        let input = {
            let key = key.clone();
            move |event: web_sys::Event| {
                let value = event_target_value(&event);
                typed.set(value.clone());
                let known = ["base-", &key].concat();
                if value.is_empty() {
                    // Nothing is begun any more, so it is written against nothing.
                    act::type_in(state, known, String::new());
                } else if let Some(base) = base.as_ref().filter(|_| state.draft(&known).is_none()) {
                    // Also that there was nothing yet is kept: a text of nothing would not be.
                    act::type_in(state, known, [&base(), " "].concat());
                }
                act::type_in(state, key.clone(), value);
            }
        };
        let send = move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            let problems = save(typed.get_untracked(), &key);
            if problems.is_empty() {
                saved.set_value(typed.get_untracked());
                if is_emptied {
                    typed.set(String::new());
                }
            }
            refused.set(problems);
        };
        let max = max.to_string();
        let control = if is_line {
            view! { <input id=id.clone() type="text" autocomplete="off" maxlength=max prop:value=typed on:input=input/> }.into_any()
        } else {
            view! { <textarea id=id.clone() rows="2" maxlength=max prop:value=typed on:input=input></textarea> }
                .into_any()
        };
        let class = if is_internal { "item-form internal" } else { "item-form" };
        view! {
            <form class=class on:submit=send>
                <div class="field"><label for=id>{is_internal.then(|| icon("lock"))}{label}</label>{control}</div>
                {problems(refused)}
                <div class="form-end"><button class="btn small">{button}</button></div>
            </form>
        }
        .into_any()
    }
}

/// Everything behind an item's "More".
pub fn of_item(place: &Place, id: &ItemId, current: Memo<Option<ItemState>>) -> AnyView {
    let Some(item) = current.get_untracked() else { return nothing() };
    let is_own = may_work_on(item.item.owner, place.state.side());
    let mut parts = Vec::new();
    if !item.item.instructions.is_empty() {
        parts.push(p("ck-how", item.item.instructions));
    }
    if is_own {
        parts.push(attach_field(place, id));
    }
    parts.push(note(place, id, current, false));
    if place.state.is_staff() {
        parts.push(note(place, id, current, true));
    }
    if is_own {
        let (place, id) = (place.clone(), id.clone());
        let is_open = Memo::new(move |_| {
            current.with(|item| usize::from(item.as_ref().is_some_and(|item| item.mark == Mark::Open)))
        });
        parts.push(maybe(move || (is_open.get() == 1).then(|| skip_field(&place, &id))));
    }
    div("ck-forms", parts)
}

/// The note, or the remark. What others write comes into the field as long as nothing else is typed there; then it is
/// kept beside what is being typed.
fn note(place: &Place, id: &ItemId, current: Memo<Option<ItemState>>, internal: bool) -> AnyView {
    let of = move |item: &ItemState| if internal { item.remark.clone() } else { item.note.clone() };
    let read = move || current.with_untracked(|item| item.as_ref().map(of)).unwrap_or_default();
    let changed = Memo::new(move |_| {
        let heads = current.with(|item| item.as_ref().map(|item| of(item).base()).unwrap_or_default());
        heads.iter().map(OpId::as_str).collect::<Vec<_>>().join(" ")
    });
    let both = {
        let (place, id) = (place.clone(), id.clone());
        maybe(move || {
            changed.with(|_| ());
            let notes = read();
            notes.beside().next().map(|_| both(&place, &id, &notes, internal))
        })
    };
    let place_state = place.state;
    let field = Field {
        key: [if internal { "remark-" } else { "note-" }, place.id.as_str(), "-", id.as_str()].concat(),
        label: if internal { "Remark for our team" } else { "Note for both sides" },
        text: text_of(&read()),
        max: NOTE_MAX,
        is_line: false,
        button: if internal { "Save remark" } else { "Save note" },
        is_internal: internal,
    };
    let known = ["base-", &field.key].concat();
    let written_against = move || match place_state.draft(&known) {
        // What was begun before is written against what was there then.
        Some(ids) => ids.split(' ').filter(|id| !id.is_empty()).map(OpId::new).collect(),
        None => read().base(),
    };
    let base = StoredValue::new(written_against());
    let newest = move || {
        let notes = read();
        base.set_value(notes.base());
        text_of(&notes)
    };
    let (state, run, item) = (place.state, place.id.clone(), id.clone());
    let save = move |text: String, draft: &str| {
        let deed = Deed::Note { item: item.clone(), text, base: base.get_value(), internal };
        act::on_run(state, &run, deed, draft).err().unwrap_or_default()
    };
    let ids = move || base.with_value(|base| base.iter().map(OpId::as_str).collect::<Vec<_>>().join(" "));
    let follow = Follow { changed, newest: Box::new(newest), base: Box::new(ids) };
    vec![both, field.erased(place.state, Some(follow), Box::new(save))].into_any()
}

/// What stands, and what stands beside it.
fn text_of(notes: &Notes) -> String {
    notes.current().into_iter().chain(notes.beside()).map(|one| one.text.as_str()).collect::<Vec<_>>().join("\n\n")
}

/// Two people wrote at the same time: both texts, and what can be made of them.
fn both(place: &Place, id: &ItemId, notes: &Notes, internal: bool) -> AnyView {
    let base = notes.base();
    let me = place.state.actor();
    let choices = notes.current().into_iter().chain(notes.beside()).map(|written| {
        let is_mine = me.as_ref().is_some_and(|me| me.person() == written.stamp.by.person());
        let (label, by) = if is_mine {
            ("Use mine".to_owned(), "You".to_owned())
        } else {
            (["Keep ", written.stamp.by.name(), "’s"].concat(), written.stamp.by.name().to_owned())
        };
        let by = [&by, ", ", &words::time(written.stamp.at)].concat();
        let deed = Deed::Note { item: id.clone(), text: written.text.clone(), base: base.clone(), internal };
        let (state, run) = (place.state, place.id.clone());
        let choose = button("btn small", label, move || {
            let _ = act::on_run(state, &run, deed.clone(), "");
        });
        div("beside", vec![p("ck-text", written.text.clone()), p("tiny muted", by), choose])
    });
    let title = "Written at the same time. Both are kept: choose one, or write both into one below.";
    let title = div("both-title", vec![icon("users"), span("", title)]);
    div("both", [title].into_iter().chain(choices).collect())
}

fn skip_field(place: &Place, id: &ItemId) -> AnyView {
    let field = Field {
        key: ["skip-", place.id.as_str(), "-", id.as_str()].concat(),
        label: "Skip it, because",
        text: String::new(),
        max: REASON_MAX,
        is_line: true,
        button: "Skip item",
        is_internal: false,
    };
    let (state, run, item) = (place.state, place.id.clone(), id.clone());
    field.view(place.state, move |reason, draft| {
        act::on_run(state, &run, Deed::Skip { item: item.clone(), reason }, draft).err().unwrap_or_default()
    })
}

fn attach_field(place: &Place, id: &ItemId) -> AnyView {
    let input_id = ["files-", id.as_str()].concat();
    let (state, run, item) = (place.state, place.id.clone(), id.clone());
    let choose = move |event: web_sys::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(input) = input else { return };
        let files = input.files();
        let count = files.as_ref().map_or(0, web_sys::FileList::length);
        for file in (0..count).filter_map(|index| files.as_ref().and_then(|files| files.get(index))) {
            act::attach(state, &run, &item, file);
        }
        input.set_value("");
    };
    let waiting = {
        let (run, item) = (place.id.clone(), id.clone());
        maybe(move || {
            let names = state.rows.with(|rows| {
                let mine = rows
                    .iter()
                    .filter(|row| row.text("checklist") == run.as_str() && row.text("item") == item.as_str());
                mine.filter(|row| row.is_waiting()).filter_map(|row| row.file.clone()).collect::<Vec<_>>()
            });
            let text = || p("small muted", ["On this device, not sent yet: ", &names.join(", ")].concat());
            (!names.is_empty()).then(text)
        })
    };
    view! {
        <div class="evidence-form"><label class="pick-label" for=input_id.clone()>{icon("camera")}<span>"Photo or file"</span></label>
            <input class="files" id=input_id type="file" accept=ACCEPT multiple on:change=choose/>{waiting}</div>
    }
    .into_any()
}

/// One more thing to do, at the end of a section.
pub fn add(place: &Place, section: &SectionId) -> AnyView {
    let field = Field {
        key: ["add-", place.id.as_str(), "-", section.as_str()].concat(),
        label: "What to do",
        text: String::new(),
        max: ITEM_MAX,
        is_line: true,
        button: "Add item",
        is_internal: false,
    };
    let (state, run, section) = (place.state, place.id.clone(), section.clone());
    let save = move |title: String, draft: &str| {
        let owner = if state.is_staff() { Owner::Supplier } else { Owner::Buyer };
        let id = ItemId::new(bridge::new_id().as_str());
        let item = Item { id, title, instructions: String::new(), owner, minutes: 0, evidence: false };
        act::on_run(state, &run, Deed::Add { section: section.clone(), item }, draft).err().unwrap_or_default()
    };
    view! { <details class="add-item"><summary>{icon("plus")}<span>"Add an item"</span></summary>{field.view(place.state, save)}</details> }
        .into_any()
}

/// The checklist's own log: a line to write, and the lines so far, the latest first.
pub fn log(place: &Place) -> AnyView {
    let field = Field {
        key: ["log-", place.id.as_str()].concat(),
        label: "What happened",
        text: String::new(),
        max: NOTE_MAX,
        is_line: true,
        button: "Add to log",
        is_internal: false,
    };
    let (state, run) = (place.state, place.id.clone());
    let save =
        move |text: String, draft: &str| act::on_run(state, &run, Deed::Log { text }, draft).err().unwrap_or_default();
    let lines = place.run.clone();
    let count = {
        let run = lines.clone();
        Memo::new(move |_| run.with(|run| run.diary.len()))
    };
    let (state, id) = (place.state, place.id.clone());
    let lines = shown(move || {
        count.with(|_| ());
        let lines = lines.with_untracked(|run| run.diary.clone());
        let lines = lines.into_iter().rev().map(|line| {
            let by = [line.stamp.by.name(), ", ", &words::time(line.stamp.at)].concat();
            let under = div("field-line-foot", vec![p("tiny muted num", by), way::of_line(state, &id, &line.op)]);
            div("field-line", vec![p("ck-text", line.text), under])
        });
        lines.collect::<Vec<_>>().into_any()
    });
    view! { <section class="card field-log" aria-label="Log"><h2>"Log"</h2>{field.view(place.state, save)}{lines}</section> }
        .into_any()
}
