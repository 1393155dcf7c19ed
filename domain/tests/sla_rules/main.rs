//! The 16 rules of SLA.md, each a test named after it.
#![cfg(feature = "native")]

mod calendars;
mod changes;
mod clocks;
mod explained;
mod instants;
mod known_hours;
mod merges;
mod settings;
mod story;
