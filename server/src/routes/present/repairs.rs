//! What an admin has to repair in the settings, so that every promise can be worked out (SLA.md rule 12).

use app::model::Repair;
use domain::engagement::Engagement;
use domain::sla::broken::broken_promises;
use domain::sla::{Misconfiguration, OpenWindows, Policy};
use domain::time::Timestamp;

use super::view::View;
use crate::routes::admin::links::engagement_name;

impl View {
    /// The engagements, of those asked for, that promise what cannot be worked out; nothing for who is no admin.
    pub fn repairs(&self, asked: impl Fn(&Engagement) -> bool) -> Vec<Repair> {
        let scope = self.session.scope();
        if !scope.may_administer() {
            return Vec::new();
        }
        let seen = self.directory.engagements(&scope).into_iter();
        let active = seen.filter(|engagement| engagement.phase.accepts_tickets() && asked(engagement));
        let mut repairs: Vec<Repair> = active.filter_map(|engagement| self.repair(engagement)).collect();
        repairs.sort_by(|left, right| left.name.cmp(&right.name));
        repairs
    }

    fn repair(&self, engagement: &Engagement) -> Option<Repair> {
        let policy = self.directory.policy_of(engagement, self.now())?;
        let windows = self.directory.windows_of(engagement);
        let causes = causes(policy, &windows, self.now());
        if causes.is_empty() {
            return None;
        }
        let calendar = self.directory.calendar(&engagement.calendar).and_then(|calendar| calendar.versions.last());
        Some(Repair {
            href: format!("/engagements/{}", engagement.id),
            name: engagement_name(&self.directory, engagement),
            causes,
            calendar: calendar.map(|one| (format!("/calendars/{}", one.id), one.name.clone())),
            policy: (format!("/policies/{}", policy.id), policy.name.clone()),
        })
    }
}

/// A sentence for each cause: `Triage of P1, Resolution of P2: ...`.
fn causes(policy: &Policy, windows: &OpenWindows, now: Timestamp) -> Vec<String> {
    let mut causes: Vec<(Misconfiguration, Vec<String>)> = Vec::new();
    for broken in broken_promises(policy, windows, now) {
        let promise = format!("{} of {}", broken.metric.name(), broken.priority.short);
        match causes.iter_mut().find(|(why, _)| *why == broken.why) {
            Some((_, promises)) => promises.push(promise),
            None => causes.push((broken.why, vec![promise])),
        }
    }
    causes.into_iter().map(|(why, promises)| format!("{}: {}", promises.join(", "), why.sentence())).collect()
}
