//! What runs in the browser: everything else is drawn by the server and works without it.
//!
//! Each island is one `#[island]` without properties and draws nothing: it improves what the server drew.
//! An island may stand anywhere on a page and more than once; it starts once.
//!
//! # Layout
//! - `clocks`: ticking chips; `server_time`: what time it is on the server
//! - `live`: the stream of changes, and bringing a fresh page into the shown one
//! - `enhance`: forms, dialogs and list rows without a page load
//! - `drafts`: what was typed survives everything
//! - `inbox_keys`, `bulk`: the inbox
//! - `report_assist`, `composer`, `attachments`: writing
//! - `what_if`: due times of a ticket that nobody has reported
//! - `dom`, `net`: the document, the server
//!
//! *Invariant:* no island holds a rule or a truth. What it shows comes from the server's HTML or from
//! `domain`; what it sends is the form that would be sent without it.
//!
//! *Invariant:* nothing here writes a `style` attribute into HTML; the content security policy forbids it.

/// The header that tells the server that nobody did anything: a page that is left open asks by itself, and must not keep
/// its session alive.
pub const BACKGROUND_HEADER: &str = "x-aftercare-background";

pub mod attachments;
pub mod bulk;
pub mod clocks;
pub mod composer;
pub mod drafts;
pub mod enhance;
pub mod inbox_keys;
pub mod live;
pub mod report_assist;
pub mod server_time;
pub mod what_if;

#[cfg(feature = "hydrate")]
mod dom;
#[cfg(feature = "hydrate")]
mod net;

pub use bulk::Bulk;
pub use clocks::Clocks;
pub use composer::Composer;
pub use drafts::Drafts;
pub use enhance::Enhance;
pub use inbox_keys::InboxKeys;
pub use live::Live;
pub use report_assist::ReportAssist;
pub use what_if::WhatIf;

/// Whether this is the first call with this name since the page was loaded.
#[cfg(feature = "hydrate")]
fn once(name: &'static str) -> bool {
    use std::cell::RefCell;
    thread_local! {
        static STARTED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
    }
    STARTED.with_borrow_mut(|started| {
        let is_first = !started.contains(&name);
        if is_first {
            started.push(name);
        }
        is_first
    })
}
