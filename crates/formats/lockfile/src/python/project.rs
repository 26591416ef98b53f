//! The project's own pyproject.toml: its name, its license, what it names itself.

use mainstay_model::{Component, ComponentKind, Graph, Location, NodeId, Origin, Problem, Purl, Scope};
use toml::{Table, Value};

use super::{Packages, Requirement, normalized};
use crate::assembly::Assembly;
use crate::{Source, folders, license};

/// What a project says of itself.
pub(crate) struct Project {
    pub(crate) name: String,
    pub(crate) version: Option<String>,
    license: Option<String>,
    needs: Vec<Need>,
    /// The groups and extras of the project, with what they are used for.
    pub(crate) groups: Vec<(String, Scope)>,
    path: String,
}

/// What a project asks for.
struct Need {
    name: String,
    specifier: String,
    scope: Scope,
    /// Whether it is for some platforms or versions of Python only.
    marked: bool,
}

impl Project {
    /// The project beside a lockfile; `None`, and a note, where there is none.
    pub(crate) fn beside(source: &Source<'_>, assembly: &mut Assembly<'_>) -> Option<Self> {
        let found = Self::read(source.folder(), assembly);
        if found.is_none() {
            let message =
                "no readable pyproject.toml beside: which packages the project names itself is unknown";
            assembly.problem(Problem::note("manifest-missing", message));
        }
        found
    }

    /// The project of a folder.
    pub(crate) fn read(folder: &str, assembly: &mut Assembly<'_>) -> Option<Self> {
        let path = folders::within(folder, "pyproject.toml");
        let file = assembly.toml_manifest(&path)?;
        let standard = file.get("project").and_then(Value::as_table);
        let tool = |name: &str| file.get("tool").and_then(|tools| tools.get(name)).and_then(Value::as_table);
        let poetry = tool("poetry");
        let text = |field: &str| {
            let own = standard.and_then(|table| table.get(field)).or_else(|| poetry?.get(field));
            own.and_then(|value| value.as_str().or_else(|| value.get("text")?.as_str())).map(str::to_owned)
        };
        let mut project = Self {
            name: text("name").unwrap_or_default(),
            version: text("version"),
            license: text("license"),
            needs: Vec::new(),
            groups: Vec::new(),
            path,
        };
        if let Some(standard) = standard {
            project.list(standard.get("dependencies"), Scope::Runtime);
            project.groups(standard.get("optional-dependencies"), Scope::Optional);
        }
        project.groups(file.get("dependency-groups"), Scope::Development);
        project.list(tool("uv").and_then(|table| table.get("dev-dependencies")), Scope::Development);
        project.groups(tool("pdm").and_then(|table| table.get("dev-dependencies")), Scope::Development);
        if let Some(poetry) = poetry {
            project.poetry(poetry);
        }
        Some(project)
    }

    /// Adds the project as the subject of the bill, or what it says to the component that stands for it.
    pub(crate) fn subject(
        &self,
        listed: Option<NodeId>,
        source: &Source<'_>,
        assembly: &mut Assembly<'_>,
    ) -> NodeId {
        let license = license::claims(self.license.as_deref().unwrap_or_default());
        let location = Location { path: self.path.clone(), line: None };
        if let Some(id) = listed {
            let known = &mut assembly.bom.components[id.index()];
            known.licenses.extend(license);
            known.locations.push(location);
            return id;
        }
        let folder = source.folder();
        let name = if self.name.is_empty() { folders::name(folder) } else { &self.name };
        let purl = Purl::new("pypi", None, name, self.version.as_deref());
        let found = assembly.component(None, purl, Origin::Path(folder.to_owned()));
        let component = Component {
            // A folder's name is no name that anybody published.
            purl: found.purl.filter(|_| !self.name.is_empty()),
            reference: name.to_owned(),
            kind: ComponentKind::Application,
            name: name.to_owned(),
            version: self.version.clone(),
            graph: Graph::Complete,
            first_party: true,
            licenses: license,
            locations: vec![location],
            ..found
        };
        assembly.add(component)
    }

    /// Relates the project to the packages that a file lists.
    pub(crate) fn relate(
        &self,
        from: NodeId,
        packages: &Packages,
        remedy: &str,
        assembly: &mut Assembly<'_>,
    ) {
        self.tell_unlocked(from, packages, remedy, assembly);
        for need in &self.needs {
            let found = packages.find(&need.name, &need.specifier, assembly);
            for to in found.into_iter().filter(|&to| to != from) {
                assembly.needs(from, to, Some(need.scope));
            }
        }
    }

    /// Tells what the project asks for at run time and a file does not list: the two were not written together.
    pub(crate) fn tell_unlocked(
        &self,
        from: NodeId,
        packages: &Packages,
        remedy: &str,
        assembly: &mut Assembly<'_>,
    ) {
        // Extras and groups may be left out when the file is written, and what a marker keeps out.
        for need in self.needs.iter().filter(|need| need.scope == Scope::Runtime && !need.marked) {
            if packages.find(&need.name, &need.specifier, assembly).is_empty() {
                assembly.unlocked(from, &need.name, &self.path, remedy);
            }
        }
    }

    fn list(&mut self, list: Option<&Value>, scope: Scope) {
        for text in list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            let Some(found) = Requirement::parse(text.trim_start_matches("-e ")) else { continue };
            self.needs.push(Need {
                name: found.name.to_owned(),
                specifier: found.specifier.to_owned(),
                scope,
                marked: !found.marker.is_empty(),
            });
        }
    }

    fn groups(&mut self, groups: Option<&Value>, scope: Scope) {
        for (name, list) in groups.and_then(Value::as_table).into_iter().flatten() {
            self.groups.push((normalized(name), scope));
            self.list(Some(list), scope);
        }
    }

    fn poetry(&mut self, poetry: &Table) {
        let table = |from: &Table, field: &str| from.get(field).and_then(Value::as_table).cloned();
        for (name, value) in
            table(poetry, "dependencies").into_iter().flatten().filter(|(name, _)| name != "python")
        {
            let optional = value.get("optional").and_then(Value::as_bool) == Some(true);
            self.needs.push(need(name, &value, if optional { Scope::Optional } else { Scope::Runtime }));
        }
        let mut development = table(poetry, "dev-dependencies").unwrap_or_default();
        for (name, group) in table(poetry, "group").into_iter().flatten() {
            self.groups.push((normalized(&name), Scope::Development));
            development
                .extend(group.get("dependencies").and_then(Value::as_table).cloned().unwrap_or_default());
        }
        for (name, value) in development {
            self.needs.push(need(name, &value, Scope::Development));
        }
    }
}

/// A dependency as Poetry has it: a range, a table, or a list of tables for different platforms.
fn need(name: String, value: &Value, scope: Scope) -> Need {
    let marked = |value: &Value| MARKERS.iter().any(|key| value.get(key).is_some());
    let marked = match value.as_array() {
        Some(list) => list.iter().all(marked),
        None => marked(value),
    };
    Need { name, specifier: specifier(value).to_owned(), scope, marked }
}

/// Keys of a dependency of Poetry that say where it is installed.
const MARKERS: [&str; 3] = ["markers", "python", "platform"];

/// The range of a Poetry dependency; one that is told in several parts has none of its own.
fn specifier(value: &Value) -> &str {
    value.as_str().or_else(|| value.get("version")?.as_str()).unwrap_or_default()
}
