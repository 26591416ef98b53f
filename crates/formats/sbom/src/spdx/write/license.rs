//! Licenses: expressions as they are, everything else as a `LicenseRef-` with its text.

use std::collections::HashMap;

use mainstay_model::{Bom, LicenseClaim, LicenseSource, LicenseText, LicenseValue};
use serde_json::{Value, json};

use crate::expression;
use crate::license_ref;
use crate::spdx::defined::{Defined, Said, said};
use crate::spdx::losses::{Loss, Losses};
use crate::spdx::names;
use crate::spdx::read::{NAMED, UNPARSED};
use crate::spdx::v3::is_field;

/// The license texts of a document being written.
pub(super) struct Licenses {
    defined: Defined,
    /// Identifiers of licenses made from names and texts, by prefix, name, and what is said.
    made: HashMap<(&'static str, String, Said), String>,
}

impl Licenses {
    /// With the texts that the document has.
    pub(super) fn new(bom: &Bom) -> Self {
        let defined = Defined::new(bom);
        let mut made = HashMap::new();
        for text in defined.texts() {
            let prefix = [NAMED, UNPARSED].into_iter().find(|prefix| text.id.starts_with(prefix));
            if let (Some(prefix), Some(name)) = (prefix, &text.name) {
                let said = said(text.text.as_ref(), text.urls.first());
                made.entry((prefix, name.clone(), said)).or_insert_with(|| text.id.clone());
            }
        }
        Self { defined, made }
    }

    /// The texts to be written.
    pub(super) fn finish(self, losses: &mut Losses) -> Vec<Value> {
        self.defined.finish(losses).into_iter().map(|text| info(text, losses)).collect()
    }

    /// The claims of one layer as one text. Several are joined with `AND`, the careful reading.
    pub(super) fn layer(
        &mut self,
        claims: &[LicenseClaim],
        sources: &[LicenseSource],
        losses: &mut Losses,
    ) -> Option<String> {
        let mut texts = Vec::new();
        for claim in claims.iter().filter(|claim| sources.contains(&claim.source)) {
            texts.push(self.text(claim, losses));
        }
        if texts.len() > 1 {
            losses.count(Loss::JoinedLicenses);
            // Beside a license that is told, nothing is said by these two.
            let told: Vec<_> =
                texts.iter().filter(|text| !matches!(text.as_str(), "NONE" | "NOASSERTION")).collect();
            if told.len() > 1 {
                return Some(told.into_iter().map(|text| bracketed(text)).collect::<Vec<_>>().join(" AND "));
            }
            return told.first().map(|text| (*text).clone()).or_else(|| texts.into_iter().next());
        }
        texts.pop()
    }

    /// One claim as SPDX writes it.
    pub(super) fn text(&mut self, claim: &LicenseClaim, losses: &mut Losses) -> String {
        match &claim.value {
            LicenseValue::None | LicenseValue::NoAssertion => {
                let more = claim.text.is_some() || claim.url.is_some();
                losses.name_if(more, Loss::LicenseText, claim.value.as_str());
                claim.value.as_str().to_owned()
            }
            value if let Some(name) = license_ref::whole(value) => {
                self.defined.expression(name, claim, losses)
            }
            LicenseValue::Id(text) | LicenseValue::Expression(text) if is_expression(text) => {
                self.defined.expression(text, claim, losses)
            }
            LicenseValue::Name(name) => self.made(NAMED, name, claim, losses),
            LicenseValue::Id(text) | LicenseValue::Expression(text) => {
                self.made(UNPARSED, text, claim, losses)
            }
        }
    }

    /// The identifier of a license without one: one for each text that goes by its name.
    fn made(
        &mut self,
        prefix: &'static str,
        name: &str,
        claim: &LicenseClaim,
        losses: &mut Losses,
    ) -> String {
        let key = (prefix, name.to_owned(), said(claim.text.as_ref(), claim.url.as_ref()));
        if let Some(id) = self.made.get(&key).cloned() {
            self.defined.compare(&id, claim, losses);
            return id;
        }
        let id = self.defined.made(&format!("{prefix}{}", names::slug(name)), name, claim);
        self.made.insert(key, id.clone());
        id
    }
}

/// A definition as SPDX 2 has it.
fn info(text: LicenseText, losses: &mut Losses) -> Value {
    let LicenseText { id, name, text, urls, comment, extensions } = text;
    let mut info = json!({"licenseId": id, "extractedText": text.as_deref().unwrap_or("NOASSERTION")});
    if let Some(name) = name {
        info["name"] = json!(name);
    }
    if !urls.is_empty() {
        info["seeAlsos"] = json!(urls);
    }
    if let Some(comment) = comment {
        info["comment"] = json!(comment);
    }
    for (key, value) in extensions {
        match key.strip_prefix("spdx:") {
            Some(field) if !is_field(field) => info[field] = value,
            _ => losses.name(Loss::LicensePart, &key),
        }
    }
    info
}

fn bracketed(text: &str) -> String {
    if text.contains(' ') { format!("({text})") } else { text.to_owned() }
}

/// Whether a text is a license expression that SPDX 2 takes: names joined by operators, brackets in pairs, and each name on the
/// license list or a `LicenseRef-`.
pub(in crate::spdx) fn is_expression(text: &str) -> bool {
    has_form(text) && expression::fault(text).is_none()
}

fn has_form(text: &str) -> bool {
    let mut open = 0_usize;
    let mut wants_name = true;
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    for word in spaced.split_whitespace() {
        match (word, wants_name) {
            ("(", true) => open += 1,
            (")", false) if open > 0 => open -= 1,
            ("AND" | "OR" | "WITH", false) => wants_name = true,
            (name, true) if is_name(name) => wants_name = false,
            _ => return false,
        }
    }
    open == 0 && !wants_name
}

fn is_name(word: &str) -> bool {
    let word = word.strip_suffix('+').unwrap_or(word);
    let local = word.strip_prefix("DocumentRef-").and_then(|rest| rest.split_once(':'));
    match local {
        Some((document, name)) => names::is_id_string(document) && names::is_id_string(name),
        None => names::is_id_string(word) && !matches!(word, "AND" | "OR" | "WITH"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_an_expression_is_known() {
        for good in [
            "MIT",
            "(MIT OR Apache-2.0) AND GPL-2.0+ WITH Classpath-exception-2.0",
            "DocumentRef-a:LicenseRef-b",
        ] {
            assert!(is_expression(good), "{good}");
        }
        for bad in [
            "",
            "Apache 2",
            "MIT AND",
            "(MIT",
            "MIT)",
            "MIT, BSD",
            "GPL v2/v3",
            "AND",
            "MIT OR OR BSD",
            "MIT OR Foo-9.9",
        ] {
            assert!(!is_expression(bad), "{bad}");
        }
    }

    #[test]
    fn names_become_license_refs_once_each() {
        let mut table = Licenses::new(&Bom::default());
        let mut losses = Losses::default();
        let mut claim = LicenseClaim::declared("x");
        let mut text = |value: &str| {
            claim.value = LicenseValue::Name(value.to_owned());
            table.text(&claim, &mut losses)
        };
        assert_eq!(text("Foo License"), "LicenseRef-name-Foo-License");
        assert_eq!(text("Foo-License"), "LicenseRef-name-Foo-License-2");
        assert_eq!(text("Foo License"), "LicenseRef-name-Foo-License");
        assert_eq!(table.finish(&mut losses).len(), 2);
    }

    #[test]
    fn every_text_of_a_name_has_an_identifier_and_equal_texts_share_one() {
        let mut claim = LicenseClaim::declared("LicenseRef-1-2");
        let mut bom = Bom::default();
        bom.document.licenses.push(claim.clone());
        let mut table = Licenses::new(&bom);
        let mut losses = Losses::default();
        let mut text = |value: &LicenseValue, words: Option<&str>| {
            (claim.value, claim.text) = (value.clone(), words.map(str::to_owned));
            table.text(&claim, &mut losses)
        };
        let own = LicenseValue::Expression("LicenseRef-1".to_owned());
        let ids = [Some("A"), Some("B"), Some("A"), Some("B"), None].map(|words| text(&own, words));
        assert_eq!(ids, ["LicenseRef-1", "LicenseRef-1-3", "LicenseRef-1", "LicenseRef-1-3", "LicenseRef-1"]);
        let named = LicenseValue::Name("Commercial".to_owned());
        let ids = [Some("A"), Some("B"), None, Some("A")].map(|words| text(&named, words));
        let wish = "LicenseRef-name-Commercial";
        assert_eq!(ids, [wish, &format!("{wish}-2"), &format!("{wish}-3"), wish]);
        let texts: Vec<_> =
            table.finish(&mut losses).iter().map(|info| info["extractedText"].to_string()).collect();
        assert_eq!(texts, [r#""A""#, r#""B""#, r#""A""#, r#""B""#, r#""NOASSERTION""#]);
        assert_eq!(losses.finish()[0].code, "shared-license-text");
    }

    #[test]
    fn several_licenses_of_one_layer_are_joined() {
        let claims = [LicenseClaim::declared("MIT OR ISC"), LicenseClaim::declared("BSD-2-Clause")];
        let mut losses = Losses::default();
        let joined = Licenses::new(&Bom::default()).layer(&claims, &[LicenseSource::Declared], &mut losses);
        assert_eq!(joined.as_deref(), Some("(MIT OR ISC) AND BSD-2-Clause"));
        assert_eq!(losses.finish()[0].code, "joined-licenses");
    }
}
