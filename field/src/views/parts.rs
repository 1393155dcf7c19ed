//! Small things that many parts show.

use std::sync::Arc;

use domain::checklist::Progress;
use domain::problem::Problem;
use leptos::prelude::*;

use crate::route::Route;

/// The address of the icons.
#[derive(Clone)]
pub struct Sprite(pub Arc<str>);

/// A part that is drawn anew when what it reads changes. Without its type: each type of its own would be drawn by code
/// of its own.
pub fn shown(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    fn erased(view: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
        (move || view()).into_any()
    }
    erased(Box::new(view))
}

/// The same where there may be nothing.
pub fn maybe(view: impl Fn() -> Option<AnyView> + Send + 'static) -> AnyView {
    shown(move || view().unwrap_or_else(nothing))
}

/// Words that change.
pub fn words(text: impl Fn() -> String + Send + 'static) -> AnyView {
    fn erased(text: Box<dyn Fn() -> String + Send>) -> AnyView {
        (move || text()).into_any()
    }
    erased(Box::new(text))
}

/// A word for an attribute that changes.
pub fn word(text: impl Fn() -> &'static str + Send + 'static) -> Box<dyn Fn() -> &'static str + Send> {
    Box::new(text)
}

/// No part.
pub fn nothing() -> AnyView {
    ().into_any()
}

/// A button.
pub fn button(class: &'static str, label: impl Into<String>, press: impl FnMut() + 'static) -> AnyView {
    fn erased(class: &'static str, label: String, mut press: Box<dyn FnMut()>) -> AnyView {
        view! { <button type="button" class=class on:click=move |_| press()>{label}</button> }.into_any()
    }
    erased(class, label.into(), Box::new(press))
}

/// A paragraph.
pub fn p(class: &'static str, text: impl Into<String>) -> AnyView {
    fn erased(class: &'static str, text: String) -> AnyView {
        view! { <p class=class>{text}</p> }.into_any()
    }
    erased(class, text.into())
}

/// A piece of a line.
pub fn span(class: &'static str, text: impl Into<String>) -> AnyView {
    fn erased(class: &'static str, text: String) -> AnyView {
        view! { <span class=class>{text}</span> }.into_any()
    }
    erased(class, text.into())
}

/// An element around others.
pub fn div(class: &'static str, inner: Vec<AnyView>) -> AnyView {
    view! { <div class=class>{inner}</div> }.into_any()
}

/// An icon by its name in the sprite.
pub fn icon(name: &'static str) -> AnyView {
    let sprite = use_context::<Sprite>().map(|sprite| sprite.0).unwrap_or_default();
    let inner = ["<use href=\"", &sprite, "#", name, "\"/>"].concat();
    view! { <svg class="i" aria-hidden="true" inner_html=inner></svg> }.into_any()
}

/// How far it is. Its words must stand beside it.
pub fn progress_bar(far: impl Fn() -> Progress + Send + 'static) -> AnyView {
    fn erased(width: Box<dyn Fn() -> String + Send>) -> AnyView {
        view! { <svg class="progress" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect width=width height="6"/></svg> }
            .into_any()
    }
    erased(Box::new(move || {
        let far = far();
        far.settled().saturating_mul(100).checked_div(far.total).unwrap_or(100).to_string()
    }))
}

/// What is wrong with what was just done, said at its place.
pub fn problems(refused: RwSignal<Vec<Problem>>) -> AnyView {
    maybe(move || problem_list(refused.get()))
}

fn problem_list(list: Vec<Problem>) -> Option<AnyView> {
    if list.is_empty() {
        return None;
    }
    let lines = list.into_iter().map(|problem| p("", problem.message)).collect();
    Some(view! { <div class="summary" role="alert">{icon("alert")}{div("", lines)}</div> }.into_any())
}

/// The heading of a part that was opened from a list, with the way back.
pub fn head(back: &Route, to: &'static str, title: String, under: String) -> AnyView {
    view! {
        <div class="field-head">
            <a class="btn quiet icon" href=back.href() aria-label=["Back to ", to].concat()>{icon("back")}</a>
            <div><h1 tabindex="-1">{title}</h1><p class="small muted">{under}</p></div>
        </div>
    }
    .into_any()
}

/// What this device does not keep, with the way to where it is.
pub fn absent(head: AnyView, text: &'static str, href: String) -> AnyView {
    view! { {head}<p class="field-part muted"><span>{text}<a class="link" href=href>"Open it on the server"</a></span></p> }
        .into_any()
}
