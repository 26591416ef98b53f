//! The first set-up: who comes with the address that the program printed makes the first account.

use axum::extract::{Form, Query as Params, State as Extract};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use mainstay_markup::{Control, Field, FieldError, error_summary, html, submit};
use mainstay_office::Error as OfficeError;
use mainstay_office::accounts::Newcomer;
use serde::Deserialize;

use super::products::new::wrong;
use crate::error_page::form_again;
use crate::security::{ClientAddress, keep_session, origin, session};
use crate::{Error, Frame, Page, State};

/// What stands behind `?`.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    token: String,
}

/// What the form sends.
#[derive(Default, Deserialize)]
pub(crate) struct Told {
    #[serde(default)]
    token: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    mail: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
}

/// `GET /set-up?token=…`.
pub(crate) async fn form(
    Extract(state): Extract<State>,
    frame: Frame,
    Params(asked): Params<Asked>,
) -> Result<Html<String>, Error> {
    if !state.office().may_set_up(&asked.token, frame.now).await? {
        return Err(Error::unauthorized());
    }
    Ok(page(&frame, &Told { token: asked.token, ..Told::default() }, &[]))
}

/// `POST /set-up`.
pub(crate) async fn set_up(
    Extract(state): Extract<State>,
    address: ClientAddress,
    headers: HeaderMap,
    frame: Frame,
    Form(told): Form<Told>,
) -> Result<Response, Error> {
    let office = state.office();
    if !office.may_set_up(&told.token, frame.now).await? {
        return Err(Error::unauthorized());
    }
    let mail = Some(told.mail.trim()).filter(|mail| !mail.is_empty());
    let newcomer = Newcomer { name: &told.name, mail, login: &told.login, password: &told.password };
    let person = match office.set_up(&told.token, &newcomer, Timestamp::now()).await {
        Ok(person) => person,
        Err(OfficeError::Invalid(message) | OfficeError::Conflict(message)) => {
            // The password is what is refused most, and its reasons speak of words and names, too.
            let field = ["password", "login", "name"].into_iter().find(|field| message.contains(field));
            return Ok(form_again(page(&frame, &told, &[wrong(field.unwrap_or("login"), &message)])));
        }
        Err(error) => return Err(error.into()),
    };
    let origin = origin(&headers, &address);
    let secret = office.open_session(person, "set-up", origin, session(&headers, state.config())).await?;
    let mut answer = Redirect::to("/").into_response();
    keep_session(&mut answer, &headers, state.config(), &secret)?;
    Ok(answer)
}

fn page(frame: &Frame, told: &Told, errors: &[FieldError]) -> Html<String> {
    let error =
        |field: &str| errors.iter().find(|error| error.field == field).map(|error| error.message.as_str());
    let field = |name, label, kind, autocomplete| Field {
        error: error(name),
        autocomplete: Some(autocomplete),
        ..Field::new(name, label, Control::Input(kind))
    };
    let body = html! {
        p { "Make the first account. It runs the program and this server; you can make others afterwards." }
        (error_summary(errors))
        form class="form" action="/set-up" method="post" {
            input type="hidden" name="token" value=(told.token);
            (Field { value: &told.name, ..field("name", "Your name", "text", "name") }.html())
            (Field { value: &told.mail, optional: true, ..field("mail", "Mail address", "email", "email") }.html())
            (Field { value: &told.login, hint: Some("What you sign in with."), ..field("login", "Login", "text", "username") }.html())
            (Field { hint: Some("At least 15 characters: take several words that do not belong together."), ..field("password", "Password", "password", "new-password") }.html())
            div { (submit("Make the account")) }
        }
    };
    frame.render(Page::new("Set up Mainstay", body).bare())
}
