//! Where a page of a list ended, as text for an address.

use std::fmt;
use std::str::FromStr;

use domain::ids::TicketKey;
use thiserror::Error;

/// The sort key and the ticket after which the next page begins. Opaque outside; it names nothing that is not in the
/// list anyway, so it is validated, not signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub(super) sort: i64,
    pub(super) key: TicketKey,
}

/// Why a text is not a cursor.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("this page address is damaged; go back to the first page")]
pub struct CursorError;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}.{}", self.sort, self.key)
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (sort, key) = text.split_once('.').ok_or(CursorError)?;
        let digits = !sort.is_empty() && sort.bytes().all(|byte| byte.is_ascii_hexdigit());
        let sort = if digits { i64::from_str_radix(sort, 16).map_err(|_| CursorError)? } else { return Err(CursorError) };
        Ok(Self { sort, key: key.parse().map_err(|_| CursorError)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_nonsense_is_not() {
        let cursor = Cursor { sort: (5 << 40) + 1_795_000_000, key: "ACME-42".parse().unwrap() };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for bad in ["", "1", "1.", ".ACME-1", "-1.ACME-1", "zz.ACME-1", "1.acme", "ffffffffffffffff1.ACME-1", "+1.ACME-1"] {
            assert_eq!(bad.parse::<Cursor>(), Err(CursorError), "{bad}");
        }
    }
}
