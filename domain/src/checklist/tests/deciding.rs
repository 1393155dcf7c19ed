//! Who may do what, and what is refused with which field.

use super::*;
use crate::checklist::{Mark, NOTE_MAX, Progress, RUN_ITEMS_MAX};

#[test]
fn each_side_checks_its_own_items_and_both_check_what_is_both() {
    let mut run = empty();
    assert_eq!(refusal(&mut run, &helen(), check("ours")), "item");
    assert_eq!(refusal(&mut run, &mira(), check("theirs")), "item");
    assert_eq!(refusal(&mut run, &mira(), Deed::Skip { item: item("theirs"), reason: "no".to_owned() }), "item");
    assert_eq!(refusal(&mut run, &mira(), check("nothing")), "item");
    act(&mut run, &mira(), check("ours")).unwrap();
    act(&mut run, &helen(), check("theirs")).unwrap();
    act(&mut run, &helen(), check("talk")).unwrap();
    let Mark::Done(stamp) = &run.item(&item("theirs")).unwrap().mark else { panic!("not done") };
    assert_eq!((stamp.by.name(), stamp.at), ("Helen", at(2)));
}

#[test]
fn what_needs_evidence_is_checked_with_it_only_and_may_be_skipped_without() {
    let mut run = empty();
    assert_eq!(refusal(&mut run, &mira(), check("counts")), "files");
    act(&mut run, &mira(), Deed::Skip { item: item("counts"), reason: " Nothing to count ".to_owned() }).unwrap();
    let Mark::Skipped(_, reason) = &run.item(&item("counts")).unwrap().mark else { panic!("not skipped") };
    assert_eq!(reason, "Nothing to count");
    act(&mut run, &mira(), Deed::Uncheck { item: item("counts") }).unwrap();
    act(&mut run, &mira(), photo("counts")).unwrap();
    act(&mut run, &mira(), check("counts")).unwrap();
    assert!(matches!(run.item(&item("counts")).unwrap().mark, Mark::Done(_)));
}

#[test]
fn a_skip_needs_a_reason_and_texts_have_a_length() {
    let mut run = empty();
    assert_eq!(refusal(&mut run, &mira(), Deed::Skip { item: item("ours"), reason: "  ".to_owned() }), "reason");
    assert_eq!(refusal(&mut run, &mira(), note("ours", &"ä".repeat(NOTE_MAX + 1), &[])), "text");
    act(&mut run, &mira(), note("ours", &"ä".repeat(NOTE_MAX), &[])).unwrap();
    act(&mut run, &helen(), note("ours", "The client may note on our items too.", &[])).unwrap();
}

#[test]
fn remarks_are_the_teams_own_and_leave_no_trace_for_the_client() {
    let mut run = empty();
    let remark = |text: &str| Deed::Note { item: item("ours"), text: text.to_owned(), base: vec![], internal: true };
    assert_eq!(refusal(&mut run, &ruth(), remark("mine")), "text");
    act(&mut run, &mira(), remark("They have no backup.")).unwrap();
    act(&mut run, &mira(), check("ours")).unwrap();
    let moved_at = run.updated_at;
    act(&mut run, &mira(), remark("Still none.")).unwrap();
    assert_eq!(run.updated_at, moved_at, "lists of clients show when it moved last");
    let theirs = run.clone().for_client();
    let state = theirs.item(&item("ours")).unwrap();
    assert_eq!((state.remark.text(), state.version), ("", 1));
    assert!(!format!("{theirs:?}").contains("backup"));
    assert_eq!(run.item(&item("ours")).unwrap().remark.text(), "They have no backup.");
}

#[test]
fn a_section_is_signed_when_its_items_are_dealt_with_and_locks_them() {
    let mut run = empty();
    let sign = || Deed::Sign { section: SectionId::new("after") };
    assert_eq!(refusal(&mut run, &mira(), sign()), "section");
    act(&mut run, &mira(), check("talk")).unwrap();
    assert_eq!(refusal(&mut run, &helen(), sign()), "section", "a member does not sign");
    act(&mut run, &ruth(), sign()).unwrap();
    assert_eq!(refusal(&mut run, &mira(), Deed::Uncheck { item: item("talk") }), "item");
    let more = Deed::Add { section: SectionId::new("after"), item: thing("more", Owner::Both, false) };
    assert_eq!(refusal(&mut run, &mira(), more.clone()), "section");
    assert_eq!(refusal(&mut run, &mira(), Deed::Unsign { section: SectionId::new("after") }), "section");
    act(&mut run, &mira(), note("talk", "A note is still welcome.", &[])).unwrap();
    act(&mut run, &ruth(), Deed::Unsign { section: SectionId::new("after") }).unwrap();
    act(&mut run, &mira(), more).unwrap();
    assert_eq!(run.section(&SectionId::new("after")).unwrap().progress().total, 2);
}

#[test]
fn progress_counts_items_minutes_and_signatures_and_a_run_is_open_until_all_are_there() {
    let mut run = empty();
    assert_eq!(run.progress(), Progress { total: 4, minutes_left: 40, unsigned: 4, ..Progress::default() });
    act(&mut run, &mira(), check("ours")).unwrap();
    act(&mut run, &ruth(), check("theirs")).unwrap();
    act(&mut run, &mira(), Deed::Skip { item: item("counts"), reason: "None".to_owned() }).unwrap();
    act(&mut run, &mira(), check("talk")).unwrap();
    let expected = Progress { done: 3, skipped: 1, total: 4, minutes_left: 0, unsigned: 4 };
    assert_eq!(run.progress(), expected);
    for section in ["cut-over", "after"] {
        assert!(run.is_open());
        act(&mut run, &mira(), Deed::Sign { section: SectionId::new(section) }).unwrap();
        act(&mut run, &ruth(), Deed::Sign { section: SectionId::new(section) }).unwrap();
    }
    assert!(!run.is_open() && run.progress().is_complete());
}

#[test]
fn a_closed_run_takes_nothing_until_the_provider_opens_it_again() {
    let mut run = empty();
    let close = Deed::Close { reason: "Started by mistake".to_owned() };
    assert_eq!(refusal(&mut run, &ruth(), close.clone()), "checklist");
    act(&mut run, &mira(), close).unwrap();
    assert!(!run.is_open());
    assert_eq!(refusal(&mut run, &mira(), check("ours")), "checklist");
    assert_eq!(refusal(&mut run, &ruth(), Deed::Reopen), "checklist");
    act(&mut run, &mira(), Deed::Reopen).unwrap();
    act(&mut run, &mira(), check("ours")).unwrap();
}

#[test]
fn the_client_arranges_and_adds_its_own_part_only() {
    let mut run = empty();
    let due = |id: &str| Deed::Due { item: item(id), on: Some("2026-11-30".parse().unwrap()) };
    assert_eq!(refusal(&mut run, &helen(), due("ours")), "item");
    act(&mut run, &helen(), due("theirs")).unwrap();
    act(&mut run, &mira(), due("theirs")).unwrap();
    assert!(run.item(&item("theirs")).unwrap().is_late("2026-12-01".parse().unwrap()));
    assert!(!run.item(&item("theirs")).unwrap().is_late("2026-11-30".parse().unwrap()));
    let add = |owner| Deed::Add { section: SectionId::new("after"), item: thing("more", owner, false) };
    assert_eq!(refusal(&mut run, &helen(), add(Owner::Supplier)), "owner");
    act(&mut run, &helen(), add(Owner::Buyer)).unwrap();
    assert_eq!(refusal(&mut run, &helen(), add(Owner::Buyer)), "item");
    let untitled = Item { title: " ".to_owned(), ..thing("blank", Owner::Buyer, false) };
    let blank = Deed::Add { section: SectionId::new("after"), item: untitled };
    assert_eq!(refusal(&mut run, &helen(), blank), "title");
}

#[test]
fn an_instant_of_a_device_whose_clock_is_wrong_is_brought_into_the_runs_time() {
    let (run, now) = (empty(), at(60));
    let judged = |at| {
        let op = Op { at, ..op("a", 0, check("ours")) };
        decide(&run, &op, &mira().0, mira().1, now).unwrap().at
    };
    assert_eq!(judged(at(30)), at(30));
    assert_eq!(judged(at(90_000)), now);
    assert_eq!(judged(Timestamp::from_unix(5)), START);
}

#[test]
fn a_run_does_not_grow_without_end() {
    let mut plan = plan();
    let have: usize = plan.sections.iter().map(|section| section.items.len()).sum();
    let more = |index| thing(&format!("more-{index}"), Owner::Supplier, false);
    plan.sections[0].items.extend((have + 1..RUN_ITEMS_MAX).map(more));
    let mut run = Run::fold(plan, []);
    let add = |id: &str| Deed::Add { section: SectionId::new("after"), item: thing(id, Owner::Supplier, false) };
    act(&mut run, &mira(), add("last")).unwrap();
    assert_eq!(refusal(&mut run, &mira(), add("too-many")), "item");
}

#[test]
fn a_note_names_so_many_texts_that_it_replaces_and_no_more() {
    let run = empty();
    let base: Vec<String> = (0..200).map(|index| format!("op-{index}")).collect();
    let base: Vec<&str> = base.iter().map(String::as_str).collect();
    let judged = decide(&run, &op("a", 0, note("ours", "Everything", &base)), &mira().0, mira().1, at(1)).unwrap();
    assert!(matches!(judged.deed, Deed::Note { base, .. } if base.len() == 100));
}
