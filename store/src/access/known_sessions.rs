//! Sessions that this process has looked up, kept so that most requests ask the database nothing before their own work.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::session::ResolvedRow;

/// More are forgotten and looked up again: some hundred bytes each.
const KEPT_MAX: usize = 4_096;

/// Rows by session id. Only for a process that is alone with its database: of others' sign-outs it would learn too late.
#[derive(Default)]
pub(crate) struct KnownSessions(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// Counts what was forgotten: a row that was read before must not be kept afterwards.
    turn: u64,
    rows: HashMap<String, ResolvedRow>,
}

impl KnownSessions {
    fn known(&self) -> MutexGuard<'_, Known> {
        // Nothing is half-done when a holder panics.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The row of a session, or the turn to give to [`Self::keep`] with a row that is read from now on.
    pub(super) fn find(&self, id: &str) -> Result<ResolvedRow, u64> {
        let known = self.known();
        known.rows.get(id).cloned().ok_or(known.turn)
    }

    /// Keeps a row, unless sessions have changed since `turn`.
    pub(super) fn keep(&self, turn: u64, id: &str, row: ResolvedRow) {
        let mut known = self.known();
        if known.turn != turn {
            return;
        }
        if known.rows.len() >= KEPT_MAX {
            known.rows.clear();
        }
        known.rows.insert(id.to_owned(), row);
    }

    /// Forgets everything: sessions have changed.
    pub(super) fn forget(&self) {
        let mut known = self.known();
        known.turn += 1;
        known.rows.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(last_seen: i64) -> ResolvedRow {
        ResolvedRow { person: "ruth".to_owned(), created_at: 1, last_seen }
    }

    #[test]
    fn a_row_that_was_read_before_a_change_is_not_kept() {
        let known = KnownSessions::default();
        let turn = known.find("a").unwrap_err();
        known.forget();
        known.keep(turn, "a", row(1));
        assert!(known.find("a").is_err(), "it may have been signed out meanwhile");
        let turn = known.find("a").unwrap_err();
        known.keep(turn, "a", row(2));
        assert_eq!(known.find("a").unwrap().last_seen, 2);
        known.forget();
        assert!(known.find("a").is_err());
    }

    #[test]
    fn what_is_kept_has_a_limit() {
        let known = KnownSessions::default();
        for one in 0..=KEPT_MAX {
            let id = one.to_string();
            let turn = known.find(&id).unwrap_err();
            known.keep(turn, &id, row(1));
        }
        assert!(known.known().rows.len() <= KEPT_MAX);
        assert!(known.find(&KEPT_MAX.to_string()).is_ok(), "the latest is there");
    }
}
