//! Password hashing: Argon2id with bounded memory and a bounded queue (SECURITY.md, Identity).
//!
//! A check costs 19 MiB and tens of milliseconds on purpose. Without a bound, a flood of sign-ins would be the
//! cheapest way to stop the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// As many at once as the machine this is made for has cores.
const AT_ONCE: usize = 2;

/// Hashes and checks passwords.
#[derive(Debug, Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    queue: usize,
    /// The hash of a password nobody has, checked when there is no person, so that both take the same time.
    dummy: Arc<str>,
}

/// Why a password was neither hashed nor checked.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too many wait already.
    #[error("too many password checks at once")]
    Busy,
    /// The hash cannot be computed; a defect of this program.
    #[error("password hashing failed: {0}")]
    Failed(String),
}

impl Passwords {
    /// A hasher with at most `queue` waiting.
    ///
    /// # Errors
    /// [`PasswordError::Failed`] when the parameters are not supported.
    pub fn new(queue: usize) -> Result<Self, PasswordError> {
        let dummy = hash_now(SaltString::generate(&mut OsRng).as_str())?;
        let permits = Arc::new(Semaphore::new(AT_ONCE));
        Ok(Self { permits, waiting: Arc::default(), queue, dummy: dummy.into() })
    }

    /// Hashes a password into its stored form (PHC string).
    ///
    /// # Errors
    /// [`PasswordError::Busy`] beyond the queue.
    pub async fn hash(&self, password: &str) -> Result<String, PasswordError> {
        let password = password.to_owned();
        self.run(move || hash_now(&password)).await?
    }

    /// Whether the password belongs to the stored form. `None` takes as long and is always false.
    ///
    /// # Errors
    /// [`PasswordError::Busy`] beyond the queue.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, PasswordError> {
        let is_known = stored.is_some();
        let stored = stored.unwrap_or(&self.dummy).to_owned();
        let password = normalize(password);
        let is_right = self
            .run(move || {
                let parsed = PasswordHash::new(&stored);
                parsed.is_ok_and(|parsed| {
                    hasher().is_ok_and(|hasher| hasher.verify_password(password.as_bytes(), &parsed).is_ok())
                })
            })
            .await?;
        Ok(is_right && is_known)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, PasswordError> {
        let _place = Place::take(&self.waiting, self.queue + AT_ONCE).ok_or(PasswordError::Busy)?;
        let failed = |error: &dyn std::fmt::Display| PasswordError::Failed(error.to_string());
        let permit = self.permits.clone().acquire_owned().await.map_err(|error| failed(&error))?;
        let work = move || {
            // Held by the work, not by the request: a dropped request must not let a third one start.
            let _permit = permit;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|error| failed(&error))
    }
}

/// A place in the queue, given back when dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(waiting: &Arc<AtomicUsize>, limit: usize) -> Option<Self> {
        let taken = waiting.fetch_update(Ordering::AcqRel, Ordering::Acquire, |now| (now < limit).then_some(now + 1));
        taken.is_ok().then(|| Self(waiting.clone()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The same characters, however the keyboard composed them.
fn normalize(password: &str) -> String {
    password.nfc().collect()
}

fn hasher() -> Result<Argon2<'static>, PasswordError> {
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| PasswordError::Failed(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes on this thread. For start-up and for filling a demo; requests use [`Passwords::hash`].
///
/// # Errors
/// [`PasswordError::Failed`] when the parameters are not supported.
pub fn hash_now(password: &str) -> Result<String, PasswordError> {
    let salt = SaltString::generate(&mut OsRng);
    let hash = hasher()?.hash_password(normalize(password).as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|error| PasswordError::Failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_checked_and_its_parameters_are_stored() {
        let passwords = Passwords::new(4).unwrap();
        let stored = passwords.hash("a long password of mine").await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(passwords.verify("a long password of mine", Some(&stored)).await.unwrap());
        assert!(!passwords.verify("a long password of mine ", Some(&stored)).await.unwrap());
        assert!(!passwords.verify(&stored, Some(&stored)).await.unwrap());
        assert!(!passwords.verify("a long password of mine", Some("not a hash")).await.unwrap());
        assert!(!passwords.verify("", None).await.unwrap());
    }

    #[tokio::test]
    async fn the_same_letters_match_however_they_were_composed() {
        let passwords = Passwords::new(4).unwrap();
        let stored = passwords.hash("Größe des Hauses\u{e9}").await.unwrap();
        assert!(passwords.verify("Gro\u{308}ße des Hausese\u{301}", Some(&stored)).await.unwrap());
    }

    #[tokio::test]
    async fn beyond_the_queue_is_busy_and_the_queue_empties() {
        let passwords = Passwords::new(1).unwrap();
        let calls: Vec<_> = (0..12)
            .map(|_| {
                let p = passwords.clone();
                tokio::spawn(async move { p.verify("x", None).await })
            })
            .collect();
        let mut busy = 0;
        for call in calls {
            busy += usize::from(matches!(call.await.unwrap(), Err(PasswordError::Busy)));
        }
        assert!((1..=9).contains(&busy), "{busy} of 12 were refused");
        assert!(passwords.verify("x", None).await.is_ok());
    }
}
