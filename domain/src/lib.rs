//! The rules of Aftercare. No I/O, no async, no clock of its own: `now` is always an argument.
//!
//! # Layout
//! - [`time`], [`ids`], [`problem`]: instants, names of things, rejected input
//! - [`people`], [`engagement`]: roles, sides, phases
//! - [`sla`]: calendars, policies, clocks, and their explanation (the product's heart)
//! - [`checklist`]: templates, runs, and changes that merge in whatever order they arrive
//! - [`sync`]: work without a network
//! - [`ticket`]: what can happen to a ticket, and what each side may do
//! - [`push`] (feature `native`): what a person's devices are told, and when
//! - [`insight`] (feature `native`): what the promises came to, over many tickets
//!
//! [`sla`] needs only what tells time, names and problems; `cargo xtask mutants` builds it alone (`--cfg mutants`), in half the
//! time.

#[cfg(not(mutants))]
pub mod checklist;
#[cfg(not(mutants))]
pub mod engagement;
pub mod ids;
#[cfg(all(feature = "native", not(mutants)))]
pub mod insight;
pub mod people;
pub mod problem;
#[cfg(all(feature = "native", not(mutants)))]
pub mod push;
pub mod sla;
#[cfg(not(mutants))]
pub mod sync;
#[cfg(not(mutants))]
pub mod ticket;
pub mod time;
