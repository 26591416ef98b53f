//! The project's own packages, which their package.json files describe.

use std::collections::{HashMap, HashSet};

use mainstay_model::{Component, Location, NodeId, Origin, Problem, Scope};

use super::Lock;
use super::catalogs::Untold;
use crate::assembly::Assembly;
use crate::javascript::{self, Package, PackageJson};
use crate::text::quoted;
use crate::{Source, folders};

/// Relates the project, which a package.json describes, and its workspaces to what the lockfile lists. What catalogs leave
/// open comes back.
pub(super) fn relate(
    root: &Package<'_>,
    lock: &Lock<'_>,
    source: &Source<'_>,
    assembly: &mut Assembly<'_>,
) -> Vec<Untold> {
    let mut listed: HashMap<String, NodeId> =
        lock.workspaces.iter().filter_map(|(id, folder)| Some((source.beside(folder)?, *id))).collect();
    let mut folders = vec![source.folder().to_owned()];
    let path = folders::within(source.folder(), "package.json");
    let globs = root.workspace_globs();
    let workspaces = folders::matching(source.tree, source.folder(), &globs);
    folders.extend(workspaces.folders);
    if !workspaces.is_whole {
        let message = "the workspace patterns fit more folders than are looked at, so that what some workspaces need is not read; \
                       name them more narrowly";
        assembly.problem(Problem::warning("workspace-unread", message).in_file(&path));
    }
    for glob in globs.iter().filter(|glob| !folders::is_expandable(glob)) {
        let message = format!(
            "which folders the workspace pattern `{}` means is not understood, so that what they need is not read; \
             name them one by one or with `*` and `{{a,b}}`",
            quoted(glob)
        );
        assembly.problem(Problem::warning("workspace-unread", message).in_file(&path));
    }
    let mut places: Vec<(Option<NodeId>, String)> =
        folders.into_iter().map(|folder| (listed.remove(&folder), folder)).collect();
    let mut others: Vec<(Option<NodeId>, String)> =
        listed.into_iter().map(|(folder, id)| (Some(id), folder)).collect();
    others.sort();
    places.extend(others);
    let mut manifests = Vec::new();
    for (id, folder) in places {
        let manifest = PackageJson::read(&folder, source, assembly);
        manifests.extend(manifest.map(|manifest| (id, manifest, folder)));
    }
    let mut members = Vec::new();
    for (id, manifest, folder) in &manifests {
        match manifest.package(assembly) {
            Some(package) => {
                members.push((member(*id, &package, folder, assembly), package, manifest.path.as_str()));
            }
            None => assembly.incomplete(*id),
        }
    }
    let own = members.iter().map(|(id, package, _)| (package.name.to_string(), *id)).collect();
    let known = Known { lock, own, overridden: overridden(root) };
    let mut untold = Vec::new();
    for (from, package, path) in &members {
        untold.extend(known.relate(*from, package, path, assembly));
    }
    untold
}

/// Without package.json only berry tells what its workspaces need, and not what for.
pub(super) fn listed(lock: &Lock<'_>, assembly: &mut Assembly<'_>) -> Vec<Untold> {
    let message = if lock.workspaces.is_empty() {
        "no readable package.json beside: which packages the project names itself is unknown"
    } else {
        "no readable package.json beside: what the dependencies are used for is unknown"
    };
    assembly.problem(Problem::note("manifest-missing", message));
    let mut untold = Vec::new();
    for &(from, block) in &lock.blocks {
        if !assembly.bom.component(from).first_party {
            continue;
        }
        for (name, range) in block.list("dependencies") {
            match lock.resolve(lock.locator(from), name, range) {
                Some(to) if to == from => {}
                Some(to) => assembly.needs(from, to, None),
                None if lock.catalogs.range(name, range).is_none() => {
                    untold.push(Untold { from, descriptor: format!("{name}@{range}"), scope: None });
                }
                None => {}
            }
        }
    }
    untold
}

fn member(id: Option<NodeId>, package: &Package<'_>, folder: &str, assembly: &mut Assembly<'_>) -> NodeId {
    let license = package.licenses();
    let version = package.version.filled().map(str::to_owned);
    let location = Location { path: folders::within(folder, "package.json"), line: None };
    if let Some(id) = id {
        let known = &mut assembly.bom.components[id.index()];
        known.purl = known.purl.take().and_then(|purl| purl.with_version(version.as_deref()).ok());
        known.version = version;
        known.licenses.extend(license);
        known.locations.push(location);
        return id;
    }
    let name = package.name.filled().unwrap_or(folders::name(folder));
    let origin = Origin::Path(folder.to_owned());
    let found = javascript::component(name, &package.version, None, origin, true, assembly);
    let component = Component {
        // A folder's name is no name that anybody published.
        purl: found.purl.filter(|_| package.name.filled().is_some()),
        reference: format!("{name}@workspace:{folder}"),
        licenses: license,
        locations: vec![location],
        ..found
    };
    assembly.add(component)
}

/// What is known when the members of a project are related.
struct Known<'k, 't> {
    lock: &'k Lock<'t>,
    /// The members by name.
    own: HashMap<String, NodeId>,
    overridden: HashSet<&'k str>,
}

impl Known<'_, '_> {
    fn relate(
        &self,
        from: NodeId,
        package: &Package<'_>,
        path: &str,
        assembly: &mut Assembly<'_>,
    ) -> Vec<Untold> {
        let mut untold = Vec::new();
        for (name, scope, range) in package.needs(true) {
            let found = self
                .lock
                .resolve(self.lock.locator(from), name, range)
                .or_else(|| self.only(name))
                .or_else(|| self.own.get(&**name).copied());
            match found {
                Some(to) if to == from => {}
                Some(to) => assembly.needs(from, to, Some(scope)),
                // Yarn does not install the peers of the project.
                None if scope == Scope::Provided => {}
                None if self.lock.catalogs.range(name, range).is_none() => {
                    let descriptor = format!("{}@{}", &**name, &**range);
                    untold.push(Untold { from, descriptor, scope: Some(scope) });
                }
                None => {
                    assembly.unlocked(from, &format!("{}@{}", &**name, &**range), path, super::REMEDY);
                }
            }
        }
        untold
    }

    /// What `resolutions` puts in the place of a range: the only listed version of that name.
    fn only(&self, name: &str) -> Option<NodeId> {
        match self.lock.names.get(name).filter(|_| self.overridden.contains(name))?.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

/// The names that `resolutions` speaks of: a pattern is a path of names, the last of which counts.
fn overridden<'p>(root: &'p Package<'_>) -> HashSet<&'p str> {
    let mut found = HashSet::new();
    for (pattern, _) in root.resolutions.iter() {
        let pattern = javascript::split_descriptor(pattern).map_or(&**pattern, |(name, _)| name);
        let mut starts = pattern.rmatch_indices('/').map(|(at, _)| at + 1);
        let last = starts.next().unwrap_or(0);
        let before = starts.next().unwrap_or(0);
        let scoped = pattern[before..].starts_with('@');
        found.insert(&pattern[if scoped { before } else { last }..]);
    }
    found
}
