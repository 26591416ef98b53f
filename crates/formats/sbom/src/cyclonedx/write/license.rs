//! Licenses that a document defines itself, where expressions name them.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use mainstay_model::{Bom, LicenseText};

use super::Writing;
use crate::cyclonedx::fit::Losses;
use crate::cyclonedx::version::Version;
use crate::cyclonedx::words;
use crate::license_ref;
use crate::node::{Fields, Node};

/// How many bytes of license texts are repeated where expressions name them.
const COPIED: usize = 16 << 20;

/// The texts of licenses by their names.
pub(super) struct Licenses<'b> {
    texts: HashMap<&'b str, &'b LicenseText>,
    left: Cell<usize>,
}

impl<'b> Licenses<'b> {
    /// The texts of a document; what CycloneDX never says of them is told.
    pub(super) fn of(bom: &'b Bom, losses: &mut Losses) -> Self {
        let all = &bom.document.license_texts;
        let named = if all.is_empty() { HashSet::new() } else { named(bom) };
        let mut texts = HashMap::new();
        for text in all {
            let (id, url) = (text.id.as_str(), text.urls.first().map(String::as_str));
            let is_told =
                named.contains(&(id, None, None)) || named.contains(&(id, text.text.as_deref(), url));
            if !is_told || texts.contains_key(id) {
                losses.count(LOST, format!("the text of `{id}`, which no license names"));
                continue;
            }
            let parts = [
                ("name", text.name.is_some()),
                ("comment", text.comment.is_some()),
                ("further addresses", text.urls.len() > 1),
            ];
            for (part, _) in parts.into_iter().filter(|(_, is_lost)| *is_lost) {
                losses.count(LOST_PART, format!("the {part} of a license text"));
            }
            for key in text.extensions.keys() {
                losses.count(LOST_PART, format!("`{key}` of a license text"));
            }
            texts.insert(text.id.as_str(), text);
        }
        texts.retain(|_, text| text.text.is_some() || !text.urls.is_empty());
        Self { texts, left: Cell::new(COPIED) }
    }

    /// The texts of the licenses that an expression names, as far as there is room for them.
    fn explain(&self, expression: &str) -> (Vec<Node<'b>>, Vec<&'b str>) {
        let (mut told, mut untold, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        for name in license_ref::names(expression).filter(|name| seen.insert(*name)) {
            let Some(text) = self.texts.get(name) else { continue };
            match self.left.get().checked_sub(text.text.as_ref().map_or(0, String::len)) {
                Some(left) => {
                    self.left.set(left);
                    told.push(words::detail(text));
                }
                None => untold.push(text.id.as_str()),
            }
        }
        (told, untold)
    }
}

/// The names of licenses in expressions, and those of single licenses with what is said of them.
fn named(bom: &Bom) -> HashSet<(&str, Option<&str>, Option<&str>)> {
    let mut named = HashSet::new();
    for claim in license_ref::claims(bom) {
        match license_ref::whole(&claim.value) {
            Some(name) => {
                named.insert((name, claim.text.as_deref(), claim.url.as_deref()));
            }
            None => named.extend(license_ref::names(claim.value.as_str()).map(|name| (name, None, None))),
        }
    }
    named
}

const LOST: &str = "lost-license-text";
const LOST_PART: &str = "lost-license-part";

impl<'b> Writing<'b> {
    /// Explains the expressions of an object that has licenses. Where its own words are kept, they explain what they want to.
    pub(super) fn explain_licenses(&self, fields: &mut Fields<'b>, is_own: bool) {
        for (name, node) in &mut fields.0 {
            match (&**name, node) {
                ("licenses", Node::List(items)) => {
                    items.iter_mut().for_each(|item| self.explain(item, is_own));
                }
                ("evidence", Node::Object(fields)) => self.explain_licenses(fields, is_own),
                _ => {}
            }
        }
    }

    fn explain(&self, item: &mut Node<'b>, is_own: bool) {
        let is_old = self.version < Version(7);
        if is_old && let Some(license) = words::as_license(item) {
            *item = license;
            return;
        }
        let Node::Object(fields) = item else { return };
        if is_own || fields.get("expressionDetails").is_some() {
            return;
        }
        let Some(expression) = fields.get("expression").and_then(Node::as_str) else { return };
        if is_old {
            let mut seen = HashSet::new();
            let names = license_ref::names(expression).filter(|name| self.licenses.texts.contains_key(name));
            names.filter(|name| seen.insert(*name)).for_each(|name| self.lose(name));
            return;
        }
        let (told, untold) = self.licenses.explain(expression);
        untold.into_iter().for_each(|name| self.lose(name));
        if !told.is_empty() {
            fields.put("expressionDetails", Node::List(told));
        }
    }

    fn lose(&self, name: &str) {
        self.losses.borrow_mut().count(LOST, format!("the text of `{name}` within an expression"));
    }
}
