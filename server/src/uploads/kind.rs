//! What a file is, from its bytes. Its name and the browser's word count for nothing.

use std::io::Read;
use std::path::Path;

/// The kinds of file that are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A picture.
    Png,
    /// A picture.
    Jpeg,
    /// A picture.
    Webp,
    /// A document.
    Pdf,
    /// Text in UTF-8, also logs.
    Text,
}

impl Kind {
    /// The type it is served with.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// The endings its name may have; the first is added when it has none of them.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Webp => &["webp"],
            Self::Pdf => &["pdf"],
            Self::Text => &["txt", "log"],
        }
    }

    /// The kind that is served with this type.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        [Self::Png, Self::Jpeg, Self::Webp, Self::Pdf, Self::Text]
            .into_iter()
            .find(|kind| kind.media_type() == media_type)
    }

    /// Whether it is a picture, drawn anew and therefore safe to show in a page.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp)
    }
}

/// Finds the kind of a file; `None` is not accepted.
///
/// # Errors
/// When the file cannot be read.
pub fn detect(path: &Path) -> std::io::Result<Option<Kind>> {
    let mut file = std::fs::File::open(path)?;
    let mut head = Vec::with_capacity(8192);
    file.by_ref().take(8192).read_to_end(&mut head)?;
    let kind = match infer::get(&head).map(|found| found.mime_type()) {
        Some("image/png") => Some(Kind::Png),
        Some("image/jpeg") => Some(Kind::Jpeg),
        Some("image/webp") => Some(Kind::Webp),
        Some("application/pdf") => Some(Kind::Pdf),
        Some("text/html" | "text/xml") => None,
        _ if is_markup(&head) => None,
        // Text has no mark, but it may begin like something that has one: of a bitmap only “BM” is looked at. What is
        // text to its end is harmless as text, also a script; pictures and programs have bytes that no text has.
        _ => {
            let mut text = head;
            file.read_to_end(&mut text)?;
            is_text(&text).then_some(Kind::Text)
        }
    };
    Ok(kind)
}

/// Whether a browser would take it for a page or a drawing.
fn is_markup(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let Some(rest) = head.strip_prefix(b"<") else { return false };
    let rest = rest[..rest.len().min(16)].to_ascii_lowercase();
    let starts: [&[u8]; 15] = [
        b"!doctype",
        b"!--",
        b"?xml",
        b"html",
        b"head",
        b"body",
        b"svg",
        b"script",
        b"style",
        b"iframe",
        b"img",
        b"a ",
        b"div",
        b"title",
        b"meta",
    ];
    starts.iter().any(|start| rest.starts_with(start))
}

/// UTF-8 without the control characters that text does not have. Colours of terminals (ESC) are in many logs.
fn is_text(bytes: &[u8]) -> bool {
    let is_odd = |byte: &u8| byte.is_ascii_control() && !b"\t\n\r\x0c\x1b".contains(byte);
    !bytes.iter().any(is_odd) && std::str::from_utf8(bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(bytes: &[u8]) -> Option<Kind> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        detect(&path).unwrap()
    }

    #[test]
    fn the_accepted_kinds_are_known_by_their_bytes() {
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some(Kind::Png));
        assert_eq!(kind(b"\xff\xd8\xff\xe0\0\x10JFIF"), Some(Kind::Jpeg));
        assert_eq!(kind(b"RIFF\x24\0\0\0WEBPVP8 "), Some(Kind::Webp));
        assert_eq!(kind(b"%PDF-1.7\n"), Some(Kind::Pdf));
        assert_eq!(kind("12:03 \u{1b}[31mFehler\u{1b}[0m: größer als <erlaubt>\n".as_bytes()), Some(Kind::Text));
        assert_eq!(kind(b"#!/bin/sh\necho hello\n"), Some(Kind::Text));
        assert_eq!(kind(b"<- an arrow, and 1 < 2"), Some(Kind::Text));
    }

    #[test]
    fn pages_drawings_programs_archives_and_other_bytes_are_not_accepted() {
        for bytes in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"[..],
            b"\xef\xbb\xbf \n<!DOCTYPE html><script>alert(1)</script>",
            b"<?xml version='1.0'?><svg/>",
            b"<SCRIPT>alert(1)</SCRIPT>",
            b"<!-- x --><html>",
            b"MZ\x90\0\x03\0\0\0",
            b"\x7fELF\x02\x01\x01\0",
            b"PK\x03\x04\x14\0",
            b"GIF89a\x01\0\x01\0",
            b"\0\0\0\0",
            b"caf\xe9 in latin-1",
            b"text with a \0 in it",
        ] {
            assert_eq!(kind(bytes), None, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_log_that_begins_like_another_kind_is_text_and_that_kind_is_not() {
        assert_eq!(kind(b"BMS alarm 07:40\n"), Some(Kind::Text));
        assert_eq!(kind(b"MZ-700 restarted\n"), Some(Kind::Text));
        let mut bitmap = b"BM".to_vec();
        for number in [70_u32, 0, 54, 40, 2, 2] {
            bitmap.extend(number.to_le_bytes());
        }
        assert_eq!(kind(&bitmap), None);
        assert_eq!(kind(b"<!DOCTYPE html><html><body>BM</body></html>"), None);
        assert_eq!(kind(b"  <h1>BMS alarm</h1>"), None);
        assert_eq!(kind(b" <?xml version='1.0'?><alarm/>"), None);
    }

    #[test]
    fn text_is_checked_to_its_end() {
        let mut long = vec![b'a'; 100_000];
        assert_eq!(kind(&long), Some(Kind::Text));
        long.push(0);
        assert_eq!(kind(&long), None);
    }
}
