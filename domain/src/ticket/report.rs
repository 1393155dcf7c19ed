//! The first event: somebody says that something is wrong.

use crate::ids::EngagementId;
use crate::people::{Actor, PersonRef};
use crate::problem::{Problem, optional_text, text};
use crate::sla::Policy;
use crate::ticket::decide::{MESSAGE_MAX, TITLE_MAX};
use crate::ticket::{Attachment, EventKind, Impact};
use crate::time::{Seconds, Timestamp};

/// How far back an issue may have been said first (SLA.md rule 6).
pub const REPORTED_BEFORE_MAX: Seconds = Seconds::days(30);

/// What the form "Report an issue" carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Where it belongs.
    pub engagement: EngagementId,
    /// One sentence.
    pub title: String,
    /// What happens.
    pub what_happens: String,
    /// What it blocks; may be empty.
    pub blocks: String,
    /// The submitted impact name; see [`Impact`].
    pub impact: String,
    /// Who has the problem.
    pub reporter: PersonRef,
    /// When it was first said; staff only, clients report now.
    pub reported_at: Option<Timestamp>,
    /// Files already stored.
    pub attachments: Vec<Attachment>,
}

/// Turns a report into the ticket's first event, with the priority that the policy proposes.
///
/// # Errors
/// Every problem found, each naming the form field.
pub fn report(report: &Report, by: &Actor, policy: &Policy, now: Timestamp) -> Result<EventKind, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut keep = |result: Result<String, Problem>| {
        result.unwrap_or_else(|problem| {
            problems.push(problem);
            String::new()
        })
    };
    let title = keep(text("title", "The title", &report.title, TITLE_MAX));
    let what_happens = keep(text("what_happens", "What happens", &report.what_happens, MESSAGE_MAX));
    let blocks =
        keep(optional_text("blocks", "What it blocks", &report.blocks, MESSAGE_MAX).map(Option::unwrap_or_default));
    let impact = Impact::from_name(&report.impact);
    if impact.is_none() {
        problems.push(Problem::new("impact", "Choose how bad it is: one of the four sentences."));
    }
    let reported_at = report.reported_at.unwrap_or(now);
    if report.reported_at.is_some() && !by.is_staff() {
        problems.push(Problem::new("reported_at", "Only the support team can say that it was reported earlier."));
    } else if reported_at > now {
        problems
            .push(Problem::new("reported_at", "This time is in the future. Give the time when it was first reported."));
    } else if now - reported_at > REPORTED_BEFORE_MAX {
        problems
            .push(Problem::new("reported_at", "This is more than 30 days ago. Give a time within the last 30 days."));
    }
    let (Some(impact), true) = (impact, problems.is_empty()) else { return Err(problems) };
    let Some(rule) = policy.priorities.get(impact.proposed_rank(policy.priorities.len())) else {
        return Err(vec![Problem::new(
            "engagement",
            "This product has no priorities set up yet. Please tell your support contact.",
        )]);
    };
    Ok(EventKind::Reported {
        engagement: report.engagement.clone(),
        title,
        what_happens,
        blocks: (!blocks.is_empty()).then_some(blocks),
        impact,
        policy: policy.reference(),
        priority: rule.key.clone(),
        priority_reason: format!("“{}” proposes {}: {}", impact.label(), rule.name, rule.meaning),
        reported_at,
        reporter: report.reporter.clone(),
        attachments: report.attachments.clone(),
        split: None,
    })
}
