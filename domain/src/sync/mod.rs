//! Work without a network: what devices and server say to each other (SYNC.md).
//!
//! A device keeps what it pulled and what its person did since ([`push`]); what it shows is the one folded with the
//! other. The server answers each operation on its own ([`Answer`]): one that is refused holds up nothing behind it. An
//! operation is known by its id, so what is sent twice counts once, and the second answer says what became of the first.
//!
//! # Layout
//! - `push`: operations on their way to the server, and the answers; `ticket`: what can be done to a ticket without a
//!   network; `pull`: what a device keeps

mod pull;
mod push;
#[cfg(test)]
mod tests;
mod ticket;

pub use pull::{Cursor, KeptChecklist, KeptClock, KeptEngagement, KeptMessage, KeptTicket, Pulled, Workspace};
pub use push::{Answer, Answered, Answers, OPS_MAX, Push, PushedOp, Target, VERSION, VERSIONS, is_known_version};
pub use ticket::{TicketDeed, TicketOp};
