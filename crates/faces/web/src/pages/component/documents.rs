//! What documents say of a component: licenses, digests, supplier, each with the SBOM whose word it is.

use jiff::Timestamp;
use mainstay_markup::{Cell, Column, Markup, Pager, Table, Total, digest, empty, given, given_words, html};
use mainstay_model::LicenseSource;
use mainstay_office::inventory::Statement;
use mainstay_store::Component;

use super::{Subject, find};
use crate::list::{self, Filter, Kind, List, Query, Rows};
use crate::pages::sbom_cells::name;
use crate::pages::words::source;
use crate::{Error, Frame, Section, State, Visitor, address};

/// Statements that a page has, about: those of one document stay together.
const SHOWN: usize = 20;

const COLUMNS: &[Column<Statement>] = &[
    Column::new("release", "Product and release", |row: &Statement| {
        Cell::Text(format!("{} {}", row.sbom.product.name, row.sbom.release_version))
    })
    .head()
    .shown(|row, _| html! { a href=(address::release(row.sbom.release)) { (given(&row.sbom.product.name)) " " (given(&row.sbom.release_version)) } }),
    Column::new("sbom", "SBOM", |row: &Statement| Cell::Text(name(&row.sbom))).shown(|row, _| {
        html! { a class="file" title=(given_words(&name(&row.sbom))) href=(address::sbom(row.sbom.uid)) { (given(&name(&row.sbom))) } }
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
    Column::number("places", "Places", |row: &Statement| Cell::Count(row.places as u64)),
    Column::new("sbom_id", "SBOM id", |row: &Statement| Cell::Code(row.sbom.uid.to_string())).export_only(),
];

/// What documents say of one component, for exports and the API; the page of the component shows it in a tab.
#[derive(Debug)]
pub(crate) struct Statements;

impl List for Statements {
    type Row = Statement;

    const PATH: &'static str = "/statements";
    const TITLE: &'static str = "What documents say";
    const NOUN: (&'static str, &'static str) = ("statement", "statements");
    const SECTION: Section = Section::Components;
    const COLUMNS: &'static [Column<Statement>] = COLUMNS;
    const FILTERS: &'static [Filter] = &[Filter::new("component", "Component", Kind::Text).single()];
    const WORDS: bool = false;
    const EXAMPLE: &'static str = "component:pkg:npm/lodash@4.17.21";

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Statement>, Error> {
        let asked = query.value("component").ok_or_else(|| {
            Error::bad_request("Name a component by its purl or id: `component=pkg:npm/lodash@4.17.21`.")
        })?;
        let Subject::Component(component) = find(state, asked).await? else {
            return Err(Error::bad_request(format!(
                "`{asked}` has no version, and documents speak of versions."
            )));
        };
        load(state, &component, query.size.rows().into(), query.after.as_deref()).await
    }
}

async fn load(
    state: &State,
    component: &Component,
    size: usize,
    after: Option<&str>,
) -> Result<Rows<Statement>, Error> {
    let said = state.office().statements(component.uid, size, after).await?;
    Ok(Rows { rows: said.documents, next: said.next, total: Total::Unknown })
}

/// The tab of a component's page.
pub(super) async fn documents(
    state: &State,
    frame: &Frame,
    subject: &Subject,
    after: Option<&str>,
    from: Option<u64>,
) -> Result<Markup, Error> {
    let Subject::Component(component) = subject else {
        return Ok(empty(
            "Documents speak of versions",
            &html! { p { a href={ (subject.package_address()) "?tab=versions" } { "Choose a version" } " to see what each document says of it." } },
        ));
    };
    let said = load(state, component, SHOWN, after).await?;
    let nothing = empty("No current SBOM names it", &html! { p { "Older SBOMs did; no current one does." } });
    let table = Table { empty: nothing, ..Table::new("What documents say", COLUMNS, &said.rows, frame.now) };
    Ok(html! {
        p class="meta" { "Word for word, as each document has it. Where they differ, nobody has decided yet." }
        (table.html())
        @if !said.rows.is_empty() { (pager(subject, component, &said, after.is_some(), from).html()) }
    })
}

fn pager(
    subject: &Subject,
    component: &Component,
    said: &Rows<Statement>,
    later: bool,
    from: Option<u64>,
) -> Pager {
    let here = format!("{}?tab=documents", subject.address());
    let (from, shown) = (from.filter(|_| later).unwrap_or(1), said.rows.len() as u64);
    let total = if said.next.is_none() && !later { Total::Exact(shown) } else { said.total };
    Pager {
        from,
        shown,
        total,
        noun: None,
        first: later.then(|| here.clone()),
        next: said
            .next
            .as_ref()
            .map(|next| format!("{here}&after={}&from={}", address::value(next), from.saturating_add(shown))),
        sizes: Vec::new(),
        exports: list::export_links(Statements::PATH, &format!("component={}", component.uid)),
    }
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
