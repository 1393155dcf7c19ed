//! The policy versions that tickets refer to.

use serde::{Deserialize, Serialize};

use super::{Policy, PolicyRef};
use crate::time::Timestamp;

/// All policy versions of a contract. It always has a fallback, so that a ticket whose policy is
/// missing still has deadlines (SLA.md rule 8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyBook {
    fallback: Policy,
    others: Vec<Policy>,
}

impl PolicyBook {
    /// A book whose fallback is the contract's policy in its current version.
    pub fn new(fallback: Policy) -> Self {
        Self { fallback, others: Vec::new() }
    }

    /// Adds another version or policy.
    #[must_use]
    pub fn with(mut self, policy: Policy) -> Self {
        self.others.push(policy);
        self
    }

    /// Adds another version or policy.
    pub fn insert(&mut self, policy: Policy) {
        self.others.push(policy);
    }

    /// The contract's fallback.
    pub fn fallback(&self) -> &Policy {
        &self.fallback
    }

    /// Every version in the book, the fallback first.
    pub fn iter(&self) -> impl Iterator<Item = &Policy> {
        std::iter::once(&self.fallback).chain(&self.others)
    }

    /// The version that counts for a reference: exactly it, else the newest version of the same policy,
    /// else the fallback. Never nothing.
    pub fn lookup(&self, reference: &PolicyRef) -> &Policy {
        let same = || self.iter().filter(|policy| policy.id == reference.id);
        same()
            .find(|policy| policy.version == reference.version)
            .or_else(|| same().max_by_key(|policy| policy.version))
            .unwrap_or(&self.fallback)
    }
}

impl AsRef<Self> for Policy {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl Policy {
    /// Of a policy's versions, oldest first, the one that counts for tickets reported at a moment (SLA.md rule 10);
    /// before the first takes effect, the first.
    pub fn version_at<P: AsRef<Self>>(versions: &[P], at: Timestamp) -> Option<&P> {
        let in_effect = versions.iter().rev().find(|policy| policy.as_ref().effective_from <= at);
        in_effect.or_else(|| versions.first())
    }
}
