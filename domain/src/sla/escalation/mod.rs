//! Whom a policy asks, one after the other, when nobody takes a ticket that must not wait.
//!
//! # Layout
//! - this file: [`Chain`] and its parts, as they stand in a policy's document
//! - `check`: what is wrong with a chain; `form`: a chain as people type it; `differs`: what another one would change
//! - `quiet` (feature `native`): the hours in which nobody is woken
//!
//! When a step is due and who is asked is decided in [`crate::ticket::next_step`].

mod check;
mod differs;
mod form;
#[cfg(feature = "native")]
mod quiet;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use form::{ChainForm, LevelForm};

use super::local::LocalTime;
use super::policy::{Policy, PriorityKey};
use crate::ids::PersonId;
use crate::time::Seconds;

/// The most levels a chain has.
pub const LEVELS_MAX: usize = 3;
/// How often a chain may begin again at most.
pub const REPEATS_MAX: u32 = 5;
/// The longest time a level may wait for an answer.
pub const WAIT_MAX: Seconds = Seconds::days(7);

/// What begins a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A ticket of this priority is there and nobody has taken it: reported, raised to it, or reopened by the client.
    New,
    /// One of its promises is about to be missed.
    Warning,
    /// One of its promises was missed.
    Breach,
}

impl Trigger {
    /// Every trigger, the earliest first.
    pub const ALL: [Self; 3] = [Self::New, Self::Warning, Self::Breach];

    /// The stored name, also used in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Warning => "warning",
            Self::Breach => "breach",
        }
    }

    /// Reads a stored or submitted name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trigger| trigger.as_str() == name)
    }

    /// The words on screen, after "When".
    pub const fn label(self) -> &'static str {
        match self {
            Self::New => "it is reported, raised or reopened",
            Self::Warning => "a promise is due soon",
            Self::Breach => "a promise is missed",
        }
    }
}

/// Somebody whom a level asks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Recipient {
    /// Who works on the ticket.
    Assignee,
    /// The named owner of the engagement on the provider's side.
    SupplierOwner,
    /// The named owner of the engagement on the client's side. They are told; taking a ticket is the provider's.
    BuyerOwner,
    /// Every admin.
    Admins,
    /// One of the provider's people.
    Person {
        /// Who.
        id: PersonId,
    },
}

impl Recipient {
    /// The roles, in the order in which forms show them; a named person comes besides.
    pub const ROLES: [Self; 4] = [Self::Assignee, Self::SupplierOwner, Self::BuyerOwner, Self::Admins];

    /// The name in forms; a person's is `person`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Assignee => "assignee",
            Self::SupplierOwner => "supplier_owner",
            Self::BuyerOwner => "buyer_owner",
            Self::Admins => "admins",
            Self::Person { .. } => "person",
        }
    }

    /// The words on screen.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Assignee => "The ticket's owner",
            Self::SupplierOwner => "The provider's owner of the engagement",
            Self::BuyerOwner => "The client's owner of the engagement",
            Self::Admins => "Every admin",
            Self::Person { .. } => "A named person",
        }
    }
}

/// People who are asked together, and how long they have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Who.
    pub who: Vec<Recipient>,
    /// How long they have to acknowledge before the next level is asked.
    pub wait: Seconds,
}

/// Hours of the day in which nobody is asked; a step that falls into them waits for their end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// When they begin, on the wall clock of the engagement's calendar.
    pub from: LocalTime,
    /// When they end; earlier than the beginning means on the next day.
    pub to: LocalTime,
}

/// Whom a policy asks, one level after the other, until somebody acknowledges.
///
/// Acknowledging is what it is for the clock of that name, and then some: somebody of the provider takes the ticket,
/// answers the client, or moves it to another state. Notes and the client's own messages end nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// What begins it, by priority. A priority that is not here never escalates.
    pub triggers: BTreeMap<PriorityKey, BTreeSet<Trigger>>,
    /// At most [`LEVELS_MAX`], the first to be asked first.
    pub levels: Vec<Level>,
    /// How often it begins again when the last level has not acknowledged either.
    #[serde(default)]
    pub repeats: u32,
    /// When nobody is asked. The policy's worst priority knows no quiet hours.
    #[serde(default)]
    pub quiet: Option<QuietHours>,
}

impl Chain {
    /// Whether a trigger begins it for a priority.
    pub fn begins(&self, priority: &PriorityKey, trigger: Trigger) -> bool {
        self.triggers.get(priority).is_some_and(|triggers| triggers.contains(&trigger))
    }

    /// A level by its number, from 1.
    pub fn level(&self, number: u32) -> Option<&Level> {
        self.levels.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// Level and round after those, from 1 each; `None` when everybody has been asked often enough.
    pub fn after(&self, level: u32, round: u32) -> Option<(u32, u32)> {
        if self.level(level + 1).is_some() {
            return Some((level + 1, round));
        }
        (round <= self.repeats && !self.levels.is_empty()).then_some((1, round + 1))
    }
}

impl Policy {
    /// Whether a priority is the policy's worst, which knows no quiet hours.
    pub fn is_worst(&self, priority: &PriorityKey) -> bool {
        self.priorities.first().is_some_and(|worst| worst.key == *priority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(levels: usize, repeats: u32) -> Chain {
        let level = Level { who: vec![Recipient::Admins], wait: Seconds::minutes(5) };
        let new = BTreeSet::from([Trigger::New]);
        Chain {
            triggers: BTreeMap::from([(PriorityKey::new("p0"), new)]),
            levels: vec![level; levels],
            repeats,
            quiet: None,
        }
    }

    #[test]
    fn levels_follow_each_other_and_the_chain_begins_again_as_often_as_it_says() {
        let chain = chain(2, 1);
        let steps = std::iter::successors(Some((1, 1)), |(level, round)| chain.after(*level, *round));
        // A chain that never ends is cut off.
        assert_eq!(steps.take(9).collect::<Vec<_>>(), [(1, 1), (2, 1), (1, 2), (2, 2)]);
        assert_eq!(self::chain(0, 3).after(0, 1), None, "a chain of nobody asks nobody");
        assert_eq!((chain.level(0), chain.level(3)), (None, None));
    }

    #[test]
    fn only_the_named_priorities_and_triggers_begin_it() {
        let chain = chain(1, 0);
        assert!(chain.begins(&PriorityKey::new("p0"), Trigger::New));
        assert!(!chain.begins(&PriorityKey::new("p0"), Trigger::Breach));
        assert!(!chain.begins(&PriorityKey::new("p1"), Trigger::New));
    }

    #[cfg(feature = "native")]
    #[test]
    fn only_the_first_priority_of_a_policy_is_its_worst() {
        let mut policy = crate::sla::templates::policy_by_key("hrm-route").unwrap();
        let worst = |policy: &Policy| ["p0", "p1", "p2", "p9"].map(|key| policy.is_worst(&PriorityKey::new(key)));
        assert_eq!(worst(&policy), [true, false, false, false]);
        policy.priorities.clear();
        assert_eq!(worst(&policy), [false; 4], "without priorities none is");
    }

    #[test]
    fn a_chain_is_read_back_from_its_document() {
        let chain = Chain {
            quiet: Some(QuietHours { from: "22:00".parse().unwrap(), to: "07:00".parse().unwrap() }),
            levels: vec![Level {
                who: vec![Recipient::BuyerOwner, Recipient::Person { id: PersonId::new("mira") }],
                wait: Seconds::minutes(5),
            }],
            ..chain(1, 2)
        };
        let document = serde_json::to_string(&chain).unwrap();
        assert_eq!(serde_json::from_str::<Chain>(&document).unwrap(), chain, "{document}");
        assert!(serde_json::from_str::<Chain>(r#"{"triggers":{},"levels":[],"loud":true}"#).is_err());
    }

    #[test]
    fn every_name_is_read_back() {
        for trigger in Trigger::ALL {
            assert_eq!(Trigger::from_name(trigger.as_str()), Some(trigger));
        }
        assert_eq!(Trigger::from_name("reported"), None);
    }
}
