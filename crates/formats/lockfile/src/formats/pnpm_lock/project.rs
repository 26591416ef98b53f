//! The project's own packages, which their package.json files describe.

use std::collections::{BTreeMap, HashSet};

use mainstay_model::{Component, NodeId, Origin, Problem};

use super::left_out::LeftOut;
use super::overrides::Fate;
use super::{Graphed, Lock, REMEDY};
use crate::assembly::Assembly;
use crate::javascript::{self, Package, PackageJson};
use crate::{Source, folders};

/// A package of the project; its package.json tells its name.
pub(super) fn member(
    folder: &str,
    line: Option<u32>,
    source: &Source<'_>,
    assembly: &mut Assembly<'_>,
) -> Component {
    let manifest = PackageJson::read(folder, source, assembly);
    let package = manifest.as_ref().and_then(|manifest| manifest.package(assembly)).unwrap_or_default();
    let name = package.name.filled().unwrap_or(folders::name(folder));
    let origin = Origin::Path(folder.to_owned());
    let component = javascript::component(name, &package.version, line, origin, true, assembly);
    Component {
        reference: folder.to_owned(),
        // A folder's name is no name that anybody published.
        purl: component.purl.filter(|_| package.name.filled().is_some()),
        licenses: package.licenses(),
        ..component
    }
}

impl Graphed<'_> {
    /// Compares what the file knows of the project's packages with their manifests.
    pub(super) fn compare(&self, documents: &[Lock<'_>], source: &Source<'_>, assembly: &mut Assembly<'_>) {
        let mut known: BTreeMap<String, HashSet<&str>> = BTreeMap::new();
        for lock in documents {
            let alone = [&lock.dependencies, &lock.optional_dependencies, &lock.dev_dependencies];
            let alone = lock.importers.is_empty().then(|| (assembly.folder(), alone));
            let listed = lock.importers.iter().filter_map(|(path, importer)| {
                let folder = folders::joined(&assembly.folder(), path)?;
                let importer = importer.0.as_ref()?;
                let lists =
                    [&importer.dependencies, &importer.optional_dependencies, &importer.dev_dependencies];
                Some((folder, lists))
            });
            for (folder, lists) in alone.into_iter().chain(listed) {
                let names = lists.into_iter().flat_map(|list| list.iter()).map(|(name, _)| &**name);
                known.entry(folder).or_default().extend(names);
            }
        }
        let mut left_out = LeftOut::read(documents);
        for (folder, known) in &known {
            if let Some(&from) = self.importers.get(folder) {
                let mut unclear = Vec::new();
                let is_known = |package: &Package<'_>, name: &str, scope, range: &str| {
                    let fate = (!known.contains(name)).then(|| left_out.fate(package, name, scope, range));
                    if fate == Some(Fate::Unclear) {
                        unclear.push(format!("{name}@{range}"));
                    }
                    fate != Some(Fate::Stays)
                };
                javascript::tell_unlocked((from, folder), is_known, REMEDY, source, assembly);
                tell_unclear((from, folder), &unclear, assembly);
                if !left_out.is_whole() {
                    assembly.incomplete(from);
                }
            }
        }
        if !left_out.is_whole() {
            let message = "`ignoredOptionalDependencies` and `overrides` hold more patterns than are held against what the project asks \
                           for: whether the file lists all of that is not known; name fewer of them, or the packages themselves";
            assembly.problem(Problem::warning("ignored-unread", message));
        }
    }
}

/// Tells what may be missing, or may be taken away.
fn tell_unclear((from, folder): (NodeId, &str), unclear: &[String], assembly: &mut Assembly<'_>) {
    for need in unclear {
        assembly.incomplete(from);
        let message = format!(
            "several `overrides` fit `{need}` and not all of them remove it: whether the lockfile should list it is not known; let one of \
             them fit"
        );
        let path = folders::within(folder, "package.json");
        assembly.problem(Problem::warning("override-unclear", message).in_file(&path));
    }
}
