//! Licenses, which SPDX 3 writes as elements: expressions, listed and custom licenses, and sets of them.

use std::collections::HashMap;

use mainstay_model::LicenseValue;

use super::elements::{Element, items};
use super::terms::unsaid;
use crate::spdx::names;

/// How deep sets of licenses may nest, and how long an expression may get.
const DEPTH: usize = 64;
const LENGTH: usize = 8 << 10;

/// A license as the graph has it.
#[derive(Clone, Debug)]
pub(super) struct License {
    pub(super) value: LicenseValue,
    pub(super) text: Option<String>,
}

/// Whether a type is one of licenses.
pub(super) fn is_license(kind: &str) -> bool {
    kind.starts_with("simplelicensing_") || kind.starts_with("expandedlicensing_")
}

/// Every license of the graph by its address.
pub(super) fn licenses(elements: &[Element<'_>], index: &HashMap<&str, usize>) -> HashMap<String, License> {
    let graph = Graph { elements, index };
    let own = elements.iter().filter(|element| is_license(&element.kind));
    own.filter_map(|element| Some((element.id.clone().into_owned(), graph.license(element)?))).collect()
}

/// A license that is named by an address outside the graph.
pub(super) fn outside(address: &str) -> License {
    let value = match unsaid(address) {
        Some("NONE") => LicenseValue::None,
        Some(_) => LicenseValue::NoAssertion,
        None => LicenseValue::Expression(listed(address)),
    };
    License { value, text: None }
}

struct Graph<'g, 't> {
    elements: &'g [Element<'t>],
    index: &'g HashMap<&'g str, usize>,
}

impl Graph<'_, '_> {
    fn license(&self, element: &Element<'_>) -> Option<License> {
        let text = element.text("simplelicensing_licenseText").map(str::to_owned);
        let value = match &*element.kind {
            "expandedlicensing_CustomLicense" | "simplelicensing_SimpleLicensingText" => {
                let name = element.text("name").map_or_else(|| listed(&element.id), str::to_owned);
                match name.starts_with("LicenseRef-") {
                    true => LicenseValue::Expression(name),
                    false => LicenseValue::Name(name),
                }
            }
            _ => LicenseValue::Expression(self.expression(element, DEPTH)?),
        };
        // A text that only says that it is not known is none.
        Some(License { value, text: text.filter(|text| text != "NOASSERTION" && !text.is_empty()) })
    }

    fn expression(&self, element: &Element<'_>, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let members = |field: &str| -> Option<Vec<String>> {
            items(element.get(field)).iter().map(|member| self.member(member.as_str()?, depth)).collect()
        };
        let joined = |members: Vec<String>, operator: &str| {
            let all: Vec<String> = members
                .into_iter()
                .map(|text| if text.contains(' ') { format!("({text})") } else { text })
                .collect();
            Some(all.join(operator)).filter(|text| !text.is_empty() && text.len() < LENGTH)
        };
        match &*element.kind {
            "simplelicensing_LicenseExpression" => {
                element.text("simplelicensing_licenseExpression").map(str::to_owned)
            }
            "expandedlicensing_ConjunctiveLicenseSet" => {
                joined(members("expandedlicensing_member")?, " AND ")
            }
            "expandedlicensing_DisjunctiveLicenseSet" => joined(members("expandedlicensing_member")?, " OR "),
            "expandedlicensing_OrLaterOperator" => {
                members("expandedlicensing_subjectLicense")?.first().map(|license| format!("{license}+"))
            }
            "expandedlicensing_WithAdditionOperator" => {
                let license = members("expandedlicensing_subjectExtendableLicense")?;
                let addition = members("expandedlicensing_subjectAddition")?;
                Some(format!("{} WITH {}", license.first()?, addition.first()?))
            }
            "expandedlicensing_CustomLicense" | "simplelicensing_SimpleLicensingText" => {
                let name = element.text("name").unwrap_or(&element.id);
                Some(match name.starts_with("LicenseRef-") {
                    true => name.to_owned(),
                    false => format!("LicenseRef-{}", names::slug(name)),
                })
            }
            _ => Some(listed(&element.id)),
        }
    }

    fn member(&self, address: &str, depth: usize) -> Option<String> {
        match self.index.get(address) {
            Some(place) => self.expression(&self.elements[*place], depth),
            None => Some(listed(address)),
        }
    }
}

/// The name in an address: `https://spdx.org/licenses/MIT`.
fn listed(address: &str) -> String {
    unsaid(address)
        .map_or_else(|| address.rsplit(['/', '#']).next().unwrap_or(address).to_owned(), str::to_owned)
}
