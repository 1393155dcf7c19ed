//! People, the side they are on, and what their role lets them do.

use serde::{Deserialize, Serialize};

use crate::ids::PersonId;

/// Which side of the contract a person is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The provider's own people.
    Staff,
    /// A client's people.
    Client,
}

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Staff: everything, on every engagement.
    Admin,
    /// Staff: the tickets of the engagements they belong to.
    Agent,
    /// Client: reports issues, signs readiness and acceptance, is the escalation owner.
    ClientOwner,
    /// Client: reports issues and follows them.
    ClientMember,
}

impl Role {
    /// Every role, staff first.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Agent, Self::ClientOwner, Self::ClientMember];

    /// The side this role is on.
    pub fn side(self) -> Side {
        match self {
            Self::Admin | Self::Agent => Side::Staff,
            Self::ClientOwner | Self::ClientMember => Side::Client,
        }
    }

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Agent => "agent",
            Self::ClientOwner => "client_owner",
            Self::ClientMember => "client_member",
        }
    }

    /// Reads a stored or submitted name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Admin => "Admin",
            Self::Agent => "Agent",
            Self::ClientOwner => "Client owner",
            Self::ClientMember => "Client member",
        }
    }

    /// Whether the role may create and edit clients, products, plans, engagements and people.
    pub fn may_administer(self) -> bool {
        self == Self::Admin
    }
}

/// A person as written into an event: the id, and the name at that moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRef {
    /// Who.
    pub id: PersonId,
    /// Their name when it happened; history does not change when a person is renamed.
    pub name: String,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "side", rename_all = "snake_case")]
pub enum Actor {
    /// One of the provider's people.
    Staff(PersonRef),
    /// One of the client's people.
    Client(PersonRef),
    /// Aftercare itself: a clock ran out, a snooze ended.
    System,
}

impl Actor {
    /// The person, if it was one.
    pub fn person(&self) -> Option<&PersonRef> {
        match self {
            Self::Staff(person) | Self::Client(person) => Some(person),
            Self::System => None,
        }
    }

    /// The name to show.
    pub fn name(&self) -> &str {
        self.person().map_or("Aftercare", |person| &person.name)
    }

    /// Whether one of the provider's people did it.
    pub fn is_staff(&self) -> bool {
        matches!(self, Self::Staff(_))
    }

    /// Whether one of the client's people did it.
    pub fn is_client(&self) -> bool {
        matches!(self, Self::Client(_))
    }
}

/// An e-mail address, kept in lower case, good enough to be mailed to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Reads an address.
    ///
    /// # Errors
    /// A [`crate::problem::Problem`] on `email` when it is not of the form `name@domain.tld`.
    pub fn parse(text: &str) -> Result<Self, crate::problem::Problem> {
        let text = text.trim().to_lowercase();
        let ok = text.len() <= 254
            && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>(),;:\\\"[]".contains(c))
            && text.split_once('@').is_some_and(|(name, domain)| {
                !name.is_empty()
                    && name.len() <= 64
                    && !domain.contains('@')
                    && domain.contains('.')
                    && domain.split('.').all(|part| !part.is_empty() && !part.starts_with('-') && !part.ends_with('-'))
            });
        if ok {
            Ok(Self(text))
        } else {
            Err(crate::problem::Problem::new("email", "This is not an e-mail address. Write it like name@example.com."))
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_in_lower_case_and_nonsense_is_named() {
        assert_eq!(Email::parse(" Ruth.Bell@Brimley.Example ").unwrap().as_str(), "ruth.bell@brimley.example");
        for bad in [
            "",
            "ruth",
            "ruth@",
            "@x.example",
            "a b@x.example",
            "a@b@c.example",
            "a@localhost",
            "a@x..example",
            "a@-x.example",
        ] {
            assert_eq!(Email::parse(bad).unwrap_err().field, "email", "{bad}");
        }
    }

    #[test]
    fn every_role_is_read_back_from_its_name() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.as_str()), Some(role));
        }
        assert_eq!(Role::from_name("root"), None);
    }
}
