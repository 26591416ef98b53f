//! The SBOMs of a product's releases.

use mainstay_markup::{Column, Markup, html};
use mainstay_store::{Sbom, SbomFilter, Superseded};

use crate::list::{Filter, Head, Kind, List, Query, Rows};
use crate::pages::sbom_cells::{
    COMPONENTS, FORMAT, LABEL, NAME, PROBLEMS, QUALITY, RECEIVED, RELEASE, SOURCE, STATE,
};
use crate::pages::words::SOURCES;
use crate::{Error, Section, State, Visitor};

/// The SBOMs of all releases of a product, last received first.
#[derive(Debug)]
pub(crate) struct Sboms;

impl List for Sboms {
    type Row = Sbom;

    const PATH: &'static str = "/products/{slug}/sboms";
    const TITLE: &'static str = "SBOMs";
    const NOUN: (&'static str, &'static str) = ("SBOM", "SBOMs");
    const SECTION: Section = Section::Products;
    const EXAMPLE: &'static str = "source:build state:ready";
    const WORDS: bool = false;
    const FILTERS: &'static [Filter] = FILTERS;
    const COLUMNS: &'static [Column<Sbom>] =
        &[NAME, RELEASE, SOURCE, LABEL, STATE, FORMAT, COMPONENTS, QUALITY, PROBLEMS, RECEIVED];

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Sbom>, Error> {
        let store = state.office().store();
        let product = store.product(query.place.param("slug")).await?;
        let filter = SbomFilter { product: Some(product.uid), ..filter(query) };
        Ok(store.list_sboms(&filter, &query.request()).await?.into())
    }

    async fn head(state: &State, query: &Query) -> Result<Option<Head>, Error> {
        let product = state.office().store().product(query.place.param("slug")).await?;
        Ok(Some(super::head(&product, "sboms")))
    }

    fn nothing() -> Markup {
        html! { p { "Upload one; what it says appears here as soon as it is read." } }
    }
}

/// The filters of every list of SBOMs.
pub(crate) const FILTERS: &[Filter] = &[
    Filter::new("source", "Source", Kind::Choice(SOURCES)),
    Filter::new(
        "state",
        "State",
        Kind::Choice(&[("received", "Not read yet"), ("ready", "Read"), ("refused", "Refused")]),
    ),
    SUPERSEDED,
];

/// What a list does with superseded SBOMs: one of three, so that there is nothing to leave out.
pub(crate) const SUPERSEDED: Filter = Filter::new(
    "superseded",
    "Superseded",
    Kind::Choice(&[("hide", "Hidden"), ("show", "Shown"), ("only", "Only these")]),
)
.single()
.widening();

/// What is asked for.
pub(crate) fn superseded(query: &Query) -> Superseded {
    match query.value(SUPERSEDED.key) {
        Some("show") => Superseded::Show,
        Some("only") => Superseded::Only,
        _ => Superseded::Hide,
    }
}

/// What the filters ask for.
pub(crate) fn filter(query: &Query) -> SbomFilter {
    SbomFilter {
        state: query.wanted("state"),
        source: query.wanted("source"),
        superseded: superseded(query),
        ..SbomFilter::default()
    }
}
