//! People on both sides.

use domain::ids::{ClientId, EngagementId, PersonId};
use domain::people::{Actor, Email, PersonRef, Role, Side};
use domain::problem::{Problem, text};
use surrealdb::types::{RecordId, SurrealValue, vars};

use crate::Store;
use crate::access::Scope;
use crate::error::{SaveError, StoreError};
use crate::outbox::{Change, Topic};
use crate::record::{key_text, record};

const NAME_MAX: usize = 80;

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// As others read it.
    pub name: String,
    /// What they sign in with; unique.
    pub email: Email,
    /// What they may do.
    pub role: Role,
    /// Whose they are, for clients' people.
    pub client: Option<ClientId>,
    /// Their job, as others read it; may be empty.
    pub title: String,
    /// The IANA zone they read times in; empty means their client's or the provider's.
    pub zone: String,
    /// Whether they may no longer sign in.
    pub disabled: bool,
    /// The engagements an agent belongs to: those they were chosen for, and those they own on our side.
    pub engagements: Vec<EngagementId>,
    /// Those of them that are theirs only because they own them: not to be chosen, and gone with the owning.
    pub by_owning: Vec<EngagementId>,
    /// Counts saves: what an editor saw when they began to type.
    pub rev: u32,
}

/// What the form "Person" carries. Texts as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonDraft {
    /// As others read it.
    pub name: String,
    /// What they sign in with.
    pub email: String,
    /// A role's stored name.
    pub role: String,
    /// A client's id, for clients' people; empty otherwise.
    pub client: String,
    /// Their job; may be empty.
    pub title: String,
    /// An IANA zone; may be empty.
    pub zone: String,
    /// Whether they may no longer sign in.
    pub disabled: bool,
    /// Engagement ids, for agents.
    pub engagements: Vec<String>,
}

impl PersonDraft {
    /// A person as the form shows them: with the engagements that were chosen for them.
    pub fn of(person: &Person) -> Self {
        let chosen = person.engagements.iter().filter(|id| !person.by_owning.contains(id));
        Self {
            name: person.name.clone(),
            email: person.email.as_str().to_owned(),
            role: person.role.as_str().to_owned(),
            client: person.client.as_ref().map_or_else(String::new, ToString::to_string),
            title: person.title.clone(),
            zone: person.zone.clone(),
            disabled: person.disabled,
            engagements: chosen.map(ToString::to_string).collect(),
        }
    }
}

/// A person with what is needed to check a password.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Who.
    pub person: Person,
    /// The Argon2id hash in PHC form; `None` before the welcome link was used.
    pub password_hash: Option<String>,
}

impl Person {
    /// The side they are on.
    pub fn side(&self) -> Side {
        self.role.side()
    }

    /// How they are written into events.
    pub fn reference(&self) -> PersonRef {
        PersonRef { id: self.id.clone(), name: self.name.clone() }
    }

    /// Them as the author of an event.
    pub fn actor(&self) -> Actor {
        match self.side() {
            Side::Staff => Actor::Staff(self.reference()),
            Side::Client => Actor::Client(self.reference()),
        }
    }
}

#[derive(SurrealValue, Clone)]
pub(crate) struct PersonRow {
    id: RecordId,
    name: String,
    email: String,
    role: String,
    client: Option<String>,
    title: String,
    zone: String,
    disabled: bool,
    engagements: Vec<String>,
    rev: i64,
}

impl PersonRow {
    pub(crate) fn into_person(self) -> Result<Person, StoreError> {
        let damaged = |what: &str| StoreError::damaged(["person:", key_text(&self.id)].concat(), what);
        Ok(Person {
            id: PersonId::new(key_text(&self.id)),
            role: Role::from_name(&self.role).ok_or_else(|| damaged("unknown role"))?,
            email: Email::parse(&self.email).map_err(|_| damaged("unreadable e-mail address"))?,
            name: self.name,
            client: self.client.map(ClientId::new),
            title: self.title,
            zone: self.zone,
            disabled: self.disabled,
            engagements: self.engagements.into_iter().map(EngagementId::new).collect(),
            by_owning: Vec::new(),
            rev: u32::try_from(self.rev).unwrap_or_default(),
        })
    }

    pub(crate) fn of(person: &Person) -> Self {
        Self {
            id: record("person", person.id.as_str()),
            name: person.name.clone(),
            email: person.email.as_str().to_owned(),
            role: person.role.as_str().to_owned(),
            client: person.client.as_ref().map(|id| id.as_str().to_owned()),
            title: person.title.clone(),
            zone: person.zone.clone(),
            disabled: person.disabled,
            engagements: person.engagements.iter().map(|id| id.as_str().to_owned()).collect(),
            rev: i64::from(person.rev),
        }
    }
}

pub(super) const FIND_BY_EMAIL: &str = "SELECT * FROM person WHERE email = $email LIMIT 1";
const PERSON: &str = "SELECT * FROM ONLY $person";
const PASSWORD_OF: &str = "SELECT VALUE password FROM ONLY $credential";

impl Store {
    /// Who signs in with an address, and their password hash. For the sign-in only.
    pub async fn person_by_email(&self, email: &Email) -> Result<Option<Credentials>, StoreError> {
        let found: Vec<PersonRow> = self.db.read(FIND_BY_EMAIL, vars! { email: email.as_str() }).await?;
        let Some(row) = found.into_iter().next() else { return Ok(None) };
        let person = self.directory().with_owned(row.into_person()?);
        let credential = record("credential", person.id.as_str());
        let password_hash = self.db.read(PASSWORD_OF, vars! { credential: credential }).await?;
        Ok(Some(Credentials { person, password_hash }))
    }

    /// A person as stored, whether or not the directory knows them yet.
    pub(super) async fn person_of_record(&self, id: &PersonId) -> Result<Option<Person>, StoreError> {
        let row: Option<PersonRow> = self.db.read(PERSON, vars! { person: record("person", id.as_str()) }).await?;
        let person = row.map(PersonRow::into_person).transpose()?;
        Ok(person.map(|person| self.directory().with_owned(person)))
    }

    /// Adds a person. Problems name `name`, `email`, `role`, `client`, `zone`, `title` or `engagements`.
    pub async fn create_person(&self, scope: &Scope, by: &Actor, draft: &PersonDraft) -> Result<PersonId, SaveError> {
        if !scope.may_administer() {
            return Err(SaveError::Forbidden);
        }
        let id = PersonId::new(crate::new_id());
        let person = self.check_person(id.clone(), draft, 1)?;
        self.create_record(PersonRow::of(&person), Change::by(Topic::Directory, by)).await.map_err(email_taken)?;
        Ok(id)
    }

    /// Saves a person over revision `rev`. A person that becomes disabled is signed out everywhere.
    pub async fn update_person(
        &self,
        scope: &Scope,
        by: &Actor,
        id: &PersonId,
        rev: u32,
        draft: &PersonDraft,
    ) -> Result<(), SaveError> {
        if !scope.may_administer() {
            return Err(SaveError::Forbidden);
        }
        let person = self.check_person(id.clone(), draft, rev + 1)?;
        self.update_record(
            record("person", id.as_str()),
            rev,
            PersonRow::of(&person),
            Change::by(Topic::Directory, by),
        )
        .await
        .map_err(email_taken)?;
        if person.disabled {
            self.revoke_all_sessions(id).await?;
        }
        Ok(())
    }

    fn check_person(&self, id: PersonId, draft: &PersonDraft, rev: u32) -> Result<Person, SaveError> {
        let directory = self.directory();
        let mut problems = Vec::new();
        let name = keep(&mut problems, text("name", "The name", &draft.name, NAME_MAX));
        let email = keep(&mut problems, Email::parse(&draft.email).map(Some));
        let role = Role::from_name(&draft.role);
        let title = keep(&mut problems, domain::problem::optional_text("title", "The title", &draft.title, NAME_MAX));
        let zone = draft.zone.trim();
        if !zone.is_empty() && !crate::directory::is_zone(zone) {
            problems.push(crate::directory::zone_problem(zone));
        }
        let client = (!draft.client.is_empty()).then(|| ClientId::new(draft.client.clone()));
        match role.map(Role::side) {
            None => problems.push(Problem::new("role", "Choose a role: admin, agent, client owner or client member.")),
            Some(Side::Staff) if client.is_some() => {
                problems.push(Problem::new(
                    "client",
                    "Staff belong to no client. Leave the client empty or choose a client's role.",
                ));
            }
            Some(Side::Client) if client.as_ref().is_none_or(|id| directory.client(id).is_none()) => {
                problems.push(Problem::new("client", "Choose the client this person belongs to."));
            }
            Some(_) => {}
        }
        let engagements: Vec<EngagementId> = draft.engagements.iter().cloned().map(EngagementId::new).collect();
        if engagements.iter().any(|id| directory.engagement(id).is_none()) {
            problems.push(Problem::new("engagements", "One of the chosen engagements no longer exists. Choose again."));
        }
        match (role, email) {
            (Some(role), Some(email)) if problems.is_empty() => Ok(Person {
                id,
                name,
                email,
                role,
                client,
                title: title.unwrap_or_default(),
                zone: zone.to_owned(),
                disabled: draft.disabled,
                engagements: if role == Role::Agent { engagements } else { Vec::new() },
                by_owning: Vec::new(),
                rev,
            }),
            _ => Err(SaveError::Refused(problems)),
        }
    }
}

/// Keeps a checked value, or its problem and an empty value.
pub(crate) fn keep<T: Default>(problems: &mut Vec<Problem>, checked: Result<T, Problem>) -> T {
    checked.unwrap_or_else(|problem| {
        problems.push(problem);
        T::default()
    })
}

fn email_taken(error: SaveError) -> SaveError {
    match error {
        SaveError::Store(store) if store.is_taken() => {
            SaveError::refused("email", "Another person signs in with this address. Use a different one.")
        }
        other => other,
    }
}
