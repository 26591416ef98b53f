//! What can go wrong, by what the caller can do about it.

/// Why nobody was signed in.
///
/// No variant carries a secret: codes, tokens and the client's secret are never part of a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The person or the provider said no. Show it and offer to sign in again.
    #[error("the sign-in was refused at the provider ({code}{})", detail(.description))]
    Refused {
        /// The provider's code, such as `access_denied`.
        code: String,
        /// What the provider says of it, as plain text.
        description: Option<String>,
    },
    /// The person must be asked, but `prompt=none` forbade it. Begin again without it.
    #[error("the provider has to ask the person first ({0})")]
    NeedsPerson(String),
    /// The sign-in took too long, or its code was used before. Begin again.
    #[error("this sign-in is over ({0}); sign in again")]
    Over(&'static str),
    /// The provider cannot be reached or is in trouble. Try later; other ways to sign in still work.
    #[error("the sign-in service cannot be used at the moment: {0}")]
    Unavailable(String),
    /// Settings here, or those of the client at the provider, are wrong. Tell an administrator; the message says what to change.
    #[error("{0}")]
    Misconfigured(String),
    /// The provider's answer does not follow the standards. Tell an administrator.
    #[error("the provider's answer cannot be used: {0}")]
    Broken(String),
    /// The answer may be forged. Nobody is signed in; write it to the security log.
    #[error("the sign-in was rejected: {0}")]
    Rejected(#[from] Rejection),
}

/// Why an answer or a token is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// The `state` is missing or another one.
    #[error("the answer does not belong to the sign-in that was begun")]
    State,
    /// The answer comes from another provider than the one that was asked (RFC 9207).
    #[error("the answer comes from another provider than the one that was asked")]
    AnswerIssuer,
    /// What the browser brought is no answer of a provider.
    #[error("the answer cannot be read: {0}")]
    Answer(&'static str),
    /// The token does not have the form of a signed token.
    #[error("the token cannot be read: {0}")]
    Malformed(&'static str),
    /// The token is made for another use.
    #[error("the token is of another kind than was expected")]
    Kind,
    /// The token has no signature (`alg: none`).
    #[error("the token is not signed")]
    Unsigned,
    /// The token is signed in a way that is not accepted.
    #[error("the token is signed with {0}, which is not accepted")]
    Algorithm(String),
    /// No key of the provider fits the token.
    #[error("the token is signed with a key that the provider does not publish")]
    UnknownKey,
    /// Several keys fit, and the token does not say which.
    #[error("the token does not say which of the provider's keys it was signed with")]
    AmbiguousKey,
    /// The signature is wrong.
    #[error("the token's signature is wrong")]
    Signature,
    /// The token is from another issuer.
    #[error("the token is from another issuer")]
    Issuer,
    /// The token is for another client.
    #[error("the token is for another client")]
    Audience,
    /// The token is for several, and this client is not the one it was issued to.
    #[error("the token is for several clients and was not issued to this one")]
    AuthorizedParty,
    /// The token has expired.
    #[error("the token has expired; compare the clocks of both machines")]
    Expired,
    /// The token is from the future.
    #[error("the token is not valid yet; compare the clocks of both machines")]
    NotYetValid,
    /// The `nonce` is missing or another one.
    #[error("the token does not belong to the sign-in that was begun")]
    Nonce,
    /// The access token is not the one that came with the ID token (`at_hash`).
    #[error("the access token does not belong to the ID token")]
    AccessToken,
    /// The person signed in longer ago than was asked for (`max_age`).
    #[error("the person signed in at the provider longer ago than was asked for")]
    AuthenticationTime,
    /// The user info is about another person.
    #[error("the user info is about another person")]
    UserInfo,
}

/// The settings cannot work; nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {problem}")]
pub struct SettingsError {
    /// Which of [`Settings`](crate::Settings).
    pub setting: &'static str,
    /// What is wrong and what to do.
    pub problem: String,
}

fn detail(description: &Option<String>) -> String {
    description.as_ref().map(|text| format!(": {text}")).unwrap_or_default()
}
