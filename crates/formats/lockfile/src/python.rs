//! What the lockfiles of Python share: names, requirements, digests, the project's own pyproject.toml.

pub(crate) mod lock;
mod project;
mod requirement;

use std::collections::HashMap;

use mainstay_model::{Component, ComponentKind, Graph, Hash, Location, NodeId, Origin, Purl};
use pep440_rs::{Version, VersionSpecifier, VersionSpecifiers};

pub(crate) use self::project::Project;
pub(crate) use self::requirement::Requirement;
use crate::Source;
use crate::assembly::Assembly;

/// More packages of one name than this are not told apart.
const MAX_SAME_NAME: usize = 16;

/// A name as indexes compare it (PEP 503): lower case, runs of `-`, `_` and `.` as one `-`.
pub(crate) fn normalized(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if matches!(c, '-' | '_' | '.') {
            if !out.ends_with('-') {
                out.push('-');
            }
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// A digest written as `sha256:...`, or bare hexadecimal of SHA-256's length.
pub(crate) fn hash(text: &str) -> Option<Hash> {
    let (algorithm, value) = text.split_once([':', '=']).unwrap_or(("sha256", text));
    let (algorithm, length) = match algorithm.to_ascii_lowercase().as_str() {
        "md5" => ("MD5", 32),
        "sha1" => ("SHA-1", 40),
        "sha256" => ("SHA-256", 64),
        "sha384" => ("SHA-384", 96),
        "sha512" => ("SHA-512", 128),
        "blake2b" => ("BLAKE2b-512", 128),
        _ => return None,
    };
    let fits = value.len() == length && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| Hash { algorithm: algorithm.into(), value: value.to_ascii_lowercase() })
}

/// The packages that a file lists, by name.
#[derive(Default)]
pub(crate) struct Packages {
    by_name: HashMap<String, Vec<NodeId>>,
}

/// What a file says of one package.
pub(crate) struct Package<'a> {
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    pub(crate) origin: Origin,
    pub(crate) line: Option<u32>,
    pub(crate) graph: Graph,
    pub(crate) first_party: bool,
}

impl Packages {
    /// Adds a package; one that is listed again in the same version only gains a location.
    pub(crate) fn add(
        &mut self,
        package: Package<'_>,
        hashes: Vec<Hash>,
        source: &Source<'_>,
        assembly: &mut Assembly<'_>,
    ) -> NodeId {
        let known = self.by_name.entry(normalized(package.name)).or_default();
        let version = Some(package.version).filter(|text| !text.is_empty());
        let same = known.iter().take(MAX_SAME_NAME).copied().find(|&id| {
            let known = assembly.bom.component(id);
            let unknown = |origin: &Origin| version.is_some() && *origin == Origin::Unknown;
            let one_place =
                known.origin == package.origin || unknown(&known.origin) || unknown(&package.origin);
            known.version.as_deref() == version && one_place
        });
        if let Some(id) = same {
            let known = &mut assembly.bom.components[id.index()];
            known.locations.push(Location { path: source.path.to_owned(), line: package.line });
            for hash in hashes {
                if !known.hashes.contains(&hash) {
                    known.hashes.push(hash);
                }
            }
            return id;
        }
        let purl = Purl::new("pypi", None, package.name, version);
        let component = Component {
            reference: format!("{}=={}", package.name, package.version),
            kind: if package.first_party { ComponentKind::Application } else { ComponentKind::Library },
            name: package.name.to_owned(),
            version: version.map(str::to_owned),
            graph: package.graph,
            first_party: package.first_party,
            hashes,
            ..assembly.component(package.line, purl, package.origin)
        };
        let id = assembly.add(component);
        known.push(id);
        id
    }

    /// The packages that a requirement may mean: of several versions those that fit, or all where none tells.
    pub(crate) fn find(&self, name: &str, specifier: &str, assembly: &Assembly<'_>) -> Vec<NodeId> {
        let all = self.called(name);
        if all.len() < 2 {
            return all.to_vec();
        }
        let Some(wanted) = alternatives(specifier) else { return all.to_vec() };
        let fits = |id: &&NodeId| {
            let version = assembly.bom.component(**id).version.as_deref().unwrap_or_default();
            let fits = |version| wanted.iter().any(|range| range.contains(&version));
            version.parse::<Version>().is_ok_and(fits)
        };
        let fitting: Vec<NodeId> = all.iter().filter(fits).copied().collect();
        if fitting.is_empty() { all.to_vec() } else { fitting }
    }

    /// The packages that a file itself names, by version and origin where it tells them: no range, so that `2.6.0` is not
    /// `2.6.0+cpu`.
    pub(crate) fn named(
        &self,
        name: &str,
        version: &str,
        origin: &Origin,
        assembly: &Assembly<'_>,
    ) -> Vec<NodeId> {
        let is_meant = |id: &&NodeId| {
            let found = assembly.bom.component(**id);
            let version_fits =
                version.is_empty() || same(version, found.version.as_deref().unwrap_or_default());
            version_fits && (*origin == Origin::Unknown || *origin == found.origin)
        };
        self.called(name).iter().filter(is_meant).copied().collect()
    }

    fn called(&self, name: &str) -> &[NodeId] {
        let all = self.by_name.get(&normalized(name)).map_or(&[][..], Vec::as_slice);
        &all[..all.len().min(MAX_SAME_NAME)]
    }
}

/// The ranges of which one must hold; `None` where they are not understood. Poetry writes alternatives, and one version as
/// it is.
fn alternatives(specifier: &str) -> Option<Vec<VersionSpecifiers>> {
    let range = |text: &str| match text.trim().parse::<Version>() {
        Ok(version) => Some(VersionSpecifier::equals_version(version).into()),
        Err(_) => text.parse().ok(),
    };
    specifier.split("||").map(range).collect()
}

/// Whether two texts are one version, however it is spelled.
fn same(one: &str, other: &str) -> bool {
    one == other
        || one.parse::<Version>().is_ok_and(|one| other.parse().is_ok_and(|other: Version| one == other))
}

/// The version control origin of a Python requirement or lock entry.
pub(crate) fn repository(url: &str, revision: &str) -> Origin {
    Origin::Vcs {
        url: url.to_owned(),
        revision: Some(revision).filter(|text| !text.is_empty()).map(str::to_owned),
    }
}

/// A folder of the project, relative to the root of the tree where it lies within.
pub(crate) fn folder(source: &Source<'_>, path: &str) -> Origin {
    Origin::Path(source.beside(path).unwrap_or_else(|| path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_as_indexes_do() {
        assert_eq!(normalized("Zope.Interface"), "zope-interface");
        assert_eq!(normalized("a-._.-B"), "a-b");
    }

    #[test]
    fn a_digest_must_have_its_length() {
        let value = "ab".repeat(32);
        assert_eq!(hash(&format!("SHA256:{value}")).unwrap().algorithm, "SHA-256");
        assert_eq!(hash(&value).unwrap().value, value);
        assert_eq!(hash("sha256:123"), None);
    }
}
