//! Any number of believable tickets for measuring, the same ones for the same seed and instant.
//!
//! # Layout
//! - `texts`: the fragments of `server/demo/load.toml`; `wording`: titles and messages composed from them
//! - `directory`: the clients, engagements and people they belong to; `age`: when they were reported
//! - `fate`: what becomes of each; `story`: its steps; `tickets`: the iterator, through the domain's own commands
//! - `seed`: numbers from a seed
//!
//! Every history is made by `domain::ticket::{report, decide}` against the shipped policies, so none is impossible.
//! What is generated and not: no attachments, links, snoozes or watcher's marks.

mod age;
mod directory;
mod fate;
mod seed;
mod story;
#[cfg(test)]
mod tests;
mod texts;
mod tickets;
mod wording;

pub use directory::world;
pub use tickets::{GeneratedTicket, Tickets, tickets};
