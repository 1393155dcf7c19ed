//! Files beside a text: a list with sizes, taking one back, pasting screenshots, dropping files.
//!
//! - `rules`: what the server will take, checked before a long upload
//! - `picking`: the file input and its list; `sources`: pasting and dropping

pub mod rules;

#[cfg(feature = "hydrate")]
mod picking;
#[cfg(feature = "hydrate")]
mod sources;

/// Improves every `input[type=file][name=files]`.
#[cfg(feature = "hydrate")]
pub fn start() {
    if super::once("attachments") {
        picking::start();
        sources::start();
    }
}
