//! Tests of checklists, on a small run of two sections.

mod deciding;
mod drafting;
mod merging;

use super::{Deed, Entry, Item, Kind, Op, Owner, Plan, Run, Section, TemplateRef, decide};
use crate::ids::{AttachmentId, ChecklistId, EngagementId, ItemId, OpId, PersonId, SectionId, TemplateId};
use crate::people::{Actor, PersonRef, Role, Side};
use crate::problem::Problem;
use crate::ticket::Attachment;
use crate::time::{Seconds, Timestamp};

const START: Timestamp = Timestamp::from_unix(1_795_424_400);

fn at(minute: i64) -> Timestamp {
    START + Seconds::minutes(minute)
}

fn person(name: &str) -> PersonRef {
    PersonRef { id: PersonId::new(name), name: name.to_owned() }
}

/// Mira is ours; Ruth owns the client, Helen is one of its people.
fn mira() -> (Actor, Role) {
    (Actor::Staff(person("Mira")), Role::Agent)
}

fn ruth() -> (Actor, Role) {
    (Actor::Client(person("Ruth")), Role::ClientOwner)
}

fn helen() -> (Actor, Role) {
    (Actor::Client(person("Helen")), Role::ClientMember)
}

fn item(id: &str) -> ItemId {
    ItemId::new(id)
}

fn thing(id: &str, owner: Owner, evidence: bool) -> Item {
    Item { id: item(id), title: format!("Do {id}"), instructions: String::new(), owner, minutes: 10, evidence }
}

fn plan() -> Plan {
    let section = |id: &str, items: Vec<Item>| Section {
        id: SectionId::new(id),
        title: id.to_owned(),
        signed_by: vec![Side::Staff, Side::Client],
        items,
    };
    let first = vec![
        thing("ours", Owner::Supplier, false),
        thing("theirs", Owner::Buyer, false),
        thing("counts", Owner::Both, true),
    ];
    Plan {
        id: ChecklistId::new("run"),
        engagement: EngagementId::new("brimley-rota"),
        template: TemplateRef { id: TemplateId::new("launch-day"), version: 1 },
        kind: Kind::LaunchDay,
        name: "Launch day".to_owned(),
        sections: vec![section("cut-over", first), section("after", vec![thing("talk", Owner::Both, false)])],
        started_at: START,
        started_by: mira().0,
    }
}

fn empty() -> Run {
    Run::fold(plan(), [])
}

fn op(id: &str, minute: i64, deed: Deed) -> Op {
    Op { id: OpId::new(id), at: at(minute), deed }
}

fn check(id: &str) -> Deed {
    Deed::Check { item: item(id) }
}

fn note(id: &str, text: &str, base: &[&str]) -> Deed {
    let base = base.iter().map(|id| OpId::new(*id)).collect();
    Deed::Note { item: item(id), text: text.to_owned(), base, internal: false }
}

fn photo(id: &str) -> Deed {
    let file = Attachment {
        id: AttachmentId::new("photo"),
        name: "counts.jpg".to_owned(),
        media_type: "image/jpeg".to_owned(),
        size: 9,
    };
    Deed::Attach { item: item(id), file }
}

/// Judges and, when accepted, writes an operation at the next number.
fn act(run: &mut Run, who: &(Actor, Role), deed: Deed) -> Result<OpId, Vec<Problem>> {
    let number = u32::try_from(run.log().len()).unwrap() + 1;
    let op = op(&format!("op-{number}"), i64::from(number), deed);
    let op = decide(run, &op, &who.0, who.1, at(1_000))?;
    let id = op.id.clone();
    run.merge(Entry { rev: Some(number), received: at(i64::from(number)), by: who.0.clone(), op });
    Ok(id)
}

/// The field that an operation is refused for.
fn refusal(run: &mut Run, who: &(Actor, Role), deed: Deed) -> String {
    let before = run.clone();
    let problems = act(run, who, deed).expect_err("it was accepted");
    assert_eq!(*run, before, "a refused operation changes nothing");
    assert!(!problems[0].message.is_empty());
    problems[0].field.clone()
}
