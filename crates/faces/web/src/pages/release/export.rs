//! What a release is made of as one document to hand out, and what that cannot tell.

use axum::extract::{Path, Query};
use axum::response::Html;
use mainstay_markup::{Control, Field, Markup, Tone, chip, html, plural, section, submit};
use mainstay_office::inventory::Export;
use mainstay_sbom::{Format, WRITERS, writer};
use mainstay_store::Release;
use serde::Deserialize;

use super::{find, head};
use crate::pages::sbom::{gravest, gravest_first};
use crate::{Error, Frame, Seen, Visitor};

/// What the address asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The id of the format.
    format: String,
}

/// `GET /releases/{release}/export?format=…`.
pub(crate) async fn export(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Path(uid): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Error> {
    let release = find(&state, &uid).await?;
    let body = if asked.format.is_empty() {
        choice(&release, "")
    } else {
        let export = state.office().export(release.uid, &asked.format).await?;
        // It may go by another name too.
        let format = writer(&asked.format).map_or(&*asked.format, |writer| writer.format.id);
        html! { (choice(&release, format)) (written(&release, format, &export, &frame)) }
    };
    Ok(frame.render(head(&release, "export").page(&body, frame.now)))
}

fn choice(release: &Release, format: &str) -> Markup {
    let titles: Vec<(&str, String)> = WRITERS.iter().map(|one| (one.format.id, title(&one.format))).collect();
    let options: Vec<(&str, &str)> = titles.iter().map(|(id, title)| (*id, title.as_str())).collect();
    let field = Field { value: format, ..Field::new("format", "Format", Control::Choice(&options)) };
    html! {
        p { "The current SBOMs of the release as one new document, joined where there are several. As they were received they are among its "
            a href={ "/releases/" (release.uid) "/sboms" } { "SBOMs" } "." }
        form class="stack" method="get" action={ "/releases/" (release.uid) "/export" } {
            (field.html())
            div class="actions" { (submit("Write it")) }
        }
    }
}

fn written(release: &Release, format: &str, export: &Export, frame: &Frame) -> Markup {
    let notes = export.notes.len() as u64;
    let body = html! {
        p { a class="button" href={ "/api/v1/releases/" (release.uid) "/sbom?format=" (format) } { "Download " (export.name) } }
        @if notes == 0 {
            p { (chip(Tone::Ok, "Nothing is lost")) " The format holds all that was read of the SBOMs." }
        } @else {
            p { (plural(notes, "note", "notes")) ": what could not be read, what the SBOMs disagree about, and what the format cannot hold." }
            (gravest("Notes", &gravest_first(&export.notes), notes, frame))
        }
    };
    section("written", "The document", &body)
}

/// A format as people call it.
fn title(format: &Format) -> String {
    format!("{} {} {}", format.family.name(), format.versions.join(", "), format.encoding.name())
}
