//! The Project.toml beside a manifest, and those of its workspace: what the projects are called and name themselves.

use std::collections::{HashMap, HashSet};

use mainstay_model::{Component, ComponentKind, Graph, Location, NodeId, Origin, Problem, Scope};
use toml::{Table, Value};

use super::{Packages, REMEDY, purl};
use crate::assembly::Assembly;
use crate::{Source, folders};

/// More projects of one workspace than this are not followed.
const MAX_PROJECTS: usize = 1_000;

/// Julia asks for them in this order.
const NAMES: [&str; 2] = ["JuliaProject.toml", "Project.toml"];

/// What a project says of itself.
struct Project {
    folder: String,
    path: String,
    file: Table,
}

/// Relates the projects that a manifest is of to its packages.
pub(super) fn relate(source: &Source<'_>, packages: &Packages<'_>, assembly: &mut Assembly<'_>) {
    let projects = beside(source, assembly);
    let mut own = HashMap::new();
    let subjects: Vec<NodeId> =
        projects.iter().map(|project| project.subject(packages, &mut own, assembly)).collect();
    for (project, from) in projects.iter().zip(subjects) {
        project.relate(from, packages, &own, assembly);
    }
}

/// The project beside a manifest and all of its workspace; none, and a note, where there is none.
fn beside(source: &Source<'_>, assembly: &mut Assembly<'_>) -> Vec<Project> {
    let mut open = vec![source.folder().to_owned()];
    let mut seen: HashSet<String> = open.iter().cloned().collect();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        let Some(project) = Project::read(folder, assembly) else { continue };
        for member in project.members() {
            if seen.contains(&member) {
                continue;
            }
            if seen.len() == MAX_PROJECTS {
                let message = "the workspace has more projects than are looked at; name fewer of them";
                let problem = Problem::warning("workspace-unread", message).in_file(&project.path);
                assembly.problem_of_manifest(problem);
                break;
            }
            seen.insert(member.clone());
            open.push(member);
        }
        found.push(project);
    }
    if found.is_empty() {
        let message = "no readable Project.toml beside: which packages the project names itself is unknown";
        assembly.problem(Problem::note("manifest-missing", message));
    }
    found
}

impl Project {
    fn read(folder: String, assembly: &mut Assembly<'_>) -> Option<Self> {
        let read = |name: &&str| {
            let path = folders::within(&folder, name);
            assembly.toml_manifest(&path).map(|file| (path, file))
        };
        let (path, file) = NAMES.iter().find_map(read)?;
        Some(Self { folder, path, file })
    }

    /// The folders of the projects of its workspace.
    fn members(&self) -> Vec<String> {
        let list =
            self.file.get("workspace").and_then(|table| table.get("projects")).and_then(Value::as_array);
        let names = list.into_iter().flatten().filter_map(Value::as_str);
        names.filter_map(|name| folders::joined(&self.folder, name)).collect()
    }

    fn text(&self, field: &str) -> Option<&str> {
        self.file.get(field).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// Adds the project as a subject, or its place to the package of the file that it is.
    fn subject(
        &self,
        packages: &Packages<'_>,
        own: &mut HashMap<String, NodeId>,
        assembly: &mut Assembly<'_>,
    ) -> NodeId {
        let uuid = self.text("uuid").unwrap_or_default();
        let location = Location { path: self.path.clone(), line: None };
        let listed = packages.of_uuid(uuid).copied();
        if let Some(id) = listed.filter(|id| assembly.bom.component(*id).first_party) {
            assembly.bom.components[id.index()].locations.push(location);
            return id;
        }
        let name = self.text("name").unwrap_or_else(|| folders::name(&self.folder));
        let version = self.text("version");
        // A folder's name is no name that anybody published, and an environment has no uuid.
        let is_package = self.text("name").is_some() && !uuid.is_empty();
        let here = Origin::Path(self.folder.clone());
        let described = is_package.then(|| assembly.component(None, purl(name, version, uuid), here.clone()));
        let component = Component {
            reference: format!("{name}={uuid}"),
            kind: ComponentKind::Application,
            name: name.to_owned(),
            version: version.map(str::to_owned),
            purl: described.and_then(|found| found.purl),
            origin: here,
            graph: Graph::Complete,
            first_party: true,
            locations: vec![location],
            ..Component::default()
        };
        let id = assembly.add(component);
        if !uuid.is_empty() {
            own.insert(uuid.to_ascii_lowercase(), id);
        }
        id
    }

    fn relate(
        &self,
        from: NodeId,
        packages: &Packages<'_>,
        own: &HashMap<String, NodeId>,
        assembly: &mut Assembly<'_>,
    ) {
        // Julia runs the tests of a package in its folder `test`.
        let is_of_tests = folders::name(&self.folder) == "test";
        let used = if is_of_tests { Scope::Test } else { Scope::Runtime };
        // What stands in both lists is weak: the first is for versions of Julia that know no other.
        let is_weak = |name: &str| self.file.get("weakdeps").is_some_and(|weak| weak.get(name).is_some());
        for (name, uuid) in self.table("deps").filter(|(name, _)| !is_weak(name)) {
            let found = packages.of_uuid(uuid).or_else(|| own.get(&uuid.to_ascii_lowercase()));
            match found {
                Some(&to) if to == from => {}
                Some(&to) => assembly.needs(from, to, Some(used)),
                None => assembly.unlocked(from, name, &self.path, REMEDY),
            }
        }
        // What is weak, or for a target only, is locked where something else brings it.
        let weak = self.table("weakdeps").map(|(_, uuid)| (uuid, Scope::Optional));
        for (uuid, scope) in weak.chain(self.targets()) {
            if let Some(&to) = packages.of_uuid(uuid).filter(|to| **to != from) {
                assembly.needs(from, to, Some(scope));
            }
        }
    }

    /// The uuids of what the targets name.
    fn targets(&self) -> impl Iterator<Item = (&str, Scope)> {
        let targets = [("test", Scope::Test), ("build", Scope::Build)].into_iter();
        let named = targets.flat_map(|(target, scope)| {
            let list = self.file.get("targets").and_then(|table| table.get(target)).and_then(Value::as_array);
            list.into_iter().flatten().filter_map(Value::as_str).map(move |name| (name, scope))
        });
        named.filter_map(|(name, scope)| {
            let lists = ["extras", "weakdeps", "deps"].into_iter();
            let uuid = lists.filter_map(|list| self.file.get(list)?.get(name)?.as_str()).next()?;
            Some((uuid, scope))
        })
    }

    fn table(&self, field: &str) -> impl Iterator<Item = (&str, &str)> {
        let table = self.file.get(field).and_then(Value::as_table).into_iter().flatten();
        table.filter_map(|(name, uuid)| Some((name.as_str(), uuid.as_str()?)))
    }
}
