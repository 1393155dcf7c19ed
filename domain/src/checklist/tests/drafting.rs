//! The template editor.

use crate::checklist::draft::{Edit, ItemDraft, SectionDraft, TemplateDraft};
use crate::checklist::{Kind, Owner};
use crate::ids::TemplateId;
use crate::people::Side;

fn item(id: &str) -> ItemDraft {
    ItemDraft { title: format!("Do {id}"), minutes: "10".to_owned(), ..ItemDraft::empty(id.to_owned()) }
}

fn draft() -> TemplateDraft {
    let section = |id: &str, items: &[&str]| SectionDraft {
        id: id.to_owned(),
        title: id.to_owned(),
        buyer_signs: true,
        items: items.iter().map(|id| item(id)).collect(),
        ..SectionDraft::default()
    };
    TemplateDraft {
        name: " Launch ".to_owned(),
        kind: "launch_day".to_owned(),
        product: String::new(),
        sections: vec![section("s", &["a", "b"]), section("t", &["c"])],
    }
}

fn order(draft: &TemplateDraft) -> String {
    let section =
        |one: &SectionDraft| format!("{}:{}", one.id, one.items.iter().map(|item| &*item.id).collect::<String>());
    draft.sections.iter().map(section).collect::<Vec<_>>().join(" ")
}

fn edited(buttons: &[&str]) -> String {
    let (mut draft, mut number) = (draft(), 0);
    for button in buttons {
        draft.edit(&Edit::parse(button).unwrap(), || {
            number += 1;
            number.to_string()
        });
    }
    order(&draft)
}

#[test]
fn items_move_within_their_section_and_across_its_border_and_stop_at_the_ends() {
    assert_eq!(edited(&["up:b"]), "s:ba t:c");
    assert_eq!(edited(&["down:a"]), "s:ba t:c");
    assert_eq!(edited(&["down:b"]), "s:a t:bc");
    assert_eq!(edited(&["up:c"]), "s:abc t:");
    assert_eq!(edited(&["up:a", "down:c", "up:unknown"]), "s:ab t:c");
}

#[test]
fn sections_move_and_parts_come_and_go() {
    assert_eq!(edited(&["up:t"]), "t:c s:ab");
    assert_eq!(edited(&["up:s", "down:t"]), "s:ab t:c");
    assert_eq!(edited(&["remove:a", "remove:t"]), "s:b");
    assert_eq!(edited(&["add-item:t", "add-section"]), "s:ab t:c1 3:2");
    assert_eq!(Edit::parse("explode"), None);
}

#[test]
fn a_draft_becomes_a_version_and_a_version_a_draft() {
    let template = draft().check(&TemplateId::new("x"), 3).unwrap();
    assert_eq!((template.name.as_str(), template.version, template.kind), ("Launch", 3, Kind::LaunchDay));
    assert_eq!(template.sections[0].signed_by, [Side::Client]);
    assert_eq!((template.items().next().unwrap().owner, template.minutes()), (Owner::Supplier, 30));
    assert_eq!(TemplateDraft::of(&template).check(&template.id, 3).unwrap(), template);
}

#[test]
fn everything_wrong_is_named_by_its_field_at_once() {
    let mut draft = draft();
    draft.name = " ".to_owned();
    draft.kind = "party".to_owned();
    draft.sections[0].title = "x".repeat(81);
    draft.sections[0].items[0].title = String::new();
    draft.sections[0].items[1].minutes = "an hour".to_owned();
    draft.sections[1].items[0].minutes = "1441".to_owned();
    draft.sections[1].items[0].owner = "nobody".to_owned();
    let problems = draft.check(&TemplateId::new("x"), 1).unwrap_err();
    let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
    for field in ["name", "kind", "title-s", "title-a", "minutes-b", "minutes-c", "owner-c"] {
        assert!(fields.contains(&field), "{field} is missing in {fields:?}");
    }
    draft.sections.clear();
    let problems = draft.check(&TemplateId::new("x"), 1).unwrap_err();
    assert!(problems.iter().any(|problem| problem.message.contains("at least one section")));
}
