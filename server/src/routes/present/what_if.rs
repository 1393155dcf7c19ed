//! "What if?": the plans a viewer may ask about, and what answers depend on.

use app::model::WhatIfModel;
use domain::ids::{CalendarId, PolicyId};
use domain::people::Side;
use domain::sla::what_if::{PlanSheet, Sheet, Values};
use domain::sla::zone::{holiday_spans, parse_zone};
use domain::sla::{OpenWindows, Policy, WallClock, Zoned};
use domain::time::{Seconds, Timestamp};

use super::View;

/// How far beyond the last moment opening hours are known: the longest promise that can be answered for.
const BEYOND: Seconds = Seconds::days(364);
/// Before the first moment: the business day that it may belong to.
const BEFORE: Seconds = Seconds::days(8);

impl View {
    /// The page. Staff may ask about every plan, a client about those of its own engagements.
    pub fn what_if(&self, mut values: Values, has_moment: bool, is_other_plan: bool) -> WhatIfModel {
        let sheet = self.sheet();
        let first = sheet.zones.first();
        if !has_moment && let Some(zone) = values.zone(&sheet).or(first) {
            values.at = moment_value(zone.read(self.now()));
        }
        if values.plan.is_empty()
            && let Some(plan) = sheet.plans.first()
        {
            values.plan.clone_from(&plan.id);
        }
        if values.zone.is_empty()
            && let Some(zone) = first
        {
            zone.name().clone_into(&mut values.zone);
        }
        if is_other_plan {
            forget_what_it_lacks(&mut values, &sheet);
        }
        WhatIfModel::new(values, sheet)
    }

    fn sheet(&self) -> Sheet {
        let moments = Sheet::moments_at(self.now());
        let plans = match self.side() {
            Side::Staff => self.all_plans(&moments),
            Side::Client => self.own_plans(&moments),
        };
        let zones = self.zones().into_iter().filter_map(|name| {
            Some(WallClock::of_zone(parse_zone(&name).ok()?, moments.start - BEFORE, moments.end + BEYOND))
        });
        Sheet { zones: zones.collect(), moments, plans }
    }

    fn all_plans(&self, moments: &std::ops::Range<Timestamp>) -> Vec<PlanSheet> {
        let plans = self.directory.plans();
        let sheets = plans.iter().map(|plan| {
            let (id, name) = (plan.id.as_str().to_owned(), plan.name.clone());
            let hours = self.directory.calendar(&plan.calendar)?.windows();
            self.plan_sheet(id, name, &plan.policy, (&plan.calendar, &hours), moments)
        });
        sheets.flatten().collect()
    }

    /// One for each engagement, for it may have agreed on another policy or calendar than its plan's.
    fn own_plans(&self, moments: &std::ops::Range<Timestamp>) -> Vec<PlanSheet> {
        let engagements = self.directory.engagements(&self.session.scope());
        let open = engagements.into_iter().filter(|engagement| engagement.phase.accepts_tickets());
        let sheets = open.map(|engagement| {
            let plan = self.directory.plan(&engagement.plan).map_or("", |plan| plan.name.as_str());
            let name = format!("{}: {plan}", self.product_name(engagement));
            let id = engagement.id.as_str().to_owned();
            // With the hours of the calendars that it had before: moments of the past may be asked about.
            let hours = self.directory.windows_of(engagement);
            self.plan_sheet(id, name, &engagement.policy, (&engagement.calendar, &hours), moments)
        });
        sheets.flatten().collect()
    }

    fn plan_sheet(
        &self,
        id: String,
        name: String,
        policy: &PolicyId,
        (calendar, windows): (&CalendarId, &OpenWindows),
        moments: &std::ops::Range<Timestamp>,
    ) -> Option<PlanSheet> {
        let policies: Vec<Policy> =
            self.directory.policy_versions(policy).iter().map(|policy| Policy::clone(policy)).collect();
        let calendar = self.directory.calendar(calendar)?;
        let (from, to) = (moments.start - BEFORE, moments.end + BEYOND);
        let hours = calendar.versions.last().map(|one| format!("{}, {}", one.name, one.zone)).unwrap_or_default();
        let plan = PlanSheet {
            id,
            name,
            policies,
            windows: OpenWindows::decode(&windows.encode(from, to))?,
            holidays: holiday_spans(&calendar.versions, from, to).unwrap_or_default(),
            hours,
        };
        (!plan.policies.is_empty()).then_some(plan)
    }

    /// The viewer's zone first, then those of the provider and of the clients that the viewer sees.
    fn zones(&self) -> Vec<String> {
        let clients = self.directory.clients(&self.session.scope());
        let provider = self.directory.provider().map(|provider| provider.zone.as_str());
        let all = std::iter::once(self.times.zone_name())
            .chain(provider)
            .chain(clients.iter().map(|client| client.zone.as_str()));
        let mut zones: Vec<String> = Vec::new();
        for zone in all.filter(|zone| !zone.is_empty()) {
            if !zones.iter().any(|known| known == zone) {
                zones.push(zone.to_owned());
            }
        }
        zones
    }
}

/// After another plan was chosen: a priority or reason that it does not have was not meant.
fn forget_what_it_lacks(values: &mut Values, sheet: &Sheet) {
    let Some(policy) = values.policy(sheet) else { return };
    if policy.priorities.iter().all(|rule| rule.key.as_str() != values.priority) {
        values.priority.clear();
    }
    for pause in &mut values.pauses {
        if policy.pause_reason(&pause.reason).is_none() {
            pause.reason.clear();
        }
    }
}

/// The value of a `datetime-local` field, to the minute.
fn moment_value(at: Zoned) -> String {
    format!("{}T{}", at.date, at.time_text())
}
