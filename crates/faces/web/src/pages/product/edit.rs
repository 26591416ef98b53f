//! Changing what is told of a product.

use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::response::{Html, IntoResponse, Redirect, Response};
use mainstay_markup::{Control, Field, FieldError, html, section};
use mainstay_store::{Product, StoreError};
use serde::Deserialize;

use crate::error_page::form_again;
use crate::pages::products::new::{Sent, wrong};
use crate::{Error, Frame, State, Visitor};

/// Another product, as part of this one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Part {
    part: String,
}

/// A place of source.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Source {
    repository: String,
}

/// `GET /products/{slug}/edit`.
pub(crate) async fn form(
    Extract(state): Extract<State>,
    _: Visitor,
    frame: Frame,
    Path(slug): Path<String>,
) -> Result<Html<String>, Error> {
    let product = state.office().store().product(&slug).await?;
    let sent = Sent::of(&product, state.office()).await?;
    Ok(show(&product, &sent, &state, &frame, &[]))
}

/// `POST /products/{slug}/edit`.
pub(crate) async fn change(
    Extract(state): Extract<State>,
    _: Visitor,
    frame: Frame,
    Path(slug): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let office = state.office();
    let product = office.store().product(&slug).await?;
    let error = match sent.product(office).await {
        Ok(new) => match office.store().update_product(product.uid, &new).await {
            Ok(()) => return Ok(Redirect::to(&format!("/products/{}", new.slug)).into_response()),
            Err(StoreError::Conflict(message) | StoreError::Invalid(message)) => wrong("key", &message),
            Err(error) => return Err(error.into()),
        },
        Err(error) => error,
    };
    Ok(form_again(show(&product, &sent, &state, &frame, &[error])))
}

/// `POST /products/{slug}/actions/archive` and `/restore`.
pub(crate) async fn archive(
    Extract(state): Extract<State>,
    _: Visitor,
    Path((slug, verb)): Path<(String, String)>,
) -> Result<Redirect, Error> {
    let archived = match verb.as_str() {
        "archive" => true,
        "restore" => false,
        other => return Err(Error::not_found(format!("A product has no action `{other}`."))),
    };
    let store = state.office().store();
    let product = store.product(&slug).await?;
    store.archive_product(product.uid, archived).await?;
    Ok(Redirect::to(&format!("/products/{}", product.slug)))
}

/// `POST /products/{slug}/parts`: another product becomes a part of this one.
pub(crate) async fn add_part(
    Extract(state): Extract<State>,
    _: Visitor,
    Path(slug): Path<String>,
    Form(sent): Form<Part>,
) -> Result<Redirect, Error> {
    let store = state.office().store();
    let product = store.product(&slug).await?;
    let part = store.product(sent.part.trim()).await?;
    store.add_part(product.uid, part.uid).await?;
    Ok(Redirect::to(&format!("/products/{}", product.slug)))
}

/// `POST /products/{slug}/repositories`: the source is there too.
pub(crate) async fn add_repository(
    Extract(state): Extract<State>,
    _: Visitor,
    Path(slug): Path<String>,
    Form(sent): Form<Source>,
) -> Result<Redirect, Error> {
    let store = state.office().store();
    let product = store.product(&slug).await?;
    let repository = store.ensure_repository(&sent.repository).await?;
    store.link_repository(product.uid, repository).await?;
    Ok(Redirect::to(&format!("/products/{}", product.slug)))
}

fn show(product: &Product, sent: &Sent, state: &State, frame: &Frame, errors: &[FieldError]) -> Html<String> {
    let at = format!("/products/{}", product.slug);
    let small = |path: &str, field: Field<'_>, button: &str| {
        html! {
            form class="form" action={ (at) (path) } method="post" { (field.html()) div { button type="submit" { (button) } } }
        }
    };
    let part = Field {
        hint: Some("Its key, as in its address."),
        ..Field::new("part", "A product that is part of this one", Control::Input("text"))
    };
    let repository = Field {
        hint: Some("An address, as in https://git.example.org/shop."),
        ..Field::new("repository", "Where its source is", Control::Input("text"))
    };
    let (verb, button) =
        if product.archived_at.is_some() { ("restore", "Take it back") } else { ("archive", "Archive it") };
    let body = html! {
        div class="columns" {
            (section("change", "What it is", &sent.form(&format!("{at}/edit"), "Save", state.office(), errors)))
            div class="stack" {
                (section("parts", "Parts", &small("/parts", part, "Add the part")))
                (section("repositories", "Repositories", &small("/repositories", repository, "Add the repository")))
                (section("archive", "Archive", &html! {
                    form class="form" action={ (at) "/actions/" (verb) } method="post" {
                        p { "An archived product leaves lists and figures; nothing is deleted." }
                        div { button type="submit" { (button) } }
                    }
                }))
            }
        }
    };
    frame.render(super::head(product, "edit").page(&body, frame.now))
}
