//! The checklist templates that ship: ours, as written in `domain/facts/checklists.toml`, and the routine work of the
//! facts file.

use serde::Deserialize;

use super::plan::{Item, Kind, Owner, Section, Template};
use crate::ids::{ItemId, SectionId, TemplateId};
use crate::people::Side;
use crate::sla::facts::{Maintenance, facts};
use crate::sla::templates::parse_duration;

const SOURCE: &str = include_str!("../../facts/checklists.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    template: Vec<TemplateSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateSource {
    key: String,
    kind: Kind,
    name: String,
    section: Vec<SectionSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionSource {
    title: String,
    #[serde(default)]
    signs: Vec<String>,
    items: Vec<ItemSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemSource {
    /// The entry of the facts file that it covers.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the test that compares both files"))]
    fact: Option<String>,
    title: String,
    owner: Owner,
    #[serde(default)]
    minutes: u32,
    #[serde(default)]
    evidence: bool,
    #[serde(default)]
    how: String,
}

fn source() -> Source {
    toml::from_str(SOURCE).expect("the embedded templates are read by a test of this module")
}

/// Every template that ships, version 1, in the order of an engagement's life.
pub fn templates() -> Vec<Template> {
    let written = source().template.into_iter().map(TemplateSource::into_template);
    let mut all: Vec<Template> = written.chain(facts().maintenance.iter().map(maintenance)).collect();
    all.sort_by_key(|template| template.kind);
    all
}

impl TemplateSource {
    fn into_template(self) -> Template {
        let Self { key, kind, name, section } = self;
        let sections = section.into_iter().enumerate().map(|(index, section)| {
            let id = format!("{key}-{}", index + 1);
            section.into_section(&id)
        });
        let sections = sections.collect();
        Template { id: TemplateId::new(key), version: 1, name, kind, product: None, sections }
    }
}

impl SectionSource {
    fn into_section(self, id: &str) -> Section {
        let side = |name: &String| if name == "buyer" { Side::Client } else { Side::Staff };
        let items = self.items.into_iter().enumerate().map(|(index, item)| Item {
            id: ItemId::new(format!("{id}-{}", index + 1)),
            title: item.title,
            instructions: item.how,
            owner: item.owner,
            minutes: item.minutes,
            evidence: item.evidence,
        });
        Section {
            id: SectionId::new(id),
            signed_by: self.signs.iter().map(side).collect(),
            title: self.title,
            items: items.collect(),
        }
    }
}

/// The routine work of a cadence: the facts' tasks in their order, with their minutes and reasons.
fn maintenance(work: &Maintenance) -> Template {
    let kind = Kind::from_name(&work.cadence).unwrap_or(Kind::Other);
    let key = format!("maintenance-{}", work.cadence);
    let items = work.tasks.iter().enumerate().map(|(index, task)| Item {
        id: ItemId::new(format!("{key}-1-{}", index + 1)),
        title: task.name.clone(),
        instructions: sentence(&task.why),
        owner: Owner::Supplier,
        minutes: task.minutes,
        evidence: false,
    });
    let budget = parse_duration(&work.budget).map_or(0, |budget| budget.get() / 60);
    let section = Section {
        id: SectionId::new(format!("{key}-1")),
        title: format!("Routine work, {budget} min at most"),
        signed_by: Vec::new(),
        items: items.collect(),
    };
    Template {
        id: TemplateId::new(key),
        version: 1,
        name: kind.label().to_owned(),
        kind,
        product: None,
        sections: vec![section],
    }
}

/// `find issues early` becomes `To find issues early.`; a statement like `services are running` is what to see.
fn sentence(why: &str) -> String {
    match why {
        "" => String::new(),
        state if state.contains(" are ") => format!("What to see: {state}."),
        "security patches" => "For security patches.".to_owned(),
        purpose => format!("To {purpose}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_ships_is_valid_and_every_kind_is_there() {
        let all = templates();
        for template in &all {
            assert_eq!(template.validate(), Ok(()), "{}", template.name);
        }
        for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Other) {
            assert_eq!(all.iter().filter(|template| template.kind == kind).count(), 1, "{kind:?}");
        }
    }

    #[test]
    fn routine_work_has_the_tasks_and_minutes_of_the_facts_file() {
        let all = templates();
        let find = |kind| all.iter().find(|template| template.kind == kind).unwrap();
        assert_eq!((find(Kind::Weekly).minutes(), find(Kind::Weekly).items().count()), (30, 5));
        assert_eq!((find(Kind::Monthly).minutes(), find(Kind::Monthly).items().count()), (130, 7));
        assert_eq!((find(Kind::Quarterly).minutes(), find(Kind::Quarterly).items().count()), (330, 6));
        let logs = find(Kind::Weekly).items().next().unwrap();
        assert_eq!((logs.title.as_str(), logs.minutes), ("Check error logs", 10));
        assert_eq!(logs.instructions, "To find issues early.");
        assert_eq!(find(Kind::Weekly).sections[0].title, "Routine work, 30 min at most");
        assert_eq!(find(Kind::Monthly).sections[0].title, "Routine work, 120 min at most");
    }

    #[test]
    fn what_the_facts_name_is_covered_and_nothing_else_claims_to_be_a_fact() {
        let (facts, source) = (facts(), source());
        let wanted = [&facts.support_model.launch, &facts.handoff_plan.defines, &facts.offboarding.includes];
        let wanted: Vec<&String> = wanted.into_iter().flatten().collect();
        let known: Vec<&String> = wanted.iter().copied().chain(&facts.support_model.risk).collect();
        let items = source.template.iter().flat_map(|template| &template.section).flat_map(|section| &section.items);
        let covered: Vec<&String> = items.filter_map(|item| item.fact.as_ref()).collect();
        for fact in &wanted {
            assert!(covered.contains(fact), "no template covers “{fact}”");
        }
        for fact in covered {
            assert!(known.contains(&fact), "“{fact}” is not in the facts file");
        }
        assert!(
            source
                .template
                .iter()
                .flat_map(|one| &one.section)
                .flat_map(|one| &one.signs)
                .all(|side| side == "buyer" || side == "supplier")
        );
    }
}
