//! What becomes of a ticket, by its age and by how bad it is.

use domain::ticket::Impact;
use domain::time::Seconds;

use super::seed::Seeded;

/// What a ticket's history comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Open: nobody has judged it.
    New,
    /// Open: judged.
    Triaged,
    /// Open: worked on.
    InProgress,
    /// Open: the client has to answer.
    WaitingOnClient,
    /// Open: somebody else has to act.
    WaitingOnThirdParty,
    /// Open: planned.
    Queued,
    /// Solved, the client has not confirmed.
    Resolved,
    /// Answered and solved at once, and closed.
    ClosedQuickly,
    /// Judged, worked on, closed.
    Closed,
    /// With a question in between, closed.
    ClosedAfterQuestion,
    /// Solved, not solved after all, solved, closed.
    Reopened,
    /// Refused.
    Declined,
}

/// The longest a ticket stays resolved before somebody closes it.
const RESOLVED_MAX: Seconds = Seconds::days(10);

impl Fate {
    /// Draws one.
    pub fn draw(seeded: &mut Seeded, impact: Impact, is_hrm: bool, age: Seconds) -> Self {
        if is_open(seeded, impact, is_hrm, age) {
            open(seeded, impact, is_hrm, age)
        } else {
            ended(seeded, impact, age)
        }
    }
}

/// Bad issues are solved in hours, wishes live for months: half of the tickets are solved within a half-life, half of
/// the rest within another. With these numbers about 4 % of two years are open.
fn is_open(seeded: &mut Seeded, impact: Impact, is_hrm: bool, age: Seconds) -> bool {
    let half_life = match (impact, is_hrm) {
        (Impact::Stopped, _) => Seconds::hours(1),
        (Impact::Blocked, false) => Seconds::hours(40),
        (Impact::Blocked, true) | (Impact::Workaround, false) => Seconds::days(6),
        (Impact::Workaround, true) => Seconds::days(32),
        (Impact::Wish, _) => Seconds::days(75),
    };
    let mut left = age.get();
    while left >= half_life.get() {
        if !seeded.chance(500) {
            return false;
        }
        left -= half_life.get();
    }
    // Within the last half-life in proportion.
    let per_mille = 1_000 - left * 500 / half_life.get();
    seeded.chance(per_mille.unsigned_abs())
}

fn open(seeded: &mut Seeded, impact: Impact, is_hrm: bool, age: Seconds) -> Fate {
    let is_urgent = impact == Impact::Stopped;
    let can_wait_long = impact == Impact::Wish || (is_hrm && impact == Impact::Workaround);
    match seeded.below(100) {
        _ if age < Seconds::minutes(20) && !is_urgent => Fate::New,
        0..40 if age < Seconds::hours(7) && !is_urgent => Fate::New,
        0..70 if impact == Impact::Wish && age < Seconds::days(6) => Fate::New,
        _ if is_urgent => Fate::InProgress,
        0..55 if can_wait_long && age > Seconds::days(2) => Fate::Queued,
        // A pause ends by itself after a week or two.
        0..30 if age < Seconds::days(12) => Fate::WaitingOnClient,
        30..42 if age < Seconds::days(6) => Fate::WaitingOnThirdParty,
        42..60 => Fate::Triaged,
        _ => Fate::InProgress,
    }
}

fn ended(seeded: &mut Seeded, impact: Impact, age: Seconds) -> Fate {
    match seeded.below(100) {
        0..30 if impact == Impact::Wish => Fate::Declined,
        0..4 if impact == Impact::Workaround => Fate::Declined,
        0..50 if age < RESOLVED_MAX => Fate::Resolved,
        50..54 => Fate::Reopened,
        54..70 => Fate::ClosedAfterQuestion,
        70..85 => Fate::Closed,
        _ => Fate::ClosedQuickly,
    }
}
