//! One message to one browser, by its push service.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::time::Timestamp;
use rand::Rng;
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use store::push::Subscription;

use super::{Push, address, decoded, encrypt};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long a push service keeps a message for a device that is off: who was away longer reads the lists.
const KEPT: Duration = Duration::from_hours(24);
/// How often one message is tried while the push service is busy.
const TRIES: u32 = 4;
/// The pause after the first try; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause a push service may ask for.
const PAUSE_MAX: Duration = Duration::from_mins(1);
/// Characters of a topic (RFC 8030, section 5.4).
const TOPIC_LEN: usize = 32;

/// A message as it is sent.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// The declarative payload as JSON.
    pub payload: &'a [u8],
    /// Names the message: a push service that has it still replaces it.
    pub topic: &'a str,
    /// Whether it should wake a sleeping device.
    pub is_urgent: bool,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The push service has it.
    Sent,
    /// Nobody is at this address any more.
    Gone,
    /// It was not taken.
    Failed,
}

/// A client that goes where [`address`] allows, and nowhere else.
pub(super) fn client(is_local: bool) -> anyhow::Result<Client> {
    let client = Client::builder()
        .dns_resolver(Arc::new(address::Vetted))
        .redirect(Policy::none())
        .no_proxy()
        .https_only(!is_local)
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TIMEOUT)
        .build()?;
    Ok(client)
}

enum Try {
    Done(Outcome),
    /// Worth another try, after at least so long.
    Later(Duration),
}

impl Push {
    /// Sends a message to a browser, again after a pause while its push service is busy.
    pub async fn send(&self, to: &Subscription, letter: Letter<'_>, now: Timestamp) -> Outcome {
        let host = address::check(&to.endpoint, self.0.is_local).ok().and_then(|url| url.host_str().map(str::to_owned));
        let host = host.unwrap_or_default();
        for number in 0..TRIES {
            match self.try_once(to, letter, now).await {
                Ok(Try::Done(outcome)) => return outcome,
                Ok(Try::Later(least)) if number + 1 < TRIES => {
                    tokio::time::sleep(least.max(pause_after(number))).await;
                }
                Ok(Try::Later(_)) => tracing::warn!(push_service = host, "a push service stayed busy"),
                // The address is a secret of the browser's, and errors of the client name it.
                Err(error) => {
                    tracing::warn!(push_service = host, error = %error, "a push message could not be sent");
                    return Outcome::Failed;
                }
            }
        }
        Outcome::Failed
    }

    fn client(&self) -> anyhow::Result<&Client> {
        if let Some(client) = self.0.client.get() {
            return Ok(client);
        }
        let made = client(self.0.is_local)?;
        Ok(self.0.client.get_or_init(|| made))
    }

    async fn try_once(&self, to: &Subscription, letter: Letter<'_>, now: Timestamp) -> anyhow::Result<Try> {
        let url = address::check(&to.endpoint, self.0.is_local).map_err(anyhow::Error::msg)?;
        let keys = decoded(&to.p256dh).zip(decoded(&to.auth));
        let (key, auth) = keys.ok_or_else(|| anyhow::anyhow!("its keys cannot be read"))?;
        let body = encrypt::encrypt(letter.payload, &key, &auth)?;
        let _place = self.0.room.acquire().await?;
        let request = self
            .client()?
            .post(url.clone())
            .header(AUTHORIZATION, self.0.vapid.authorization(&url.origin().ascii_serialization(), now)?)
            .header(CONTENT_TYPE, "application/octet-stream")
            .header(CONTENT_ENCODING, "aes128gcm")
            .header("ttl", KEPT.as_secs())
            .header("topic", topic(letter.topic))
            .header("urgency", if letter.is_urgent { "high" } else { "normal" })
            .body(body);
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) if error.is_timeout() || error.is_connect() || error.is_request() => {
                return Ok(Try::Later(Duration::ZERO));
            }
            Err(error) => return Err(error.without_url().into()),
        };
        judge(&response)
    }
}

fn judge(response: &Response) -> anyhow::Result<Try> {
    match response.status() {
        status if status.is_success() => Ok(Try::Done(Outcome::Sent)),
        StatusCode::NOT_FOUND | StatusCode::GONE => Ok(Try::Done(Outcome::Gone)),
        status if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {
            let asked = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
            Ok(Try::Later(asked.map_or(Duration::ZERO, Duration::from_secs).min(PAUSE_MAX)))
        }
        status => anyhow::bail!("the push service answered {status}"),
    }
}

/// Between half of the pause and all of it, so that many do not come back at once.
fn pause_after(number: u32) -> Duration {
    let whole = FIRST_PAUSE * 2_u32.pow(number.min(6));
    whole.mul_f64(rand::rng().random_range(0.5..=1.0))
}

/// A name as a topic: the same for the same message, and nothing that says what it is about.
fn topic(name: &str) -> String {
    let mut text = URL_SAFE_NO_PAD.encode(digest(&SHA256, name.as_bytes()));
    text.truncate(TOPIC_LEN);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_the_same_for_the_same_message_and_fits() {
        assert_eq!(topic("ACME-1-2"), topic("ACME-1-2"));
        assert_ne!(topic("ACME-1-2"), topic("ACME-1-3"));
        assert!(topic("ACME-1-2").len() == TOPIC_LEN && !topic("ACME-1-2").contains("ACME"));
    }

    #[test]
    fn pauses_grow_and_vary() {
        for number in 0..4 {
            let (pause, whole) = (pause_after(number), FIRST_PAUSE * 2_u32.pow(number));
            assert!(pause >= whole / 2 && pause <= whole, "{number}: {pause:?}");
        }
    }
}
