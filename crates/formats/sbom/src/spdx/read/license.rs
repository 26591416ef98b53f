//! Licenses of SPDX 2 elements: one layer each for declared, found and concluded.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use mainstay_model::{Extensions, LicenseClaim, LicenseSource, LicenseText, LicenseValue, Problem};
use serde_json::Value;

use super::key;
use crate::license_ref;
use crate::spdx::problems::Problems;
use crate::spdx::shape::Rest;

/// What the identifier of a license starts with that was made from a name, because SPDX has no names.
pub(in crate::spdx) const NAMED: &str = "LicenseRef-name-";
/// The same for a text that is not a license expression.
pub(in crate::spdx) const UNPARSED: &str = "LicenseRef-text-";

/// How many bytes of license texts are copied to the claims of one document.
const COPIED: usize = 16 << 20;

/// How much may still be copied to the claims of a document.
pub(in crate::spdx) struct Copies {
    left: Cell<usize>,
    uncopied: Cell<u64>,
}

impl Copies {
    /// As much as is allowed.
    pub(in crate::spdx) fn new() -> Self {
        Self { left: Cell::new(COPIED), uncopied: Cell::new(0) }
    }

    /// A copy, while there is room for it.
    pub(in crate::spdx) fn of(&self, text: Option<&str>) -> Option<String> {
        let text = text?;
        match self.left.get().checked_sub(text.len()) {
            Some(left) => {
                self.left.set(left);
                Some(text.to_owned())
            }
            None => {
                self.uncopied.set(self.uncopied.get() + 1);
                None
            }
        }
    }

    /// Tells how many claims did not get their text.
    pub(in crate::spdx) fn tell(&self, problems: &mut Problems) {
        if self.uncopied.get() > 0 {
            problems.push(Problem::note(
                "license-text-shared",
                format!(
                    "{} licenses do not repeat their text because the document's texts are large; \
                     the texts are kept once with the document",
                    self.uncopied.get()
                ),
            ));
        }
    }
}

/// The license texts that a document carries.
pub(super) struct Texts {
    texts: Vec<LicenseText>,
    by_id: HashMap<String, usize>,
    copies: Copies,
    /// Those of which a claim says all that they say.
    told: RefCell<HashSet<usize>>,
    /// Those that an expression names beside other licenses, or whose text found no room in a claim.
    needed: RefCell<HashSet<usize>>,
}

impl Texts {
    /// Takes the texts of `hasExtractedLicensingInfos`.
    pub(super) fn take(rest: &mut Rest) -> Self {
        let infos = match rest.shift_remove("hasExtractedLicensingInfos") {
            Some(Value::Array(infos)) => infos,
            _ => Vec::new(),
        };
        let texts: Vec<_> = infos.into_iter().map(extracted).collect();
        let mut by_id = HashMap::new();
        for (at, text) in texts.iter().enumerate() {
            by_id.entry(text.id.clone()).or_insert(at);
        }
        Self { texts, by_id, copies: Copies::new(), told: RefCell::default(), needed: RefCell::default() }
    }

    /// One claim; the text stands with it when the whole license is one that the document carries.
    pub(super) fn claim(&self, source: LicenseSource, license: String) -> LicenseClaim {
        let Some((at, found)) = self.by_id.get(&license).map(|at| (*at, &self.texts[*at])) else {
            let places = license_ref::names(&license).filter_map(|name| self.by_id.get(name));
            self.needed.borrow_mut().extend(places);
            return LicenseClaim { source, value: LicenseValue::expression(license), text: None, url: None };
        };
        let text = self.copies.of(found.text.as_deref());
        let list = if text == found.text { &self.told } else { &self.needed };
        list.borrow_mut().insert(at);
        LicenseClaim {
            source,
            value: value(license, found.name.as_deref()),
            text,
            url: found.urls.first().cloned(),
        }
    }

    /// The texts that the document keeps; those of which claims say everything are made again when they are written.
    pub(super) fn finish(self, problems: &mut Problems) -> Vec<LicenseText> {
        self.copies.tell(problems);
        let (told, needed) = (self.told.into_inner(), self.needed.into_inner());
        let texts = self.texts.into_iter().enumerate();
        let kept = texts.filter(|(at, text)| {
            let is_made = is_made(text) && told.contains(at) && !needed.contains(at);
            !is_made && !says_nothing(text)
        });
        kept.map(|(_, text)| text).collect()
    }
}

/// A license that the document defines: what was made from a name is that name again.
pub(in crate::spdx) fn value(id: String, name: Option<&str>) -> LicenseValue {
    match name {
        Some(name) if id.starts_with(NAMED) => LicenseValue::Name(name.to_owned()),
        Some(name) if id.starts_with(UNPARSED) => LicenseValue::Expression(name.to_owned()),
        _ => LicenseValue::Expression(id),
    }
}

/// Whether a definition was made from a name or a text and says no more than a claim can hold.
fn is_made(text: &LicenseText) -> bool {
    let is_made = [NAMED, UNPARSED].iter().any(|prefix| text.id.starts_with(prefix)) && text.name.is_some();
    is_made && text.urls.len() < 2 && text.comment.is_none() && text.extensions.is_empty()
}

/// Whether a definition is there only because each license of a document needs one.
pub(in crate::spdx) fn says_nothing(text: &LicenseText) -> bool {
    let LicenseText { id: _, name, text, urls, comment, extensions } = text;
    name.is_none() && text.is_none() && urls.is_empty() && comment.is_none() && extensions.is_empty()
}

/// Fields that are not of the sort that they should be stay as they are.
fn extracted(info: Value) -> LicenseText {
    let mut text = LicenseText::default();
    let Value::Object(fields) = info else { return text };
    for (field, value) in fields {
        match (field.as_str(), value) {
            ("licenseId", Value::String(id)) => text.id = id,
            ("extractedText", Value::String(words)) => {
                text.text = Some(words).filter(|words| !words.is_empty() && words != "NOASSERTION");
            }
            ("name", Value::String(name)) => text.name = Some(name),
            ("comment", Value::String(comment)) => text.comment = Some(comment),
            ("seeAlsos", Value::Array(urls)) if urls.iter().all(Value::is_string) => {
                text.urls = urls.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            }
            (field, value) => keep(&mut text.extensions, field, value),
        }
    }
    text
}

fn keep(extensions: &mut Extensions, field: &str, value: Value) {
    if !value.is_null() {
        extensions.insert(key(field), value);
    }
}
