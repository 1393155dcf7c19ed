//! An instant as a page shows it: machine-readable, in the viewer's zone, and elsewhere.

use domain::time::Timestamp;

/// An instant with its prepared texts. "Times are shown twice" (PRODUCT.md, rules of taste).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Moment {
    /// The instant itself.
    pub at: Timestamp,
    /// In the viewer's zone, as short as the context allows: `09:14`, `Mon 23 Nov, 09:14`.
    pub local: String,
    /// In the other side's zone where it differs: `10:14 in Brimley`.
    pub elsewhere: Option<String>,
}

impl Moment {
    /// An instant whose zones agree.
    pub fn new(at: Timestamp, local: impl Into<String>) -> Self {
        Self { at, local: local.into(), elsewhere: None }
    }

    /// Adds the other side's wording.
    #[must_use]
    pub fn elsewhere(mut self, text: impl Into<String>) -> Self {
        self.elsewhere = Some(text.into());
        self
    }

    /// The value of a `datetime` attribute: RFC 3339 in UTC, whole seconds.
    pub fn iso(&self) -> String {
        iso(self.at)
    }
}

/// RFC 3339 in UTC. Civil date from a day count, proleptic Gregorian, years 0 to 9999.
pub fn iso(at: Timestamp) -> String {
    let unix = at.unix();
    let (days, second) = (unix.div_euclid(86_400), unix.rem_euclid(86_400));
    // Days are counted from 0000-03-01, so that the leap day is the last day of a year.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", second / 3_600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_utc_across_leap_days_and_before_the_epoch() {
        for (unix, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_251_199, "2024-02-29T23:59:59Z"),
            (1_795_372_860, "2026-11-22T18:41:00Z"),
        ] {
            assert_eq!(iso(Timestamp::from_unix(unix)), text);
        }
    }
}
