//! Signing in with a provider of identities: there, and back.

use axum::extract::{Query as Params, RawQuery, State as Extract};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;

use crate::preferences::is_local;
use crate::security::{ClientAddress, keep_session, origin, session};
use crate::{Access, Error, State, cookie};

/// The cookie of a browser that is at the provider.
const AWAY: &str = "mainstay-away";

/// What stands behind `?`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    next: Option<String>,
}

/// `GET /sign-in/provider`.
pub(crate) async fn depart(
    Extract(state): Extract<State>,
    Params(asked): Params<Asked>,
) -> Result<Response, Error> {
    if state.config().access != Access::Accounts {
        return Err(Error::not_found("Nobody signs in here with a provider of identities."));
    }
    let next = asked.next.as_deref().filter(|next| is_local(next)).unwrap_or("/");
    let departure = state.office().depart(next, Timestamp::now()).await?;
    let mut answer = Redirect::to(&departure.address).into_response();
    let cookie = HeaderValue::from_str(&cookie::write(state.config(), AWAY, departure.ticket.text(), 1))?;
    answer.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(answer)
}

/// `GET /sign-in/provider/callback`.
pub(crate) async fn arrive(
    Extract(state): Extract<State>,
    address: ClientAddress,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let ticket = cookie::read(&headers, state.config(), AWAY).unwrap_or_default();
    let (origin, before) = (origin(&headers, &address), session(&headers, state.config()));
    let query = query.unwrap_or_default();
    let arrival = state.office().arrive(ticket, &query, origin, before, Timestamp::now()).await?;
    let to = arrival.return_to.filter(|to| is_local(to)).unwrap_or_else(|| "/".to_owned());
    let mut answer = Redirect::to(&to).into_response();
    keep_session(&mut answer, &headers, state.config(), &arrival.session)?;
    Ok(answer)
}
