//! The staff inbox: list and detail.

use domain::ids::TicketKey;
use domain::ticket::TicketState;

use super::{Clock, Options, Person, Priority, TicketModel};

/// The inbox's groups, in the order shown (UI.md: sorted by the promise that ends first).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupKind {
    /// A promise is missed.
    Overdue,
    /// A promise is past its warning point.
    DueSoon,
    /// Ends today.
    Today,
    /// Ends later, or has no deadline.
    Later,
    /// Standing still.
    Paused,
    /// Out of sight until an instant, by choice.
    Snoozed,
    /// Ended; shown when the state filter asks for it.
    Done,
}

impl GroupKind {
    /// The heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::Overdue => "Overdue",
            Self::DueSoon => "Due soon",
            Self::Today => "Today",
            Self::Later => "Later",
            Self::Paused => "Paused",
            Self::Snoozed => "Snoozed",
            Self::Done => "Done",
        }
    }

    /// The CSS class of the heading.
    pub fn class(self) -> &'static str {
        match self {
            Self::Overdue => "group over",
            Self::DueSoon => "group soon",
            Self::Today | Self::Later | Self::Paused | Self::Snoozed | Self::Done => "group",
        }
    }
}

/// One ticket in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxRow {
    /// What people call it.
    pub key: TicketKey,
    /// Version of the ticket at reading, for in-place actions.
    pub version: u64,
    /// One line.
    pub title: String,
    /// Whose it is.
    pub client: String,
    /// Its priority.
    pub priority: Priority,
    /// Where it stands.
    pub state: TicketState,
    /// Who works on it; none is said so.
    pub assignee: Option<Person>,
    /// The clock that ends first.
    pub clock: Option<Clock>,
}

/// Rows that share an urgency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Which one.
    pub kind: GroupKind,
    /// How many tickets there are in all, where the server counted them.
    pub count: Option<u32>,
    /// Those on this page.
    pub rows: Vec<InboxRow>,
}

/// What narrows the list; every part is a query parameter of the same name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    /// `client`
    pub client: Options,
    /// `product`
    pub product: Options,
    /// `priority`
    pub priority: Options,
    /// `assignee`; `me` and `none` come first.
    pub assignee: Options,
    /// `state`
    pub state: Options,
}

impl Filters {
    /// Parameter name, words, and choices of each filter.
    pub fn fields(&self) -> [(&'static str, &'static str, &Options); 5] {
        [
            ("client", "Client", &self.client),
            ("product", "Product", &self.product),
            ("priority", "Priority", &self.priority),
            ("assignee", "Owner", &self.assignee),
            ("state", "State", &self.state),
        ]
    }

    /// How many filters are set.
    pub fn active(&self) -> usize {
        self.fields().iter().filter(|(_, _, options)| !options.current.is_empty()).count()
    }

    /// The query of the set filters, without `after` and `t`: `client=brimley&state=new`.
    pub fn query(&self) -> String {
        let set = self.fields().into_iter().filter(|(_, _, options)| !options.current.is_empty());
        set.map(|(name, _, options)| format!("{name}={}", encode(&options.current))).collect::<Vec<_>>().join("&")
    }
}

/// The staff inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxModel {
    /// Only groups with rows, in [`GroupKind`]'s order.
    pub groups: Vec<Group>,
    /// What narrows the list.
    pub filters: Filters,
    /// The cursor this page began after; none on the first page.
    pub after: Option<String>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// The ticket in the detail pane.
    pub selected: Option<Box<TicketModel>>,
    /// Whom tickets may be assigned to, for the bulk bar.
    pub people: Vec<super::SelectOption>,
    /// What an admin has to repair in the settings; for others nothing.
    pub repairs: Vec<super::Repair>,
    /// Whether this instance has no ticket at all (a different empty state from "nothing matches").
    pub is_new_instance: bool,
}

impl InboxModel {
    /// The address of this list with the given cursor and ticket, keeping the filters.
    pub fn href(&self, after: Option<&str>, ticket: Option<&TicketKey>) -> String {
        let mut parts = vec![self.filters.query()];
        parts.extend(after.map(|cursor| format!("after={}", encode(cursor))));
        parts.extend(ticket.map(|key| format!("t={key}")));
        parts.retain(|part| !part.is_empty());
        if parts.is_empty() { "/inbox".to_owned() } else { format!("/inbox?{}", parts.join("&")) }
    }
}

/// Percent-encodes a query value (everything but letters, digits and `-._~`).
pub fn encode(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend([byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SelectOption;

    #[test]
    fn an_address_keeps_the_filters_and_encodes_what_the_cursor_holds() {
        let mut model = InboxModel {
            groups: vec![],
            filters: Filters::default(),
            after: None,
            next: None,
            selected: None,
            people: vec![],
            repairs: vec![],
            is_new_instance: false,
        };
        assert_eq!(model.href(None, None), "/inbox");
        model.filters.state = Options::new([SelectOption::new("in_progress", "In progress")], "in_progress");
        let key = "ACME-42".parse().unwrap();
        assert_eq!(model.href(Some("17:a&b"), Some(&key)), "/inbox?state=in_progress&after=17%3Aa%26b&t=ACME-42");
    }
}
