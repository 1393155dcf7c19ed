//! The server as a browser sees it: a real listener, a real store in memory, the demo provider's people.
//!
//! One program with a module per area: linking the database takes longer than running the tests.

mod admin;
mod checklists;
mod clocks;
mod conflicts;
mod csrf;
mod escalation;
mod headers;
mod health;
mod limits;
mod live;
mod messages;
mod process;
mod push;
mod reports;
mod sessions;
mod share;
mod sign_in;
mod stop;
mod support;
mod sync;
mod sync_size;
mod tenancy;
mod two_tickets;
mod uploads;
mod welcome;
mod what_if;
