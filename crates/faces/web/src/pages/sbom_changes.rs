//! What changed from one SBOM to another.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use mainstay_markup::{
    Cell, Column, Crumb, Markup, PageHead, Stat, Table, given, html, purl, section, stats,
};
use mainstay_office::inventory::{DocumentChange, DocumentChanges, Named};
use mainstay_store::public_id;
use uuid::Uuid;

use super::compare::export_buttons;
use super::sboms;
use crate::list::{export_links, form_of, whole_file};
use crate::{Error, Frame, Page, Section, Seen, Visitor, address};

/// How many rows each table has.
const SHOWN: usize = 500;

/// `GET /sboms/{uid}/changes/{before}`; with `.csv` or `.json` behind it all changes as a file.
pub(crate) async fn changes(
    _: Visitor,
    Seen(state): Seen,
    frame: Frame,
    Path((uid, before)): Path<(Uuid, String)>,
) -> Result<Response, Error> {
    let (before, form) = form_of(&before);
    let before: Uuid =
        public_id(before).ok_or_else(|| Error::not_found(format!("`{before}` is not the id of an SBOM.")))?;
    let store = state.office().store();
    let (sbom, previous) = (store.sbom(uid).await?, store.sbom(before).await?);
    let changes = state.office().document_changes(before, uid).await?;
    if let Some(form) = form {
        return whole_file(LINES, &lines(&changes), &format!("sbom-{uid}-changes-{before}"), form);
    }
    let title = format!("Changes in the SBOM of {}", sboms::name(&sbom));
    let crumbs =
        Section::Sboms.way([Crumb::to(sboms::name(&sbom), address::sbom(uid)), Crumb::here("Changes")]);
    let address = format!("{}/changes/{before}", address::sbom(uid));
    let actions = export_buttons(&export_links(&address, ""));
    let lead = html! {
        "From " a href=(address::sbom(before)) { (sboms::name(&previous)) ", received " (Cell::Time(previous.received_at).html(frame.now)) }
    };
    let head =
        PageHead { title: &title, crumbs: &crumbs, lead: Some(lead), updated: None, actions: Some(actions) };
    let page = Page::new(&title, body(&changes, &frame)).section(Section::Sboms).head(&head, frame.now);
    Ok(frame.render(page).into_response())
}

fn body(changes: &DocumentChanges, frame: &Frame) -> Markup {
    let stat = |label: &str, number: usize| Stat {
        label: label.to_owned(),
        value: Cell::Count(number as u64),
        href: None,
        note: None,
        source: "From the two documents".to_owned(),
    };
    html! {
        (stats(frame.now, &[
            stat("Added", changes.added.len()),
            stat("Removed", changes.removed.len()),
            stat("Changed", changes.changed.len()),
            stat("Alike", changes.unchanged),
        ]))
        (part("changed", "Changed", CHANGES, &changes.changed, frame))
        (part("added", "Added", COMPONENTS, &changes.added, frame))
        (part("removed", "Removed", COMPONENTS, &changes.removed, frame))
    }
}

const COMPONENTS: &[Column<Named>] =
    &[Column::new("component", "Component", |row: &Named| Cell::Text(row.name.clone()))
        .head()
        .shown(|row, _| shown(row))];

const CHANGES: &[Column<DocumentChange>] = &[
    Column::new("before", "Before", |row: &DocumentChange| Cell::Text(row.before.name.clone()))
        .shown(|row, _| shown(&row.before)),
    Column::new("after", "After", |row: &DocumentChange| Cell::Text(row.after.name.clone()))
        .head()
        .shown(|row, _| shown(&row.after)),
    Column::new("aspects", "What differs", |row: &DocumentChange| Cell::List(row.aspects.clone())),
];

/// A change as one line of a file.
#[derive(Debug)]
struct Line {
    kind: &'static str,
    before: Option<Named>,
    after: Option<Named>,
    aspects: Vec<String>,
}

const LINES: &[Column<Line>] = &[
    Column::new("change", "Change", |line: &Line| Cell::Text(line.kind.to_owned())),
    Column::new("before", "Before", |line: &Line| line.before.as_ref().map_or(Cell::None, identity)),
    Column::new("after", "After", |line: &Line| line.after.as_ref().map_or(Cell::None, identity)),
    Column::new("aspects", "What differs", |line: &Line| Cell::List(line.aspects.clone())),
];

fn lines(changes: &DocumentChanges) -> Vec<Line> {
    let line = |kind, before: Option<&Named>, after: Option<&Named>, aspects: &[String]| Line {
        kind,
        before: before.cloned(),
        after: after.cloned(),
        aspects: aspects.to_vec(),
    };
    let changed =
        changes.changed.iter().map(|one| line("changed", Some(&one.before), Some(&one.after), &one.aspects));
    let added = changes.added.iter().map(|one| line("added", None, Some(one), &[]));
    let removed = changes.removed.iter().map(|one| line("removed", Some(one), None, &[]));
    changed.chain(added).chain(removed).collect()
}

fn identity(named: &Named) -> Cell {
    match &named.purl {
        Some(purl) => Cell::Purl(purl.clone()),
        None => Cell::Text(named.name.clone()),
    }
}

fn shown(named: &Named) -> Markup {
    match &named.purl {
        Some(text) => html! { a href=(address::purl(text)) { (purl(text)) } },
        None => given(&named.name),
    }
}

fn part<R>(id: &str, title: &str, columns: &[Column<R>], rows: &[R], frame: &Frame) -> Markup {
    if rows.is_empty() {
        return html! {};
    }
    let table = Table::new(title, columns, &rows[..rows.len().min(SHOWN)], frame.now).html();
    section(
        id,
        title,
        &html! {
            (table)
            @if rows.len() > SHOWN { p class="meta" { "Only the first " (SHOWN) " are shown." } }
        },
    )
}
