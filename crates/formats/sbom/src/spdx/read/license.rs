//! Licenses of SPDX 2 elements: one layer each for declared, found and concluded.

use std::cell::Cell;
use std::collections::HashMap;

use mainstay_model::{LicenseClaim, LicenseSource, LicenseValue, Problem};
use serde_json::Value;

use crate::spdx::problems::Problems;
use crate::spdx::shape::Rest;

/// What the identifier of a license starts with that was made from a name, because SPDX has no names.
pub(in crate::spdx) const NAMED: &str = "LicenseRef-name-";
/// The same for a text that is not a license expression.
pub(in crate::spdx) const UNPARSED: &str = "LicenseRef-text-";

/// How many bytes of license texts are copied to the claims of one document.
const COPIED: usize = 16 << 20;

/// A license text of the document.
#[derive(Clone, Default)]
struct Extracted {
    name: Option<String>,
    text: Option<String>,
    url: Option<String>,
}

/// The license texts that a document carries.
pub(super) struct Texts {
    by_id: HashMap<String, Extracted>,
    left: Cell<usize>,
    uncopied: Cell<u64>,
}

impl Texts {
    /// The texts of `hasExtractedLicensingInfos`.
    pub(super) fn new(rest: &Rest) -> Self {
        let infos = rest.get("hasExtractedLicensingInfos").and_then(Value::as_array);
        let by_id = infos.into_iter().flatten().filter_map(extracted).collect();
        Self { by_id, left: Cell::new(COPIED), uncopied: Cell::new(0) }
    }

    /// One claim; the text stands with it when the whole license is one that the document carries.
    pub(super) fn claim(&self, source: LicenseSource, license: String) -> LicenseClaim {
        let found = self.by_id.get(&license);
        let named = found.and_then(|found| found.name.clone()).filter(|_| license.starts_with("LicenseRef-"));
        let value = match named {
            _ if license == "NONE" => LicenseValue::None,
            _ if license == "NOASSERTION" => LicenseValue::NoAssertion,
            Some(name) if license.starts_with(NAMED) => LicenseValue::Name(name),
            Some(name) if license.starts_with(UNPARSED) => LicenseValue::Expression(name),
            _ => LicenseValue::Expression(license),
        };
        let text = found.and_then(|found| self.copy(found.text.as_deref()));
        LicenseClaim { source, value, text, url: found.and_then(|found| found.url.clone()) }
    }

    /// Tells how many claims did not get their text.
    pub(super) fn tell(&self, problems: &mut Problems) {
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

    fn copy(&self, text: Option<&str>) -> Option<String> {
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
}

fn extracted(info: &Value) -> Option<(String, Extracted)> {
    let field = |name: &str| info.get(name).and_then(Value::as_str).map(str::to_owned);
    let id = field("licenseId")?;
    let text = field("extractedText").filter(|text| !text.is_empty() && text != "NOASSERTION");
    let url = info.get("seeAlsos").and_then(|urls| urls.get(0)).and_then(Value::as_str).map(str::to_owned);
    Some((id, Extracted { name: field("name"), text, url }))
}

/// Removes the entries that say no more than the licenses that name them: those that the writer makes for names
/// and for texts that nobody gave.
pub(super) fn drop_made(rest: &mut Rest) {
    let Some(infos) = rest.get_mut("hasExtractedLicensingInfos").and_then(Value::as_array_mut) else {
        return;
    };
    let before = infos.len();
    infos.retain(|info| !is_made(info));
    if infos.is_empty() && before > 0 {
        rest.shift_remove("hasExtractedLicensingInfos");
    }
}

fn is_made(info: &Value) -> bool {
    let text = |field: &str| info.get(field).and_then(Value::as_str).unwrap_or_default();
    let made_name = [NAMED, UNPARSED].iter().any(|prefix| text("licenseId").starts_with(prefix));
    let fields = info.as_object().map_or(0, serde_json::Map::len);
    text("extractedText") == "NOASSERTION" && (made_name || fields == 2)
}
