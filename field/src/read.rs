//! The wire format (`domain::sync`) and what `public/outbox/` adds to it, read from JSON: the same as the derived readers,
//! which the tests hold it against, in a fraction of their code.

use domain::checklist::{Deed, Entry, Item, Kind, Op, Owner, Plan, Section, Stamp, TemplateRef, Written};
use domain::ids::{
    AttachmentId, ChecklistId, EngagementId, ItemId, OpId, PersonId, ProductId, SectionId, TemplateId, TicketKey,
};
use domain::people::{Actor, PersonRef, Role, Side};
use domain::problem::Problem;
use domain::sla::LocalDate;
use domain::sync::{Answer, KeptChecklist, KeptClock, KeptEngagement, KeptMessage, KeptTicket, Workspace};
use domain::ticket::Attachment;
use domain::time::{Seconds, Timestamp};

use crate::bridge::{Held, Loaded, News, Room, Row, Way};
use crate::json::Json;

/// What can be read from JSON.
pub trait Read: Sized {
    /// Reads it; none when it is something else. Fields that nobody knows are passed over.
    fn read(json: &Json) -> Option<Self>;
}

/// Reads a text.
pub fn from_text<T: Read>(text: &str) -> Option<T> {
    T::read(&Json::parse(text)?)
}

/// A field; none when it is missing or something else.
fn field<T: Read>(json: &Json, name: &str) -> Option<T> {
    T::read(json.get(name))
}

/// A field that may be missing.
fn or_default<T: Read + Default>(json: &Json, name: &str) -> Option<T> {
    match json.get(name) {
        Json::Null => Some(T::default()),
        value => T::read(value),
    }
}

impl Read for String {
    fn read(json: &Json) -> Option<Self> {
        if let Json::Text(text) = json { Some(text.to_string()) } else { None }
    }
}

impl Read for bool {
    fn read(json: &Json) -> Option<Self> {
        if let Json::Bool(is) = json { Some(*is) } else { None }
    }
}

impl Read for i64 {
    fn read(json: &Json) -> Option<Self> {
        if let Json::Number(number) = json { Some(*number) } else { None }
    }
}

impl Read for u64 {
    fn read(json: &Json) -> Option<Self> {
        i64::read(json)?.try_into().ok()
    }
}

impl Read for u32 {
    fn read(json: &Json) -> Option<Self> {
        i64::read(json)?.try_into().ok()
    }
}

impl Read for Timestamp {
    fn read(json: &Json) -> Option<Self> {
        i64::read(json).map(Self::from_unix)
    }
}

impl Read for Seconds {
    fn read(json: &Json) -> Option<Self> {
        i64::read(json).map(Self::new)
    }
}

impl Read for TicketKey {
    fn read(json: &Json) -> Option<Self> {
        json.text().parse().ok()
    }
}

impl Read for LocalDate {
    fn read(json: &Json) -> Option<Self> {
        json.text().parse().ok()
    }
}

impl<T: Read> Read for Option<T> {
    fn read(json: &Json) -> Option<Self> {
        if *json == Json::Null { Some(None) } else { T::read(json).map(Some) }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(json: &Json) -> Option<Self> {
        let Json::List(values) = json else { return None };
        let mut all = Self::with_capacity(values.len());
        for value in values {
            all.push(T::read(value)?);
        }
        Some(all)
    }
}

impl<A: Read, B: Read> Read for (A, B) {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::List(pair) if pair.len() == 2 => Some((A::read(&pair[0])?, B::read(&pair[1])?)),
            _ => None,
        }
    }
}

macro_rules! ids {
    ($($id:ident)*) => {$(
        impl Read for $id {
            fn read(json: &Json) -> Option<Self> {
                String::read(json).map(Self::new)
            }
        }
    )*};
}

ids!(AttachmentId ChecklistId EngagementId ItemId OpId PersonId ProductId SectionId TemplateId);

/// Objects by their fields; those after the bar may be missing.
macro_rules! objects {
    ($($object:ident { $($name:ident)* $(| $($may:ident)*)? })*) => {$(
        impl Read for $object {
            fn read(json: &Json) -> Option<Self> {
                Some(Self {
                    $($name: field(json, stringify!($name))?,)*
                    $($($may: or_default(json, stringify!($may))?,)*)?
                })
            }
        }
    )*};
}

objects! {
    Workspace { v me role now engagements }
    KeptEngagement { id client product phase is_own }
    KeptChecklist { plan log }
    Plan { id engagement template kind name sections started_at started_by }
    TemplateRef { id version }
    Section { id title items | signed_by }
    Item { id title owner | instructions minutes evidence }
    Entry { received by op | rev }
    Stamp { by at }
    Written { op text stamp }
    PersonRef { id name }
    Attachment { id name media_type size }
    Problem { field message }
    KeptTicket {
        key title priority rank state is_new is_incident needs_workaround reporter reported_at version workaround clocks
        messages | assignee snoozed_until update_within
    }
    KeptClock { label | due }
    KeptMessage { by at text | is_internal }
    News { | state rows workspace all engagement checklists tickets }
    Way { sending offline problem mode at }
    Room { usage persisted }
}

/// What of a list can be read: one element that only a later app knows must not take the others away.
fn known<T: Read>(json: &Json, name: &str) -> Vec<T> {
    if let Json::List(values) = json.get(name) { values.iter().filter_map(T::read).collect() } else { Vec::new() }
}

/// Checklists, each without the entries of its log that this app does not know.
struct Kept(KeptChecklist);

impl Read for Kept {
    fn read(json: &Json) -> Option<Self> {
        Some(Self(KeptChecklist { plan: field(json, "plan")?, log: known(json, "log") }))
    }
}

fn checklists(json: &Json) -> Vec<KeptChecklist> {
    known::<Kept>(json, "checklists").into_iter().map(|kept| kept.0).collect()
}

impl Read for Loaded {
    fn read(json: &Json) -> Option<Self> {
        Some(Self {
            workspace: or_default(json, "workspace")?,
            engagements: known(json, "engagements"),
            checklists: checklists(json),
            tickets: known(json, "tickets"),
            rows: known(json, "rows"),
            drafts: known(json, "drafts"),
        })
    }
}

impl Read for Side {
    fn read(json: &Json) -> Option<Self> {
        Some(match json.text() {
            "staff" => Self::Staff,
            "client" => Self::Client,
            _ => return None,
        })
    }
}

impl Read for Role {
    fn read(json: &Json) -> Option<Self> {
        Some(match json.text() {
            "admin" => Self::Admin,
            "agent" => Self::Agent,
            "client_owner" => Self::ClientOwner,
            "client_member" => Self::ClientMember,
            _ => return None,
        })
    }
}

impl Read for Kind {
    fn read(json: &Json) -> Option<Self> {
        Self::from_name(json.text())
    }
}

impl Read for Owner {
    fn read(json: &Json) -> Option<Self> {
        Self::from_name(json.text())
    }
}

impl Read for Actor {
    fn read(json: &Json) -> Option<Self> {
        Some(match json.get("side").text() {
            "staff" => Self::Staff(Read::read(json)?),
            "client" => Self::Client(Read::read(json)?),
            "system" => Self::System,
            _ => return None,
        })
    }
}

impl Read for Op {
    fn read(json: &Json) -> Option<Self> {
        Some(Self { id: field(json, "id")?, at: field(json, "at")?, deed: Read::read(json)? })
    }
}

impl Read for Deed {
    fn read(json: &Json) -> Option<Self> {
        // What most are about; read before it is known which they are, so that it is read in one place.
        let item = || field(json, "item");
        let section = || field(json, "section");
        let text = |name| field::<String>(json, name);
        Some(match json.get("do").text() {
            "check" => Self::Check { item: item()? },
            "uncheck" => Self::Uncheck { item: item()? },
            "skip" => Self::Skip { item: item()?, reason: text("reason")? },
            "note" => Self::Note {
                item: item()?,
                text: text("text")?,
                base: or_default(json, "base")?,
                internal: or_default(json, "internal")?,
            },
            "assign" => Self::Assign { item: item()?, to: field(json, "to")? },
            "due" => Self::Due { item: item()?, on: field(json, "on")? },
            "attach" => Self::Attach { item: item()?, file: field(json, "file")? },
            "add" => Self::Add { section: section()?, item: field(json, "item")? },
            "log" => Self::Log { text: text("text")? },
            "sign" => Self::Sign { section: section()? },
            "unsign" => Self::Unsign { section: section()? },
            "close" => Self::Close { reason: text("reason")? },
            "reopen" => Self::Reopen,
            _ => return None,
        })
    }
}

impl Read for Answer {
    fn read(json: &Json) -> Option<Self> {
        Some(match json.get("answer").text() {
            "applied" => Self::Applied,
            "duplicate" => Self::Duplicate,
            "conflict" => Self::Conflict { theirs: field(json, "theirs")?, since: or_default(json, "since")? },
            "refused" => Self::Refused { problems: field(json, "problems")? },
            _ => return None,
        })
    }
}

impl Read for Held {
    fn read(json: &Json) -> Option<Self> {
        Some(Self {
            id: field(json, "id")?,
            open: field(json, "open")?,
            kept: field(json, "kept")?,
            pulled_at: field(json, "pulledAt")?,
        })
    }
}

impl Read for Row {
    fn read(json: &Json) -> Option<Self> {
        let op = json.get("op");
        Some(Self {
            seq: field(json, "seq")?,
            engagement: field(json, "engagement")?,
            texts: op.texts(),
            added: op.get("item").get("title").text().to_owned(),
            // The file of an evidence that waits is missing in it: then there is nothing to show yet.
            op: Read::read(op),
            answer: field(json, "answer")?,
            file: field(json, "file")?,
        })
    }
}

#[cfg(test)]
mod tests;
