//! Releases that have no SBOM.

use mainstay_markup::{Cell, Column, Crumb, Markup, given, given_words, html};
use mainstay_store::{Gap, Release};

use crate::list::{Filter, Head, Kind, List, Query, Rows};
use crate::pages::product::name;
use crate::pages::release_cells::RELEASED;
use crate::{Error, Section, State, Visitor, address};

/// Releases of products that are not archived, without an SBOM; last added first.
#[derive(Debug)]
pub(crate) struct Releases;

impl List for Releases {
    type Row = Release;

    const PATH: &'static str = "/coverage/releases";
    const TITLE: &'static str = "Releases without an SBOM";
    const NOUN: (&'static str, &'static str) = ("release", "releases");
    const SECTION: Section = Section::Sboms;
    const WORDS: bool = false;
    const EXAMPLE: &'static str = "deployed:yes";
    const FILTERS: &'static [Filter] =
        &[Filter::new("deployed", "Deployed", Kind::Choice(&[("yes", "Only these")])).single()];
    const COLUMNS: &'static [Column<Release>] = &[
        Column::new("release", "Product and release", |row: &Release| {
            Cell::Text(format!("{} {}", row.product_name, name(row)))
        })
        .head()
        .shown(|row, _| html! { a href=(address::release(row.uid)) { (given(&row.product_name)) " " (given(&name(row))) } }),
        Column::new("product", "Product", |row: &Release| Cell::Code(row.product_slug.clone())).export_only(),
        Column::new("version", "Version", |row: &Release| Cell::Code(row.version.clone())).export_only(),
        Column::new("variant", "Variant", |row: &Release| {
            Cell::text((!row.variant.is_empty()).then_some(&row.variant))
        })
        .export_only(),
        Column::new("deployed", "Deployed", |row: &Release| Cell::Flag(row.deployed)),
        RELEASED,
        Column::new("added", "Added", |row: &Release| Cell::Time(row.created_at)),
        Column::new("next", "To do", |_: &Release| Cell::None).shown(|row, _| {
            let of = format!("{} {}", row.product_name, name(row));
            html! { a href=(upload(row)) aria-label={ "Upload an SBOM of " (given_words(&of)) } { "Upload" } }
        }),
    ];

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Release>, Error> {
        let deployed = query.value("deployed").is_some();
        let store = state.office().store();
        Ok(store.list_release_gaps(Gap::Without, deployed, &query.request()).await?.into())
    }

    async fn head(_: &State, _: &Query) -> Result<Option<Head>, Error> {
        let coverage = super::Gaps::PATH;
        Ok(Some(Head {
            section: Section::Sboms,
            title: Self::TITLE.to_owned(),
            crumbs: Section::Sboms.way([Crumb::to(super::Gaps::TITLE, coverage), Crumb::here(Self::TITLE)]),
            lead: None,
            actions: None,
            tabs: Vec::new(),
        }))
    }

    fn nothing() -> Markup {
        html! { p { "Every release that is known has an SBOM. " a href="/coverage" { "See the coverage" } } }
    }
}

/// The way to close the gap.
fn upload(release: &Release) -> String {
    format!(
        "/upload?product={}&version={}&variant={}",
        address::value(&release.product_slug),
        address::value(&release.version),
        address::value(&release.variant)
    )
}
