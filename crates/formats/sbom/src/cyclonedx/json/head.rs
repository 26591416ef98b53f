//! What a JSON document says of itself, found without reading all of it.

use crate::limits::SEARCHED_DEPTH;

/// The fields that tell what a document is.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Head {
    /// `bomFormat`.
    pub(super) format: Option<String>,
    /// `specVersion`.
    pub(super) spec_version: Option<String>,
    /// `$schema`.
    pub(super) schema: Option<String>,
    /// Whether a field shows that it is SPDX.
    pub(super) is_spdx: bool,
}

impl Head {
    /// Whether it is CycloneDX, even one that forgot to say so.
    pub(super) fn is_cyclonedx(&self) -> bool {
        let named = self.format.as_deref().is_some_and(|format| format.eq_ignore_ascii_case("CycloneDX"));
        let schema = self.schema.as_deref().is_some_and(|schema| schema.contains("cyclonedx"));
        named || schema || (self.format.is_none() && self.spec_version.is_some() && !self.is_spdx)
    }

    fn is_enough(&self) -> bool {
        self.format.is_some() && self.spec_version.is_some()
    }

    fn note(&mut self, name: &str, value: Option<&str>) {
        let field = match name {
            "bomFormat" => &mut self.format,
            "specVersion" => &mut self.spec_version,
            "$schema" => &mut self.schema,
            "spdxVersion" | "SPDXID" | "@context" => {
                self.is_spdx = true;
                return;
            }
            _ => return,
        };
        if field.is_none() {
            *field = value.map(str::to_owned);
        }
    }
}

/// Looks through the fields of the outermost object until it is clear what the document is. Broken JSON ends the
/// search; the decoder will tell what is wrong with it.
pub(super) fn read(text: &str) -> Head {
    let mut head = Head::default();
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    let mut depth = 0_usize;
    let mut name: Option<&str> = None;
    while let Some(byte) = scan.next() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let (start, end) = scan.string();
                if depth == 1 {
                    let found = text.get(start..end).unwrap_or_default();
                    if scan.peek() == Some(b':') {
                        head.note(found, None);
                        name = Some(found);
                    } else if let Some(name) = name.take() {
                        head.note(name, Some(found));
                    }
                }
            }
            b',' if depth == 1 => name = None,
            _ => {}
        }
        if head.is_enough() || depth > SEARCHED_DEPTH {
            break;
        }
    }
    head
}

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Scan<'_> {
    fn next(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// The next byte that is no blank; it is not passed.
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at..).unwrap_or_default().iter().copied().find(|byte| !byte.is_ascii_whitespace())
    }

    /// Passes a string whose opening quote is behind; gives its place.
    fn string(&mut self) -> (usize, usize) {
        let start = self.at;
        while let Some(byte) = self.next() {
            match byte {
                b'\\' => self.at += 1,
                b'"' => return (start, self.at - 1),
                _ => {}
            }
        }
        (start, self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn the_version_is_found_wherever_it_stands() {
        let head = read(r#"{"components": [{"specVersion": "9", "a\"": "]"}], "specVersion" : "1.4"}"#);
        assert_eq!(head.spec_version.as_deref(), Some("1.4"));
        assert!(head.is_cyclonedx());
    }

    #[test]
    fn spdx_is_left_alone() {
        assert!(!read(r#"{"SPDXID": "SPDXRef-DOCUMENT", "spdxVersion": "SPDX-2.3"}"#).is_cyclonedx());
        assert!(!read(r#"{"@context": "x", "@graph": []}"#).is_cyclonedx());
    }

    #[test]
    fn what_opens_without_end_ends_the_search() {
        let open = "[".repeat(2000);
        let close = "]".repeat(2000);
        assert!(!read(&format!(r#"{{"x": {open}{close}, "specVersion": "1.4"}}"#)).is_cyclonedx());
    }

    #[test]
    fn what_never_ends_is_passed_once() {
        assert!(!read(&"[".repeat(100_000)).is_cyclonedx());
        assert!(!read(r#"{"bomFormat": "Cyclone\"#).is_cyclonedx());
    }
}
