//! Plays a ticket's description through the domain's own commands, so that only possible histories come out.

use domain::people::Actor;
use domain::problem::Problem;
use domain::sla::PriorityKey;
use domain::ticket::{Command, Event, EventKind, Facts, Report, StateChange, Ticket, ask, decide, next_step, report};
use domain::time::{Seconds, Timestamp};

use super::cast::{Cast, Keys, Stage};
use super::data::{Action, StepData, TicketData};
use super::pace;
use super::types::WorldError;

/// What a history is played against.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub cast: &'a Cast,
    pub keys: &'a Keys,
    pub now: Timestamp,
}

impl Scene<'_> {
    /// The events of a ticket that begins at `start`.
    ///
    /// # Errors
    /// [`WorldError`] naming the ticket, the step and the rule that refused it.
    pub fn play(&self, data: &TicketData, start: Timestamp) -> Result<Vec<Event>, WorldError> {
        let stage = self.cast.stage(&data.on)?;
        let refused = |step: String, what: String| WorldError::Ticket { slug: data.slug.clone(), step, what };
        let first = self.reported(data, stage, start)?;
        let mut events = vec![first];
        let key = self.keys.get(&data.slug)?.clone();
        let mut ticket = Ticket::fold(key, &events).map_err(|error| refused("report".to_owned(), error.to_string()))?;
        let times = pace::times(data, stage, start, self.now);
        for (number, (step, at)) in data.steps.iter().zip(times).enumerate() {
            let step_name = || format!("step {}", number + 1);
            escalate(stage, &mut ticket, &mut events, at).map_err(|what| refused(step_name(), what))?;
            let by = self.cast.actor(&step.by)?;
            let command = self
                .command(data, stage, step, at)?
                .ok_or_else(|| refused(step_name(), "“to” is missing or unknown".to_owned()))?;
            let kinds = decide(&ticket, &command, by, &stage.policy, &stage.windows, at)
                .map_err(|problems| refused(step_name(), sentence(&problems)))?;
            if kinds.is_empty() {
                return Err(refused(step_name(), "changes nothing".to_owned()));
            }
            for kind in kinds {
                let event = Event { seq: ticket.version + 1, at, by: by.clone(), kind };
                ticket.apply(&event).map_err(|error| refused(step_name(), error.to_string()))?;
                events.push(event);
            }
        }
        escalate(stage, &mut ticket, &mut events, self.now).map_err(|what| refused("escalation".to_owned(), what))?;
        Ok(events)
    }

    fn reported(&self, data: &TicketData, stage: &Stage, at: Timestamp) -> Result<Event, WorldError> {
        let by = self.cast.actor(data.written_by.as_ref().unwrap_or(&data.by))?.clone();
        let content = Report {
            engagement: stage.id.clone(),
            title: data.title.clone(),
            what_happens: data.happens.trim().to_owned(),
            blocks: data.blocks.clone(),
            impact: data.impact.as_str().to_owned(),
            reporter: self.cast.person(&data.by)?,
            reported_at: data.said.map(|said| at - said.0),
            attachments: Vec::new(),
        };
        let kind: EventKind = report(&content, &by, &stage.policy, at).map_err(|problems| WorldError::Ticket {
            slug: data.slug.clone(),
            step: "report".to_owned(),
            what: sentence(&problems),
        })?;
        Ok(Event { seq: 1, at, by, kind })
    }

    /// The command that a step stands for; `None` when `to` names nothing it could be.
    fn command(
        &self,
        data: &TicketData,
        stage: &Stage,
        step: &StepData,
        at: Timestamp,
    ) -> Result<Option<Command>, WorldError> {
        let text = || self.written(&step.text, stage, at);
        let owner = step.owner.as_ref().map(|name| self.cast.person(name)).transpose()?;
        let facts = Facts {
            workaround: step.workaround.clone(),
            business_impact: step.business_impact.clone(),
            target_window: step.target_window.clone(),
            owner,
        };
        let attachments = Vec::new;
        Ok(Some(match step.action {
            Action::Reply => Command::Reply {
                body: text()?,
                attachments: attachments(),
                next_update_at: step.promise.map(|promise| at + promise.0),
            },
            Action::Note => Command::Note { body: text()?, attachments: attachments() },
            Action::Take => Command::Take,
            Action::Accept => Command::Accept(facts),
            Action::Assign => Command::Assign { to: Some(self.cast.person(&step.to)?) },
            Action::Priority => Command::ChangePriority { to: PriorityKey::new(&step.to), reason: step.reason.clone() },
            Action::State => {
                let Some(to) = step.state() else { return Ok(None) };
                let duplicate_of = step.duplicate_of.as_ref().map(|slug| self.keys.get(slug).cloned()).transpose()?;
                Command::ChangeState(StateChange {
                    facts,
                    reason: step.reason.clone(),
                    duplicate_of,
                    ..StateChange::to(to)
                })
            }
            Action::Title => Command::EditTitle { title: step.text.clone() },
            Action::Link => {
                let Some(relation) = step.relation else { return Ok(None) };
                Command::Link { other: self.keys.get(&step.to)?.clone(), relation }
            }
            Action::Participant => Command::AddParticipant { person: self.cast.person(&step.to)? },
            Action::Snooze => {
                let length = step
                    .length
                    .ok_or_else(|| WorldError::Unknown { kind: "length of the snooze", name: data.slug.clone() })?;
                Command::Snooze { until: at + length.0 }
            }
            Action::Confirm => Command::Confirm,
            Action::Reopen => Command::Reopen { body: text()? },
        }))
    }

    /// A text with its places filled in: `[[slug]]` becomes a ticket's key, `{+20m}` the time of day 20 minutes later
    /// where the client is.
    fn written(&self, text: &str, stage: &Stage, at: Timestamp) -> Result<String, WorldError> {
        let mut out = String::new();
        let mut rest = text;
        while let Some(open) = rest.find(['[', '{']) {
            let (before, place) = rest.split_at(open);
            let (begin, end) = if place.starts_with('{') { ("{", "}") } else { ("[[", "]]") };
            let inner = place.strip_prefix(begin).and_then(|inner| inner.split_once(end));
            let (name, after) =
                inner.ok_or_else(|| WorldError::Unknown { kind: "place in a text", name: place.to_owned() })?;
            out.push_str(before);
            if begin == "{" {
                let span: super::span::Span = name
                    .trim_start_matches('+')
                    .parse()
                    .map_err(|_| WorldError::Unknown { kind: "time in a text", name: name.to_owned() })?;
                out.push_str(&pace::time_of_day(stage, at + span.0)?);
            } else {
                out.push_str(&self.keys.get(name)?.to_string());
            }
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }
}

/// Asks everybody who would have been asked before an instant, as the watcher does. What was missed is left to the
/// watcher, which finds it when the demo starts.
fn escalate(stage: &Stage, ticket: &mut Ticket, events: &mut Vec<Event>, before: Timestamp) -> Result<(), String> {
    let Some(chain) = &stage.policy.escalation_chain else { return Ok(()) };
    while let Some(step) = next_step(ticket, &stage.policy, |at| at).filter(|step| step.at < before) {
        let kind = ask(&step, ticket, chain, &stage.reachable);
        let event = Event { seq: ticket.version + 1, at: step.at, by: Actor::System, kind };
        ticket.apply(&event).map_err(|error| error.to_string())?;
        events.push(event);
    }
    Ok(())
}

/// The shortest time a ticket takes from its report to its last step.
pub(super) fn length(data: &TicketData) -> Seconds {
    data.steps.iter().filter_map(|step| step.after).fold(Seconds::ZERO, |sum, after| sum + after.0)
}

fn sentence(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
