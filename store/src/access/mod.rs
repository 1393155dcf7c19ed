//! Who is asking, and what they may see: scopes, sessions, people, one-time links.

mod known_sessions;
mod link;
mod people;
mod prune;
mod scope;
mod session;
mod token;

pub(crate) use known_sessions::KnownSessions;
pub use link::{LinkError, LinkPurpose, WELCOME_LINK_LIFE};
pub use people::{Credentials, Person, PersonDraft};
pub(crate) use people::{PersonRow, keep};
pub(crate) use scope::Reach;
pub use scope::{Scope, SystemScope};
pub use session::{Activity, Session, SessionInfo, SessionLimits};
pub use token::Token;

/// The look-ups by other things than an id, with the index each must use; for the test of query plans.
#[cfg(test)]
pub(crate) fn look_ups() -> [(&'static str, &'static str); 3] {
    [("person_email", people::FIND_BY_EMAIL), ("session_person", session::LIST), ("link_person", link::OTHERS)]
}
