//! What a version would do to open tickets, in words.

use std::cmp::Reverse;

use app::model::admin::version::{EffectLine, EffectRow};
use domain::sla::words::{Round, duration};
use domain::sla::zone::{Tz, Zoned};
use domain::time::{Seconds, Timestamp};
use store::tickets::{Effect, Preview};

use super::super::call::Call;
use super::super::links;
use crate::routes::present::view::plural;

/// From when a version counts, in the zone in which that was typed.
pub(super) fn begins(call: &Call, version: u32, from: Timestamp, zone: Tz) -> String {
    let (local, today) = (Zoned::new(from, zone), Zoned::new(call.now(), zone));
    let date = local.date_text(today.date.parts().0);
    format!("Version {version} begins {date}, {} in {}.", local.time_text(), zone.name())
}

/// What the confirming form sends besides what was typed: which version it follows, and what was looked at.
pub(in super::super) fn sent_along(
    mut typed: Vec<(String, String)>,
    follows: u32,
    preview: &Preview,
) -> Vec<(String, String)> {
    typed.push(("rev".to_owned(), follows.to_string()));
    typed.push(("seen".to_owned(), preview.fingerprint()));
    typed
}

/// How many tickets a preview draws.
pub(super) const ROWS: usize = 200;

/// The rows of the tickets that are most affected, those first, and how many others there are in a sentence.
pub(in super::super) fn rows(call: &Call, preview: &Preview) -> (Vec<EffectRow>, String) {
    let mut tickets: Vec<&[Effect]> = preview.effects.chunk_by(|a, b| a.key == b.key).collect();
    tickets.sort_by_cached_key(|effects| Reverse(weight(effects, call.now())));
    let rows = tickets.iter().take(ROWS).filter_map(|effects| {
        let first = effects.first()?;
        Some(EffectRow {
            key: first.key.to_string(),
            title: first.title.clone(),
            client: links::client_name(&call.directory, &first.engagement),
            effects: effects.iter().map(|effect| line(call, effect)).collect(),
            is_chosen: None,
        })
    });
    let more = match tickets.len().saturating_sub(ROWS) {
        0 => String::new(),
        1 => "And 1 more ticket, which is less affected.".to_owned(),
        more => format!("And {more} more tickets, which are less affected."),
    };
    (rows.collect(), more)
}

/// How much a ticket is affected: overdue by it, not to be worked out any more, promised or no longer promised, then by
/// the longest way that a due time moves.
fn weight(effects: &[Effect], now: Timestamp) -> (bool, bool, bool, i64) {
    let any = |is: &dyn Fn(&Effect) -> bool| effects.iter().any(is);
    let way = |effect: &Effect| Some((effect.after? - effect.before?).get().abs());
    (
        any(&|effect| effect.becomes_overdue(now)),
        any(&|effect| effect.is_misconfigured),
        any(&|effect| effect.before.is_none() || effect.after.is_none()),
        effects.iter().filter_map(way).max().unwrap_or_default(),
    )
}

fn line(call: &Call, effect: &Effect) -> EffectLine {
    let times = call.view().times;
    let due = |due: Option<Timestamp>| due.map_or_else(|| "no deadline".to_owned(), |at| times.moment(at).local);
    let after = if effect.is_misconfigured { "cannot be worked out".to_owned() } else { due(effect.after) };
    let mut note = match (effect.before, effect.after) {
        (Some(before), Some(after)) if after > before => format!("{} later", words(after - before)),
        (Some(before), Some(after)) => format!("{} earlier", words(before - after)),
        (None, Some(_)) => "newly promised".to_owned(),
        _ => "no longer promised".to_owned(),
    };
    if effect.due_without_grace.is_some() {
        note += ", with grace";
    }
    if effect.is_paused {
        note += ", paused: as if it ran again now";
    }
    EffectLine {
        metric: effect.metric.name(),
        before: due(effect.before),
        after,
        note,
        is_overdue: effect.becomes_overdue(call.now()),
    }
}

fn words(length: Seconds) -> String {
    duration(length, Round::Down, true)
}

/// What happens to open tickets, with one and with many: `12 open tickets count by it. 3 due times of 2 tickets would move; 1 would be overdue at once.`
pub(in super::super) fn summary(call: &Call, preview: &Preview, counts: &str, count: &str) -> Vec<String> {
    let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let open = preview.open.len();
    let tickets = preview.effects.chunk_by(|a, b| a.key == b.key).count();
    let overdue = preview.effects.iter().filter(|effect| effect.becomes_overdue(call.now())).count();
    let first = match open {
        0 => format!("No open ticket {counts}."),
        1 => format!("1 open ticket {counts}."),
        _ => format!("{open} open tickets {count}."),
    };
    let second = match (preview.effects.len(), overdue) {
        (0, _) => "No due time would move.".to_owned(),
        (moved, 0) => format!(
            "{} of {} would move; none becomes overdue by it.",
            plural(number(moved), "due time"),
            plural(number(tickets), "ticket")
        ),
        (moved, overdue) => format!(
            "{} of {} would move; {overdue} would be overdue at once.",
            plural(number(moved), "due time"),
            plural(number(tickets), "ticket")
        ),
    };
    vec![first, second, "Clocks that have stopped keep what was measured.".to_owned()]
}
