//! Content for looking at and for measuring; none of it is used by a real installation.
//!
//! # Layout
//! - [`world`]: the demo provider: 3 clients, 4 engagements, 9 people and 60 tickets with written histories.
//!   The texts are in `server/demo/*.toml`.
//! - [`load`]: any number of generated tickets, the same ones for the same seed, for `aftercare load-demo`

pub mod load;
pub mod world;
