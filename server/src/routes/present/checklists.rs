//! Lists of checklists, and what a new one can begin with.

use app::model::checklist::{Bar, ChecklistCard, ChecklistGroup};
use app::model::{ChecklistsModel, Options, SelectOption};
use domain::checklist::{Kind, Progress};
use domain::engagement::{Engagement, Phase};
use domain::people::Side;
use domain::sla::words::{Round, duration};
use domain::time::Seconds;
use store::checklists::{ChecklistFilter, ChecklistRow, ChecklistsPage, StoredTemplate};

use super::View;
use super::view::plural;

impl View {
    /// A page of runs, by engagement in the order of the first run of each.
    pub fn checklists(&self, filter: &ChecklistFilter, page: &ChecklistsPage, is_continued: bool) -> ChecklistsModel {
        let mut groups: Vec<ChecklistGroup> = Vec::new();
        for row in &page.rows {
            let Some(engagement) = self.directory.engagement(&row.engagement) else { continue };
            let card = self.checklist_card(row);
            match groups.iter_mut().find(|group| group.engagement == row.engagement.as_str()) {
                Some(group) => group.rows.push(card),
                None => groups.push(ChecklistGroup {
                    engagement: row.engagement.to_string(),
                    title: self.engagement_name(engagement),
                    phase: self.phase(engagement),
                    rows: vec![card],
                }),
            }
        }
        let narrowed = filter.engagement.as_ref().and_then(|id| {
            let engagement = self.directory.engagement(id).filter(|one| self.session.scope().sees(one))?;
            Some((id.to_string(), self.engagement_name(engagement)))
        });
        ChecklistsModel {
            groups,
            is_ended: filter.ended,
            narrowed,
            next: page.next.clone(),
            is_continued,
            is_staff: self.side() == Side::Staff,
        }
    }

    fn checklist_card(&self, row: &ChecklistRow) -> ChecklistCard {
        let kind = row.kind.label();
        let says_kind = row.kind == Kind::Other || row.name.to_lowercase().contains(&kind.to_lowercase());
        let is_signed_next = row.is_open && row.progress.unsigned > 0;
        let missing = is_signed_next.then(|| format!("{} missing", plural(count(row.progress.unsigned), "signature")));
        let when = if row.is_open {
            format!("Begun {}", self.times.ago(row.started_at))
        } else {
            format!("Finished {}", self.times.ago(row.updated_at))
        };
        ChecklistCard {
            id: row.id.to_string(),
            name: row.name.clone(),
            kind: if says_kind { String::new() } else { kind.to_owned() },
            bar: bar(row.progress),
            missing: missing.unwrap_or_default(),
            when,
            is_open: row.is_open,
        }
    }

    /// `Brimley Care · Rota HRM`; for clients the product.
    pub(super) fn engagement_name(&self, engagement: &Engagement) -> String {
        match self.side() {
            Side::Staff => format!("{} · {}", self.client_name(engagement), self.product_name(engagement)),
            Side::Client => self.product_name(engagement),
        }
    }

    /// The engagements on which something can begin, by name.
    pub fn startable(&self, current: &str) -> Options {
        let engagements = self.directory.engagements(&self.session.scope());
        let open = engagements.into_iter().filter(|engagement| engagement.phase != Phase::Closed);
        let mut all: Vec<SelectOption> =
            open.map(|one| SelectOption::new(one.id.as_str(), self.engagement_name(one))).collect();
        all.sort_by_key(|option| option.label.to_lowercase());
        Options::new(all, current)
    }

    /// The templates on offer, with what they come to.
    pub fn template_options(&self, templates: &[StoredTemplate], current: &str) -> Options {
        let option = |stored: &StoredTemplate| {
            let template = &stored.template;
            let product = template.product.as_ref().and_then(|id| self.directory.product(id));
            let only = product.map(|product| format!(", {} only", product.name)).unwrap_or_default();
            let items = plural(i32::try_from(template.items().count()).unwrap_or(i32::MAX), "item");
            SelectOption::new(template.id.as_str(), format!("{} ({items}{only})", template.name))
        };
        Options::new(templates.iter().map(option), current)
    }
}

fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// `3 of 7 · 32 min left`.
pub(super) fn bar(progress: Progress) -> Bar {
    let mut words = format!("{} of {}", progress.settled(), progress.total);
    if progress.minutes_left > 0 {
        words = format!("{words} · {} left", minutes(progress.minutes_left));
    }
    Bar { settled: progress.settled(), total: progress.total, words }
}

/// `32 min`, `2 h 5 min`.
pub fn minutes(count: u32) -> String {
    duration(Seconds::minutes(i64::from(count)), Round::Down, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_said_in_few_words() {
        let progress = Progress { done: 3, skipped: 1, total: 7, minutes_left: 92, unsigned: 2 };
        assert_eq!(bar(progress).words, "4 of 7 · 1 h 32 min left");
        assert_eq!(bar(Progress { done: 7, total: 7, ..Progress::default() }).words, "7 of 7");
    }
}
