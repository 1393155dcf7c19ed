//! The wire format: what devices of other versions rely on.

use serde_json::json;

use super::*;
use crate::checklist::Deed;
use crate::time::Timestamp;

#[test]
fn operations_are_written_flat_and_read_again() {
    let check = json!({"seq": 7, "checklist": "run", "id": "op", "at": 5, "do": "check", "item": "i"});
    let read = PushedOp::read(&check).unwrap();
    assert!(matches!(&read.target, Target::Checklist { op, .. } if matches!(op.deed, Deed::Check { .. })));
    assert_eq!(serde_json::to_value(&read).unwrap(), check);
    let comment =
        json!({"seq": 8, "ticket": "ACME-4", "id": "op2", "at": 6, "do": "comment", "text": "Hi", "internal": true});
    let read = PushedOp::read(&comment).unwrap();
    assert_eq!(read.target.op_id().as_str(), "op2");
    assert_eq!(serde_json::to_value(&read).unwrap(), comment);
}

#[test]
fn unknown_fields_are_ignored_and_unknown_kinds_refused_alone() {
    let later = json!({"seq": 1, "checklist": "run", "id": "op", "at": 5, "do": "check", "item": "i", "mood": "good"});
    assert!(PushedOp::read(&later).is_ok());
    let unknown = json!({"seq": 2, "checklist": "run", "id": "op", "at": 5, "do": "sing", "item": "i"});
    let answered = PushedOp::read(&unknown).unwrap_err();
    assert_eq!(answered.seq, 2);
    assert!(matches!(&answered.answer, Answer::Refused { problems } if problems[0].field == "do"));
    assert_eq!(PushedOp::read(&json!("?")).unwrap_err().seq, 0);
}

#[test]
fn answers_say_what_became_of_it_in_one_word() {
    let answered = Answered { seq: 3, answer: Answer::Duplicate };
    assert_eq!(serde_json::to_value(&answered).unwrap(), json!({"seq": 3, "answer": "duplicate"}));
    let conflict = json!({"seq": 4, "answer": "conflict", "since": ["Ana accepted it."]});
    let read: Answered = serde_json::from_value(conflict).unwrap();
    assert!(matches!(read.answer, Answer::Conflict { theirs: None, since } if since.len() == 1));
}

#[test]
fn cursors_are_read_as_they_were_written() {
    let cursor = Cursor { rev: 12, tickets: Timestamp::from_unix(1_795_425_924) };
    assert_eq!(cursor.to_string(), "12-1795425924");
    assert_eq!(cursor.to_string().parse(), Ok(cursor));
    for bad in ["", "12", "x-1", "1-x", "-1-1"] {
        assert!(bad.parse::<Cursor>().is_err(), "{bad}");
    }
}

#[test]
fn this_version_and_the_one_before_are_read() {
    assert!(is_known_version(VERSION) && is_known_version(VERSION - 1) && !is_known_version(VERSION + 1));
}
