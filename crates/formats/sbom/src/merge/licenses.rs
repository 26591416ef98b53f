//! Licenses that documents define under names of their own: `LicenseRef-1` of one document is not that of another.

use std::collections::HashMap;

use mainstay_model::{Bom, Component, Document, Extensions, LicenseClaim, LicenseText, LicenseValue};
use serde_json::Value;

use super::dropped::Dropped;
use super::unite::{Single, append};
use crate::license_ref;
use crate::taken::Taken;

/// What stands for a license: its text and, where there is none, its address.
type Said = (Option<String>, Option<String>);

/// The names of licenses in the joined document.
#[derive(Default)]
pub(super) struct Licenses {
    /// What each name stands for; nothing where no document tells.
    known: HashMap<String, Said>,
    taken: Taken<'static>,
    /// The names that others got, by their own and what they stand for.
    others: HashMap<(String, Said), String>,
    /// Where definitions stand in the document.
    places: HashMap<String, usize>,
}

impl Licenses {
    /// Gives the licenses of one more document other names where their own stand for something else already, and takes
    /// over its definitions.
    pub(super) fn take(&mut self, document: &mut Document, part: &mut Bom, dropped: &mut Dropped) {
        let own = meanings(part);
        let (new, old): (Vec<_>, Vec<_>) =
            own.into_iter().partition(|(name, _)| !self.known.contains_key(name));
        for (name, said) in new {
            self.taken.take(name.clone());
            self.known.insert(name, said);
        }
        let mut names = HashMap::new();
        for (name, said) in old {
            if self.known.get(&name) == Some(&said) {
                continue;
            }
            // Where one of the two does not tell, they may be one license or two.
            let is_told = ![self.known.get(&name), Some(&said)].contains(&Some(&Said::default()));
            let other = self.other(&name, said);
            dropped.tell("merge-license-renamed", || match is_told {
                true => format!(
                    "`{name}` stands for another license than in an earlier document, and is called `{other}`"
                ),
                false => format!(
                    "`{name}` is called `{other}`: of it and of the license that an earlier document calls so, one has neither text nor address, so nobody can tell whether they are one"
                ),
            });
            names.insert(name, other);
        }
        if !names.is_empty() {
            rename(part, &names);
        }
        for text in std::mem::take(&mut part.document.license_texts) {
            self.define(document, text, dropped);
        }
    }

    fn other(&mut self, name: &str, said: Said) -> String {
        let key = (name.to_owned(), said);
        if let Some(other) = self.others.get(&key) {
            return other.clone();
        }
        let other = self.taken.fresh(name, '-');
        self.known.insert(other.clone(), key.1.clone());
        self.others.insert(key, other.clone());
        other
    }

    fn define(&mut self, document: &mut Document, mut text: LicenseText, dropped: &mut Dropped) {
        let known = self.places.get(&text.id).map(|at| &mut document.license_texts[*at]);
        match known {
            Some(known) if known.text == text.text => unite(known, text, dropped),
            Some(_) => {
                // A document that defines a name twice: nobody can tell which of the two its licenses mean.
                text.id = self.taken.fresh(&text.id, '-');
                document.license_texts.push(text);
            }
            None => {
                self.places.insert(text.id.clone(), document.license_texts.len());
                document.license_texts.push(text);
            }
        }
    }
}

/// Two descriptions of one text become one.
fn unite(known: &mut LicenseText, other: LicenseText, dropped: &mut Dropped) {
    let whose = format!("`{}`", known.id);
    let mut single = Single { whose: &whose, dropped };
    single.first("name", &mut known.name, other.name);
    single.first("comment", &mut known.comment, other.comment);
    single.parts(&mut known.extensions, other.extensions);
    append(&mut known.urls, other.urls);
}

/// What each name of a document stands for, in the order in which they are met: what its definition says, else what
/// the first license says that is called so.
fn meanings(part: &Bom) -> Vec<(String, Said)> {
    let mut meanings: Vec<(String, Said)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut add = |name, said: Said| {
        let at = *places.entry(name).or_insert_with(|| {
            meanings.push((name.to_owned(), Said::default()));
            meanings.len() - 1
        });
        if meanings[at].1 == Said::default() {
            meanings[at].1 = said;
        }
    };
    for text in &part.document.license_texts {
        add(&text.id, said(text.text.as_ref(), text.urls.first()));
    }
    for claim in license_ref::claims(part) {
        match license_ref::whole(&claim.value) {
            Some(name) => add(name, said(claim.text.as_ref(), claim.url.as_ref())),
            None => license_ref::names(claim.value.as_str()).for_each(|name| add(name, Said::default())),
        }
    }
    meanings
}

fn said(text: Option<&String>, url: Option<&String>) -> Said {
    (text.cloned(), url.filter(|_| text.is_none()).cloned())
}

fn rename(part: &mut Bom, names: &HashMap<String, String>) {
    for Component { licenses, extensions, .. } in &mut part.components {
        rename_claims(licenses, names);
        rename_native(extensions, &["cyclonedx:licenses", "cyclonedx:evidence"], names);
    }
    let Document { licenses, license_texts, extensions, .. } = &mut part.document;
    rename_claims(licenses, names);
    rename_native(extensions, &["cyclonedx:metadata.licenses"], names);
    for text in license_texts {
        if let Some(other) = names.get(&text.id) {
            other.clone_into(&mut text.id);
        }
    }
}

fn rename_claims(claims: &mut [LicenseClaim], names: &HashMap<String, String>) {
    for claim in claims {
        let (LicenseValue::Id(text) | LicenseValue::Expression(text) | LicenseValue::Name(text)) =
            &mut claim.value
        else {
            continue;
        };
        *text = license_ref::renamed(text, |name| names.get(name).cloned()).into_owned();
    }
}

/// The same in the fields that are kept because they say more than the model.
fn rename_native(parts: &mut Extensions, fields: &[&str], names: &HashMap<String, String>) {
    for field in fields {
        if let Some(mut value) = parts.get(field).cloned() {
            rename_value(&mut value, names);
            parts.insert(*field, value);
        }
    }
}

fn rename_value(value: &mut Value, names: &HashMap<String, String>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| rename_value(item, names)),
        Value::Object(fields) => {
            for (field, value) in fields {
                match value {
                    Value::String(text)
                        if matches!(field.as_str(), "expression" | "licenseIdentifier" | "name") =>
                    {
                        *text = license_ref::renamed(text, |name| names.get(name).cloned()).into_owned();
                    }
                    value => rename_value(value, names),
                }
            }
        }
        _ => {}
    }
}
