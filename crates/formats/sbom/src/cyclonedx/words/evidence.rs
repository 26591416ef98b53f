//! Where a component was found, and which licenses were found in it.

use mainstay_model::{LicenseClaim, LicenseSource, Location};

use super::{Word, license, list};
use crate::node::{Fields, Node};

/// Locations, and licenses found.
pub(in super::super) const EVIDENCE: Word<(Vec<Location>, Vec<LicenseClaim>)> =
    Word { field: "evidence", key: "cyclonedx:evidence", read, render };

fn read(node: &Node<'_>) -> (Vec<Location>, Vec<LicenseClaim>) {
    let Some(fields) = node.fields() else { return Default::default() };
    let occurrences = fields.get("occurrences").map(Node::items).unwrap_or_default();
    let mut found = fields.get("licenses").map(license::read).unwrap_or_default();
    for claim in &mut found {
        claim.source = LicenseSource::Detected;
    }
    (occurrences.iter().filter_map(read_occurrence).collect(), found)
}

fn read_occurrence(node: &Node<'_>) -> Option<Location> {
    let line = node.fields()?.get("line").and_then(Node::as_u64);
    let line = line.and_then(|line| u32::try_from(line).ok());
    Some(Location { path: node.str("location")?.to_owned(), line })
}

fn render((locations, found): &(Vec<Location>, Vec<LicenseClaim>)) -> Option<Node<'_>> {
    let mut fields = Fields::default();
    if let Some(occurrences) = list(locations.iter().map(render_occurrence).collect()) {
        fields.put("occurrences", occurrences);
    }
    if let Some(licenses) = license::render(found) {
        fields.put("licenses", licenses);
    }
    fields.into_filled()
}

fn render_occurrence(location: &Location) -> Node<'_> {
    let mut fields = Fields::default();
    fields.put("location", Node::text(location.path.as_str()));
    if let Some(line) = location.line {
        fields.put("line", Node::Number(line.into()));
    }
    Node::Object(fields)
}
