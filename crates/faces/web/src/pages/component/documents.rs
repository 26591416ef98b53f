//! What documents say of a component: licenses, digests, supplier, each with the SBOM whose word it is.

use jiff::Timestamp;
use mainstay_markup::{Cell, Column, Markup, Table, digest, empty, html};
use mainstay_model::LicenseSource;
use mainstay_office::inventory::{DOCUMENTS_SHOWN, Statement};

use super::Subject;
use crate::pages::sbom_cells::name;
use crate::pages::words::source;
use crate::{Error, Frame, State, address};

const COLUMNS: &[Column<Statement>] = &[
    Column::new("release", "Product and release", |row: &Statement| {
        Cell::Text(format!("{} {}", row.sbom.product.name, row.sbom.release_version))
    })
    .head()
    .shown(|row, _| html! { a href=(address::release(row.sbom.release)) { (row.sbom.product.name) " " (row.sbom.release_version) } }),
    Column::new("sbom", "SBOM", |row: &Statement| Cell::Text(name(&row.sbom))).shown(|row, _| {
        html! { a class="file" title=(name(&row.sbom)) href=(address::sbom(row.sbom.uid)) { (name(&row.sbom)) } }
    }),
    Column::new("source", "Made from", |row: &Statement| Cell::Text(source(row.sbom.source).to_owned())),
    Column::new("licenses", "Licenses", licenses).shown(license_words),
    Column::new("supplier", "Supplier", |row: &Statement| match &row.supplier {
        Some(supplier) => Cell::Text(supplier.clone()),
        None => Cell::Unknown("the document names none".to_owned()),
    }),
    Column::new("hashes", "Digests", |row: &Statement| {
        Cell::List(row.hashes.iter().map(|hash| format!("{}:{}", hash.algorithm, hash.value)).collect())
    })
    .shown(digests),
];

/// The documents that name a component.
pub(super) async fn documents(state: &State, frame: &Frame, subject: &Subject) -> Result<Markup, Error> {
    let Subject::Component(component) = subject else {
        return Ok(empty(
            "Documents speak of versions",
            &html! { p { a href={ (subject.package_address()) "?tab=versions" } { "Choose a version" } " to see what each document says of it." } },
        ));
    };
    let said = state.office().statements(component.uid).await?;
    let nothing = empty("No current SBOM names it", &html! { p { "Older SBOMs did; no current one does." } });
    let table =
        Table { empty: nothing, ..Table::new("What documents say", COLUMNS, &said.documents, frame.now) };
    Ok(html! {
        p class="meta" { "Word for word, as each document has it. Where they differ, nobody has decided yet." }
        (table.html())
        @if said.more { p class="meta" { "Only the first " (DOCUMENTS_SHOWN) " documents are shown; " a href={ (subject.address()) "?tab=used-by" } { "all uses" } " are on their own page." } }
    })
}

fn licenses(row: &Statement) -> Cell {
    if row.licenses.is_empty() {
        return Cell::Unknown("the document states no license".to_owned());
    }
    Cell::List(row.licenses.iter().map(|claim| claim.value.as_str().to_owned()).collect())
}

fn license_words(row: &Statement, now: Timestamp) -> Markup {
    html! {
        @if row.licenses.is_empty() { (licenses(row).html(now)) }
        ul {
            @for claim in &row.licenses {
                li { a href={ "/components?license=" (address::value(claim.value.as_str())) } { (claim.value.as_str()) } " " span class="meta" { (said_by(claim.source)) } }
            }
        }
    }
}

const fn said_by(source: LicenseSource) -> &'static str {
    match source {
        LicenseSource::Declared => "declared",
        LicenseSource::Detected => "detected",
        LicenseSource::Concluded => "concluded",
        LicenseSource::Unstated => "not told by whom",
    }
}

fn digests(row: &Statement, now: Timestamp) -> Markup {
    html! {
        @if row.hashes.is_empty() { (Cell::Unknown("the document has none".to_owned()).html(now)) }
        ul { @for hash in &row.hashes { li { (digest(&hash.algorithm, &hash.value)) } } }
    }
}
