//! What all releases of a product are made of.

use mainstay_markup::{Cell, Column, Markup, html};
use mainstay_store::{Component, ComponentFilter, ComponentOrder, Within};

use crate::list::{Filter, Head, List, Query, Rows};
use crate::pages::component_cells::{purl_cell, version};
use crate::pages::component_filter;
use crate::pages::components::{licenses, link};
use crate::{Error, Section, State, Visitor};

/// The components of all releases of a product.
#[derive(Debug)]
pub(crate) struct Components;

impl List for Components {
    type Row = Component;

    const PATH: &'static str = "/products/{slug}/components";
    const TITLE: &'static str = "Components";
    const NOUN: (&'static str, &'static str) = ("component", "components");
    const SECTION: Section = Section::Products;
    const HINT: &'static str = component_filter::HINT;
    const EXAMPLE: &'static str = "openssl ecosystem:npm license:MIT";
    const ORDERS: &'static [&'static str] = &["component", "-releases"];
    const FILTERS: &'static [Filter] = component_filter::OF_ONE;
    const COLUMNS: &'static [Column<Component>] = &[
        Column::new("component", "Component", purl_cell).head().sortable().shown(|row, _| link(row)),
        // The name that the page shows has both.
        Column::new("version", "Version", version).export_only(),
        Column::new("ecosystem", "Ecosystem", |row: &Component| {
            Cell::text((!row.ecosystem.is_empty()).then_some(&row.ecosystem))
        })
        .export_only(),
        Column::new("licenses", "Licenses", licenses),
        Column::number("products", "Used by products", |row: &Component| Cell::Count(row.products)),
        Column::number("releases", "Used by releases", |row: &Component| Cell::Count(row.releases))
            .sortable(),
    ];

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Component>, Error> {
        let store = state.office().store();
        let product = store.product(query.place.param("slug")).await?;
        let within = Some(Within::Product(product.uid));
        let filter = ComponentFilter { within, ..component_filter::components(query) };
        Ok(store.list_components(&filter, order(query), &query.request()).await?.into())
    }

    async fn head(state: &State, query: &Query) -> Result<Option<Head>, Error> {
        let product = state.office().store().product(query.place.param("slug")).await?;
        Ok(Some(super::head(&product, "components")))
    }

    fn nothing() -> Markup {
        html! { p { "No release of this product has an SBOM that was read." } }
    }
}

/// The order of a list of components.
pub(crate) fn order(query: &Query) -> ComponentOrder {
    match query.sort.first() {
        Some(key) if key.column == "releases" => ComponentOrder::Uses,
        _ => ComponentOrder::Name,
    }
}
