//! The client's home: who looks after you, what is open, what we owe you next.

use app::model::HomeModel;
use app::model::home::{EngagementCard, Owed};
use domain::engagement::{Engagement, Phase};
use domain::sla::{LocalDate, Metric};
use domain::ticket::TicketState;
use store::tickets::{IssueRow, LaneCounts};

use super::View;
use super::view::plural;

/// How many rows of each list the page shows.
const SHOWN: usize = 10;
const OWED_SHOWN: usize = 4;

impl View {
    /// The page's model. `open` holds the client's open tickets that changed last, `promised` those whose promise ends
    /// first, which may be others.
    pub fn home(
        &mut self,
        open: &[IssueRow],
        promised: &[IssueRow],
        resolved: &[IssueRow],
        counts: &LaneCounts,
    ) -> HomeModel {
        let others = open.iter().filter(|row| promised.iter().all(|one| one.key != row.key));
        let mut open: Vec<IssueRow> = promised.iter().chain(others).cloned().collect();
        open.sort_by_key(|row| row.chip.as_ref().map_or((true, None), |chip| (chip.due.is_none(), chip.due)));
        let open = open.as_slice();
        let engagements: Vec<_> = self.directory.engagements(&self.session.scope()).into_iter().cloned().collect();
        let yours = |row: &&IssueRow| matches!(row.state, TicketState::WaitingOnClient | TicketState::Resolved);
        let first = engagements.iter().find_map(|engagement| engagement.supplier_owner.as_ref());
        let owner = first.and_then(|id| self.person_by_id(id));
        let owner_note = engagements.first().map_or_else(String::new, |engagement| self.desk_hours(engagement));
        let your_turn: Vec<IssueRow> = open.iter().chain(resolved).filter(yours).take(SHOWN).cloned().collect();
        HomeModel {
            greeting: self.greeting(),
            owner,
            owner_note,
            open: open.iter().take(SHOWN).filter_map(|row| self.client_row(row)).collect(),
            open_total: u32::try_from(counts.open()).unwrap_or(u32::MAX),
            your_turn: your_turn.iter().filter_map(|row| self.client_row(row)).collect(),
            owed: self.owed(promised),
            engagements: engagements.iter().map(|engagement| self.engagement_card(engagement)).collect(),
        }
    }

    fn greeting(&self) -> String {
        let name = self.session.person.name.split_whitespace().next().unwrap_or_default();
        let part = match self.times.hour() {
            5..=11 => "Good morning",
            12..=17 => "Good afternoon",
            _ => "Good evening",
        };
        format!("{part}, {name}.")
    }

    /// Follows the owner's name. Says what the calendar knows, not where a person is.
    fn desk_hours(&self, engagement: &Engagement) -> String {
        let windows = self.directory.windows_of(engagement);
        let now = self.now();
        if windows.is_always() {
            return "looks after you. The desk is open day and night.".to_owned();
        }
        match (windows.is_open(now), windows.next_close(now), windows.next_open(now)) {
            (Some(true), Some(close), _) => {
                format!("looks after you. The desk is open until {}.", self.times.moment(close).local)
            }
            (Some(false), _, Some(open)) => {
                format!("looks after you. The desk opens again {}.", self.times.weekday_time(open))
            }
            _ => "looks after you.".to_owned(),
        }
    }

    /// What a running clock promises, the soonest first.
    fn owed(&mut self, promised: &[IssueRow]) -> Vec<Owed> {
        let mut owed = Vec::new();
        for row in promised {
            let Some(shown) = self.client_row(row) else { continue };
            let Some(clock) =
                shown.clock.filter(|clock| clock.tone.is_live() && clock.tone != app::model::Tone::Paused)
            else {
                continue;
            };
            let what = match clock.metric {
                Metric::Acknowledge => "Someone takes on",
                Metric::Triage => "A decision on",
                Metric::FirstResponse => "Our first answer to",
                Metric::NextUpdate => "An update on",
                Metric::Resolution => "A solution for",
            };
            owed.push(Owed {
                what: format!("{what} {}", row.key),
                href: Some(format!("/tickets/{}", row.key)),
                clock: Some(clock),
                when: String::new(),
            });
            if owed.len() == OWED_SHOWN {
                break;
            }
        }
        owed
    }

    fn engagement_card(&self, engagement: &Engagement) -> EngagementCard {
        let plan = self.directory.plan(&engagement.plan);
        EngagementCard {
            product: self.product_name(engagement),
            phase: self.phase(engagement),
            go_live: self.go_live(engagement),
            plan: plan.map_or_else(String::new, |plan| plan.name.clone()),
            hours: self.hours(engagement),
            plan_href: format!("/plan#plan-{}", engagement.id),
            owner: engagement.supplier_owner.as_ref().and_then(|id| self.person_by_id(id)),
        }
    }

    fn go_live(&self, engagement: &Engagement) -> String {
        let date = engagement.go_live.as_ref().and_then(|text| text.parse::<LocalDate>().ok());
        let (Some(date), Some(days)) = (date, self.days_since_go_live(engagement)) else {
            return "No go-live date yet".to_owned();
        };
        let date = written(date);
        match (days, engagement.phase) {
            (..=-1, _) => format!("Go-live on {date}, in {}", plural(-days, "day")),
            (0, _) => format!("Go-live today, {date}"),
            (_, Phase::Onboarding | Phase::Launch) => format!("Go-live was planned for {date}"),
            _ => format!("Live since {date}"),
        }
    }

    fn hours(&self, engagement: &Engagement) -> String {
        let calendar = self.directory.calendar(&engagement.calendar).and_then(|calendar| calendar.versions.last());
        calendar.map_or_else(String::new, |calendar| calendar.name.clone())
    }
}

/// `Mon 30 Nov 2026`.
pub(super) fn written(date: LocalDate) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day) = date.parts();
    let month = usize::try_from(month).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)).unwrap_or(&"");
    format!("{} {day} {month} {year}", date.weekday().short_name())
}
