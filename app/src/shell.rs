//! The document around every page: head, frame, navigation, regions that islands rely on.

use leptos::prelude::*;

use crate::components::icon::{Sprite, icon};
use crate::components::{flash::flash, islands, nav};
use crate::model::{PageContext, Theme};
use crate::render::render;

/// What a page says about itself.
#[derive(Debug, Clone, Default)]
pub struct Meta {
    /// First part of the document's title.
    pub title: String,
    /// Value of `data-page`; also a CSS hook.
    pub page: &'static str,
    /// Whether the page has a split layout that fills the window.
    pub is_full: bool,
    /// Whether it is the field workspace, which brings its own code instead of the islands of the other pages.
    pub is_field: bool,
}

impl Meta {
    /// An ordinary page.
    pub fn new(title: impl Into<String>, page: &'static str) -> Self {
        Self { title: title.into(), page, ..Self::default() }
    }

    /// Loads the field workspace's code and nothing else.
    #[must_use]
    pub fn field(mut self) -> Self {
        self.is_field = true;
        self
    }

    /// Fills the window; its panes scroll on their own.
    #[must_use]
    pub fn full(mut self) -> Self {
        self.is_full = true;
        self
    }
}

/// Renders a whole document. `body` builds what stands in `<main>`, beginning with [`head`](crate::components::head).
pub fn page(cx: &PageContext, meta: Meta, body: impl FnOnce() -> AnyView) -> String {
    render(|| {
        provide_context(Sprite(cx.assets.icons.as_str().into()));
        let body = body();
        document(cx, meta, body)
    })
}

fn document(cx: &PageContext, meta: Meta, body: AnyView) -> impl IntoView + use<> {
    let theme = (cx.theme != Theme::System).then(|| cx.theme.as_str());
    let title = format!("{} · {}", meta.title, cx.provider_name);
    let side = cx.viewer.as_ref().map_or("guest", |viewer| nav::side_name(viewer.side()));
    let viewer = cx.viewer.as_ref().map(|viewer| viewer.id.to_string());
    let frame = format!("app {side}{}", if meta.is_full { " full" } else { "" });
    let seen = Some(cx.seen.clone()).filter(|seen| !seen.is_empty() && cx.viewer.is_some());
    let shared = cx.is_shared.then_some("");
    let assets = cx.assets.clone();
    let (glue, wasm) = if meta.is_field {
        (assets.field_glue.clone(), assets.field_wasm.clone())
    } else {
        (assets.glue.clone(), assets.wasm.clone())
    };
    // Before the module that starts the workspace: both are run in the order in which they stand.
    let outbox = meta.is_field.then(|| view! { <script defer src=assets.outbox.clone()></script> });
    let islands = (!meta.is_field).then(|| (islands::clock_data(cx), islands::everywhere(cx)));
    view! {
        <html lang="en" data-theme=theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover"/>
                <title>{title}</title>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f6f7f9"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0b0e14"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/icon-180.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="stylesheet" href=assets.css.clone()/>
                {outbox}
                <script type="module" src=assets.boot.clone() data-glue=glue data-wasm=wasm></script>
                <script type="module" src=assets.installed.clone()></script>
            </head>
            <body data-page=meta.page data-viewer=viewer data-side=side data-seen=seen data-shared=shared data-max-files=cx.attachments.files data-max-bytes=cx.attachments.bytes data-key-shortcuts="on">
                <a class="skip" href="#main">"Skip to content"</a>
                <div class=frame>
                    {nav::frame(cx)}
                    <main id="main" class="page" tabindex="-1">{flash(cx.flash.as_ref())}{body}</main>
                    {nav::tabs(cx)}
                </div>
                {nav::sheets(cx)}
                <dialog id="dialog" class="dialog" aria-labelledby="dialog-title" data-keep>
                    <form method="dialog" class="dialog-close">
                        <button class="btn quiet icon" aria-label="Close">{icon("x")}</button>
                    </form>
                    <div data-dialog-body></div>
                </dialog>
                <div id="announcer" class="visually-hidden" role="status" aria-live="polite"></div>
                {islands}
            </body>
        </html>
    }
}
