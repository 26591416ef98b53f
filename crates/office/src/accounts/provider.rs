//! Signing in with a provider of identities (OpenID Connect): who it says that somebody is, and which groups they are in.

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use mainstay_oidc::{Callback, Flow, Identity, Provider, SignIn};
use mainstay_store::{NewAccount, StoreError};
use uuid::Uuid;

use super::{Origin, Secret, secret};
use crate::{Error, Office, Result};

/// A provider and what people call it.
#[derive(Clone)]
pub struct SignInProvider {
    provider: Arc<Provider>,
    title: String,
}

impl SignInProvider {
    /// A provider by what people call it.
    pub fn new(provider: Provider, title: String) -> Self {
        Self { provider: Arc::new(provider), title }
    }

    /// What people call it.
    pub fn title(&self) -> &str {
        &self.title
    }
}

impl fmt::Debug for SignInProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInProvider").field("title", &self.title).finish_non_exhaustive()
    }
}

/// The way to the provider.
#[derive(Debug)]
pub struct Departure {
    /// Where to send the browser.
    pub address: String,
    /// What the browser keeps until it is back.
    pub ticket: Secret,
}

/// Somebody is back.
#[derive(Debug)]
pub struct Arrival {
    /// The secret of the session.
    pub session: Secret,
    /// Where they wanted to go.
    pub return_to: Option<String>,
}

/// What a ticket is for that a browser keeps while it is at the provider.
const AWAY: &str = "sign-in-elsewhere";
/// As long as a flow is good.
const LASTS: SignedDuration = SignedDuration::from_mins(15);
/// The kind of an identity at a provider.
const KIND: &str = "oidc";

impl Office {
    /// Sends somebody to the provider.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is no provider, [`Error::Unavailable`] when it does not answer.
    pub async fn depart(&self, return_to: &str, now: Timestamp) -> Result<Departure> {
        let asked = SignIn { return_to: Some(return_to.to_owned()), ..SignIn::default() };
        let begun = self.provider()?.provider.begin(&asked, now).await.map_err(told)?;
        let flow = serde_json::to_vec(&begun.flow).map_err(|error| Error::Fault(error.into()))?;
        let ticket = self.make_ticket(AWAY, None, Some(&flow), LASTS).await?;
        Ok(Departure { address: begun.address, ticket })
    }

    /// Lets somebody in who comes back from the provider. Who is not known yet becomes known; roles follow the groups that the provider tells.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for what was not begun in this browser, is refused there, or belongs to who may not sign in here.
    pub async fn arrive(
        &self,
        ticket: &str,
        query: &str,
        origin: Origin<'_>,
        session: Option<&str>,
        now: Timestamp,
    ) -> Result<Arrival> {
        let begun = self.use_ticket(AWAY, ticket).await?.and_then(|ticket| ticket.data);
        let lost = || {
            Error::Forbidden(
                "This sign-in was not begun in this browser, or too long ago: sign in again".to_owned(),
            )
        };
        let flow: Flow = serde_json::from_slice(&begun.ok_or_else(lost)?).map_err(|_| lost())?;
        let return_to = flow.return_to().map(str::to_owned);
        let callback = Callback::parse(query).map_err(told)?;
        let identity = self.provider()?.provider.finish(flow, &callback, now).await.map_err(told)?;
        let person = self.known(&identity).await?;
        let account = self.store().account_of(person).await?;
        if account.is_some_and(|account| account.disabled_at.is_some()) {
            return Err(Error::Forbidden("This account is disabled: ask an administrator".to_owned()));
        }
        if let Some(groups) = &identity.groups {
            self.store().follow_groups(person, groups, now).await?;
        }
        let session = self.open_session(person, KIND, origin, session).await?;
        Ok(Arrival { session, return_to })
    }

    fn provider(&self) -> Result<&SignInProvider> {
        let provider = self.settings().provider.as_ref();
        provider
            .ok_or_else(|| Error::Missing("nobody signs in here with a provider of identities".to_owned()))
    }

    /// The person of an identity: known by it, else by a mail address that the provider vouches for, else somebody new. A name alone is
    /// nobody's.
    async fn known(&self, identity: &Identity) -> Result<Uuid> {
        let subject = format!("{} {}", identity.issuer, identity.subject);
        if let Some(person) = self.store().find_identity(KIND, &subject).await? {
            return Ok(person);
        }
        let vouched = identity.mail.as_deref().filter(|_| identity.mail_verified);
        let name = identity.name.as_deref().or(identity.login.as_deref()).or(vouched);
        let name = name.filter(|name| !name.trim().is_empty()).unwrap_or(&identity.subject);
        let person = match vouched {
            Some(mail) => self.store().ensure_person(name, Some(mail)).await?,
            None => self.store().add_person(name).await?,
        };
        self.store().add_identity(person, KIND, &subject).await?;
        if self.store().account_of(person).await?.is_none() {
            let login = identity.login.as_deref().or(vouched).unwrap_or(&identity.subject);
            self.named(person, login).await?;
        }
        Ok(person)
    }

    /// Gives a person an account that signs in elsewhere; a login that is taken gets something behind it.
    async fn named(&self, person: Uuid, login: &str) -> Result<()> {
        let new = |login| NewAccount { person, login, password: None, must_change: false };
        match self.store().add_account(&new(login)).await {
            Err(StoreError::Conflict(_)) => {
                let [a, b, ..] = secret::random::<4>();
                Ok(self.store().add_account(&new(&format!("{login}-{a:02x}{b:02x}"))).await?)
            }
            done => Ok(done?),
        }
    }
}

/// What a provider's answer means for who signs in; what is wrong with the provider is in the log.
fn told(error: mainstay_oidc::Error) -> Error {
    use mainstay_oidc::Error as Oidc;
    match error {
        Oidc::Refused { .. } | Oidc::NeedsPerson(_) | Oidc::Over(_) => Error::Forbidden(error.to_string()),
        Oidc::Unavailable(_) => Error::Unavailable(error.to_string()),
        Oidc::Rejected(_) => {
            tracing::warn!(%error, "an answer in the name of the provider of identities is not believed");
            Error::Forbidden(
                "What came in the name of the provider is not believed: sign in again".to_owned(),
            )
        }
        error => Error::Fault(error.into()),
    }
}
