//! What is not known: products without an SBOM, or with a stale or poor one.

use jiff::{SignedDuration, Timestamp};
use mainstay_markup::{Cell, Column, Markup, html};
use mainstay_store::{Gap, ProductGap};

use crate::list::{Filter, Kind, List, Query, Rows};
use crate::{Error, Section, State, Visitor};

/// Products with a gap.
#[derive(Debug)]
pub(crate) struct Gaps;

impl List for Gaps {
    type Row = ProductGap;

    const PATH: &'static str = "/coverage";
    const TITLE: &'static str = "SBOM coverage";
    const NOUN: (&'static str, &'static str) = ("product", "products");
    const SECTION: Section = Section::Products;
    const EXAMPLE: &'static str = "sbom:stale";
    const ONE_VALUE: bool = true;
    const WORDS: bool = false;
    const FILTERS: &'static [Filter] = &[Filter {
        key: "sbom",
        label: "SBOM",
        kind: Kind::Choice(&[("without", "None"), ("stale", "Stale"), ("poor", "Poor")]),
    }];
    const COLUMNS: &'static [Column<ProductGap>] = &[
        Column::new("name", "Product", |row: &ProductGap| Cell::Text(row.product.name.clone()))
            .head()
            .shown(|row, _| html! { a href={ "/products/" (row.slug) } { (row.product.name) } }),
        Column::new("owner", "Owner", |row: &ProductGap| Cell::text(row.owner.as_ref().map(|one| &one.name))),
        Column::new("newest_sbom", "Newest SBOM", |row: &ProductGap| {
            row.newest_sbom_at.map_or_else(|| Cell::Unknown("no release has an SBOM".to_owned()), Cell::Time)
        }),
        Column::number("quality", "Worst quality", |row: &ProductGap| {
            let missing = || Cell::Unknown("no SBOM was graded".to_owned());
            row.worst_grade.map_or_else(missing, |grade| Cell::Count(grade.into()))
        }),
    ];

    /// Without a filter: those about which nothing is known.
    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<ProductGap>, Error> {
        let settings = state.office().settings();
        let gap = match query.value("sbom") {
            Some("stale") => {
                let age = SignedDuration::from_hours(24 * i64::from(settings.stale_days));
                Gap::Stale(Timestamp::now().checked_sub(age)?)
            }
            Some("poor") => Gap::Poor(settings.poor_below),
            _ => Gap::Without,
        };
        Ok(state.office().store().list_product_gaps(gap, &query.request()).await?.into())
    }

    fn nothing() -> Markup {
        html! { p { "Every product has an SBOM." } }
    }
}
