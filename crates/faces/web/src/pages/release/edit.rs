//! Changing what is told of a release.

use axum::Form;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use mainstay_markup::{FieldError, html, section};
use mainstay_office::Error as OfficeError;
use mainstay_store::Release;

use super::{find, head};
use crate::error_page::form_again;
use crate::pages::meanwhile::{Merged, TRIES, filled, merged};
use crate::pages::product::new_release::{Sent, refused};
use crate::{Error, Frame, Seen, State, Visitor, address};

/// `GET /releases/{release}/edit`.
pub(crate) async fn form(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Path(uid): Path<String>,
) -> Result<Html<String>, Error> {
    let release = find(&state, &uid).await?;
    Ok(show(&release, &Sent::of(&release).opened(&release), &frame, &[]))
}

/// `POST /releases/{release}/edit`.
pub(crate) async fn change(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Path(uid): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    for _ in 0..TRIES {
        if let Some(answer) = changed(&state, &frame, &uid, &sent).await? {
            return Ok(answer);
        }
    }
    Err(Error::busy())
}

/// The answer to a form that was merged with what stands there now; `None` when somebody else saved between reading and writing.
async fn changed(state: &State, frame: &Frame, uid: &str, sent: &Sent) -> Result<Option<Response>, Error> {
    let release = find(state, uid).await?;
    let Merged { form, conflicts } = merged(&sent.filled, sent.clone(), &Sent::of(&release));
    let again = |errors: &[FieldError]| {
        Some(form_again(show(&release, &form.clone().opened(&release), frame, errors)))
    };
    if !conflicts.is_empty() {
        return Ok(again(&conflicts));
    }
    let told = match form.changed(&release) {
        Ok(told) => told,
        Err(error) => return Ok(again(&[error])),
    };
    let fits = |now: &Release| told_of(now) == told_of(&release);
    match state.office().change_release(release.uid, &told, fits).await {
        Ok(_) => Ok(Some(Redirect::to(&address::release(release.uid)).into_response())),
        Err(OfficeError::Changed(_)) => Ok(None),
        Err(OfficeError::Conflict(message) | OfficeError::Invalid(message)) => {
            Ok(again(&[refused(&told, &message)]))
        }
        Err(error) => Err(error.into()),
    }
}

/// What the form is filled with, to the moment, of which it knows the day.
fn told_of(release: &Release) -> (String, [Option<Timestamp>; 2]) {
    (filled(&Sent::of(release)), [release.released_at, release.support_until])
}

fn show(release: &Release, sent: &Sent, frame: &Frame, errors: &[FieldError]) -> Html<String> {
    let action = format!("{}/edit", address::release(release.uid));
    let body = html! {
        (section("change", "What is told of it", &sent.form(&action, "Save", errors)))
        p class="meta" { "Its SBOMs stay with it, whatever it is called." }
    };
    frame.render(head(release, "edit").page(&body, frame.now))
}
