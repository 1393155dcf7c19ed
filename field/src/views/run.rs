//! A checklist: sections with their items, signatures, its log.

use domain::checklist::{Deed, Progress, Run, SectionState, Stamp, may_sign};
use domain::ids::{ChecklistId, ItemId, SectionId};
use domain::people::Side;
use domain::problem::Problem;
use leptos::prelude::*;

use super::parts::{absent, button, div, head, icon, maybe, p, problems, progress_bar, shown, span, words};
use super::{forms, item, way};
use crate::act;
use crate::route::Route;
use crate::state::State;
use crate::words as said;

/// What every part of a checklist needs.
#[derive(Clone)]
pub struct Place {
    /// Everything.
    pub state: State,
    /// Which checklist.
    pub id: ChecklistId,
    /// As it stands.
    pub run: ArcRwSignal<Run>,
}

/// The checklist, or a sentence when this device does not keep it.
pub fn run(state: State, id: &ChecklistId) -> AnyView {
    let id = id.clone();
    let is_kept = {
        let id = id.clone();
        Memo::new(move |_| usize::from(state.slot(&id).is_some()))
    };
    shown(move || {
        is_kept.with(|_| ());
        untrack(|| kept(state, &id))
    })
}

fn kept(state: State, id: &ChecklistId) -> AnyView {
    let on_server = ["/checklists/", id.as_str()].concat();
    let Some(slot) = state.slot(id) else {
        let head = head(&Route::Lists, "checklists", "Not on this device".to_owned(), String::new());
        return absent(head, "This device does not keep this checklist. ", on_server);
    };
    let place = Place { state, id: id.clone(), run: slot.run };
    let (name, engagement) = place.run.with_untracked(|run| (run.plan.name.clone(), run.plan.engagement.clone()));
    let sections: Vec<_> = place
        .run
        .with_untracked(|run| run.sections.iter().map(|one| (one.id.clone(), one.title.clone())).collect::<Vec<_>>());
    let closed = {
        let run = place.run.clone();
        maybe(move || {
            let why =
                run.with(|run| run.closed.as_ref().map(|(stamp, why)| [stamp.by.name(), " closed it: ", why].concat()));
            why.map(|text| div("run-word closed", vec![icon("lock"), span("", text)]))
        })
    };
    let (far, bar) = progress_of(&place, Run::progress);
    let line = view! { <span class="num run-words">{far}</span> }.into_any();
    let overall = vec![div("run-line", vec![span("small muted", "All sections"), line]), bar, closed];
    let mut parts = vec![div("run-state", overall)];
    parts.extend(sections.into_iter().map(|(id, title)| section(&place, id, title)));
    parts.push(forms::log(&place));
    parts.push(view! { <p class="small"><a class="link" href=on_server>"Open on the server"</a></p> }.into_any());
    vec![head(&Route::Lists, "checklists", name, state.place(&engagement)), div("field-part field-run", parts)]
        .into_any()
}

/// How far something is, in words and as a bar; drawn again only when it is further or less far.
fn progress_of(place: &Place, of: impl Fn(&Run) -> Progress + Send + Sync + 'static) -> (AnyView, AnyView) {
    let run = place.run.clone();
    let far = Memo::new(move |_| run.with(&of));
    (words(move || said::progress(far.get())), progress_bar(move || far.get()))
}

fn section(place: &Place, id: SectionId, title: String) -> AnyView {
    // As one text: signals of the same type share their code.
    let ids = {
        let (run, id) = (place.run.clone(), id.clone());
        Memo::new(move |_| {
            run.with(|run| {
                let items = run.section(&id).into_iter().flat_map(|section| &section.items);
                items.map(|state| state.item.id.as_str()).collect::<Vec<_>>().join(" ")
            })
        })
    };
    let (far, bar) = {
        let id = id.clone();
        progress_of(place, move |run| run.section(&id).map(SectionState::progress).unwrap_or_default())
    };
    let items = {
        let place = place.clone();
        move |id: ItemId| item::item(&place, id)
    };
    let counted = view! { <span class="small muted num">{far}</span> }.into_any();
    let each = move || ids.with(|ids| ids.split(' ').map(ItemId::new).collect::<Vec<_>>());
    view! {
        <section class="card run-section" aria-label=title.clone()>
            <div class="section-head"><h2>{title.clone()}</h2>{counted}</div>
            {bar}
            <ul class="items-list"><For each=each key=Clone::clone children=items/></ul>
            {forms::add(place, &id)}
            {signatures(place, &id)}
        </section>
    }
    .into_any()
}

fn signatures(place: &Place, id: &SectionId) -> AnyView {
    let (place, id) = (place.clone(), id.clone());
    let refused = RwSignal::new(Vec::new());
    let run = place.run.clone();
    let signed = {
        let id = id.clone();
        Memo::new(move |_| {
            run.with(|run| {
                let section = run.section(&id)?;
                let one = |side: &Side| (*side, section.signature(*side).cloned());
                Some((section.signed_by.iter().map(one).collect::<Vec<_>>(), section.progress().is_settled()))
            })
        })
    };
    let lines = maybe(move || {
        let (signed, is_settled) = signed.get()?;
        let lines = signed.into_iter().map(|(side, stamp)| signature(&place, &id, side, stamp, is_settled, refused));
        let lines: Vec<_> = lines.collect();
        (!lines.is_empty()).then(|| div("signatures", lines))
    });
    vec![problems(refused), lines].into_any()
}

fn signature(
    place: &Place,
    id: &SectionId,
    side: Side,
    stamp: Option<Stamp>,
    is_settled: bool,
    refused: RwSignal<Vec<Problem>>,
) -> AnyView {
    let own = place.state.side();
    let may = place.state.role().is_some_and(may_sign);
    let whose = if side == own { "your side" } else { "the other side" };
    let text = match &stamp {
        Some(stamp) => ["Signed by ", stamp.by.name(), ", ", &said::time(stamp.at)].concat(),
        None => ["Not signed for ", whose].concat(),
    };
    let class = if stamp.is_some() { "signed-by" } else { "muted" };
    let act = (side == own && may && (is_settled || stamp.is_some())).then(|| {
        let (label, deed) = match stamp {
            None => ("Sign", Deed::Sign { section: id.clone() }),
            Some(_) => ("Take back", Deed::Unsign { section: id.clone() }),
        };
        let (state, run) = (place.state, place.id.clone());
        button("btn small", label, move || {
            refused.set(act::on_run(state, &run, deed.clone(), "").err().unwrap_or_default());
        })
    });
    // Only what this side does can be on its way from here.
    let way = (side == own).then(|| way::of_signature(place.state, &place.id, id));
    div("signature", [p(class, text)].into_iter().chain(way).chain(act).collect())
}
