//! What the package types ask of a purl, one entry a type.
//!
//! The entries follow the type definitions published beside ECMA-427. A type that is not listed asks nothing.

/// Whether a type has namespaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Namespace {
    /// May be there.
    Optional,
    /// The definition requires it, and without it nothing is named.
    Required,
    /// The definition requires it, but documents in the field leave it out and still name one package
    /// (`pkg:golang/stdlib`, `pkg:deb/openssl`): read, and refused only by the strict reading.
    Expected,
    /// There is none.
    Prohibited,
}

/// How the letters of a part are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// As given.
    Kept,
    /// Lower case.
    Lower,
    /// ASCII upper case.
    Upper,
    /// Lower case where the server that holds the package ignores case, else as given.
    LowerOnFoldingServer,
}

/// How a name is rewritten after its case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rewrite {
    /// Not at all.
    None,
    /// `_` becomes `-`.
    Dashes,
    /// What is no lower-case ASCII letter or digit becomes `_`.
    Underscores,
}

/// Where the namespace ends and the name begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Path {
    /// The name is the last segment; it may hold an encoded slash.
    LastSegment,
    /// The name is the last segment and never holds a slash: an encoded one was meant to separate.
    LastSegmentNoSlash,
    /// The namespace is the first segment, all others are the name.
    AfterFirstSegment,
}

/// A pattern that a part must match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Any text.
    Any,
    /// 32 letters from `a` to `p`.
    ExtensionId,
    /// One to four groups of digits separated by dots.
    UpToFourNumbers,
    /// A text without `::`, which would be a module rather than a distribution.
    Distribution,
}

/// Names that a purl keeps apart although the type's registry does not: the spelling that people see stays, and packages are
/// compared without the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Equates {
    /// None.
    Nothing,
    /// Namespaces and names in any case.
    Case,
    /// Names that differ in runs of `-`, `_` and `.` alone.
    Separators,
}

/// The rules of one package type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PackageType {
    pub(crate) id: &'static str,
    pub(crate) namespace: Namespace,
    pub(crate) namespace_case: Case,
    pub(crate) name_case: Case,
    pub(crate) rewrite: Rewrite,
    pub(crate) name_shape: Shape,
    pub(crate) version_case: Case,
    pub(crate) version_shape: Shape,
    pub(crate) path: Path,
    pub(crate) required_qualifiers: &'static [&'static str],
    /// Which names are the same for the registry.
    pub(crate) equates: Equates,
    /// The qualifier that holds the epoch of the version, which goes before the version in the ecosystem's order.
    pub(crate) epoch: Option<&'static str>,
}

/// A type that asks nothing.
pub(crate) const PLAIN: PackageType = PackageType {
    id: "",
    namespace: Namespace::Optional,
    namespace_case: Case::Kept,
    name_case: Case::Kept,
    rewrite: Rewrite::None,
    name_shape: Shape::Any,
    version_case: Case::Kept,
    version_shape: Shape::Any,
    path: Path::LastSegment,
    required_qualifiers: &[],
    equates: Equates::Nothing,
    epoch: None,
};

/// A type without namespaces.
const FLAT: PackageType = PackageType { namespace: Namespace::Prohibited, ..PLAIN };

/// A type whose namespace is a vendor or distribution in lower case.
const VENDOR: PackageType =
    PackageType { namespace: Namespace::Expected, namespace_case: Case::Lower, ..PLAIN };

/// A type whose namespace and name ignore case.
const FOLDED: PackageType = PackageType { namespace_case: Case::Lower, name_case: Case::Lower, ..PLAIN };

/// A path on a forge, case ignored.
const FORGE: PackageType =
    PackageType { namespace: Namespace::Expected, path: Path::LastSegmentNoSlash, ..FOLDED };

/// The types, by id.
///
/// Which names are the same is the registry's rule, and each was looked at where the definition keeps spellings apart:
/// - `pypi` has one project for all runs of `-`, `_` and `.` (PEP 503); the definition folds case and `_` only.
/// - `nuget`, `githubactions` and `swift` (whose packages are known by the address of their repository in lower case) ignore case; `conda`
///   asks for names in lower case whatever is written.
/// - `golang` keeps case to fetch a module and refuses two in one build that differ by it alone (`github.com/Sirupsen/logrus` had to become
///   `sirupsen`). The definition asks for lower case, which no module path of capitals could be fetched by: tools write both.
/// - `composer`, `hex`, `pub`, `luarocks`, `github`, `bitbucket` and others fold in the purl itself, as their definitions ask.
/// - `cargo`, `cran` and `cocoapods` refuse a new name too like an old one, but their tools find a package by its exact name
///   alone: another spelling names nothing.
/// - `gem`, `npm`, `maven` and `hackage` have packages that differ by case or separator alone.
///
/// Of all types only `rpm` keeps the epoch of a version in a qualifier; `deb` and `alpm` write it into the version.
#[rustfmt::skip]
pub(crate) const TYPES: &[PackageType] = &[
    PackageType { id: "alpm", name_case: Case::Lower, ..VENDOR },
    PackageType { id: "apk", name_case: Case::Lower, ..VENDOR },
    PackageType { id: "bazel", ..FLAT },
    PackageType { id: "bitbucket", ..FORGE },
    PackageType { id: "bitnami", name_case: Case::Lower, ..FLAT },
    PackageType { id: "brew", ..FOLDED },
    PackageType { id: "cargo", ..FLAT },
    PackageType { id: "chrome-extension", name_case: Case::Lower, name_shape: Shape::ExtensionId, version_shape: Shape::UpToFourNumbers, ..FLAT },
    PackageType { id: "cocoapods", ..FLAT },
    PackageType { id: "composer", path: Path::LastSegmentNoSlash, namespace: Namespace::Expected, ..FOLDED },
    PackageType { id: "conan", ..PLAIN },
    PackageType { id: "conda", equates: Equates::Case, ..FLAT },
    PackageType { id: "cpan", namespace_case: Case::Upper, name_shape: Shape::Distribution, ..PLAIN },
    PackageType { id: "cran", ..FLAT },
    PackageType { id: "deb", name_case: Case::Lower, ..VENDOR },
    PackageType { id: "docker", ..PLAIN },
    PackageType { id: "gem", ..FLAT },
    PackageType { id: "generic", ..PLAIN },
    PackageType { id: "git", namespace: Namespace::Required, path: Path::AfterFirstSegment, namespace_case: Case::LowerOnFoldingServer, name_case: Case::LowerOnFoldingServer, ..PLAIN },
    PackageType { id: "github", ..FORGE },
    // Not registered, and widely written: an action is a repository of the forge, which ignores case.
    PackageType { id: "githubactions", equates: Equates::Case, ..PLAIN },
    PackageType { id: "golang", namespace: Namespace::Expected, path: Path::LastSegmentNoSlash, equates: Equates::Case, ..PLAIN },
    PackageType { id: "hackage", rewrite: Rewrite::Dashes, ..FLAT },
    PackageType { id: "hex", ..FOLDED },
    PackageType { id: "huggingface", namespace: Namespace::Expected, version_case: Case::Lower, ..PLAIN },
    PackageType { id: "julia", required_qualifiers: &["uuid"], ..FLAT },
    PackageType { id: "luarocks", ..FOLDED },
    PackageType { id: "maven", namespace: Namespace::Expected, ..PLAIN },
    PackageType { id: "mlflow", name_case: Case::LowerOnFoldingServer, ..FLAT },
    PackageType { id: "npm", path: Path::LastSegmentNoSlash, ..PLAIN },
    PackageType { id: "nuget", equates: Equates::Case, ..FLAT },
    PackageType { id: "oci", name_case: Case::Lower, version_case: Case::Lower, ..FLAT },
    PackageType { id: "opam", ..FLAT },
    PackageType { id: "otp", name_case: Case::Lower, ..FLAT },
    PackageType { id: "pub", name_case: Case::Lower, rewrite: Rewrite::Underscores, ..FLAT },
    PackageType { id: "pypi", name_case: Case::Lower, rewrite: Rewrite::Dashes, version_case: Case::Lower, equates: Equates::Separators, ..FLAT },
    PackageType { id: "qpkg", ..VENDOR },
    PackageType { id: "rpm", epoch: Some("epoch"), ..VENDOR },
    PackageType { id: "swid", required_qualifiers: &["tag_id"], ..PLAIN },
    PackageType { id: "swift", namespace: Namespace::Required, equates: Equates::Case, ..PLAIN },
    PackageType { id: "vcpkg", ..FLAT },
    PackageType { id: "vscode-extension", namespace: Namespace::Required, version_case: Case::Lower, ..FOLDED },
    PackageType { id: "yocto", namespace_case: Case::Lower, ..PLAIN },
];

/// Git hosts that ignore the case of a repository's path.
pub(crate) const FOLDING_GIT_HOSTS: &[&str] =
    &["bitbucket", "bitbucket.org", "codeberg.org", "github", "github.com", "gitlab", "gitlab.com"];

/// The rules of a type given in lower case.
pub(crate) fn find(id: &str) -> &'static PackageType {
    match TYPES.binary_search_by(|entry| entry.id.cmp(id)) {
        Ok(index) => &TYPES[index],
        Err(_) => &PLAIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_sorted_and_unique() {
        assert!(TYPES.windows(2).all(|pair| pair[0].id < pair[1].id));
    }

    #[test]
    fn an_unlisted_type_asks_nothing() {
        assert_eq!(find("nosuch").id, "");
        assert_eq!(find("npm").id, "npm");
        assert_eq!(find("yocto").namespace_case, Case::Lower);
    }
}
