//! What a release is made of.

use mainstay_markup::{Cell, Column, Markup, given_words, html};
use mainstay_store::ReleaseComponent;

use super::{find, head};
use crate::list::{Filter, Head, List, Query, Rows};
use crate::pages::component_cells::{purl_cell, version};
use crate::pages::component_filter;
use crate::pages::components::{licenses, link};
use crate::pages::product::components::order;
use crate::pages::words::{scope, source};
use crate::{Error, Section, State, Visitor};

/// The components of a release, by all its current SBOMs together.
#[derive(Debug)]
pub(crate) struct Components;

/// A component with the release that it is listed for, which its links need.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) release: uuid::Uuid,
    pub(crate) used: ReleaseComponent,
}

impl List for Components {
    type Row = Row;

    const PATH: &'static str = "/releases/{release}/components";
    const TITLE: &'static str = "Components";
    const NOUN: (&'static str, &'static str) = ("component", "components");
    const SECTION: Section = Section::Products;
    const HINT: &'static str = component_filter::HINT;
    const EXAMPLE: &'static str = "openssl ecosystem:npm direct:yes";
    const ORDERS: &'static [&'static str] = &["component", "-releases"];
    const FILTERS: &'static [Filter] = component_filter::OF_ONE;
    const COLUMNS: &'static [Column<Row>] = &[
        Column::new("component", "Component", |row: &Row| purl_cell(&row.used.component))
            .head()
            .sortable()
            .shown(|row, _| link(&row.used.component)),
        // The name that the page shows has version and ecosystem.
        Column::new("version", "Version", |row: &Row| version(&row.used.component)).export_only(),
        Column::new("ecosystem", "Ecosystem", |row: &Row| {
            let ecosystem = &row.used.component.ecosystem;
            Cell::text((!ecosystem.is_empty()).then_some(ecosystem))
        })
        .export_only(),
        Column::new("direct", "Direct", |row: &Row| {
            row.used.direct_here.map_or_else(|| Cell::Unknown("no document says".to_owned()), Cell::Flag)
        }),
        Column::new("scope", "Scope", |row: &Row| match row.used.scope {
            Some(word) => Cell::Text(scope(word).to_owned()),
            None => Cell::Unknown("no document says".to_owned()),
        }),
        Column::new("licenses", "Licenses", |row: &Row| licenses(&row.used.component)),
        Column::new("sources", "Told by", |row: &Row| {
            Cell::List(row.used.sources.iter().map(|one| source(*one).to_owned()).collect())
        }),
        Column::number("releases", "Used by releases", |row: &Row| Cell::Count(row.used.component.releases))
            .sortable(),
        Column::new("why", "Why", |row: &Row| Cell::Text(why(row))).shown(|row, _| {
            let what = &row.used.component.name;
            html! { a href=(why(row)) aria-label={ "Why is " (given_words(what)) " here?" } { "Why?" } }
        }),
    ];

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Row>, Error> {
        let release = find(state, query.place.param("release")).await?.uid;
        let store = state.office().store();
        let filter = component_filter::components(query);
        let page = store.list_release_components(release, &filter, order(query), &query.request()).await?;
        Ok(page.map(|used| Row { release, used }).into())
    }

    async fn head(state: &State, query: &Query) -> Result<Option<Head>, Error> {
        Ok(Some(head(&find(state, query.place.param("release")).await?, "components")))
    }

    fn nothing() -> Markup {
        html! { p { "The release has no SBOM that was read. Upload one to know what it is made of." } }
    }
}

/// Where the paths to a component are told.
fn why(row: &Row) -> String {
    format!("/releases/{}/why?component={}", row.release, row.used.component.uid)
}
