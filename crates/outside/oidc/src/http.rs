//! Requests to the provider: only to hosts that the settings name, without following redirections, bounded in time and size.

use std::sync::Arc;

use ::http::header::{ACCEPT, CONTENT_TYPE};
use ::http::{Request, Response, StatusCode};
use rustls_platform_verifier::BuilderVerifierExt;
use serde::de::DeserializeOwned;
use url::Url;

use crate::settings::{Checked, Hosts, Limits, is_loopback};
use crate::{Error, SettingsError};

/// Sends requests for one provider.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    client: reqwest::Client,
    hosts: Hosts,
    limits: Limits,
}

impl Http {
    pub(crate) fn new(checked: &Checked) -> Result<Self, SettingsError> {
        let limits = checked.settings.limits;
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls().map_err(unusable)?)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .timeout(limits.request)
            .user_agent("mainstay");
        // A proxy would look for this machine on its own side.
        let builder = if is_loopback(&checked.issuer) { builder.no_proxy() } else { builder };
        let client = builder.build().map_err(unusable)?;
        Ok(Self { client, hosts: checked.hosts.clone(), limits })
    }

    /// Sends a request; `what` names the answer in messages.
    pub(crate) async fn send(
        &self,
        what: &str,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, Error> {
        let address = Url::parse(&request.uri().to_string())
            .map_err(|_| Error::Misconfigured(format!("the address of the {what} is not an address")))?;
        if !self.hosts.allow(&address) {
            return Err(Error::Misconfigured(format!(
                "the {what} is on a host that the settings do not allow"
            )));
        }
        let request = reqwest::Request::try_from(request)
            .map_err(|_| Error::Broken(format!("the address of the {what} cannot be asked")))?;
        let answer = self.client.execute(request).await.map_err(|cause| unreachable(what, &cause))?;
        usable(what, answer.status())?;
        self.read(what, answer).await
    }

    /// Asks for a JSON document.
    pub(crate) async fn document<T: DeserializeOwned>(
        &self,
        what: &str,
        address: &Url,
        bearer: Option<&str>,
    ) -> Result<T, Error> {
        let mut request = Request::get(address.as_str()).header(ACCEPT, "application/json");
        if let Some(token) = bearer {
            request = request.header(::http::header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Vec::new());
        let request = request.map_err(|_| Error::Broken(format!("the {what} cannot be asked for")))?;
        let answer = self.send(what, request).await?;
        if answer.status() == StatusCode::NOT_FOUND {
            let message = format!(
                "there is no {what} at {address}; compare the issuer with what the provider says of itself"
            );
            return Err(Error::Misconfigured(message));
        }
        if answer.status() != StatusCode::OK {
            return Err(Error::Broken(format!(
                "the {what} was answered with status {}",
                answer.status().as_u16()
            )));
        }
        if answer
            .headers()
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"application/jwt"))
        {
            let message =
                format!("the {what} is a signed token; set the client at the provider to plain JSON for it");
            return Err(Error::Misconfigured(message));
        }
        serde_json::from_slice(answer.body()).map_err(|cause| {
            // The message names the place and not the text that stands there, which may be a person's data.
            Error::Broken(format!(
                "the {what} is not as expected at line {} column {}",
                cause.line(),
                cause.column()
            ))
        })
    }

    async fn read(&self, what: &str, mut answer: reqwest::Response) -> Result<Response<Vec<u8>>, Error> {
        let too_large = || {
            Error::Broken(format!(
                "the {what} has more than the {} bytes that are read",
                self.limits.answer_bytes
            ))
        };
        if answer.content_length().is_some_and(|length| length > self.limits.answer_bytes as u64) {
            return Err(too_large());
        }
        let mut whole = Response::new(Vec::new());
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = answer.headers().clone();
        while let Some(piece) = answer.chunk().await.map_err(|cause| unreachable(what, &cause))? {
            if whole.body().len() + piece.len() > self.limits.answer_bytes {
                return Err(too_large());
            }
            whole.body_mut().extend_from_slice(&piece);
        }
        Ok(whole)
    }
}

/// TLS on ring with the certificates that the system trusts; nothing process-wide has to be set up before.
fn tls() -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(builder.with_platform_verifier()?.with_no_client_auth())
}

/// What no request can be built on.
fn usable(what: &str, status: StatusCode) -> Result<(), Error> {
    if status.is_redirection() {
        let message = format!(
            "the {what} is answered with a redirection, which is not followed; name the address itself"
        );
        return Err(Error::Misconfigured(message));
    }
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return Err(Error::Unavailable(format!("the {what} was answered with status {}", status.as_u16())));
    }
    Ok(())
}

/// In words of our own: the library's tell the address, which may carry a code.
fn unreachable(what: &str, cause: &reqwest::Error) -> Error {
    let reason = if cause.is_timeout() {
        "no answer in time".to_owned()
    } else if cause.is_connect() {
        format!("no connection ({})", innermost(cause))
    } else {
        format!("the answer broke off ({})", innermost(cause))
    };
    Error::Unavailable(format!("{reason} for the {what}"))
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    crate::text::plain(&cause.to_string(), 200)
}

fn unusable(cause: impl std::fmt::Display) -> SettingsError {
    SettingsError { setting: "TLS", problem: format!("cannot be set up: {cause}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    #[tokio::test]
    async fn nothing_is_sent_to_a_host_that_is_not_named() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let other = listener.local_addr().expect("an address");
        let settings = Settings::new("http://127.0.0.1:9", "mainstay", "https://mainstay.example/callback");
        let http = Http::new(&crate::settings::check(settings).expect("settings")).expect("a client");
        let request = Request::get(format!("http://{other}/")).body(Vec::new()).expect("a request");
        let told = http.send("token", request).await.expect_err("it is refused");
        assert_eq!(
            told,
            Error::Misconfigured("the token is on a host that the settings do not allow".to_owned())
        );
    }
}
