//! A target as people type it: how it is counted, and for how long.

use super::TargetDraft;
use super::length::{read_length, write_length};
use crate::sla::policy::{Basis, Target};

impl TargetDraft {
    pub(super) fn of(target: Target) -> Self {
        let (kind, time) = match target {
            Target::Within { target, basis: Basis::Calendar } => ("calendar", write_length(target)),
            Target::Within { target, basis: Basis::Business } => ("business", write_length(target)),
            Target::SameBusinessDay { min_remaining } => ("same_day", write_length(min_remaining)),
            Target::Scheduled => ("scheduled", String::new()),
            Target::None => ("none", String::new()),
        };
        Self { kind: kind.to_owned(), time }
    }

    /// Whether it is as the form offers it.
    pub(super) fn is_untouched(&self) -> bool {
        matches!(self.kind.as_str(), "none" | "") && self.time.trim().is_empty()
    }

    pub(super) fn read(&self) -> Result<Target, String> {
        let within = |basis| read_length(&self.time).map(|target| Target::Within { target, basis });
        match self.kind.as_str() {
            "calendar" => within(Basis::Calendar),
            "business" => within(Basis::Business),
            "same_day" if self.time.trim().is_empty() => Ok(Target::SAME_BUSINESS_DAY),
            "same_day" => read_length(&self.time).map(|min_remaining| Target::SameBusinessDay { min_remaining }),
            "scheduled" => self.without_length(Target::Scheduled, "with a release"),
            "none" | "" => self.without_length(Target::None, "not promised"),
            _ => Err("Choose one of the ways in which it is counted.".to_owned()),
        }
    }

    /// A target without a length; one that was typed all the same does not get lost in silence.
    fn without_length(&self, target: Target, words: &str) -> Result<Target, String> {
        match self.time.trim() {
            "" => Ok(target),
            typed => Err(format!(
                "“{typed}” would count for nothing: the choice is “{words}”. Choose day and night, opening hours or same business day, or leave the length empty."
            )),
        }
    }
}
