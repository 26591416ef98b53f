//! What is around a product: its parts and repositories, added and taken away. What was taken away can be put back at once.

use axum::Form;
use axum::extract::Path;
use axum::response::Redirect;
use mainstay_markup::{Control, Field, Markup, flash, given_words, html, section};
use mainstay_store::{Named, Product, Repository};
use serde::Deserialize;
use uuid::Uuid;

use crate::{Error, Seen, State, Visitor, address};

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

/// What was just taken away, as the address of the form tells it.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Removed {
    part: Option<Uuid>,
    repository: Option<Uuid>,
}

/// `POST /products/{slug}/parts`: another product becomes a part of this one.
pub(crate) async fn add_part(
    Seen(state): Seen,
    _: Visitor,
    Path(slug): Path<String>,
    Form(sent): Form<Part>,
) -> Result<Redirect, Error> {
    let product = state.office().store().product(&slug).await?;
    state.office().add_part(product.uid, &sent.part).await?;
    Ok(Redirect::to(&edit(&product)))
}

/// `POST /products/{slug}/repositories`: the source is there too.
pub(crate) async fn add_repository(
    Seen(state): Seen,
    _: Visitor,
    Path(slug): Path<String>,
    Form(sent): Form<Source>,
) -> Result<Redirect, Error> {
    let product = state.office().store().product(&slug).await?;
    state.office().add_repository(product.uid, &sent.repository).await?;
    Ok(Redirect::to(&edit(&product)))
}

/// `POST /products/{slug}/parts/{part}/actions/remove` and `/add`, which is the way back.
pub(crate) async fn change_part(
    Seen(state): Seen,
    _: Visitor,
    Path((slug, part, verb)): Path<(String, String, String)>,
) -> Result<Redirect, Error> {
    let office = state.office();
    let product = office.store().product(&slug).await?;
    if adds(&verb)? {
        office.add_part(product.uid, &part).await?;
        return Ok(Redirect::to(&edit(&product)));
    }
    let removed = office.remove_part(product.uid, &part).await?;
    Ok(Redirect::to(&format!("{}?part={}", edit(&product), removed.uid)))
}

/// `POST /products/{slug}/repositories/{repository}/actions/remove` and `/add`, which is the way back.
pub(crate) async fn change_repository(
    Seen(state): Seen,
    _: Visitor,
    Path((slug, repository, verb)): Path<(String, Uuid, String)>,
) -> Result<Redirect, Error> {
    let office = state.office();
    let product = office.store().product(&slug).await?;
    if adds(&verb)? {
        let known = office.store().repository(repository).await?;
        office.add_repository(product.uid, &known.url).await?;
        return Ok(Redirect::to(&edit(&product)));
    }
    let removed = office.remove_repository(product.uid, repository).await?;
    Ok(Redirect::to(&format!("{}?repository={}", edit(&product), removed.uid)))
}

/// What was taken away, with the way back.
pub(super) async fn told(state: &State, product: &Product, removed: Removed) -> Result<Markup, Error> {
    let store = state.office().store();
    let way = |kind: &str, uid: Uuid| format!("{}/{kind}/{uid}/actions/add", address::product(&product.slug));
    Ok(html! {
        @if let Some(part) = removed.part {
            @let name = store.product(&part.to_string()).await?.name;
            (flash(&format!("{name} is no longer a part of {}.", product.name), Some((&way("parts", part), "Put it back"))))
        }
        @if let Some(repository) = removed.repository {
            @let url = store.repository(repository).await?.url;
            (flash(&format!("The source of {} is no longer said to be at {url}.", product.name), Some((&way("repositories", repository), "Put it back"))))
        }
    })
}

/// The parts and the repositories, each with a button that takes it away, and a field for one more.
pub(super) fn forms(product: &Product, parts: &[Named], repositories: &[Repository]) -> Markup {
    let at = address::product(&product.slug);
    let part = Field {
        hint: Some("Its key, as in its address."),
        ..Field::new("part", "A product that is part of this one", Control::Input("text"))
    };
    let repository = Field {
        hint: Some("An address, as in https://git.example.org/shop."),
        ..Field::new("repository", "Where its source is", Control::Input("text"))
    };
    let parts: Vec<(Uuid, &str)> = parts.iter().map(|part| (part.uid, part.name.as_str())).collect();
    let repositories: Vec<(Uuid, &str)> =
        repositories.iter().map(|one| (one.uid, one.url.as_str())).collect();
    html! {
        (section("parts", "Parts", &one_more(&format!("{at}/parts"), &parts, &part, "Add the part")))
        (section("repositories", "Repositories", &one_more(&format!("{at}/repositories"), &repositories, &repository, "Add the repository")))
    }
}

fn one_more(action: &str, known: &[(Uuid, &str)], field: &Field<'_>, button: &str) -> Markup {
    html! {
        @if !known.is_empty() {
            ul class="removable" {
                @for (uid, name) in known {
                    li {
                        span { (name) }
                        form action={ (action) "/" (uid) "/actions/remove" } method="post" {
                            button class="quiet" type="submit" aria-label={ "Remove " (given_words(name)) } { "Remove" }
                        }
                    }
                }
            }
        }
        form class="form" action=(action) method="post" { (field.html()) div { button type="submit" { (button) } } }
    }
}

fn adds(verb: &str) -> Result<bool, Error> {
    match verb {
        "add" => Ok(true),
        "remove" => Ok(false),
        other => Err(Error::not_found(format!("There is no action `{other}`; there are add and remove."))),
    }
}

fn edit(product: &Product) -> String {
    format!("{}/edit", address::product(&product.slug))
}
