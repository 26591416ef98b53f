//! What the inventory does not know: products without SBOMs, with stale or poor ones.

mod releases;

use axum::extract::Query;
use axum::response::Html;
use jiff::Timestamp;
use mainstay_markup::{
    Cell, Column, Crumb, Markup, PageHead, Pager, Stat, Tab, Table, empty, given, given_words, html, stats,
    tabs,
};
use mainstay_office::inventory::{CoverageReport, GapKind};
use mainstay_store::{Cursor, GapRelease, PageRequest, ProductGap};
use serde::Deserialize;

use super::where_used;
use crate::list::{self, Filter, Kind, List, Query as Asking, Rows};
use crate::{Error, Frame, Page, Section, Seen, State, Visitor, address};
pub(crate) use releases::Releases;

/// How many products a page has.
const SHOWN: u32 = 50;

/// The gap, and the place in its list.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    gap: Option<String>,
    after: Option<String>,
    from: Option<u64>,
}

/// The products with a gap, for exports; the page has its figures above.
#[derive(Debug)]
pub(crate) struct Gaps;

impl List for Gaps {
    type Row = ProductGap;

    const PATH: &'static str = "/coverage";
    const TITLE: &'static str = "Coverage";
    const NOUN: (&'static str, &'static str) = ("product", "products");
    const SECTION: Section = Section::Sboms;
    const COLUMNS: &'static [Column<ProductGap>] = COLUMNS;
    const FILTERS: &'static [Filter] = &[Filter::new(
        "gap",
        "Gap",
        Kind::Choice(&[("without", "Without an SBOM"), ("stale", "Stale"), ("poor", "Poor")]),
    )
    .single()];
    const WORDS: bool = false;
    const EXAMPLE: &'static str = "gap:stale";

    async fn load(state: &State, _: &Visitor, query: &Asking) -> Result<Rows<ProductGap>, Error> {
        let kind = query.value("gap").map_or(Ok(GapKind::Without), gap)?;
        Ok(state.office().product_gaps(kind, Timestamp::now(), &query.request()).await?.into())
    }
}

/// `GET /coverage`.
pub(crate) async fn coverage(
    _: Visitor,
    Seen(state): Seen,
    frame: Frame,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Error> {
    let kind = match &asked.gap {
        None => GapKind::Without,
        Some(word) => gap(word)?,
    };
    let request = match &asked.after {
        Some(cursor) => PageRequest::after(SHOWN, Cursor::from_text(cursor.clone())),
        None => PageRequest::first(SHOWN),
    };
    let report = state.office().coverage(frame.now).await?;
    let gaps = state.office().product_gaps(kind, frame.now, &request).await?;
    let base = format!("/coverage?gap={}", word(kind));
    let pager = where_used::pager(&base, asked.after.is_some(), asked.from, &gaps);
    let pager = Pager { exports: list::export_links(Gaps::PATH, &format!("gap={}", word(kind))), ..pager };
    let table =
        Table { empty: no_gap(kind, &report), ..Table::new("Products", ON_PAGE, &gaps.rows, frame.now) };
    let body = html! {
        (stats(frame.now, &numbers(&report)))
        p class="meta" { (COUNTED) "." }
        (tabs("Gaps", &gap_tabs(kind, &report)))
        (table.html())
        @if !gaps.rows.is_empty() { (pager.html()) }
    };
    let crumbs = Section::Sboms.way([Crumb::here("Coverage")]);
    let lead = html! {
        "An SBOM is stale after " (report.stale_days) " days and poor below grade " (report.poor_below) " of 100, as the settings say."
    };
    let head =
        PageHead { title: "Coverage", crumbs: &crumbs, lead: Some(lead), updated: None, actions: None };
    Ok(frame.render(Page::new("Coverage", body).section(Section::Sboms).head(&head, frame.now)))
}

/// A gap in an address.
pub(crate) fn gap(word: &str) -> Result<GapKind, Error> {
    match word {
        "without" => Ok(GapKind::Without),
        "stale" => Ok(GapKind::Stale),
        "poor" => Ok(GapKind::Poor),
        other => {
            Err(Error::bad_request(format!("There is no gap `{other}`; there are without, stale and poor.")))
        }
    }
}

const fn word(kind: GapKind) -> &'static str {
    match kind {
        GapKind::Without => "without",
        GapKind::Stale => "stale",
        GapKind::Poor => "poor",
    }
}

fn numbers(report: &CoverageReport) -> Vec<Stat> {
    let counts = &report.counts;
    let stat = |label: &str, value: u64, note: String| Stat {
        label: label.to_owned(),
        value: Cell::Count(value),
        href: None,
        note: Some(note),
        source: COUNTED.to_owned(),
    };
    vec![
        Stat {
            href: Some("/products".to_owned()),
            ..stat("Products", counts.products, "archived ones are left out".to_owned())
        },
        stat("With an SBOM", counts.products - counts.products_without, format!("of {}", counts.products)),
        stat("Not graded", counts.products_ungraded, "nobody knows how good their SBOM is".to_owned()),
        Stat {
            href: Some("/coverage/releases".to_owned()),
            ..stat("Releases without", counts.releases_without, format!("of {} releases", counts.releases))
        },
    ]
}

fn gap_tabs(current: GapKind, report: &CoverageReport) -> [Tab; 3] {
    let counts = &report.counts;
    [
        ("Without an SBOM", GapKind::Without, counts.products_without),
        ("Stale", GapKind::Stale, counts.products_stale),
        ("Poor", GapKind::Poor, counts.products_poor),
    ]
    .map(|(label, kind, number)| Tab {
        label: label.to_owned(),
        href: format!("/coverage?gap={}", word(kind)),
        count: Some(number),
        current: kind == current,
    })
}

fn no_gap(kind: GapKind, report: &CoverageReport) -> Markup {
    if report.counts.products == 0 {
        return empty(
            "No products yet",
            &html! { p { "Coverage tells of products that are known. " a href="/products" { "Add the products" } } },
        );
    }
    let title = match kind {
        GapKind::Without => "Every product has an SBOM",
        GapKind::Stale => "No product's SBOM is stale",
        GapKind::Poor => "No product's SBOM is poor",
    };
    empty(title, &html! { p { "By the bounds of the settings, of " (report.counts.products) " products." } })
}

/// The one rule by which products are stale, poor or not graded.
pub(super) const COUNTED: &str = "Of products that are not archived. A product is stale, poor or not graded when that holds for a release of it that is deployed now, or for its newest \
     release with an SBOM; a release is as fresh as its newest SBOM and as good as its worst";

const COLUMNS: &[Column<ProductGap>] = &[PRODUCT, OWNER, RELEASE, NEWEST, GRADE, KEY];

/// The page also leads to what closes the gap.
const ON_PAGE: &[Column<ProductGap>] = &[PRODUCT, OWNER, RELEASE, NEWEST, GRADE, TO_DO];

const PRODUCT: Column<ProductGap> =
    Column::new("product", "Product", |row: &ProductGap| Cell::Text(row.product.name.clone()))
        .head()
        .shown(|row, _| html! { a href=(address::product(&row.slug)) { (given(&row.product.name)) } });
const OWNER: Column<ProductGap> =
    Column::new("owner", "Owner", |row: &ProductGap| Cell::text(row.owner.as_ref().map(|owner| &owner.name)));
const RELEASE: Column<ProductGap> = Column::new("release", "Release", |row: &ProductGap| {
    row.release.as_ref().map_or(Cell::None, |release| Cell::Text(version(release)))
})
.shown(|row, now| match &row.release {
    Some(release) => html! { a href=(address::release(release.uid)) { (version(release)) } },
    None => Cell::None.html(now),
});
const NEWEST: Column<ProductGap> = Column::new("newest", "Newest SBOM", |row: &ProductGap| {
    row.newest_sbom_at.map_or(Cell::None, Cell::Time)
});
const GRADE: Column<ProductGap> =
    Column::number("grade", "Worst grade", |row: &ProductGap| match row.worst_grade {
        Some(grade) => Cell::Count(u64::from(grade)),
        // Without a document there is nothing that anybody could have graded.
        None if row.newest_sbom_at.is_none() => Cell::None,
        None => Cell::Unknown("not graded".to_owned()),
    })
    .shown(|row, now| match (row.worst_grade, &row.release) {
        (Some(grade), Some(release)) => {
            html! { a href={ (address::release(release.uid)) "/sboms" } { (grade) } }
        }
        _ if row.newest_sbom_at.is_none() => Cell::None.html(now),
        _ => Cell::Unknown("not graded".to_owned()).html(now),
    });

/// A release's version with its variant.
fn version(release: &GapRelease) -> String {
    format!("{} {}", release.version, release.variant).trim_end().to_owned()
}

const TO_DO: Column<ProductGap> = Column::new("next", "To do", |_: &ProductGap| Cell::None).shown(|row, _| {
        let (key, name) = (address::value(&row.slug), given_words(&row.product.name));
        html! {
            a href={ "/upload?product=" (key) } aria-label={ "Upload an SBOM of " (name) } { "Upload" } " · "
            a href={ "/requests/new?product=" (key) } aria-label={ "Ask a supplier for an SBOM of " (name) } { "Ask a supplier" }
        }
    });
const KEY: Column<ProductGap> =
    Column::new("key", "Key", |row: &ProductGap| Cell::Code(row.slug.clone())).export_only();
