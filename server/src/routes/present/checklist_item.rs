//! An item of a run: what is known of it, what the viewer may do, and what happened.

use app::model::checklist::{ChecklistItem, HistoryLine, NoteModel};
use app::model::{Options, SelectOption};
use domain::checklist::{Deed, Entry, Item, ItemState, Mark, Notes, Run, SectionState, Stamp, Written, may_work_on};
use domain::engagement::Engagement;
use domain::people::Side;
use domain::sla::LocalDate;
use domain::sla::zone::{Zoned, parse_zone};

use super::View;
use super::checklists::minutes;
use super::home::written;
use super::timeline::attachment;

impl View {
    pub(super) fn checklist_item(
        &self,
        run: &Run,
        engagement: &Engagement,
        section: &SectionState,
        state: &ItemState,
    ) -> ChecklistItem {
        let item = &state.item;
        let is_own = may_work_on(item.owner, self.side());
        let marked = match &state.mark {
            Mark::Open => String::new(),
            Mark::Done(stamp) | Mark::Skipped(stamp, _) => self.stamped(stamp),
        };
        let people = self.directory.working_on(engagement);
        let people = people.into_iter().filter(|person| item.owner.includes(person.side()));
        let people: Vec<SelectOption> =
            people.map(|person| SelectOption::new(person.id.as_str(), person.name.clone())).collect();
        let current = state.assignee.as_ref().map(|person| person.id.to_string()).unwrap_or_default();
        let mut history: Vec<HistoryLine> = run.history(&item.id).map(|entry| self.history_line(entry)).collect();
        history.reverse();
        ChecklistItem {
            id: item.id.to_string(),
            title: item.title.clone(),
            instructions: item.instructions.clone(),
            about: self.about_item(item, engagement),
            mark: state.mark.clone(),
            marked,
            is_own,
            why_not: self.why_not(run, engagement, section, state),
            lacks_evidence: state.lacks_evidence(),
            assignee: state.assignee.as_ref().map(|person| self.person(person)),
            due: state.due.map(|day| format!("by {}", written(day))).unwrap_or_default(),
            is_late: self.today_of(engagement).is_some_and(|today| state.is_late(today)),
            note: self.note_model(&state.note),
            remark: (self.side() == Side::Staff).then(|| self.note_model(&state.remark)),
            evidence: state.evidence.iter().map(|one| attachment(&one.file)).collect(),
            may_arrange: self.side() == Side::Staff || is_own,
            people: Options::new(people, current),
            due_value: state.due.map(|day| day.to_string()).unwrap_or_default(),
            history,
            version: state.version,
        }
    }

    /// `10 min · ours · photo or file needed`.
    pub(super) fn about_item(&self, item: &Item, engagement: &Engagement) -> String {
        about(item, &self.owner_label(item.owner, engagement))
    }

    fn stamped(&self, stamp: &Stamp) -> String {
        format!("{}, {}", stamp.by.name(), self.times.moment(stamp.at).local)
    }

    fn today_of(&self, engagement: &Engagement) -> Option<LocalDate> {
        let client = self.directory.client(&engagement.client)?;
        Some(Zoned::new(self.now(), parse_zone(&client.zone).ok()?).date)
    }

    /// Why the viewer cannot check it, or take the check back, now.
    fn why_not(&self, run: &Run, engagement: &Engagement, section: &SectionState, state: &ItemState) -> String {
        if run.closed.is_some() {
            return "This checklist is closed.".to_owned();
        }
        if !may_work_on(state.item.owner, self.side()) {
            let other = if self.side() == Side::Staff { Side::Client } else { Side::Staff };
            return format!("{} does this and checks it.", self.side_name(other, engagement));
        }
        if let Some(by) = section.signatures_in_words() {
            return format!("{by} signed this section. The signature must be taken back before its items change.");
        }
        if state.mark == Mark::Open && state.lacks_evidence() {
            return "Attach a photo or a file first.".to_owned();
        }
        String::new()
    }

    fn note_model(&self, notes: &Notes) -> NoteModel {
        let by = |written: &Written| self.stamped(&written.stamp);
        NoteModel {
            text: notes.text().to_owned(),
            by: notes.current().map(by).unwrap_or_default(),
            beside: notes.beside().map(|written| (written.text.clone(), by(written))).collect(),
            base: notes.base().iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
        }
    }

    fn history_line(&self, entry: &Entry) -> HistoryLine {
        let who = entry.by.name();
        let (icon, text, quote) = match &entry.op.deed {
            Deed::Check { .. } => ("check", format!("{who} checked it"), String::new()),
            Deed::Uncheck { .. } => ("refresh", format!("{who} opened it again"), String::new()),
            Deed::Skip { reason, .. } => ("ban", format!("{who} skipped it"), reason.clone()),
            Deed::Note { text, internal, .. } => {
                let what = if *internal { "remark" } else { "note" };
                let verb = if text.is_empty() { "took away" } else { "wrote" };
                ("edit", format!("{who} {verb} a {what}"), text.clone())
            }
            Deed::Assign { to: Some(person), .. } => {
                ("assign", format!("{who} gave it to {}", person.name), String::new())
            }
            Deed::Assign { to: None, .. } => {
                ("assign", format!("{who} gave it to nobody in particular"), String::new())
            }
            Deed::Due { on: Some(day), .. } => {
                ("calendar", format!("{who} set the day: {}", written(*day)), String::new())
            }
            Deed::Due { on: None, .. } => ("calendar", format!("{who} took the day away"), String::new()),
            Deed::Attach { file, .. } => ("clip", format!("{who} attached {}", file.name), String::new()),
            Deed::Add { .. } => ("plus", format!("{who} added it"), String::new()),
            // These are about no item.
            Deed::Log { .. } | Deed::Sign { .. } | Deed::Unsign { .. } | Deed::Close { .. } | Deed::Reopen => {
                ("info", who.to_owned(), String::new())
            }
        };
        HistoryLine { icon, text, quote, at: self.times.moment(entry.op.at), is_internal: entry.op.deed.is_internal() }
    }
}

/// `10 min · ours · photo or file needed`.
pub fn about(item: &Item, owner: &str) -> String {
    let time = (item.minutes > 0).then(|| minutes(item.minutes));
    let evidence = item.evidence.then(|| "photo or file needed".to_owned());
    [time, Some(owner.to_owned()), evidence].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
