//! Forms that carry an id of their own: sent twice, they count once.

use domain::ids::OpId;
use domain::people::Actor;
use surrealdb::types::{RecordId, RecordIdKey, array};

/// The longest id a form may give itself.
const ID_MAX: usize = 128;

/// The mark that a person's form leaves. Another person's form of the same id is another form.
pub(super) fn submission_id(by: &Actor, id: &str) -> RecordId {
    mark("submission", by, id)
}

/// The mark that an operation leaves which a person's device has sent.
pub(super) fn pushed_id(by: &Actor, op: &OpId) -> RecordId {
    mark("pushed_op", by, op.as_str())
}

fn mark(table: &'static str, by: &Actor, id: &str) -> RecordId {
    let person = by.person().map(|person| person.id.as_str()).unwrap_or_default();
    let id: String = id.chars().take(ID_MAX).collect();
    RecordId::new(table, RecordIdKey::Array(array![person, id]))
}
