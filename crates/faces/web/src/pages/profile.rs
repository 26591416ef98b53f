//! The profile of who is signed in: roles, password, sessions, tokens.

mod token;

use axum::extract::{Form, Path};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use mainstay_markup::{
    Cell, Column, Control, Crumb, Field, FieldError, Markup, PageHead, Table, empty, error_summary, facts,
    given, html, section, submit, time,
};
use mainstay_office::Error as OfficeError;
use mainstay_office::access::ROLES;
use mainstay_office::accounts::SignedIn;
use mainstay_store::{Grant, GrantFilter, GrantPlace, PageRequest, Session};
use serde::Deserialize;
use uuid::Uuid;

pub(crate) use token::{make, revoke};

use super::products::new::wrong;
use crate::error_page::form_again;
use crate::security::session;
use crate::{Access, Error, Frame, Page, Section, Seen, State, Visitor};

/// What the form for a new password sends.
#[derive(Deserialize)]
pub(crate) struct NewPassword {
    #[serde(default)]
    present: String,
    #[serde(default)]
    password: String,
}

/// `GET /profile`.
pub(crate) async fn profile(
    Seen(state): Seen,
    visitor: Visitor,
    frame: Frame,
) -> Result<Html<String>, Error> {
    show(&state, visitor.person()?, &frame, &[]).await
}

/// `POST /profile/password`.
pub(crate) async fn password(
    Seen(state): Seen,
    visitor: Visitor,
    frame: Frame,
    headers: HeaderMap,
    Form(told): Form<NewPassword>,
) -> Result<Response, Error> {
    let me = visitor.person()?;
    let kept = session(&headers, state.config()).unwrap_or_default();
    match state.office().change_password(me.person.uid, &told.present, &told.password, kept).await {
        Ok(()) => Ok(Redirect::to("/profile").into_response()),
        Err(OfficeError::Invalid(message)) => {
            let field = if message.contains("present") { "present" } else { "password" };
            Ok(form_again(show(&state, me, &frame, &[wrong(field, &message)]).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /profile/sessions/{session}/actions/end`.
pub(crate) async fn end(
    Seen(state): Seen,
    visitor: Visitor,
    Path(uid): Path<Uuid>,
) -> Result<Redirect, Error> {
    state.office().store().end_session(visitor.person()?.person.uid, uid).await?;
    Ok(Redirect::to("/profile"))
}

/// `POST /profile/sessions/actions/end-others`.
pub(crate) async fn end_others(
    Seen(state): Seen,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Redirect, Error> {
    let kept = session(&headers, state.config());
    state.office().end_other_sessions(visitor.person()?.person.uid, kept).await?;
    Ok(Redirect::to("/profile"))
}

async fn show(
    state: &State,
    me: &SignedIn,
    frame: &Frame,
    errors: &[FieldError],
) -> Result<Html<String>, Error> {
    let (store, person) = (state.office().store(), &me.person);
    let filter = GrantFilter { person: Some(person.uid), ..GrantFilter::default() };
    let grants = store.list_grants(&filter, frame.now, &PageRequest::first(100)).await?.rows;
    let account = store.account_of(person.uid).await?;
    let sessions: Vec<Row> = store
        .sessions(person.uid, frame.now)
        .await?
        .into_iter()
        .map(|session| Row { here: me.session == Some(session.uid), session })
        .collect();
    let tokens = store.tokens(person.uid).await?;
    let body = html! {
        (error_summary(errors))
        (facts(&[
            ("Name", html! { (given(&person.name)) }),
            ("Mail address", html! { (person.mail.as_deref().unwrap_or("none")) }),
            ("Login", html! { (account.as_ref().map_or("none", |account| account.login.as_str())) }),
        ]))
        (section("roles", "Roles", &roles(&grants, frame.now)))
        @if account.as_ref().is_some_and(|account| account.password.is_some()) {
            (section("password", "Password", &change(errors, account.is_some_and(|account| account.must_change))))
        }
        (section("sessions", "Sessions", &html! {
            (Table { empty: html! {}, ..Table::new("Sessions", SESSIONS, &sessions, frame.now) }.html())
            @if sessions.len() > 1 {
                form action="/profile/sessions/actions/end-others" method="post" { button type="submit" { "End all others" } }
            }
        }))
        (section("tokens", "Tokens", &token::section(&tokens, frame)))
    };
    let head = PageHead {
        title: "Profile",
        crumbs: &Section::Home.way([Crumb::here("Profile")]),
        lead: None,
        updated: None,
        actions: (state.config().access == Access::Accounts).then(|| {
            html! { form action="/sign-out" method="post" { button type="submit" { "Sign out" } } }
        }),
    };
    Ok(frame.render(Page::new("Profile", body).head(&head, frame.now)))
}

const GRANTS: &[Column<Grant>] = &[
    Column::new("role", "Role", |row: &Grant| Cell::Text(title(&row.role).to_owned())).head(),
    Column::new("place", "Where", |row: &Grant| Cell::Text(place(&row.place))),
    Column::new("source", "From", |row: &Grant| Cell::Text(source(row))),
    Column::new("until", "Until", |row: &Grant| row.until.map_or(Cell::None, Cell::Time)),
];

/// Where a role comes from, in words.
pub(crate) fn source(grant: &Grant) -> String {
    grant.source.strip_prefix("group:").map_or("given here".to_owned(), |group| format!("group {group}"))
}

/// What people call a role.
pub(crate) fn title(id: &str) -> &str {
    ROLES.iter().find(|role| role.id == id).map_or(id, |role| role.title)
}

/// Where a role holds, in words.
pub(crate) fn place(place: &GrantPlace<mainstay_store::Named>) -> String {
    match place {
        GrantPlace::Organization => "The whole organization".to_owned(),
        GrantPlace::Unit(unit) => format!("Unit {}", unit.name),
        GrantPlace::Product(product) => format!("Product {}", product.name),
    }
}

fn roles(grants: &[Grant], now: Timestamp) -> Markup {
    let nothing = empty(
        "You have no role yet",
        &html! { p { "Without one you see nothing of the inventory. Ask an administrator for one." } },
    );
    Table { empty: nothing, ..Table::new("Roles", GRANTS, grants, now) }.html()
}

fn change(errors: &[FieldError], must: bool) -> Markup {
    let error =
        |field: &str| errors.iter().find(|error| error.field == field).map(|error| error.message.as_str());
    let field = |name, label, autocomplete| Field {
        error: error(name),
        autocomplete: Some(autocomplete),
        ..Field::new(name, label, Control::Input("password"))
    };
    html! {
        @if must { p { "Somebody else chose your password: change it now." } }
        form class="form" action="/profile/password" method="post" {
            (field("present", "Present password", "current-password").html())
            (Field { hint: Some("At least 15 characters: take several words that do not belong together. Your other sessions end."), ..field("password", "New password", "new-password") }.html())
            div { (submit("Change the password")) }
        }
    }
}

/// A session, and whether it is the one that asks.
struct Row {
    session: Session,
    here: bool,
}

const SESSIONS: &[Column<Row>] = &[
    Column::new("agent", "Browser", |row: &Row| Cell::Text(row.session.agent.clone())).head(),
    Column::new("address", "From", |row: &Row| {
        Cell::text(Some(row.session.address.clone()).filter(|one| !one.is_empty()))
    }),
    Column::new("opened", "Opened", |row: &Row| Cell::Time(row.session.created_at)),
    Column::new("seen", "Last used", |row: &Row| Cell::Time(row.session.seen_at)),
    Column::new("ends", "Ends", |row: &Row| Cell::Time(row.session.idle_until.min(row.session.expires_at)))
        .shown(|row, now| time(now, row.session.idle_until.min(row.session.expires_at))),
    Column::new("here", "State", |row: &Row| Cell::text(row.here.then(|| "this one".to_owned()))).shown(
        |row, _| {
            if row.here {
                return html! { "This one" };
            }
            html! {
                form action={ "/profile/sessions/" (row.session.uid) "/actions/end" } method="post" {
                    button type="submit" { "End" }
                }
            }
        },
    ),
];
