//! Lists of SBOMs: of a product, of a release, and what was superseded.

use mainstay_markup::{Cell, Column, Markup, State as Step, Tone, chip, given, given_words, html};
use mainstay_store::{Sbom, SbomState};

use super::sboms;
use super::words::source;

/// The SBOM as a link to its page.
pub(crate) const NAME: Column<Sbom> = Column::new("sbom", "SBOM", |row: &Sbom| Cell::Text(name(row)))
    .head()
    .shown(|row, _| html! { a class="file" title=(given_words(&name(row))) href={ "/sboms/" (row.uid) } { (given(&name(row))) } });

/// The release that it describes.
pub(crate) const RELEASE: Column<Sbom> =
    Column::new("release", "Release", |row: &Sbom| Cell::Code(row.release_version.clone()))
        .shown(|row, _| html! { a href={ "/releases/" (row.release) } { (row.release_version) } });

/// Who made it.
pub(crate) const SOURCE: Column<Sbom> =
    Column::new("source", "Source", |row: &Sbom| Cell::Text(source(row.source).to_owned()));

/// Which part of the release it describes.
pub(crate) const LABEL: Column<Sbom> =
    Column::new("label", "Part", |row: &Sbom| Cell::text((!row.label.is_empty()).then_some(&row.label)));

/// What became of it.
pub(crate) const STATE: Column<Sbom> =
    Column::new("state", "State", |row: &Sbom| Cell::Text(row.state.as_str().to_owned()))
        .shown(|row, _| state(row));

/// Format and version.
pub(crate) const FORMAT: Column<Sbom> = Column::new("format", "Format", format_of);

/// The programs that made it.
pub(crate) const GENERATOR: Column<Sbom> =
    Column::new("generator", "Generator", |row: &Sbom| Cell::text(row.generator.as_ref()));

/// Components in the document.
pub(crate) const COMPONENTS: Column<Sbom> = Column::number("components", "Components", |row: &Sbom| {
    if row.state == SbomState::Ready {
        Cell::Count(row.components)
    } else {
        Cell::Unknown("it was not read".to_owned())
    }
});

/// The quality grade.
pub(crate) const QUALITY: Column<Sbom> = Column::number("quality", "Quality", |row: &Sbom| {
    row.grade.map_or_else(|| Cell::Unknown("it was not graded".to_owned()), |grade| Cell::Count(grade.into()))
});

/// Problems met while reading.
pub(crate) const PROBLEMS: Column<Sbom> =
    Column::number("problems", "Problems", |row: &Sbom| match problems(row) {
        Some(problems) => Cell::Count(problems),
        None => Cell::Unknown("it was not read".to_owned()),
    });

/// When it was received.
pub(crate) const RECEIVED: Column<Sbom> =
    Column::new("received", "Received", |row: &Sbom| Cell::Time(row.received_at));

/// How many problems were met while reading; `None` where nothing was read that could have any.
pub(crate) fn problems(sbom: &Sbom) -> Option<u64> {
    Some(sbom.problem_count).filter(|count| *count > 0 || sbom.state == SbomState::Ready)
}

/// What an SBOM is called: its file, else its document name, else who made it.
pub(crate) fn name(sbom: &Sbom) -> String {
    sbom.file_name.clone().unwrap_or_else(|| match sbom.label.as_str() {
        "" => format!("{} SBOM", source(sbom.source)),
        label => format!("{} SBOM, {label}", source(sbom.source)),
    })
}

/// What became of an SBOM, as a chip.
pub(crate) fn state(sbom: &Sbom) -> Markup {
    match sbom.state {
        SbomState::Received => Step::Waiting.chip(),
        SbomState::Ready if sbom.superseded_at.is_some() => chip(Tone::Waived, "Superseded"),
        SbomState::Ready => chip(Tone::Ok, "In use"),
        SbomState::Refused => chip(Tone::Critical, "Refused"),
    }
}

fn format_of(sbom: &Sbom) -> Cell {
    sboms::format(sbom).map_or_else(|| Cell::Unknown("it was not read".to_owned()), Cell::Text)
}
