//! What the .NET formats share: packages by name, versions and ranges.

use mainstay_model::{Component, Hash, Origin, Purl};

use crate::assembly::Assembly;
use crate::{Source, javascript};

/// A package as a .NET file names it.
pub(super) fn package(
    assembly: &mut Assembly<'_>,
    line: Option<u32>,
    name: &str,
    version: Option<&str>,
    origin: Origin,
) -> Component {
    let purl = Purl::new("nuget", None, name, version);
    Component {
        reference: version.map_or_else(|| name.to_owned(), |version| format!("{name}/{version}")),
        name: name.to_owned(),
        version: version.map(str::to_owned),
        ..assembly.component(line, purl, origin)
    }
}

/// A project of the tree, named by a .NET file.
pub(super) fn project(
    source: &Source<'_>,
    line: Option<u32>,
    name: &str,
    version: Option<&str>,
) -> Component {
    Component {
        reference: version.map_or_else(|| name.to_owned(), |version| format!("{name}/{version}")),
        kind: mainstay_model::ComponentKind::Application,
        name: name.to_owned(),
        version: version.map(str::to_owned),
        origin: Origin::Path(source.folder().to_owned()),
        first_party: true,
        locations: vec![mainstay_model::Location { path: source.path.to_owned(), line }],
        ..Component::default()
    }
}

/// NuGet compares names without case.
pub(super) fn key(name: &str) -> String {
    name.to_lowercase()
}

/// The digest of a package: base64 of SHA-512, which npm writes with the algorithm before it.
pub(super) fn hashes(text: &str) -> Vec<Hash> {
    javascript::hashes(&format!("sha512-{}", text.strip_prefix("sha512-").unwrap_or(text)))
}

/// The version that a requirement leads to, where it leads to one: NuGet takes the lowest that fits, which for a
/// plain version is that version. Floating versions and ranges lead to no known one.
pub(super) fn single(requirement: &str) -> Option<&str> {
    let text = requirement.trim();
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let open = inner.is_empty() || inner.contains(['[', ']', '(', ')', ',', '*', '$']);
    (!open).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::single;

    #[test]
    fn a_plain_version_and_a_range_of_one_are_single() {
        assert_eq!(single("1.2.3-beta"), Some("1.2.3-beta"));
        assert_eq!(single("[1.2.3]"), Some("1.2.3"));
        for open in ["1.*", "[1.0,2.0)", "(,1.0]", "", "$(Version)", "[1.0, )"] {
            assert_eq!(single(open), None, "{open}");
        }
    }
}
