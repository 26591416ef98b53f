//! The way back: from what the browser brought to who the person is.

use std::pin::Pin;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use oauth2::basic::{BasicErrorResponse, BasicErrorResponseType};
use oauth2::{
    AsyncHttpClient, AuthorizationCode, HttpRequest, HttpResponse, PkceCodeVerifier, RequestTokenError,
    TokenResponse,
};

use crate::algorithm::Algorithm;
use crate::claims::{Claims, LEEWAY};
use crate::flow::TokenAnswer;
use crate::http::Http;
use crate::identity::Told;
use crate::provider::Known;
use crate::text::{plain, same};
use crate::token::Token;
use crate::{Callback, Error, Flow, Identity, Provider, Rejection, Secret};

impl Provider {
    /// Finishes a sign-in: exchanges the code, verifies the ID token, and asks for the user info if the token lacks claims.
    ///
    /// # Errors
    /// When nobody is to be signed in; the variant says what to do.
    pub async fn finish(&self, flow: Flow, callback: &Callback, now: Timestamp) -> Result<Identity, Error> {
        let settings = self.settings();
        if flow.issuer != settings.issuer {
            return Err(Rejection::AnswerIssuer.into());
        }
        if !callback.state().is_some_and(|state| same(state, flow.state.expose())) {
            return Err(Rejection::State.into());
        }
        if flow.is_over(now) {
            return Err(Error::Over("it took too long"));
        }
        let known = self.known(now).await?;
        match callback.issuer.as_deref() {
            Some(issuer) if issuer != settings.issuer => return Err(Rejection::AnswerIssuer.into()),
            None if known.metadata.names_issuer => return Err(Rejection::AnswerIssuer.into()),
            _ => {}
        }
        if let Some(refusal) = callback.refusal(&flow) {
            return Err(refusal);
        }
        let code = callback.code.as_ref().filter(|code| !code.expose().is_empty());
        let code = code.ok_or(Rejection::Answer("it has neither a code nor an error"))?;
        let answer = self.exchange(&known, code, &flow).await?;
        let id_token = answer.extra_fields().id_token.clone();
        let id_token = id_token
            .ok_or_else(|| Error::Broken("it has no ID token; ask for the scope openid".to_owned()))?;
        let (claims, algorithm) = self.verified(&known, id_token.expose(), &[], now).await?;
        check_id_token(&claims, algorithm, &flow, answer.access_token().secret(), now)?;
        let info = self.user_info(&known, &claims, answer.access_token().secret()).await?;
        Told { token: &claims, info: info.as_ref() }.identity(settings, id_token)
    }

    /// Claims of a token that this provider signed for this client and that is valid now.
    pub(crate) async fn verified(
        &self,
        known: &Arc<Known>,
        token: &str,
        kinds: &[&str],
        now: Timestamp,
    ) -> Result<(Claims, Algorithm), Error> {
        let token = Token::parse(token, kinds)?;
        let outcome = match token.verify(&self.signers(known)) {
            Err(Rejection::UnknownKey) => {
                let newer = self.with_newer_keys(known, now).await?;
                token.verify(&self.signers(&newer))
            }
            outcome => outcome,
        };
        let (claims, algorithm) = outcome?;
        claims.check_issuer(&self.settings().issuer)?;
        claims.check_audience(&self.settings().client_id)?;
        claims.check_times(now)?;
        Ok((claims, algorithm))
    }

    async fn exchange(&self, known: &Known, code: &Secret, flow: &Flow) -> Result<TokenAnswer, Error> {
        let client = self.client(&known.metadata)?;
        let answer = client
            .exchange_code(AuthorizationCode::new(code.expose().to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(flow.verifier.expose().to_owned()))
            .request_async(&TokenEndpoint(&self.http))
            .await;
        let mut secrets = vec![code, &flow.verifier];
        secrets.extend(&self.settings().client_secret);
        answer.map_err(|error| failed_exchange(error, &secrets))
    }

    /// The user info, where it can add something to the token.
    async fn user_info(&self, known: &Known, claims: &Claims, access: &str) -> Result<Option<Claims>, Error> {
        let Some(address) = &known.metadata.user_info else { return Ok(None) };
        let told = Told { token: claims, info: None };
        if told.is_complete(&self.settings().groups_claim) {
            return Ok(None);
        }
        let info: Claims = self.http.document("user info", address, Some(access)).await?;
        // OpenID Connect Core 1.0, 5.3.2: without this check the info could be another person's.
        if info.text("sub") != Some(claims.subject()?) {
            return Err(Rejection::UserInfo.into());
        }
        Ok(Some(info))
    }
}

/// How `oauth2` asks. Not a closure: of a future with one in it the compiler cannot tell that it may go to another thread.
struct TokenEndpoint<'h>(&'h Http);

impl<'c> AsyncHttpClient<'c> for TokenEndpoint<'_> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.0.send("token", request))
    }
}

/// What an ID token must say beyond what all tokens must.
fn check_id_token(
    claims: &Claims,
    algorithm: Algorithm,
    flow: &Flow,
    access: &str,
    now: Timestamp,
) -> Result<(), Rejection> {
    claims.subject()?;
    claims.check_nonce(flow.nonce.expose())?;
    if let Some(said) = claims.get("at_hash")
        && !said.as_str().is_some_and(|said| same(said, &algorithm.half_hash(access)))
    {
        return Err(Rejection::AccessToken);
    }
    if let Some(seconds) = flow.max_age {
        let proved = claims.moment("auth_time")?.ok_or(Rejection::AuthenticationTime)?;
        if now.duration_since(proved) > SignedDuration::from_secs(i64::from(seconds)) + LEEWAY {
            return Err(Rejection::AuthenticationTime);
        }
    }
    Ok(())
}

/// In words of our own: the library's errors carry the whole answer.
fn failed_exchange(error: RequestTokenError<Error, BasicErrorResponse>, secrets: &[&Secret]) -> Error {
    let answer = match error {
        RequestTokenError::Request(error) => return error,
        RequestTokenError::ServerResponse(answer) => answer,
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            return Error::Broken("the token is not as expected".to_owned());
        }
    };
    let mut told = answer.error().as_ref().to_owned();
    if let Some(description) = answer.error_description() {
        told = format!("{told}: {description}");
    }
    for secret in secrets {
        told = told.replace(secret.expose(), "…");
    }
    let told = plain(&told, 500);
    match answer.error() {
        BasicErrorResponseType::InvalidGrant => Error::Over("its code was used before or is too old"),
        BasicErrorResponseType::InvalidClient | BasicErrorResponseType::UnauthorizedClient => {
            Error::Misconfigured(format!("the provider does not accept the client id or its secret ({told})"))
        }
        BasicErrorResponseType::Extension(code)
            if code == "temporarily_unavailable" || code == "server_error" =>
        {
            Error::Unavailable(told)
        }
        _ => Error::Misconfigured(format!("the provider refuses to exchange the code ({told})")),
    }
}
