//! What is in the fields of a policy's form.

use app::model::SelectOption;
use domain::ids::PersonId;
use domain::sla::Metric;
use domain::sla::escalation::ChainForm;
use domain::sla::policy_draft::{ASKED, PauseDraft, PolicyDraft, PriorityDraft, TargetDraft};

use super::super::call::Call;
use crate::http::fields::Fields;

/// Rows that a form may send: more than anybody reads.
const ROWS_MAX: usize = 24;

pub(super) fn draft(form: &Fields) -> PolicyDraft {
    let text = |name: &str| form.get(name).to_owned();
    let rows =
        |prefix: &str| (0..ROWS_MAX).take_while(|index| form.has(&format!("{prefix}{index}_key"))).collect::<Vec<_>>();
    PolicyDraft {
        name: text("name"),
        priorities: rows("p").into_iter().map(|index| priority(form, index)).collect(),
        fallback: text("fallback"),
        pauses: rows("r").into_iter().map(|index| pause(form, index)).collect(),
        grace: text("grace"),
        reopen_within: text("reopen_within"),
        max_next_update: text("max_next_update"),
        warn_share: text("warn_share"),
        warn_at_least: text("warn_at_least"),
        warn_at_most: text("warn_at_most"),
        chain: ChainForm::read(|name| form.all(name).map(str::to_owned).collect()),
        effective_date: text("effective_date"),
        effective_time: text("effective_time"),
    }
}

fn priority(form: &Fields, index: usize) -> PriorityDraft {
    let text = |part: &str| form.get(&format!("p{index}_{part}")).to_owned();
    let is = |part: &str| form.has(&format!("p{index}_{part}"));
    PriorityDraft {
        key: text("key"),
        name: text("name"),
        short: text("short"),
        meaning: text("meaning"),
        targets: Metric::ALL
            .map(|metric| TargetDraft { kind: text(&format!("{}_kind", metric.key())), time: text(metric.key()) }),
        pausable: is("pausable"),
        answer_every_message: is("each"),
        asked: ASKED.map(|(part, _)| text(part)),
        escalation: text("escalation"),
        only_during_active_plan: is("active"),
        remove: is("remove"),
    }
}

fn pause(form: &Fields, index: usize) -> PauseDraft {
    let text = |part: &str| form.get(&format!("r{index}_{part}")).to_owned();
    let remove = form.has(&format!("r{index}_remove"));
    PauseDraft { key: text("key"), name: text("name"), max: text("max"), remove }
}

/// The same as fields that are sent along unseen.
pub(super) fn hidden(draft: &PolicyDraft) -> Vec<(String, String)> {
    let mut fields = Sent(Vec::new());
    for (name, value) in [
        ("name", &draft.name),
        ("fallback", &draft.fallback),
        ("grace", &draft.grace),
        ("reopen_within", &draft.reopen_within),
        ("max_next_update", &draft.max_next_update),
        ("warn_share", &draft.warn_share),
        ("warn_at_least", &draft.warn_at_least),
        ("warn_at_most", &draft.warn_at_most),
        ("effective_date", &draft.effective_date),
        ("effective_time", &draft.effective_time),
    ] {
        fields.text(name.to_owned(), value);
    }
    for (index, row) in draft.priorities.iter().enumerate() {
        let id = |part: &str| format!("p{index}_{part}");
        for (part, value) in [
            ("key", &row.key),
            ("name", &row.name),
            ("short", &row.short),
            ("meaning", &row.meaning),
            ("escalation", &row.escalation),
        ] {
            fields.text(id(part), value);
        }
        for (metric, target) in Metric::ALL.into_iter().zip(&row.targets) {
            fields.text(id(metric.key()), &target.time);
            fields.text(id(&format!("{}_kind", metric.key())), &target.kind);
        }
        for ((part, _), value) in ASKED.iter().zip(&row.asked) {
            fields.text(id(part), value);
        }
        fields.tick(id("pausable"), row.pausable);
        fields.tick(id("each"), row.answer_every_message);
        fields.tick(id("active"), row.only_during_active_plan);
        fields.tick(id("remove"), row.remove);
    }
    for (index, row) in draft.pauses.iter().enumerate() {
        let id = |part: &str| format!("r{index}_{part}");
        for (part, value) in [("key", &row.key), ("name", &row.name), ("max", &row.max)] {
            fields.text(id(part), value);
        }
        fields.tick(id("remove"), row.remove);
    }
    fields.0.extend(draft.chain.fields());
    fields.0
}

struct Sent(Vec<(String, String)>);

impl Sent {
    fn text(&mut self, name: String, value: &str) {
        self.0.push((name, value.to_owned()));
    }

    fn tick(&mut self, name: String, is_ticked: bool) {
        if is_ticked {
            self.0.push((name, "yes".to_owned()));
        }
    }
}

/// One spare row for a priority and one for a pause reason, so that each can be added without a script.
pub(super) fn with_spare_rows(mut draft: PolicyDraft) -> PolicyDraft {
    if draft.priorities.last().is_none_or(|row| !row.is_blank()) && draft.priorities.len() < ROWS_MAX {
        draft.priorities.push(PriorityDraft { pausable: true, ..PriorityDraft::default() });
    }
    if draft.pauses.last().is_none_or(|row| !row.is_blank()) && draft.pauses.len() < ROWS_MAX {
        draft.pauses.push(PauseDraft::default());
    }
    draft
}

/// Whether an id is that of one of the team who may sign in.
pub(super) fn is_staff(call: &Call) -> impl Fn(&PersonId) -> bool {
    |id| call.directory.person(id).is_some_and(|person| person.client.is_none() && !person.disabled)
}

/// The team who may be called by name, and those whom the draft names though they cannot sign in any more: so the
/// form shows who has to be replaced.
pub(super) fn staff(call: &Call, draft: &PolicyDraft) -> Vec<SelectOption> {
    let is_named = |id: &PersonId| draft.chain.levels.iter().any(|level| level.person.trim() == id.as_str());
    let team = call.directory.people(&call.scope()).into_iter().filter(|person| person.client.is_none());
    let team = team.filter(|person| !person.disabled || is_named(&person.id)).map(|person| {
        let name = if person.disabled { format!("{} (disabled)", person.name) } else { person.name.clone() };
        SelectOption::new(person.id.as_str(), name)
    });
    team.collect()
}

/// What differs between two versions, a sentence each.
pub(super) fn differences(call: &Call, old: &PolicyDraft, new: &PolicyDraft) -> Vec<String> {
    let fields = |draft: &PolicyDraft| {
        hidden(&PolicyDraft { effective_date: String::new(), effective_time: String::new(), ..draft.clone() })
    };
    let named = |draft: &PolicyDraft| {
        let rows: Vec<PriorityDraft> =
            draft.priorities.iter().filter(|row| !row.is_blank() && !row.remove).cloned().collect();
        rows
    };
    let (before, after) = (named(old), named(new));
    let mut sentences = Vec::new();
    for row in &after {
        match before.iter().find(|known| known.key.trim() == row.key.trim()) {
            None => sentences.push(format!("{} is added.", row.name.trim())),
            Some(known) => {
                for (metric, (was, is)) in Metric::ALL.into_iter().zip(known.targets.iter().zip(&row.targets)) {
                    if was != is {
                        sentences.push(format!(
                            "{}, {}: {} becomes {}.",
                            row.name.trim(),
                            metric.name().to_lowercase(),
                            target(was),
                            target(is)
                        ));
                    }
                }
                let plain =
                    |row: &PriorityDraft| PriorityDraft { targets: <[TargetDraft; 5]>::default(), ..row.clone() };
                if plain(known) != plain(row) {
                    sentences.push(format!("{}: other words or conditions.", row.name.trim()));
                }
            }
        }
    }
    for row in before.iter().filter(|row| !after.iter().any(|other| other.key.trim() == row.key.trim())) {
        sentences.push(format!("{} is taken out.", row.name.trim()));
    }
    let labels = [
        ("name", "Name"),
        ("fallback", "Fallback priority"),
        ("grace", "Grace after a change"),
        ("reopen_within", "Reopened within"),
        ("max_next_update", "Next update at the latest"),
        ("warn_share", "Due soon with a share left"),
        ("warn_at_least", "Due soon at the latest"),
        ("warn_at_most", "Due soon at the earliest"),
    ];
    let (was, is) = (fields(old), fields(new));
    for (name, label) in labels {
        let value = |fields: &[(String, String)]| {
            let found = fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned());
            found.filter(|value| !value.is_empty()).unwrap_or_else(|| "nothing".to_owned())
        };
        if value(&was) != value(&is) {
            sentences.push(format!("{label}: {} becomes {}.", value(&was), value(&is)));
        }
    }
    let pauses = |draft: &PolicyDraft| {
        let rows = draft.pauses.iter().filter(|row| !row.is_blank() && !row.remove);
        rows.map(|row| format!("{}, at most {}", row.name.trim(), row.max.trim())).collect::<Vec<_>>()
    };
    let (was, is) = (pauses(old), pauses(new));
    sentences.extend(is.iter().filter(|row| !was.contains(row)).map(|row| format!("Pause reason: {row}.")));
    sentences.extend(was.iter().filter(|row| !is.contains(row)).map(|row| format!("No longer: {row}.")));
    let priority = |key: &str| {
        let row = after.iter().chain(&before).find(|row| row.key.trim() == key);
        row.map_or_else(|| key.to_owned(), |row| row.name.trim().to_owned())
    };
    let person = |id: &str| {
        let person = call.directory.person(&PersonId::new(id));
        person.map_or_else(|| "a person who no longer works here".to_owned(), |person| person.name.clone())
    };
    sentences.extend(old.chain.differences(&new.chain, priority, person));
    sentences
}

fn target(target: &TargetDraft) -> String {
    let time = target.time.trim();
    match target.kind.as_str() {
        "calendar" => format!("{time} day and night"),
        "business" => format!("{time} of opening hours"),
        "same_day" => "same business day".to_owned(),
        "scheduled" => "with a release".to_owned(),
        _ => "not promised".to_owned(),
    }
}
