//! License expressions, which RDF writes as resources.

use super::graph::{Graph, Object, Resource};

/// How deep sets of licenses may nest.
const DEPTH: usize = 64;
/// How long an expression may get: shared sets can name one another many times over.
const LENGTH: usize = 8 << 10;

/// A license as an expression; `None` when the value is none.
pub(super) fn expression(graph: &Graph, object: &Object) -> Option<String> {
    let text = term(graph, object, DEPTH)?;
    Some(match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        // The outermost brackets say nothing, when they belong together.
        Some(inner) if !inner.contains(['(', ')']) => inner.to_owned(),
        _ => text,
    })
}

/// `NONE` and `NOASSERTION`, which RDF writes as addresses.
pub(super) fn unsaid(address: &str) -> Option<&'static str> {
    match address.strip_prefix("http://spdx.org/rdf/terms#")? {
        "none" => Some("NONE"),
        "noassertion" => Some("NOASSERTION"),
        _ => None,
    }
}

fn term(graph: &Graph, object: &Object, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    match object {
        Object::Text(text) => Some(text.trim().to_owned()),
        Object::Address(address) => match graph.find(address) {
            Some(resource) => set(graph, resource, depth),
            None => Some(listed(address)),
        },
        Object::Resource(index) => set(graph, &graph.resources[*index], depth),
    }
}

fn set(graph: &Graph, resource: &Resource, depth: usize) -> Option<String> {
    let is = |kind: &str| resource.types.iter().any(|own| own == kind);
    let operator = match () {
        () if is("spdx:ConjunctiveLicenseSet") => " AND ",
        () if is("spdx:DisjunctiveLicenseSet") => " OR ",
        () if is("spdx:WithExceptionOperator") => " WITH ",
        () if is("spdx:OrLaterOperator") => "+",
        () => return Some(single(resource)),
    };
    let members = |name: &str| {
        let all = resource.properties.iter().filter(|(own, _)| own == name).map(|(_, member)| member);
        all.map(|member| term(graph, member, depth)).collect::<Option<Vec<_>>>()
    };
    let mut terms = members("spdx:member")?;
    terms.extend(members("spdx:licenseException")?);
    let text = if operator == "+" { format!("{}+", terms.first()?) } else { terms.join(operator) };
    if text.len() > LENGTH {
        return None;
    }
    Some(if terms.len() > 1 && operator != " WITH " { format!("({text})") } else { text })
}

fn single(resource: &Resource) -> String {
    let id = resource.properties.iter().find_map(|(name, value)| match (name.as_str(), value) {
        ("spdx:licenseId" | "spdx:licenseExceptionId", Object::Text(id)) => Some(id.clone()),
        _ => None,
    });
    id.unwrap_or_else(|| listed(&resource.about))
}

/// The name in an address: `http://spdx.org/licenses/MIT`, `https://...#LicenseRef-1`.
fn listed(address: &str) -> String {
    unsaid(address).map_or_else(
        || address.rsplit(['/', '#']).next().unwrap_or(address).trim_end_matches(".html").to_owned(),
        str::to_owned,
    )
}
