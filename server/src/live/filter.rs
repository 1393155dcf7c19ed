//! Who may learn of a change (SECURITY.md, Tenancy: internal notes never reach a client in any form).

use domain::people::Side;
use store::outbox::{OutboxRow, Topic};
use store::{Directory, Scope};

/// Whether a page of this scope is told. That something internal happened is itself internal.
pub fn may_know(scope: &Scope, directory: &Directory, row: &OutboxRow) -> bool {
    if let Some(own) = scope.client() {
        let is_theirs = matches!(row.topic, Topic::Ticket | Topic::Checklist);
        return is_theirs && !row.internal && row.client.as_ref() == Some(own);
    }
    match row.topic {
        Topic::Ticket | Topic::Checklist => {
            let engagement = row.engagement.as_ref().and_then(|id| directory.engagement(id));
            engagement.is_some_and(|engagement| scope.sees(engagement))
        }
        Topic::Directory => scope.side() == Side::Staff,
        // Their own person is told by the stream, which knows who that is.
        Topic::Access | Topic::Notification => false,
    }
}
