//! Message encryption for web push (RFC 8291) in the content encoding `aes128gcm` (RFC 8188).
//!
//! Written on the cryptography that TLS brings along anyway. The crate `web-push-native` would do the same on twenty
//! further crates, which change features of some that the database is built on.

use anyhow::{Context, anyhow};
use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};

/// Bytes of a browser's secret.
pub(super) const AUTH_LEN: usize = 16;
const SALT_LEN: usize = 16;
const PUBLIC_KEY_LEN: u8 = 65;
/// One record holds every message of ours.
const RECORD_SIZE: u32 = 4096;
/// What fits into it beside the delimiter, the tag and the header (RFC 8291, section 4).
const MESSAGE_MAX: usize = 3993;
/// Marks the last record (RFC 8188, section 2).
const LAST_RECORD: u8 = 2;

/// Whether bytes are a public key: an uncompressed point on the curve.
pub(super) fn is_public_key(bytes: &[u8]) -> bool {
    bytes.len() == usize::from(PUBLIC_KEY_LEN)
        && PrivateKey::generate(&ECDH_P256).is_ok_and(|own| shared_secret(&own, bytes).is_ok())
}

/// Encrypts a message for a browser's public key and secret.
///
/// # Errors
/// When the message is too long or the key is none.
pub(super) fn encrypt(message: &[u8], browser: &[u8], auth: &[u8]) -> anyhow::Result<Vec<u8>> {
    let own = PrivateKey::generate(&ECDH_P256).map_err(|Unspecified| anyhow!("no key could be made"))?;
    let mut salt = [0; SALT_LEN];
    aws_lc_rs::rand::fill(&mut salt).map_err(|Unspecified| anyhow!("no random numbers"))?;
    encrypt_with(message, browser, auth, &own, &salt)
}

fn encrypt_with(
    message: &[u8],
    browser: &[u8],
    auth: &[u8],
    own: &PrivateKey,
    salt: &[u8; SALT_LEN],
) -> anyhow::Result<Vec<u8>> {
    if message.len() > MESSAGE_MAX {
        anyhow::bail!("a message of {} bytes is longer than {MESSAGE_MAX}", message.len());
    }
    let failed = |Unspecified| anyhow!("a message could not be encrypted");
    let own_public = own.compute_public_key().map_err(failed)?;
    let secret = shared_secret(own, browser).map_err(failed).context("the browser's key is none")?;
    let info = [b"WebPush: info\0", browser, own_public.as_ref()].concat();
    let material: [u8; 32] = derive(auth, &secret, &info).map_err(failed)?;
    let key: [u8; 16] = derive(salt, &material, b"Content-Encoding: aes128gcm\0").map_err(failed)?;
    let nonce: [u8; 12] = derive(salt, &material, b"Content-Encoding: nonce\0").map_err(failed)?;

    let mut sealed = [message, &[LAST_RECORD]].concat();
    LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).map_err(failed)?)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed)
        .map_err(failed)?;
    Ok([salt.as_slice(), &RECORD_SIZE.to_be_bytes(), &[PUBLIC_KEY_LEN], own_public.as_ref(), &sealed].concat())
}

fn shared_secret(own: &PrivateKey, other: &[u8]) -> Result<Vec<u8>, Unspecified> {
    agree(own, UnparsedPublicKey::new(&ECDH_P256, other), Unspecified, |secret| Ok(secret.to_vec()))
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn derive<const N: usize>(salt: &[u8], material: &[u8], info: &[u8]) -> Result<[u8; N], Unspecified> {
    let mut key = [0; N];
    Salt::new(HKDF_SHA256, salt).extract(material).expand(&[info], Length(N))?.fill(&mut key)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::super::decoded;
    use super::*;

    /// RFC 8291, section 5 and appendix A.
    #[test]
    fn the_published_example_comes_out_byte_by_byte() {
        let bytes = |text: &str| decoded(text).unwrap();
        let own = bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
        let own = PrivateKey::from_private_key(&ECDH_P256, &own).unwrap();
        let browser = bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let sent = encrypt_with(
            b"When I grow up, I want to be a watermelon",
            &browser,
            &bytes("BTBZMqHH6r4Tts7J_aSIgg"),
            &own,
            &salt,
        );
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tl\
                        zAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(sent.unwrap(), bytes(expected));
    }

    #[test]
    fn no_two_messages_look_alike_and_what_is_no_key_is_none() {
        let browser = PrivateKey::generate(&ECDH_P256).unwrap().compute_public_key().unwrap();
        let sent = || encrypt(b"The same", browser.as_ref(), &[7; AUTH_LEN]).unwrap();
        assert_ne!(sent(), sent());
        assert!(is_public_key(browser.as_ref()));
        let mut beside = browser.as_ref().to_vec();
        beside[40] ^= 1;
        assert!(!is_public_key(&beside) && !is_public_key(&browser.as_ref()[1..]) && !is_public_key(b""));
        assert!(encrypt(&[b'x'; MESSAGE_MAX + 1], browser.as_ref(), &[7; AUTH_LEN]).is_err());
    }
}
