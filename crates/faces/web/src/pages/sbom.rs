//! The page of one SBOM, and its document.

mod quality;

use axum::extract::Path;
use axum::http::{HeaderMap, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use mainstay_markup::{
    Cell, Column, Crumb, Icon, Markup, PageHead, Table, Tone, bytes, chip, copyable, count, facts, given,
    html, icon, notice, plural, section,
};
use mainstay_model::{Position, Problem, Severity};
use mainstay_office::inventory::Slot;
use mainstay_office::work::title;
use mainstay_store::{Sbom, SbomReport, SbomState, Work};
use uuid::Uuid;

use super::compare::export_buttons;
use super::work::step;
use super::{sbom_cells, sboms, words};
use crate::attachment::attachment;
use crate::cached::unless_had;
use crate::list::{Suffix, export_links, form_of, whole_file};
use crate::{Error, Frame, Page, Section, Seen, State, Visitor, address};

/// How many problems the page shows.
const SHOWN: usize = 200;

/// `GET /sboms/{uid}`.
pub(crate) async fn sbom(
    _: Visitor,
    Seen(state): Seen,
    frame: Frame,
    Path(uid): Path<Uuid>,
) -> Result<Html<String>, Error> {
    let store = state.office().store();
    let sbom = store.sbom(uid).await?;
    let report = store.sbom_report(uid).await?;
    let slot = state.office().slot(&sbom).await?;
    let works = store.work_of_sbom(uid).await?;
    let name = sboms::name(&sbom);
    let title = format!("SBOM of {name}");
    let crumbs = Section::Sboms.way([Crumb::here(name)]);
    let actions = html! {
        @if let Some(previous) = slot.previous.as_ref().filter(|_| sbom.state == SbomState::Ready) {
            a class="button" href={ (address::sbom(sbom.uid)) "/changes/" (previous.uid) } { "Compare with the previous one" }
        }
        a class="button" href={ (address::sbom(sbom.uid)) "/document" } download { (icon(Icon::Download)) "Download" }
    };
    let head = PageHead {
        title: &title,
        crumbs: &crumbs,
        lead: Some(sboms::state(&sbom)),
        updated: changed(&sbom),
        actions: Some(actions),
    };
    let body = html! {
        div class="stack" { (messages(&sbom, &slot)) (archived(&state, &sbom).await?) }
        div class="columns" {
            (section("facts", "The document", &document_facts(&sbom, &frame)))
            (section("intake", "Its place here", &place_facts(&sbom, &slot, &works, &frame)))
        }
        (section("quality", "Quality", &quality::quality(&sbom, report.quality.as_ref(), state.office().settings().poor_below)))
        (section("problems", "Problems", &problems(&sbom, &report, &frame)))
    };
    Ok(frame.render(Page::new(&title, body).section(Section::Sboms).head(&head, frame.now)))
}

/// `GET /sboms/{uid}/problems.csv` and `.json`: all problems that were kept, the gravest first.
pub(crate) async fn problem_file(
    _: Visitor,
    Seen(state): Seen,
    uri: Uri,
    Path(uid): Path<Uuid>,
) -> Result<Response, Error> {
    let store = state.office().store();
    if sbom_cells::problems(&store.sbom(uid).await?).is_none() {
        return Err(Error::conflict(
            "This SBOM was not read, so its problems are not known; its page tells why.",
        ));
    }
    let report = store.sbom_report(uid).await?;
    let form = form_of(uri.path()).1.unwrap_or(Suffix::Json);
    whole_file(PROBLEMS, &gravest_first(&report.problems), &format!("sbom-{uid}-problems"), form)
}

/// `GET /sboms/{uid}/document`: the document, byte for byte.
pub(crate) async fn document(
    _: Visitor,
    Seen(state): Seen,
    Path(uid): Path<Uuid>,
    request: HeaderMap,
) -> Result<Response, Error> {
    let file = state.office().document_file(uid).await?;
    let headers = attachment(file.media_type, &file.name)?;
    // Whoever keeps it asks again before each use: it is gone for who is no longer let in.
    let kept = [(header::CACHE_CONTROL, "private, no-cache".to_owned())];
    Ok(unless_had(&request, format!("\"{}\"", file.digest), kept, || (headers, file.bytes).into_response()))
}

/// What is to be known of an SBOM whose product is archived: that hardly anybody will see it.
pub(crate) async fn archived(state: &State, sbom: &Sbom) -> Result<Markup, Error> {
    let product = state.office().store().product(&sbom.product_slug).await?;
    Ok(html! {
        @if product.archived_at.is_some() {
            (notice(Tone::Waived, "Its product is archived", &html! {
                p { "It is kept and read, but the list of products, coverage and the numbers of products leave " a href=(address::product(&product.slug)) { (given(&product.name)) } " out. Take the product back to have it counted." }
            }))
        }
    })
}

/// When what the page shows last changed; when a document was refused is not kept.
fn changed(sbom: &Sbom) -> Option<jiff::Timestamp> {
    match sbom.state {
        SbomState::Received => Some(sbom.received_at),
        SbomState::Ready => sbom.superseded_at.or(sbom.ready_at),
        SbomState::Refused => None,
    }
}

fn messages(sbom: &Sbom, slot: &Slot) -> Markup {
    html! {
        @match sbom.state {
            SbomState::Refused => (notice(Tone::Critical, "The document could not be read", &html! {
                p { (words::prose(sbom.error.as_deref().unwrap_or("No reason was kept."))) }
                p { "Mend it and upload it again, or take it to whoever made it. An older SBOM of the same place stays in use." }
            })),
            SbomState::Received => (notice(Tone::Neutral, "The document waits to be read", &html! {
                p { "It is kept safely. " a href="/jobs?state=queued" { "See the work that waits" } "." }
            })),
            SbomState::Ready => {}
        }
        @if let Some(next) = slot.next.as_ref().filter(|_| sbom.superseded_at.is_some()) {
            (notice(Tone::Waived, "A newer SBOM took its place", &html! {
                p { a href=(address::sbom(next.uid)) { "The one that took its place" } ". What this one says is no longer counted." }
            }))
        }
    }
}

fn document_facts(sbom: &Sbom, frame: &Frame) -> Markup {
    let text = |text: &Option<String>, missing: &str| match text {
        Some(text) => Cell::Text(text.clone()),
        None => Cell::Unknown(missing.to_owned()),
    };
    let number = |number: u64| match sbom.state {
        SbomState::Ready => Cell::Count(number).html(frame.now),
        _ => Cell::Unknown("the document was not read".to_owned()).html(frame.now),
    };
    facts(&[
        ("Format", text(&sboms::format(sbom), "the document was not read").html(frame.now)),
        ("Generator", text(&sbom.generator, "the document names none").html(frame.now)),
        ("Author", text(&sbom.author, "the document names none").html(frame.now)),
        ("Made", made(sbom.made_at.as_deref()).html(frame.now)),
        (
            "Serial",
            sbom.serial.as_deref().map_or_else(
                || Cell::Unknown("the document has none".to_owned()).html(frame.now),
                |serial| copyable(serial, "the serial"),
            ),
        ),
        ("Components", number(sbom.components)),
        ("Dependency edges", number(sbom.edges)),
        ("Size", html! { (bytes(sbom.size)) }),
    ])
}

/// When a document says that it was made; what is no moment is shown as it stands there.
fn made(said: Option<&str>) -> Cell {
    match said {
        None => Cell::Unknown("the document does not say".to_owned()),
        Some(text) => text.parse().map_or_else(|_| Cell::Text(text.to_owned()), Cell::Time),
    }
}

fn place_facts(sbom: &Sbom, slot: &Slot, works: &[Work], frame: &Frame) -> Markup {
    let time = |at: Option<jiff::Timestamp>| at.map_or(Cell::None, Cell::Time).html(frame.now);
    let mut rows = vec![
        ("Product", html! { a href=(address::product(&sbom.product_slug)) { (given(&sbom.product.name)) } }),
        ("Release", html! { a href=(address::release(sbom.release)) { (sbom.release_version) } }),
        ("Source", html! { (words::source(sbom.source)) }),
        ("Part", Cell::text(Some(sbom.label.clone()).filter(|label| !label.is_empty())).html(frame.now)),
        ("Received", time(Some(sbom.received_at))),
        ("Read", time(sbom.ready_at)),
        ("File", Cell::text(sbom.file_name.clone()).html(frame.now)),
    ];
    if !works.is_empty() {
        rows.push(("Work", html! { ul { @for work in works { li { (work_link(work, frame)) } } } }));
    }
    if let Some(supplier) = &sbom.supplier {
        rows.push((
            "Supplier",
            html! { a href={ "/suppliers/" (supplier.uid) } { (given(&supplier.name)) } },
        ));
    }
    if let Some(previous) = &slot.previous {
        rows.push(("Previous", html! { a href=(address::sbom(previous.uid)) { (Cell::Time(previous.received_at).html(frame.now)) } }));
    }
    if let Some(next) = &slot.next {
        rows.push((
            "Next",
            html! { a href=(address::sbom(next.uid)) { (Cell::Time(next.received_at).html(frame.now)) } },
        ));
    }
    facts(&rows)
}

/// The work that took the document in, as a link to its log.
fn work_link(work: &Work, frame: &Frame) -> Markup {
    let at = work.finished_at.unwrap_or(work.created_at);
    html! { a href={ "/jobs/" (work.uid) } { (title(&work.kind)) } " " (step(work.state).chip()) " " (Cell::Time(at).html(frame.now)) }
}

const PROBLEMS: &[Column<Problem>] = &[
    Column::new("severity", "Weight", |row: &Problem| Cell::Text(weight(row.severity).1.to_owned()))
        .shown(|row, _| chip(weight(row.severity).0, weight(row.severity).1)),
    Column::new("message", "Problem", |row: &Problem| Cell::Text(row.message.clone()))
        .head()
        .shown(|row, _| html! { span class="long" { (words::prose(&row.message)) } }),
    Column::new("at", "Where", |row: &Problem| match &row.at {
        // What a scan met stands in a file of its tree.
        _ if !row.path.is_empty() => Cell::Code(in_file(row)),
        Some(Position::Line(line)) => Cell::Text(format!("line {line}")),
        Some(Position::Pointer(pointer)) => Cell::Code(pointer.clone()),
        None => Cell::None,
    })
    .shown(|row, now| match &row.at {
        _ if !row.path.is_empty() => html! { span class="long" { code { (in_file(row)) } } },
        Some(Position::Line(line)) => html! { "line " (line) },
        Some(Position::Pointer(pointer)) => html! { span class="long" { code { (pointer) } } },
        None => Cell::None.html(now),
    }),
    Column::new("code", "Kind", |row: &Problem| Cell::Code(row.code.to_string())),
];

/// The file with the place in it.
fn in_file(problem: &Problem) -> String {
    match &problem.at {
        Some(Position::Line(line)) => format!("{}:{line}", problem.path),
        Some(Position::Pointer(pointer)) => format!("{}#{pointer}", problem.path),
        None => problem.path.clone(),
    }
}

const fn weight(severity: Severity) -> (Tone, &'static str) {
    match severity {
        Severity::Error => (Tone::High, "Error"),
        Severity::Warning => (Tone::Medium, "Warning"),
        Severity::Note => (Tone::Low, "Note"),
    }
}

/// Problems in the order of their weight.
pub(crate) fn gravest_first(problems: &[Problem]) -> Vec<Problem> {
    let mut sorted = problems.to_vec();
    sorted.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    sorted
}

/// A table of problems, the gravest first, that says when there are more.
pub(crate) fn gravest(caption: &str, sorted: &[Problem], all: u64, frame: &Frame) -> Markup {
    let shown = &sorted[..sorted.len().min(SHOWN)];
    html! {
        (Table::new(caption, PROBLEMS, shown, frame.now).html())
        @if all > shown.len() as u64 {
            p class="meta" { "The first " (count(shown.len() as u64)) " are shown, the gravest first." }
        }
    }
}

fn problems(sbom: &Sbom, report: &SbomReport, frame: &Frame) -> Markup {
    let all = match sbom_cells::problems(sbom) {
        Some(0) => return html! { p { (chip(Tone::Ok, "None")) " All of the document was read." } },
        Some(all) => all,
        None => {
            return html! { p { (Cell::Unknown("the document was not read".to_owned()).html(frame.now)) " until the document can be read." } };
        }
    };
    html! {
        p { (plural(all, "problem was", "problems were")) " met in making or reading it; what they do not touch was read." }
        (gravest("Problems met", &gravest_first(&report.problems), all, frame))
        div class="actions" { (export_buttons(&export_links(&format!("{}/problems", address::sbom(sbom.uid)), ""))) }
    }
}
