//! Licenses and who states them.

use mainstay_model::{LicenseClaim, LicenseSource, LicenseText, LicenseValue};

use super::{Word, list};
use crate::cyclonedx::base64;
use crate::cyclonedx::scalar::is_known_license;
use crate::license_ref;
use crate::node::{Fields, Node};

/// A component's licenses.
pub(in super::super) const LICENSES: Word<Vec<LicenseClaim>> =
    Word { field: "licenses", key: "cyclonedx:licenses", read, render: |claims| render(claims) };
/// The license of the document itself.
pub(in super::super) const METADATA_LICENSES: Word<Vec<LicenseClaim>> =
    Word { field: "licenses", key: "cyclonedx:metadata.licenses", read, render: |claims| render(claims) };

/// Reads a list of licenses and expressions.
pub(super) fn read(node: &Node<'_>) -> Vec<LicenseClaim> {
    node.items().iter().filter_map(read_claim).collect()
}

/// Writes a list of licenses and expressions.
pub(super) fn render(claims: &[LicenseClaim]) -> Option<Node<'_>> {
    list(claims.iter().map(render_claim).collect())
}

fn read_claim(node: &Node<'_>) -> Option<LicenseClaim> {
    if let Some(expression) = node.str("expression") {
        let value = LicenseValue::expression(expression.to_owned());
        let LicenseText { text, urls, .. } =
            explained(node).find(|text| text.id == expression).unwrap_or_default();
        return Some(LicenseClaim { source: source(node), value, text, url: urls.into_iter().next() });
    }
    let license = node.fields()?.get("license")?;
    let fields = license.fields()?;
    let name = license.str("id").or(license.str("name")).unwrap_or_default();
    let value = LicenseValue::word(name).unwrap_or_else(|| match license.str("id") {
        Some(id) if is_known_license(id) => LicenseValue::Id(id.to_owned()),
        _ => LicenseValue::Name(name.to_owned()),
    });
    let text = fields.get("text").and_then(read_text);
    Some(LicenseClaim { source: source(license), value, text, url: license.str("url").map(str::to_owned) })
}

/// The licenses of their own that expressions of a list name beside others, as far as the list explains them.
pub(in super::super) fn definitions(node: &Node<'_>) -> Vec<LicenseText> {
    let is_whole = |item: &&Node<'_>| item.str("expression").is_some_and(license_ref::is_name);
    node.items().iter().filter(|item| !is_whole(item)).flat_map(explained).collect()
}

/// The licenses that an expression explains.
fn explained<'n>(node: &'n Node<'_>) -> impl Iterator<Item = LicenseText> + use<'n> {
    let details = node.fields().and_then(|fields| fields.get("expressionDetails"));
    let texts = details.map(Node::items).unwrap_or_default().iter().filter_map(|detail| {
        let id = detail.str("licenseIdentifier").filter(|id| license_ref::is_name(id))?.to_owned();
        let text = detail.fields().and_then(|fields| fields.get("text")).and_then(read_text);
        let urls = detail.str("url").map(str::to_owned).into_iter().collect();
        Some(LicenseText { id, text, urls, ..LicenseText::default() })
    });
    texts.filter(|text| text.text.is_some() || !text.urls.is_empty())
}

/// What explains a license of its own in an expression.
pub(in super::super) fn detail(text: &LicenseText) -> Node<'_> {
    let mut fields = Fields::default();
    fields.put("licenseIdentifier", Node::text(text.id.as_str()));
    if let Some(text) = &text.text {
        fields.put("text", attachment(text));
    }
    fields.put_text("url", text.urls.first().map(String::as_str));
    Node::Object(fields)
}

/// An expression of one license of its own that it explains, as that license: versions before 1.7 explain no
/// expressions.
pub(in super::super) fn as_license(item: &Node<'_>) -> Option<Node<'static>> {
    item.str("expression").filter(|text| license_ref::is_name(text))?;
    let claim = read_claim(item).filter(|claim| claim.text.is_some() || claim.url.is_some())?;
    Some(render_claim(&claim).into_owned())
}

fn attachment(text: &str) -> Node<'_> {
    let mut attachment = Fields::default();
    attachment.put("content", Node::text(text));
    Node::Object(attachment)
}

fn source(node: &Node<'_>) -> LicenseSource {
    match node.str("acknowledgement") {
        Some("declared") => LicenseSource::Declared,
        Some("concluded") => LicenseSource::Concluded,
        _ => LicenseSource::Unstated,
    }
}

fn read_text(node: &Node<'_>) -> Option<String> {
    let content = node.str("content")?;
    match node.str("encoding") {
        Some("base64") => base64::decode(content).and_then(|bytes| String::from_utf8(bytes).ok()),
        _ => Some(content.to_owned()),
    }
}

fn render_claim(claim: &LicenseClaim) -> Node<'_> {
    let acknowledgement = match claim.source {
        LicenseSource::Declared => Some("declared"),
        LicenseSource::Concluded => Some("concluded"),
        LicenseSource::Detected | LicenseSource::Unstated => None,
    };
    let mut outer = Fields::default();
    if let LicenseValue::Expression(expression) = &claim.value
        && claim.text.is_none()
        && claim.url.is_none()
    {
        outer.put("expression", Node::text(expression.as_str()));
        outer.put_text("acknowledgement", acknowledgement);
        return Node::Object(outer);
    }
    let mut license = Fields::default();
    let is_id = match &claim.value {
        LicenseValue::Id(_) => true,
        LicenseValue::Expression(text) => is_known_license(text),
        _ => false,
    };
    let field = if is_id { "id" } else { "name" };
    license.put(field, Node::text(claim.value.as_str()));
    if let Some(text) = &claim.text {
        license.put("text", attachment(text));
    }
    license.put_text("url", claim.url.as_deref());
    license.put_text("acknowledgement", acknowledgement);
    outer.put("license", Node::Object(license));
    Node::Object(outer)
}
