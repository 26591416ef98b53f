//! Signing out: telling the provider, and being told by it.

use jiff::Timestamp;
use serde_json::Value;

use crate::claims::LEEWAY;
use crate::{Error, Provider, Rejection, Secret};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// How a person is signed out at the provider too (OpenID Connect RP-Initiated Logout 1.0).
#[derive(Clone, Debug, Default)]
pub struct Logout {
    /// The ID token of the session that ends; without it providers ask the person.
    pub id_token: Option<Secret>,
    /// Where the provider sends the browser afterwards; one that is registered there.
    pub return_to: Option<String>,
    /// What comes back with the browser.
    pub state: Option<String>,
}

/// A provider's word that a person signed out there (OpenID Connect Back-Channel Logout 1.0).
///
/// Ends the sessions of `sid` if it is told, else all sessions of the subject.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogoutNotice {
    /// The person. One of this and `sid` is told.
    pub subject: Option<String>,
    /// The session at the provider, as in [`Identity::sid`](crate::Identity).
    pub sid: Option<String>,
    /// The notice's own id: one that was seen before is a copy.
    pub jti: String,
    /// Until when the id is to be remembered; after that the notice is refused anyway.
    pub until: Timestamp,
}

impl Provider {
    /// The address that signs the person out at the provider; none where the provider has no such thing.
    ///
    /// # Errors
    /// When the provider was not asked for a while and cannot be reached, or no longer fits the settings.
    pub async fn logout_address(&self, logout: &Logout, now: Timestamp) -> Result<Option<String>, Error> {
        let known = self.known(now).await?;
        let Some(mut address) = known.metadata.end_session.clone() else { return Ok(None) };
        {
            let mut query = address.query_pairs_mut();
            query.append_pair("client_id", &self.settings().client_id);
            if let Some(token) = &logout.id_token {
                query.append_pair("id_token_hint", token.expose());
            }
            if let Some(return_to) = &logout.return_to {
                query.append_pair("post_logout_redirect_uri", return_to);
            }
            if let Some(state) = &logout.state {
                query.append_pair("state", state);
            }
        }
        Ok(Some(address.into()))
    }

    /// Verifies the `logout_token` that a provider posted. Anybody can post one: nothing ends before this says so.
    ///
    /// # Errors
    /// When the token is not to be believed, or its key has to be fetched and cannot.
    pub async fn logout_notice(&self, token: &str, now: Timestamp) -> Result<LogoutNotice, Error> {
        let known = self.known(now).await?;
        let (claims, _) = self.verified(&known, token, &["logout+jwt"], now).await?;
        let is_logout =
            claims.get("events").and_then(|events| events.get(EVENT)).is_some_and(Value::is_object);
        // A token with a nonce is an ID token that somebody passes off as a notice.
        if !is_logout || claims.get("nonce").is_some() {
            return Err(Rejection::Kind.into());
        }
        let bounded = |name| claims.text(name).filter(|text| text.len() <= 255).map(str::to_owned);
        let subject = claims.get("sub").map(|_| claims.subject()).transpose()?.map(str::to_owned);
        let sid = bounded("sid");
        if subject.is_none() && sid.is_none() {
            return Err(Rejection::Malformed("it does not say whom it is about").into());
        }
        let jti = bounded("jti").ok_or(Rejection::Malformed("it has no id of its own"))?;
        let until = claims.moment("exp")?.ok_or(Rejection::Expired)?;
        Ok(LogoutNotice { subject, sid, jti, until: until.saturating_add(LEEWAY).unwrap_or(until) })
    }
}
