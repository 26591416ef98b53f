//! The way in on one's own machine: a one-time token in the address becomes a session cookie.

use axum::extract::{Query, State as Extract};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::preferences::is_local;
use crate::security::session_cookie;
use crate::{Access, Error, State, cookie};

#[derive(Debug, Deserialize)]
pub(crate) struct Ticket {
    #[serde(default)]
    token: String,
    next: Option<String>,
}

/// `GET /enter?token=…&next=/…`.
pub(crate) async fn enter(
    Extract(state): Extract<State>,
    headers: HeaderMap,
    Query(ticket): Query<Ticket>,
) -> Result<Response, Error> {
    let next = ticket.next.filter(|next| is_local(next)).unwrap_or_else(|| "/".to_owned());
    if state.config().access == Access::Open {
        return Ok(Redirect::to(&next).into_response());
    }
    let session = state.gate().exchange(&ticket.token).ok_or_else(Error::unauthorized)?;
    let cookie = cookie::write(state.config(), &session_cookie(&headers, state.config()), &session, 30);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&next)).into_response())
}
