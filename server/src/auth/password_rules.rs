//! Which passwords are accepted (SECURITY.md, Identity): long ones of any characters, but not well-known ones.

use domain::problem::Problem;

/// Characters a password needs when it stands alone.
pub const MIN: usize = 15;
/// Characters a password may have.
pub const MAX: usize = 256;

/// Beginnings of the list that people choose when they must be long. Compared without case, spaces and signs.
const KNOWN: &[&str] = &[
    "passwordpassword",
    "passwortpasswort",
    "mypasswordismypassword",
    "correcthorsebatterystaple",
    "iloveyouiloveyou",
    "letmeinletmein",
    "adminadminadmin",
    "welcomewelcome",
    "changemechangeme",
    "thisismypassword",
    "administrator",
    "qwertyuiopasdfgh",
    "qwertzuiopasdfgh",
    "abcdefghijklmno",
    "aftercareaftercare",
];

/// Checks a new password against the rules and against what is known of the person.
///
/// # Errors
/// A [`Problem`] on `password`, or on `password_again` when the two differ.
pub fn check(password: &str, again: &str, personal: &[&str]) -> Result<(), Problem> {
    let refuse = |message: String| Err(Problem::new("password", message));
    let length = password.chars().count();
    if length < MIN {
        return refuse(format!(
            "The password has {length} characters. Use {MIN} or more: three or four words are easy to remember."
        ));
    }
    if length > MAX {
        return refuse(format!("The password has {length} characters. Use {MAX} or fewer."));
    }
    if password.chars().any(|c| c == '\0' || c == '\n' || c == '\r') {
        return refuse("The password has a line break in it. Use any other characters.".to_owned());
    }
    let plain = plain(password);
    if is_known(&plain) || is_pattern(password) {
        return refuse(
            "This password is among the first that are tried. Use three or four words that do not belong together."
                .to_owned(),
        );
    }
    if personal.iter().map(|text| self::plain(text)).any(|text| is_mostly(&plain, &text)) {
        return refuse(
            "This password is made of your name or e-mail address. Use words that have nothing to do with you."
                .to_owned(),
        );
    }
    if password != again {
        return Err(Problem::new("password_again", "The two passwords are not the same. Type it again."));
    }
    Ok(())
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_known(plain: &str) -> bool {
    let letters = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    KNOWN.iter().any(|known| {
        letters == *known || plain == *known || (letters.starts_with(known) && letters.len() < known.len() + 4)
    })
}

/// One part over and over ("abcabcabcabcabc"), or characters in a row ("123456789012345").
fn is_pattern(password: &str) -> bool {
    let chars: Vec<char> = password.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let repeats = (1..=chars.len() / 2).any(|part| part <= 6 && chars.iter().zip(&chars[part..]).all(|(a, b)| a == b));
    let steps = chars.windows(2).filter(|pair| {
        let (from, to) = (u32::from(pair[0]), u32::from(pair[1]));
        to == from + 1 || from == to + 1 || (pair[0] == '9' && pair[1] == '0')
    });
    chars.is_empty() || repeats || steps.count() + 2 >= chars.len()
}

/// Whether little is left when the personal text is taken out.
fn is_mostly(plain: &str, personal: &str) -> bool {
    personal.chars().count() >= 4 && plain.contains(personal) && plain.replace(personal, "").chars().count() < 6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(password: &str) -> Option<String> {
        check(password, password, &["Ruth Bell", "ruth.bell@brimley.example"]).err().map(|problem| problem.field)
    }

    #[test]
    fn long_passwords_of_any_characters_are_accepted() {
        for good in [
            "violet harbour seven",
            "пять красных лодок",
            "🦀🦀🐙🦑🐡🐠🐟🐬🐳🐋🦈🐊🐅🐆🦓a",
            "x9$ Kq 72 lorem ip",
            "ruthless bellows out at sea",
        ] {
            assert_eq!(field(good), None, "{good}");
        }
    }

    #[test]
    fn short_known_patterned_and_personal_ones_are_refused() {
        for bad in [
            "",
            "fourteen chars",
            "passwordpassword",
            "Password Password 123",
            "aaaaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "123456789012345",
            "abcdefghijklmnopq",
            "Ruth Bell Ruth Bell",
            "ruthbell-ruthbell1",
            "- - - - - - - - - - -",
            "two\nlines of text here",
        ] {
            assert_eq!(field(bad).as_deref(), Some("password"), "{bad:?}");
        }
        assert_eq!(field(&"y x".repeat(100)).as_deref(), Some("password"));
    }

    #[test]
    fn characters_count_not_bytes() {
        assert_eq!(field("ÄÖÜäöüßÄÖÜäöü7").as_deref(), Some("password"), "14 characters of two bytes");
    }

    #[test]
    fn two_different_ones_are_named_on_the_second_field() {
        let problem = check("violet harbour seven", "violet harbour sevem", &[]).unwrap_err();
        assert_eq!(problem.field, "password_again");
    }
}
