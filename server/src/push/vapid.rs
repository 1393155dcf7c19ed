//! The key by which push services know this server (RFC 8292). It lies in the data folder, readable for its owner only;
//! browsers subscribe to it, so with another key every subscription is lost.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::time::{Seconds, Timestamp};

use crate::config::PublicUrl;

/// Its name in the data folder.
pub const KEY_FILE: &str = "push.key";
const BEGIN: &str = "-----BEGIN PRIVATE KEY-----\n";
const END: &str = "-----END PRIVATE KEY-----\n";
/// How long one proof is good; push services allow a day at most.
const PROOF_LIFE: Seconds = Seconds::hours(12);

pub(super) struct Vapid {
    key: EcdsaKeyPair,
    public_key: String,
    /// Whom a push service may ask about our messages.
    subject: Option<String>,
}

/// Makes the key when there is none yet; an existing one is never overwritten.
///
/// # Errors
/// When it cannot be written.
pub fn create_key(data_dir: &Path) -> anyhow::Result<()> {
    let path = data_dir.join(KEY_FILE);
    if path.exists() {
        return Ok(());
    }
    let failed = |_| anyhow!("no key for push messages could be made");
    let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?;
    let document = key.to_pkcs8v1().map_err(failed)?;
    let text = [BEGIN, &STANDARD.encode(document.as_ref()), "\n", END].concat();
    // Written beside and renamed into place: a start that is cut off leaves no half of a key.
    let unfinished = data_dir.join(format!("{KEY_FILE}.{}", store::new_id()));
    write_private(&unfinished, &text)
        .and_then(|()| fs::rename(&unfinished, &path))
        .with_context(|| format!("cannot write {}", path.display()))
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

impl Vapid {
    pub(super) fn open(data_dir: &Path, public_url: &PublicUrl) -> anyhow::Result<Self> {
        create_key(data_dir)?;
        let path = data_dir.join(KEY_FILE);
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let document = text.strip_prefix(BEGIN).and_then(|rest| rest.split("-----").next());
        let document = document.and_then(|text| STANDARD.decode(text.split_whitespace().collect::<String>()).ok());
        let key =
            document.and_then(|document| EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &document).ok());
        let Some(key) = key else {
            bail!(
                "{} is no private key (PKCS#8, P-256, PEM). Restore it from a backup; without it, remove the file: a new \
                 one is made, and everybody switches messages on again",
                path.display()
            );
        };
        let public_key = URL_SAFE_NO_PAD.encode(key.public_key().as_ref());
        let subject = public_url.is_https().then(|| public_url.to_string());
        Ok(Self { key, public_key, subject })
    }

    pub(super) fn public_key(&self) -> &str {
        &self.public_key
    }

    /// The header `Authorization` for a push service, by its origin.
    pub(super) fn authorization(&self, origin: &str, now: Timestamp) -> anyhow::Result<String> {
        let mut claims = serde_json::json!({ "aud": origin, "exp": (now + PROOF_LIFE).unix() });
        if let Some(subject) = &self.subject {
            claims["sub"] = subject.as_str().into();
        }
        let encoded = |json: &serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let header = serde_json::json!({ "typ": "JWT", "alg": "ES256" });
        let signed = [encoded(&header), encoded(&claims)].join(".");
        let signature = self
            .key
            .sign(&SystemRandom::new(), signed.as_bytes())
            .map_err(|_| anyhow!("a proof could not be signed"))?;
        Ok(format!("vapid t={signed}.{}, k={}", URL_SAFE_NO_PAD.encode(signature.as_ref()), self.public_key))
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;

    fn open(folder: &Path, url: &str) -> Vapid {
        Vapid::open(folder, &PublicUrl::parse(url).unwrap()).unwrap()
    }

    #[test]
    fn a_key_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        create_key(folder.path()).unwrap();
        let first = open(folder.path(), "https://desk.example").public_key;
        assert_eq!(open(folder.path(), "https://desk.example").public_key, first);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join(KEY_FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_key_is_named_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(KEY_FILE), "nothing").unwrap();
        let error = Vapid::open(folder.path(), &PublicUrl::local(3000)).err().unwrap().to_string();
        assert!(error.contains(KEY_FILE) && error.contains("backup") && !error.contains("nothing"), "{error}");
        assert_eq!(fs::read_to_string(folder.path().join(KEY_FILE)).unwrap(), "nothing");
    }

    #[test]
    fn a_proof_names_the_push_service_and_is_signed() {
        let folder = tempfile::tempdir().unwrap();
        let vapid = open(folder.path(), "https://desk.example");
        let header = vapid.authorization("https://push.example", Timestamp::from_unix(1_000)).unwrap();
        let (token, key) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes(key))
            .verify(signed.as_bytes(), &bytes(signature))
            .unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&bytes(signed.split_once('.').unwrap().1)).unwrap();
        let expected =
            serde_json::json!({ "aud": "https://push.example", "exp": 44_200, "sub": "https://desk.example" });
        assert_eq!(claims, expected);
    }
}
