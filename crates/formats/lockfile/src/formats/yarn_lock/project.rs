//! The project's own packages, which their package.json files describe.

use std::collections::{HashMap, HashSet};

use mainstay_model::{Component, Location, NodeId, Origin, Problem};

use super::Lock;
use crate::assembly::Assembly;
use crate::javascript::{self, Package};
use crate::text::quoted;
use crate::{Source, folders};

/// Relates the project and its workspaces to what the lockfile lists.
pub(super) fn relate(lock: &Lock<'_>, source: &Source<'_>, assembly: &mut Assembly<'_>) {
    let read = |folder: &str| source.tree.read(&folders::within(folder, "package.json"));
    let root_bytes = read(source.folder());
    let root = root_bytes.as_deref().and_then(|bytes| Package::manifest(bytes).ok());
    let Some(root) = root else {
        listed(lock, assembly);
        return;
    };
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
    let overridden = overridden(&root);
    let bytes: Vec<_> =
        places.into_iter().filter_map(|(id, folder)| Some((id, read(&folder)?, folder))).collect();
    let mut members = Vec::new();
    let tell = |(id, bytes, folder): (Option<NodeId>, _, String)| {
        let bytes = assembly.manifest(&folders::within(&folder, "package.json"), bytes);
        (id, bytes, folder)
    };
    let bytes: Vec<_> = bytes.into_iter().map(tell).collect();
    for (id, bytes, folder) in &bytes {
        match Package::manifest(bytes) {
            Ok(package) => members.push((member(*id, &package, folder, assembly), package, folder)),
            Err(error) => {
                let path = folders::within(folder, "package.json");
                assembly.problem(Problem::warning("manifest-unreadable", error.to_string()).in_file(&path));
            }
        }
    }
    let own: HashMap<String, NodeId> =
        members.iter().map(|(id, package, _)| (package.name.to_string(), *id)).collect();
    for (from, package, folder) in &members {
        needs(*from, package, &folders::within(folder, "package.json"), lock, &own, &overridden, assembly);
    }
}

/// Without package.json only berry tells what its workspaces need, and not what for.
fn listed(lock: &Lock<'_>, assembly: &mut Assembly<'_>) {
    let message = if lock.workspaces.is_empty() {
        "no readable package.json beside: which packages the project names itself is unknown"
    } else {
        "no readable package.json beside: what the dependencies are used for is unknown"
    };
    assembly.problem(Problem::note("manifest-missing", message));
    for &(from, block) in &lock.blocks {
        if !assembly.bom.component(from).first_party {
            continue;
        }
        for (name, range) in block.list("dependencies") {
            if let Some(to) = lock.resolve(lock.locator(from), name, range).filter(|&to| to != from) {
                assembly.needs(from, to, None);
            }
        }
    }
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

fn needs(
    from: NodeId,
    package: &Package<'_>,
    path: &str,
    lock: &Lock<'_>,
    own: &HashMap<String, NodeId>,
    overridden: &HashSet<&str>,
    assembly: &mut Assembly<'_>,
) {
    for (name, scope, range) in package.needs(true) {
        let found = lock
            .resolve(lock.locator(from), name, range)
            .or_else(|| only(name, lock, overridden))
            .or_else(|| own.get(&**name).copied());
        match found {
            Some(to) if to == from => {}
            Some(to) => assembly.needs(from, to, Some(scope)),
            // Yarn does not install the peers of the project.
            None if scope == mainstay_model::Scope::Provided => {}
            None => {
                assembly.incomplete(from);
                let message = format!("`{}@{}` is not in the lockfile; {}", &**name, &**range, super::REMEDY);
                assembly.problem(Problem::warning("dependency-missing", message).in_file(path));
            }
        }
    }
}

/// What `resolutions` puts in the place of a range: the only listed version of that name.
fn only(name: &str, lock: &Lock<'_>, overridden: &HashSet<&str>) -> Option<NodeId> {
    match lock.names.get(name).filter(|_| overridden.contains(name))?.as_slice() {
        [only] => Some(*only),
        _ => None,
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
