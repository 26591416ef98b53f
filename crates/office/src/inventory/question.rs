//! A question about components, taken apart: a purl or a name, and which versions of it.

use mainstay_model::Purl;
use mainstay_store::{Component, Package};
use mainstay_version::{Ecosystem, Range, Vers, Version};

use crate::{Error, Result};

/// One reading of a question.
pub(super) struct Asked {
    package: Named,
    versions: Versions,
}

/// What is asked about.
enum Named {
    /// A purl without version. Its qualifiers and its subpath must be those of the component.
    Purl(Purl),
    /// A name in any ecosystem.
    Name(String),
}

enum Versions {
    Any,
    Exact(Exact),
    Range(Between),
}

/// One version.
struct Exact {
    /// As a purl would hold it.
    text: String,
    /// The same with the epoch, which some purls keep in a qualifier.
    full: String,
}

impl Exact {
    /// A version behind a name, which may be encoded as in a purl.
    fn of(text: &str) -> Self {
        let purl = format!("pkg:generic/x@{text}").parse::<Purl>().ok();
        let text = purl.and_then(|purl| purl.version().map(str::to_owned)).unwrap_or_else(|| text.to_owned());
        Self { full: text.clone(), text }
    }
}

/// A range of versions.
struct Between {
    text: String,
    /// The version that the text is if it is none: documents write ranges for versions too.
    literal: Option<String>,
}

/// Registries that take names for the same which differ by the letters that separate words.
const SEPARATORS_EQUATED: [&str; 3] = ["hackage", "pub", "pypi"];

/// The places in a question at which a version may begin that are tried.
const MOST_READINGS: usize = 3;

impl Asked {
    /// What a question may mean: a purl has one reading; the last words of a name may be a version, as in `log4j-core 2.14.1`.
    ///
    /// # Errors
    /// When the question cannot be read.
    pub(super) fn readings(question: &str) -> Result<Vec<Self>> {
        let question = question.trim();
        if question.is_empty() {
            return Err(Error::Invalid("ask for a purl or a name".to_owned()));
        }
        if is_purl(question) {
            return Ok(vec![Self::of_purl(question)?]);
        }
        let (name, versions) = split(question);
        if let Some(versions) = versions {
            return Ok(vec![Self {
                package: package(name, question)?,
                versions: exact_or_range(versions, question)?,
            }]);
        }
        let mut readings = vec![Self { package: package(name, question)?, versions: Versions::Any }];
        readings.extend(spelled(question).take(MOST_READINGS).map(|(name, version)| Self {
            package: Named::Name(name.to_owned()),
            versions: Versions::Exact(Exact::of(version)),
        }));
        Ok(readings)
    }

    /// A purl is read as one: versions, then qualifiers, then the subpath. For the versions a range may stand.
    fn of_purl(question: &str) -> Result<Self> {
        let invalid = |text: &str| {
            let refused = format!("`{text}`");
            move |error: mainstay_model::PurlError| Error::Invalid(format!("{refused}: {error}"))
        };
        let (path, rest) = question.split_at(question.find(['?', '#']).unwrap_or(question.len()));
        let (path, versions) = split(path);
        let text = format!("{path}{rest}");
        let purl: Purl = text.parse().map_err(invalid(&text))?;
        let Some(versions) = versions else {
            return Ok(Self { package: Named::Purl(purl), versions: Versions::Any });
        };
        if versions.is_empty() {
            return Err(no_version(question));
        }
        let whole = format!("{path}@{versions}{rest}").parse::<Purl>();
        let versions = if is_range(versions) {
            let literal = whole.ok().and_then(|purl| purl.version().map(str::to_owned));
            Versions::Range(Between { text: versions.to_owned(), literal })
        } else {
            let whole = whole.map_err(invalid(question))?;
            let (Some(text), Some(full)) = (whole.version(), whole.full_version()) else {
                return Err(no_version(question));
            };
            Versions::Exact(Exact { text: text.to_owned(), full: full.into_owned() })
        };
        Ok(Self { package: Named::Purl(purl), versions })
    }

    /// The purl that is asked for.
    pub(super) fn purl(&self) -> Option<&Purl> {
        match &self.package {
            Named::Purl(purl) => Some(purl),
            Named::Name(_) => None,
        }
    }

    /// The name, of the purl where there is one.
    pub(super) fn name(&self) -> &str {
        match &self.package {
            Named::Purl(purl) => purl.name(),
            Named::Name(name) => name,
        }
    }

    /// What to look for in names: `npm:lodash` and `org.slf4j:slf4j-api` are names only behind the colon.
    pub(super) fn word(&self) -> &str {
        let name = self.name();
        match name.rsplit_once(':') {
            Some((_, word)) if self.purl().is_none() && !word.is_empty() => word,
            _ => name,
        }
    }

    /// Purls of packages that are asked for; of a name only those that a look for its letters does not find.
    pub(super) fn purls(&self) -> Vec<Purl> {
        match &self.package {
            Named::Purl(purl) => vec![purl.clone()],
            Named::Name(name) if name.contains(['-', '_', '.']) => {
                let purl = |kind: &&str| Purl::new(kind, None, without_ecosystem(name, kind), None).ok();
                SEPARATORS_EQUATED.iter().filter_map(purl).collect()
            }
            Named::Name(_) => Vec::new(),
        }
    }

    /// Whether any version is asked for.
    pub(super) fn is_of_any_version(&self) -> bool {
        matches!(self.versions, Versions::Any)
    }

    /// That more components fit than a question may match.
    pub(super) fn too_wide(&self, most: usize) -> Error {
        let remedy = match (&self.package, &self.versions) {
            (Named::Name(_), _) => "name the package as a purl",
            (Named::Purl(_), Versions::Any) => "name a version or a range",
            (Named::Purl(_), _) => "name a version or a narrower range",
        };
        Error::Invalid(format!("`{}` fits more than {most} components; {remedy}", self.name()))
    }

    /// Whether a component is of the package that is asked for, at any version.
    pub(super) fn names(&self, component: &Component) -> bool {
        match &self.package {
            Named::Purl(asked) => read(component.purl.as_deref()).is_some_and(|own| is_of(&own, asked)),
            Named::Name(name) => is_called(name, &component.ecosystem, &component.namespace, &component.name),
        }
    }

    /// Whether a package is one that is asked for.
    pub(super) fn is_about(&self, package: &Package) -> bool {
        match &self.package {
            Named::Purl(asked) => read(package.purl.as_deref()).is_some_and(|own| is_of(&own, asked)),
            Named::Name(name) => is_called(name, &package.ecosystem, &package.namespace, &package.name),
        }
    }

    /// The question for the same versions of another package.
    pub(super) fn about(&self, package: &Package) -> String {
        let name = package.purl.as_deref().unwrap_or(&package.name);
        match &self.versions {
            Versions::Any => name.to_owned(),
            Versions::Exact(exact) => versions_of(name, &exact.full),
            Versions::Range(between) => versions_of(name, &between.text),
        }
    }

    /// Whether a component of the package is asked for; `None` when that cannot be told.
    ///
    /// # Errors
    /// When the range is none of the component's ecosystem.
    pub(super) fn matches(&self, component: &Component) -> Result<Option<bool>> {
        let own = read(component.purl.as_deref());
        if !self.asks_for_the_parts_of(own.as_ref()) {
            return Ok(Some(false));
        }
        let ecosystem = Ecosystem::from_purl_type(&component.ecosystem);
        let version = component.version.as_deref();
        // A purl is found by itself, whatever its version is to its ecosystem.
        let written = own.as_ref().and_then(Purl::version).or(version);
        Ok(match &self.versions {
            Versions::Any => Some(true),
            Versions::Exact(exact) => {
                let by_text = written == Some(&exact.text) && !self.tells_epoch();
                Some(by_text || version.is_some_and(|version| is_same(ecosystem, version, &exact.full)))
            }
            Versions::Range(between) => {
                if written.is_some() && written == between.literal.as_deref() {
                    return Ok(Some(true));
                }
                let range = range(ecosystem, &between.text)?;
                let version = version.map(|version| Version::parse(ecosystem, version));
                version.filter(Version::is_valid).map(|version| range.contains(&version))
            }
        })
    }

    /// Whether a component's purl has the qualifiers and the subpath that are asked for. The epoch is part of an exact version.
    fn asks_for_the_parts_of(&self, own: Option<&Purl>) -> bool {
        let Some(asked) = self.purl() else { return true };
        let Some(own) = own else { return false };
        let epoch = asked.epoch_key().filter(|_| matches!(self.versions, Versions::Exact(_)));
        let mut qualifiers = asked.qualifiers().iter().filter(|(key, _)| Some(key.as_str()) != epoch);
        qualifiers.all(|(key, value)| own.qualifiers().get(key) == Some(value))
            && asked.subpath().is_none_or(|subpath| own.subpath() == Some(subpath))
    }

    /// Whether the question tells the epoch in a qualifier.
    fn tells_epoch(&self) -> bool {
        self.purl()
            .is_some_and(|asked| asked.epoch_key().is_some_and(|key| asked.qualifiers().contains_key(key)))
    }
}

/// The question for some versions of a package, which is a purl or a name: they stand before the qualifiers.
pub fn versions_of(package: &str, versions: &str) -> String {
    let end = if is_purl(package) { package.find(['?', '#']) } else { None };
    let (path, rest) = package.split_at(end.unwrap_or(package.len()));
    format!("{path}@{versions}{rest}")
}

fn is_purl(text: &str) -> bool {
    text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("pkg:"))
}

fn read(purl: Option<&str>) -> Option<Purl> {
    purl?.parse().ok()
}

fn is_of(own: &Purl, asked: &Purl) -> bool {
    own.package() == asked.package()
}

/// Whether people mean a package by the name alone: with its namespace or without, but a scope of npm is part of the name. The
/// ecosystem may stand before it, as the program writes packages.
fn is_called(asked: &str, ecosystem: &str, namespace: &str, name: &str) -> bool {
    let asked = without_ecosystem(asked, ecosystem);
    let lower = asked.to_lowercase();
    let alone = ecosystem != "npm" || namespace.is_empty();
    let with_namespace = |between: char| format!("{namespace}{between}{name}").to_lowercase() == lower;
    if (alone && name.to_lowercase() == lower)
        || with_namespace('/')
        || (ecosystem == "maven" && with_namespace(':'))
    {
        return true;
    }
    let purl = |name: &str| Purl::new(ecosystem, None, name, None).ok().map(|purl| purl.package());
    SEPARATORS_EQUATED.contains(&ecosystem) && purl(name).is_some_and(|own| purl(asked) == Some(own))
}

/// The name in `npm:lodash`.
fn without_ecosystem<'a>(asked: &'a str, ecosystem: &str) -> &'a str {
    match asked.split_once(':') {
        Some((kind, name)) if kind.eq_ignore_ascii_case(ecosystem) => name,
        _ => asked,
    }
}

/// Whether the ecosystem takes two texts for one version; without an order of its own only one text is one version.
fn is_same(ecosystem: Ecosystem, one: &str, other: &str) -> bool {
    if one == other || ecosystem == Ecosystem::generic() {
        return one == other;
    }
    let [one, other] = [one, other].map(|text| Version::parse(ecosystem, text));
    one.is_valid() && other.is_valid() && one == other
}

/// A range in the words of the component's ecosystem, or as `vers:` text, which names its ecosystem itself.
fn range(ecosystem: Ecosystem, text: &str) -> Result<Range> {
    if text.starts_with("vers:") {
        let vers = text.parse::<Vers>().map_err(|error| Error::Invalid(format!("`{text}`: {error}")))?;
        return Ok(vers.to_range());
    }
    Range::parse_native(ecosystem, text).map_err(|error| Error::Invalid(format!("`{text}`: {error}")))
}

fn package(name: &str, question: &str) -> Result<Named> {
    if name.is_empty() || name.starts_with("vers:") || name.starts_with(COMPARISONS) {
        let message = format!("`{question}` is a range without a package: write `pkg:TYPE/NAME@{question}`");
        return Err(Error::Invalid(message));
    }
    Ok(Named::Name(name.to_owned()))
}

fn exact_or_range(versions: &str, question: &str) -> Result<Versions> {
    if versions.is_empty() {
        return Err(no_version(question));
    }
    if is_range(versions) {
        return Ok(Versions::Range(Between {
            text: versions.to_owned(),
            literal: Some(versions.to_owned()),
        }));
    }
    Ok(Versions::Exact(Exact::of(versions)))
}

fn no_version(question: &str) -> Error {
    let message = format!("`{question}` names no version after the `@`: write one, or leave the `@` out");
    Error::Invalid(message)
}

/// What a range begins with that is no version.
const COMPARISONS: [char; 6] = ['<', '>', '=', '^', '~', '['];

/// The `@` that opens a segment belongs to an npm scope. People also write `name <range`: no name has a blank before a comparison.
fn split(question: &str) -> (&str, Option<&str>) {
    if let Some((name, range)) = question.split_once(char::is_whitespace)
        && !name.contains('@')
        && (range.starts_with("vers:") || range.trim_start().starts_with(COMPARISONS))
    {
        return (name, Some(range.trim()));
    }
    let end = question.find("@vers:").or_else(|| question.rfind('@'));
    match end {
        Some(at) if at > 0 && !question[..at].ends_with('/') => {
            (&question[..at], Some(question[at + 1..].trim()))
        }
        _ => (question, None),
    }
}

/// Names with the version that may follow after a blank, as the program writes components without a purl. What has no digit is none.
fn spelled(question: &str) -> impl Iterator<Item = (&str, &str)> {
    question.rmatch_indices(char::is_whitespace).filter_map(|(at, _)| {
        let (name, version) = (question[..at].trim_end(), question[at..].trim_start());
        let first = version.split(char::is_whitespace).next().unwrap_or_default();
        (!name.is_empty() && first.contains(|c: char| c.is_ascii_digit())).then_some((name, version))
    })
}

/// Versions hold `~` and `^` too, but none begins with them.
fn is_range(text: &str) -> bool {
    text.starts_with("vers:")
        || text.starts_with(COMPARISONS)
        || text.contains(['<', '>', '=', '*', '|', '[', '(', ','])
        || text.contains(" - ")
        || text.split('.').any(|part| matches!(part, "x" | "X"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_a_name_and_versions_behind_an_at_sign_or_a_comparison() {
        for (question, expected) in [
            ("lodash", ("lodash", None)),
            ("@scope/name", ("@scope/name", None)),
            ("pkg:npm/@scope/name", ("pkg:npm/@scope/name", None)),
            ("lodash@4.17.21", ("lodash", Some("4.17.21"))),
            ("lodash@>=1 <2", ("lodash", Some(">=1 <2"))),
            ("log4j-core <2.17", ("log4j-core", Some("<2.17"))),
            ("log4j-core  >= 2.0, < 2.17", ("log4j-core", Some(">= 2.0, < 2.17"))),
            ("pkg:npm/lodash vers:npm/<4", ("pkg:npm/lodash", Some("vers:npm/<4"))),
            ("Badge reader (old)", ("Badge reader (old)", None)),
            ("Widget 3000", ("Widget 3000", None)),
        ] {
            assert_eq!(split(question), expected, "{question}");
        }
    }

    #[test]
    fn a_version_may_follow_a_name_after_a_blank() {
        let told = |question| spelled(question).collect::<Vec<_>>();
        assert_eq!(told("log4j-core 2.14.1"), [("log4j-core", "2.14.1")]);
        assert_eq!(told("Badge reader r12 (old)"), [("Badge reader", "r12 (old)")]);
        assert_eq!(told("Badge reader (old)"), []);
        assert_eq!(told("lodash"), []);
    }

    #[test]
    fn a_package_is_called_as_the_program_and_its_tools_write_it() {
        for (asked, ecosystem, namespace, name) in [
            ("nuget:Newtonsoft.Json", "nuget", "", "Newtonsoft.Json"),
            ("NPM:@babel/core", "npm", "@babel", "core"),
            ("maven:com.google.guava/guava", "maven", "com.google.guava", "guava"),
            ("com.google.guava:guava", "maven", "com.google.guava", "guava"),
            ("maven:org.slf4j:slf4j-api", "maven", "org.slf4j", "slf4j-api"),
            ("pypi:zope-interface", "pypi", "", "zope.interface"),
            ("part: left", "", "", "part: left"),
        ] {
            assert!(is_called(asked, ecosystem, namespace, name), "{asked}");
        }
        for (asked, ecosystem, namespace, name) in [
            ("npm:lodash", "gem", "", "lodash"),
            ("babel:core", "npm", "@babel", "core"),
            ("npm:core", "npm", "@babel", "core"),
            ("guava:guava", "maven", "com.google.guava", "guava"),
        ] {
            assert!(!is_called(asked, ecosystem, namespace, name), "{asked}");
        }
    }

    #[test]
    fn a_range_is_told_from_a_version() {
        for range in
            ["<2", ">=1 <2", "^1", "~1.2", "1.*", "1.x", "[1,2)", "vers:npm/1", "1.0 - 2.0", "1 || 2"]
        {
            assert!(is_range(range), "{range}");
        }
        for version in
            ["1.0", "1.0~rc1", "1.0^20240101git", "1:1.12.20-9.el9", "dev-main", "1.x-dev", "v1.0+b"]
        {
            assert!(!is_range(version), "{version}");
        }
    }

    #[test]
    fn versions_stand_before_the_qualifiers() {
        for (package, expected) in [
            ("pkg:npm/a", "pkg:npm/a@<2"),
            ("pkg:julia/A?uuid=1", "pkg:julia/A@<2?uuid=1"),
            ("pkg:golang/a/b#c", "pkg:golang/a/b@<2#c"),
            ("Who? #1", "Who? #1@<2"),
        ] {
            assert_eq!(versions_of(package, "<2"), expected);
        }
    }
}
