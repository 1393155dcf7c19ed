//! Laws of merging: the same operations make the same state, whatever order they come in and however often.

use super::*;
use crate::checklist::Mark;

/// A small seeded generator (`SplitMix64`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in (1..items.len()).rev() {
            items.swap(index, self.below(index + 1));
        }
    }
}

const ITEMS: [&str; 4] = ["ours", "theirs", "counts", "talk"];

/// Something that somebody might do, with an instant of a device's clock that may be anywhere.
fn anything(random: &mut Random, number: usize, seen: &Run) -> Op {
    let target = item(ITEMS[random.below(ITEMS.len())]);
    let section = SectionId::new(["cut-over", "after"][random.below(2)]);
    let text = format!("text {number}");
    let deed = match random.below(10) {
        0..=1 => Deed::Check { item: target },
        2 => Deed::Uncheck { item: target },
        3 => Deed::Skip { item: target, reason: text },
        4..=5 => {
            let base = seen.item(&target).map(|state| state.note.base()).unwrap_or_default();
            Deed::Note { item: target, text, base, internal: false }
        }
        6 => Deed::Assign { item: target, to: Some(person(&text)) },
        7 => Deed::Add { section, item: thing(&format!("added-{}", random.below(4)), Owner::Both, false) },
        8 => Deed::Sign { section },
        _ => photo(target.as_str()),
    };
    let minute = i64::try_from(random.below(500)).unwrap();
    op(&format!("op-{number}"), minute, deed)
}

/// Accepted operations of three people, of whom each sees the others' only now and then.
fn history(random: &mut Random, length: usize) -> Vec<Entry> {
    let people = [mira(), ruth(), helen()];
    let mut views = [empty(), empty(), empty()];
    let (mut truth, mut log) = (empty(), Vec::new());
    for number in 0..length {
        let who = random.below(people.len());
        if random.below(3) == 0 {
            views[who] = truth.clone();
        }
        let op = anything(random, number, &views[who]);
        let Ok(op) = decide(&truth, &op, &people[who].0, people[who].1, at(600)) else { continue };
        let rev = u32::try_from(log.len()).unwrap() + 1;
        let entry = Entry { rev: Some(rev), received: at(600), by: people[who].0.clone(), op };
        assert!(truth.merge(entry.clone()));
        assert!(views[who].merge(entry.clone()));
        log.push(entry);
    }
    log
}

#[test]
fn any_order_and_any_repetition_of_the_same_operations_makes_the_same_state() {
    for seed in 0..300 {
        let mut random = Random(seed);
        let log = history(&mut random, 40);
        assert!(log.len() > 10, "seed {seed}: too little was accepted");
        let expected = Run::fold(plan(), log.clone());
        for _ in 0..3 {
            let mut arriving = log.clone();
            arriving.extend(log.iter().filter(|_| random.below(3) == 0).cloned());
            random.shuffle(&mut arriving);
            assert_eq!(Run::fold(plan(), arriving.clone()), expected, "seed {seed}");
            let mut one_by_one = empty();
            for entry in arriving {
                one_by_one.merge(entry);
            }
            assert_eq!(one_by_one, expected, "seed {seed}");
        }
    }
}

#[test]
fn no_text_is_lost_whoever_wrote_at_the_same_time() {
    for seed in 0..300 {
        let run = Run::fold(plan(), history(&mut Random(seed), 40));
        for id in ITEMS.map(item) {
            let notes = &run.item(&id).unwrap().note;
            for entry in run.history(&id) {
                let Deed::Note { text, .. } = &entry.op.deed else { continue };
                // Replaced by somebody who had it before them, or to be seen.
                let is_replaced = run.history(&id).any(|later| match &later.op.deed {
                    Deed::Note { base, .. } => base.contains(&entry.op.id),
                    _ => false,
                });
                let is_shown = notes.text() == text || notes.beside().any(|written| written.text == *text);
                assert_eq!(is_shown, !is_replaced, "seed {seed}: {text}");
            }
        }
    }
}

#[test]
fn what_waits_on_a_device_counts_last_and_keeps_its_place_once_it_is_numbered() {
    let (by, received) = (mira().0, at(9));
    let entry = |rev, op| Entry { rev, received, by: by.clone(), op };
    let mine = op("mine", 1, Deed::Uncheck { item: item("ours") });
    let theirs = op("theirs", 5, check("ours"));
    let mut phone = Run::fold(plan(), [entry(None, mine.clone()), entry(Some(1), theirs)]);
    assert_eq!(phone.item(&item("ours")).unwrap().mark, Mark::Open, "the device shows what its person did");
    assert!(!phone.merge(entry(None, mine.clone())), "known already");
    assert!(phone.merge(entry(Some(2), mine.clone())), "the server's answer");
    assert!(!phone.merge(entry(Some(2), mine)), "and its repetition");
    assert_eq!(phone.item(&item("ours")).unwrap().mark, Mark::Open);
    assert_eq!(phone.log().len(), 2);
}

#[test]
fn what_was_done_last_on_a_device_is_shown_though_its_clock_was_set_back() {
    let entry = |id: &str, minute, deed| Entry { rev: None, received: at(9), by: mira().0, op: op(id, minute, deed) };
    let (first, then) = (entry("b", 60, check("ours")), entry("a", 2, Deed::Uncheck { item: item("ours") }));
    let mut phone = Run::fold(plan(), [first.clone(), then.clone()]);
    assert_eq!(phone.item(&item("ours")).unwrap().mark, Mark::Open);
    // Numbered by the server in the order in which they were sent, they stay as they were.
    phone.merge(Entry { rev: Some(1), ..first });
    phone.merge(Entry { rev: Some(2), ..then });
    assert_eq!(phone.item(&item("ours")).unwrap().mark, Mark::Open);
}

#[test]
fn two_notes_written_at_once_stand_side_by_side_until_somebody_who_saw_both_writes() {
    let mut run = empty();
    let first = act(&mut run, &mira(), note("ours", "from the office", &[])).unwrap();
    let second = act(&mut run, &helen(), note("ours", "from the basement", &[])).unwrap();
    // Helen goes on writing without a network: she has not seen Mira's text.
    let third = act(&mut run, &helen(), note("ours", "from the basement, again", &[second.as_str()])).unwrap();
    let notes = &run.item(&item("ours")).unwrap().note;
    assert_eq!(notes.text(), "from the office");
    assert_eq!(notes.beside().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["from the basement, again"]);
    assert_eq!(run.overtaken(&third).map(|theirs| theirs.text.as_str()), Some("from the office"));
    assert_eq!(run.overtaken(&first), None);
    let (base, both) =
        (notes.base(), Deed::Note { item: item("ours"), text: "both".to_owned(), base: notes.base(), internal: false });
    assert_eq!(base, [first, third]);
    act(&mut run, &mira(), both).unwrap();
    let notes = &run.item(&item("ours")).unwrap().note;
    assert_eq!((notes.text(), notes.beside().count()), ("both", 0));
    assert_eq!(run.history(&item("ours")).count(), 4, "every text stays in the history");
}

#[test]
fn a_text_that_arrives_after_the_one_that_replaced_it_does_not_come_back() {
    let mut run = empty();
    // The first was refused because somebody had closed the checklist, and sent again when it was open.
    for (rev, deed) in [(1, note("ours", "then", &["first"])), (2, note("ours", "first", &[]))] {
        let id = if rev == 1 { "then" } else { "first" };
        run.merge(Entry { rev: Some(rev), received: at(9), by: mira().0, op: op(id, 1, deed) });
    }
    let notes = &run.item(&item("ours")).unwrap().note;
    assert_eq!((notes.text(), notes.beside().count()), ("then", 0));
    assert_eq!(run.history(&item("ours")).count(), 2, "both are in the history");
}

#[test]
fn a_text_taken_away_does_not_take_another_one_with_it() {
    let mut run = empty();
    let first = act(&mut run, &mira(), note("ours", "old", &[])).unwrap();
    act(&mut run, &mira(), note("ours", "", &[first.as_str()])).unwrap();
    act(&mut run, &helen(), note("ours", "old, and more", &[first.as_str()])).unwrap();
    let notes = &run.item(&item("ours")).unwrap().note;
    assert_eq!((notes.text(), notes.beside().count()), ("old, and more", 0));
}

#[test]
fn an_operation_is_read_back_from_json_and_fields_of_a_later_version_are_ignored() {
    let full = op("a", 3, note("ours", "text", &["b"]));
    let json = serde_json::to_string(&full).unwrap();
    assert_eq!(serde_json::from_str::<Op>(&json).unwrap(), full);
    let later = r#"{"id":"a","at":5,"do":"check","item":"ours","where":"ward 4"}"#;
    assert_eq!(serde_json::from_str::<Op>(later).unwrap().deed, check("ours"));
}
