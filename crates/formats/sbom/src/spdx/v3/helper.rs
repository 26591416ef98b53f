//! Elements that others name: people, tools, licenses and vulnerabilities. The model says what they say where they are named;
//! what it does not hold of them is kept with the element.

use std::collections::HashSet;

use mainstay_model::Unread;

use super::elements::{Element, items};
use super::license::{DICTIONARY, Names, SEE_ALSO, holds_dictionary, is_defined, is_license};
use super::link::Link;
use super::people::is_agent;
use super::terms;
use crate::node::Node;

/// Whether a type is one of these.
pub(super) fn is_helper(kind: &str) -> bool {
    is_agent(kind) || is_license(kind) || matches!(kind, "Tool" | "security_Vulnerability")
}

/// Fields by which elements of the model name others.
const NAMING: [&str; 10] = [
    "suppliedBy",
    "originatedBy",
    "createdBy",
    "createdUsing",
    "from",
    "to",
    "dataLicense",
    "expandedlicensing_member",
    "expandedlicensing_subjectLicense",
    "expandedlicensing_subjectExtendableLicense",
];

/// The addresses of the helpers that elements of the model name.
pub(super) fn named(elements: &[Element<'_>], links: &[Link<'_>]) -> HashSet<String> {
    let helpers: HashSet<&str> =
        elements.iter().filter(|element| is_helper(&element.kind)).map(|element| &*element.id).collect();
    let linked = links.iter().flat_map(|link| link.from().into_iter().chain(link.to.iter().copied()));
    let mut named: HashSet<String> =
        linked.filter(|address| helpers.contains(address)).map(str::to_owned).collect();
    for element in elements {
        for name in NAMING {
            let addresses = element.addresses(name).into_iter();
            named.extend(addresses.filter(|address| helpers.contains(address)).map(str::to_owned));
        }
    }
    named
}

/// Whether the model holds all that a helper says, where it is named.
pub(super) fn is_held(element: &Element<'_>, named: &HashSet<String>, licenses: &Names) -> bool {
    if is_defined(element, licenses) {
        return true;
    }
    let is_known: fn(&str, &Node<'_>) -> bool = match &*element.kind {
        "Tool" => |name, _| name == "name",
        "security_Vulnerability" => |name, node| match name {
            "name" | "description" => true,
            "externalIdentifier" => {
                is_simple(node, &["cve", "securityOther"], &["issuingAuthority", "identifierLocator"])
            }
            _ => false,
        },
        kind if is_license(kind) => |name, node| match name {
            SEE_ALSO => items(Some(node)).len() == 1,
            name => is_license_field(name),
        },
        _ => |name, node| {
            name == "name" || name == "externalIdentifier" && is_simple(node, &["email", "urlScheme"], &[])
        },
    };
    let mut fields =
        element.fields.0.iter().filter(|(name, _)| !matches!(&**name, "creationInfo" | "@context"));
    let is_known = |name: &str, node: &Node<'_>| match name {
        DICTIONARY => holds_dictionary(node, licenses),
        name => is_known(name, node),
    };
    named.contains(&*element.id) && fields.all(|(name, node)| is_known(name, node))
}

fn is_license_field(name: &str) -> bool {
    matches!(
        name,
        "name"
            | "simplelicensing_licenseExpression"
            | "simplelicensing_licenseText"
            | "expandedlicensing_member"
            | "expandedlicensing_subjectLicense"
            | "expandedlicensing_subjectExtendableLicense"
            | "expandedlicensing_subjectAddition"
    )
}

/// Whether external identifiers are of some kinds and have no other fields.
fn is_simple(node: &Node<'_>, kinds: &[&str], beside: &[&str]) -> bool {
    items(Some(node)).iter().all(|identifier| {
        let kind = identifier.str("externalIdentifierType").map(terms::short);
        let fields = identifier.fields().map(|fields| fields.0.as_slice()).unwrap_or_default();
        let known = |name: &str| {
            matches!(name, "type" | "externalIdentifierType" | "identifier") || beside.contains(&name)
        };
        kind.is_some_and(|kind| kinds.contains(&kind)) && fields.iter().all(|(name, _)| known(name))
    })
}

/// Counts what the document, its collections and the records of their making say beyond the model.
pub(super) fn count_unread(element: &Element<'_>, is_document: bool, unread: &mut Unread) {
    for (name, _) in &element.fields.0 {
        let is_read = match &**name {
            "creationInfo" | "@context" | "element" | "rootElement" => true,
            "specVersion" | "created" | "createdBy" | "createdUsing" => element.kind == "CreationInfo",
            "software_sbomType" | "profileConformance" => true,
            "comment" => is_document || element.kind == "CreationInfo",
            "name" | "dataLicense" => is_document,
            name => is_document && super::DOCUMENT_REST.contains(&name),
        };
        if !is_read {
            unread.count(&format!("{}.{name}", element.kind));
        }
    }
}
