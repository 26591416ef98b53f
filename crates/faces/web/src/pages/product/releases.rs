//! The releases of a product.

use mainstay_markup::{Cell, Column, Markup, html};
use mainstay_store::Release;

use crate::list::{Filter, Head, List, Query, Rows};
use crate::pages::release_cells::{RELEASED, SUPPORTED};
use crate::pages::releases::{FILTERS, filter, no_sbom};
use crate::{Error, Section, State, Visitor};

/// The releases of a product, newest first by the day of their release, else by version.
#[derive(Debug)]
pub(crate) struct Releases;

impl List for Releases {
    type Row = Release;

    const PATH: &'static str = "/products/{slug}/releases";
    const TITLE: &'static str = "Releases";
    const NOUN: (&'static str, &'static str) = ("release", "releases");
    const SECTION: Section = Section::Products;
    const HINT: &'static str = "Words search version and variant; of several, each must be found.";
    const EXAMPLE: &'static str = "2.0 deployed:yes with-sbom:no";
    const FILTERS: &'static [Filter] = FILTERS;
    const COLUMNS: &'static [Column<Release>] = &[
        Column::new("version", "Version", |row: &Release| Cell::Code(row.version.clone()))
            .head()
            .shown(|row, _| html! { a href={ "/releases/" (row.uid) } { (row.version) } }),
        Column::new("variant", "Variant", |row: &Release| {
            Cell::text((!row.variant.is_empty()).then_some(&row.variant))
        }),
        RELEASED,
        SUPPORTED,
        Column::new("deployed", "Deployed", |row: &Release| Cell::Flag(row.deployed)),
        Column::number("components", "Components", |row: &Release| figure(row, |of| of.components)),
        Column::number("direct", "Direct", |row: &Release| told(row, |of| of.direct)),
        Column::number("transitive", "Transitive", |row: &Release| told(row, |of| of.transitive))
            .export_only(),
        Column::number("not_told", "Not told how", |row: &Release| {
            figure(row, mainstay_store::ReleaseFigures::untold)
        })
        .export_only(),
        Column::number("without_license", "Without license", |row: &Release| {
            figure(row, |of| of.without_license)
        }),
        Column::number("sboms", "SBOMs", |row: &Release| {
            Cell::Count(row.figures.as_ref().map_or(0, |figures| figures.sboms))
        }),
        Column::number("quality", "Quality", |row: &Release| {
            let grade = row.figures.as_ref().and_then(|figures| figures.worst_grade);
            grade.map_or_else(
                || Cell::Unknown("no SBOM was graded".to_owned()),
                |grade| Cell::Count(grade.into()),
            )
        }),
        Column::new("newest_sbom", "Newest SBOM", |row: &Release| {
            let at = row.figures.as_ref().and_then(|figures| figures.newest_sbom_at);
            at.map_or(Cell::None, Cell::Time)
        }),
    ];

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Release>, Error> {
        let store = state.office().store();
        let product = store.product(query.place.param("slug")).await?;
        Ok(store.list_releases_where(product.uid, &filter(query), &query.request()).await?.into())
    }

    async fn head(state: &State, query: &Query) -> Result<Option<Head>, Error> {
        let product = state.office().store().product(query.place.param("slug")).await?;
        Ok(Some(super::head(&product, "releases")))
    }

    fn nothing() -> Markup {
        html! { p { "Add one with “New release”, or upload an SBOM: it makes its release." } }
    }
}

/// A figure that the SBOMs may not tell.
fn told(release: &Release, pick: fn(&mainstay_store::ReleaseFigures) -> Option<u64>) -> Cell {
    let told = |number| Cell::Count(number);
    release.figures.as_ref().map_or_else(no_sbom, |figures| {
        pick(figures).map_or_else(|| Cell::Unknown("no SBOM says".to_owned()), told)
    })
}

fn figure(release: &Release, pick: fn(&mainstay_store::ReleaseFigures) -> u64) -> Cell {
    release.figures.as_ref().map_or_else(no_sbom, |figures| Cell::Count(pick(figures)))
}
