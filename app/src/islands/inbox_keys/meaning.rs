//! Which key means what.

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Goes to the next row.
    Next,
    /// Goes to the previous row.
    Previous,
    /// Opens the current row's ticket on its own page.
    Open,
    /// Selects the current row for a bulk action, or takes it back.
    Select,
    /// Presses the button with this `data-key-action`.
    Press(&'static str),
}

/// The meaning of a key, as `KeyboardEvent.key` names it, pressed without modifiers (but Shift, which some
/// keyboards need for `?` and `/`).
pub fn meaning(key: &str) -> Option<Meaning> {
    Some(match key {
        "j" | "J" => Meaning::Next,
        "k" | "K" => Meaning::Previous,
        "Enter" => Meaning::Open,
        "x" | "X" => Meaning::Select,
        "1" => Meaning::Press("accept"),
        "2" => Meaning::Press("duplicate"),
        "3" => Meaning::Press("decline"),
        "h" | "H" => Meaning::Press("snooze"),
        "a" | "A" => Meaning::Press("assign"),
        "p" | "P" => Meaning::Press("priority"),
        "/" => Meaning::Press("search"),
        "?" => Meaning::Press("help"),
        _ => return None,
    })
}

/// The row to go to from `current` (none: nothing is current) in a list of `count` rows; stops at the ends.
pub fn step(current: Option<usize>, count: usize, meaning: Meaning) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match (meaning, current) {
        (Meaning::Next, None) => 0,
        (Meaning::Next, Some(current)) => (current + 1).min(last),
        (Meaning::Previous, None) => last,
        (Meaning::Previous, Some(current)) => current.saturating_sub(1),
        (_, current) => current?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_journey_has_its_meaning_and_others_have_none() {
        assert_eq!(meaning("1"), Some(Meaning::Press("accept")));
        assert_eq!(meaning("2"), Some(Meaning::Press("duplicate")));
        assert_eq!(meaning("3"), Some(Meaning::Press("decline")));
        assert_eq!(meaning("H"), Some(Meaning::Press("snooze")));
        assert_eq!(meaning("a"), Some(Meaning::Press("assign")));
        assert_eq!(meaning("p"), Some(Meaning::Press("priority")));
        assert_eq!(meaning("?"), Some(Meaning::Press("help")));
        assert_eq!(meaning("J"), Some(Meaning::Next));
        assert_eq!(meaning("4"), None);
        assert_eq!(meaning("Escape"), None);
    }

    #[test]
    fn steps_stop_at_the_ends_of_the_list() {
        assert_eq!(step(None, 3, Meaning::Next), Some(0));
        assert_eq!(step(Some(2), 3, Meaning::Next), Some(2));
        assert_eq!(step(Some(0), 3, Meaning::Previous), Some(0));
        assert_eq!(step(None, 3, Meaning::Previous), Some(2));
        assert_eq!(step(None, 0, Meaning::Next), None);
    }
}
