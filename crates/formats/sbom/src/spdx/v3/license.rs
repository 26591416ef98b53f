//! Licenses, which SPDX 3 writes as elements: expressions, listed and custom licenses, and sets of them.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use mainstay_model::{LicenseText, LicenseValue};

use super::elements::{Element, items};
use super::terms::unsaid;
use crate::license_ref;
use crate::node::Node;
use crate::spdx::names;
use crate::spdx::read::{key, says_nothing, value};
use crate::taken::Taken;

/// How deep sets of licenses may nest, and how long an expression may get.
const DEPTH: usize = 64;
const LENGTH: usize = 8 << 10;

/// A license as the graph has it.
#[derive(Clone, Debug)]
pub(super) struct License {
    pub(super) value: LicenseValue,
    /// The text and an address of it, which all that name the license share.
    pub(super) text: Option<Rc<str>>,
    pub(super) url: Option<Rc<str>>,
}

/// Whether a type is one of licenses.
pub(super) fn is_license(kind: &str) -> bool {
    kind.starts_with("simplelicensing_") || kind.starts_with("expandedlicensing_")
}

/// Whether a type is one of licenses that a document defines itself.
pub(super) fn is_custom(kind: &str) -> bool {
    matches!(kind, "expandedlicensing_CustomLicense" | "simplelicensing_SimpleLicensingText")
}

/// Whether a native part of a license is a field of SPDX 3.
pub(in crate::spdx) fn is_field(field: &str) -> bool {
    let core =
        ["type", "summary", "description", "externalRef", "externalIdentifier", "extension", "verifiedUsing"];
    field.contains('_') || core.contains(&field)
}

/// Names by which expressions may call the licenses that a document defines, by their addresses: those that expressions
/// do call them, else what their addresses end with, else their own names.
pub(super) struct Names(HashMap<String, String>);

impl Names {
    /// The names of a graph. Two expressions may call two licenses by one name; the second gets another one.
    pub(super) fn of(elements: &[Element<'_>], index: &HashMap<&str, usize>) -> Self {
        let mut taken = Taken::default();
        let mut names = HashMap::new();
        let expressions = || elements.iter().filter(|element| &*element.kind == EXPRESSION);
        let mut called = HashMap::new();
        let mut given: HashSet<String> = HashSet::new();
        for (name, address) in expressions().flat_map(dictionary) {
            called.entry(address).or_insert(name);
            let is_known = index.get(address).is_some_and(|place| is_custom(&elements[*place].kind));
            if is_known && !names.contains_key(address) && given.insert(name.to_owned()) {
                taken.take(name);
                names.insert(address.to_owned(), name.to_owned());
            }
        }
        for name in expressions().filter_map(|element| element.text(TEXT)).flat_map(license_ref::names) {
            taken.take(name);
        }
        for element in elements.iter().filter(|element| is_custom(&element.kind)) {
            if names.contains_key(&*element.id) {
                continue;
            }
            let own = [element.id.rsplit(['/', '#']).next(), element.text("name")];
            let own = own.into_iter().flatten().find(|name| license_ref::is_name(name));
            // A name without an entry is resolved by what the element is called.
            let name = match (called.get(&*element.id), own) {
                (Some(name), _) => taken.fresh(name, '-'),
                (None, Some(name)) if !given.contains(name) => {
                    taken.take(name);
                    name.to_owned()
                }
                (None, Some(name)) => taken.fresh(name, '-'),
                (None, None) => continue,
            };
            given.insert(name.clone());
            names.insert(element.id.clone().into_owned(), name);
        }
        Self(names)
    }

    /// The name of the license with this address.
    pub(super) fn get(&self, address: &str) -> Option<&str> {
        self.0.get(address).map(String::as_str)
    }

    /// The names with their addresses.
    pub(super) fn into_addresses(self) -> HashMap<String, String> {
        self.0.into_iter().map(|(address, name)| (name, address)).collect()
    }
}

/// What an expression calls licenses: pairs of name and address.
fn dictionary<'e>(element: &'e Element<'_>) -> impl Iterator<Item = (&'e str, &'e str)> {
    let entries = items(element.get(DICTIONARY)).iter();
    let pairs = entries.filter_map(|entry| Some((entry.str("key")?, entry.str("value")?)));
    pairs.filter(|(name, _)| license_ref::is_name(name))
}

/// Whether the model holds all that an expression calls licenses.
pub(super) fn holds_dictionary(node: &Node<'_>, names: &Names) -> bool {
    items(Some(node)).iter().all(|entry| {
        entry.str("key").is_some_and(license_ref::is_name)
            && entry.str("value").is_some_and(|address| names.get(address).is_some())
    })
}

/// The names that an expression does not explain by itself.
pub(super) fn unexplained<'e>(element: &'e Element<'_>) -> impl Iterator<Item = &'e str> {
    let told: HashSet<&str> = dictionary(element).map(|(name, _)| name).collect();
    let named = element.text(TEXT).filter(|_| &*element.kind == EXPRESSION).into_iter();
    named.flat_map(license_ref::names).filter(move |name| license_ref::is_name(name) && !told.contains(name))
}

/// The type of elements that are an expression, its text, and what it calls licenses.
const EXPRESSION: &str = "simplelicensing_LicenseExpression";
const TEXT: &str = "simplelicensing_licenseExpression";
pub(super) const DICTIONARY: &str = "simplelicensing_customIdToUri";
/// Addresses of a license.
pub(super) const SEE_ALSO: &str = "expandedlicensing_seeAlso";

/// Every license of the graph by its address.
pub(super) fn licenses(
    elements: &[Element<'_>],
    index: &HashMap<&str, usize>,
    names: &Names,
) -> HashMap<String, License> {
    let custom = elements.iter().filter(|element| is_custom(&element.kind));
    let texts = custom.filter_map(|element| Some((names.get(&element.id)?, said(element)))).collect();
    let graph = Graph { elements, index, names, texts };
    let own = elements.iter().filter(|element| is_license(&element.kind));
    own.filter_map(|element| Some((element.id.clone().into_owned(), graph.license(element)?))).collect()
}

/// The licenses that the document defines and that have a name.
pub(super) fn defined(elements: &[Element<'_>], names: &Names) -> Vec<LicenseText> {
    let own = elements.iter().filter(|element| is_custom(&element.kind));
    let named = own.filter_map(|element| Some(definition(element, names.get(&element.id)?)));
    named.filter(|text| !says_nothing(text)).collect()
}

/// Whether a definition of the model holds all that an element says.
pub(super) fn is_defined(element: &Element<'_>, names: &Names) -> bool {
    let is_read = |name: &str, node: &Node<'_>| match name {
        "creationInfo" | "@context" => true,
        "name" | "comment" | "simplelicensing_licenseText" => node.as_str().is_some(),
        SEE_ALSO => items(Some(node)).iter().all(|url| url.as_str().is_some()),
        name => is_field(name),
    };
    is_custom(&element.kind)
        && names.get(&element.id).is_some()
        && element.fields.0.iter().all(|(name, node)| is_read(name, node))
}

fn definition(element: &Element<'_>, id: &str) -> LicenseText {
    let owned = |field: &str| element.text(field).map(str::to_owned);
    let mut text = LicenseText {
        id: id.to_owned(),
        name: owned("name").filter(|name| name != id),
        text: known_text(element).map(str::to_owned),
        urls: urls(element),
        comment: owned("comment"),
        ..LicenseText::default()
    };
    if element.kind != "simplelicensing_SimpleLicensingText" && text.urls.is_empty() {
        text.extensions.insert(key("type"), element.kind.clone().into_owned().into());
    }
    for (name, node) in &element.fields.0 {
        if is_field(name) && !matches!(&**name, "simplelicensing_licenseText" | SEE_ALSO) {
            text.extensions.insert(key(name), node.clone().into_value());
        }
    }
    text
}

/// A text that only says that it is not known is none.
fn known_text<'e>(element: &'e Element<'_>) -> Option<&'e str> {
    element.text("simplelicensing_licenseText").filter(|text| *text != "NOASSERTION" && !text.is_empty())
}

fn urls(element: &Element<'_>) -> Vec<String> {
    items(element.get(SEE_ALSO)).iter().filter_map(Node::as_str).map(str::to_owned).collect()
}

/// A license that is named by an address outside the graph.
pub(super) fn outside(address: &str) -> License {
    let value = match unsaid(address) {
        Some("NONE") => LicenseValue::None,
        Some(_) => LicenseValue::NoAssertion,
        None => LicenseValue::Expression(listed(address)),
    };
    License { value, text: None, url: None }
}

struct Graph<'g, 't> {
    elements: &'g [Element<'t>],
    index: &'g HashMap<&'g str, usize>,
    names: &'g Names,
    /// What the licenses that the document defines say, by their names.
    texts: HashMap<&'g str, Said>,
}

/// A text and an address of it.
type Said = (Option<Rc<str>>, Option<Rc<str>>);

fn said(element: &Element<'_>) -> Said {
    (known_text(element).map(Rc::from), urls(element).first().map(|url| Rc::from(url.as_str())))
}

impl Graph<'_, '_> {
    fn license(&self, element: &Element<'_>) -> Option<License> {
        if is_custom(&element.kind) {
            let called = element.text("name");
            let value = match self.names.get(&element.id) {
                Some(id) => value(id.to_owned(), called),
                None => LicenseValue::Name(called.map_or_else(|| listed(&element.id), str::to_owned)),
            };
            let named = self.names.get(&element.id).and_then(|name| self.texts.get(name));
            let (text, url) = named.cloned().unwrap_or_else(|| said(element));
            return Some(License { value, text, url });
        }
        let expression = self.expression(element, DEPTH)?;
        let (text, url) = self.texts.get(expression.as_str()).cloned().unwrap_or_default();
        Some(License { value: LicenseValue::expression(expression), text, url })
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
            EXPRESSION => self.named(element),
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
            kind if is_custom(kind) => Some(match self.names.get(&element.id) {
                Some(name) => name.to_owned(),
                None => format!("LicenseRef-{}", names::slug(element.text("name").unwrap_or(&element.id))),
            }),
            _ => Some(listed(&element.id)),
        }
    }

    /// The text of an expression, with the names that the document gives the licenses in it.
    fn named(&self, element: &Element<'_>) -> Option<String> {
        let text = element.text(TEXT)?;
        let called: HashMap<&str, &str> = dictionary(element).collect();
        let other = |name: &str| self.names.get(called.get(name)?).map(str::to_owned);
        Some(license_ref::renamed(text, other).into_owned())
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
