//! The words of SPDX beside the words of the model: digests, purposes, relationships and references.

use mainstay_model::{ComponentKind, RelationKind, Scope};

/// Digest algorithms: SPDX 2, CycloneDX, SPDX 3, and the number of hexadecimal digits where it is fixed.
pub(crate) const ALGORITHMS: &[(&str, &str, &str, Option<usize>)] = &[
    ("SHA1", "SHA-1", "sha1", Some(40)),
    ("SHA256", "SHA-256", "sha256", Some(64)),
    ("SHA512", "SHA-512", "sha512", Some(128)),
    ("MD5", "MD5", "md5", Some(32)),
    ("SHA224", "SHA-224", "sha224", Some(56)),
    ("SHA384", "SHA-384", "sha384", Some(96)),
    ("SHA3-224", "SHA3-224", "sha3_224", Some(56)),
    ("SHA3-256", "SHA3-256", "sha3_256", Some(64)),
    ("SHA3-384", "SHA3-384", "sha3_384", Some(96)),
    ("SHA3-512", "SHA3-512", "sha3_512", Some(128)),
    ("BLAKE2b-256", "BLAKE2b-256", "blake2b256", Some(64)),
    ("BLAKE2b-384", "BLAKE2b-384", "blake2b384", Some(96)),
    ("BLAKE2b-512", "BLAKE2b-512", "blake2b512", Some(128)),
    ("BLAKE3", "BLAKE3", "blake3", None),
    ("MD2", "MD2", "md2", Some(32)),
    ("MD4", "MD4", "md4", Some(32)),
    ("MD6", "MD6", "md6", None),
    ("ADLER32", "ADLER32", "adler32", Some(8)),
];

/// The model's name of a digest algorithm that SPDX 2 names.
pub(super) fn algorithm(spdx: &str) -> Option<&'static str> {
    ALGORITHMS.iter().find(|row| row.0.eq_ignore_ascii_case(spdx)).map(|row| row.1)
}

/// SPDX 2's name of a digest algorithm, and the number of digits where it is fixed. SHA3-224 exists in SPDX 3 only.
pub(super) fn spdx2_algorithm(model: &str) -> Option<(&'static str, Option<usize>)> {
    ALGORITHMS.iter().find(|row| row.1 == model && row.0 != "SHA3-224").map(|row| (row.0, row.3))
}

/// Purposes of packages: SPDX 2, model, SPDX 3.
pub(super) const PURPOSES: &[(&str, ComponentKind, &str)] = &[
    ("LIBRARY", ComponentKind::Library, "library"),
    ("APPLICATION", ComponentKind::Application, "application"),
    ("FRAMEWORK", ComponentKind::Framework, "framework"),
    ("CONTAINER", ComponentKind::Container, "container"),
    ("OPERATING-SYSTEM", ComponentKind::OperatingSystem, "operatingSystem"),
    ("DEVICE", ComponentKind::Device, "device"),
    ("FIRMWARE", ComponentKind::Firmware, "firmware"),
    ("SOURCE", ComponentKind::Source, "source"),
    ("ARCHIVE", ComponentKind::Archive, "archive"),
    ("FILE", ComponentKind::File, "file"),
    ("INSTALL", ComponentKind::Install, "install"),
    ("OTHER", ComponentKind::Other, "other"),
];

/// The kind that an SPDX 2 purpose names; both spellings of the operating system occur.
pub(super) fn purpose(spdx: &str) -> Option<ComponentKind> {
    let spdx = if spdx == "OPERATING_SYSTEM" { "OPERATING-SYSTEM" } else { spdx };
    PURPOSES.iter().find(|row| row.0 == spdx).map(|row| row.1)
}

/// What an SPDX 2 relationship means in the model.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Meaning {
    /// The model's kind.
    pub(super) kind: RelationKind,
    /// Whether SPDX tells it from the other end.
    pub(super) reversed: bool,
    /// What the dependency is used for, where the name says so.
    pub(super) scope: Option<Scope>,
}

/// Relationships with a word in the model: name, kind, told from the other end, scope.
const RELATIONSHIPS: &[(&str, RelationKind, bool, Option<Scope>)] = &[
    ("DEPENDS_ON", RelationKind::DependsOn, false, None),
    ("CONTAINS", RelationKind::Contains, false, None),
    ("CONTAINED_BY", RelationKind::Contains, true, None),
    ("GENERATED_FROM", RelationKind::GeneratedFrom, false, None),
    ("GENERATES", RelationKind::GeneratedFrom, true, None),
    ("SPECIFICATION_FOR", RelationKind::Provides, true, None),
    ("DEPENDENCY_OF", RelationKind::DependsOn, true, None),
    ("RUNTIME_DEPENDENCY_OF", RelationKind::DependsOn, true, Some(Scope::Runtime)),
    ("OPTIONAL_DEPENDENCY_OF", RelationKind::DependsOn, true, Some(Scope::Optional)),
    ("PROVIDED_DEPENDENCY_OF", RelationKind::DependsOn, true, Some(Scope::Provided)),
    ("BUILD_DEPENDENCY_OF", RelationKind::DependsOn, true, Some(Scope::Build)),
    ("DEV_DEPENDENCY_OF", RelationKind::DependsOn, true, Some(Scope::Development)),
    ("TEST_DEPENDENCY_OF", RelationKind::DependsOn, true, Some(Scope::Test)),
];

/// What a relationship means; `None` for a name that has no word of its own in the model.
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    RELATIONSHIPS.iter().find(|row| row.0 == name).map(|row| Meaning {
        kind: row.1.clone(),
        reversed: row.2,
        scope: row.3,
    })
}

/// The relation of SPDX 2 that says the same from the other end, where the model has that one only.
pub(super) fn inverse(name: &str) -> Option<&'static str> {
    (name == "PREREQUISITE_FOR").then_some("HAS_PREREQUISITE")
}

/// The SPDX 2 name of a dependency with a scope, told from the dependency's end.
pub(super) fn scoped_dependency(scope: Scope) -> Option<&'static str> {
    RELATIONSHIPS.iter().find(|row| row.3 == Some(scope)).map(|row| row.0)
}

/// The other relationship names of SPDX 2, those of 2.3 last.
pub(super) const OTHER_RELATIONSHIPS: &[&str] = &[
    "DESCRIBES",
    "DESCRIBED_BY",
    "AMENDS",
    "ANCESTOR_OF",
    "BUILD_TOOL_OF",
    "COPY_OF",
    "DATA_FILE_OF",
    "DEPENDENCY_MANIFEST_OF",
    "DESCENDANT_OF",
    "DEV_TOOL_OF",
    "DISTRIBUTION_ARTIFACT",
    "DOCUMENTATION_OF",
    "DYNAMIC_LINK",
    "EXAMPLE_OF",
    "EXPANDED_FROM_ARCHIVE",
    "FILE_ADDED",
    "FILE_DELETED",
    "FILE_MODIFIED",
    "HAS_PREREQUISITE",
    "METAFILE_OF",
    "OPTIONAL_COMPONENT_OF",
    "OTHER",
    "PACKAGE_OF",
    "PATCH_APPLIED",
    "PATCH_FOR",
    "PREREQUISITE_FOR",
    "STATIC_LINK",
    "TEST_CASE_OF",
    "TEST_OF",
    "TEST_TOOL_OF",
    "VARIANT_OF",
    "REQUIREMENT_DESCRIPTION_FOR",
];

/// Whether SPDX 2 knows a relationship of this name.
pub(super) fn is_relationship(name: &str) -> bool {
    RELATIONSHIPS.iter().any(|row| row.0 == name) || OTHER_RELATIONSHIPS.contains(&name)
}

/// Where an external reference of SPDX 2 goes in the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pointer {
    /// The package URL.
    Purl,
    /// A CPE name.
    Cpe,
    /// Another identity, by the model's scheme.
    Identifier(&'static str),
    /// A pointer, by the model's kind.
    Reference(&'static str),
}

/// External references with a word in the model: category, type, where they go.
pub(super) const POINTERS: &[(&str, &str, Pointer)] = &[
    ("PACKAGE-MANAGER", "purl", Pointer::Purl),
    ("SECURITY", "cpe23Type", Pointer::Cpe),
    ("SECURITY", "cpe22Type", Pointer::Cpe),
    ("PACKAGE-MANAGER", "maven-central", Pointer::Identifier("maven-central")),
    ("PACKAGE-MANAGER", "npm", Pointer::Identifier("npm")),
    ("PACKAGE-MANAGER", "nuget", Pointer::Identifier("nuget")),
    ("PACKAGE-MANAGER", "bower", Pointer::Identifier("bower")),
    ("PERSISTENT-ID", "swh", Pointer::Identifier("swhid")),
    ("PERSISTENT-ID", "gitoid", Pointer::Identifier("gitoid")),
    ("SECURITY", "swid", Pointer::Identifier("swid")),
    ("SECURITY", "advisory", Pointer::Reference("advisories")),
    ("SECURITY", "fix", Pointer::Reference("fix")),
    ("SECURITY", "url", Pointer::Reference("url")),
];

/// The id of a software identification tag as SPDX writes it: as an address.
pub(super) fn swid_address(tag: &str) -> String {
    format!("swid:{tag}")
}

/// The id of a software identification tag in an address of SPDX.
pub(super) fn swid_tag(address: &str) -> &str {
    address.strip_prefix("swid:").unwrap_or(address)
}

/// A category in its own spelling: SPDX 2.2's JSON wrote `PACKAGE_MANAGER` and `PERSISTENT_ID`, and some tools
/// write lower case.
pub(super) fn category(text: &str) -> Option<&'static str> {
    let name = text.rsplit_once("referenceCategory_").map_or(text, |(_, name)| name).replace('_', "-");
    ["PACKAGE-MANAGER", "SECURITY", "PERSISTENT-ID", "OTHER"]
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(&name))
}

/// The type of an external reference without the address that RDF and some JSON files put before it.
pub(super) fn reference_type(text: &str) -> &str {
    text.strip_prefix("http://spdx.org/rdf/references/").unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_algorithm_comes_back() {
        for (spdx2, model, _, _) in ALGORITHMS.iter().filter(|row| row.0 != "SHA3-224") {
            assert_eq!(algorithm(spdx2), Some(*model));
            assert_eq!(spdx2_algorithm(model).map(|row| row.0), Some(*spdx2));
        }
        assert_eq!(spdx2_algorithm("SHA3-224"), None);
    }

    #[test]
    fn scope_has_a_dependency_name_except_excluded() {
        for scope in
            [Scope::Runtime, Scope::Optional, Scope::Provided, Scope::Build, Scope::Development, Scope::Test]
        {
            let name = scoped_dependency(scope).unwrap();
            let meaning = meaning(name).unwrap();
            assert_eq!((meaning.scope, meaning.reversed), (Some(scope), true));
        }
        assert_eq!(scoped_dependency(Scope::Excluded), None);
    }

    #[test]
    fn categories_are_read_in_every_spelling() {
        assert_eq!(category("PACKAGE_MANAGER"), Some("PACKAGE-MANAGER"));
        assert_eq!(category("persistentId"), None);
        assert_eq!(category("http://spdx.org/rdf/terms#referenceCategory_packageManager"), None);
        assert_eq!(category("http://spdx.org/rdf/terms#referenceCategory_other"), Some("OTHER"));
    }
}
