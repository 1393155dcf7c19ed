//! What stays in a text field after its text was sent.

/// What is left of a field that had `sent` when its form was sent and has `now` when the form was accepted: what was
/// added at the end, else all of it.
pub fn rest<'a>(sent: &str, now: &'a str) -> &'a str {
    now.strip_prefix(sent).map_or(now, str::trim_start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_stays_and_what_was_sent_does_not() {
        assert_eq!(rest("We look at it.", "We look at it. And at the printer"), "And at the printer");
        assert_eq!(rest("We look at it.", "We look at it.\n\nAnd  twice "), "And  twice ");
        assert_eq!(rest("", "Begun meanwhile"), "Begun meanwhile");
    }

    #[test]
    fn nothing_stays_of_a_text_that_was_sent_as_it_is() {
        assert_eq!(rest("We look at it.", "We look at it."), "");
        assert_eq!(rest("We look at it.", "We look at it.\n "), "");
        assert_eq!(rest("We look at it.", ""), "");
    }

    #[test]
    fn a_text_that_was_changed_in_another_way_stays_whole() {
        assert_eq!(rest("We look at it.", "Wait. We look at it."), "Wait. We look at it.");
        assert_eq!(rest("We look at it.", "We look"), "We look");
    }
}
