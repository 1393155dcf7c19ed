//! Icons from the sprite `public/icons.svg`. Decorative: a word always stands beside one, or the control is labelled.

use std::sync::Arc;

use leptos::prelude::*;

/// The sprite's address, provided once per page.
#[derive(Clone)]
pub struct Sprite(pub Arc<str>);

/// An icon by its name in the sprite.
pub fn icon(name: &'static str) -> AnyView {
    let sprite = use_context::<Sprite>().map(|sprite| sprite.0).unwrap_or_default();
    // `<use>` as text: the tag is a keyword of Rust, and the typed element would cost a closing tag per icon.
    let inner = format!("<use href=\"{sprite}#{name}\"/>");
    view! { <svg class="i" aria-hidden="true" inner_html=inner></svg> }.into_any()
}
