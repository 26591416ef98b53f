//! Changing what is told of a release.

use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::response::{Html, IntoResponse, Redirect, Response};
use mainstay_markup::{FieldError, html, section};
use mainstay_office::Error as OfficeError;
use mainstay_store::Release;

use super::{find, head};
use crate::error_page::form_again;
use crate::pages::meanwhile::{Merged, merged};
use crate::pages::product::new_release::{Sent, refused};
use crate::{Error, Frame, State, Visitor, address};

/// `GET /releases/{release}/edit`.
pub(crate) async fn form(
    Extract(state): Extract<State>,
    _: Visitor,
    frame: Frame,
    Path(uid): Path<String>,
) -> Result<Html<String>, Error> {
    let release = find(&state, &uid).await?;
    Ok(show(&release, &Sent::of(&release).opened(&release), &frame, &[]))
}

/// `POST /releases/{release}/edit`.
pub(crate) async fn change(
    Extract(state): Extract<State>,
    _: Visitor,
    frame: Frame,
    Path(uid): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let release = find(&state, &uid).await?;
    let Merged { form, conflicts } = merged(&sent.filled.clone(), sent, &Sent::of(&release));
    if !conflicts.is_empty() {
        return Ok(form_again(show(&release, &form.opened(&release), &frame, &conflicts)));
    }
    let error = match form.changed(&release) {
        Ok(told) => match state.office().change_release(release.uid, &told).await {
            Ok(_) => return Ok(Redirect::to(&address::release(release.uid)).into_response()),
            Err(OfficeError::Conflict(message) | OfficeError::Invalid(message)) => refused(&told, &message),
            Err(error) => return Err(error.into()),
        },
        Err(error) => error,
    };
    Ok(form_again(show(&release, &form.opened(&release), &frame, &[error])))
}

fn show(release: &Release, sent: &Sent, frame: &Frame, errors: &[FieldError]) -> Html<String> {
    let action = format!("{}/edit", address::release(release.uid));
    let body = html! {
        (section("change", "What is told of it", &sent.form(&action, "Save", errors)))
        p class="meta" { "Its SBOMs stay with it, whatever it is called." }
    };
    frame.render(head(release, "edit").page(&body, frame.now))
}
