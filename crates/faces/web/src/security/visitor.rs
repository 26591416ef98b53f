//! Who asks, and what of the inventory they see. Every guarded route puts both beside the request before its handler runs.

use axum::extract::{FromRequestParts, Request, State as Extract};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use mainstay_office::access::{Permission, Rights};
use mainstay_office::accounts::SignedIn;
use mainstay_store::Reach;

use crate::{Access, Config, Error, Guard, State, address, cookie};

/// Somebody who may come in. A handler that takes it answers nobody else.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Visitor {
    /// Who it is; nobody in particular where the server is open.
    pub who: Option<SignedIn>,
    /// What they may do, and where.
    pub rights: Rights,
}

impl Visitor {
    async fn of(headers: &HeaderMap, state: &State) -> Result<Self, Error> {
        if state.config().access == Access::Open {
            return Ok(Self { who: None, rights: Rights::all() });
        }
        let (office, now) = (state.office(), Timestamp::now());
        let found = match bearer(headers) {
            Some(token) => office.signed_in_by_token(token, now).await?,
            None => match session(headers, state.config()) {
                Some(session) => office.signed_in_by_session(session, now).await?,
                None => None,
            },
        };
        let who = found.ok_or_else(Error::unauthorized)?;
        let rights = office.rights_of(who.person.uid, now).await?;
        let rights = match &who.held_to {
            Some(permissions) => rights.held_to(permissions),
            None => rights,
        };
        Ok(Self { who: Some(who), rights })
    }

    /// The person, for what only a person can do.
    ///
    /// # Errors
    /// Where the server is open to everybody.
    pub(crate) fn person(&self) -> Result<&SignedIn, Error> {
        self.who.as_ref().ok_or_else(|| {
            Error::conflict(
                "This server is open to everybody: nobody is signed in, so nothing can be kept for a person.",
            )
        })
    }

    /// What they see who only look.
    pub(crate) async fn looking(&self, state: &State) -> Result<State, Error> {
        self.seen(state, None, true).await
    }

    /// What they see who may do this, and may change where it is asked for.
    async fn seen(&self, state: &State, needs: Option<Permission>, is_safe: bool) -> Result<State, Error> {
        let office = state.office();
        let reach = async |permission| office.reach(&self.rights, permission).await;
        let (reads, writes) = match needs {
            None => (reach(Permission::Read).await?, Reach::Nothing),
            // A form shows what can be changed with it.
            Some(permission) if is_safe => (reach(permission).await?, Reach::Nothing),
            Some(permission) => (reach(Permission::Read).await?, reach(permission).await?),
        };
        Ok(state.with(office.seen_by(&reads, &writes)))
    }
}

impl FromRequestParts<State> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Error> {
        match parts.extensions.get::<Self>() {
            Some(visitor) => Ok(visitor.clone()),
            // A public route that wants to know all the same.
            None => Self::of(&parts.headers, state).await,
        }
    }
}

/// The server as the visitor sees it: what a handler reads and changes is held to what they may.
#[derive(Clone, Debug)]
pub struct Seen(pub State);

impl FromRequestParts<State> for Seen {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Error> {
        let seen = parts.extensions.get::<Self>().cloned();
        seen.ok_or_else(|| Error::internal("a route that is not guarded asks for what only visitors see"))
    }
}

/// Stands before every route that is not public: who is not let in, and who may not do what the route is for, goes no further.
pub(crate) async fn guard(
    Extract((state, access)): Extract<(State, Guard)>,
    request: Request,
    next: Next,
) -> Response {
    let sign_in = to_sign_in(&state, access, &request);
    match admit(&state, access, request).await {
        Ok((request, may_only_look)) => {
            let response = next.run(request).await;
            let missing = response.status() == StatusCode::NOT_FOUND;
            if missing && may_only_look { Error::forbidden(None).into_response() } else { response }
        }
        Err(error) if error.code == MUST_CHANGE => Redirect::to("/profile#password").into_response(),
        Err(error) if error.status == StatusCode::UNAUTHORIZED => {
            sign_in.unwrap_or_else(|| error.into_response())
        }
        Err(error) => error.into_response(),
    }
}

/// Where who is not signed in is sent who wanted a page: to sign in, and then to the page.
fn to_sign_in(state: &State, access: Guard, request: &Request) -> Option<Response> {
    let headers = request.headers();
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let is_page = accept.contains("text/html") && !request.uri().path().starts_with("/api/v1/");
    if state.config().access != Access::Accounts || access == Guard::Public || !is_page {
        return None;
    }
    let (wanted, ended) = if request.method().is_safe() {
        (request.uri().path_and_query().map_or("/", |wanted| wanted.as_str()).to_owned(), "")
    } else {
        // The page that holds the form: its draft is there.
        let from = headers.get(header::REFERER).and_then(|from| from.to_str().ok()?.parse::<Uri>().ok());
        (
            from.as_ref().and_then(|from| from.path_and_query()).map_or("/", |from| from.as_str()).to_owned(),
            "&ended=true",
        )
    };
    Some(Redirect::to(&format!("/sign-in?next={}{ended}", address::value(&wanted))).into_response())
}

/// The request with its visitor and what they see; and whether what is missing there may be something that they may look at elsewhere.
async fn admit(state: &State, access: Guard, mut request: Request) -> Result<(Request, bool), Error> {
    let visitor = Visitor::of(request.headers(), state).await?;
    if access != Guard::Person && visitor.who.as_ref().is_some_and(|who| who.must_change) {
        return Err(Error::must_change());
    }
    let is_safe = request.method().is_safe();
    let needs = access.needs(is_safe);
    if let Some(permission) = needs.filter(|permission| !visitor.rights.allow(*permission)) {
        return Err(Error::forbidden(Some(permission)));
    }
    let seen = visitor.seen(state, needs, is_safe).await?;
    let held = |permission| !visitor.rights.allow_everywhere(permission);
    let may_only_look = is_safe && needs.is_some_and(|needs| needs != Permission::Read && held(needs));
    request.extensions_mut().insert(Seen(seen));
    request.extensions_mut().insert(visitor);
    Ok((request, may_only_look))
}

/// The code of the error that says that a password is to be changed first.
pub(crate) const MUST_CHANGE: &str = "change-password";

/// The token of a program (RFC 6750).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The session of a browser.
pub(crate) fn session<'h>(headers: &'h HeaderMap, config: &Config) -> Option<&'h str> {
    cookie::read(headers, config, &session_cookie(headers, config))
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
