//! The way to the provider: the address to send a browser to, and what to keep until it is back.

use jiff::{SignedDuration, Timestamp};
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AuthUrl, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet, ExtraTokenFields,
    PkceCodeChallenge, RedirectUrl, Scope, StandardRevocableToken, StandardTokenResponse, TokenUrl,
};
use serde::{Deserialize, Serialize};

use crate::claims::LEEWAY;
use crate::metadata::Metadata;
use crate::{Error, Provider, Secret};

/// Time enough for a person to find a second factor.
const ENDS_AFTER: SignedDuration = SignedDuration::from_mins(15);

/// What is asked of the provider beside who the person is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignIn {
    /// Where the person wanted to go. It comes back with the [`Flow`] and is not looked at; let it be a path of this program.
    pub return_to: Option<String>,
    /// What to ask the person, whatever the provider thinks.
    pub prompt: Option<Prompt>,
    /// The most seconds since the person last gave proof at the provider; with 0 it asks again.
    pub max_age: Option<u32>,
    /// Who is expected, such as a mail address, to be filled in at the provider.
    pub login_hint: Option<String>,
}

/// What the provider shows the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Nothing. Without a session at the provider the sign-in ends with [`Error::NeedsPerson`].
    None,
    /// The proof of who it is, even within a session.
    Login,
    /// The consent, even if it was given.
    Consent,
    /// Which account, if there are several.
    SelectAccount,
}

/// A sign-in that was begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The address to send the browser to. Lead there by a redirection of a GET request: a policy on forms stops others.
    pub address: String,
    /// What to keep.
    pub flow: Flow,
}

/// What is kept on the server between the way to the provider and the way back.
///
/// Keep it with the visitor's browser (a cookie names it), so that nobody can finish in another's browser what they began
/// in their own, and take it away when it is used: a flow is good for one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    pub(crate) issuer: String,
    pub(crate) state: Secret,
    pub(crate) nonce: Secret,
    pub(crate) verifier: Secret,
    pub(crate) begun: Timestamp,
    pub(crate) silent: bool,
    pub(crate) max_age: Option<u32>,
    return_to: Option<String>,
}

impl Flow {
    /// Where the person wanted to go.
    pub fn return_to(&self) -> Option<&str> {
        self.return_to.as_deref()
    }

    /// When it was begun.
    pub fn begun(&self) -> Timestamp {
        self.begun
    }

    /// Whether an answer comes too late at this time, so that the flow can be thrown away.
    pub fn is_over(&self, now: Timestamp) -> bool {
        let passed = now.duration_since(self.begun);
        passed > ENDS_AFTER || passed < -LEEWAY
    }
}

impl Provider {
    /// Begins a sign-in.
    ///
    /// # Errors
    /// When the provider was not asked for a while and cannot be reached, or no longer fits the settings.
    pub async fn begin(&self, wish: &SignIn, now: Timestamp) -> Result<Begun, Error> {
        let known = self.known(now).await?;
        let settings = self.settings();
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = CsrfToken::new_random();
        let client = self.client(&known.metadata)?;
        let mut request = client
            .authorize_url(CsrfToken::new_random)
            .set_pkce_challenge(challenge)
            .add_scope(Scope::new("openid".to_owned()))
            .add_extra_param("nonce", nonce.secret());
        for scope in settings.scopes.iter().filter(|scope| *scope != "openid") {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        if let Some(prompt) = wish.prompt {
            request = request.add_extra_param("prompt", prompt.word());
        }
        if let Some(seconds) = wish.max_age {
            request = request.add_extra_param("max_age", seconds.to_string());
        }
        if let Some(hint) = &wish.login_hint {
            request = request.add_extra_param("login_hint", hint);
        }
        let (address, state) = request.url();
        let flow = Flow {
            issuer: settings.issuer.clone(),
            state: Secret::new(state.into_secret()),
            nonce: Secret::new(nonce.into_secret()),
            verifier: Secret::new(verifier.into_secret()),
            begun: now,
            silent: wish.prompt == Some(Prompt::None),
            max_age: wish.max_age,
            return_to: wish.return_to.clone(),
        };
        Ok(Begun { address: address.into(), flow })
    }

    /// The OAuth half of the protocol.
    pub(crate) fn client(&self, metadata: &Metadata) -> Result<Client, Error> {
        let settings = self.settings();
        let redirect = RedirectUrl::new(settings.redirect.clone())
            .map_err(|_| Error::Misconfigured("redirect: not an address".to_owned()))?;
        let client = oauth2::Client::new(ClientId::new(settings.client_id.clone()))
            .set_auth_uri(AuthUrl::from_url(metadata.authorization.clone()))
            .set_token_uri(TokenUrl::from_url(metadata.token.clone()))
            .set_auth_type(metadata.authentication.clone())
            .set_redirect_uri(redirect);
        Ok(match &settings.client_secret {
            Some(secret) => client.set_client_secret(ClientSecret::new(secret.expose().to_owned())),
            None => client,
        })
    }
}

impl Prompt {
    fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Login => "login",
            Self::Consent => "consent",
            Self::SelectAccount => "select_account",
        }
    }
}

pub(crate) type Client = oauth2::Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

pub(crate) type TokenAnswer = StandardTokenResponse<IdTokenField, BasicTokenType>;

/// What OpenID Connect adds to the answer of the token endpoint.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct IdTokenField {
    pub(crate) id_token: Option<Secret>,
}

impl ExtraTokenFields for IdTokenField {}
