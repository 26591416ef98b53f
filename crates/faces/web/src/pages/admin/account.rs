//! The page of one account: its roles, and what an administrator may do with it.

use axum::extract::{Form, Path};
use axum::response::{Html, IntoResponse, Redirect, Response};
use mainstay_markup::{
    Cell, Column, Control, Crumb, Field, FieldError, Markup, PageHead, Table, empty, error_summary, facts,
    given, html, section, submit, time,
};
use mainstay_store::{Account, Grant, GrantFilter, NewGrant, PageRequest, StoreError};
use serde::Deserialize;
use uuid::Uuid;

use super::accounts::state_of;
use super::{everywhere, place, roles, ways};
use crate::error_page::form_again;
use crate::pages::products::new::wrong;
use crate::pages::profile;
use crate::{Error, Frame, Page, Section, Seen, State, Visitor};

/// What the form for a role sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Told {
    role: String,
    unit: String,
    product: String,
}

/// `GET /admin/accounts/{person}`.
pub(crate) async fn account(
    Seen(state): Seen,
    visitor: Visitor,
    frame: Frame,
    Path(person): Path<Uuid>,
) -> Result<Html<String>, Error> {
    everywhere(&visitor)?;
    show(&state, &frame, person, &Told::default(), &[]).await
}

/// `POST /admin/accounts/{person}/roles`.
pub(crate) async fn grant(
    Seen(state): Seen,
    visitor: Visitor,
    frame: Frame,
    Path(person): Path<Uuid>,
    Form(told): Form<Told>,
) -> Result<Response, Error> {
    everywhere(&visitor)?;
    found(&state, person).await?;
    let known = roles(&state).await?.iter().any(|(id, _)| *id == told.role);
    let place = match place(&state, &told.unit, &told.product).await {
        Ok(place) if known => place,
        told_place => {
            let field = if told.unit.trim().is_empty() { "product" } else { "unit" };
            let error =
                told_place.err().map_or_else(|| wrong("role", "Choose a role."), |why| wrong(field, &why));
            return Ok(form_again(show(&state, &frame, person, &told, &[error]).await?));
        }
    };
    let by = visitor.who.as_ref().map(|who| who.person.uid);
    let new = NewGrant { person, role: told.role, place, granted_by: by, until: None };
    state.office().store().add_grant(&new).await?;
    Ok(back(person).into_response())
}

/// `POST /admin/accounts/{person}/roles/{grant}/actions/revoke`.
pub(crate) async fn revoke(
    Seen(state): Seen,
    visitor: Visitor,
    Path((person, grant)): Path<(Uuid, Uuid)>,
) -> Result<Redirect, Error> {
    everywhere(&visitor)?;
    state.office().store().revoke_grant(grant).await?;
    Ok(back(person))
}

/// `POST /admin/accounts/{person}/actions/{verb}`: disable, enable, or end all sessions.
pub(crate) async fn act(
    Seen(state): Seen,
    visitor: Visitor,
    Path((person, verb)): Path<(Uuid, String)>,
) -> Result<Redirect, Error> {
    everywhere(&visitor)?;
    let store = state.office().store();
    match verb.as_str() {
        "disable" if visitor.who.as_ref().is_some_and(|who| who.person.uid == person) => {
            return Err(Error::conflict("This is your own account: another administrator can disable it."));
        }
        "disable" => store.disable_account(person, true).await?,
        "enable" => store.disable_account(person, false).await?,
        "end-sessions" => drop(store.end_sessions(person, None).await?),
        _ => return Err(Error::not_found(format!("`{verb}` is nothing that can be done with an account."))),
    }
    Ok(back(person))
}

fn back(person: Uuid) -> Redirect {
    Redirect::to(&format!("/admin/accounts/{person}"))
}

async fn found(state: &State, person: Uuid) -> Result<Account, Error> {
    let account = state.office().store().account_of(person).await?;
    Ok(account.ok_or_else(|| StoreError::NotFound { what: "account of person", key: person.to_string() })?)
}

async fn show(
    state: &State,
    frame: &Frame,
    person: Uuid,
    told: &Told,
    errors: &[FieldError],
) -> Result<Html<String>, Error> {
    let account = found(state, person).await?;
    let store = state.office().store();
    let filter = GrantFilter { person: Some(person), ..GrantFilter::default() };
    let grants = store.list_grants(&filter, frame.now, &PageRequest::first(250)).await?.rows;
    let sessions = store.sessions(person, frame.now).await?.len();
    let action = |verb: &str, label: &str| {
        html! { form action={ "/admin/accounts/" (person) "/actions/" (verb) } method="post" { button type="submit" { (label) } } }
    };
    let nothing = empty("No role", &html! { p { "Without one they see nothing of the inventory." } });
    let body = html! {
        (error_summary(errors))
        (facts(&[
            ("Name", html! { (given(&account.name)) }),
            ("Mail address", html! { (account.mail.as_deref().unwrap_or("none")) }),
            ("State", html! { (state_of(&account)) }),
            ("Made", time(frame.now, account.created_at)),
            ("Open sessions", html! { (sessions) }),
        ]))
        (section("roles", "Roles", &html! {
            (Table { empty: nothing, ..Table::new("Roles", GRANTS, &grants, frame.now) }.html())
            (form(state, person, told, errors).await?)
        }))
    };
    let crumbs = Section::Home.way([Crumb::to("Accounts", "/admin/accounts"), Crumb::here(&account.login)]);
    let head = PageHead {
        title: &account.login,
        crumbs: &crumbs,
        lead: None,
        updated: None,
        actions: Some(html! {
            @if sessions > 0 { (action("end-sessions", "End its sessions")) }
            @if account.disabled_at.is_some() { (action("enable", "Enable")) } @else { (action("disable", "Disable")) }
        }),
    };
    Ok(frame.render(Page::new(&account.login, body).head(&head, frame.now)))
}

async fn form(state: &State, person: Uuid, told: &Told, errors: &[FieldError]) -> Result<Markup, Error> {
    let error =
        |field: &str| errors.iter().find(|error| error.field == field).map(|error| error.message.as_str());
    let roles = roles(state).await?;
    let roles: Vec<(&str, &str)> = roles.iter().map(|(id, title)| (id.as_str(), title.as_str())).collect();
    let units = ways(&state.office().store().units().await?);
    let units: Vec<&str> = units.iter().map(|(_, way)| way.as_str()).collect();
    Ok(html! {
        form class="form" action={ "/admin/accounts/" (person) "/roles" } method="post" {
            (Field { value: &told.role, error: error("role"), ..Field::new("role", "Give a role", Control::Choice(&roles)) }.html())
            (Field { value: &told.unit, error: error("unit"), optional: true, hint: Some("It holds in the unit and all below; without unit and product everywhere."), ..Field::new("unit", "In the unit", Control::Suggest(&units)) }.html())
            (Field { value: &told.product, error: error("product"), optional: true, hint: Some("The key that stands in its address."), ..Field::new("product", "Or for the product", Control::Input("text")) }.html())
            div { (submit("Give")) }
        }
    })
}

const GRANTS: &[Column<Grant>] = &[
    Column::new("role", "Role", |row: &Grant| Cell::Text(profile::title(&row.role).to_owned())).head(),
    Column::new("place", "Where", |row: &Grant| Cell::Text(profile::place(&row.place))),
    Column::new("source", "From", |row: &Grant| Cell::Text(profile::source(row))),
    Column::new("given", "Given", |row: &Grant| Cell::Time(row.granted_at)),
    Column::new("until", "Until", |row: &Grant| row.until.map_or(Cell::None, Cell::Time)),
    Column::new("by", "By", |row: &Grant| Cell::text(row.granted_by.as_ref().map(|by| by.name.clone()))),
    Column::new("revoke", "Action", |_: &Grant| Cell::None).shown(|row, _| {
        html! {
            form action={ "/admin/accounts/" (row.person.uid) "/roles/" (row.uid) "/actions/revoke" } method="post" {
                button type="submit" { "Take back" }
            }
        }
    }),
];
