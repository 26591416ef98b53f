//! The list of products.

pub(crate) mod import;
pub(crate) mod new;

use mainstay_markup::{Cell, Column, Icon, Markup, copyable, html, icon};
use mainstay_store::{Archived, Product, ProductFilter, ProductOrder};
use uuid::Uuid;

use super::words::{CRITICALITIES, DISTRIBUTIONS, LIFECYCLES, label};
use crate::list::{Filter, Kind, List, Query, Rows};
use crate::{Error, Section, State, Visitor, address};

/// What is shipped, run or sold.
#[derive(Debug)]
pub(crate) struct Products;

impl List for Products {
    type Row = Product;

    const PATH: &'static str = "/products";
    const TITLE: &'static str = "Products";
    const NOUN: (&'static str, &'static str) = ("product", "products");
    const SECTION: Section = Section::Products;
    const EXAMPLE: &'static str = "shop lifecycle:active owner:Ada";
    const ORDERS: &'static [&'static str] = &["name", "-added"];
    const COLUMNS: &'static [Column<Product>] = &[
        Column::new("name", "Product", |row: &Product| Cell::Text(row.name.clone()))
            .head()
            .sortable()
            .shown(|row, _| html! { a href={ "/products/" (row.slug) } { (row.name) } }),
        Column::new("owner", "Owner", |row: &Product| Cell::text(row.owner.as_ref().map(|one| &one.name)))
            .shown(|row, now| match &row.owner {
                Some(owner) => {
                    html! { a href={ "/products?owner=" (address::value(&owner.name)) } { (owner.name) } }
                }
                None => Cell::None.html(now),
            }),
        Column::new("lifecycle", "Lifecycle", |row: &Product| {
            Cell::text(row.lifecycle.map(|word| label(LIFECYCLES, word.as_str())))
        }),
        Column::new("criticality", "Criticality", |row: &Product| {
            Cell::text(row.criticality.map(|word| label(CRITICALITIES, word.as_str())))
        }),
        Column::new("distribution", "Distribution", |row: &Product| {
            Cell::text(row.distribution.map(|word| label(DISTRIBUTIONS, word.as_str())))
        })
        .export_only(),
        Column::number("releases", "Releases", |row: &Product| Cell::Count(row.figures.releases)),
        Column::number("components", "Components", components),
        Column::new("newest_sbom", "Newest SBOM", |row: &Product| {
            row.figures.newest_sbom_at.map_or_else(no_sbom, Cell::Time)
        }),
        Column::new("tags", "Tags", |row: &Product| Cell::List(row.tags.clone())),
        Column::new("unit", "Unit", |row: &Product| Cell::text(row.unit.as_ref().map(|one| &one.name))),
        Column::new("key", "Key", |row: &Product| Cell::Code(row.slug.clone())).export_only(),
        Column::new("added", "Added", |row: &Product| Cell::Time(row.created_at)).sortable(),
    ];
    const FILTERS: &'static [Filter] = &[
        Filter::new("lifecycle", "Lifecycle", Kind::Choice(LIFECYCLES)),
        Filter::new("distribution", "Distribution", Kind::Choice(DISTRIBUTIONS)),
        Filter::new("criticality", "Criticality", Kind::Choice(CRITICALITIES)),
        Filter::new("archived", "Archived", Kind::Choice(&[("show", "Show too"), ("only", "Only these")]))
            .single(),
        Filter::new("tag", "Tag", Kind::Text),
        Filter::new("unit", "Unit", Kind::Text).single(),
        Filter::new("owner", "Owner", Kind::Text),
    ];

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Product>, Error> {
        let store = state.office().store();
        let unit = match query.value("unit") {
            Some(name) => match store.units().await?.into_iter().find(|unit| unit.name == name) {
                Some(unit) => Some(unit.uid),
                // No unit has the nil id: nothing matches, which is what is true.
                None => Some(Uuid::nil()),
            },
            None => None,
        };
        let filter = ProductFilter {
            text: query.text_of_words(),
            tag: query.wanted("tag"),
            unit,
            owner: query.wanted("owner"),
            lifecycle: query.wanted("lifecycle"),
            distribution: query.wanted("distribution"),
            criticality: query.wanted("criticality"),
            archived: match query.value("archived") {
                Some("show") => Archived::Show,
                Some("only") => Archived::Only,
                _ => Archived::Hide,
            },
        };
        let order = match query.sort.first() {
            Some(key) if key.column == "added" => ProductOrder::Newest,
            _ => ProductOrder::Name,
        };
        Ok(store.list_products(&filter, order, &query.request()).await?.into())
    }

    fn actions() -> Option<Markup> {
        Some(html! {
            a class="button" href="/products/import" { "Import CSV" }
            a class="button primary" href="/products/new" { (icon(Icon::Add)) "New product" }
        })
    }

    fn nothing() -> Markup {
        html! {
            p { a href="/products/new" { "Add one" } ", " a href="/products/import" { "import a list" } ", or send an SBOM: it makes its product." }
            p { (copyable("mainstay import bom.json --product web-shop --release 1.0", "the command")) }
        }
    }
}

/// Components of the newest release that has an SBOM.
fn components(product: &Product) -> Cell {
    product.figures.newest.as_ref().map_or_else(no_sbom, |newest| Cell::Count(newest.figures.components))
}

fn no_sbom() -> Cell {
    Cell::Unknown("no release has an SBOM".to_owned())
}
