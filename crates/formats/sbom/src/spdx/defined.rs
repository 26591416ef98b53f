//! The licenses that a document being written defines. A name stands for one text: where a document knows two texts by
//! one name, the second gets a name of its own, and whoever named it names that.

use std::collections::HashMap;

use mainstay_model::{Bom, LicenseClaim, LicenseText};

use super::losses::{Loss, Losses};
use crate::license_ref;
use crate::taken::Taken;

/// Definitions by their names, in the order of the document.
#[derive(Default)]
pub(super) struct Defined {
    texts: Vec<LicenseText>,
    /// So many of them are the document's own.
    own: usize,
    places: HashMap<String, usize>,
    taken: Taken<'static>,
    /// The names of further texts, by the name that they came with and what is said.
    others: HashMap<(String, Said), String>,
    /// How many claims without a text name a license of which the document itself says nothing.
    bare: HashMap<usize, usize>,
}

/// The text of a license and, where there is none, its address.
pub(super) type Said = (Option<String>, Option<String>);

/// What a claim says of the license itself.
pub(super) fn said(text: Option<&String>, url: Option<&String>) -> Said {
    (text.cloned(), url.filter(|_| text.is_none()).cloned())
}

/// Whether a definition does not tell what the license says.
fn is_bare(text: &LicenseText) -> bool {
    text.text.is_none() && text.urls.is_empty()
}

impl Defined {
    /// The definitions of a document, and the names that it uses without a definition.
    pub(super) fn new(bom: &Bom) -> Self {
        let mut defined = Self {
            texts: Vec::with_capacity(bom.document.license_texts.len()),
            own: bom.document.license_texts.len(),
            places: HashMap::new(),
            taken: Taken::default(),
            others: HashMap::new(),
            bare: HashMap::new(),
        };
        for text in &bom.document.license_texts {
            let mut text = text.clone();
            text.id = defined.taken.fresh(&text.id, '-');
            defined.add(text);
        }
        for name in license_ref::claims(bom).flat_map(|claim| license_ref::names(claim.value.as_str())) {
            defined.taken.take(name.to_owned());
        }
        defined
    }

    /// The definitions, in their order.
    pub(super) fn texts(&self) -> &[LicenseText] {
        &self.texts
    }

    /// All definitions.
    pub(super) fn finish(self, losses: &mut Losses) -> Vec<LicenseText> {
        let mut bare: Vec<_> = self.bare.into_iter().collect();
        bare.sort_unstable();
        for (at, count) in bare.into_iter().filter(|(at, _)| !is_bare(&self.texts[*at])) {
            (0..count).for_each(|_| losses.name(Loss::SharedText, &self.texts[at].id));
        }
        self.texts
    }

    /// A license expression as it is written; every name in it has a definition then, if only one that says that the
    /// text is not known.
    pub(super) fn expression(&mut self, text: &str, claim: &LicenseClaim, losses: &mut Losses) -> String {
        if !license_ref::is_name(text) {
            losses.name_if(claim.text.is_some() || claim.url.is_some(), Loss::LicenseText, text);
            license_ref::names(text)
                .filter(|name| license_ref::is_name(name))
                .for_each(|name| self.bare(name));
            return text.to_owned();
        }
        if claim.text.is_none() && claim.url.is_none() {
            self.bare(text);
            return text.to_owned();
        }
        let Some(&at) = self.places.get(text) else {
            self.define(text.to_owned(), None, claim);
            return text.to_owned();
        };
        let known = &mut self.texts[at];
        if is_bare(known) {
            known.text.clone_from(&claim.text);
            known.urls.extend(claim.url.clone());
        } else if said(known.text.as_ref(), known.urls.first())
            != said(claim.text.as_ref(), claim.url.as_ref())
        {
            return self.other(text, claim, losses);
        }
        self.share(at, claim, losses);
        text.to_owned()
    }

    /// Adds a definition under a name that is like the wish.
    pub(super) fn made(&mut self, wish: &str, name: &str, claim: &LicenseClaim) -> String {
        let id = self.taken.fresh(wish, '-');
        self.define(id.clone(), Some(name.to_owned()), claim);
        id
    }

    /// Notes that a claim says the same as a definition. Its address may be another one.
    pub(super) fn compare(&mut self, id: &str, claim: &LicenseClaim, losses: &mut Losses) {
        if let Some(&at) = self.places.get(id) {
            self.share(at, claim, losses);
        }
    }

    fn share(&mut self, at: usize, claim: &LicenseClaim, losses: &mut Losses) {
        let known = &mut self.texts[at];
        if let Some(url) = claim.url.as_ref().filter(|url| !known.urls.contains(url)) {
            known.urls.push(url.clone());
        }
        losses.name_if(claim.url.as_ref() != known.urls.first(), Loss::LicenseText, claim.value.as_str());
    }

    fn other(&mut self, name: &str, claim: &LicenseClaim, losses: &mut Losses) -> String {
        losses.name(Loss::RenamedLicense, name);
        let key = (name.to_owned(), said(claim.text.as_ref(), claim.url.as_ref()));
        if let Some(id) = self.others.get(&key).cloned() {
            self.compare(&id, claim, losses);
            return id;
        }
        let id = self.taken.fresh(name, '-');
        self.define(id.clone(), None, claim);
        self.others.insert(key, id.clone());
        id
    }

    fn bare(&mut self, name: &str) {
        let at = match self.places.get(name) {
            Some(at) => *at,
            None => self.add(LicenseText { id: name.to_owned(), ..LicenseText::default() }),
        };
        if at >= self.own || is_bare(&self.texts[at]) || self.bare.contains_key(&at) {
            *self.bare.entry(at).or_default() += 1;
        }
    }

    fn define(&mut self, id: String, name: Option<String>, claim: &LicenseClaim) {
        let (text, urls) = (claim.text.clone(), claim.url.iter().cloned().collect());
        self.add(LicenseText { id, name, text, urls, ..LicenseText::default() });
    }

    fn add(&mut self, text: LicenseText) -> usize {
        let at = self.texts.len();
        self.taken.take(text.id.clone());
        self.places.insert(text.id.clone(), at);
        self.texts.push(text);
        at
    }
}
