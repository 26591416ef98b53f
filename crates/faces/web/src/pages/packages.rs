//! The list of packages: components without their version, with the versions in use.

use mainstay_markup::{Cell, Column, Icon, Markup, given, html, icon, purl};
use mainstay_store::{Package, PackageFilter, PackageOrder};

use super::component_cells::told_direct;
use super::component_filter;
use super::components::ecosystem;
use crate::list::{Filter, List, Query, Rows};
use crate::{Error, Section, State, Visitor, address};

/// The packages in use.
#[derive(Debug)]
pub(crate) struct Packages;

impl List for Packages {
    type Row = Package;

    const PATH: &'static str = "/packages";
    const TITLE: &'static str = "Packages";
    const NOUN: (&'static str, &'static str) = ("package", "packages");
    const SECTION: Section = Section::Components;
    const HINT: &'static str = component_filter::HINT;
    const EXAMPLE: &'static str = "spring several-versions:yes";
    const ORDERS: &'static [&'static str] = &["purl", "-uses", "-versions"];
    const COLUMNS: &'static [Column<Package>] = &[
        Column::new("purl", "Package", identity).sortable().head().shown(|row, _| link(row)),
        Column::new("ecosystem", "Ecosystem", |row: &Package| ecosystem(&row.ecosystem)),
        Column::number("versions", "Versions in use", |row: &Package| Cell::Count(row.versions)).sortable(),
        Column::number("uses", "Uses", |row: &Package| Cell::Count(row.uses)).sortable(),
        Column::number("direct", "Direct uses", |row: &Package| {
            told_direct(row.direct, row.transitive, row.uses)
        }),
        Column::number("transitive", "Transitive uses", |row: &Package| Cell::Count(row.transitive))
            .export_only(),
    ];
    const FILTERS: &'static [Filter] = &[
        component_filter::ECOSYSTEM,
        component_filter::DIRECT,
        component_filter::SEVERAL_VERSIONS,
        component_filter::WITHOUT_PURL,
        component_filter::PRODUCT,
        component_filter::RELEASE,
    ];

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Package>, Error> {
        let within = component_filter::within(state, query).await?;
        let filter = PackageFilter { within, ..component_filter::packages(query) };
        let order = match query.sort.first().map(|key| key.column) {
            Some("uses") => PackageOrder::Uses,
            Some("versions") => PackageOrder::Versions,
            _ => PackageOrder::Name,
        };
        Ok(state.office().store().list_packages(&filter, order, &query.request()).await?.into())
    }

    fn actions() -> Option<Markup> {
        Some(html! {
            a class="button" href="/where-used" { (icon(Icon::Search)) "Where used" }
            a class="button" href="/components" { "By version" }
        })
    }

    fn nothing() -> Markup {
        html! { p { "Packages come from SBOMs. " a href="/sboms" { "See the SBOMs" } ", or send one from a build." } }
    }
}

fn identity(package: &Package) -> Cell {
    match &package.purl {
        Some(purl) => Cell::Purl(purl.clone()),
        None => Cell::Text(package.full_name()),
    }
}

/// A package as a link to its page.
pub(super) fn link(package: &Package) -> Markup {
    html! {
        a href=(address::package(package)) {
            @match &package.purl { Some(text) => (purl(text)), None => (given(&package.full_name())) }
        }
    }
}
