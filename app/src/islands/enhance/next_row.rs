//! Which inbox row is shown after one was dealt with.

/// Whether a sent form deals with a ticket for good, as far as triage goes: it was accepted, snoozed,
/// merged, declined or found to be a duplicate. `action` is the form's address, `state` its field of that name.
pub fn moves_on(action: &str, state: &str) -> bool {
    match action.rsplit('/').next() {
        Some("accept" | "snooze" | "merge") => true,
        Some("state") => matches!(state, "declined" | "duplicate"),
        _ => false,
    }
}

/// The row to show instead of `current`: the one after it, at the end of the list the one before.
pub fn neighbour<'a>(rows: &[&'a str], current: &str) -> Option<&'a str> {
    let position = rows.iter().position(|row| *row == current)?;
    let before = || position.checked_sub(1).and_then(|index| rows.get(index));
    rows.get(position + 1).or_else(before).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triage_moves_on_and_other_work_stays() {
        assert!(moves_on("/tickets/ACME-42/accept", ""));
        assert!(moves_on("/tickets/ACME-42/snooze", ""));
        assert!(moves_on("/tickets/ACME-42/merge", ""));
        assert!(!moves_on("/tickets/ACME-42/split", ""));
        assert!(moves_on("/tickets/ACME-42/state", "duplicate"));
        assert!(!moves_on("/tickets/ACME-42/state", "in_progress"));
        assert!(!moves_on("/tickets/ACME-42/messages", ""));
        assert!(!moves_on("/tickets/ACME-42/assign", ""));
    }

    #[test]
    fn the_next_row_follows_and_the_last_falls_back() {
        let rows = ["A-1", "A-2", "A-3"];
        assert_eq!(neighbour(&rows, "A-1"), Some("A-2"));
        assert_eq!(neighbour(&rows, "A-3"), Some("A-2"));
        assert_eq!(neighbour(&["A-1"], "A-1"), None);
        assert_eq!(neighbour(&rows, "B-9"), None);
    }
}
