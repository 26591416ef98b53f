//! The list of products.

pub(crate) mod import;
pub(crate) mod new;

use std::collections::HashMap;

use jiff::Timestamp;
use mainstay_markup::{Cell, Column, Icon, Markup, copyable, given, html, icon};
use mainstay_store::{Archived, OrgUnit, Product, ProductFilter, ProductOrder, UnitPath};
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
    const HINT: &'static str = "Words search name and key; of several, each must be found.";
    const EXAMPLE: &'static str = "shop lifecycle:active owner:Ada";
    const ORDERS: &'static [&'static str] = &["name", "-added"];
    const COLUMNS: &'static [Column<Product>] = &[
        Column::new("name", "Product", |row: &Product| Cell::Text(row.name.clone()))
            .head()
            .sortable()
            .shown(|row, _| html! { a href={ "/products/" (row.slug) } { (given(&row.name)) } }),
        Column::new("owner", "Owner", |row: &Product| Cell::text(row.owner.as_ref().map(|one| &one.name)))
            .shown(|row, now| match &row.owner {
                // Two people may have one name.
                Some(owner) => {
                    let one = owner.mail.as_ref().unwrap_or(&owner.name);
                    html! { a href={ "/products?owner=" (address::value(one)) } { (given(&owner.name)) } }
                }
                None => Cell::None.html(now),
            }),
        Column::new("owner_mail", "Owner's mail address", |row: &Product| {
            Cell::text(row.owner.as_ref().and_then(|one| one.mail.clone()))
        })
        .export_only(),
        Column::new("lifecycle", "Lifecycle", |row: &Product| {
            Cell::text(row.lifecycle.map(|word| word.as_str()))
        })
        .shown(|row, now| shown(LIFECYCLES, row.lifecycle.map(|word| word.as_str()), now)),
        Column::new("criticality", "Criticality", |row: &Product| {
            Cell::text(row.criticality.map(|word| word.as_str()))
        })
        .shown(|row, now| shown(CRITICALITIES, row.criticality.map(|word| word.as_str()), now)),
        Column::new("distribution", "Distribution", |row: &Product| {
            Cell::text(row.distribution.map(|word| word.as_str()))
        })
        .export_only(),
        Column::new("class", "Class", |row: &Product| Cell::text(row.class.clone())).export_only(),
        Column::number("releases", "Releases", |row: &Product| Cell::Count(row.figures.releases)),
        Column::number("components", "Components", components),
        Column::new("newest_sbom", "Newest SBOM", |row: &Product| {
            row.figures.newest_sbom_at.map_or(Cell::None, Cell::Time)
        }),
        Column::new("tags", "Tags", |row: &Product| Cell::List(row.tags.clone())),
        Column::new("unit", "Unit", |row: &Product| Cell::text(row.unit.as_ref().map(ToString::to_string))),
        Column::new("key", "Key", |row: &Product| Cell::Code(row.slug.clone())).export_only(),
        Column::new("description", "Description", |row: &Product| {
            Cell::text(Some(row.description.clone()).filter(|text| !text.is_empty()))
        })
        .export_only(),
        Column::new("added", "Added", |row: &Product| Cell::Time(row.created_at)).sortable(),
    ];
    const FILTERS: &'static [Filter] = &[
        Filter::new("lifecycle", "Lifecycle", Kind::Choice(LIFECYCLES)),
        Filter::new("distribution", "Distribution", Kind::Choice(DISTRIBUTIONS)),
        Filter::new("criticality", "Criticality", Kind::Choice(CRITICALITIES)),
        Filter::new("archived", "Archived", Kind::Choice(&[("show", "Show too"), ("only", "Only these")]))
            .single()
            .widening(),
        Filter::new("tag", "Tag", Kind::Text),
        Filter::new("unit", "Unit", Kind::Text).single(),
        Filter::new("owner", "Owner", Kind::Text),
    ];

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Product>, Error> {
        let store = state.office().store();
        let units = match query.value("unit") {
            Some(way) => Some(named(&store.units().await?, way)),
            None => None,
        };
        let filter = ProductFilter {
            text: query.text_of_words(),
            tag: query.wanted("tag"),
            units,
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

/// What people read for a word of a closed vocabulary.
fn shown(words: &[(&'static str, &'static str)], word: Option<&str>, now: Timestamp) -> Markup {
    Cell::text(word.map(|word| label(words, word))).html(now)
}

/// The value of the filter `unit` that names a unit.
pub(crate) fn unit_filter(unit: &UnitPath) -> String {
    unit.names.join("/")
}

/// The unit with this way from the top; when there is none, those whose way ends so: `Web` may be all of `Tools/Web`. Letter case
/// counts only where it tells units apart.
fn named(units: &[OrgUnit], way: &str) -> Vec<Uuid> {
    let wanted = way.split('/').map(str::trim).collect::<Vec<_>>().join("/");
    let below = format!("/{wanted}");
    let known: HashMap<Uuid, &OrgUnit> = units.iter().map(|unit| (unit.uid, unit)).collect();
    let ways: Vec<(Uuid, String)> = units.iter().map(|unit| (unit.uid, way_of(unit, &known))).collect();
    let those = |fits: &dyn Fn(&str) -> bool| -> Vec<Uuid> {
        ways.iter().filter(|(_, way)| fits(way)).map(|(uid, _)| *uid).collect()
    };
    let (any_case, below_any_case) = (wanted.to_lowercase(), below.to_lowercase());
    let rules: [&dyn Fn(&str) -> bool; 4] =
        [&|way| way == wanted, &|way| way.ends_with(&below), &|way| way.to_lowercase() == any_case, &|way| {
            way.to_lowercase().ends_with(&below_any_case)
        }];
    rules.into_iter().map(those).find(|found| !found.is_empty()).unwrap_or_default()
}

fn way_of(unit: &OrgUnit, units: &HashMap<Uuid, &OrgUnit>) -> String {
    let mut names = vec![unit.name.as_str()];
    let mut above = unit.parent;
    // Units form a tree; no way up is longer than there are units.
    while let Some(unit) = above.and_then(|uid| units.get(&uid)) {
        names.push(&unit.name);
        above = unit.parent.filter(|_| names.len() < units.len());
    }
    names.reverse();
    names.join("/")
}

/// Components of the newest release that has an SBOM.
fn components(product: &Product) -> Cell {
    product.figures.newest.as_ref().map_or_else(no_sbom, |newest| Cell::Count(newest.figures.components))
}

fn no_sbom() -> Cell {
    Cell::Unknown("no release has an SBOM".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_found_by_its_way_its_end_and_in_any_letter_case_where_none_is_written_so() {
        let unit = |name: &str, parent| OrgUnit { uid: Uuid::now_v7(), name: name.to_owned(), parent };
        let (tools, sales) = (unit("Tools", None), unit("Sales", None));
        let (web, below, upper) =
            (unit("Web", Some(tools.uid)), unit("Web", Some(sales.uid)), unit("WEB", Some(sales.uid)));
        let units = [tools.clone(), sales, web.clone(), below.clone(), upper.clone()];
        for (way, expected) in [
            ("Tools", vec![tools.uid]),
            ("tools", vec![tools.uid]),
            ("Tools / Web", vec![web.uid]),
            ("Web", vec![web.uid, below.uid]),
            ("WEB", vec![upper.uid]),
            ("sales/web", vec![below.uid, upper.uid]),
            ("We", vec![]),
        ] {
            assert_eq!(named(&units, way), expected, "{way}");
        }
    }
}
