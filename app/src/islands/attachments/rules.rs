//! What may be attached. The server checks the content; this only saves a long upload for nothing.

/// What the server's configuration allows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// How many files go with one message.
    pub files: usize,
    /// How large one file may be, in bytes.
    pub bytes: f64,
}

/// The endings of accepted files.
const ENDINGS: [&str; 7] = ["png", "jpg", "jpeg", "webp", "pdf", "txt", "log"];

/// Checks a file that is added to `already` others. `size` is in bytes.
///
/// # Errors
/// A sentence that names the file, what is wrong with it, and what is accepted.
pub fn check(name: &str, size: f64, already: usize, limits: Limits) -> Result<(), String> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let problem = if !ENDINGS.contains(&ending.as_str()) {
        "only PNG, JPEG, WebP, PDF, text and log files can be attached.".to_owned()
    } else if size > limits.bytes {
        ["it is larger than ", &size_in_words(limits.bytes), "."].concat()
    } else if size <= 0.0 {
        "it is empty.".to_owned()
    } else if already >= limits.files {
        ["at most ", &limits.files.to_string(), " files go with one message."].concat()
    } else {
        return Ok(());
    };
    Err([name, " was left out: ", &problem].concat())
}

/// A size for people: `18 kB`, `2.4 MB`.
pub fn size_in_words(size: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a file's size, capped")]
    let tenths = |unit: f64| (size / unit * 10.0).round().clamp(1.0, 1e9) as u32;
    let (tenths, unit) =
        if size < 1_048_576.0 { (tenths(1_024.0).div_ceil(10) * 10, " kB") } else { (tenths(1_048_576.0), " MB") };
    let mut text = (tenths / 10).to_string();
    if tenths % 10 > 0 {
        text.push('.');
        text.push_str(&(tenths % 10).to_string());
    }
    text + unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_file_and_the_rule() {
        let limits = Limits { files: 5, bytes: 10.0 * 1_048_576.0 };
        let check = |name, size, already| check(name, size, already, limits);
        assert_eq!(check("Screen.PNG", 10.0, 0), Ok(()));
        assert!(check("photo.heic", 10.0, 0).unwrap_err().contains("photo.heic was left out: only PNG"));
        assert!(check("README", 10.0, 0).unwrap_err().contains("only PNG"));
        assert!(check("big.pdf", limits.bytes + 1.0, 0).unwrap_err().contains("larger than 10 MB"));
        assert_eq!(check("big.pdf", limits.bytes, 4), Ok(()));
        assert!(check("sixth.txt", 1.0, 5).unwrap_err().contains("at most 5"));
        assert!(check("empty.log", 0.0, 0).unwrap_err().contains("empty"));
    }

    #[test]
    fn sizes_are_read_at_a_glance() {
        assert_eq!(size_in_words(10.0), "1 kB");
        assert_eq!(size_in_words(18_000.0), "18 kB");
        assert_eq!(size_in_words(2_516_582.0), "2.4 MB");
        assert_eq!(size_in_words(10.0 * 1_048_576.0), "10 MB");
    }
}
