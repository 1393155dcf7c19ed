//! People on both sides.

use super::{Access, RecordForm};
use crate::model::{Options, Person, SelectOption};

/// The list of people: the team first, then client by client.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PeopleModel {
    /// Groups that have somebody.
    pub groups: Vec<PeopleGroup>,
    /// Who may add somebody.
    pub access: Access,
}

/// The people of one side or client.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PeopleGroup {
    /// The organisation's name.
    pub title: String,
    /// What they have in common: `Our team`, `Client`.
    pub note: String,
    /// The client's id, to add somebody to it; empty for the team.
    pub client: String,
    /// By name.
    pub rows: Vec<PersonRow>,
}

/// One person in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Name and job.
    pub person: Person,
    /// What they sign in with.
    pub email: String,
    /// What they may do.
    pub role: String,
    /// What they see: `All engagements`, `2 engagements`; for a client's people what they own.
    pub sees: String,
    /// Whether they may no longer sign in.
    pub is_disabled: bool,
}

/// Whether a person can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PersonStatus {
    /// Does not exist yet.
    #[default]
    New,
    /// Has no password yet: the welcome link was not used.
    Invited,
    /// Can sign in.
    Active,
    /// May no longer sign in.
    Disabled,
}

impl PersonStatus {
    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Invited => "No password yet",
            Self::Active => "Can sign in",
            Self::Disabled => "Disabled",
        }
    }
}

/// A person's form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonModel {
    /// What every form carries.
    pub form: RecordForm,
    /// Full name, as typed.
    pub name: String,
    /// What they sign in with, as typed.
    pub email: String,
    /// Their job, as typed.
    pub title: String,
    /// An IANA zone as typed; empty means their client's or the provider's.
    pub zone: String,
    /// Zones on offer while typing.
    pub zones: Vec<String>,
    /// Roles, each with what it means.
    pub roles: Options,
    /// Clients on offer.
    pub clients: Options,
    /// Engagements an agent may belong to.
    pub engagements: Vec<SelectOption>,
    /// Ids of the chosen ones.
    pub chosen: Vec<String>,
    /// Whether they can sign in.
    pub status: PersonStatus,
    /// Whether it is the viewer, who cannot shut themselves out.
    pub is_self: bool,
}

/// The page that shows a one-time link, once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WelcomeLinkModel {
    /// The person's id.
    pub id: String,
    /// Whose link it is.
    pub name: String,
    /// Where to send it.
    pub email: String,
    /// The whole address.
    pub link: String,
    /// How long it works, hours.
    pub hours: i64,
    /// Whether the person was added just now.
    pub is_new: bool,
}
