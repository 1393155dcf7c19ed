//! Secrets that people carry: random, shown once, stored as a hash.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore;
use sha2::{Digest, Sha256};

/// 256 random bits in base64url: a session's cookie or the secret part of a one-time link.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    pub(crate) fn random() -> Self {
        let mut bytes = [0_u8; 32];
        rand::rng().fill_bytes(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Reads what a browser sent; `None` when it cannot be a token.
    pub fn parse(text: &str) -> Option<Self> {
        let is_token = URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32);
        is_token.then(|| Self(text.to_owned()))
    }

    /// The secret, for the cookie or the link.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored: a stolen database opens no session.
    pub(crate) fn hash(&self) -> String {
        crate::text::hex(&Sha256::digest(&self.0))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(...)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_nonsense_is_not() {
        let token = Token::random();
        assert_eq!(Token::parse(token.reveal()), Some(token.clone()));
        assert_ne!(Token::random(), token);
        for bad in ["", "abc", "not a token", &"A".repeat(44), &"A".repeat(4096)] {
            assert_eq!(Token::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn neither_logs_nor_the_stored_hash_show_the_secret() {
        let token = Token::random();
        assert!(!format!("{token:?}").contains(token.reveal()));
        assert_eq!(token.hash().len(), 64);
        assert_ne!(token.hash(), token.reveal());
    }
}
