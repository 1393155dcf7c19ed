//! A ticket's history as people read it: days, messages, and a line for everything else.

use app::model::ticket::{Attachment, Entry, EventLine, Message};
use domain::ids::TicketKey;
use domain::people::Side;
use domain::sla::Policy;
use domain::ticket::{self, Event, EventKind, Visibility, splittable};
use domain::time::Timestamp;

use super::{View, markdown, sentence};

impl View {
    /// The entries, oldest first. `events` are those the viewer's side may see; the store has seen to that.
    pub fn timeline(&self, key: &TicketKey, events: &[Event], policy: &Policy) -> Vec<Entry> {
        let mut entries = Vec::with_capacity(events.len() + 4);
        let mut day = None;
        let staff = self.side() == Side::Staff;
        let splits: Vec<u32> = splittable(events).map(|said| said.seq).filter(|_| staff).collect();
        for (index, event) in events.iter().enumerate() {
            let mut shown = Vec::new();
            self.entries_of(event, index.checked_sub(1).and_then(|before| events.get(before)), policy, &mut shown);
            if shown.is_empty() {
                continue;
            }
            if let Some(Entry::Message(message)) = shown.first_mut().filter(|_| splits.contains(&event.seq)) {
                message.split = Some(format!("/tickets/{key}/split?message={}", event.seq));
            }
            let today = self.times.day_number(event.at);
            if day != Some(today) {
                entries.push(Entry::Day(self.times.day(event.at)));
                day = Some(today);
            }
            entries.append(&mut shown);
        }
        entries
    }

    fn entries_of(&self, event: &Event, before: Option<&Event>, policy: &Policy, out: &mut Vec<Entry>) {
        match &event.kind {
            EventKind::Reported {
                what_happens,
                blocks,
                attachments,
                reporter,
                priority_reason,
                reported_at,
                split,
                ..
            } => {
                let text = reported_text(what_happens, blocks.as_deref());
                let files: Vec<_> = split.iter().flat_map(|split| &split.files).chain(attachments).cloned().collect();
                let message = self.message(event, reporter, &text, &files, false);
                out.push(Entry::Message(message));
                if let Some(split) = split {
                    let (by, said_at) = (event.by.name(), self.times.moment(*reported_at).local);
                    let text =
                        format!("{by} split it off {}, where {} wrote it at {said_at}", split.ticket, reporter.name);
                    out.push(self.line(event.at, "split", text));
                } else if event.by.person().is_some_and(|person| person.id != reporter.id) {
                    out.push(self.line(event.at, "edit", self.written_down(event, reporter, *reported_at)));
                }
                out.push(self.line(event.at, "flag", priority_reason.clone()));
            }
            EventKind::MessageAdded { visibility, body, attachments, next_update_at } => {
                let author = event.by.person();
                let is_note = *visibility == Visibility::Internal;
                if let Some(author) = author {
                    out.push(Entry::Message(self.message(event, author, body, attachments, is_note)));
                }
                if let Some(at) = next_update_at {
                    out.push(self.line(
                        event.at,
                        "clock",
                        format!("Next update promised for {}", self.times.moment(*at).local),
                    ));
                }
            }
            EventKind::Assigned { to: Some(to) } if took_it_just_now(event, before, to) => {}
            _ => {
                if let Some(sentence) = sentence::sentence(event, policy, self.side()) {
                    let at = self.times.time_of_day(event.at);
                    out.push(Entry::Event(EventLine {
                        icon: sentence.icon,
                        text: self.with_instant(event, sentence.text),
                        at,
                        is_breach: sentence.is_breach,
                    }));
                }
            }
        }
    }

    /// Adds the instants an event speaks of: a snooze's end, a missed promise's true time.
    fn with_instant(&self, event: &Event, text: String) -> String {
        match &event.kind {
            EventKind::SplitOff { said_at, .. } => format!("{text} at {}", self.times.moment(*said_at).local),
            EventKind::Snoozed { until } => format!("{text} until {}", self.times.moment(*until).local),
            EventKind::ClockWarned { due, .. } | EventKind::ClockBreached { due, .. } => {
                format!("{text}: due {}", self.times.moment(*due).local)
            }
            _ => text,
        }
    }

    fn written_down(&self, event: &Event, reporter: &domain::people::PersonRef, reported_at: Timestamp) -> String {
        let when = if reported_at < event.at {
            format!(", who reported it at {}", self.times.moment(reported_at).local)
        } else {
            String::new()
        };
        format!("{} wrote it down for {}{when}", event.by.name(), reporter.name)
    }

    fn message(
        &self,
        event: &Event,
        author: &domain::people::PersonRef,
        body: &str,
        attachments: &[ticket::Attachment],
        is_note: bool,
    ) -> Message {
        Message {
            id: format!("m-{}", event.seq),
            author: self.person(author),
            at: self.times.time_of_day(event.at),
            is_note,
            html: markdown::to_html(body),
            attachments: attachments.iter().map(attachment).collect(),
            split: None,
        }
    }

    fn line(&self, at: Timestamp, icon: &'static str, text: String) -> Entry {
        Entry::Event(EventLine { icon, text, at: self.times.time_of_day(at), is_breach: false })
    }
}

/// What a report says, as one message.
pub(super) fn reported_text(what_happens: &str, blocks: Option<&str>) -> String {
    match blocks {
        Some(blocks) => format!("{what_happens}\n\n**What it blocks:** {blocks}"),
        None => what_happens.to_owned(),
    }
}

/// "Took it" says already who owns it.
fn took_it_just_now(event: &Event, before: Option<&Event>, to: &domain::people::PersonRef) -> bool {
    before.is_some_and(|before| {
        before.at == event.at
            && matches!(before.kind, EventKind::Acknowledged)
            && before.by.person().is_some_and(|person| person.id == to.id)
    })
}

pub(super) fn attachment(file: &ticket::Attachment) -> Attachment {
    Attachment {
        name: file.name.clone(),
        href: format!("/attachments/{}", file.id),
        size: size(file.size),
        is_image: file.media_type.starts_with("image/"),
    }
}

/// `240 kB`, `1.4 MB`.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_read_at_a_glance() {
        assert_eq!([size(12), size(1_001), size(239_500), size(1_450_000)], ["12 B", "2 kB", "240 kB", "1.4 MB"]);
    }
}
