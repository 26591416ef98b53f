//! Licenses and who states them.

use mainstay_model::{LicenseClaim, LicenseSource, LicenseValue};

use super::{Word, list};
use crate::cyclonedx::base64;
use crate::cyclonedx::scalar::is_known_license;
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
        let value = special(expression).unwrap_or_else(|| LicenseValue::Expression(expression.to_owned()));
        return Some(LicenseClaim { source: source(node), value, text: None, url: None });
    }
    let license = node.fields()?.get("license")?;
    let fields = license.fields()?;
    let name = license.str("id").or(license.str("name")).unwrap_or_default();
    let value = special(name).unwrap_or_else(|| match license.str("id") {
        Some(id) if is_known_license(id) => LicenseValue::Id(id.to_owned()),
        _ => LicenseValue::Name(name.to_owned()),
    });
    let text = fields.get("text").and_then(read_text);
    Some(LicenseClaim { source: source(license), value, text, url: license.str("url").map(str::to_owned) })
}

/// The two words of SPDX for which CycloneDX has none.
fn special(text: &str) -> Option<LicenseValue> {
    match text {
        "NONE" => Some(LicenseValue::None),
        "NOASSERTION" => Some(LicenseValue::NoAssertion),
        _ => None,
    }
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
        let mut attachment = Fields::default();
        attachment.put("content", Node::text(text.as_str()));
        license.put("text", Node::Object(attachment));
    }
    license.put_text("url", claim.url.as_deref());
    license.put_text("acknowledgement", acknowledgement);
    outer.put("license", Node::Object(license));
    Node::Object(outer)
}
