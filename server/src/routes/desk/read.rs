//! From form fields to what a command names: people, tickets, times.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::{PersonId, TicketKey};
use domain::people::{PersonRef, Side};
use domain::problem::Problem;
use domain::sla::local::parse_moment;
use domain::sla::zone::Zoned;
use domain::sla::zone::{local_to_utc, parse_zone};
use domain::sla::{LocalDate, LocalTime, Weekday};
use domain::ticket::Facts;
use domain::time::{Seconds, Timestamp};
use sha2::{Digest, Sha256};
use store::Directory;
use store::access::Session;

use crate::error::AppError;
use crate::http::fields::Fields;
use crate::state::AppState;

/// When a snooze to "tomorrow" or "Monday" ends, in the viewer's zone.
const MORNING_HOUR: u32 = 8;

/// The id under which a form counts once: what it calls itself and all that it says and brings, so that a form that
/// comes back from the browser's history with another text or file is another form. `None` when it does not call itself
/// anything.
pub(super) fn submission(parts: &[&str]) -> Option<String> {
    let own = parts.first().filter(|own| !own.is_empty())?;
    let mut sum = Sha256::new();
    for part in parts {
        sum.update(part.len().to_le_bytes());
        sum.update(part);
    }
    let own: String = own.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    let digest = URL_SAFE_NO_PAD.encode(&sum.finalize()[..16]);
    Some([own, digest].join("-"))
}

/// A person of the own side who may own tickets; empty means nobody, `me` the viewer.
pub(super) fn assignee(directory: &Directory, session: &Session, text: &str) -> Result<Option<PersonRef>, Problem> {
    match text.trim() {
        "" => Ok(None),
        "me" => Ok(Some(session.person.reference())),
        id => directory
            .person(&PersonId::new(id))
            .filter(|person| person.side() == Side::Staff && !person.disabled)
            .map(|person| Some(person.reference()))
            .ok_or_else(|| {
                Problem::new("assignee", "This person cannot own tickets. Choose somebody of the team, or nobody.")
            }),
    }
}

/// What triage found out, with the owner.
pub(super) fn facts(directory: &Directory, session: &Session, form: &Fields) -> Result<Facts, Problem> {
    let owner = assignee(directory, session, form.get("owner"));
    Ok(Facts {
        workaround: form.get("workaround").to_owned(),
        business_impact: form.get("impact").to_owned(),
        target_window: form.get("target_window").to_owned(),
        owner: owner.map_err(|problem| Problem { field: "owner".to_owned(), ..problem })?,
    })
}

/// Another ticket that the viewer may see.
///
/// # Errors
/// The inner one names the field when the text is no key or there is no such ticket.
pub(super) async fn other_ticket(
    state: &AppState,
    session: &Session,
    field: &str,
    text: &str,
) -> Result<Result<TicketKey, Problem>, AppError> {
    let Ok(key) = text.parse::<TicketKey>() else {
        return Ok(Err(Problem::new(field, "Name the ticket by its key, like ACME-42.")));
    };
    let exists = state.store().ticket_exists(&session.scope(), &key).await?;
    Ok(if exists { Ok(key) } else { Err(Problem::new(field, format!("There is no ticket {key}. Check the key."))) })
}

/// When a snooze ends: `1h`, `4h`, `tomorrow`, `monday`.
pub(super) fn snooze_end(zone: &str, text: &str, now: Timestamp) -> Result<Timestamp, Problem> {
    let wrong = || Problem::new("until", "Choose 1 hour, 4 hours, tomorrow morning or Monday morning.");
    let tz = parse_zone(zone).map_err(|_| wrong())?;
    let today = Zoned::new(now, tz).date;
    let morning = |days: i32| {
        let time = LocalTime::new(MORNING_HOUR, 0).unwrap_or(LocalTime::MIDNIGHT);
        local_to_utc(tz, today.plus_days(days), time)
    };
    match text {
        "1h" => Ok(now + Seconds::hours(1)),
        "4h" => Ok(now + Seconds::hours(4)),
        "tomorrow" => Ok(morning(1)),
        "monday" => Ok(morning(days_to_monday(today))),
        _ => Err(wrong()),
    }
}

fn days_to_monday(today: LocalDate) -> i32 {
    (1..=7).find(|days| today.plus_days(*days).weekday() == Weekday::Mon).unwrap_or(7)
}

/// A `datetime-local` value in a zone: `2026-11-22T08:30`. Empty means not given.
pub(super) fn local_instant(zone: &str, field: &str, text: &str) -> Result<Option<Timestamp>, Problem> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let wrong = || Problem::new(field, "Give a date and a time, like 2026-11-22 08:30.");
    let tz = parse_zone(zone).map_err(|_| wrong())?;
    let (date, time) = parse_moment(text).ok_or_else(wrong)?;
    Ok(Some(local_to_utc(tz, date, time)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mon 23 Nov 2026, 09:00 UTC.
    const NOW: Timestamp = Timestamp::from_unix(1_795_424_400);

    #[test]
    fn a_snooze_ends_in_the_morning_of_the_viewer() {
        assert_eq!(snooze_end("Europe/Zagreb", "tomorrow", NOW).unwrap(), Timestamp::from_unix(1_795_503_600));
        let monday = snooze_end("UTC", "monday", NOW).unwrap();
        assert_eq!(monday - NOW, Seconds::days(7) - Seconds::hours(1), "on a Monday, the next one");
        assert_eq!(snooze_end("UTC", "never", NOW).unwrap_err().field, "until");
    }

    #[test]
    fn a_local_time_is_read_in_the_viewers_zone() {
        let read = |text| local_instant("Europe/Zagreb", "reported_at", text);
        assert_eq!(read("2026-11-23T10:00").unwrap(), Some(NOW));
        assert_eq!(read("2026-11-23 10:00:30").unwrap(), Some(NOW), "seconds are left out");
        assert_eq!(read("  ").unwrap(), None);
        for bad in ["yesterday", "2026-02-30T10:00", "2026-11-23T25:00", "2026-11-23"] {
            assert_eq!(read(bad).unwrap_err().field, "reported_at", "{bad}");
        }
    }
}
