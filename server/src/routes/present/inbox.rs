//! The inbox: lanes of the store, shown as groups.

use std::collections::BTreeMap;

use app::model::inbox::Filters;
use app::model::{Group, GroupKind, InboxModel, Options, SelectOption, TicketModel};
use domain::people::Side;
use domain::ticket::{Lane, TicketState};
use store::tickets::{AssigneeFilter, InboxFilter, InboxPage, LaneCounts, Row};

use super::View;

/// The filters as they came in the address. Empty means unset.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(default)]
pub struct InboxQuery {
    /// A client's id.
    pub client: String,
    /// A product's id.
    pub product: String,
    /// A priority's key.
    pub priority: String,
    /// A person's id, `me` or `none`.
    pub assignee: String,
    /// A state's name.
    pub state: String,
    /// The cursor of the page.
    pub after: String,
    /// The selected ticket.
    pub t: String,
}

impl InboxQuery {
    /// What the store narrows by. `me` is the viewer.
    pub fn filter(&self, view: &View) -> InboxFilter {
        let set = |text: &String| (!text.is_empty()).then(|| text.clone());
        let assignee = match self.assignee.as_str() {
            "" => None,
            "me" => Some(AssigneeFilter::Person(view.session.person.id.clone())),
            "none" => Some(AssigneeFilter::Nobody),
            id => Some(AssigneeFilter::Person(domain::ids::PersonId::new(id))),
        };
        InboxFilter {
            client: set(&self.client).map(domain::ids::ClientId::new),
            product: set(&self.product).map(domain::ids::ProductId::new),
            priority: set(&self.priority).map(domain::sla::PriorityKey::new),
            assignee,
            state: TicketState::from_name(&self.state),
        }
    }

    /// Whether anything narrows the list.
    pub fn is_filtered(&self) -> bool {
        [&self.client, &self.product, &self.priority, &self.assignee, &self.state].iter().any(|text| !text.is_empty())
    }
}

impl View {
    /// The page's model.
    pub fn inbox(
        &mut self,
        query: &InboxQuery,
        page: &InboxPage,
        counts: &LaneCounts,
        selected: Option<TicketModel>,
    ) -> InboxModel {
        let counts = (!query.is_filtered()).then_some(counts);
        InboxModel {
            groups: self.groups(&page.rows, counts),
            filters: self.filters(query),
            after: (!query.after.is_empty()).then(|| query.after.clone()),
            next: page.next.as_ref().map(ToString::to_string),
            selected: selected.map(Box::new),
            people: self.everybody_assignable(),
            repairs: self.repairs(|_| true),
            is_new_instance: counts.is_some_and(|counts| Lane::ALL.into_iter().all(|lane| counts.get(lane) == 0)),
        }
    }

    fn groups(&mut self, rows: &[Row], counts: Option<&LaneCounts>) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for row in rows {
            let Some(shown) = self.inbox_row(row) else { continue };
            let kind = self.kind(row);
            match groups.iter_mut().find(|group| group.kind == kind) {
                Some(group) => group.rows.push(shown),
                None => {
                    groups.push(Group {
                        kind,
                        count: counts.and_then(|counts| count(kind, counts)),
                        rows: vec![shown],
                    });
                }
            }
        }
        groups.sort_by_key(|group| group.kind as u8);
        groups
    }

    /// What ends before midnight of the viewer's day is "Today".
    fn kind(&self, row: &Row) -> GroupKind {
        match row.lane {
            Lane::Overdue => GroupKind::Overdue,
            Lane::Soon => GroupKind::DueSoon,
            Lane::Running if self.times.day_number(row.due) <= self.times.day_number(self.now()) => GroupKind::Today,
            Lane::Running | Lane::Unclocked => GroupKind::Later,
            Lane::Paused => GroupKind::Paused,
            Lane::Snoozed => GroupKind::Snoozed,
            Lane::Done => GroupKind::Done,
        }
    }

    fn filters(&self, query: &InboxQuery) -> Filters {
        let any = |label: &str| std::iter::once(SelectOption::new("", label));
        let scope = self.session.scope();
        let clients = self
            .directory
            .clients(&scope)
            .into_iter()
            .map(|client| SelectOption::new(client.id.as_str(), &*client.name));
        let products =
            self.directory.products().into_iter().map(|product| SelectOption::new(product.id.as_str(), &*product.name));
        let states =
            TicketState::ALL.into_iter().map(|state| SelectOption::new(state.as_str(), state.label(Side::Staff)));
        let people = [SelectOption::new("me", "Me"), SelectOption::new("none", "Nobody")]
            .into_iter()
            .chain(self.everybody_assignable());
        Filters {
            client: Options::new(any("Any client").chain(clients), &*query.client),
            product: Options::new(any("Any product").chain(products), &*query.product),
            priority: Options::new(any("Any priority").chain(self.all_priorities()), &*query.priority),
            assignee: Options::new(any("Any owner").chain(people), &*query.assignee),
            state: Options::new(any("Open").chain(states), &*query.state),
        }
    }

    /// The priorities of every policy, each key once.
    fn all_priorities(&self) -> Vec<SelectOption> {
        let mut seen = BTreeMap::new();
        for policy in self.directory.policies(self.now()) {
            for (place, rule) in policy.priorities.iter().enumerate() {
                seen.entry(rule.key.clone()).or_insert((place, rule.name.clone()));
            }
        }
        let mut all: Vec<_> = seen.into_iter().collect();
        all.sort_by(|(_, a), (_, b)| a.cmp(b));
        all.into_iter().map(|(key, (_, name))| SelectOption::new(key.as_str(), name)).collect()
    }

    fn everybody_assignable(&self) -> Vec<SelectOption> {
        let people = self.directory.people(&self.session.scope());
        people
            .into_iter()
            .filter(|person| person.side() == Side::Staff && !person.disabled)
            .map(|person| SelectOption::new(person.id.as_str(), &*person.name))
            .collect()
    }
}

/// Whole lanes are counted by the store; "today" and "later" share one, so they say no number.
fn count(kind: GroupKind, counts: &LaneCounts) -> Option<u32> {
    let lane = match kind {
        GroupKind::Overdue => Lane::Overdue,
        GroupKind::DueSoon => Lane::Soon,
        GroupKind::Paused => Lane::Paused,
        GroupKind::Snoozed => Lane::Snoozed,
        GroupKind::Today | GroupKind::Later | GroupKind::Done => return None,
    };
    u32::try_from(counts.get(lane)).ok()
}
