//! The way in on one's own machine: a one-time token in the address becomes a session cookie.

use axum::extract::{Query, State as Extract};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::preferences::is_local;
use crate::security::{ClientAddress, keep_session, origin, session};
use crate::{Access, Error, State};

#[derive(Debug, Deserialize)]
pub(crate) struct Ticket {
    #[serde(default)]
    token: String,
    next: Option<String>,
}

/// `GET /enter?token=…&next=/…`.
pub(crate) async fn enter(
    Extract(state): Extract<State>,
    address: ClientAddress,
    headers: HeaderMap,
    Query(ticket): Query<Ticket>,
) -> Result<Response, Error> {
    let next = ticket.next.filter(|next| is_local(next)).unwrap_or_else(|| "/".to_owned());
    if state.config().access == Access::Open {
        return Ok(Redirect::to(&next).into_response());
    }
    if !state.gate().admits(&ticket.token) {
        return Err(Error::unauthorized());
    }
    let office = state.office();
    let person = office.local_person(&state.config().local_name).await?;
    let origin = origin(&headers, &address);
    let secret = office.open_session(person, "ticket", origin, session(&headers, state.config())).await?;
    let mut answer = Redirect::to(&next).into_response();
    keep_session(&mut answer, &headers, state.config(), &secret)?;
    Ok(answer)
}
