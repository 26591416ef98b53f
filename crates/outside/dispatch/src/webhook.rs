//! Webhooks signed by the [Standard Webhooks](https://www.standardwebhooks.com/) scheme.

mod signature;

use jiff::Timestamp;

pub use self::signature::{Headers, Secret, Unverified, sign, verify};
use crate::{DeliveryId, Error, Outbound, Outcome, http};

/// One delivery of an event to one receiver.
#[derive(Clone)]
pub struct Webhook {
    /// The same at each attempt; the receiver knows a double by it.
    pub id: DeliveryId,
    /// Where the receiver listens.
    pub url: String,
    /// JSON.
    pub body: String,
    /// What it is signed with: one secret, or several while one is being replaced; the newest first.
    pub secrets: Vec<Secret>,
}

impl Webhook {
    /// Sends it, signed as of `now`: receivers refuse what was signed minutes ago.
    pub async fn send(&self, outbound: &Outbound, now: Timestamp) -> Outcome {
        if self.secrets.is_empty() {
            return Outcome::Never(Error::Message("a webhook without a secret cannot be signed".to_owned()));
        }
        let headers = [
            ("webhook-id", self.id.to_string()),
            ("webhook-timestamp", now.as_second().to_string()),
            ("webhook-signature", sign(&self.secrets, self.id.as_str(), now, self.body.as_bytes())),
        ];
        http::post(outbound, &self.url, &headers, self.body.clone().into_bytes(), now).await
    }
}
