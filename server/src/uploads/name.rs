//! What a file may be called.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::kind::Kind;

const MAX: usize = 120;

/// A name that is safe to show, to save and to put into a header, with an ending that fits the content.
pub fn safe(given: &str, kind: Kind) -> String {
    // Browsers on some systems send a whole path.
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().map(|c| if is_hidden(c) || "<>:\"|?*".contains(c) { ' ' } else { c }).collect();
    let words: Vec<&str> = shown.split_whitespace().collect();
    let joined = words.join(" ");
    let trimmed = joined.trim_matches(['.', ' ']);
    let name = if trimmed.is_empty() { "file" } else { trimmed };
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let fits = kind.endings().iter().any(|fit| ending.eq_ignore_ascii_case(fit));
    // "notes.html" with plain text in it becomes "notes.html.txt": no system opens it as a page.
    let (stem, ending) = if fits { (stem, ending.to_ascii_lowercase()) } else { (name, kind.endings()[0].to_owned()) };
    let stem: String = stem.chars().take(MAX).collect();
    format!("{stem}.{ending}")
}

/// A name for a message about a file that was refused.
pub fn shown(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !is_hidden(*c)).take(MAX).collect();
    if name.trim().is_empty() { "the file".to_owned() } else { name }
}

/// Control characters, and those that turn or hide what follows (`exe.gpj` shown as `jpg.exe`).
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The characters that RFC 8187 lets stand: letters, digits and a few signs.
const HEADER: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `Content-Disposition` for a name (RFC 6266): an ASCII form for old clients, the true one beside it.
pub fn disposition(name: &str, is_inline: bool) -> String {
    let kind = if is_inline { "inline" } else { "attachment" };
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || " -._()".contains(c) { c } else { '_' }).collect();
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, HEADER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned_and_get_the_ending_of_their_content() {
        for (given, kind, name) in [
            ("Bildschirmfoto 1.PNG", Kind::Png, "Bildschirmfoto 1.png"),
            ("C:\\Users\\ruth\\scan.pdf", Kind::Pdf, "scan.pdf"),
            ("../../etc/passwd", Kind::Text, "passwd.txt"),
            ("notes.html", Kind::Text, "notes.html.txt"),
            ("server.log", Kind::Text, "server.log"),
            (".htaccess", Kind::Text, "htaccess.txt"),
            ("\u{200b}.htaccess", Kind::Text, "htaccess.txt"),
            ("photo\u{202e}gpj.exe", Kind::Jpeg, "photo gpj.exe.jpg"),
            ("a\r\nSet-Cookie: x.png", Kind::Png, "a Set-Cookie x.png"),
            ("", Kind::Webp, "file.webp"),
            ("...", Kind::Webp, "file.webp"),
        ] {
            assert_eq!(safe(given, kind), name);
        }
        assert_eq!(safe(&"ä".repeat(500), Kind::Png).chars().count(), MAX + 4);
    }

    #[test]
    fn a_name_cannot_leave_its_header() {
        let header = disposition("Größe \"1\"; x=\r\n.png", false);
        assert_eq!(
            header,
            "attachment; filename=\"Gr__e _1__ x___.png\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22%3B%20x%3D%0D%0A.png"
        );
        assert!(disposition("a.png", true).starts_with("inline; "));
    }
}
