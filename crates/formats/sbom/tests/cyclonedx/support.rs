//! Short ways to read and write.

use mainstay_model::{Bom, Parsed, Problem, Severity, Tool};
use mainstay_sbom::{Limits, Rendered, Stamp, parse, render};

/// Every format that is written.
pub(crate) const WRITTEN: [&str; 6] = [
    "cyclonedx-1.5-json",
    "cyclonedx-json",
    "cyclonedx-1.7-json",
    "cyclonedx-1.5-xml",
    "cyclonedx-xml",
    "cyclonedx-1.7-xml",
];

/// Reads a document that must be one.
pub(crate) fn read(text: &str) -> Parsed<Bom> {
    parse(text.as_bytes(), &Limits::default()).unwrap()
}

/// Reads what stands in a JSON document of a version behind its head.
pub(crate) fn json(version: &str, rest: &str) -> Parsed<Bom> {
    read(&format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "{version}", "version": 1, {rest}}}"#))
}

/// Reads what stands in the root of an XML document of a version.
pub(crate) fn xml(version: &str, rest: &str) -> Parsed<Bom> {
    read(&format!(r#"<bom xmlns="http://cyclonedx.org/schema/bom/{version}" version="1">{rest}</bom>"#))
}

/// Problems of Error severity as `code at`.
pub(crate) fn errors(parsed: &Parsed<Bom>) -> Vec<String> {
    parsed.problems.iter().filter(|problem| problem.severity == Severity::Error).map(told).collect()
}

/// All problems as `code at`.
pub(crate) fn problems(parsed: &Parsed<Bom>) -> Vec<String> {
    parsed.problems.iter().map(told).collect()
}

fn told(problem: &Problem) -> String {
    match &problem.at {
        Some(mainstay_model::Position::Pointer(pointer)) => format!("{} {pointer}", problem.code),
        _ => problem.code.to_string(),
    }
}

/// What our own documents say of themselves.
pub(crate) fn stamp() -> Stamp {
    Stamp {
        created: "2026-11-22T10:00:00Z".to_owned(),
        serial: "3e671687-395b-41f5-a30f-a58921a69b79".to_owned(),
        tool: Tool { name: "mainstay".to_owned(), ..Tool::default() },
    }
}

/// Writes a document.
pub(crate) fn write(bom: &Bom, id: &str) -> Rendered {
    render(bom, id, &stamp()).unwrap()
}

/// Writes a document as text.
pub(crate) fn written(bom: &Bom, id: &str) -> String {
    String::from_utf8(write(bom, id).bytes).unwrap()
}
