//! Components as packages and files.

use std::collections::HashSet;

use mainstay_model::{
    Bom, Component, ComponentKind, Directness, Graph, Hash, LicenseSource, NodeId, Origin, Party, Purl,
    Reference,
};
use serde_json::Value;

use super::license::Licenses;
use super::{party_losses, put};
use crate::Stamp;
use crate::direct::told_by_edges;
use crate::spdx::losses::{Loss, Losses};
use crate::spdx::read::IDENTIFIER;
use crate::spdx::residue::{Residue, Told, scoped};
use crate::spdx::shape::{Checksum, ExternalRef, File, Package, Rest};
use crate::spdx::words::{self, Pointer};
use crate::spdx::{intake, is_spdx, location, parties};

/// Whether a component can be told as a file: it has nothing that only packages have.
pub(super) fn is_file(component: &Component) -> bool {
    let has_file_field =
        || component.extensions.keys().filter_map(|key| key.strip_prefix("spdx:")).any(intake::is_file_only);
    let has_sha1 = || component.hashes.iter().any(|hash| hash.algorithm == "SHA-1");
    let package_claim = |source| matches!(source, LicenseSource::Declared | LicenseSource::Unstated);
    component.kind == ComponentKind::File
        && component.version.is_none()
        && component.purl.is_none()
        && component.group.is_none()
        && component.supplier.is_none()
        && component.manufacturer.is_none()
        && component.description.is_none()
        && component.cpes.is_empty()
        && component.identifiers.is_empty()
        && component.references.is_empty()
        && component.origin == Origin::Unknown
        && !component.licenses.iter().any(|claim| package_claim(claim.source))
        && component.extensions.keys().filter_map(|key| key.strip_prefix("spdx:")).all(intake::is_file_field)
        && (has_sha1() || has_file_field())
}

/// The state of writing elements.
pub(super) struct Writing<'b, 'w> {
    created: &'b str,
    annotator: String,
    from_spdx: bool,
    /// Whose scope the relationships tell, where it has one that they can tell.
    scoped: HashSet<NodeId>,
    depending: HashSet<NodeId>,
    /// Who is direct by the edges alone.
    told_direct: Vec<Directness>,
    next: u32,
    licenses: &'w mut Licenses,
    losses: &'w mut Losses,
}

impl<'b, 'w> Writing<'b, 'w> {
    pub(super) fn new(
        bom: &'b Bom,
        stamp: &'b Stamp,
        licenses: &'w mut Licenses,
        losses: &'w mut Losses,
    ) -> Self {
        Self {
            created: &stamp.created,
            annotator: parties::tool_text(&stamp.tool),
            from_spdx: is_spdx(&bom.document),
            scoped: scoped(bom),
            depending: bom.dependencies().map(|(from, _)| from).collect(),
            told_direct: told_by_edges(bom),
            next: 0,
            licenses,
            losses,
        }
    }

    /// The next component as a package.
    pub(super) fn package(&mut self, component: &Component, id: &str) -> Package {
        let name = full_name(component);
        let residue = self.residue(component, &name);
        let mut package = Package {
            id: id.to_owned(),
            name,
            version_info: component.version.clone(),
            primary_package_purpose: self.purpose(component),
            supplier: self.party(component.supplier.as_deref()),
            originator: self.party(component.manufacturer.as_deref()),
            checksums: self.checksums(&component.hashes),
            license_concluded: self.layer(component, &[LicenseSource::Concluded]),
            license_declared: self.layer(component, &[LicenseSource::Declared, LicenseSource::Unstated]),
            license_info_from_files: self.found(component),
            copyright_text: component.copyright.clone(),
            description: component.description.clone(),
            ..Package::default()
        };
        self.pointers(component, &mut package);
        self.extensions(component, &mut package);
        package.files_analyzed = Some(files_analyzed(component, &package));
        self.annotate(residue, &mut package.rest);
        package
    }

    /// The next component as a file.
    pub(super) fn file(&mut self, component: &Component, id: &str) -> File {
        let name = relative(&component.name);
        let residue = self.residue(component, &name);
        let mut file = File {
            id: id.to_owned(),
            name,
            checksums: self.checksums(&component.hashes),
            license_concluded: self.layer(component, &[LicenseSource::Concluded]),
            license_info_in_files: self.found(component),
            copyright_text: component.copyright.clone(),
            ..File::default()
        };
        for (key, value) in component.extensions.iter() {
            match key.strip_prefix("spdx:") {
                Some("copyrightText") => file.copyright_text = value.as_str().map(str::to_owned),
                Some(field) => put(&mut file.rest, field, value),
                None => self.losses.name(Loss::Extension, key),
            }
        }
        self.annotate(residue, &mut file.rest);
        file
    }

    /// What the fields do not tell, given what the reader would make of them.
    fn residue(&mut self, component: &Component, name: &str) -> Residue {
        let node = NodeId(self.next);
        self.next += 1;
        let graph = match (self.depending.contains(&node), component.graph) {
            (true, _) => Graph::Partial,
            (false, Graph::Complete) => Graph::Complete,
            (false, _) => Graph::Unknown,
        };
        let scoped = component.scope.and_then(words::scoped_dependency).is_some();
        Residue::of(
            component,
            &Told {
                name,
                kind: words::PURPOSES.iter().any(|row| row.1 == component.kind),
                scope: scoped && self.scoped.contains(&node),
                graph,
                directness: self.told_direct[node.index()],
            },
        )
    }

    fn annotate(&mut self, residue: Residue, rest: &mut Rest) {
        let Some(annotation) = residue.annotation(self.created, &self.annotator) else { return };
        self.losses.count(Loss::Annotated);
        match rest.get_mut("annotations").and_then(Value::as_array_mut) {
            Some(annotations) => annotations.push(annotation),
            None => {
                rest.insert("annotations".to_owned(), Value::Array(vec![annotation]));
            }
        }
    }

    /// Documents of other families always tell the kind; SPDX ones only where they say so.
    fn purpose(&self, component: &Component) -> Option<String> {
        if let Some(purpose) = component.extensions.get("spdx:primaryPackagePurpose") {
            return purpose.as_str().map(str::to_owned);
        }
        if self.from_spdx && component.kind == ComponentKind::Library {
            return None;
        }
        let row = words::PURPOSES.iter().find(|row| row.1 == component.kind);
        Some(row.map_or("OTHER", |row| row.0).to_owned())
    }

    fn party(&mut self, party: Option<&Party>) -> Option<String> {
        party_losses(party?, self.losses);
        party.filter(|party| !party.name.is_empty()).map(parties::party_text)
    }

    fn checksums(&mut self, hashes: &[Hash]) -> Vec<Checksum> {
        let mut checksums: Vec<Checksum> = Vec::with_capacity(hashes.len());
        for hash in hashes {
            let is_hex = !hash.value.is_empty() && hash.value.bytes().all(|byte| byte.is_ascii_hexdigit());
            match words::spdx2_algorithm(&hash.algorithm) {
                Some((algorithm, digits))
                    if is_hex && digits.is_none_or(|digits| hash.value.len() == digits) =>
                {
                    checksums.push(Checksum { algorithm: algorithm.to_owned(), value: hash.value.clone() });
                }
                _ => self.losses.name(Loss::Digest, &hash.algorithm),
            }
        }
        checksums
    }

    fn layer(&mut self, component: &Component, sources: &[LicenseSource]) -> Option<String> {
        self.licenses.layer(&component.licenses, sources, self.losses)
    }

    fn found(&mut self, component: &Component) -> Vec<String> {
        let claims = component.licenses.iter().filter(|claim| claim.source == LicenseSource::Detected);
        claims.map(|claim| self.licenses.text(claim, self.losses)).collect()
    }

    fn pointers(&mut self, component: &Component, package: &mut Package) {
        let first = |kind: &str| {
            component.references.iter().position(|reference| {
                reference.kind == kind && reference.comment.is_none() && is_address(&reference.url)
            })
        };
        let (home, download) = (first("website"), first("distribution"));
        let url = |place: Option<usize>| place.map(|place| component.references[place].url.clone());
        package.homepage = url(home);
        let origin = || location::text(&component.origin).filter(|text| is_address(text));
        // An origin in a version control system is what the reader takes from this field.
        let location = match component.origin {
            Origin::Vcs { .. } => origin().or_else(|| url(download)),
            _ => url(download).or_else(origin),
        };
        let download = download.filter(|_| location == url(download));
        package.download_location = Some(location.unwrap_or_else(|| "NOASSERTION".to_owned()));
        let refs = &mut package.external_refs;
        refs.extend(
            component.purl.as_ref().map(|purl| reference("PACKAGE-MANAGER", "purl", &purl.to_string())),
        );
        refs.extend(component.cpes.iter().map(|cpe| cpe_reference(cpe)));
        refs.extend(component.identifiers.iter().map(|(scheme, value)| identifier(scheme, value)));
        for (place, pointer) in component.references.iter().enumerate() {
            self.losses.name_if(!pointer.hashes.is_empty(), Loss::ReferenceDigest, &pointer.kind);
            if pointer.url.trim().is_empty() {
                self.losses.name(Loss::Reference, &pointer.kind);
            } else if Some(place) != home && Some(place) != download {
                refs.push(pointer_reference(pointer));
            }
        }
        for reference in refs {
            let is_changed = reference.locator.contains(char::is_whitespace);
            self.losses.name_if(is_changed, Loss::Blank, &reference.kind);
            reference.locator = one_word(&reference.locator, "%20");
        }
    }

    fn extensions(&mut self, component: &Component, package: &mut Package) {
        for (key, value) in component.extensions.iter() {
            let Some(field) = key.strip_prefix("spdx:") else {
                self.losses.name(Loss::Extension, key);
                continue;
            };
            match field {
                "primaryPackagePurpose" | "filesAnalyzed" => {}
                "copyrightText" => package.copyright_text = value.as_str().map(str::to_owned),
                "downloadLocation" => package.download_location = value.as_str().map(str::to_owned),
                "externalRefComments" => comment_on(&mut package.external_refs, value),
                _ if intake::is_package_rest(field) => put(&mut package.rest, field, value),
                _ => self.losses.name(Loss::Extension, key),
            }
        }
    }
}

/// The name of a file from the root of its package, where one from the root of a file system is told.
fn relative(name: &str) -> String {
    if name.starts_with('/') { format!(".{name}") } else { name.to_owned() }
}

/// The name with its group, as people of the ecosystem write it.
pub(in crate::spdx) fn full_name(component: &Component) -> String {
    let separator = if component.purl.as_ref().map(Purl::kind) == Some("maven") { ':' } else { '/' };
    match &component.group {
        Some(group) if !group.is_empty() => format!("{group}{separator}{}", component.name),
        _ => component.name.clone(),
    }
}

fn files_analyzed(component: &Component, package: &Package) -> bool {
    let told = component.extensions.get("spdx:filesAnalyzed").and_then(Value::as_bool);
    told.unwrap_or_else(|| {
        package.rest.contains_key("packageVerificationCode") || !package.license_info_from_files.is_empty()
    })
}

/// Whether a text is an address that can stand in a field for one.
pub(in crate::spdx) fn is_address(text: &str) -> bool {
    text.contains("://") && !text.contains(char::is_whitespace)
}

fn reference(category: &str, kind: &str, locator: &str) -> ExternalRef {
    ExternalRef {
        category: category.to_owned(),
        kind: one_word(kind, "-"),
        locator: locator.to_owned(),
        comment: None,
    }
}

fn one_word(text: &str, filler: &str) -> String {
    if text.contains(char::is_whitespace) {
        return text.split_whitespace().collect::<Vec<_>>().join(filler);
    }
    text.to_owned()
}

fn cpe_reference(cpe: &str) -> ExternalRef {
    let kind = if cpe.starts_with("cpe:2.3:") { "cpe23Type" } else { "cpe22Type" };
    reference("SECURITY", kind, cpe)
}

fn identifier(scheme: &str, value: &str) -> ExternalRef {
    let known = words::POINTERS.iter().find(|row| matches!(row.2, Pointer::Identifier(own) if own == scheme));
    match (scheme, known) {
        ("purl", _) if value.parse::<Purl>().is_ok() => reference("PACKAGE-MANAGER", "purl", value),
        ("swid", Some((category, kind, _))) => reference(category, kind, &words::swid_address(value)),
        (_, Some((category, kind, _))) => reference(category, kind, value),
        _ => reference("OTHER", &format!("{IDENTIFIER}{scheme}"), value),
    }
}

fn pointer_reference(pointer: &Reference) -> ExternalRef {
    let known = words::POINTERS.iter().find(|row| {
        matches!(row.2, Pointer::Reference(kind) if kind == pointer.kind) && is_address(&pointer.url)
    });
    let reference = match known {
        Some((category, kind, _)) => reference(category, kind, &pointer.url),
        None => reference("OTHER", &pointer.kind, &pointer.url),
    };
    ExternalRef { comment: pointer.comment.clone(), ..reference }
}

fn comment_on(refs: &mut [ExternalRef], comments: &Value) {
    for reference in refs {
        if let Some(comment) = comments.get(&reference.locator).and_then(Value::as_str) {
            reference.comment = Some(comment.to_owned());
        }
    }
}
