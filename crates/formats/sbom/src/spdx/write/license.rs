//! Licenses: expressions as they are, everything else as a `LicenseRef-` with its text.

use std::collections::{HashMap, HashSet};

use mainstay_model::{LicenseClaim, LicenseSource, LicenseValue};
use serde_json::{Value, json};

use crate::expression;
use crate::spdx::losses::{Loss, Losses};
use crate::spdx::names;
use crate::spdx::read::{NAMED, UNPARSED};

/// The license texts of a document being written.
pub(super) struct Licenses {
    infos: Vec<Value>,
    ids: HashSet<String>,
    /// Identifiers of licenses made from names and texts, by prefix and name.
    made: HashMap<(&'static str, String), String>,
    /// Text and address of the licenses that were defined here, by identifier: each has one definition in a document.
    defined: HashMap<String, (Option<String>, Option<String>)>,
}

impl Licenses {
    /// The texts that the document was read with stay as they are.
    pub(super) fn new(kept: Option<&Value>) -> Self {
        let infos = kept.and_then(Value::as_array).cloned().unwrap_or_default();
        let text = |info: &Value, field: &str| info.get(field).and_then(Value::as_str).map(str::to_owned);
        let mut table =
            Self { ids: HashSet::new(), made: HashMap::new(), defined: HashMap::new(), infos: Vec::new() };
        for info in &infos {
            let Some(id) = text(info, "licenseId") else { continue };
            let prefix = [NAMED, UNPARSED].into_iter().find(|prefix| id.starts_with(prefix));
            if let (Some(prefix), Some(name)) = (prefix, text(info, "name")) {
                table.made.insert((prefix, name), id.clone());
            }
            table.ids.insert(id);
        }
        table.infos = infos;
        table
    }

    /// The texts to be written.
    pub(super) fn finish(self) -> Vec<Value> {
        self.infos
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
                losses.add(Loss::LicenseText, usize::from(claim.text.is_some() || claim.url.is_some()));
                claim.value.as_str().to_owned()
            }
            LicenseValue::Id(text) | LicenseValue::Expression(text) if is_expression(text) => {
                self.define(text, claim, losses);
                text.clone()
            }
            LicenseValue::Name(name) => self.made(NAMED, name, claim, losses),
            LicenseValue::Id(text) | LicenseValue::Expression(text) => {
                self.made(UNPARSED, text, claim, losses)
            }
        }
    }

    /// Every `LicenseRef-` of the document needs an entry, if only one that says that the text is not known.
    fn define(&mut self, expression: &str, claim: &LicenseClaim, losses: &mut Losses) {
        let refers = expression.starts_with("LicenseRef-") && words(expression).eq([expression]);
        if !refers {
            losses.add(Loss::LicenseText, usize::from(claim.text.is_some() || claim.url.is_some()));
        }
        for word in words(expression).filter(|word| word.starts_with("LicenseRef-")) {
            if self.ids.insert(word.to_owned()) {
                let says = if refers { (claim.text.clone(), claim.url.clone()) } else { (None, None) };
                self.add(word, None, says);
            } else if refers {
                self.compare(word, claim, losses);
            }
        }
    }

    fn made(
        &mut self,
        prefix: &'static str,
        name: &str,
        claim: &LicenseClaim,
        losses: &mut Losses,
    ) -> String {
        let key = (prefix, name.to_owned());
        if let Some(id) = self.made.get(&key).cloned() {
            self.compare(&id, claim, losses);
            return id;
        }
        let wish = format!("{prefix}{}", names::slug(name));
        let mut id = wish.clone();
        let mut number = 1_u64;
        while !self.ids.insert(id.clone()) {
            number += 1;
            id = format!("{wish}-{number}");
        }
        self.add(&id, Some(name), (claim.text.clone(), claim.url.clone()));
        self.made.insert(key, id.clone());
        id
    }

    fn add(&mut self, id: &str, name: Option<&str>, says: (Option<String>, Option<String>)) {
        self.infos.push(info(id, name, says.0.as_deref(), says.1.as_deref()));
        self.defined.insert(id.to_owned(), says);
    }

    /// A claim that says something else of a license than its definition does is read back like the definition.
    fn compare(&self, id: &str, claim: &LicenseClaim, losses: &mut Losses) {
        let differs =
            |(text, url): &(Option<String>, Option<String>)| (text, url) != (&claim.text, &claim.url);
        losses.add(Loss::LicenseText, usize::from(self.defined.get(id).is_some_and(differs)));
    }
}

fn info(id: &str, name: Option<&str>, text: Option<&str>, url: Option<&str>) -> Value {
    let mut info = json!({"licenseId": id, "extractedText": text.unwrap_or("NOASSERTION")});
    if let Some(name) = name {
        info["name"] = json!(name);
    }
    if let Some(url) = url {
        info["seeAlsos"] = json!([url]);
    }
    info
}

fn bracketed(text: &str) -> String {
    if text.contains(' ') { format!("({text})") } else { text.to_owned() }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')')).filter(|word| !word.is_empty())
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
        let mut table = Licenses::new(None);
        let mut losses = Losses::default();
        let mut claim = LicenseClaim::declared("x");
        let mut text = |value: &str| {
            claim.value = LicenseValue::Name(value.to_owned());
            table.text(&claim, &mut losses)
        };
        assert_eq!(text("Foo License"), "LicenseRef-name-Foo-License");
        assert_eq!(text("Foo-License"), "LicenseRef-name-Foo-License-2");
        assert_eq!(text("Foo License"), "LicenseRef-name-Foo-License");
        assert_eq!(table.finish().len(), 2);
    }

    #[test]
    fn several_licenses_of_one_layer_are_joined() {
        let claims = [LicenseClaim::declared("MIT OR ISC"), LicenseClaim::declared("BSD-2-Clause")];
        let mut losses = Losses::default();
        let joined = Licenses::new(None).layer(&claims, &[LicenseSource::Declared], &mut losses);
        assert_eq!(joined.as_deref(), Some("(MIT OR ISC) AND BSD-2-Clause"));
        assert_eq!(losses.finish()[0].code, "joined-licenses");
    }
}
