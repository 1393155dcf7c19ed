//! The iterator: one ticket at a time, in the order of their reports, holding no more than the directory.

use domain::ids::{ClientId, EngagementId, TicketKey};
use domain::people::{Actor, PersonRef, Side};
use domain::problem::Problem;
use domain::sla::{OpenWindows, Policy};
use domain::ticket::{Event, Report, Ticket, decide, report};
use domain::time::{Seconds, Timestamp};

use super::age::reported_at;
use super::directory;
use super::fate::Fate;
use super::seed::Seeded;
use super::story::{Step, Story, Who};
use super::texts::Texts;
use super::wording::Wording;
use crate::demo::world::{World, WorldError};

/// A generated ticket with its whole history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedTicket {
    /// What people call it: gapless per client, from 1.
    pub key: TicketKey,
    /// Whose it is.
    pub client: ClientId,
    /// Where it belongs.
    pub engagement: EngagementId,
    /// Everything that happened to it.
    pub events: Vec<Event>,
}

/// Generates `count` tickets for the clients of [`super::world`] with the same seed and instant, oldest first.
///
/// # Errors
/// [`WorldError`] when the compiled-in data files contradict themselves; a test generates from them.
pub fn tickets(seed: u64, count: u64, now: Timestamp) -> Result<Tickets, WorldError> {
    let texts = Texts::read()?;
    let world = directory::fill(&texts, seed, now)?;
    let stages = world.engagements.iter().map(|entry| stage(&world, entry)).collect::<Result<_, _>>()?;
    let numbers = vec![0; world.clients.len()];
    Ok(Tickets { seed, count, now, texts, stages, numbers, next: 0 })
}

/// See [`tickets`]. An item is an error only when the rules refuse a generated step.
pub struct Tickets {
    seed: u64,
    count: u64,
    now: Timestamp,
    texts: Texts,
    stages: Vec<Stage>,
    /// The last number given, by client.
    numbers: Vec<u32>,
    next: u64,
}

/// An engagement with what its tickets need.
struct Stage {
    id: EngagementId,
    client: ClientId,
    /// The client's place in [`Tickets::numbers`].
    place: usize,
    prefix: String,
    product: String,
    policy: Policy,
    team: Vec<PersonRef>,
    reporters: Vec<PersonRef>,
}

impl Iterator for Tickets {
    type Item = Result<GeneratedTicket, WorldError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next == self.count {
            return None;
        }
        let index = self.next;
        self.next += 1;
        Some(self.generate(index))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.count - self.next).unwrap_or(usize::MAX);
        (left, Some(left))
    }
}

impl Tickets {
    fn generate(&mut self, index: u64) -> Result<GeneratedTicket, WorldError> {
        let seeded = &mut Seeded::item(self.seed, index);
        let start = reported_at(seeded, index, self.count, self.now);
        let stage = seeded.pick(&self.stages);
        let wording = Wording::choose(&self.texts, seeded, &stage.product);
        let number = &mut self.numbers[stage.place];
        *number += 1;
        let key = TicketKey::new(&stage.prefix, *number).map_err(|error| refused(index, "key", error.to_string()))?;
        let reporter = seeded.pick(&stage.reporters).clone();
        let mut history = History::begin(stage, key, &wording, &reporter, start, index)?;

        let rule = stage
            .policy
            .priority(&history.ticket.priority)
            .ok_or_else(|| refused(index, "report", "the policy has no such priority".to_owned()))?;
        let age = self.now - start;
        let fate = Fate::draw(seeded, wording.impact, stage.policy.priorities.len() == 3, age);
        let owner = seeded.pick(&stage.team).clone();
        let colleague = seeded.pick(&stage.team).clone();
        let story = Story { wording: &wording, seeded, policy: &stage.policy, rule, owner: &owner, steps: Vec::new() };
        let steps = story.tell(fate);
        let times = times(&steps, start, self.now);
        for (number, (step, at)) in steps.iter().zip(times).enumerate() {
            let by = match step.by {
                Who::Owner => Actor::Staff(owner.clone()),
                Who::Colleague => Actor::Staff(colleague.clone()),
                Who::Reporter => Actor::Client(reporter.clone()),
            };
            history.give(step, &by, at).map_err(|what| refused(index, &format!("step {}", number + 1), what))?;
        }
        Ok(GeneratedTicket {
            key: history.ticket.key,
            client: stage.client.clone(),
            engagement: stage.id.clone(),
            events: history.events,
        })
    }
}

/// A ticket while its history is made.
struct History<'a> {
    policy: &'a Policy,
    ticket: Ticket,
    events: Vec<Event>,
}

impl<'a> History<'a> {
    fn begin(
        stage: &'a Stage,
        key: TicketKey,
        wording: &Wording<'_>,
        reporter: &PersonRef,
        at: Timestamp,
        index: u64,
    ) -> Result<Self, WorldError> {
        let by = Actor::Client(reporter.clone());
        let form = Report {
            engagement: stage.id.clone(),
            title: wording.title.clone(),
            what_happens: wording.what_happens.clone(),
            blocks: wording.blocks.clone(),
            impact: wording.impact.as_str().to_owned(),
            reporter: reporter.clone(),
            reported_at: None,
            attachments: Vec::new(),
        };
        let kind =
            report(&form, &by, &stage.policy, at).map_err(|problems| refused(index, "report", sentence(&problems)))?;
        let events = vec![Event { seq: 1, at, by, kind }];
        let ticket = Ticket::fold(key, &events).map_err(|error| refused(index, "report", error.to_string()))?;
        Ok(Self { policy: &stage.policy, ticket, events })
    }

    fn give(&mut self, step: &Step, by: &Actor, at: Timestamp) -> Result<(), String> {
        // The shipped policies promise updates around the clock.
        let hours = OpenWindows::always();
        let kinds =
            decide(&self.ticket, &step.command, by, self.policy, &hours, at).map_err(|problems| sentence(&problems))?;
        for kind in kinds {
            let event = Event { seq: self.ticket.version + 1, at, by: by.clone(), kind };
            self.ticket.apply(&event).map_err(|error| error.to_string())?;
            self.events.push(event);
        }
        Ok(())
    }
}

/// The instants of the steps: rising, and all before `now`; where they would not fit, the gaps shrink together.
fn times(steps: &[Step], start: Timestamp, now: Timestamp) -> Vec<Timestamp> {
    let room = (now - start).get() - 30;
    let wanted: i64 = steps.iter().map(|step| step.after).sum();
    let (numerator, denominator) = if wanted > room { (room.max(0), wanted) } else { (1, 1) };
    let mut even = start;
    let mut at = start;
    let mut times = Vec::with_capacity(steps.len());
    for step in steps {
        even = even + Seconds::new(step.after * numerator / denominator);
        let latest = step.before_now.map_or(at, |before| now - Seconds::new(before));
        at = even.max(latest).max(at);
        times.push(at);
    }
    times
}

fn stage(world: &World, entry: &crate::demo::world::DemoEngagement) -> Result<Stage, WorldError> {
    let engagement = &entry.engagement;
    let unknown = |kind| WorldError::Unknown { kind, name: engagement.id.to_string() };
    let place =
        world.clients.iter().position(|client| client.id == engagement.client).ok_or_else(|| unknown("client"))?;
    let policy =
        world.policies.iter().find(|policy| policy.id == engagement.policy).ok_or_else(|| unknown("policy"))?;
    let people = |wanted: &dyn Fn(&crate::demo::world::DemoPerson) -> bool| -> Vec<PersonRef> {
        let chosen = world.people.iter().filter(|person| wanted(person));
        chosen.map(|person| PersonRef { id: person.id.clone(), name: person.name.clone() }).collect()
    };
    Ok(Stage {
        id: engagement.id.clone(),
        client: engagement.client.clone(),
        place,
        prefix: world.clients[place].prefix.clone(),
        product: engagement.product.to_string(),
        policy: policy.clone(),
        team: people(&|person| person.role.side() == Side::Staff && entry.team.contains(&person.id)),
        reporters: people(&|person| person.client.as_ref() == Some(&engagement.client)),
    })
}

fn refused(index: u64, step: &str, what: String) -> WorldError {
    WorldError::Ticket { slug: format!("generated {index}"), step: step.to_owned(), what }
}

fn sentence(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
