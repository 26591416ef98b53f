//! The project's own packages, which their package.json files describe.

use std::collections::HashMap;

use mainstay_model::{Component, ComponentKind, Graph, LicenseClaim, Location, NodeId, Origin, Problem};

use super::Lock;
use crate::assembly::Assembly;
use crate::javascript::{self, Package};
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
    let mut places: Vec<(Option<NodeId>, String)> = vec![(None, source.folder().to_owned())];
    places.extend(root.workspaces(source).into_iter().map(|folder| (None, folder)));
    for (id, folder) in &lock.workspaces {
        let Some(folder) = source.beside(folder) else { continue };
        match places.iter_mut().find(|(_, known)| *known == folder) {
            Some(place) => place.0 = Some(*id),
            None => places.push((Some(*id), folder)),
        }
    }
    let bytes: Vec<_> =
        places.into_iter().filter_map(|(id, folder)| Some((id, read(&folder)?, folder))).collect();
    let mut members = Vec::new();
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
        needs(*from, package, &folders::within(folder, "package.json"), lock, &own, &root, assembly);
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
            if let Some(to) = lock.find(name, range).filter(|&to| to != from) {
                assembly.needs(from, to, None);
            }
        }
    }
}

fn member(id: Option<NodeId>, package: &Package<'_>, folder: &str, assembly: &mut Assembly<'_>) -> NodeId {
    let license = Some(&package.license).filter(|text| !text.is_empty());
    let license = license.map(|text| LicenseClaim::declared(text.to_string()));
    let version = Some(&package.version).filter(|text| !text.is_empty()).map(|text| text.to_string());
    let location = Location { path: folders::within(folder, "package.json"), line: None };
    if let Some(id) = id {
        let known = &mut assembly.bom.components[id.index()];
        known.purl = known.purl.take().map(|purl| purl.with_version(version.as_deref()));
        known.version = version;
        known.licenses.extend(license);
        known.locations.push(location);
        return id;
    }
    let unnamed = folder.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(".");
    let name = if package.name.is_empty() { unnamed } else { &package.name };
    let (group, short) = javascript::split_name(name);
    let purl = javascript::purl(name, version.as_deref().unwrap_or_default());
    let component = Component {
        reference: format!("{name}@workspace:{folder}"),
        kind: ComponentKind::Application,
        name: short.to_owned(),
        group: group.map(str::to_owned),
        version,
        graph: Graph::Complete,
        first_party: true,
        licenses: license.into_iter().collect(),
        locations: vec![location],
        ..assembly.component(None, purl, Origin::Path(folder.to_owned()))
    };
    assembly.add(component)
}

fn needs(
    from: NodeId,
    package: &Package<'_>,
    path: &str,
    lock: &Lock<'_>,
    own: &HashMap<String, NodeId>,
    root: &Package<'_>,
    assembly: &mut Assembly<'_>,
) {
    for (name, scope, range) in package.needs(true) {
        let found = lock
            .find(name, range)
            .or_else(|| overridden(name, lock, root))
            .or_else(|| own.get(&**name).copied());
        match found {
            Some(to) if to == from => {}
            Some(to) => assembly.needs(from, to, Some(scope)),
            // Yarn does not install the peers of the project.
            None if scope == mainstay_model::Scope::Provided => {}
            None => {
                let message = format!("`{}@{}` is not in the lockfile; {}", &**name, &**range, super::REMEDY);
                assembly.problem(Problem::warning("dependency-missing", message).in_file(path));
            }
        }
    }
}

/// What `resolutions` puts in the place of a range: the only listed version of that name.
fn overridden(name: &str, lock: &Lock<'_>, root: &Package<'_>) -> Option<NodeId> {
    let named = |pattern: &str| {
        let last = pattern.strip_suffix(name)?;
        (last.is_empty() || last.ends_with('/')).then_some(())
    };
    root.resolutions.iter().find_map(|(pattern, _)| {
        named(javascript::split_descriptor(pattern).map_or(&**pattern, |(name, _)| name))
    })?;
    match lock.names.get(name)?.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}
