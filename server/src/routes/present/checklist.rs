//! One run, as the viewer's side sees it.

use app::model::checklist::{ChecklistSection, LogLine, Refused, Signature};
use app::model::{ChecklistModel, Options, SelectOption};
use domain::checklist::{Deed, Owner, Run, SectionState, Written, may_sign};
use domain::engagement::Engagement;
use domain::people::Side;
use store::checklists::Checklist;

use super::View;
use super::checklists::bar;
use super::view::plural;

impl View {
    /// A run, with what a refused form adds to it.
    pub fn checklist(&self, checklist: &Checklist, refused: Option<Refused>) -> ChecklistModel {
        let Checklist { run, engagement } = checklist;
        let closed = run.closed.as_ref().map(|(stamp, reason)| {
            format!("Closed by {}, {}: {reason}", stamp.by.name(), self.times.moment(stamp.at).local)
        });
        let plan = &run.plan;
        let begun = format!(
            "Begun by {}, {}, from version {} of its template.",
            plan.started_by.name(),
            self.times.moment(plan.started_at).local,
            plan.template.version
        );
        let endings = run.log().iter().filter(|entry| matches!(entry.op.deed, Deed::Close { .. } | Deed::Reopen));
        ChecklistModel {
            id: plan.id.to_string(),
            name: plan.name.clone(),
            place: self.engagement_name(engagement),
            phase: self.phase(engagement),
            bar: bar(run.progress()),
            begun,
            is_complete: closed.is_none() && run.progress().is_complete(),
            closed,
            sections: run.sections.iter().map(|section| self.checklist_section(run, engagement, section)).collect(),
            lines: run.diary.iter().rev().map(|line| self.log_line(line)).collect(),
            is_staff: self.side() == Side::Staff,
            version: endings.count(),
            refused,
        }
    }

    fn log_line(&self, line: &Written) -> LogLine {
        let by = line.stamp.by.name().to_owned();
        LogLine { text: line.text.clone(), by, at: self.times.moment(line.stamp.at) }
    }

    fn checklist_section(&self, run: &Run, engagement: &Engagement, section: &SectionState) -> ChecklistSection {
        let items = section.items.iter().map(|state| self.checklist_item(run, engagement, section, state)).collect();
        let changes = run.log().iter().filter(|entry| match &entry.op.deed {
            Deed::Add { section: other, .. } => *other == section.id,
            deed => deed.section() == Some(&section.id),
        });
        let may_add = run.closed.is_none() && section.signatures.is_empty();
        ChecklistSection {
            id: section.id.to_string(),
            title: section.title.clone(),
            bar: bar(section.progress()),
            items,
            signatures: section.signed_by.iter().map(|side| self.signature(run, engagement, section, *side)).collect(),
            owners: may_add.then(|| self.owners(engagement)),
            version: changes.count(),
        }
    }

    /// Whom the viewer may add items for.
    fn owners(&self, engagement: &Engagement) -> Options {
        let option = |owner: Owner| SelectOption::new(owner.as_str(), self.owner_label(owner, engagement));
        match self.side() {
            Side::Staff => Options::new(Owner::ALL.map(option), Owner::Supplier.as_str()),
            Side::Client => Options::new([option(Owner::Buyer)], Owner::Buyer.as_str()),
        }
    }

    /// `ours`, `Brimley Care`, `both`.
    pub(super) fn owner_label(&self, owner: Owner, engagement: &Engagement) -> String {
        match (owner, self.side()) {
            (Owner::Supplier, Side::Staff) => "ours".to_owned(),
            (Owner::Supplier, Side::Client) => self.directory.provider_name().to_owned(),
            (Owner::Buyer, Side::Staff) => self.client_name(engagement),
            (Owner::Buyer, Side::Client) => "yours".to_owned(),
            (Owner::Both, _) => "both".to_owned(),
        }
    }

    pub(super) fn side_name(&self, side: Side, engagement: &Engagement) -> String {
        match side {
            Side::Staff => self.directory.provider_name().to_owned(),
            Side::Client => self.client_name(engagement),
        }
    }

    fn signature(&self, run: &Run, engagement: &Engagement, section: &SectionState, side: Side) -> Signature {
        let stamp = section.signature(side);
        let is_own = side == self.side() && run.closed.is_none();
        let may = is_own && may_sign(self.session.person.role);
        let open = section.progress();
        let open = i32::try_from(open.total - open.settled()).unwrap_or(i32::MAX);
        let why_not = match (stamp, open) {
            (None, 1..) => format!("{} still open", plural(open, "item")),
            (None, _) if is_own && !may => "an owner of your organisation signs".to_owned(),
            _ => String::new(),
        };
        Signature {
            side: self.side_name(side, engagement),
            person: stamp.and_then(|stamp| stamp.by.person()).map(|person| self.person(person)),
            when: stamp.map(|stamp| self.times.moment(stamp.at).local).unwrap_or_default(),
            may,
            why_not,
        }
    }
}
