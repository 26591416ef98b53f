//! Changing what is told of a product.

use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{Html, IntoResponse, Redirect, Response};
use mainstay_markup::{FieldError, html, section};
use mainstay_office::Error as OfficeError;
use mainstay_store::Product;

use super::relations::{self, Removed};
use crate::error_page::form_again;
use crate::pages::meanwhile::{Merged, TRIES, filled, merged};
use crate::pages::products::new::Sent;
use crate::{Error, Frame, Seen, State, Visitor, address};

/// `GET /products/{slug}/edit`.
pub(crate) async fn form(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Path(slug): Path<String>,
    Query(removed): Query<Removed>,
) -> Result<Html<String>, Error> {
    let product = state.office().store().product(&slug).await?;
    let sent = Sent::of(&product).opened(&product);
    show(&product, &sent, &state, &frame, removed, &[]).await
}

/// `POST /products/{slug}/edit`.
pub(crate) async fn change(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Path(slug): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let uid = state.office().store().product(&slug).await?.uid.to_string();
    for _ in 0..TRIES {
        if let Some(answer) = changed(&state, &frame, &uid, &sent).await? {
            return Ok(answer);
        }
    }
    Err(Error::busy())
}

/// The answer to a form that was merged with what stands there now; `None` when somebody else saved between reading and writing.
async fn changed(state: &State, frame: &Frame, uid: &str, sent: &Sent) -> Result<Option<Response>, Error> {
    let office = state.office();
    let product = office.store().product(uid).await?;
    let before = Sent::of(&product);
    let Merged { form, mut conflicts } = merged(&sent.filled, sent.clone(), &before);
    if conflicts.is_empty() {
        let fits = |now: &Product| filled(&Sent::of(now)) == filled(&before);
        match office.change_product(product.uid, &form.entry(), fits).await {
            Ok(changed) => return Ok(Some(Redirect::to(&address::product(&changed.slug)).into_response())),
            Err(OfficeError::Changed(_)) => return Ok(None),
            Err(error) => conflicts.push(form.wrong(error, office)?),
        }
    }
    let form = form.opened(&product);
    Ok(Some(form_again(show(&product, &form, state, frame, Removed::default(), &conflicts).await?)))
}

/// `POST /products/{slug}/actions/archive` and `/restore`.
pub(crate) async fn archive(
    Seen(state): Seen,
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

async fn show(
    product: &Product,
    sent: &Sent,
    state: &State,
    frame: &Frame,
    removed: Removed,
    errors: &[FieldError],
) -> Result<Html<String>, Error> {
    let store = state.office().store();
    let (parts, repositories) = (store.parts(product.uid).await?, store.repositories(product.uid).await?);
    let at = address::product(&product.slug);
    let (verb, button) =
        if product.archived_at.is_some() { ("restore", "Take it back") } else { ("archive", "Archive it") };
    let body = html! {
        (relations::told(state, product, removed).await?)
        div class="columns" {
            (section("change", "What it is", &sent.form(&format!("{at}/edit"), "Save", state.office(), errors)))
            div class="stack" {
                (relations::forms(product, &parts, &repositories))
                (section("archive", "Archive", &html! {
                    form class="form" action={ (at) "/actions/" (verb) } method="post" {
                        p { "An archived product leaves the list of products, coverage and the numbers of products and releases. Nothing is deleted: its components and SBOMs stay \
                             in the inventory, and search and where-used go on naming it, marked as archived." }
                        div { button type="submit" { (button) } }
                    }
                }))
            }
        }
    };
    Ok(frame.render(super::head(product, "edit").page(&body, frame.now)))
}
