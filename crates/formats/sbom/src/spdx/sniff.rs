//! Which encoding of SPDX a document is, by its first words.

use std::borrow::Cow;

use crate::limits::SEARCHED_DEPTH;
use crate::text;

/// SPDX 2 in JSON: an object with a field `spdxVersion`, itself or under `sbom`. Of one that is cut off before it, where
/// others are called as SPDX 2 calls them, so that its reader can tell what is wrong.
pub(super) fn json2(bytes: &[u8]) -> bool {
    let text = text::lossy(bytes);
    match field(text.as_bytes(), |key| key == b"spdxVersion") {
        Search::Found => true,
        Search::CutOff => text.contains("\"SPDXID\""),
        Search::Absent => false,
    }
}

/// SPDX 3 in JSON-LD: an object whose context is the one of SPDX 3. One that is cut off before its context is known by the
/// names of its elements.
pub(super) fn json3(bytes: &[u8]) -> bool {
    let text = text::lossy(bytes);
    let named = ["spdx.org/rdf/3.", "spdx-context.jsonld"];
    let at = |mark: &str| text.find(mark).is_some();
    match field(text.as_bytes(), |key| key == b"@context") {
        Search::Found => named.into_iter().all(at),
        Search::CutOff => ["\"@graph\"", "\"spdxId\""].into_iter().all(at),
        Search::Absent => false,
    }
}

/// How many bytes at the start are looked at for a mark that must stand there.
const HEAD: usize = 64 << 10;

/// SPDX 2 in tag-value: a line near the start begins with `SPDXVersion:`.
pub(super) fn tag_value(bytes: &[u8]) -> bool {
    let text = head(bytes);
    let mut lines = text.lines().map(str::trim_start);
    !text.trim_start().starts_with(['{', '<', '[']) && lines.any(|line| line.starts_with("SPDXVersion:"))
}

/// SPDX 2 in YAML: a field `spdxVersion` at the left margin of a text that is no JSON or XML.
pub(super) fn yaml(bytes: &[u8]) -> bool {
    let text = text::lossy(bytes);
    !text.trim_start().starts_with(['{', '<', '['])
        && text.lines().any(|line| {
            let key = line.trim_start_matches(['"', '\'']);
            key.strip_prefix("spdxVersion")
                .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
        })
}

/// RDF/XML with the terms of SPDX 2.
pub(super) fn rdf_xml(bytes: &[u8]) -> bool {
    let text = head(bytes);
    text.trim_start().starts_with('<') && text.contains("RDF") && text.contains("http://spdx.org/rdf/terms")
}

/// SPDX 2 in plain XML: an element of the version's name near the start.
pub(super) fn xml(bytes: &[u8]) -> bool {
    let text = head(bytes);
    text.trim_start().starts_with('<') && text.contains("<spdxVersion>")
}

/// The start of a document as text.
fn head(bytes: &[u8]) -> Cow<'_, str> {
    text::lossy(&bytes[..bytes.len().min(HEAD)])
}

/// What a search for a field came to.
enum Search {
    Found,
    /// Not found in an object that ends.
    Absent,
    /// Not found before an end that no object has.
    CutOff,
}

/// Whether an object has a field of its own that the test accepts; one under `sbom` counts. Reads as far as the
/// first hit, builds nothing, and minds no syntax but texts and brackets.
fn field(json: &[u8], accept: fn(&[u8]) -> bool) -> Search {
    let mut depth = 0_usize;
    let mut wrapped = false;
    let mut at = json.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(json.len());
    if json.get(at) != Some(&b'{') {
        return Search::Absent;
    }
    while let Some(byte) = json.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' if depth == SEARCHED_DEPTH => return Search::Absent,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let end = text_end(json, at);
                if (depth == 1 || depth == 2 && wrapped) && is_key(json, end) {
                    let key = &json[at..end.min(json.len())];
                    if accept(key) {
                        return Search::Found;
                    }
                    if depth == 1 {
                        wrapped = key == b"sbom";
                    }
                }
                at = end + 1;
            }
            _ => {}
        }
    }
    if depth == 0 { Search::Absent } else { Search::CutOff }
}

/// The place of the quote that ends a text.
fn text_end(json: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    json.len()
}

fn is_key(json: &[u8], quote: usize) -> bool {
    json.get(quote + 1..)
        .is_some_and(|rest| rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_field_is_found_wherever_it_stands() {
        assert!(json2(br#"{"spdxVersion": "SPDX-2.3"}"#));
        assert!(json2(br#" {"packages": [{"a": "}\""}], "spdxVersion" : "SPDX-2.3"}"#));
        assert!(json2(br#"{"sbom": {"name": "x", "spdxVersion": "SPDX-2.3"}}"#));
    }

    #[test]
    fn a_document_that_is_cut_off_before_its_version_is_known_by_its_other_fields() {
        assert!(json2(br#"{"SPDXID": "SPDXRef-DOCUMENT", "packages": [{"name": "x"#));
        assert!(json2(br#"{"packages": [{"SPDXID": "SPDXRef-a"}], "spdxVer"#));
        assert!(!json2(br#"{"packages": [{"SPDXID": "SPDXRef-a"}]}"#));
        assert!(!json2(br#"{"packages": [{"name": "x"#));
        assert!(json3(br#"{"@graph": [{"type": "software_Package", "spdxId": "urn:a"#));
        assert!(!json3(br#"{"@graph": [{"spdxId": "urn:a"}]}"#));
    }

    #[test]
    fn the_word_inside_another_document_does_not_count() {
        assert!(!json2(br#"{"bomFormat": "CycloneDX", "x": {"spdxVersion": 1}}"#));
        assert!(!json2(br#"{"name": "spdxVersion"}"#));
        assert!(!json2(br#"["spdxVersion"]"#));
        assert!(!json2(br#"{"spdxVersion"#));
        assert!(!json2(b""));
    }
}
