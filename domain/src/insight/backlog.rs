//! How old open tickets are.

use crate::ids::TicketKey;
use crate::insight::spread::Spread;
use crate::ticket::Lane;
use crate::time::{Seconds, Timestamp};

/// The bands of age: a name, and the age in real time below which a ticket belongs to it (none for the last).
pub const AGE_BANDS: [(&str, Option<Seconds>); 7] = [
    ("Under a day", Some(Seconds::days(1))),
    ("1 to 3 days", Some(Seconds::days(3))),
    ("3 to 7 days", Some(Seconds::days(7))),
    ("1 to 2 weeks", Some(Seconds::days(14))),
    ("2 to 4 weeks", Some(Seconds::days(28))),
    ("4 to 12 weeks", Some(Seconds::days(84))),
    ("12 weeks and older", None),
];

/// What the backlog needs to know of an open ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTicket {
    /// What people call it.
    pub key: TicketKey,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// Its stretch of the inbox.
    pub lane: Lane,
}

/// The tickets of one band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Band {
    /// All of them.
    pub open: u64,
    /// With a broken promise.
    pub overdue: u64,
    /// Waiting for somebody else.
    pub paused: u64,
}

/// Open tickets by age.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Backlog {
    /// As [`AGE_BANDS`].
    pub bands: [Band; AGE_BANDS.len()],
    /// Their ages.
    pub ages: Spread,
    /// The one that has been open longest; of several the one whose key sorts first.
    pub oldest: Option<OpenTicket>,
}

impl Backlog {
    /// Takes in one open ticket. One that was reported after `now` is new.
    pub fn add(&mut self, ticket: OpenTicket, now: Timestamp) {
        let age = (now - ticket.reported_at).max(Seconds::ZERO);
        let place = AGE_BANDS.iter().position(|(_, below)| below.is_none_or(|below| age < below));
        if let Some(band) = place.and_then(|place| self.bands.get_mut(place)) {
            band.open += 1;
            band.overdue += u64::from(ticket.lane == Lane::Overdue);
            band.paused += u64::from(ticket.lane == Lane::Paused);
        }
        self.ages.add(age);
        let order = |ticket: &OpenTicket| (ticket.reported_at, ticket.key.to_string());
        if self.oldest.as_ref().is_none_or(|oldest| order(&ticket) < order(oldest)) {
            self.oldest = Some(ticket);
        }
    }

    /// All bands together.
    pub fn total(&self) -> Band {
        self.bands.iter().fold(Band::default(), |sum, band| Band {
            open: sum.open + band.open,
            overdue: sum.overdue + band.overdue,
            paused: sum.paused + band.paused,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix(1_795_424_400);

    fn ticket(number: u32, age: Seconds, lane: Lane) -> OpenTicket {
        let key = TicketKey::new("ACME", number).expect("a key");
        OpenTicket { key, reported_at: NOW - age, lane }
    }

    #[test]
    fn an_empty_backlog_has_no_oldest_and_no_mean() {
        let backlog = Backlog::default();
        assert_eq!((backlog.total(), backlog.oldest, backlog.ages.mean()), (Band::default(), None, None));
    }

    #[test]
    fn an_age_on_the_edge_belongs_to_the_older_band() {
        let mut backlog = Backlog::default();
        let day = Seconds::days(1);
        backlog.add(ticket(1, day - Seconds::new(1), Lane::Running), NOW);
        backlog.add(ticket(2, day, Lane::Overdue), NOW);
        backlog.add(ticket(3, Seconds::days(84), Lane::Paused), NOW);
        backlog.add(ticket(4, Seconds::new(-60), Lane::Soon), NOW);
        let open: Vec<u64> = backlog.bands.iter().map(|band| band.open).collect();
        assert_eq!(open, [2, 1, 0, 0, 0, 0, 1]);
        assert_eq!(backlog.total(), Band { open: 4, overdue: 1, paused: 1 });
        assert_eq!(backlog.oldest.map(|ticket| ticket.key.number()), Some(3));
        assert_eq!(backlog.ages.median(), Some(Seconds::new(86_400)));
    }

    #[test]
    fn the_bands_grow() {
        let bounds: Vec<Seconds> = AGE_BANDS.iter().filter_map(|(_, below)| *below).collect();
        assert!(bounds.is_sorted() && bounds.len() + 1 == AGE_BANDS.len());
    }
}
