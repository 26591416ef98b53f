//! A list of products from a file.

use axum::extract::Multipart;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use mainstay_markup::{
    Cell, Control, Crumb, Field, Markup, PageHead, Stat, Tone, error_summary, html, notice, plural, section,
    stats, submit,
};
use mainstay_model::{Position, Problem, Severity};
use mainstay_office::Office;
use mainstay_office::catalog::{self, CatalogReport};

use super::new::wrong;
use crate::error_page::form_again;
use crate::{Error, Frame, Page, Section, Seen, State, Visitor};

/// Problems that the page lists; more are counted.
const SHOWN: usize = 200;

/// `GET /products/import`.
pub(crate) async fn form(Seen(state): Seen, _: Visitor, frame: Frame) -> Html<String> {
    page(&frame, &ask(state.office(), None))
}

/// `POST /products/import`.
pub(crate) async fn import(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    mut body: Multipart,
) -> Result<Response, Error> {
    let (mut bytes, mut is_alone) = (None, true);
    while let Some(field) = body.next_field().await.map_err(unreadable)? {
        if field.name() == Some("file") {
            is_alone = bytes.is_none();
            bytes = Some(field.bytes().await.map_err(unreadable)?);
        }
    }
    if !is_alone {
        return Ok(refused(&state, &frame, "One import takes one list. Send each as an import of its own."));
    }
    let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else {
        return Ok(refused(&state, &frame, "Choose a file."));
    };
    let parsed = match catalog::parse(&bytes) {
        Ok(parsed) => parsed,
        Err(problem) => return Ok(refused(&state, &frame, &problem.message)),
    };
    let mut report = state.office().import_catalog(&parsed.value).await?;
    report.problems.splice(0..0, parsed.problems);
    Ok(page(&frame, &done(&report, &frame)).into_response())
}

fn unreadable(error: axum::extract::multipart::MultipartError) -> Error {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::of_status(StatusCode::PAYLOAD_TOO_LARGE),
        _ => Error::bad_request(error.body_text()),
    }
}

fn refused(state: &State, frame: &Frame, message: &str) -> Response {
    form_again(page(frame, &ask(state.office(), Some(message))))
}

fn page(frame: &Frame, body: &Markup) -> Html<String> {
    let head = PageHead {
        title: "Import products",
        crumbs: &Section::Products.way([Crumb::here("Import")]),
        lead: Some(html! { "A list as a CMDB or a spreadsheet exports it." }),
        updated: None,
        actions: None,
    };
    frame.render(Page::new("Import products", body.clone()).section(Section::Products).head(&head, frame.now))
}

fn ask(office: &Office, error: Option<&str>) -> Markup {
    let profiles = &office.settings().profiles;
    let classes: Vec<&str> = profiles.iter().map(|profile| profile.id.as_str()).collect();
    let errors: Vec<_> = error.map(|message| wrong("file", message)).into_iter().collect();
    html! {
        (error_summary(&errors))
        form class="form" action="/products/import" method="post" enctype="multipart/form-data" {
            (Field {
                hint: Some("CSV with a heading line; commas, semicolons or tabulators; UTF-8, UTF-16 or Windows-1252. Only a name is needed."),
                error,
                ..Field::new("file", "File", Control::File(".csv,text/csv"))
            }.html())
            div { (submit("Import")) }
        }
        (section("columns", "Columns", &html! {
            div class="prose" {
                p { "Found by their headings, in any order: " code { "key" } ", " code { "name" } ", " code { "description" } ", "
                    code { "parent" } ", " code { "unit" } ", " code { "owner" } ", " code { "owner mail" } ", " code { "criticality" } ", "
                    code { "distribution" } ", " code { "lifecycle" } ", " code { "class" } ", " code { "tags" } ", " code { "repository" }
                    " and the names that are in common use for them." }
                p { "A product is found again by its key, else by its name. Importing twice changes nothing, and an empty cell leaves what is known. Where two rows have one key, the first is taken." }
                p { "A product has one owner; words such as " code { "n/a" } " or " code { "unknown" } " are told and name nobody. The class is one of: "
                    (classes.join(", ")) "." }
            }
        }))
    }
}

fn done(report: &CatalogReport, frame: &Frame) -> Markup {
    let stat = |label: &str, number: u64| Stat {
        label: label.to_owned(),
        value: Cell::Count(number),
        href: None,
        note: None,
        source: "From the rows of this list".to_owned(),
    };
    html! {
        (stats(frame.now, &[
            stat("Added", report.created),
            stat("Changed", report.updated),
            stat("As they were", report.unchanged),
            stat("Problems", report.problems.len() as u64),
        ]))
        @if report.problems.is_empty() {
            (notice(Tone::Ok, "Every row was taken in", &html! {}))
        } @else {
            (section("problems", "Problems", &problems(&report.problems)))
        }
        p class="row" { a class="button primary" href="/products" { "Products" } a class="button" href="/products/import" { "Import another list" } }
    }
}

fn problems(problems: &[Problem]) -> Markup {
    html! {
        div class="table-region" role="group" aria-label="Problems" tabindex="0" {
            table {
                caption class="sr-only" { "Problems" }
                thead { tr { th scope="col" class="numeric" { "Line" } th scope="col" { "What" } th scope="col" { "Problem" } } }
                tbody {
                    @for problem in problems.iter().take(SHOWN) {
                        tr {
                            td class="numeric" { @if let Some(Position::Line(line)) = problem.at { (line) } }
                            td { (outcome(problem)) }
                            td class="wrap" { (problem.message) }
                        }
                    }
                }
            }
        }
        @if problems.len() > SHOWN {
            p class="meta" { (plural((problems.len() - SHOWN) as u64, "more problem is", "more problems are")) " not shown." }
        }
    }
}

/// Of these errors the row's product is taken in, without the part that is wrong.
const OF_PARTS: [&str; 3] = ["catalog-parent", "catalog-cycle", "catalog-repository"];

/// What became of the row that a problem is about.
fn outcome(problem: &Problem) -> &'static str {
    match problem.severity {
        Severity::Error if OF_PARTS.contains(&problem.code.as_ref()) => "Partly taken in",
        Severity::Error => "Left out",
        Severity::Warning => "Partly taken in",
        Severity::Note => "Note",
    }
}
