//! What packages write about their license, which is often no SPDX expression.

use mainstay_model::{LicenseClaim, LicenseSource, LicenseValue};
use serde::Deserialize;

use crate::text::{Either, Items, Text};

/// Expressions are a few words; a longer text is a name, whatever is in it.
const MAX_EXPRESSION: usize = 4096;

/// A license as a package declares it: an expression where it is one of known ids, else a name.
pub(crate) fn declared(text: &str) -> LicenseClaim {
    let text = text.trim();
    let value = if is_expression(text) {
        LicenseValue::Expression(text.to_owned())
    } else {
        LicenseValue::Name(text.to_owned())
    };
    LicenseClaim { source: LicenseSource::Declared, value, text: None, url: None }
}

/// The same where the field may be empty.
pub(crate) fn claims(text: &str) -> Vec<LicenseClaim> {
    if text.trim().is_empty() { Vec::new() } else { vec![declared(text)] }
}

/// A list of licenses of which one may be chosen, as one claim.
pub(crate) fn choice<'t>(list: impl IntoIterator<Item = &'t str>) -> Vec<LicenseClaim> {
    let list: Vec<&str> = list.into_iter().map(str::trim).filter(|text| !text.is_empty()).collect();
    let bracketed = |text: &&str| match list.len() > 1 && text.contains(' ') {
        true => format!("({text})"),
        false => (*text).to_owned(),
    };
    claims(&list.iter().map(bracketed).collect::<Vec<_>>().join(" OR "))
}

/// Ids that SPDX has replaced are still ids.
fn is_expression(text: &str) -> bool {
    let mode = spdx::ParseMode {
        allow_deprecated: true,
        allow_postfix_plus_on_gpl: true,
        ..spdx::ParseMode::STRICT
    };
    text.len() <= MAX_EXPRESSION && spdx::Expression::parse_mode(text, mode).is_ok()
}

/// The `license` of a package.json: a text, or as npm once had it an object or a list of them to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Licenses<'a>(#[serde(borrow)] Items<Either<'a, Named<'a>>>);

/// A license as an object: `type` is npm's word, `name` is what people write for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
struct Named<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow)]
    name: Text<'a>,
}

impl Licenses<'_> {
    /// The claim, where there is one.
    pub(crate) fn claims(&self) -> Vec<LicenseClaim> {
        let texts = self.0.iter().map(|one| match one {
            Either::Text(text) => &**text,
            Either::Table(named) => named.kind.filled().unwrap_or(&named.name),
        });
        // A number names none.
        choice(texts.filter(|text| text.parse::<f64>().is_err()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_expression_of_known_ids_is_one() {
        for text in ["MIT", "(MIT OR Apache-2.0) AND BSD-3-Clause", "GPL-2.0", "GPL-2.0+", "LicenseRef-acme"]
        {
            assert_eq!(declared(text).value, LicenseValue::Expression(text.to_owned()));
        }
        let names =
            ["UNLICENSED", "BSD", "SEE LICENSE IN LICENSE.txt", "Apache 2.0", "MIT/X11", "proprietary"];
        for text in names {
            assert_eq!(declared(text).value, LicenseValue::Name(text.to_owned()), "{text}");
        }
        assert!(matches!(declared(&"(".repeat(100_000)).value, LicenseValue::Name(_)));
    }

    #[test]
    fn a_list_is_a_choice_and_npms_objects_have_a_type() {
        let read = |json: &str| -> Vec<String> {
            let found: Licenses<'_> = serde_json::from_str(json).unwrap();
            found.claims().iter().map(|claim| claim.value.as_str().to_owned()).collect()
        };
        assert_eq!(read(r#"{"type":"MIT","url":"x"}"#), ["MIT"]);
        assert_eq!(read(r#"[{"type":"MIT"},"GPL-2.0-only WITH x"]"#), ["MIT OR (GPL-2.0-only WITH x)"]);
        for none in ["null", "5", "[]", "{}", "\"\"", "[[{}]]"] {
            assert!(read(none).is_empty(), "{none}");
        }
    }
}
