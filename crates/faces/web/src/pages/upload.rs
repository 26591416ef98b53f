//! An SBOM by form.

use axum::extract::{Multipart, Query, State as Extract};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use mainstay_markup::{Control, Crumb, Field, FieldError, PageHead, error_summary, html, section, submit};
use mainstay_office::Error as OfficeError;
use mainstay_office::intake::{Delivery, ReleaseName};
use mainstay_store::{Received, SbomSource};
use serde::Deserialize;

use super::products::new::wrong;
use super::words::SOURCES;
use crate::error_page::form_again;
use crate::intake::{Taken, UPLOAD_LIMIT, take, too_large};
use crate::{Error, Frame, Page, Section, State, Visitor};

/// Bytes that a field of words has at most.
const LONGEST_FIELD: usize = 4096;

/// What the form sends besides the file, and what its address may fill in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    product: String,
    version: String,
    variant: String,
    source: String,
    label: String,
}

/// `GET /upload`.
pub(crate) async fn form(_: Visitor, frame: Frame, Query(sent): Query<Sent>) -> Html<String> {
    show(&sent, &frame, &[])
}

/// `POST /upload`: the document is durable and its reading queued when this answers with the way to that work.
pub(crate) async fn upload(
    Extract(state): Extract<State>,
    _: Visitor,
    frame: Frame,
    body: Multipart,
) -> Result<Response, Error> {
    let (sent, file) = read(&state, body).await?;
    let (name, taken) = match file {
        Some((name, taken)) if !taken.bytes.is_empty() => (name, taken),
        _ => return Ok(refused(&sent, &frame, wrong("file", "Choose a file."))),
    };
    if sent.product.trim().is_empty() {
        return Ok(refused(&sent, &frame, wrong("product", "Enter the product's name or key.")));
    }
    if sent.version.trim().is_empty() {
        return Ok(refused(&sent, &frame, wrong("version", "Enter the version that the SBOM describes.")));
    }
    match state.office().receive(&sent.delivery(name.as_deref(), &taken.bytes)).await {
        Ok(received) => Ok(Redirect::to(&next(received)).into_response()),
        Err(OfficeError::Invalid(message)) => Ok(refused(&sent, &frame, wrong("file", &message))),
        Err(error) => Err(error.into()),
    }
}

/// Where to see what becomes of a document.
pub(crate) fn next(received: Received) -> String {
    match received.work {
        Some(work) => format!("/jobs/{work}"),
        None => format!("/sboms/{}", received.sbom),
    }
}

impl Sent {
    fn delivery<'a>(&'a self, file_name: Option<&'a str>, bytes: &'a [u8]) -> Delivery<'a> {
        let (product, version, variant) = (self.product.trim(), self.version.trim(), self.variant.trim());
        Delivery {
            bytes,
            release: ReleaseName { product, version, variant },
            source: self.source.parse().unwrap_or(SbomSource::Build),
            label: self.label.trim(),
            supplier: None,
            file_name,
        }
    }
}

type File = (Option<String>, Taken);

/// The fields of the form; the file piece by piece, the words with a bound.
async fn read(state: &State, mut body: Multipart) -> Result<(Sent, Option<File>), Error> {
    let (mut sent, mut file) = (Sent::default(), None);
    while let Some(field) = body.next_field().await.map_err(unreadable)? {
        let key = field.name().unwrap_or_default().to_owned();
        if key == "file" {
            let name = field.file_name().filter(|name| !name.is_empty()).map(str::to_owned);
            file = Some((name, take(state, None, Box::pin(field)).await?));
            continue;
        }
        let place = match key.as_str() {
            "product" => &mut sent.product,
            "version" => &mut sent.version,
            "variant" => &mut sent.variant,
            "source" => &mut sent.source,
            "label" => &mut sent.label,
            _ => continue,
        };
        let text = field.text().await.map_err(unreadable)?;
        if text.len() > LONGEST_FIELD {
            return Err(Error::unprocessable(format!("`{key}` has more than {LONGEST_FIELD} bytes.")));
        }
        *place = text;
    }
    Ok((sent, file))
}

fn unreadable(error: axum::extract::multipart::MultipartError) -> Error {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(UPLOAD_LIMIT),
        _ => Error::bad_request(error.body_text()),
    }
}

fn refused(sent: &Sent, frame: &Frame, error: FieldError) -> Response {
    form_again(show(sent, frame, &[error]))
}

fn show(sent: &Sent, frame: &Frame, errors: &[FieldError]) -> Html<String> {
    let head = PageHead {
        title: "Upload an SBOM",
        crumbs: &[Crumb::to("Home", "/"), Crumb::to("SBOMs", "/sboms"), Crumb::here("Upload")],
        lead: Some(html! { "CycloneDX or SPDX. It is kept byte for byte and read in the background." }),
        updated: None,
        actions: None,
    };
    let field = |name: &'static str, label: &'static str, value, control| Field {
        value,
        error: errors.iter().find(|error| error.field == name).map(|error| error.message.as_str()),
        ..Field::new(name, label, control)
    };
    let chosen = if sent.source.is_empty() { "build" } else { &sent.source };
    let body = html! {
        (error_summary(errors))
        form class="form" action="/upload" method="post" enctype="multipart/form-data" {
            (Field { hint: Some("Its name or key; one that is not known yet is added."),
                ..field("product", "Product", &sent.product, Control::Input("text")) }.html())
            (field("version", "Version", &sent.version, Control::Input("text")).html())
            (Field { optional: true, hint: Some("Platform or edition, when one version comes in several."),
                ..field("variant", "Variant", &sent.variant, Control::Input("text")) }.html())
            (field("source", "Made from", chosen, Control::Choice(SOURCES)).html())
            (Field { optional: true, hint: Some("Which part of the release it describes. A newer SBOM of the same source and label takes the place of the older one."),
                ..field("label", "Label", &sent.label, Control::Input("text")) }.html())
            (Field { hint: Some("JSON, XML, tag-value, YAML or RDF; at most 1 GiB."),
                ..field("file", "File", "", Control::File(".json,.xml,.spdx,.yaml,.yml,.rdf,.cdx")) }.html())
            div { (submit("Upload")) }
        }
        (section("elsewhere", "From a build", &html! {
            pre tabindex="0" { "mainstay import bom.json --product web-shop --release 1.0" }
            p { "Or with any client, to " code { "POST /api/v1/sboms" } ": see the " a href="/api" { "API" } "." }
        }))
    };
    frame.render(Page::new("Upload an SBOM", body).section(Section::Sboms).head(&head, frame.now))
}
