//! What is in the fields of a calendar's form.

use app::model::admin::RecordForm;
use app::model::admin::version::CalendarFormModel;
use domain::sla::Weekday;
use domain::sla::calendar_draft::CalendarDraft;
use domain::sla::zone::parse_zone;

use super::super::call::Call;
use super::super::zones;
use crate::http::fields::Fields;
use crate::routes::present::plan::changes;

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

pub(super) fn draft(form: &Fields) -> CalendarDraft {
    let text = |name: &str| form.get(name).to_owned();
    CalendarDraft {
        name: text("name"),
        zone: text("zone"),
        always_open: form.has("always_open"),
        weekly: Weekday::ALL.map(|day| text(day.key())),
        holidays: text("holidays"),
        overrides: text("overrides"),
        effective_date: text("effective_date"),
        effective_time: text("effective_time"),
    }
}

/// The same as fields that are sent along unseen.
pub(super) fn hidden(draft: &CalendarDraft) -> Vec<(String, String)> {
    let days = Weekday::ALL.into_iter().zip(&draft.weekly).map(|(day, typed)| (day.key(), typed));
    let others = [
        ("name", &draft.name),
        ("zone", &draft.zone),
        ("holidays", &draft.holidays),
        ("overrides", &draft.overrides),
        ("effective_date", &draft.effective_date),
        ("effective_time", &draft.effective_time),
    ];
    let always = draft.always_open.then(|| ("always_open".to_owned(), "yes".to_owned()));
    days.chain(others).map(|(name, value)| (name.to_owned(), value.clone())).chain(always).collect()
}

pub(super) fn model(call: &Call, form: RecordForm, draft: CalendarDraft) -> CalendarFormModel {
    let zone = parse_zone(draft.zone.trim());
    CalendarFormModel {
        form,
        zones: zones::suggestions(&call.directory, &call.scope()),
        changes: zone.map(|zone| changes(call.now(), zone)).unwrap_or_default(),
        imported: None,
        draft,
    }
}

/// What differs between two versions, a sentence each.
pub(super) fn differences(old: &CalendarDraft, new: &CalendarDraft) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut compare = |label: &str, old: &str, new: &str| {
        let word = |text: &str| if text.trim().is_empty() { "closed".to_owned() } else { text.trim().to_owned() };
        if old.trim() != new.trim() {
            sentences.push(format!("{label}: {} becomes {}.", word(old), word(new)));
        }
    };
    compare("Name", &old.name, &new.name);
    compare("Time zone", &old.zone, &new.zone);
    for (label, (old, new)) in DAYS.into_iter().zip(old.weekly.iter().zip(&new.weekly)) {
        compare(label, old, new);
    }
    match (old.always_open, new.always_open) {
        (false, true) => sentences.push("It is always open.".to_owned()),
        (true, false) => sentences.push("It is no longer always open.".to_owned()),
        _ => {}
    }
    for (noun, old, new) in [("Holiday", &old.holidays, &new.holidays), ("Other hours", &old.overrides, &new.overrides)]
    {
        let only = |of: &str, not_in: &str, verb: &str| {
            let known: Vec<_> = not_in.lines().map(str::trim).collect();
            let lines = of.lines().map(str::trim).filter(|line| !line.is_empty() && !known.contains(line));
            lines.map(|line| format!("{noun} {verb}: {line}.")).collect::<Vec<_>>()
        };
        sentences.extend(only(new, old, "added"));
        sentences.extend(only(old, new, "removed"));
    }
    sentences
}
