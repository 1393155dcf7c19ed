//! Where a page of a list ended, as text for an address.

use std::fmt;
use std::str::FromStr;

use domain::ids::TicketKey;
use thiserror::Error;

/// A sort key plus a ticket key is no longer than this.
const LENGTH_MAX: usize = 40;

/// The sort key after which the next page begins. It names nothing that is not in the list anyway, so it is checked,
/// not signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub(super) String);

/// Why a text is not a cursor.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("this page address is damaged; go back to the first page")]
pub struct CursorError;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Hexadecimal digits are lower case in sort keys, a ticket's prefix begins with a capital.
        let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        let split = text.find(|c: char| !is_digit(c)).ok_or(CursorError)?;
        let (digits, key) = text.split_at(split);
        let is_ours = text.len() <= LENGTH_MAX && (10..=11).contains(&digits.len());
        // Exactly as it would be written: a key in small letters sorts elsewhere.
        let key_is_exact = key.parse::<TicketKey>().is_ok_and(|parsed| parsed.to_string() == key);
        if is_ours && key_is_exact { Ok(Self(text.to_owned())) } else { Err(CursorError) }
    }
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;
    use crate::tickets::sort_key::recent_key;

    #[test]
    fn a_cursor_is_read_back_and_nonsense_is_not() {
        let cursor = Cursor(recent_key(Timestamp::from_unix(1_795_000_000), "ACME-42"));
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for bad in [
            "",
            "1",
            "ACME-1",
            "0000000000",
            "0000000000acme-1",
            "-000000000ACME-1",
            "0000000000ACME-0",
            "000000000000ACME-1",
        ] {
            assert_eq!(bad.parse::<Cursor>(), Err(CursorError), "{bad}");
        }
    }
}
