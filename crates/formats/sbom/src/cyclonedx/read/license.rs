//! Licenses that a document explains where expressions name them.

use std::collections::HashMap;

use mainstay_model::{LicenseClaim, LicenseText, LicenseValue};

use crate::cyclonedx::words;
use crate::license_ref;
use crate::node::{Fields, Node};
use crate::taken::Taken;

/// The names of the licenses that a document explains.
#[derive(Default)]
pub(super) struct Definitions {
    /// By the name that stands in the document, text and addresses.
    names: HashMap<(String, Option<String>, Vec<String>), String>,
    taken: Taken<'static>,
}

/// What a component or the metadata explains.
pub(super) fn found(fields: &Fields<'_>) -> Vec<LicenseText> {
    let evidence = fields.get("evidence").and_then(Node::fields).and_then(|found| found.get("licenses"));
    fields.get("licenses").into_iter().chain(evidence).flat_map(words::definitions).collect()
}

impl Definitions {
    /// Adds what was found to the texts of the document. Each expression explains for itself: where one means something else by
    /// a name than an earlier one, the license gets another name in the claims.
    pub(super) fn add(
        &mut self,
        found: Vec<LicenseText>,
        claims: &mut [LicenseClaim],
        texts: &mut Vec<LicenseText>,
    ) {
        let mut others = HashMap::new();
        for text in found {
            let own = text.id.clone();
            let key = (own.clone(), text.text.clone(), text.urls.clone());
            let name = self.names.entry(key).or_insert_with(|| {
                let id = self.taken.fresh(&own, '-');
                texts.push(LicenseText { id: id.clone(), ..text });
                id
            });
            if *name != own {
                others.insert(own, name.clone());
            }
        }
        for claim in claims.iter_mut().filter(|_| !others.is_empty()) {
            if let LicenseValue::Expression(expression) = &mut claim.value {
                *expression = license_ref::renamed(expression, |name| others.get(name).cloned()).into_owned();
            }
        }
    }
}
