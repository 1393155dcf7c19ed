//! Checklists of the demo, played through the domain's rules as a person's clicks.

use std::str::FromStr;

use domain::checklist::templates::templates;
use domain::checklist::{Deed, Entry, Op, Plan, Run, Template, decide};
use domain::ids::{ChecklistId, EngagementId, ItemId, OpId, SectionId};
use domain::people::{Actor, Role};
use domain::sla::zone::{local_at, parse_zone};
use domain::time::Timestamp;
use serde::Deserialize;

use super::cast::{Cast, find};
use super::span::Span;
use super::types::{DemoChecklist, World, WorldError};

const SOURCE: &str = include_str!("../../../demo/checklists.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    checklist: Vec<ChecklistData>,
}

/// One run.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChecklistData {
    slug: String,
    /// The engagement.
    on: String,
    template: String,
    /// How long before now it began.
    ago: Span,
    by: String,
    steps: Vec<StepData>,
}

/// One thing that somebody does; `after` counts from the step before it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepData {
    after: Span,
    by: String,
    #[serde(rename = "do")]
    action: Action,
    /// `2.3`: the third item of the second section.
    #[serde(default)]
    item: String,
    /// `2`: the second section.
    #[serde(default)]
    section: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    to: String,
    /// Days from today.
    #[serde(default)]
    in_days: i32,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Action {
    Check,
    Skip,
    Note,
    Remark,
    Assign,
    Due,
    Sign,
}

/// Every run of the file as of `now`.
pub(super) fn play(world: &World, cast: &Cast, now: Timestamp) -> Result<Vec<DemoChecklist>, WorldError> {
    let file: File = toml::from_str(SOURCE)
        .map_err(|error| WorldError::File { file: "checklists.toml".to_owned(), what: error.to_string() })?;
    let templates = templates();
    file.checklist.iter().map(|data| run(world, cast, &templates, data, now)).collect()
}

fn run(
    world: &World,
    cast: &Cast,
    templates: &[Template],
    data: &ChecklistData,
    now: Timestamp,
) -> Result<DemoChecklist, WorldError> {
    let template = find("template", templates, &data.template, |template| template.id.as_str())?;
    let stage = cast.stage(&data.on)?;
    let started_at = now - data.ago.0;
    let plan = Plan {
        id: ChecklistId::new(id(&data.slug)),
        engagement: EngagementId::new(&data.on),
        template: template.reference(),
        kind: template.kind,
        name: template.name.clone(),
        sections: template.sections.clone(),
        started_at,
        started_by: cast.actor(&data.by)?.clone(),
    };
    let refused = |step: usize, what: &str| WorldError::Ticket {
        slug: data.slug.clone(),
        step: (step + 1).to_string(),
        what: what.to_owned(),
    };
    let today = local_at(parse_zone(&stage.calendar.zone)?, now).0;
    let mut run = Run::fold(plan.clone(), []);
    let mut at = started_at;
    for (index, step) in data.steps.iter().enumerate() {
        at = (at + step.after.0).min(now);
        let by = cast.actor(&step.by)?;
        let deed =
            deed(&run, cast, step, today).ok_or_else(|| refused(index, "there is no such item or section"))??;
        let op = Op { id: OpId::new(id(&format!("{}-{index}", data.slug))), at, deed };
        let role = role_of(world, by);
        let op = decide(&run, &op, by, role, at).map_err(|problems| refused(index, &problems[0].message))?;
        run.merge(Entry { rev: u32::try_from(index + 1).ok(), received: at, by: by.clone(), op });
    }
    Ok(DemoChecklist { plan, entries: run.log().to_vec() })
}

/// What a step does; `None` when it names nothing of the run.
fn deed(run: &Run, cast: &Cast, step: &StepData, today: domain::sla::LocalDate) -> Option<Result<Deed, WorldError>> {
    let section = |number: &str| run.sections.get(usize::from_str(number).ok()?.checked_sub(1)?);
    let item = || -> Option<ItemId> {
        let (place, number) = step.item.split_once('.')?;
        let state = section(place)?.items.get(usize::from_str(number).ok()?.checked_sub(1)?)?;
        Some(state.item.id.clone())
    };
    let text = step.text.clone();
    Some(Ok(match step.action {
        Action::Check => Deed::Check { item: item()? },
        Action::Skip => Deed::Skip { item: item()?, reason: text },
        Action::Note => Deed::Note { base: run.item(&item()?)?.note.base(), item: item()?, text, internal: false },
        Action::Remark => Deed::Note { base: run.item(&item()?)?.remark.base(), item: item()?, text, internal: true },
        Action::Assign => match cast.person(&step.to) {
            Ok(person) => Deed::Assign { item: item()?, to: Some(person) },
            Err(error) => return Some(Err(error)),
        },
        Action::Due => Deed::Due { item: item()?, on: Some(today.plus_days(step.in_days)) },
        Action::Sign => Deed::Sign { section: SectionId::new(section(&step.section)?.id.as_str()) },
    }))
}

fn role_of(world: &World, by: &Actor) -> Role {
    let person = by.person().and_then(|person| world.people.iter().find(|one| one.id == person.id));
    person.map_or(Role::ClientMember, |person| person.role)
}

/// An id that is the same in every demo: 32 hexadecimal digits made of the name.
fn id(name: &str) -> String {
    let fold = |seed: u64| {
        name.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3).rotate_left(7))
    };
    format!("{:016x}{:016x}", fold(0xcbf2_9ce4_8422_2325), fold(0x9e37_79b9_7f4a_7c15))
}
