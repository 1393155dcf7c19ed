//! What a person was asked or told, in sentences.

use app::model::NotificationsModel;
use app::model::notifications::NotificationRow;
use app::model::ticket::Calling;
use domain::people::Side;
use domain::sla::words::{Round, duration};
use domain::ticket::EventKind;
use domain::time::{Seconds, Timestamp};
use store::notifications::{Notification, NotificationsPage};
use store::tickets::Detail;

use super::View;
use super::sentence::{because, name, names};

impl View {
    /// A page of notifications.
    pub fn notifications(
        &mut self,
        page: &NotificationsPage,
        has_unread: bool,
        is_continued: bool,
    ) -> NotificationsModel {
        NotificationsModel {
            rows: page.rows.iter().map(|one| self.notification(one)).collect(),
            has_unread,
            next: page.next.clone(),
            is_continued,
            is_staff: self.side() == Side::Staff,
        }
    }

    fn notification(&self, one: &Notification) -> NotificationRow {
        let is_staff = self.side() == Side::Staff;
        let me = &self.session.person.id;
        let others = one.asked().iter().filter(|person| is_staff && person.id != *me);
        let level = match &one.event.kind {
            EventKind::Escalated { level, .. } if is_staff => format!("Level {level}"),
            _ => String::new(),
        };
        let client = if is_staff { self.client_name(&one.engagement) } else { self.product_name(&one.engagement) };
        NotificationRow {
            key: one.ticket.key.clone(),
            call: one.call,
            title: one.ticket.title.clone(),
            priority: Self::priority(&one.policy, &one.ticket.priority),
            client,
            text: self.called(one),
            level,
            at: self.times.moment(one.event.at),
            ago: self.ago(one.event.at),
            others: others.map(|person| self.person(person)).collect(),
            settled: self.settled(one),
            is_unread: one.read_at.is_none(),
            may_take: is_staff && one.is_open(),
        }
    }

    /// `4 min ago`; nothing for what is so old that its date says it.
    fn ago(&self, at: Timestamp) -> String {
        let is_old = self.now() - at >= Seconds::days(7);
        if is_old { String::new() } else { format!("{}, ", self.times.ago(at)) }
    }

    fn called(&self, one: &Notification) -> String {
        let priority = name(&one.policy, &one.ticket.priority);
        if let EventKind::Merged { from, title, .. } = &one.event.kind {
            let by = one.event.by.name();
            return format!(
                "{from}, “{title}”, goes on here: {by} merged it into this one. You follow it, and nothing that was promised gets later."
            );
        }
        if self.side() == Side::Client {
            let provider = self.directory.provider_name();
            return format!(
                "Your support plan names you for {priority}. {provider} has been asked to take it; there is nothing you need to do."
            );
        }
        let why = because(&one.event.kind, &one.policy).unwrap_or_default();
        let verb = if one.is_open() { "are" } else { "were" };
        format!("You {verb} asked to take it, because {why}.")
    }

    /// `Amal Jain took it 3 min later`.
    fn settled(&self, one: &Notification) -> String {
        let Some(event) = &one.settled else { return String::new() };
        let me = event.by.person().is_some_and(|person| person.id == self.session.person.id);
        let who = if me { "You" } else { event.by.name() };
        let did = match &event.kind {
            EventKind::MessageAdded { .. } => "answered",
            EventKind::StateChanged { to, .. } if to.is_open() => "moved it on",
            EventKind::StateChanged { .. } => "ended it",
            _ => "took it",
        };
        let later = event.at - one.event.at;
        if later.get() < 60 {
            return format!("{who} {did} at once");
        }
        format!("{who} {did} {} later", duration(later, Round::Down, true))
    }

    /// Who is called to take a ticket, and what comes next. Only staff are told.
    pub(super) fn calling(&self, detail: &Detail) -> Option<Calling> {
        let Detail { ticket, events, next_step, .. } = detail;
        let asked = ticket.escalation.asked.as_ref()?;
        let last = events.iter().rfind(|event| asked.steps.last() == Some(&event.seq))?;
        let EventKind::Escalated { to, level, .. } = &last.kind else { return None };
        let (verb, at) = (if to.len() == 1 { "was" } else { "were" }, &self.times.moment(asked.at).local);
        let who = format!("{} {verb} asked to take it at {at} (level {level})", names(to));
        let next = match next_step {
            Some(step) => {
                format!("If nobody does, level {} is asked at {}.", step.level, self.times.moment(step.at).local)
            }
            None => "Everybody has been asked. It rests until something new happens.".to_owned(),
        };
        Some(Calling { asked: who, next })
    }
}
