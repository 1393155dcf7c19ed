//! Web push: what a browser's push service is told, so that a person's device shows a message (RFC 8030).
//!
//! # Layout
//! - `vapid`: the key by which push services know this server (RFC 8292)
//! - `encrypt`: a message that only the browser can read (RFC 8291)
//! - `address`: which push services may be asked at all
//! - `send`: one message to one browser, with patience

mod address;
mod encrypt;
mod send;
mod vapid;

use std::path::Path;
use std::sync::{Arc, OnceLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::problem::Problem;
use store::push::Subscription;
use tokio::sync::Semaphore;

use crate::config::PublicUrl;

pub use send::{Letter, Outcome};
pub use vapid::{KEY_FILE, create_key};

use vapid::Vapid;

/// Characters of an address; push services need a few hundred.
const ENDPOINT_MAX: usize = 1000;
const AT_ONCE: usize = 8;

/// Sends messages. Cloning is cheap.
#[derive(Clone)]
pub struct Push(Arc<Inner>);

struct Inner {
    vapid: Vapid,
    /// Made when the first message is sent: it reads the machine's list of certificates.
    client: OnceLock<reqwest::Client>,
    is_local: bool,
    /// Requests at the same time. A message that waits for a busy push service holds no place.
    room: Semaphore,
}

impl Push {
    /// Reads the server's key, or makes it. `is_local` lets messages go to this machine, for tests.
    ///
    /// # Errors
    /// When the key cannot be read or written.
    pub fn open(data_dir: &Path, public_url: &PublicUrl, is_local: bool) -> anyhow::Result<Self> {
        let vapid = Vapid::open(data_dir, public_url)?;
        Ok(Self(Arc::new(Inner { vapid, client: OnceLock::new(), is_local, room: Semaphore::new(AT_ONCE) })))
    }

    /// The public key that browsers ask for, in unpadded base64url.
    pub fn public_key(&self) -> &str {
        self.0.vapid.public_key()
    }

    /// Checks what a browser says of itself.
    ///
    /// # Errors
    /// The problem with `endpoint`, `p256dh` or `auth`.
    pub fn check(&self, subscription: &Subscription) -> Result<(), Problem> {
        let Subscription { endpoint, p256dh, auth } = subscription;
        if endpoint.len() > ENDPOINT_MAX {
            return Err(Problem::new("endpoint", format!("The address is longer than {ENDPOINT_MAX} characters.")));
        }
        address::check(endpoint, self.0.is_local).map_err(|message| Problem::new("endpoint", message))?;
        if !decoded(p256dh).is_some_and(|key| encrypt::is_public_key(&key)) {
            let accepted = "The key is not one. Accepted is an uncompressed point on P-256 in base64url.";
            return Err(Problem::new("p256dh", accepted));
        }
        if decoded(auth).is_none_or(|secret| secret.len() != encrypt::AUTH_LEN) {
            return Err(Problem::new("auth", "The secret is not one. Accepted are 16 bytes in base64url."));
        }
        Ok(())
    }
}

/// Browsers write base64url without padding; some libraries pad it.
fn decoded(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}
