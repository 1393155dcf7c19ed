//! The place where people write: to whom, and what sending does.

use app::model::ticket::Composer;
use app::model::{FormErrors, Options, SelectOption};
use domain::people::Side;
use domain::sla::words::{Round, duration};
use domain::sla::{Basis, Target};
use domain::ticket::{Ticket, latest_next_update, longest_next_update, next_update};
use domain::time::Seconds;
use store::tickets::Detail;

use super::View;
use super::view::plural;

/// What is promised counts from when it is sent, but opening hours end when they end: so much time there is to write.
const TO_WRITE: Seconds = Seconds::minutes(15);
/// Earlier promises on offer, as far as the plan allows them.
const PROMISES: [Seconds; 9] = [
    Seconds::minutes(10),
    Seconds::minutes(15),
    Seconds::minutes(20),
    Seconds::minutes(30),
    Seconds::hours(1),
    Seconds::hours(2),
    Seconds::hours(4),
    Seconds::hours(8),
    Seconds::days(1),
];

/// A message that was refused.
#[derive(Debug, Clone, Default)]
pub struct FailedMessage {
    /// Whether it was meant for the team only.
    pub is_note: bool,
    /// The text.
    pub body: String,
    /// The promise that was chosen.
    pub promise: String,
    /// What the form calls itself.
    pub draft: String,
    /// What was wrong.
    pub errors: FormErrors,
}

impl View {
    /// The composer, with what a refused try left behind.
    pub fn composer(&self, detail: &Detail, failed: Option<FailedMessage>) -> Composer {
        let Detail { ticket, policy, windows, .. } = detail;
        let now = self.now();
        let failed = failed.unwrap_or_default();
        let is_staff = self.side() == Side::Staff;
        let next_update = next_update(ticket, policy);
        Composer {
            is_note: failed.is_note,
            body: failed.body,
            draft: if failed.draft.is_empty() { store::new_id() } else { failed.draft },
            recipients: self.recipients(ticket),
            effect: self.effect(ticket, next_update),
            promises: if is_staff && ticket.state.is_open() {
                let by_hours = latest_next_update(ticket, policy, windows, now).map(|latest| latest - now - TO_WRITE);
                promises(next_update, longest_next_update(ticket, policy).max(by_hours), &failed.promise)
            } else {
                Options::default()
            },
            errors: failed.errors,
        }
    }

    fn recipients(&self, ticket: &Ticket) -> String {
        let first = |name: &str| name.split_whitespace().next().unwrap_or(name).to_owned();
        if self.side() == Side::Client {
            return match &ticket.assignee {
                Some(person) => format!("{} at {}", first(&person.name), self.directory.provider_name()),
                None => self.directory.provider_name().to_owned(),
            };
        }
        match i32::try_from(ticket.participants.len()).unwrap_or(i32::MAX) {
            0 => first(&ticket.reporter.name),
            others => format!("{} and {}", first(&ticket.reporter.name), plural(others, "other")),
        }
    }

    fn effect(&self, ticket: &Ticket, next_update: Target) -> String {
        match (self.side(), ticket.state, own_time(next_update)) {
            (Side::Client, state, _) if state.is_waiting() => "Your answer lets the clocks run again.".to_owned(),
            (Side::Client, state, _) if !state.is_open() => "Writing here opens the issue again.".to_owned(),
            (Side::Staff, state, Some((_, time))) if state.is_open() => {
                format!("Resets the next-update clock to {time}.")
            }
            _ => String::new(),
        }
    }
}

/// The policy's own time to the next update, and the word before it: `in` `2 d`, `in` `48 h of opening hours`.
fn own_time(next_update: Target) -> Option<(&'static str, String)> {
    match next_update {
        Target::Within { target, basis: Basis::Calendar } => Some(("in", duration(target, Round::Down, true))),
        Target::Within { target, basis: Basis::Business } => {
            Some(("in", format!("{} of opening hours", duration(target, Round::Down, false))))
        }
        Target::SameBusinessDay { .. } => Some(("by", "closing time of the same business day".to_owned())),
        Target::Scheduled | Target::None => None,
    }
}

/// SLA.md rule 11: earlier than the plan's maximum. The first choice is the policy's own time.
fn promises(next_update: Target, longest: Option<Seconds>, chosen: &str) -> Options {
    let Some(longest) = longest else { return Options::default() };
    let own = own_time(next_update);
    let own = own.map_or_else(|| "No promise".to_owned(), |(word, time)| format!("Next update {word} {time}"));
    let earlier = PROMISES.into_iter().filter(|promise| *promise < longest).map(|promise| {
        SelectOption::new(
            (promise.get() / 60).to_string(),
            format!("Next update in {}", duration(promise, Round::Down, true)),
        )
    });
    Options::new(std::iter::once(SelectOption::new("", own)).chain(earlier), chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_choice_says_how_the_policy_counts() {
        let first = |next_update, longest| promises(next_update, longest, "").all.swap_remove(0).label;
        let within = |basis| Target::Within { target: Seconds::hours(48), basis };
        let maximum = Some(Seconds::days(1));
        assert_eq!(first(within(Basis::Calendar), Some(Seconds::hours(48))), "Next update in 2 d");
        assert_eq!(first(within(Basis::Business), maximum), "Next update in 48 h of opening hours");
        assert_eq!(first(Target::SAME_BUSINESS_DAY, maximum), "Next update by closing time of the same business day");
        assert_eq!(first(Target::None, maximum), "No promise");
        assert!(promises(Target::SAME_BUSINESS_DAY, None, "").all.is_empty(), "no opening hours are known");
    }
}
