//! When generated tickets were reported: evenly over two years, most of them by day.

use domain::time::{Seconds, Timestamp};

use super::seed::Seeded;

/// How far back the oldest ticket is.
pub(super) const OLDEST: Seconds = Seconds::days(730);
/// How old the youngest is at least.
const YOUNGEST: Seconds = Seconds::minutes(2);
const DAY: i64 = 86_400;

/// The instant at which ticket `index` of `count` was reported; a later ticket is never older.
pub(super) fn reported_at(seeded: &mut Seeded, index: u64, count: u64, now: Timestamp) -> Timestamp {
    let newest = now - YOUNGEST;
    let width = u128::from((OLDEST - YOUNGEST).get().unsigned_abs());
    // Each ticket has a stretch of its own and lies somewhere within it.
    let place =
        width * (u128::from(index) * 1_000 + u128::from(seeded.below(1_000))) / (u128::from(count.max(1)) * 1_000);
    let even = now - OLDEST + Seconds::new(i64::try_from(place).unwrap_or(0));
    let day = even.unix().div_euclid(DAY);
    if day == newest.unix().div_euclid(DAY) {
        // By-day times of today could lie in the future.
        return even.min(newest);
    }
    Timestamp::from_unix(day * DAY + by_day(even.unix().rem_euclid(DAY)))
}

/// Moves a second of the day so that five of six lie between 06:00 and 18:00; keeps their order.
fn by_day(second: i64) -> i64 {
    const MORNING: i64 = 6 * 3_600;
    const EVENING: i64 = 18 * 3_600;
    let (early, late) = (DAY / 12, DAY * 11 / 12);
    if second < early {
        second * MORNING / early
    } else if second < late {
        MORNING + (second - early) * (EVENING - MORNING) / (late - early)
    } else {
        EVENING + (second - late) * (DAY - EVENING) / (DAY - late)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_rise_over_two_years_mostly_by_day_and_never_reach_now() {
        let now = Timestamp::from_unix(1_795_424_400);
        let times: Vec<_> =
            (0..5_000).map(|index| reported_at(&mut Seeded::item(3, index), index, 5_000, now)).collect();
        assert!(times.is_sorted());
        assert!(now - times[0] > Seconds::days(728) && times[0] > now - OLDEST - Seconds::days(1));
        assert!(times[4_999] < now && now - times[4_999] < Seconds::days(1));
        let by_day = times.iter().filter(|at| (6..18).contains(&(at.unix().rem_euclid(DAY) / 3_600))).count();
        assert!((3_900..4_400).contains(&by_day), "{by_day}");
    }
}
