//! Packages and files.

use mainstay_model::{
    Component, ComponentKind, Hash, LicenseSource, Party, Problem, Purl, Reference, Unread,
};
use serde_json::{Map, Value};

use super::license::Texts;
use super::{asserted, extend, key};
use crate::spdx::location;
use crate::spdx::parties::{Agent, agent};
use crate::spdx::problems::Problems;
use crate::spdx::residue::{self, Residue};
use crate::spdx::shape::{Checksum, ExternalRef, File, Package};
use crate::spdx::words::{self, Pointer};

/// What external references with an identifier of another scheme are called, because SPDX 2 has none for them.
pub(in crate::spdx) const IDENTIFIER: &str = "identifier-";

/// A package in the words of the model.
pub(super) fn package(
    mut package: Package,
    holds_files: bool,
    texts: &Texts,
    lines: bool,
    problems: &mut Problems,
    unread: &mut Unread,
) -> Component {
    let residue = residue::take(&mut package.rest);
    let mut component = Component {
        reference: std::mem::take(&mut package.id),
        name: std::mem::take(&mut package.name),
        version: package.version_info.take(),
        hashes: hashes(std::mem::take(&mut package.checksums)),
        supplier: package.supplier.take().and_then(party).map(Box::new),
        manufacturer: package.originator.take().and_then(party).map(Box::new),
        description: package.description.take(),
        ..Component::default()
    };
    kind(&mut component, package.primary_package_purpose.take(), unread);
    licenses(&mut component, &mut package, texts);
    copyright(&mut component, package.copyright_text.take());
    if let Some(homepage) = asserted(package.homepage.take()).filter(|homepage| homepage != "NONE") {
        component.references.push(Reference::new("website", homepage));
    }
    if let Some(location) = asserted(package.download_location.take()) {
        download(&mut component, location);
    }
    let place = Place { lines, at: package.at };
    external_refs(&mut component, std::mem::take(&mut package.external_refs), &place, problems);
    files_analyzed(&mut component, &package, holds_files);
    split_group(&mut component);
    extend(&mut component.extensions, package.rest);
    order_references(&mut component.references);
    apply(residue, component)
}

/// A file in the words of the model.
pub(super) fn file(mut file: File, texts: &Texts) -> Component {
    let residue = residue::take(&mut file.rest);
    let mut component = Component {
        reference: file.id,
        kind: ComponentKind::File,
        name: file.name,
        hashes: hashes(file.checksums),
        ..Component::default()
    };
    let found = file.license_info_in_files.into_iter();
    component.licenses.extend(found.map(|license| texts.claim(LicenseSource::Detected, license)));
    let concluded = file.license_concluded.map(|license| texts.claim(LicenseSource::Concluded, license));
    component.licenses.extend(concluded);
    copyright(&mut component, file.copyright_text);
    extend(&mut component.extensions, file.rest);
    apply(residue, component)
}

/// Where a package stands, for problems.
struct Place {
    lines: bool,
    at: usize,
}

impl Place {
    fn mark(&self, problem: Problem, reference: usize) -> Problem {
        if self.lines {
            problem.at_line(self.at as u64)
        } else {
            problem.at_pointer(format!("/packages/{}/externalRefs/{reference}/referenceLocator", self.at))
        }
    }
}

fn apply(residue: Option<Residue>, mut component: Component) -> Component {
    if let Some(residue) = residue {
        residue.apply(&mut component);
    }
    component
}

fn hashes(checksums: Vec<Checksum>) -> Vec<Hash> {
    checksums
        .into_iter()
        .filter(|checksum| !checksum.value.is_empty())
        .map(|checksum| Hash {
            algorithm: words::algorithm(&checksum.algorithm).map_or(checksum.algorithm, str::to_owned),
            value: checksum.value.to_ascii_lowercase(),
        })
        .collect()
}

fn party(text: String) -> Option<Party> {
    match agent(&text) {
        Some(Agent::Party(party)) => Some(party),
        Some(Agent::Tool(tool)) => Some(Party { name: tool.name, ..Party::default() }),
        None if matches!(text.trim(), "" | "NOASSERTION" | "NONE") => None,
        // The check has told it; the name is kept.
        None => Some(Party { name: text, ..Party::default() }),
    }
}

/// The purpose becomes the kind. `LIBRARY` is also what the model says of packages without a purpose, so it is
/// kept beside.
fn kind(component: &mut Component, purpose: Option<String>, unread: &mut Unread) {
    let Some(purpose) = purpose else { return };
    match words::purpose(&purpose) {
        Some(kind) => {
            component.kind = kind;
            if kind == ComponentKind::Library {
                component.extensions.insert(key("primaryPackagePurpose"), Value::String(purpose));
            }
        }
        None => unread.count("packages.primaryPackagePurpose"),
    }
}

fn licenses(component: &mut Component, package: &mut Package, texts: &Texts) {
    let declared = package.license_declared.take();
    component.licenses.extend(declared.map(|license| texts.claim(LicenseSource::Declared, license)));
    let found = std::mem::take(&mut package.license_info_from_files).into_iter();
    component.licenses.extend(found.map(|license| texts.claim(LicenseSource::Detected, license)));
    let concluded = package.license_concluded.take();
    component.licenses.extend(concluded.map(|license| texts.claim(LicenseSource::Concluded, license)));
}

/// `NOASSERTION` is no copyright text; `NONE` says that there is none, which the model has no word for.
pub(in crate::spdx) fn copyright(component: &mut Component, text: Option<String>) {
    match asserted(text) {
        Some(text) if text == "NONE" => {
            component.extensions.insert(key("copyrightText"), Value::String(text));
        }
        text => component.copyright = text,
    }
}

/// Where a component comes from: a version control location is its origin, another address a reference.
pub(in crate::spdx) fn download(component: &mut Component, location: String) {
    if location == "NONE" {
        component.extensions.insert(key("downloadLocation"), Value::String(location));
        return;
    }
    match location::parse(&location) {
        Some(origin) => component.origin = origin,
        None => component.references.push(Reference::new("distribution", location)),
    }
}

fn external_refs(component: &mut Component, refs: Vec<ExternalRef>, place: &Place, problems: &mut Problems) {
    let mut comments = Map::new();
    for (index, reference) in refs.into_iter().enumerate() {
        let ExternalRef { category, kind, locator, comment } = reference;
        let locator = locator.trim().to_owned();
        if locator.is_empty() {
            continue;
        }
        let comment = comment.filter(|comment| !comment.is_empty());
        let mut told_as = locator.clone();
        match pointer(&category, &kind) {
            Target::Reference(kind) => {
                component.references.push(Reference { kind, url: locator, comment, hashes: Vec::new() });
                continue;
            }
            Target::Purl => match locator.parse::<Purl>() {
                Ok(purl) if component.purl.is_none() => {
                    told_as = purl.to_string();
                    component.purl = Some(purl);
                }
                Ok(_) => component.identifiers.push(("purl".to_owned(), locator.clone())),
                Err(error) => {
                    let message = format!("the package URL `{locator}` cannot be used: {error}");
                    problems.push(place.mark(Problem::warning("purl", message), index));
                    component.identifiers.push(("purl".to_owned(), locator.clone()));
                }
            },
            Target::Cpe => component.cpes.push(locator.clone()),
            Target::Identifier(scheme) => {
                let value = if scheme == "swid" { words::swid_tag(&locator) } else { &locator };
                component.identifiers.push((scheme, value.to_owned()));
            }
        }
        if let Some(comment) = comment {
            comments.insert(told_as, Value::String(comment));
        }
    }
    if !comments.is_empty() {
        component.extensions.insert(key("externalRefComments"), Value::Object(comments));
    }
}

/// Where an external reference goes.
enum Target {
    Purl,
    Cpe,
    Identifier(String),
    Reference(String),
}

fn pointer(category: &str, kind: &str) -> Target {
    let category = words::category(category);
    let kind = words::reference_type(kind.trim());
    // These types mean the same under whatever category they stand.
    let certain = |pointer: Pointer| !matches!(pointer, Pointer::Reference(_));
    let known = words::POINTERS.iter().find(|(in_category, name, pointer)| {
        name.eq_ignore_ascii_case(kind)
            && (category == Some(in_category)
                || certain(*pointer) && category != Some("OTHER")
                || is_own(*pointer))
    });
    match (known.map(|row| row.2), category) {
        (Some(Pointer::Purl), _) => Target::Purl,
        (Some(Pointer::Cpe), _) => Target::Cpe,
        (Some(Pointer::Identifier(scheme)), _) => Target::Identifier(scheme.to_owned()),
        (Some(Pointer::Reference(kind)), _) => Target::Reference(kind.to_owned()),
        (None, Some("PACKAGE-MANAGER" | "PERSISTENT-ID")) => Target::Identifier(kind.to_owned()),
        (None, _) => match kind.strip_prefix(IDENTIFIER) {
            Some(scheme) if !scheme.is_empty() => Target::Identifier(scheme.to_owned()),
            _ => Target::Reference(kind.to_owned()),
        },
    }
}

/// Purl and CPE keep their meaning even under `OTHER`.
fn is_own(pointer: Pointer) -> bool {
    matches!(pointer, Pointer::Purl | Pointer::Cpe)
}

/// Whether files were analyzed follows from what was found in them; the flag is kept where it says otherwise. Where it is
/// left out, they were. A package that has files cannot say that they were not, which the check tells.
fn files_analyzed(component: &mut Component, package: &Package, holds_files: bool) {
    let derived = holds_files
        || package.rest.contains_key("packageVerificationCode")
        || component.licenses.iter().any(|claim| claim.source == LicenseSource::Detected);
    let analyzed = package.files_analyzed.unwrap_or(true);
    if analyzed != derived && !holds_files {
        component.extensions.insert(key("filesAnalyzed"), Value::Bool(analyzed));
    }
}

/// SPDX has one name; the purl tells which part of it is the group.
pub(in crate::spdx) fn split_group(component: &mut Component) {
    if let Some((group, name)) = group_and_name(&component.name, component.purl.as_ref()) {
        component.group = Some(group.to_owned());
        component.name = name.to_owned();
    }
}

/// The parts of a name that is written as its purl's namespace and name.
pub(in crate::spdx) fn group_and_name<'p>(name: &str, purl: Option<&'p Purl>) -> Option<(&'p str, &'p str)> {
    let purl = purl?;
    let namespace = purl.namespace()?;
    let rest = name.strip_prefix(namespace)?.strip_prefix(['/', ':'])?;
    (rest == purl.name()).then_some((namespace, purl.name()))
}

/// The website first, then the place of distribution, then the others as they stand: SPDX has fields for the
/// first two, and a document that is written and read again keeps the order.
pub(in crate::spdx) fn order_references(references: &mut [Reference]) {
    let mut front = 0;
    for kind in ["website", "distribution"] {
        if let Some(at) =
            references.iter().position(|reference| reference.kind == kind && reference.comment.is_none())
        {
            references[front.min(at)..=at].rotate_right(1);
            front += 1;
        }
    }
}
