//! The steps of a generated ticket: who gives which command, and how long after the one before.

use domain::people::PersonRef;
use domain::sla::{Policy, PriorityKey, PriorityRule, Target};
use domain::ticket::{Command, Facts, Impact, StateChange, TicketState};
use domain::time::Seconds;

use super::fate::Fate;
use super::seed::Seeded;
use super::texts::Family;
use super::wording::Wording;

/// One command and its place in time.
pub(super) struct Step {
    /// Seconds after the step before it.
    pub after: i64,
    /// For the last public words on an open ticket: so many seconds before now, if that is later.
    pub before_now: Option<i64>,
    pub by: Who,
    pub command: Command,
}

/// Who gives a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// The agent who works on it.
    Owner,
    /// Another agent of the team.
    Colleague,
    /// The client's person who reported it.
    Reporter,
}

/// Writes the steps of one ticket.
pub(super) struct Story<'a> {
    pub wording: &'a Wording<'a>,
    pub seeded: &'a mut Seeded,
    pub policy: &'a Policy,
    pub rule: &'a PriorityRule,
    pub owner: &'a PersonRef,
    pub steps: Vec<Step>,
}

impl Story<'_> {
    /// The steps that lead to `fate`.
    pub fn tell(mut self, fate: Fate) -> Vec<Step> {
        match fate {
            Fate::New => self.glance(),
            Fate::Triaged => {
                self.accept();
                self.first_reply();
            }
            Fate::InProgress => {
                self.accept();
                self.extra(Who::Colleague, |story| Command::Note { body: story.note(), attachments: Vec::new() }, 500);
                self.move_to(StateChange::to(TicketState::InProgress));
                self.first_reply();
            }
            Fate::WaitingOnClient => {
                self.ask();
                self.hold(Seconds::days(13));
            }
            Fate::WaitingOnThirdParty => self.wait_for_others(),
            Fate::Queued => self.plan(),
            Fate::Resolved => {
                self.accept();
                self.extra(Who::Owner, |story| Command::Note { body: story.note(), attachments: Vec::new() }, 400);
                self.solve();
            }
            Fate::ClosedQuickly => {
                self.give(Who::Owner, Command::Take);
                self.solve();
                self.close();
            }
            Fate::Closed => {
                self.accept();
                self.first_reply();
                if self.seeded.chance(200) {
                    self.raise();
                    self.solve();
                } else {
                    self.solve_after_thanks();
                }
                self.close();
            }
            Fate::ClosedAfterQuestion => {
                let place = self.ask();
                self.give(Who::Reporter, reply(self.wording.family.answers[place].clone()));
                self.solve();
                self.close();
            }
            Fate::Reopened => {
                self.give(Who::Owner, Command::Take);
                self.solve();
                let body = self.pick(|wording| &wording.texts.closing.reopens);
                self.later(Seconds::days(1), Seconds::days(5), Who::Reporter, Command::Reopen { body });
                self.solve();
                self.close();
            }
            Fate::Declined => self.decline(),
        }
        self.steps
    }

    /// Somebody may have looked at a new ticket already.
    fn glance(&mut self) {
        self.extra(Who::Owner, |_| Command::Take, 350);
        self.extra(Who::Colleague, |story| Command::Note { body: story.note(), attachments: Vec::new() }, 200);
    }

    fn accept(&mut self) {
        let needs_workaround = self.wording.impact <= Impact::Blocked;
        let workaround = if needs_workaround || self.seeded.chance(250) {
            self.pick(|wording| &wording.family.workarounds)
        } else {
            String::new()
        };
        self.give(Who::Owner, Command::Accept(Facts { workaround, ..Facts::default() }));
    }

    /// The first answer; on an open ticket it is the last public word, so its age decides the next-update clock.
    fn first_reply(&mut self) {
        let body = self.wording.first_reply(self.seeded);
        let before_now = self.last_word();
        self.give(Who::Owner, reply(body));
        if let Some(step) = self.steps.last_mut() {
            step.before_now = before_now;
        }
    }

    /// How long ago the last public words are: mostly well within the next-update target, sometimes close to its end,
    /// rarely beyond it.
    fn last_word(&mut self) -> Option<i64> {
        let Target::Within { target, .. } = self.rule.targets.next_update else { return None };
        let target = target.get();
        Some(match self.seeded.below(100) {
            0..8 => target + self.seeded.span(60, target / 2),
            8..25 => target - self.seeded.span(60, self.policy.warning.lead(Seconds::new(target)).get()),
            _ => self.seeded.span(60, target),
        })
    }

    /// Asks the client something and waits; gives the question's place, where its answer is too.
    fn ask(&mut self) -> usize {
        // What must be known before triage must be known before the client is asked, too.
        if self.rule.requires_before_triaged.is_empty() {
            self.give(Who::Owner, Command::Take);
        } else {
            self.accept();
        }
        let questions = &self.wording.family.questions;
        let place = self.seeded.index(questions.len());
        self.give(Who::Owner, reply(questions[place].clone()));
        self.soon(Who::Owner, Command::ChangeState(StateChange::to(TicketState::WaitingOnClient)));
        place
    }

    fn wait_for_others(&mut self) {
        self.accept();
        let body = self.wording.first_reply(self.seeded);
        self.give(Who::Owner, reply(body));
        let reason = self.pick(|wording| &wording.texts.closing.third_party);
        let change = StateChange { reason, ..StateChange::to(TicketState::WaitingOnThirdParty) };
        self.soon(Who::Owner, Command::ChangeState(change));
        self.hold(Seconds::days(6));
    }

    /// The last step happened at most so long ago: longer pauses would have ended by themselves.
    fn hold(&mut self, longest: Seconds) {
        let length = self.seeded.span(1_800, longest.get());
        if let Some(step) = self.steps.last_mut() {
            step.before_now = Some(length);
        }
    }

    fn plan(&mut self) {
        self.accept();
        let facts = Facts {
            business_impact: self.pick(|wording| &wording.texts.closing.impacts),
            target_window: self.pick(|wording| &wording.texts.closing.windows),
            owner: Some(self.owner.clone()),
            ..Facts::default()
        };
        let words = format!("It is planned for {}.", facts.target_window);
        self.move_to(StateChange { facts, ..StateChange::to(TicketState::Queued) });
        self.soon(Who::Owner, reply(words));
        if let Some(step) = self.steps.last_mut() {
            // The standard policy goes on promising updates for what is planned.
            let Target::Within { target, .. } = self.rule.targets.next_update else { return };
            step.before_now = Some(self.seeded.span(60, target.get()));
        }
    }

    fn solve(&mut self) {
        let reason = self.fix();
        self.resolve(reason);
    }

    /// The client is glad before the ticket is resolved: what they write afterwards opens it again.
    fn solve_after_thanks(&mut self) {
        let reason = self.fix();
        self.thank();
        self.resolve(reason);
    }

    /// Tells the client what was done. The reason in the file at the same place says the same thing in few words.
    fn fix(&mut self) -> String {
        let Family { fixes, reasons, .. } = self.wording.family;
        let place = self.seeded.index(fixes.len());
        self.give(Who::Owner, reply(fixes[place].clone()));
        reasons[place].clone()
    }

    fn resolve(&mut self, reason: String) {
        self.soon(Who::Owner, Command::ChangeState(StateChange { reason, ..StateChange::to(TicketState::Resolved) }));
    }

    fn thank(&mut self) {
        let body = self.pick(|wording| &wording.family.thanks);
        self.give(Who::Reporter, reply(body));
    }

    /// One priority up, but never to the worst: that one wakes people.
    fn raise(&mut self) {
        let rank = self.policy.priorities.iter().position(|rule| rule.key == self.rule.key).unwrap_or(0);
        let Some(better) = self.policy.priorities.get(rank.wrapping_sub(1)).filter(|_| rank > 1) else { return };
        let to = PriorityKey::new(better.key.as_str());
        let reason = self.pick(|wording| &wording.texts.closing.raises);
        self.give(Who::Colleague, Command::ChangePriority { to, reason });
    }

    fn close(&mut self) {
        let (by, command) = if self.seeded.chance(700) {
            (Who::Reporter, Command::Confirm)
        } else {
            (Who::Owner, Command::ChangeState(StateChange::to(TicketState::Closed)))
        };
        self.later(Seconds::hours(1), Seconds::days(4), by, command);
    }

    fn decline(&mut self) {
        self.give(Who::Owner, Command::Take);
        let body = self.pick(|wording| &wording.texts.closing.decline_replies);
        self.give(Who::Owner, reply(body));
        let reason = self.pick(|wording| &wording.texts.closing.declines);
        self.soon(Who::Owner, Command::ChangeState(StateChange { reason, ..StateChange::to(TicketState::Declined) }));
    }

    fn move_to(&mut self, change: StateChange) {
        self.give(Who::Owner, Command::ChangeState(change));
    }

    fn extra(&mut self, by: Who, command: impl Fn(&mut Self) -> Command, per_mille: u64) {
        if self.seeded.chance(per_mille) {
            let command = command(self);
            self.give(by, command);
        }
    }

    fn note(&mut self) -> String {
        self.pick(|wording| &wording.family.notes)
    }

    fn pick(&mut self, list: impl for<'w> Fn(&'w Wording<'w>) -> &'w Vec<String>) -> String {
        self.seeded.pick(list(self.wording)).clone()
    }

    /// After the time that work on such an issue takes.
    fn give(&mut self, by: Who, command: Command) {
        let (low, high) = match self.wording.impact {
            Impact::Stopped => (Seconds::minutes(2), Seconds::minutes(25)),
            Impact::Blocked => (Seconds::minutes(8), Seconds::hours(5)),
            Impact::Workaround => (Seconds::minutes(20), Seconds::hours(20)),
            Impact::Wish => (Seconds::hours(1), Seconds::days(4)),
        };
        self.later(low, high, by, command);
    }

    fn soon(&mut self, by: Who, command: Command) {
        self.later(Seconds::minutes(1), Seconds::minutes(10), by, command);
    }

    fn later(&mut self, low: Seconds, high: Seconds, by: Who, command: Command) {
        let after = self.seeded.span(low.get(), high.get());
        self.steps.push(Step { after, before_now: None, by, command });
    }
}

fn reply(body: String) -> Command {
    Command::Reply { body, attachments: Vec::new(), next_update_at: None }
}
