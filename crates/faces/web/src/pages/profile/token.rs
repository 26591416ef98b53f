//! Tokens of who is signed in.

use axum::extract::{Form, Path};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use mainstay_markup::{
    Cell, Column, Control, Crumb, Field, Markup, PageHead, Table, copyable, empty, html, submit,
};
use mainstay_office::access::Permission;
use mainstay_store::Token;
use serde::Deserialize;
use uuid::Uuid;

use crate::{Error, Frame, Page, Section, Seen, Visitor};

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Told {
    #[serde(default)]
    name: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    may: String,
}

/// For how many days a token may be good.
const DAYS: [(&str, &str); 4] = [("30", "30 days"), ("90", "90 days"), ("365", "A year"), ("7", "A week")];

/// What a token may do: the words of the form, and the permissions.
const KINDS: [(&str, &str, &[Permission]); 3] = [
    ("contribute", "Send SBOMs and read", &[Permission::Read, Permission::Contribute]),
    ("read", "Read", &[Permission::Read]),
    ("all", "All that I may", &Permission::ALL),
];

const COLUMNS: &[Column<Token>] = &[
    Column::new("name", "For", |row: &Token| Cell::Text(row.name.clone())).head(),
    Column::new("may", "May", |row: &Token| {
        Cell::Text(
            row.permissions.as_ref().map_or_else(|| "all that you may".to_owned(), |words| words.join(", ")),
        )
    }),
    Column::new("made", "Made", |row: &Token| Cell::Time(row.created_at)),
    Column::new("used", "Last used", |row: &Token| row.used_at.map_or(Cell::None, Cell::Time)),
    Column::new("ends", "Ends", |row: &Token| row.expires_at.map_or(Cell::None, Cell::Time)),
    Column::new("state", "State", |row: &Token| Cell::text(row.revoked_at.map(|_| "taken back".to_owned())))
        .shown(|row, now| {
            let over = row.expires_at.is_some_and(|at| at <= now);
            html! {
                @if row.revoked_at.is_some() { "Taken back" } @else if over { "Over" } @else {
                    form action={ "/profile/tokens/" (row.uid) "/actions/revoke" } method="post" {
                        button type="submit" { "Take back" }
                    }
                }
            }
        }),
];

/// The tokens, and the form for a new one.
pub(super) fn section(tokens: &[Token], frame: &Frame) -> Markup {
    let nothing = empty("No tokens", &html! { p { "Programs show a token in the place of a person." } });
    let kinds = KINDS.map(|(word, label, _)| (word, label));
    html! {
        (Table { empty: nothing, ..Table::new("Tokens", COLUMNS, tokens, frame.now) }.html())
        form class="form" action="/profile/tokens" method="post" {
            (Field { hint: Some("Which program, on which machine."), ..Field::new("name", "What is it for?", Control::Input("text")) }.html())
            (Field::new("may", "It may", Control::Choice(&kinds)).html())
            (Field::new("days", "Good for", Control::Choice(&DAYS)).html())
            div { (submit("Make a token")) }
        }
    }
}

/// `POST /profile/tokens`: a token, shown this once.
pub(crate) async fn make(
    Seen(state): Seen,
    visitor: Visitor,
    frame: Frame,
    Form(told): Form<Told>,
) -> Result<Html<String>, Error> {
    let me = visitor.person()?;
    if me.token.is_some() {
        return Err(Error::conflict("A token makes no tokens: sign in with a browser."));
    }
    let days = told.days.parse().ok().filter(|days| (1..=365).contains(days)).unwrap_or(30_i64);
    let kind = KINDS.iter().find(|(word, ..)| *word == told.may).map_or(KINDS[1].2, |(_, _, held)| held);
    let held = (kind != Permission::ALL).then_some(kind);
    let ends = frame.now + SignedDuration::from_hours(days * 24);
    let person = me.person.uid;
    let secret = state.office().make_token(person, Some(person), &told.name, held, Some(ends)).await?;
    let title = "A token for a program";
    let body = html! {
        div class="prose" {
            p { "It is shown this once. Who has it may do with it what you allowed it, as you." }
            p { (copyable(secret.text(), "the token")) }
            p { "To send an SBOM with it:" }
            pre tabindex="0" { (super::super::api_reference::upload(&frame.site, Some(secret.text()))) }
        }
    };
    let crumbs = Section::Home.way([Crumb::to("Profile", "/profile"), Crumb::here(title)]);
    let head = PageHead { title, crumbs: &crumbs, lead: None, updated: None, actions: None };
    Ok(frame.render(Page::new(title, body).head(&head, frame.now)))
}

/// `POST /profile/tokens/{token}/actions/revoke`.
pub(crate) async fn revoke(
    Seen(state): Seen,
    visitor: Visitor,
    Path(uid): Path<Uuid>,
) -> Result<Response, Error> {
    state.office().store().revoke_token(visitor.person()?.person.uid, uid).await?;
    Ok(Redirect::to("/profile#tokens").into_response())
}
