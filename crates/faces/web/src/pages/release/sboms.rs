//! The SBOMs of a release that are in use.

use mainstay_markup::{Column, Markup, html};
use mainstay_store::{Sbom, SbomFilter};

use super::{find, head};
use crate::list::{Filter, Head, List, Query, Rows};
use crate::pages::product::sboms::{FILTERS, filter};
use crate::pages::sbom_cells::{
    COMPONENTS, FORMAT, GENERATOR, LABEL, NAME, PROBLEMS, QUALITY, RECEIVED, SOURCE, STATE,
};
use crate::{Error, Section, State, Visitor};

/// The SBOMs of a release, last received first.
#[derive(Debug)]
pub(crate) struct Sboms;

impl List for Sboms {
    type Row = Sbom;

    const PATH: &'static str = "/releases/{release}/sboms";
    const TITLE: &'static str = "SBOMs";
    const NOUN: (&'static str, &'static str) = ("SBOM", "SBOMs");
    const SECTION: Section = Section::Products;
    const EXAMPLE: &'static str = "source:build state:ready";
    const WORDS: bool = false;
    const FILTERS: &'static [Filter] = FILTERS;
    const COLUMNS: &'static [Column<Sbom>] =
        &[NAME, SOURCE, LABEL, STATE, FORMAT, GENERATOR, COMPONENTS, QUALITY, PROBLEMS, RECEIVED];

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Sbom>, Error> {
        let release = find(state, query.place.param("release")).await?.uid;
        let filter = SbomFilter { release: Some(release), ..filter(query) };
        Ok(state.office().store().list_sboms(&filter, &query.request()).await?.into())
    }

    async fn head(state: &State, query: &Query) -> Result<Option<Head>, Error> {
        Ok(Some(head(&find(state, query.place.param("release")).await?, "sboms")))
    }

    fn nothing() -> Markup {
        html! { p { "Upload one; what it says appears as soon as it is read." } }
    }
}
