//! The list of the releases of all products.

use mainstay_markup::{Cell, Column, Markup, given, html};
use mainstay_store::{Release, ReleaseFilter};

use crate::list::{Filter, Kind, List, Query, Rows};
use crate::pages::product::name;
use crate::pages::release_cells::RELEASED;
use crate::{Error, Section, State, Visitor, address};

/// Releases of products that are not archived, last added first.
#[derive(Debug)]
pub(crate) struct Releases;

impl List for Releases {
    type Row = Release;

    const PATH: &'static str = "/releases";
    const TITLE: &'static str = "Releases";
    const NOUN: (&'static str, &'static str) = ("release", "releases");
    const SECTION: Section = Section::Products;
    const HINT: &'static str = "Words search product, version and variant; of several, each must be found.";
    const EXAMPLE: &'static str = "shop deployed:yes with-sbom:no";
    const FILTERS: &'static [Filter] = FILTERS;
    const COLUMNS: &'static [Column<Release>] = &[
        Column::new("release", "Product and release", |row: &Release| {
            Cell::Text(format!("{} {}", row.product_name, name(row)))
        })
        .head()
        .shown(|row, _| {
            html! { a href=(address::release(row.uid)) { (given(&row.product_name)) " " (given(&name(row))) } }
        }),
        Column::new("product", "Product", |row: &Release| Cell::Code(row.product_slug.clone())).export_only(),
        Column::new("version", "Version", |row: &Release| Cell::Code(row.version.clone())).export_only(),
        Column::new("variant", "Variant", |row: &Release| {
            Cell::text((!row.variant.is_empty()).then_some(&row.variant))
        })
        .export_only(),
        Column::new("deployed", "Deployed", |row: &Release| Cell::Flag(row.deployed)),
        RELEASED,
        Column::number("components", "Components", |row: &Release| {
            row.figures.as_ref().map_or_else(no_sbom, |figures| Cell::Count(figures.components))
        }),
        Column::number("sboms", "SBOMs", |row: &Release| {
            Cell::Count(row.figures.as_ref().map_or(0, |figures| figures.sboms))
        }),
        Column::new("newest_sbom", "Newest SBOM", |row: &Release| {
            row.figures.as_ref().and_then(|figures| figures.newest_sbom_at).map_or(Cell::None, Cell::Time)
        }),
        Column::new("added", "Added", |row: &Release| Cell::Time(row.created_at)),
    ];

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Release>, Error> {
        Ok(state.office().store().list_all_releases(&filter(query), &query.request()).await?.into())
    }

    fn nothing() -> Markup {
        html! { p { "An upload makes its release, and its product too. " a href="/upload" { "Upload an SBOM" } } }
    }
}

/// The filters of every list of releases.
pub(crate) const FILTERS: &[Filter] =
    &[Filter::new("deployed", "Deployed", Kind::Flag), Filter::new("with-sbom", "With an SBOM", Kind::Flag)];

/// What words and filters ask for.
pub(crate) fn filter(query: &Query) -> ReleaseFilter {
    ReleaseFilter {
        text: query.text_of_words(),
        deployed: query.flag("deployed"),
        with_sbom: query.flag("with-sbom"),
    }
}

pub(crate) fn no_sbom() -> Cell {
    Cell::Unknown("the release has no SBOM".to_owned())
}
