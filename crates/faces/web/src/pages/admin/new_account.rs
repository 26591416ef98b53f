//! The form that adds an account with its first role.

use axum::extract::Form;
use axum::response::{Html, IntoResponse, Redirect, Response};
use mainstay_markup::{Control, Crumb, Field, FieldError, PageHead, error_summary, html, submit};
use mainstay_office::Error as OfficeError;
use mainstay_office::accounts::Newcomer;
use mainstay_store::NewGrant;
use serde::Deserialize;

use super::{everywhere, place, roles, ways};
use crate::error_page::form_again;
use crate::pages::products::new::wrong;
use crate::{Error, Frame, Page, Section, Seen, State, Visitor};

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Told {
    name: String,
    mail: String,
    login: String,
    password: String,
    role: String,
    unit: String,
    product: String,
}

/// `GET /admin/accounts/new`.
pub(crate) async fn form(Seen(state): Seen, visitor: Visitor, frame: Frame) -> Result<Html<String>, Error> {
    everywhere(&visitor)?;
    show(&state, &frame, &Told::default(), &[]).await
}

/// `POST /admin/accounts/new`.
pub(crate) async fn create(
    Seen(state): Seen,
    visitor: Visitor,
    frame: Frame,
    Form(told): Form<Told>,
) -> Result<Response, Error> {
    everywhere(&visitor)?;
    let place = match place(&state, &told.unit, &told.product).await {
        Ok(place) => place,
        Err(message) => {
            let field = if told.unit.trim().is_empty() { "product" } else { "unit" };
            return Ok(form_again(show(&state, &frame, &told, &[wrong(field, &message)]).await?));
        }
    };
    if !roles(&state).await?.iter().any(|(id, _)| *id == told.role) {
        let errors = [wrong("role", "Choose a role.")];
        return Ok(form_again(show(&state, &frame, &told, &errors).await?));
    }
    let mail = Some(told.mail.trim()).filter(|mail| !mail.is_empty());
    let newcomer = Newcomer { name: &told.name, mail, login: &told.login, password: &told.password };
    let person = match state.office().add_account(&newcomer, true).await {
        Ok(person) => person,
        Err(error @ (OfficeError::Invalid(_) | OfficeError::Conflict(_))) => {
            let message = error.to_string();
            let field = ["password", "login", "name"].into_iter().find(|field| message.contains(field));
            let errors = [wrong(field.unwrap_or("login"), &message)];
            return Ok(form_again(show(&state, &frame, &told, &errors).await?));
        }
        Err(error) => return Err(error.into()),
    };
    let by = visitor.who.as_ref().map(|who| who.person.uid);
    let grant = NewGrant { person, role: told.role, place, granted_by: by, until: None };
    state.office().store().add_grant(&grant).await?;
    Ok(Redirect::to(&format!("/admin/accounts/{person}")).into_response())
}

async fn show(
    state: &State,
    frame: &Frame,
    told: &Told,
    errors: &[FieldError],
) -> Result<Html<String>, Error> {
    let error =
        |field: &str| errors.iter().find(|error| error.field == field).map(|error| error.message.as_str());
    let input = |name, label, value, kind, autocomplete| Field {
        value,
        error: error(name),
        autocomplete: Some(autocomplete),
        ..Field::new(name, label, Control::Input(kind))
    };
    let roles = roles(state).await?;
    let roles: Vec<(&str, &str)> = roles.iter().map(|(id, title)| (id.as_str(), title.as_str())).collect();
    let units = ways(&state.office().store().units().await?);
    let units: Vec<&str> = units.iter().map(|(_, way)| way.as_str()).collect();
    let body = html! {
        (error_summary(errors))
        form class="form" action="/admin/accounts/new" method="post" {
            (input("name", "Name", &told.name, "text", "off").html())
            (Field { optional: true, ..input("mail", "Mail address", &told.mail, "email", "off") }.html())
            (Field { hint: Some("What they sign in with."), ..input("login", "Login", &told.login, "text", "off") }.html())
            (Field { hint: Some("They must change it when they first sign in."), ..input("password", "First password", "", "password", "new-password") }.html())
            (Field { value: &told.role, error: error("role"), ..Field::new("role", "Role", Control::Choice(&roles)) }.html())
            (Field { value: &told.unit, error: error("unit"), optional: true, hint: Some("The role holds in it and all below; without unit and product everywhere."), ..Field::new("unit", "In the unit", Control::Suggest(&units)) }.html())
            (Field { value: &told.product, error: error("product"), optional: true, hint: Some("The key that stands in its address."), ..Field::new("product", "Or for the product", Control::Input("text")) }.html())
            div { (submit("Add")) }
        }
    };
    let title = "Add an account";
    let crumbs = Section::Home.way([Crumb::to("Accounts", "/admin/accounts"), Crumb::here(title)]);
    let head = PageHead { title, crumbs: &crumbs, lead: None, updated: None, actions: None };
    Ok(frame.render(Page::new(title, body).head(&head, frame.now)))
}
