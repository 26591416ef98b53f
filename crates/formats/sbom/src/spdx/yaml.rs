//! SPDX 2 in YAML: the same fields as in JSON.

use mainstay_model::{Bom, Parsed};
use serde::de::DeserializeSeed;

use super::intake::Intake;
use super::json::{Top, refusal};
use super::problems::Problems;
use super::{read, sniff};
use crate::{Encoding, Family, Format, Limits, ReadError, Reader, text};

/// Reads SPDX 2 in YAML.
pub(crate) const READER: Reader = Reader {
    format: Format {
        id: "spdx-yaml",
        family: Family::Spdx,
        encoding: Encoding::Yaml,
        versions: &["2.1", "2.2", "2.3"],
    },
    media_type: "application/yaml",
    ending: "spdx.yaml",
    claims: sniff::yaml,
    parse,
};

fn parse(bytes: &[u8], limits: &Limits) -> Result<Parsed<Bom>, ReadError> {
    let (text, broken) = text::decode(bytes, limits)?;
    let problems = Problems::new(broken);
    let mut intake = Intake::new(limits, problems);
    let read = serde_saphyr::with_deserializer_from_str_with_options(
        &text,
        options(text.len(), limits),
        |deserializer| Top(&mut intake).deserialize(deserializer),
    );
    if let Err(error) = read {
        let line = error.location().map_or(0, |location| location.line());
        return Err(refusal("YAML", line, without_advice(&error.to_string())));
    }
    read::finish(intake, READER.format.id)
}

/// What the YAML parser advises programmers to set or to call.
const ADVICE: [&str; 4] = [
    ", set DuplicateKeyPolicy in Options if acceptable",
    "; use from_str_multiple or from_str_multiple_with_options",
    "; use Option<String>",
    ". If you just use !!binary for documentation/annotation, set ignore_binary_tag_for_string in Options",
];

fn without_advice(message: &str) -> String {
    ADVICE.iter().fold(message.to_owned(), |message, advice| message.replace(advice, ""))
}

/// Nesting read at most. The YAML parser takes more stack a level than those of other encodings: with 128 levels of mappings, two
/// MiB are gone when nothing is optimized. SPDX 2 itself nests fewer than ten.
const DEPTH: usize = 64;

/// The bounds of the parser in proportion to the document: nothing that stands in it is refused, what aliases
/// would multiply is.
fn options(length: usize, limits: &Limits) -> serde_saphyr::Options {
    let mut options = serde_saphyr::Options::default();
    let mut budget = serde_saphyr::Budget::default();
    budget.max_events = budget.max_events.max(length.saturating_mul(2));
    budget.max_nodes = budget.max_nodes.max(length);
    budget.max_total_scalar_bytes = budget.max_total_scalar_bytes.max(length);
    budget.max_depth = limits.depth.min(DEPTH);
    options.budget = Some(budget);
    options.leading_zero_numbers_as_strings = true;
    options.underscored_numbers_as_strings = true;
    options.strict_booleans = true;
    options.with_snippet = false;
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_json_are_read() {
        let text = "SPDXID: SPDXRef-DOCUMENT\nspdxVersion: SPDX-2.3\nname: x\npackages:\n- name: a\n  \
                    SPDXID: SPDXRef-a\n  versionInfo: \"1.10\"\n  filesAnalyzed: false\n";
        let read = parse(text.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(read.value.components[0].version.as_deref(), Some("1.10"));
    }

    #[test]
    fn a_number_where_a_text_belongs_is_told_with_what_may_be_lost() {
        let text = "spdxVersion: SPDX-2.3\npackages:\n- name: a\n  versionInfo: 1.10\n";
        let read = parse(text.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(read.value.components[0].version.as_deref(), Some("1.1"));
        let told = read.problems.iter().find(|problem| problem.code == "wrong-type").unwrap();
        assert!(told.message.contains("put it in quotes"), "{}", told.message);
    }

    #[test]
    fn aliases_that_multiply_are_refused() {
        let mut text = "spdxVersion: SPDX-2.3\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..10 {
            let below = format!("*a{},", level - 1).repeat(10);
            text += &format!("a{level}: &a{level} [{below}]\n");
        }
        let refusal = parse(text.as_bytes(), &Limits::default()).unwrap_err().to_string();
        assert!(refusal.contains("write out what the aliases stand for"), "{refusal}");
        assert!(!refusal.contains("breached"), "{refusal}");
    }

    #[test]
    fn no_advice_for_programmers_is_told() {
        for (rest, told) in [
            ("name: a\nname: b\n", "duplicate mapping key: name at line 3, column 1"),
            ("---\nname: b\n", "multiple YAML documents detected at line 3, column 1"),
            (
                "name: !!binary /w==\n",
                "!!binary scalar is not valid UTF-8 so cannot be stored into string at line 2, column 16",
            ),
            ("~: b\n", "cannot deserialize null into string at line 2, column 1"),
        ] {
            let refused = parse(format!("spdxVersion: SPDX-2.3\n{rest}").as_bytes(), &Limits::default());
            assert_eq!(
                refused.unwrap_err().to_string(),
                format!("the document cannot be read as YAML: {told}")
            );
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        for open in ["[", "{a: "] {
            let text = format!("spdxVersion: SPDX-2.3\nx: {}", open.repeat(10_000));
            assert!(matches!(
                parse(text.as_bytes(), &Limits::default()),
                Err(ReadError::Bound(_) | ReadError::Syntax { .. })
            ));
        }
    }
}
