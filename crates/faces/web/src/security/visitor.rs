//! Who asks. Today there is one kind of visitor; people with roles will take this place, and handlers that name what they need in their
//! signature stay as they are.

use axum::extract::{FromRequestParts, Request, State as Extract};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::{Access, Config, Error, State, cookie};

/// Somebody who may come in. A handler that takes it answers nobody else.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Visitor;

impl Visitor {
    fn from_headers(headers: &HeaderMap, state: &State) -> Result<Self, Error> {
        let known = match state.config().access {
            Access::Open => true,
            Access::Loopback => bearer(headers)
                .or_else(|| cookie::read(headers, state.config(), &session_cookie(headers, state.config())))
                .is_some_and(|session| state.gate().knows(session)),
        };
        if known { Ok(Self) } else { Err(Error::unauthorized()) }
    }
}

impl FromRequestParts<State> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Error> {
        Self::from_headers(&parts.headers, state)
    }
}

/// Stands before every route that is not public, so that a handler that forgets to ask is safe too.
pub(crate) async fn guard(Extract(state): Extract<State>, request: Request, next: Next) -> Response {
    match Visitor::from_headers(request.headers(), &state) {
        Ok(_) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// The token of a program (RFC 6750).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The session's cookie, by port: browsers share cookies between the ports of a host, and two servers on one machine must not end
/// each other's sessions.
pub(crate) fn session_cookie(headers: &HeaderMap, config: &Config) -> String {
    let usual = if config.over_tls() { "443" } else { "80" };
    let host = headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    let port =
        host.rsplit_once(':').map(|(_, port)| port).filter(|port| port.bytes().all(|b| b.is_ascii_digit()));
    format!("mainstay-session-{}", port.unwrap_or(usual))
}
