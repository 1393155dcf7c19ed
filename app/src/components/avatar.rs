//! People as initials on a tint.

use leptos::prelude::*;

use crate::model::Person;

/// A small avatar that names the person to assistive technology.
pub fn avatar(person: &Person) -> AnyView {
    view! { <span class=person.tone().class() role="img" aria-label=person.name.clone() title=person.name.clone()>{person.initials()}</span> }
        .into_any()
}

/// A small avatar beside a written name.
pub fn decorative(person: &Person) -> AnyView {
    view! { <span class=person.tone().class() aria-hidden="true">{person.initials()}</span> }.into_any()
}

/// Avatar and name, with title and organisation below when known.
pub fn named(person: &Person) -> AnyView {
    let detail = (!person.detail.is_empty()).then(|| view! { <span class="muted tiny">{person.detail.clone()}</span> });
    view! { <span class="person">{decorative(person)}<span><span>{person.name.clone()}</span>{detail}</span></span> }
        .into_any()
}
