//! Signing in and out.

use axum::extract::{Form, Query as Params, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use mainstay_markup::{Control, Field, FieldError, Markup, error_summary, html, submit};
use mainstay_office::accounts::{Attempt, Outcome};
use serde::Deserialize;

use super::products::new::wrong;
use crate::error_page::form_again;
use crate::preferences::is_local;
use crate::security::{ClientAddress, device, keep_device, keep_session, origin, session};
use crate::{Access, Error, Frame, Page, State, Visitor, address};

/// What stands behind `?`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Where to go afterwards.
    next: Option<String>,
    /// Something was sent, and nobody was signed in any more.
    #[serde(default)]
    ended: bool,
}

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Told {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    next: Option<String>,
}

/// `GET /sign-in`.
pub(crate) async fn form(
    Extract(state): Extract<State>,
    visitor: Result<Visitor, Error>,
    frame: Frame,
    Params(asked): Params<Asked>,
) -> Result<Response, Error> {
    let next = local(asked.next.as_deref());
    if state.config().access != Access::Accounts || visitor.is_ok() {
        return Ok(Redirect::to(next).into_response());
    }
    let ended = "You are not signed in any more, so what you sent was not done. Sign in again: what you had entered is kept in this browser.";
    let errors: Vec<FieldError> = asked.ended.then(|| wrong("login", ended)).into_iter().collect();
    Ok(page(&state, &frame, "", next, &errors).into_response())
}

/// `POST /sign-in`.
pub(crate) async fn sign_in(
    Extract(state): Extract<State>,
    client: ClientAddress,
    headers: HeaderMap,
    frame: Frame,
    Form(told): Form<Told>,
) -> Result<Response, Error> {
    if state.config().access != Access::Accounts {
        return Err(Error::not_found("Nobody signs in here with a password."));
    }
    let attempt = Attempt {
        login: &told.login,
        password: &told.password,
        device: device(&headers, state.config()),
        session: session(&headers, state.config()),
        origin: origin(&headers, &client),
    };
    let now = Timestamp::now();
    let next = local(told.next.as_deref());
    let again =
        |message: &str| form_again(page(&state, &frame, &told.login, next, &[wrong("login", message)]));
    match state.office().sign_in(&attempt, now).await? {
        Outcome::Open { session, device, must_change } => {
            let mut answer =
                Redirect::to(if must_change { "/profile#password" } else { next }).into_response();
            keep_session(&mut answer, &headers, state.config(), &session)?;
            if let Some(device) = device {
                keep_device(&mut answer, state.config(), &device)?;
            }
            Ok(answer)
        }
        Outcome::Refused => Ok(again("The login or the password is not right.")),
        Outcome::Wait(until) => {
            let seconds = until.duration_since(now).as_secs().max(1);
            let message = format!("Too many attempts failed. Try again in {seconds} seconds.");
            let mut answer = again(&message);
            *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            answer.headers_mut().insert("retry-after", seconds.into());
            Ok(answer)
        }
    }
}

/// `POST /sign-out`.
pub(crate) async fn sign_out(Extract(state): Extract<State>, headers: HeaderMap) -> Result<Response, Error> {
    if let Some(secret) = session(&headers, state.config()) {
        state.office().sign_out(secret).await?;
    }
    Ok(Redirect::to("/sign-in").into_response())
}

fn local(next: Option<&str>) -> &str {
    next.filter(|next| is_local(next)).unwrap_or("/")
}

fn page(state: &State, frame: &Frame, login: &str, next: &str, errors: &[FieldError]) -> Html<String> {
    let field = |name, label, kind, autocomplete| Field {
        autocomplete: Some(autocomplete),
        ..Field::new(name, label, Control::Input(kind))
    };
    let body: Markup = html! {
        (error_summary(errors))
        @if let Some(provider) = &state.office().settings().provider {
            p { a class="button primary" href={ "/sign-in/provider?next=" (address::value(next)) } { "Sign in with " (provider.title()) } }
        }
        form class="form" action="/sign-in" method="post" {
            input type="hidden" name="next" value=(next);
            (Field { value: login, ..field("login", "Login", "text", "username") }.html())
            (field("password", "Password", "password", "current-password").html())
            div { (submit("Sign in")) }
        }
    };
    frame.render(Page::new("Sign in", body).bare())
}
