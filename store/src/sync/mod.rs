//! Work without a network, the server's side (SYNC.md): what a device keeps, and what it sends.
//!
//! The words that a device shows are the server's; here is which records they are made of.
//!
//! **No answer is stored.** The first design kept the answer to each operation under (device, number). The id of an
//! operation says the same and more: it stands in the log of its checklist, and for tickets in a mark written in the
//! transaction in which it counts, so what is sent twice counts once, whatever became of the device's counter. The
//! second answer is derived anew: a duplicate, for a text that still stands beside another one the conflict again, and
//! what was refused or came too late is judged again, because it left nothing.
//!
//! # Layout
//! - `workspace`: the engagements a person may keep; `pull`: what changed in one of them
//! - `push`: operations, judged one by one

mod pull;
mod push;
mod workspace;

#[cfg(test)]
pub(crate) use pull::QUERIES;
pub use pull::{Changes, TICKETS_MAX};
pub use push::Outcome;
pub use workspace::MayKeep;
