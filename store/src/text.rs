//! Small text forms used by several modules.

use std::fmt::Write;

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A new id: UUID version 7 in its simple form, so that ids sort by their time of creation.
pub fn new_id() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}
