//! The list of SBOMs.

use mainstay_markup::{Cell, Column, Markup, Tone, chip, copyable, given, html};
use mainstay_store::{Sbom, SbomFilter, SbomState};

use super::component_filter::SUPPLIER;
use super::product::sboms::{SUPERSEDED, superseded};
use super::{component_filter, words};
use crate::list::{Filter, Kind, List, Query, Rows};
use crate::{Error, Section, State, Visitor, address};

/// The SBOMs.
#[derive(Debug)]
pub(crate) struct Sboms;

const STATES: &[(&str, &str)] =
    &[("received", "Waits to be read"), ("ready", "In use"), ("refused", "Refused")];

const FORMATS: &[(&str, &str)] = &[
    ("cyclonedx-json", "CycloneDX JSON"),
    ("cyclonedx-xml", "CycloneDX XML"),
    ("cyclonedx-protobuf", "CycloneDX Protobuf"),
    ("spdx-json", "SPDX JSON"),
    ("spdx-tag", "SPDX tag-value"),
    ("spdx-yaml", "SPDX YAML"),
    ("spdx-rdf", "SPDX RDF"),
    ("spdx-jsonld", "SPDX JSON-LD"),
    ("components-csv", "List of components"),
];

impl List for Sboms {
    type Row = Sbom;

    const PATH: &'static str = "/sboms";
    const TITLE: &'static str = "SBOMs";
    const NOUN: (&'static str, &'static str) = ("SBOM", "SBOMs");
    const SECTION: Section = Section::Sboms;
    const WORDS: bool = false;
    const EXAMPLE: &'static str = "state:refused product:web-shop";
    const COLUMNS: &'static [Column<Sbom>] = &[
        Column::new("release", "Product and release", |row: &Sbom| Cell::Text(name(row)))
            .head()
            .shown(|row, _| html! { a href=(address::sbom(row.uid)) { (given(&name(row))) } }),
        Column::new("source", "Source", |row: &Sbom| Cell::Text(words::source(row.source).to_owned())),
        Column::new("label", "Part", |row: &Sbom| {
            Cell::text(Some(row.label.clone()).filter(|label| !label.is_empty()))
        }),
        Column::new("format", "Format", |row: &Sbom| format(row).map_or_else(|| unread(row), Cell::Text)),
        Column::new("generator", "Generator", |row: &Sbom| match &row.generator {
            Some(generator) => Cell::Text(generator.clone()),
            None if row.state == SbomState::Ready => Cell::Unknown("the document names none".to_owned()),
            None => unread(row),
        })
        .shown(|row, now| match &row.generator {
            Some(generator) => html! { span class="file" title=(generator) { (generator) } },
            None => unread(row).html(now),
        }),
        Column::number("components", "Components", |row: &Sbom| {
            if row.state == SbomState::Ready { Cell::Count(row.components) } else { unread(row) }
        }),
        Column::number("grade", "Quality", |row: &Sbom| match row.grade {
            Some(grade) => Cell::Count(u64::from(grade)),
            None => Cell::Unknown("not graded".to_owned()),
        }),
        Column::new("received", "Received", |row: &Sbom| Cell::Time(row.received_at)),
        Column::new("state", "State", |row: &Sbom| Cell::Text(state_word(row).to_owned()))
            .shown(|row, _| state(row)),
        Column::new("id", "Id", |row: &Sbom| Cell::Code(row.uid.to_string())).export_only(),
    ];
    const FILTERS: &'static [Filter] = &[
        Filter::new("state", "State", Kind::Choice(STATES)),
        Filter::new("format", "Format", Kind::Suggest(FORMATS)),
        Filter::new("source", "Source", Kind::Choice(words::SOURCES)),
        SUPERSEDED,
        Filter::new("product", "Product", Kind::Text).single(),
        Filter::new("release", "Release", Kind::Text).single(),
        SUPPLIER,
    ];

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Sbom>, Error> {
        let product = match query.value("product") {
            Some(key) => Some(state.office().store().product(key).await?.uid),
            None => None,
        };
        let release =
            query.value("release").map(|text| component_filter::uid("release", text)).transpose()?;
        let filter = SbomFilter {
            product,
            state: query.wanted("state"),
            format: query.wanted("format"),
            source: query.wanted("source"),
            release,
            supplier: component_filter::supplier(state, query).await?,
            superseded: superseded(query),
        };
        Ok(state.office().store().list_sboms(&filter, &query.request()).await?.into())
    }

    fn actions() -> Option<Markup> {
        Some(html! {
            a class="button" href="/coverage" { "Coverage" }
            a class="button primary" href="/upload" { "Upload an SBOM" }
        })
    }

    fn nothing() -> Markup {
        html! {
            p { a href="/upload" { "Upload one" } ", or send it from the build:" }
            p { (copyable("mainstay import bom.json --product web-shop --release 1.0", "the command")) }
        }
    }
}

/// Product and version.
pub(super) fn name(sbom: &Sbom) -> String {
    format!("{} {}", sbom.product.name, sbom.release_version)
}

/// Format and version of the specification.
pub(super) fn format(sbom: &Sbom) -> Option<String> {
    let format = sbom.format.as_deref()?;
    let label = FORMATS.iter().find(|(known, _)| *known == format).map_or(format, |(_, label)| label);
    Some(sbom.spec_version.as_ref().map_or_else(|| label.to_owned(), |version| format!("{label} {version}")))
}

fn unread(sbom: &Sbom) -> Cell {
    Cell::Unknown(match sbom.state {
        SbomState::Refused => "the document could not be read".to_owned(),
        _ => "not read yet".to_owned(),
    })
}

fn state_word(sbom: &Sbom) -> &'static str {
    match sbom.state {
        _ if sbom.superseded_at.is_some() => "superseded",
        state => state.as_str(),
    }
}

/// The state as a chip.
pub(super) fn state(sbom: &Sbom) -> Markup {
    match sbom.state {
        _ if sbom.superseded_at.is_some() => chip(Tone::Waived, "Superseded"),
        SbomState::Received => chip(Tone::Neutral, "Waits to be read"),
        SbomState::Ready => chip(Tone::Ok, "In use"),
        SbomState::Refused => chip(Tone::Critical, "Refused"),
    }
}
