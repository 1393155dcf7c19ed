//! Operations: load, judge in `domain`, write the accepted ones with the new projection in one transaction.

use std::collections::BTreeSet;

use domain::checklist::{Answer, Deed, Entry, Op, Run, decide};
use domain::ids::{AttachmentId, ChecklistId};
use domain::problem::Problem;
use domain::time::Timestamp;
use surrealdb::types::{Value, vars};

use super::Sent;
use super::evidence::EvidenceRow;
use super::load::{Loaded, as_seen};
use super::rows::{OpRow, RunRow};
use crate::Store;
use crate::access::{Person, Scope};
use crate::directory::Directory;
use crate::error::StoreError;
use crate::outbox::{Change, Topic};
use crate::record::record;

/// How often operations are judged again because the engagement changed between reading and writing.
const DECISIONS: u32 = 20;
/// Operations of one sending.
const OPS_MAX: usize = 500;

const WRITE: &str = "{
    LET $before = (UPDATE ONLY $revision SET last = $last RETURN BEFORE);
    IF $before.last != $seen { THROW 'moved' };
    INSERT INTO checklist_op $ops RETURN NONE;
    IF array::len($files) > 0 { INSERT INTO evidence $files RETURN NONE };
    UPDATE ONLY $row.id CONTENT $row RETURN NONE;
    CREATE ONLY type::record('outbox', $change) CONTENT $outbox RETURN NONE;
    RETURN NONE;
}";

/// Operations that were judged.
struct Judged {
    run: Run,
    accepted: Vec<Entry>,
    answers: Vec<Answer>,
}

impl Store {
    /// Judges operations in the order given and writes the accepted ones. When this returns, they are durable. A
    /// refused one does not hold up those behind it, and one that counts already is answered as a duplicate.
    ///
    /// `None` when there is no such run for this scope. More than 500 operations at once are not read further.
    pub async fn send_ops(
        &self,
        scope: &Scope,
        by: &Person,
        id: &ChecklistId,
        ops: &[Op],
        now: Timestamp,
    ) -> Result<Option<Sent>, StoreError> {
        self.send(scope, by, id, ops, false, now).await
    }

    /// The same for what belongs together, as the fields of one form do: when one operation is refused, none counts.
    pub async fn send_together(
        &self,
        scope: &Scope,
        by: &Person,
        id: &ChecklistId,
        ops: &[Op],
        now: Timestamp,
    ) -> Result<Option<Sent>, StoreError> {
        self.send(scope, by, id, ops, true, now).await
    }

    async fn send(
        &self,
        scope: &Scope,
        by: &Person,
        id: &ChecklistId,
        ops: &[Op],
        all_or_none: bool,
        now: Timestamp,
    ) -> Result<Option<Sent>, StoreError> {
        let ops = &ops[..ops.len().min(OPS_MAX)];
        let files: Vec<AttachmentId> = ops.iter().filter_map(|op| op.deed.file()).map(|file| file.id.clone()).collect();
        // A file that belongs to something already is not to be had by naming it.
        let taken = if files.is_empty() {
            BTreeSet::new()
        } else {
            self.known_attachments(&crate::SystemScope::new(), &files).await?
        };
        let directory = self.directory();
        for _ in 0..DECISIONS {
            let Some(loaded) = self.load_checklist(scope, id).await? else { return Ok(None) };
            let now = now.max(loaded.run.updated_at);
            let mut judged = judge(&directory, &loaded, by, ops, &taken, now);
            if all_or_none && judged.answers.iter().any(|answer| matches!(answer, Answer::Refused { .. })) {
                judged.run = loaded.run.clone();
                judged.accepted.clear();
            }
            let is_written = judged.accepted.is_empty() || self.write_ops(&loaded, &judged, by).await?;
            if is_written {
                let checklist = as_seen(scope, judged.run, loaded.engagement);
                return Ok(Some(Sent { checklist, answers: judged.answers }));
            }
        }
        Err(StoreError::Busy { attempts: DECISIONS })
    }

    /// Whether nobody else was first.
    async fn write_ops(&self, loaded: &Loaded, judged: &Judged, by: &Person) -> Result<bool, StoreError> {
        let (run, engagement) = (&judged.run, &loaded.engagement);
        let last = judged.accepted.last().and_then(|entry| entry.rev).unwrap_or(loaded.last);
        let is_internal = judged.accepted.iter().all(|entry| entry.op.deed.is_internal());
        let told = Change::by(Topic::Checklist, &by.actor())
            .on_engagement(&engagement.id, &engagement.client)
            .internal(is_internal);
        let files = judged.accepted.iter().filter_map(|entry| entry.op.deed.file());
        let ops: Result<Vec<OpRow>, _> = judged.accepted.iter().map(|entry| OpRow::of(&run.plan.id, entry)).collect();
        let vars = vars! {
            revision: record("revision", engagement.id.as_str()),
            seen: i64::from(loaded.last),
            last: i64::from(last),
            ops: ops?,
            files: files.map(|file| EvidenceRow::of(&run.plan.id, file)).collect::<Vec<_>>(),
            row: RunRow::of(run, &engagement.client, last)?,
            outbox: told.into_row(),
        };
        match self.db.write::<Value>(WRITE, vars).await {
            Ok(_) => Ok(true),
            Err(error) if error.is_taken() || error.thrown() == Some("moved") => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn judge(
    directory: &Directory,
    loaded: &Loaded,
    by: &Person,
    ops: &[Op],
    taken: &BTreeSet<AttachmentId>,
    now: Timestamp,
) -> Judged {
    let mut judged = Judged { run: loaded.run.clone(), accepted: Vec::new(), answers: Vec::with_capacity(ops.len()) };
    for op in ops {
        let answer = if judged.run.knows(&op.id) {
            again(&judged.run, op, by)
        } else {
            match settle(directory, loaded, &judged.run, op, taken)
                .and_then(|op| decide(&judged.run, &op, &by.actor(), by.role, now))
            {
                Err(problems) => Answer::Refused { problems },
                Ok(op) => {
                    let number = u32::try_from(judged.accepted.len()).unwrap_or(u32::MAX).saturating_add(1);
                    let rev = Some(loaded.last.saturating_add(number));
                    let entry = Entry { rev, received: now, by: by.actor(), op };
                    judged.run.merge(entry.clone());
                    let theirs = judged.run.overtaken(&entry.op.id).cloned();
                    judged.accepted.push(entry);
                    theirs.map_or(Answer::Applied, |theirs| Answer::Conflict { theirs: Some(theirs) })
                }
            }
        };
        judged.answers.push(answer);
    }
    judged
}

/// The answer to an operation that counts already: its writer learns again what stands instead of their text, because
/// they may never have got the first answer.
fn again(run: &Run, op: &Op, by: &Person) -> Answer {
    let is_own = |entry: &&Entry| entry.op.id == op.id && entry.by.person().is_some_and(|person| person.id == by.id);
    let own = run.log().iter().find(is_own);
    let theirs = own.and_then(|entry| run.overtaken(&entry.op.id)).cloned();
    theirs.map_or(Answer::Duplicate, |theirs| Answer::Conflict { theirs: Some(theirs) })
}

/// Checks what depends on other records: whether people and files named by an operation are to be had.
fn settle(
    directory: &Directory,
    loaded: &Loaded,
    run: &Run,
    op: &Op,
    taken: &BTreeSet<AttachmentId>,
) -> Result<Op, Vec<Problem>> {
    let mut op = op.clone();
    match &mut op.deed {
        Deed::Assign { item, to: Some(person) } => {
            let owner = run.item(item).map(|state| state.item.owner);
            let candidate = |one: &&Person| one.id == person.id && owner.is_none_or(|owner| owner.includes(one.side()));
            let found = directory.working_on(&loaded.engagement).into_iter().find(candidate).map(Person::reference);
            let problem = || {
                let message = "This person does not do such items here. Choose somebody from the list, or nobody.";
                vec![Problem::new("assignee", message)]
            };
            *person = found.ok_or_else(problem)?;
        }
        Deed::Attach { file, .. } if taken.contains(&file.id) => {
            return Err(vec![Problem::new("files", "This file belongs elsewhere. Choose the file again.")]);
        }
        _ => {}
    }
    Ok(op)
}
