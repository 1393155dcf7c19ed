//! Who is asking, and what they may see: scopes, sessions, people, one-time links.

mod link;
mod people;
mod scope;
mod session;
mod token;

pub use link::{LinkError, LinkPurpose, WELCOME_LINK_LIFE};
pub use people::{Credentials, Person, PersonDraft};
pub use scope::{Scope, SystemScope};
pub(crate) use people::{PersonRow, keep};
pub(crate) use scope::Reach;
pub use session::{Session, SessionInfo};
pub use token::Token;
