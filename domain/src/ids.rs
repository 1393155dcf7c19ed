//! Names of things. Each id is its own type, so that a client is never passed where a product is meant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps a stored or generated id (UUID v7 in its simple form, or a readable slug in templates).
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(/// A buyer organisation: the tenant boundary.
    ClientId);
id!(/// Something that was sold.
    ProductId);
id!(/// One product delivered to one client.
    EngagementId);
id!(/// Contract terms: policy, calendar, cadence of duties.
    PlanId);
id!(/// A person on either side.
    PersonId);
id!(/// A ticket. People see its [`TicketKey`].
    TicketId);
id!(/// An SLA policy; its versions share this id.
    PolicyId);
id!(/// A calendar; its versions share this id.
    CalendarId);
id!(/// An uploaded file.
    AttachmentId);
id!(/// A known issue or another knowledge base page.
    ArticleId);
id!(/// A checklist: a template carried out on an engagement.
    ChecklistId);
id!(/// A checklist template; its versions share this id.
    TemplateId);
id!(/// A section of a checklist.
    SectionId);
id!(/// An item of a checklist.
    ItemId);
id!(/// One change to a checklist, named by the device that made it.
    OpId);

/// What people call a ticket: the client's prefix and a gapless number, like `ACME-42`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TicketKey {
    prefix: String,
    number: u32,
}

/// Why a text is not a ticket key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a ticket key is 2 to 8 capital letters or digits, a dash and a number, like ACME-42")]
pub struct TicketKeyError;

impl TicketKey {
    /// Joins a client's prefix and a number.
    ///
    /// # Errors
    /// When the prefix is not 2 to 8 capital letters or digits beginning with a letter, or the number is 0.
    pub fn new(prefix: &str, number: u32) -> Result<Self, TicketKeyError> {
        if number == 0 || !is_key_prefix(prefix) {
            return Err(TicketKeyError);
        }
        Ok(Self { prefix: prefix.to_owned(), number })
    }

    /// The client's part.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The running number within the client.
    pub fn number(&self) -> u32 {
        self.number
    }
}

/// Whether a text may be a client's ticket prefix: 2 to 8 capital letters or digits, a letter first.
pub fn is_key_prefix(text: &str) -> bool {
    (2..=8).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

impl fmt::Display for TicketKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.prefix, self.number)
    }
}

impl FromStr for TicketKey {
    type Err = TicketKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (prefix, number) = text.trim().rsplit_once('-').ok_or(TicketKeyError)?;
        let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0');
        let number = if digits { number.parse().map_err(|_| TicketKeyError)? } else { return Err(TicketKeyError) };
        Self::new(&prefix.to_ascii_uppercase(), number)
    }
}

impl TryFrom<String> for TicketKey {
    type Error = TicketKeyError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TicketKey> for String {
    fn from(key: TicketKey) -> Self {
        key.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_in_either_case_and_printed_in_capitals() {
        let key: TicketKey = "acme-42".parse().unwrap();
        assert_eq!(key.to_string(), "ACME-42");
        assert_eq!((key.prefix(), key.number()), ("ACME", 42));
    }

    #[test]
    fn keys_with_no_number_a_zero_or_a_foreign_letter_are_refused() {
        for bad in [
            "ACME",
            "ACME-",
            "ACME-0",
            "ACME-042",
            "A-1",
            "ÄCME-1",
            "ACME-4x",
            "4CME-1",
            "ACME-99999999999",
            "TOOLONGXX-1",
        ] {
            assert_eq!(bad.parse::<TicketKey>(), Err(TicketKeyError), "{bad}");
        }
    }
}
