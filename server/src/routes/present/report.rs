//! "Report an issue", for clients and for staff on a client's behalf.

use std::sync::Arc;

use app::model::report::{OnBehalf, Proposals, ReportValues};
use app::model::{FormErrors, KnownIssue, Options, ReportModel, SelectOption};
use domain::engagement::Engagement;
use domain::ids::EngagementId;
use domain::people::Side;
use domain::sla::{Metric, Policy, Target};
use domain::ticket::Impact;

use super::View;
use super::why::target;

/// How many known issues are offered at once.
pub const MATCHES: usize = 4;

/// What was typed into the form.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The chosen engagement's id, or empty.
    pub engagement: String,
    /// The texts.
    pub values: ReportValues,
    /// Staff only: whose issue it is.
    pub reporter: String,
    /// Staff only: when it was first said, local time.
    pub reported_at: String,
}

impl View {
    /// The form with what was typed and what was wrong with it.
    pub fn report(&self, typed: Typed, errors: FormErrors, attachment_rule: String) -> ReportModel {
        let open: Vec<_> = self
            .directory
            .engagements(&self.session.scope())
            .into_iter()
            .filter(|engagement| engagement.phase.accepts_tickets())
            .cloned()
            .collect();
        let chosen = open.iter().find(|engagement| engagement.id.as_str() == typed.engagement);
        let current = chosen.or(if self.side() == Side::Client || open.len() == 1 { open.first() } else { None });
        let text = format!("{} {}", typed.values.title, typed.values.what_happens);
        let product = current.map(|engagement| &engagement.product);
        let matches = self.directory.match_known_issues(product, &text, MATCHES);
        let options =
            open.iter().map(|engagement| SelectOption::new(engagement.id.as_str(), self.engagement_label(engagement)));
        let options = Options::new(options, current.map_or("", |engagement| engagement.id.as_str()));
        let on_behalf = (self.side() == Side::Staff).then(|| self.on_behalf(current.map(AsRef::as_ref), &typed));
        ReportModel {
            engagements: options,
            values: typed.values,
            errors,
            matches: matches.into_iter().map(known_issue).collect(),
            on_behalf,
            proposals: self.proposals(&open),
            attachment_rule,
        }
    }

    /// One for each policy, with the engagements it holds for.
    fn proposals(&self, open: &[Arc<Engagement>]) -> Vec<Proposals> {
        let mut all: Vec<Proposals> = Vec::new();
        for engagement in open {
            let Some(policy) = self.directory.policy_of(engagement, self.now()) else { continue };
            let sentences = sentences(policy);
            let id = engagement.id.as_str().to_owned();
            match all.iter_mut().find(|one| one.sentences == sentences) {
                Some(one) => one.engagements.push(id),
                None => all.push(Proposals { engagements: vec![id], sentences }),
            }
        }
        all
    }

    fn engagement_label(&self, engagement: &Engagement) -> String {
        match self.side() {
            Side::Client => self.product_name(engagement),
            Side::Staff => format!("{}, {}", self.client_name(engagement), self.product_name(engagement)),
        }
    }

    /// People of the chosen client; of every client while none is chosen.
    fn on_behalf(&self, engagement: Option<&Engagement>, typed: &Typed) -> OnBehalf {
        let people = self.directory.people(&self.session.scope()).into_iter().filter(|person| {
            !person.disabled
                && match (engagement, &person.client) {
                    (Some(engagement), Some(client)) => engagement.client == *client,
                    (None, Some(_)) => true,
                    (_, None) => false,
                }
        });
        let options = people.map(|person| {
            let client = person.client.as_ref().and_then(|id| self.directory.client(id));
            let client = client.map_or("", |client| client.name.as_str());
            SelectOption::new(person.id.as_str(), format!("{}, {client}", person.name))
        });
        OnBehalf {
            reporters: Options::new(options, &*typed.reporter),
            reported_at: typed.reported_at.clone(),
            zone: self.times.zone_name().to_owned(),
        }
    }

    /// The engagement a form names, if it is the viewer's and takes tickets.
    pub fn chosen_engagement(&self, id: &str) -> Option<Arc<Engagement>> {
        let engagement = self.directory.engagement(&EngagementId::new(id))?;
        let is_theirs = self.session.scope().sees(engagement) && engagement.phase.accepts_tickets();
        is_theirs.then(|| engagement.clone())
    }
}

/// What the policy makes of each impact: the priority and what is promised first.
fn sentences(policy: &Policy) -> Vec<SelectOption> {
    Impact::ALL
        .into_iter()
        .filter_map(|impact| {
            let rule = policy.priorities.get(impact.proposed_rank(policy.priorities.len()))?;
            let promised =
                [Metric::Acknowledge, Metric::FirstResponse, Metric::Triage, Metric::NextUpdate, Metric::Resolution]
                    .into_iter()
                    .find(|metric| !matches!(rule.targets.get(*metric), Target::None));
            let promise = match promised {
                Some(Metric::Acknowledge) => format!("Someone takes it on {}.", target(rule.targets.acknowledge)),
                Some(Metric::FirstResponse) => format!("First answer {}.", target(rule.targets.first_response)),
                Some(metric) => format!("{} {}.", metric.name(), target(rule.targets.get(metric))),
                None => String::new(),
            };
            Some(SelectOption::new(impact.as_str(), format!("Proposed priority: {}. {promise}", rule.name)))
        })
        .collect()
}

/// A known issue as pages show it.
pub fn known_issue(issue: &store::directory::KnownIssue) -> KnownIssue {
    let cause = issue.cause.clone().or_else(|| issue.check.as_ref().map(|check| format!("Look first at: {check}")));
    KnownIssue {
        id: issue.id.to_string(),
        area: issue.area.clone(),
        problem: issue.title().to_owned(),
        cause: cause.unwrap_or_default(),
        fix: issue.fix.clone().unwrap_or_default(),
        steps: issue.steps.clone(),
    }
}
