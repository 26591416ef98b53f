//! An SBOM by form.

use axum::extract::{Multipart, Query};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use futures_util::StreamExt;
use mainstay_markup::{
    Control, Crumb, Field, FieldError, Markup, PageHead, bytes as size_words, error_summary, html, section,
    submit,
};
use mainstay_office::Error as OfficeError;
use mainstay_office::intake::{Delivery, ReleaseName, released_on};
use mainstay_store::{PageRequest, Received, SbomSource};
use serde::Deserialize;

use super::products::new::wrong;
use super::words::SOURCES;
use crate::error_page::form_again;
use crate::intake::{Taken, take, too_large};
use crate::{Error, Frame, Page, Section, Seen, State, Visitor};

/// How many suppliers the form suggests.
const SUGGESTED: u32 = 500;

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
    supplier: String,
    released: String,
}

/// `GET /upload`.
pub(crate) async fn form(
    _: Visitor,
    Seen(state): Seen,
    frame: Frame,
    Query(sent): Query<Sent>,
) -> Result<Html<String>, Error> {
    show(&state, &sent, &frame, &[]).await
}

/// `POST /upload`: the document is durable and its reading queued when this answers with the way to that work.
pub(crate) async fn upload(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    body: Multipart,
) -> Result<Response, Error> {
    let mut sent = Sent::default();
    let (name, taken) = match read(&state, body, &mut sent).await {
        Ok(Some((name, taken))) if !taken.bytes.is_empty() => (name, taken),
        Ok(_) => return refused(&state, &sent, &frame, wrong("file", "Choose a file.")).await,
        Err(error) if error.status == StatusCode::PAYLOAD_TOO_LARGE => {
            let words = error.detail.as_deref().unwrap_or(error.title);
            let mut answer = refused(&state, &sent, &frame, wrong("file", words)).await?;
            *answer.status_mut() = error.status;
            return Ok(answer);
        }
        Err(error) => return Err(error),
    };
    if !sent.source.trim().is_empty() && sent.source.parse::<SbomSource>().is_err() {
        let error = wrong("source", "Choose who made it: source, build or supplier.");
        return refused(&state, &sent, &frame, error).await;
    }
    match taken.names(state.office(), &mut sent.product, &mut sent.version).await {
        Ok(()) => {}
        Err(OfficeError::Invalid(message)) => {
            return refused(&state, &sent, &frame, wrong("file", &message)).await;
        }
        Err(error) => return Err(error.into()),
    }
    if sent.product.trim().is_empty() {
        let error = wrong("product", "Enter the product's name or key: the document does not tell it.");
        return refused(&state, &sent, &frame, error).await;
    }
    if sent.version.trim().is_empty() {
        let error = wrong("version", "Enter the version: the document does not tell it.");
        return refused(&state, &sent, &frame, error).await;
    }
    let released_at = match sent.released.trim() {
        "" => None,
        text => match released_on(text) {
            Ok(at) => Some(at),
            Err(error) => {
                return refused(&state, &sent, &frame, wrong("released", &error.to_string())).await;
            }
        },
    };
    let delivery = Delivery { released_at, ..sent.delivery(name.as_deref(), &taken.bytes) };
    if let Some((word, why)) = state.office().wrong_word(&delivery).await? {
        return refused(&state, &sent, &frame, wrong(word, &why.to_string())).await;
    }
    match state.office().receive(&delivery).await {
        Ok(received) => Ok(Redirect::to(&next(received)).into_response()),
        Err(OfficeError::Invalid(message)) => refused(&state, &sent, &frame, wrong("file", &message)).await,
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
        Delivery {
            bytes,
            release: ReleaseName { product: &self.product, version: &self.version, variant: &self.variant },
            source: self.source.parse().unwrap_or(SbomSource::Build),
            label: self.label.trim(),
            supplier: Some(self.supplier.trim()).filter(|name| !name.is_empty()),
            file_name,
            released_at: None,
        }
    }
}

type File = (Option<String>, Taken);

/// The fields of the form; the one file piece by piece, the words with a bound. They come before the file, so that a file that is refused
/// leaves them as they were sent.
async fn read(state: &State, mut body: Multipart, sent: &mut Sent) -> Result<Option<File>, Error> {
    let (mut file, mut is_alone) = (None, true);
    while let Some(field) = body.next_field().await.map_err(unreadable)? {
        let key = field.name().unwrap_or_default().to_owned();
        if key == "file" && file.is_some() {
            is_alone = false;
            let mut pieces = Box::pin(field);
            while let Some(Ok(_)) = pieces.next().await {}
            continue;
        }
        if key == "file" {
            let name = field.file_name().filter(|name| !name.is_empty()).map(str::to_owned);
            let mut pieces = Box::pin(field);
            match take(state, None, &mut pieces).await {
                Ok(taken) => file = Some((name, taken)),
                Err(error) => {
                    // A browser reads no answer before it has sent everything: the rest is read and dropped.
                    while let Some(Ok(_)) = pieces.next().await {}
                    return Err(error);
                }
            }
            continue;
        }
        let place = match key.as_str() {
            "product" => &mut sent.product,
            "version" => &mut sent.version,
            "variant" => &mut sent.variant,
            "source" => &mut sent.source,
            "label" => &mut sent.label,
            "supplier" => &mut sent.supplier,
            "released" => &mut sent.released,
            _ => continue,
        };
        *place = words(&key, field).await?;
    }
    if !is_alone {
        return Err(Error::unprocessable("One upload takes one file. Send each as an upload of its own."));
    }
    Ok(file)
}

/// A field of words, read no further than such a field may be long.
async fn words(key: &str, mut field: axum::extract::multipart::Field<'_>) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(unreadable)? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > LONGEST_FIELD {
            return Err(Error::unprocessable(format!("`{key}` has more than {LONGEST_FIELD} bytes.")));
        }
    }
    String::from_utf8(bytes).map_err(|_| Error::bad_request(format!("`{key}` is not UTF-8.")))
}

fn unreadable(error: axum::extract::multipart::MultipartError) -> Error {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::of_status(StatusCode::PAYLOAD_TOO_LARGE),
        _ => Error::bad_request(error.body_text()),
    }
}

async fn refused(state: &State, sent: &Sent, frame: &Frame, error: FieldError) -> Result<Response, Error> {
    Ok(form_again(show(state, sent, frame, &[error]).await?))
}

async fn show(
    state: &State,
    sent: &Sent,
    frame: &Frame,
    errors: &[FieldError],
) -> Result<Html<String>, Error> {
    let known = state.office().store().list_suppliers(None, &PageRequest::first(SUGGESTED)).await?.rows;
    let suppliers: Vec<&str> = known.iter().map(|supplier| supplier.name.as_str()).collect();
    let limit = state.office().settings().limits.bytes;
    let hint = format!("JSON, XML, tag-value, YAML, RDF or CSV; at most {}.", size_words(limit as u64));
    let head = PageHead {
        title: "Upload an SBOM",
        crumbs: &Section::Sboms.way([Crumb::here("Upload")]),
        lead: Some(
            html! { "CycloneDX, SPDX, or a list of bought and legacy parts in CSV. It is kept byte for byte and read in the background." },
        ),
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
        form class="form" action="/upload" method="post" enctype="multipart/form-data" data-upload=(limit) {
            (Field { optional: true, hint: Some("Its name or key; one that is not known yet is added. Left empty, it is what the document names."),
                ..field("product", "Product", &sent.product, Control::Input("text")) }.html())
            (Field { optional: true, hint: Some("Left empty, it is the version that the document tells."),
                ..field("version", "Version", &sent.version, Control::Input("text")) }.html())
            (Field { optional: true, hint: Some("Platform or edition, when one version comes in several."),
                ..field("variant", "Variant", &sent.variant, Control::Input("text")) }.html())
            (Field { optional: true, hint: Some("The day of the release. The newest release is found by it, and by version where it is not told."),
                ..field("released", "Released", &sent.released, Control::Input("date")) }.html())
            (field("source", "Made from", chosen, Control::Choice(SOURCES)).html())
            (Field { optional: true, hint: Some("Which part of the release it describes. A newer SBOM of the same source and part takes the place of the older one."),
                ..field("label", "Part", &sent.label, Control::Input("text")) }.html())
            (Field { optional: true, hint: Some("Who sent it, when a supplier did. A name that is not known is added."),
                ..field("supplier", "Supplier", &sent.supplier, Control::Suggest(&suppliers)) }.html())
            (Field { hint: Some(&hint),
                ..field("file", "File", "", Control::File(".json,.xml,.spdx,.yaml,.yml,.rdf,.cdx,.csv")) }.html())
            (sending(limit))
            div { (submit("Upload")) }
        }
        (section("elsewhere", "From a build", &html! {
            pre tabindex="0" { "mainstay import bom.json --product web-shop --release 1.0" }
            p { "Or with any client, to " code { "POST /api/v1/sboms" } ": see the " a href="/api" { "API" } "." }
        }))
    };
    Ok(frame.render(Page::new("Upload an SBOM", body).section(Section::Sboms).head(&head, frame.now)))
}

/// What the page says while it sends, with JavaScript; the words stand here, where all words stand.
fn sending(limit: usize) -> Markup {
    let too_large = too_large(limit).detail.unwrap_or_default();
    html! {
        p class="field-error" role="alert" data-upload-error data-too-large=(too_large)
            data-broken="The transfer broke off. Nothing was kept; send it again." hidden {}
        div class="progress" data-upload-progress hidden {
            div class="progress-head" {
                strong { "Sending" }
                span class="meta numeric" data-upload-share { "0 %" }
            }
            progress max="1" value="0" aria-label="Sent" {}
            p { button type="button" data-upload-cancel { "Cancel" } }
        }
    }
}
