//! Who is there, and what they work on when a schedule begins.

use domain::checklist::{Item, Kind, Owner, Plan, Section, TemplateRef};
use domain::ids::{ChecklistId, EngagementId, ItemId, PersonId, SectionId, TemplateId, TicketKey};
use domain::people::{Actor, PersonRef, Role, Side};
use domain::sla::{Policy, templates};
use domain::ticket::{Event, Report, report};
use domain::time::Timestamp;

use super::random::Random;

/// Mon 23 Nov 2026, 09:00 UTC, in milliseconds.
pub const START: i64 = 1_795_424_400_000;

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("smaller than the limit")
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for index in (1..list.len()).rev() {
            list.swap(index, self.below(index + 1));
        }
    }
}

/// Somebody who acts.
#[derive(Debug, Clone)]
pub struct Person {
    pub actor: Actor,
    pub role: Role,
}

impl Person {
    fn new(name: &str, role: Role) -> Self {
        let reference = PersonRef { id: PersonId::new(name.to_lowercase()), name: name.to_owned() };
        let actor = if role.side() == Side::Staff { Actor::Staff(reference) } else { Actor::Client(reference) };
        Self { actor, role }
    }

    pub fn side(&self) -> Side {
        self.role.side()
    }

    pub fn reference(&self) -> PersonRef {
        self.actor.person().expect("people only").clone()
    }
}

pub const MIRA: usize = 0;
pub const AMAL: usize = 1;
pub const RUTH: usize = 2;
pub const HELEN: usize = 3;

/// Two of the supplier, the client's owner, and one of its people.
pub fn people() -> Vec<Person> {
    vec![
        Person::new("Mira", Role::Agent),
        Person::new("Amal", Role::Admin),
        Person::new("Ruth", Role::ClientOwner),
        Person::new("Helen", Role::ClientMember),
    ]
}

/// Whose phone each one is: two to five, sometimes two of one person.
pub fn owners_of_phones(random: &mut Random) -> Vec<usize> {
    let mut all = vec![MIRA, RUTH, AMAL, *random.pick(&[MIRA, RUTH, AMAL]), HELEN];
    all.truncate(2 + random.below(4));
    all
}

pub fn engagement() -> EngagementId {
    EngagementId::new("brimley-rota")
}

fn item(id: &str, owner: Owner, evidence: bool) -> Item {
    Item { id: ItemId::new(id), title: format!("Do {id}"), instructions: String::new(), owner, minutes: 10, evidence }
}

fn section(id: &str, signed_by: &[Side], items: Vec<Item>) -> Section {
    Section { id: SectionId::new(id), title: id.to_owned(), signed_by: signed_by.to_vec(), items }
}

/// One or two checklists: with items of both sides, one that needs evidence, and sections that sides sign.
pub fn plans(random: &mut Random) -> Vec<Plan> {
    let launch = vec![
        section(
            "cut-over",
            &[Side::Staff, Side::Client],
            vec![
                item("ours", Owner::Supplier, false),
                item("theirs", Owner::Buyer, false),
                item("counts", Owner::Both, true),
            ],
        ),
        section("after", &[Side::Staff, Side::Client], vec![item("talk", Owner::Both, false)]),
    ];
    let weekly = vec![section("routine", &[Side::Staff], vec![item("logs", Owner::Supplier, false)])];
    let mut all = vec![plan("launch", Kind::LaunchDay, launch), plan("weekly", Kind::Weekly, weekly)];
    all.truncate(1 + random.below(2));
    all
}

fn plan(id: &str, kind: Kind, sections: Vec<Section>) -> Plan {
    Plan {
        id: ChecklistId::new(id),
        engagement: engagement(),
        template: TemplateRef { id: TemplateId::new(id), version: 1 },
        kind,
        name: id.to_owned(),
        sections,
        started_at: Timestamp::from_unix(START / 1_000),
        started_by: people()[MIRA].actor.clone(),
    }
}

/// The policy that ships with the strictest rules: P1 needs a workaround before it is accepted.
pub fn policy() -> Policy {
    templates::policy_by_key("hrm-route").expect("the policy ships")
}

/// One or two tickets as the client reported them: an incident, and one that needs a workaround.
pub fn tickets(random: &mut Random, policy: &Policy) -> Vec<(TicketKey, Event)> {
    let (at, ruth) = (Timestamp::from_unix(START / 1_000), &people()[RUTH]);
    let ticket = |number: u32, impact: &str| {
        let form = Report {
            engagement: engagement(),
            title: "Nobody on ward 4 can sign in".to_owned(),
            what_happens: "Session expired right after the password.".to_owned(),
            blocks: String::new(),
            impact: impact.to_owned(),
            reporter: ruth.reference(),
            reported_at: None,
            attachments: Vec::new(),
        };
        let kind = report(&form, &ruth.actor, policy, at).expect("a good report");
        let key = TicketKey::new("BRIM", number).expect("a good key");
        (key, Event { seq: 1, at, by: ruth.actor.clone(), kind })
    };
    let mut all = vec![ticket(1, "blocked"), ticket(2, "stopped")];
    all.truncate(1 + random.below(2));
    all
}
