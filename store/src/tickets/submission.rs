//! Forms that carry an id of their own: sent twice, they count once.

use domain::people::Actor;
use surrealdb::types::{RecordId, RecordIdKey, array};

/// The longest id a form may give itself.
const ID_MAX: usize = 128;

/// The mark that a person's form leaves. Another person's form of the same id is another form.
pub(super) fn submission_id(by: &Actor, id: &str) -> RecordId {
    let person = by.person().map(|person| person.id.as_str()).unwrap_or_default();
    let id: String = id.chars().take(ID_MAX).collect();
    RecordId::new("submission", RecordIdKey::Array(array![person, id]))
}
