//! Tickets in lists.

use app::model::home::ClientRow;
use app::model::{Clock, InboxRow, Priority};
use domain::engagement::Engagement;
use domain::sla::{ClockChip, PriorityKey};
use domain::ticket::TicketState;
use store::tickets::{IssueRow, Row};

use super::View;

impl View {
    /// A row of the inbox.
    pub fn inbox_row(&mut self, row: &Row) -> Option<InboxRow> {
        let engagement = self.directory.engagement(&row.engagement)?.clone();
        Some(InboxRow {
            key: row.key.clone(),
            version: u64::from(row.version),
            title: row.title.clone(),
            client: self.client_name(&engagement),
            priority: self.row_priority(&row.priority, &engagement),
            state: row.state,
            assignee: row.assignee.as_ref().map(|person| self.person(person)),
            clock: self.row_clock(row.chip.as_ref(), &engagement),
        })
    }

    /// A row of a client's list.
    pub fn client_row(&mut self, row: &IssueRow) -> Option<ClientRow> {
        let engagement = self.directory.engagement(&row.engagement)?.clone();
        let word = match row.state {
            TicketState::Resolved => "Resolved",
            TicketState::Closed => "Closed",
            TicketState::Declined => "Declined",
            _ => "Updated",
        };
        Some(ClientRow {
            key: row.key.clone(),
            title: row.title.clone(),
            product: self.product_name(&engagement),
            priority: self.row_priority(&row.priority, &engagement),
            state: row.state,
            assignee: row.assignee.as_ref().map(|person| self.person(person)),
            clock: self.row_clock(row.chip.as_ref(), &engagement),
            activity: format!("{word} {}", self.times.ago(row.updated_at)),
        })
    }

    fn row_priority(&self, key: &PriorityKey, engagement: &Engagement) -> Priority {
        let policy = self.directory.policy_of(engagement, self.now());
        match policy.filter(|policy| policy.priority(key).is_some()) {
            Some(policy) => Self::priority(policy, key),
            // The engagement has moved to another policy since: the ticket keeps its own priority's name.
            None => Priority::new(key.as_str(), key.as_str(), usize::MAX),
        }
    }

    fn row_clock(&mut self, chip: Option<&ClockChip>, engagement: &Engagement) -> Option<Clock> {
        let windows = self.directory.windows_of(engagement);
        chip.map(|chip| self.clock(chip, engagement, &windows))
    }
}
