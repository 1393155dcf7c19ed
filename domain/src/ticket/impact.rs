//! What a client says about the damage, in plain words, and the priority a policy proposes from it.

use serde::{Deserialize, Serialize};

/// How bad it is, as the client says it. Clients never choose a priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Impact {
    /// Nobody can work, or data may be exposed.
    Stopped,
    /// An important part does not work and there is no way around it.
    Blocked,
    /// It is in the way, but there is a way around it.
    Workaround,
    /// A wish or a question; nothing is broken.
    Wish,
}

impl Impact {
    /// Every impact, worst first.
    pub const ALL: [Self; 4] = [Self::Stopped, Self::Blocked, Self::Workaround, Self::Wish];

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Blocked => "blocked",
            Self::Workaround => "workaround",
            Self::Wish => "wish",
        }
    }

    /// Reads a stored or submitted name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|impact| impact.as_str() == name)
    }

    /// The sentence the client chooses.
    pub fn label(self) -> &'static str {
        match self {
            Self::Stopped => "Everything has stopped",
            Self::Blocked => "Important work is blocked",
            Self::Workaround => "There is a way around it",
            Self::Wish => "It is a wish",
        }
    }

    /// What the sentence covers.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Stopped => "Nobody can work, or data may be at risk.",
            Self::Blocked => "Some people cannot do something that has to happen.",
            Self::Workaround => "Work goes on, but it costs time or is awkward.",
            Self::Wish => "Nothing is broken; it could be better.",
        }
    }

    /// The place in a list of `count` priorities, worst first, that this impact proposes.
    ///
    /// Four priorities map one to one; with fewer, the mildest impacts share the last.
    pub fn proposed_rank(self, count: usize) -> usize {
        let rank = match self {
            Self::Stopped => 0,
            Self::Blocked => 1,
            Self::Workaround => 2,
            Self::Wish => 3,
        };
        rank.min(count.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_priorities_map_one_to_one_and_three_share_the_last() {
        let four: Vec<_> = Impact::ALL.iter().map(|impact| impact.proposed_rank(4)).collect();
        let three: Vec<_> = Impact::ALL.iter().map(|impact| impact.proposed_rank(3)).collect();
        assert_eq!(four, [0, 1, 2, 3]);
        assert_eq!(three, [0, 1, 2, 2]);
    }

    #[test]
    fn every_impact_is_read_back_from_its_name() {
        for impact in Impact::ALL {
            assert_eq!(Impact::from_name(impact.as_str()), Some(impact));
        }
    }
}
