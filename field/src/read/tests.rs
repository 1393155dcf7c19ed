//! The derived readers of `domain` are the second opinion: what they write and read must come out the same here.

use std::fmt::Debug;

use serde_json::{Value, json};

use super::*;

/// Whether both readers make the same of it.
fn same<T: Read + Debug + PartialEq + serde::de::DeserializeOwned>(value: &Value) -> Option<T> {
    let ours = from_text::<T>(&value.to_string());
    assert_eq!(ours, serde_json::from_value(value.clone()).ok(), "{value}");
    ours
}

/// Takes each field away, in turn and at every depth, and puts something else in its place.
fn damaged(value: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let with = |inner: Option<Value>| {
                    let mut fields = fields.clone();
                    match inner {
                        Some(inner) => fields.insert(name.clone(), inner),
                        None => fields.remove(name),
                    };
                    Value::Object(fields)
                };
                all.push(with(None));
                all.extend(
                    [json!(true), json!(-7), json!("other"), json!([[]]), json!([1])].map(|other| with(Some(other))),
                );
                all.extend(damaged(inner).into_iter().map(|inner| with(Some(inner))));
            }
        }
        Value::Array(values) => {
            for (index, inner) in values.iter().enumerate() {
                all.extend(damaged(inner).into_iter().map(|inner| {
                    let mut values = values.clone();
                    values[index] = inner;
                    Value::Array(values)
                }));
            }
        }
        _ => {}
    }
    all
}

/// A value that is read, and every damage to it, are the same to both readers.
fn check<T: Read + Debug + PartialEq + serde::de::DeserializeOwned>(value: &Value) {
    assert!(same::<T>(value).is_some(), "{value} is not even read whole");
    let damaged = damaged(value);
    let read = damaged.iter().filter_map(same::<T>).count();
    assert!(damaged.is_empty() || read < damaged.len(), "no damage was noticed in {value}");
}

fn person() -> Value {
    json!({"id": "p1", "name": "Mira \"Kovač\""})
}

fn deeds() -> Vec<Value> {
    let file = json!({"id": "f", "name": "a.jpg", "media_type": "image/jpeg", "size": 12});
    let item = json!({"id": "i9", "title": "One more", "owner": "both"});
    vec![
        json!({"do": "check", "item": "i"}),
        json!({"do": "uncheck", "item": "i"}),
        json!({"do": "skip", "item": "i", "reason": "closed"}),
        json!({"do": "note", "item": "i", "text": "a\nb", "base": ["o1", "o2"], "internal": true}),
        json!({"do": "note", "item": "i", "text": ""}),
        json!({"do": "assign", "item": "i", "to": person()}),
        json!({"do": "assign", "item": "i", "to": null}),
        json!({"do": "due", "item": "i", "on": "2026-11-30"}),
        json!({"do": "due", "item": "i", "on": null}),
        json!({"do": "attach", "item": "i", "file": file}),
        json!({"do": "add", "section": "s", "item": item}),
        json!({"do": "log", "text": "It rains."}),
        json!({"do": "sign", "section": "s"}),
        json!({"do": "unsign", "section": "s"}),
        json!({"do": "close", "reason": "moved"}),
        json!({"do": "reopen"}),
    ]
}

fn op(deed: &Value) -> Value {
    let mut op = deed.clone();
    op["id"] = json!("o");
    op["at"] = json!(1_795_425_924);
    op
}

fn actors() -> [Value; 3] {
    ["staff", "client", "system"].map(|side| {
        let mut actor = if side == "system" { json!({}) } else { person() };
        actor["side"] = json!(side);
        actor
    })
}

#[test]
fn checklists_are_read_as_they_are_written() {
    for deed in deeds() {
        check::<Op>(&op(&deed));
    }
    assert_eq!(from_text::<Op>(&op(&json!({"do": "sing"})).to_string()), None);
    let log: Vec<Value> = deeds()
        .iter()
        .zip(actors().iter().cycle())
        .enumerate()
        .map(|(rev, (deed, by))| json!({"rev": rev, "received": 5, "by": by, "op": op(deed)}))
        .collect();
    let item =
        json!({"id": "i", "title": "T", "instructions": "How", "owner": "supplier", "minutes": 5, "evidence": true});
    for kind in Kind::ALL {
        let plan = json!({
            "id": "run", "engagement": "e", "template": {"id": "t", "version": 3}, "kind": kind.as_str(), "name": "N",
            "sections": [{"id": "s", "title": "S", "signed_by": ["staff", "client"], "items": [item]}],
            "started_at": 5, "started_by": actors()[0],
        });
        assert!(same::<KeptChecklist>(&json!({"plan": plan, "log": log})).is_some());
        check::<KeptChecklist>(&json!({"plan": plan, "log": [log[0]]}));
    }
}

#[test]
fn tickets_and_the_workspace_are_read_as_they_are_written() {
    check::<KeptTicket>(&json!({
        "key": "ACME-4", "title": "T", "priority": "P1", "rank": 0, "state": "New", "is_new": true, "is_incident": false,
        "update_within": 1800,
        "needs_workaround": true, "assignee": person(), "reporter": "R", "reported_at": 7, "version": 3,
        "snoozed_until": 9, "workaround": "", "clocks": [{"label": "Response", "due": 11}, {"label": "Fix", "due": null}],
        "messages": [{"by": actors()[1], "at": 8, "text": "Hi", "is_internal": true}],
    }));
    for role in ["admin", "agent", "client_owner", "client_member"] {
        check::<Workspace>(&json!({
            "v": 1, "me": person(), "role": role, "now": 5,
            "engagements": [{"id": "e", "client": "C", "product": "P", "phase": "Hypercare", "is_own": true}],
        }));
    }
}

#[test]
fn answers_are_read_as_they_are_written() {
    let theirs = json!({"op": "o", "text": "T", "stamp": {"by": actors()[0], "at": 5}});
    check::<Answer>(&json!({"answer": "applied"}));
    check::<Answer>(&json!({"answer": "duplicate"}));
    check::<Answer>(&json!({"answer": "conflict", "theirs": theirs}));
    check::<Answer>(&json!({"answer": "conflict", "since": ["Ana accepted it."]}));
    check::<Answer>(&json!({"answer": "refused", "problems": [{"field": "do", "message": "No."}]}));
}

#[test]
fn rows_keep_what_is_shown_of_them() {
    let row = |op: &Value, answer: &Value| {
        let row = json!({"seq": 4, "engagement": "e", "op": op, "answer": answer, "file": null});
        from_text::<Row>(&row.to_string()).unwrap()
    };
    let add = row(&op(&deeds()[10]), &Value::Null);
    assert_eq!((add.seq, add.text("do"), add.text("section"), add.added.as_str()), (4, "add", "s", "One more"));
    assert!(add.is_waiting() && add.op.is_some() && add.text("item").is_empty());
    let without_file = row(&op(&json!({"do": "attach", "item": "i"})), &json!({"answer": "applied"}));
    assert!(without_file.op.is_none() && !without_file.is_waiting());
}

#[test]
fn what_only_a_later_app_knows_takes_nothing_else_away() {
    let entry = |op: &Value| json!({"rev": 1, "received": 5, "by": {"side": "system"}, "op": op});
    let kept = |id: &str, log: &[Value]| {
        let template = json!({"id": "t", "version": 1});
        json!({"plan": {"id": id, "engagement": "e", "template": template, "kind": "other", "name": "n", "sections": [],
            "started_at": 1, "started_by": {"side": "system"}}, "log": log})
    };
    let log = [entry(&op(&deeds()[0])), entry(&op(&json!({"do": "sing", "item": "i"})))];
    let loaded = json!({"checklists": [kept("a", &log), {"plan": "of a later app"}, kept("b", &[])], "rows": ["?"]});
    let loaded: Loaded = from_text(&loaded.to_string()).unwrap();
    assert_eq!(loaded.checklists.len(), 2);
    assert_eq!(loaded.checklists[0].log.len(), 1);
    assert!(loaded.rows.is_empty());
}

#[test]
fn what_the_device_says_is_read() {
    let news: News = from_text(r#"{"engagement":"e","checklists":["a"],"tickets":["ACME-4"]}"#).unwrap();
    assert!(news.engagement.is_some() && news.checklists.len() == 1 && news.tickets.len() == 1 && !news.rows);
    assert!(from_text::<News>(r#"{"state":true}"#).unwrap().state);
    let loaded = r#"{"workspace":null,"engagements":[{"id":"e","cursor":"1-2","open":[],"kept":["a"],"pulledAt":1795425924123}],
        "checklists":[],"tickets":[],"rows":[],"drafts":[["note","Half a"]]}"#;
    let loaded: Loaded = from_text(loaded).unwrap();
    assert_eq!(loaded.engagements[0].pulled_at, 1_795_425_924_123);
    assert_eq!(loaded.drafts, [("note".to_owned(), "Half a".to_owned())]);
    let way: Way = from_text(r#"{"sending":false,"offline":true,"problem":"","mode":"kept","at":0}"#).unwrap();
    assert!(way.offline && !way.sending && way.mode == "kept");
    let room: Room = from_text(r#"{"usage":123456,"quota":9,"persisted":true}"#).unwrap();
    assert!(room.persisted && room.usage == 123_456);
}
