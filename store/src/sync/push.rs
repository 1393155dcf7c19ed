//! Operations that a device sends: each is judged on its own, in the order in which they were made.

use domain::checklist::Op;
use domain::ids::{ChecklistId, OpId, TicketKey};
use domain::problem::Problem;
use domain::sync::{Answer, OPS_MAX, PushedOp, Target, TicketOp};
use domain::ticket::{Event, Ticket};
use domain::time::Timestamp;

use crate::Store;
use crate::access::{Person, Scope};
use crate::error::StoreError;
use crate::tickets::CommandError;

/// The longest id that a device may give an operation.
const ID_MAX: usize = 64;
const NO_CHECKLIST: &str = "This checklist does not exist, or it is not yours to see.";
const DAMAGED_CHECKLIST: &str = "This checklist could not be read. Tell your administrator.";

/// What became of an operation.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// All is said.
    Answered(Answer),
    /// A decision came second: it does not count. What happened since the person looked is still to be worded.
    Overtaken {
        /// The events after the version that they had seen.
        since: Vec<Event>,
        /// The ticket as it is now.
        current: Box<Ticket>,
    },
}

impl Outcome {
    fn refused(field: &str, message: impl Into<String>) -> Self {
        Self::Answered(Answer::Refused { problems: vec![Problem::new(field, message)] })
    }
}

impl Store {
    /// Judges operations and carries out what is accepted: one outcome for each, of at most [`OPS_MAX`]. When this
    /// returns, what counts is durable. When it fails, a part may count already; sent again, that part is a duplicate.
    ///
    /// What concerns a record that cannot be read is refused and logged: failing, it would hold up what is behind it
    /// until the record is mended, on every device that has such a change.
    pub async fn push(
        &self,
        scope: &Scope,
        by: &Person,
        ops: &[PushedOp],
        now: Timestamp,
    ) -> Result<Vec<Outcome>, StoreError> {
        let ops = &ops[..ops.len().min(OPS_MAX)];
        let mut outcomes = Vec::with_capacity(ops.len());
        // What was done to one checklist in a row is written at once.
        for group in ops.chunk_by(|one, next| place(one).is_some() && place(one) == place(next)) {
            match &group[0].target {
                Target::Checklist { checklist, .. } => {
                    outcomes.extend(self.push_to_checklist(scope, by, checklist, group, now).await?);
                }
                Target::Ticket { ticket, op } => outcomes.push(self.push_to_ticket(scope, by, ticket, op, now).await?),
            }
        }
        Ok(outcomes)
    }

    async fn push_to_checklist(
        &self,
        scope: &Scope,
        by: &Person,
        id: &ChecklistId,
        group: &[PushedOp],
        now: Timestamp,
    ) -> Result<Vec<Outcome>, StoreError> {
        let all = group.iter().filter_map(|one| match &one.target {
            Target::Checklist { op, .. } => Some(op),
            Target::Ticket { .. } => None,
        });
        let good: Vec<Op> = all.clone().filter(|op| is_id(&op.id)).cloned().collect();
        let all_refused = |why: &str| Ok(group.iter().map(|_| Outcome::refused("checklist", why)).collect());
        let sent = match self.send_ops(scope, by, id, &good, now).await {
            Ok(Some(sent)) => sent,
            Ok(None) => return all_refused(NO_CHECKLIST),
            Err(error @ StoreError::Damaged { .. }) => {
                tracing::error!(%error, checklist = id.as_str(), "changes of a device were refused");
                let is_theirs = self.checklist_exists(scope, id).await?;
                return all_refused(if is_theirs { DAMAGED_CHECKLIST } else { NO_CHECKLIST });
            }
            Err(error) => return Err(error),
        };
        let mut answers = sent.answers.into_iter();
        let answer = |op: &Op| {
            let judged = if is_id(&op.id) { answers.next() } else { None };
            judged.map_or_else(bad_id, |answer| Outcome::Answered(answer.into()))
        };
        Ok(all.map(answer).collect())
    }

    async fn push_to_ticket(
        &self,
        scope: &Scope,
        by: &Person,
        key: &TicketKey,
        op: &TicketOp,
        now: Timestamp,
    ) -> Result<Outcome, StoreError> {
        if !is_id(&op.id) {
            return Ok(bad_id());
        }
        match self.command_pushed(scope, &by.actor(), key, op, now).await {
            Ok(applied) if applied.events.is_empty() => Ok(Outcome::Answered(Answer::Duplicate)),
            Ok(_) => Ok(Outcome::Answered(Answer::Applied)),
            Err(CommandError::NotFound) => Ok(no_ticket(key)),
            Err(CommandError::Refused(problems)) => Ok(Outcome::Answered(Answer::Refused { problems })),
            Err(CommandError::Conflict { since, current }) => Ok(Outcome::Overtaken { since, current }),
            Err(CommandError::Store(error @ StoreError::Damaged { .. })) => {
                tracing::error!(%error, ticket = %key, "a change of a device was refused");
                let is_theirs = self.ticket_exists(scope, key).await?;
                let damaged =
                    || Outcome::refused("ticket", format!("{key} could not be read. Tell your administrator."));
                Ok(if is_theirs { damaged() } else { no_ticket(key) })
            }
            Err(CommandError::Store(error)) => Err(error),
        }
    }
}

/// The checklist it is about, if it is about one.
fn place(op: &PushedOp) -> Option<&ChecklistId> {
    match &op.target {
        Target::Checklist { checklist, .. } => Some(checklist),
        Target::Ticket { .. } => None,
    }
}

/// Whether it is an id such as devices make: what is kept for ever under it must not be a text of any length.
fn is_id(id: &OpId) -> bool {
    let id = id.as_str();
    !id.is_empty() && id.len() <= ID_MAX && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn no_ticket(key: &TicketKey) -> Outcome {
    Outcome::refused("ticket", format!("{key} does not exist, or it is not yours to see."))
}

fn bad_id() -> Outcome {
    Outcome::refused("id", "This change has no id of its own. Load the app anew, then make it once more.")
}
