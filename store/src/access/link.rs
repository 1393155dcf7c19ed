//! One-time links: a person proves by a mailed or printed secret that they may set a password.

use domain::ids::PersonId;
use domain::time::{Seconds, Timestamp};
use surrealdb::types::{Value, vars};
use thiserror::Error;

use super::{Person, PersonRow, Token};
use crate::Store;
use crate::error::StoreError;
use crate::record::record;

/// How long a welcome link can be used (SECURITY.md, Identity).
pub const WELCOME_LINK_LIFE: Seconds = Seconds::hours(72);

/// What a link is for; it works for nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Set the first password.
    Welcome,
}

impl LinkPurpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
        }
    }

    fn life(self) -> Seconds {
        match self {
            Self::Welcome => WELCOME_LINK_LIFE,
        }
    }
}

/// Why a link did nothing.
#[derive(Debug, Error)]
pub enum LinkError {
    /// Unknown, used, expired, for another purpose, or the person may not sign in. One answer for all of them.
    #[error("this link has been used or has expired; ask for a new one")]
    Unusable,
    /// The database's own trouble.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The links of `$owner` for `$purpose` that still work, besides `$link`: a person has one at a time.
macro_rules! other_links {
    () => {
        "SELECT VALUE id FROM link WHERE person = $owner AND purpose = $purpose AND used_at = NONE AND id != $link"
    };
}
#[cfg(test)]
pub(super) const OTHERS: &str = other_links!();
const ISSUE: &str = concat!(
    "{
    LET $others = (",
    other_links!(),
    ");
    DELETE $others;
    CREATE ONLY $link CONTENT { person: $owner, purpose: $purpose, expires_at: $expires_at } RETURN NONE;
    RETURN NONE;
}"
);
const PEEK: &str = "{
    LET $found = (SELECT * FROM ONLY $link);
    IF $found = NONE OR $found.used_at != NONE OR $found.purpose != $purpose OR $found.expires_at <= $now { RETURN NONE };
    RETURN (SELECT * FROM ONLY type::record('person', $found.person));
}";
const CONSUME: &str = concat!(
    "{
    LET $found = (SELECT * FROM ONLY $link);
    IF $found = NONE OR $found.used_at != NONE OR $found.purpose != $purpose OR $found.expires_at <= $now { RETURN NONE };
    LET $owner = $found.person;
    LET $person = (SELECT * FROM ONLY type::record('person', $owner));
    IF $person = NONE OR $person.disabled = true { RETURN NONE };
    LET $others = (",
    other_links!(),
    ");
    DELETE $others;
    UPDATE ONLY $link SET used_at = $now RETURN NONE;
    UPSERT ONLY type::record('credential', $owner) CONTENT { password: $password } RETURN NONE;
    RETURN $person;
}"
);

impl Store {
    /// Makes a link for a person and spends their earlier ones for the same purpose: who asks for a new link because
    /// the old one went astray wants that one dead. The token goes into the address and is kept nowhere.
    pub async fn issue_link(
        &self,
        person: &PersonId,
        purpose: LinkPurpose,
        now: Timestamp,
    ) -> Result<Token, StoreError> {
        let token = Token::random();
        let vars = vars! {
            link: record("link", &token.hash()),
            owner: person.as_str(),
            purpose: purpose.as_str(),
            expires_at: (now + purpose.life()).unix(),
        };
        self.db.write::<Value>(ISSUE, vars).await?;
        Ok(token)
    }

    /// Whose link it is, without using it.
    pub async fn peek_link(&self, token: &Token, purpose: LinkPurpose, now: Timestamp) -> Result<Person, LinkError> {
        let vars = vars! { link: record("link", &token.hash()), purpose: purpose.as_str(), now: now.unix() };
        self.usable(self.db.read(PEEK, vars).await?)
    }

    /// Uses a link: sets the password (already hashed) and spends the link and every other one of the person for the
    /// same purpose, in one transaction.
    pub async fn consume_link(
        &self,
        token: &Token,
        purpose: LinkPurpose,
        password_hash: &str,
        now: Timestamp,
    ) -> Result<Person, LinkError> {
        let vars = vars! {
            link: record("link", &token.hash()),
            purpose: purpose.as_str(),
            now: now.unix(),
            password: password_hash,
        };
        self.usable(self.db.write(CONSUME, vars).await?)
    }

    fn usable(&self, row: Option<PersonRow>) -> Result<Person, LinkError> {
        let person = row.ok_or(LinkError::Unusable)?.into_person()?;
        if person.disabled { Err(LinkError::Unusable) } else { Ok(self.directory().with_owned(person)) }
    }
}
