//! The data files as they are written. Unknown fields are refused, so a typing error is found by a test.

use domain::sla::Metric;
use domain::ticket::{Impact, Relation, TicketState};
use serde::Deserialize;

use super::span::Span;

const WORLD: &str = include_str!("../../../demo/world.toml");
const TICKETS: [(&str, &str); 3] = [
    ("acme.toml", include_str!("../../../demo/acme.toml")),
    ("brim.toml", include_str!("../../../demo/brim.toml")),
    ("luma.toml", include_str!("../../../demo/luma.toml")),
];

/// Everything that the files say.
pub(super) struct Data {
    pub world: WorldData,
    pub tickets: Vec<TicketData>,
}

impl Data {
    /// Reads the files that are compiled in.
    pub fn read() -> Result<Self, super::WorldError> {
        let refused = |file: &str, error: toml::de::Error| super::WorldError::File {
            file: file.to_owned(),
            what: error.to_string(),
        };
        let world = toml::from_str(WORLD).map_err(|error| refused("world.toml", error))?;
        let mut tickets = Vec::new();
        for (file, text) in TICKETS {
            let part: TicketFile = toml::from_str(text).map_err(|error| refused(file, error))?;
            tickets.extend(part.ticket);
        }
        Ok(Self { world, tickets })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WorldData {
    pub provider: String,
    pub password: String,
    pub client: Vec<ClientData>,
    pub product: Vec<ProductData>,
    pub calendar: Vec<CalendarData>,
    pub escalation: Vec<EscalationData>,
    pub plan: Vec<PlanData>,
    pub engagement: Vec<EngagementData>,
    pub person: Vec<PersonData>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClientData {
    pub id: String,
    pub name: String,
    pub prefix: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProductData {
    pub id: String,
    pub name: String,
    pub description: String,
    pub policy: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarData {
    pub id: String,
    pub name: String,
    pub zone: String,
}

/// Somebody of the team who is asked between the first level of a policy's template and the others.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EscalationData {
    pub policy: String,
    /// How long the first level has.
    pub first_wait: Span,
    pub then: String,
    /// How long they have.
    pub wait: Span,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanData {
    pub id: String,
    pub name: String,
    pub policy: String,
    pub calendar: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EngagementData {
    pub id: String,
    pub client: String,
    pub product: String,
    pub phase: domain::engagement::Phase,
    /// Days from today; nothing where no date is agreed.
    pub go_live: Option<i32>,
    pub plan: String,
    pub calendar: String,
    pub supplier_owner: String,
    pub buyer_owner: String,
    /// The agents who belong to it; admins see everything.
    pub team: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonData {
    pub id: String,
    pub name: String,
    pub email: String,
    pub title: String,
    pub role: domain::people::Role,
    pub client: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TicketFile {
    ticket: Vec<TicketData>,
}

/// One ticket. Exactly one of `ago`, `aim` and `beside` says when it begins.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TicketData {
    /// Names it within the files; texts refer to its key as `[[slug]]`.
    pub slug: String,
    /// The engagement.
    pub on: String,
    /// Whose issue it is.
    pub by: String,
    /// Who of the staff wrote it down, when it was not the reporter.
    pub written_by: Option<String>,
    /// How long before that it was said.
    pub said: Option<Span>,
    pub impact: Impact,
    /// So long before now; with `at` at this local time of that day.
    pub ago: Option<Span>,
    pub at: Option<domain::sla::LocalTime>,
    /// So that a clock has so much left now.
    pub aim: Option<Aim>,
    /// So long after another ticket began.
    pub beside: Option<Beside>,
    pub title: String,
    pub happens: String,
    #[serde(default)]
    pub blocks: String,
    #[serde(default)]
    pub steps: Vec<StepData>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(deny_unknown_fields)]
pub(super) struct Aim {
    pub metric: Metric,
    /// Real time until due; negative when it should be over.
    pub left: Span,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Beside {
    pub ticket: String,
    pub after: Span,
}

/// One thing that somebody does; `after` counts from the step before it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepData {
    pub after: Option<Span>,
    /// Instead of `after`: so long before now.
    pub before_now: Option<Span>,
    pub by: String,
    #[serde(rename = "do")]
    pub action: Action,
    #[serde(default)]
    pub text: String,
    pub promise: Option<Span>,
    /// A state, priority, person or ticket, as the action needs it.
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub workaround: String,
    #[serde(default)]
    pub business_impact: String,
    #[serde(default)]
    pub target_window: String,
    pub owner: Option<String>,
    pub duplicate_of: Option<String>,
    pub relation: Option<Relation>,
    #[serde(rename = "for")]
    pub length: Option<Span>,
}

#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Action {
    Reply,
    Note,
    Take,
    Accept,
    Assign,
    Priority,
    State,
    Title,
    Link,
    Participant,
    Snooze,
    Confirm,
    Reopen,
}

impl StepData {
    /// The state it moves to.
    pub fn state(&self) -> Option<TicketState> {
        TicketState::from_name(&self.to)
    }
}
