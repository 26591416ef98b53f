//! One provider: its settings, and what was last learned about it.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use crate::http::Http;
use crate::keys::{KeySet, KeysDocument};
use crate::metadata::Metadata;
use crate::settings::{Checked, check};
use crate::token::Signers;
use crate::{Error, Settings, SettingsError};

/// After this the discovery document and the keys are fetched anew.
const FRESH_FOR: SignedDuration = SignedDuration::from_hours(1);
/// For this long the old ones are used while the provider cannot be reached; a key that it withdrew is believed no longer.
const USABLE_FOR: SignedDuration = SignedDuration::from_hours(24);
/// After a failure nobody asks again for this long, so that visitors cannot make this program hammer a provider.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// Keys are fetched at most this often for tokens that name an unknown one.
const KEYS_PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// A provider that people sign in with.
///
/// Nothing is sent before it is needed, so that this program starts while a provider is down. Cheap to share by reference.
#[derive(Debug)]
pub struct Provider {
    pub(crate) checked: Checked,
    pub(crate) http: Http,
    learned: Mutex<Learned>,
}

#[derive(Debug, Default)]
struct Learned {
    known: Option<Arc<Known>>,
    failed: Option<(Timestamp, Error)>,
    keys_asked: Option<Timestamp>,
}

/// What a provider said of itself.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) metadata: Metadata,
    pub(crate) keys: KeySet,
    at: Timestamp,
}

/// What a provider offers, for a page or a command that looks whether sign-in works.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Discovery {
    /// Where browsers are sent.
    pub authorization_endpoint: String,
    /// How many keys it publishes.
    pub keys: usize,
    /// Whether it has user info, from which claims come that the ID token lacks.
    pub user_info: bool,
    /// Whether it can be told that a person signs out ([`Provider::logout_address`]).
    pub logout: bool,
    /// Whether it tells when a person signed out there ([`Provider::logout_notice`]).
    pub back_channel_logout: bool,
}

impl Provider {
    /// Checks the settings. Sends nothing.
    ///
    /// # Errors
    /// When the settings cannot work.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        let checked = check(settings)?;
        let http = Http::new(&checked)?;
        Ok(Self { checked, http, learned: Mutex::default() })
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.checked.settings
    }

    /// Looks whether the provider is there and fits the settings; all else does so by itself.
    ///
    /// # Errors
    /// When it cannot be reached, or does not fit the settings.
    pub async fn discover(&self, now: Timestamp) -> Result<Discovery, Error> {
        let known = self.known(now).await?;
        Ok(Discovery {
            authorization_endpoint: known.metadata.authorization.to_string(),
            keys: known.keys.len(),
            user_info: known.metadata.user_info.is_some(),
            logout: known.metadata.end_session.is_some(),
            back_channel_logout: known.metadata.back_channel_logout,
        })
    }

    /// What is known of the provider, fetched if need be. Those who come while it is being fetched wait for it.
    pub(crate) async fn known(&self, now: Timestamp) -> Result<Arc<Known>, Error> {
        let mut learned = self.learned.lock().await;
        if let Some(known) = learned.known.as_ref().filter(|known| within(known.at, now, FRESH_FOR)) {
            return Ok(Arc::clone(known));
        }
        let usable = learned.known.clone().filter(|known| within(known.at, now, USABLE_FOR));
        if let Some((at, error)) = &learned.failed
            && within(*at, now, PAUSE)
        {
            return usable.ok_or_else(|| error.clone());
        }
        match self.fetch(now).await {
            Ok(known) => {
                let known = Arc::new(known);
                *learned =
                    Learned { known: Some(Arc::clone(&known)), failed: None, keys_asked: learned.keys_asked };
                Ok(known)
            }
            Err(error) => {
                learned.failed = Some((now, error.clone()));
                if matches!(error, Error::Unavailable(_)) {
                    return usable.ok_or(error);
                }
                // One that answers wrongly is not one that is down: what it was is no longer believed.
                learned.known = None;
                Err(error)
            }
        }
    }

    /// What is known, with keys newer than the given ones if they may be fetched.
    pub(crate) async fn with_newer_keys(
        &self,
        old: &Arc<Known>,
        now: Timestamp,
    ) -> Result<Arc<Known>, Error> {
        let mut learned = self.learned.lock().await;
        if let Some(known) = learned.known.as_ref().filter(|known| !Arc::ptr_eq(known, old)) {
            return Ok(Arc::clone(known));
        }
        if learned.keys_asked.is_some_and(|at| within(at, now, KEYS_PAUSE)) {
            return Ok(Arc::clone(old));
        }
        learned.keys_asked = Some(now);
        let keys = self.fetch_keys(&old.metadata).await?;
        let known = Arc::new(Known { metadata: old.metadata.clone(), keys, at: old.at });
        learned.known = Some(Arc::clone(&known));
        Ok(known)
    }

    /// What a token may be signed with.
    pub(crate) fn signers<'a>(&'a self, known: &'a Known) -> Signers<'a> {
        let settings = &self.checked.settings;
        let secret = settings.client_secret.as_ref().filter(|_| settings.accept_hmac);
        Signers { keys: &known.keys, secret: secret.map(|secret| secret.expose()) }
    }

    async fn fetch(&self, now: Timestamp) -> Result<Known, Error> {
        let metadata = Metadata::fetch(&self.http, &self.checked).await?;
        let keys = self.fetch_keys(&metadata).await?;
        Ok(Known { metadata, keys, at: now })
    }

    async fn fetch_keys(&self, metadata: &Metadata) -> Result<KeySet, Error> {
        let document: KeysDocument = self.http.document("list of keys", &metadata.keys, None).await?;
        Ok(document.into())
    }
}

/// Whether less than a period has passed. A clock that was put back ends the period.
fn within(start: Timestamp, now: Timestamp, period: SignedDuration) -> bool {
    let passed = now.duration_since(start);
    !passed.is_negative() && passed < period
}
