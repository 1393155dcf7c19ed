//! A person as a page shows them.

use domain::ids::PersonId;

/// The tint of an avatar: one of six, chosen from the id, so that a person keeps it everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AvatarTone(u8);

impl AvatarTone {
    /// The tint that belongs to an id.
    pub fn of(id: &PersonId) -> Self {
        let hash = id.as_str().bytes().fold(5_381_u32, |hash, byte| hash.wrapping_mul(33) ^ u32::from(byte));
        Self((hash % 6) as u8)
    }

    /// The CSS class.
    pub fn class(self) -> &'static str {
        ["av a", "av b", "av c", "av d", "av e", "av f"][usize::from(self.0)]
    }
}

/// Someone on either side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// Full name.
    pub name: String,
    /// Title and organisation: `Ward manager, Brimley Care`. Empty when unknown.
    pub detail: String,
}

impl Person {
    /// A person with title and organisation.
    pub fn new(id: PersonId, name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { id, name: name.into(), detail: detail.into() }
    }

    /// The first letters of first and last name.
    pub fn initials(&self) -> String {
        initials(&self.name)
    }

    /// The tint of their avatar.
    pub fn tone(&self) -> AvatarTone {
        AvatarTone::of(&self.id)
    }

    /// What others call them.
    pub fn first_name(&self) -> &str {
        self.name.split_whitespace().next().unwrap_or(&self.name)
    }
}

/// The first letters of the first and the last word of a name, in capitals.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_take_first_and_last_word_in_any_script() {
        for (name, expected) in
            [("Mira Kovač", "MK"), ("Ana de la Cruz", "AC"), ("cher", "C"), ("Ömer ßen", "ÖSS"), ("", "")]
        {
            assert_eq!(initials(name), expected);
        }
    }
}
