//! The form of a new release.

use axum::Form;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use mainstay_markup::{
    Control, Crumb, Field, FieldError, Markup, PageHead, error_summary, given, html, submit,
};
use mainstay_store::{NewRelease, Product, Release, StoreError};
use serde::{Deserialize, Serialize};

use crate::error_page::form_again;
use crate::pages::meanwhile;
use crate::pages::products::new::wrong;
use crate::{Error, Frame, Page, Section, Seen, Visitor, day};

/// What the form sends.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    version: String,
    variant: String,
    released: String,
    supported: String,
    deployed: String,
    /// What a form was filled with that changes a release ([`meanwhile`]).
    #[serde(skip_serializing)]
    pub(crate) filled: String,
}

/// `GET /products/{slug}/releases/new`.
pub(crate) async fn form(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Path(slug): Path<String>,
) -> Result<Html<String>, Error> {
    let product = state.office().store().product(&slug).await?;
    Ok(show(&product, &Sent::default(), &frame, &[]))
}

/// `POST /products/{slug}/releases/new`.
pub(crate) async fn create(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Path(slug): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let store = state.office().store();
    let product = store.product(&slug).await?;
    let error = match sent.release() {
        Ok(new) => match store.create_release(product.uid, &new).await {
            Ok(uid) => return Ok(Redirect::to(&format!("/releases/{uid}")).into_response()),
            Err(StoreError::Conflict(message) | StoreError::Invalid(message)) => refused(&new, &message),
            Err(error) => return Err(error.into()),
        },
        Err(error) => error,
    };
    Ok(form_again(show(&product, &sent, &frame, &[error])))
}

impl Sent {
    /// What is known of a release, ready to be changed.
    pub(crate) fn of(release: &Release) -> Self {
        let day = |at: Option<Timestamp>| {
            at.map(|at| at.to_zoned(TimeZone::UTC).date().to_string()).unwrap_or_default()
        };
        Self {
            version: release.version.clone(),
            variant: release.variant.clone(),
            released: day(release.released_at),
            supported: day(release.support_until),
            deployed: if release.deployed { "yes".to_owned() } else { String::new() },
            filled: String::new(),
        }
    }

    /// The form as it opens on a release: it knows what it was filled with.
    pub(crate) fn opened(self, release: &Release) -> Self {
        Self { filled: meanwhile::filled(&Self::of(release)), ..self }
    }

    /// What is told of a release anew. A form knows days only: where one stays as it is, so does the moment.
    pub(crate) fn changed(&self, release: &Release) -> Result<NewRelease, FieldError> {
        let (before, told) = (Self::of(release), self.release()?);
        let same = |one: &str, other: &str| one.trim() == other;
        Ok(NewRelease {
            released_at: if same(&self.released, &before.released) {
                release.released_at
            } else {
                told.released_at
            },
            support_until: if same(&self.supported, &before.supported) {
                release.support_until
            } else {
                told.support_until
            },
            ..told
        })
    }

    /// The release that is asked for.
    pub(crate) fn release(&self) -> Result<NewRelease, FieldError> {
        if self.version.trim().is_empty() {
            return Err(wrong("version", "Enter a version, as in 2.4.0."));
        }
        Ok(NewRelease {
            version: self.version.clone(),
            variant: self.variant.clone(),
            released_at: day("released", &self.released)?,
            support_until: day("supported", &self.supported)?,
            deployed: self.deployed == "yes",
        })
    }
}

impl Sent {
    /// The fields, with what is wrong beside them.
    pub(crate) fn form(&self, action: &str, button: &str, errors: &[FieldError]) -> Markup {
        let field = |name: &'static str, label: &'static str, value, control| Field {
            value,
            optional: true,
            error: errors.iter().find(|error| error.field == name).map(|error| error.message.as_str()),
            ..Field::new(name, label, control)
        };
        html! {
            (error_summary(errors))
            form class="form" action=(action) method="post" {
                (meanwhile::carried(&self.filled))
                (Field { optional: false, hint: Some("As you write it."), ..field("version", "Version", &self.version, Control::Input("text")) }.html())
                (Field { hint: Some("Platform or edition, when one version comes in several."),
                    ..field("variant", "Variant", &self.variant, Control::Input("text")) }.html())
                (field("released", "Released", &self.released, Control::Input("date")).html())
                (field("supported", "Supported until", &self.supported, Control::Input("date")).html())
                (field("deployed", "Runs or is in users' hands now", &self.deployed, Control::Check).html())
                div { (submit(button)) }
            }
        }
    }
}

/// What the store refuses, at the field that it is about.
pub(crate) fn refused(new: &NewRelease, message: &str) -> FieldError {
    let field = if new.ends_before_it_starts() {
        "supported"
    } else if NewRelease::check_variant(&new.variant).is_err() {
        "variant"
    } else {
        "version"
    };
    wrong(field, message)
}

/// The day that a field names; a moment is one too.
fn day(field: &str, text: &str) -> Result<Option<Timestamp>, FieldError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let start = day::start(text).map(Some);
    start.ok_or_else(|| wrong(field, "Enter a day as year, month and day, as in 2027-03-01."))
}

fn show(product: &Product, sent: &Sent, frame: &Frame, errors: &[FieldError]) -> Html<String> {
    let at = format!("/products/{}", product.slug);
    let head = PageHead {
        title: "New release",
        crumbs: &Section::Products.way([
            Crumb::to(&product.name, &at),
            Crumb::to("Releases", format!("{at}/releases")),
            Crumb::here("New release"),
        ]),
        lead: Some(html! { "Of " (given(&product.name)) "." }),
        updated: None,
        actions: None,
    };
    let body = sent.form(&format!("{at}/releases/new"), "Add the release", errors);
    frame.render(Page::new("New release", body).section(Section::Products).head(&head, frame.now))
}
