//! Forgetting what nobody can use any more.

use domain::people::Side;
use domain::time::{Seconds, Timestamp};
use surrealdb::types::vars;

use super::{SessionLimits, SystemScope};
use crate::Store;
use crate::error::StoreError;

/// A form that was sent longer ago is not sent a second time.
const SUBMISSIONS_KEPT: Seconds = Seconds::days(7);
/// So is a change that a device has sent; a phone may lie in a drawer for months before it asks what became of it.
const PUSHED_OPS_KEPT: Seconds = Seconds::days(180);

// A portion at a time: a transaction has to fit into the engine's memory.
const PRUNE: &str = "{
    LET $sessions = (SELECT VALUE id FROM session WHERE created_at < $began OR last_seen < $seen LIMIT 1000);
    LET $links = (SELECT VALUE id FROM link WHERE expires_at < $now LIMIT 1000);
    LET $submissions = (SELECT VALUE id FROM submission WHERE at < $sent LIMIT 1000);
    LET $pushed = (SELECT VALUE id FROM pushed_op WHERE at < $pushed_before LIMIT 1000);
    DELETE $sessions;
    DELETE $links;
    DELETE $submissions;
    DELETE $pushed;
    RETURN array::len($sessions) + array::len($links) + array::len($submissions) + array::len($pushed);
}";

impl Store {
    /// Deletes sessions that no side's limits allow, links that have expired, and the marks of forms and
    /// devices' changes sent long ago; says how many. Call again until it says 0.
    pub async fn prune_access(&self, _: &SystemScope, now: Timestamp) -> Result<usize, StoreError> {
        let (staff, client) = (SessionLimits::of(Side::Staff), SessionLimits::of(Side::Client));
        let vars = vars! {
            began: (now - staff.absolute.max(client.absolute)).unix(),
            seen: (now - staff.idle.max(client.idle)).unix(),
            now: now.unix(),
            pushed_before: (now - PUSHED_OPS_KEPT).unix(),
            sent: (now - SUBMISSIONS_KEPT).unix(),
        };
        self.db.write::<i64>(PRUNE, vars).await.map(|count| usize::try_from(count).unwrap_or_default())
    }
}
