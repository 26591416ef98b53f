//! The workspace that a package belongs to, from whose root it may inherit.

use std::collections::{HashMap, HashSet};
use std::iter;
use std::rc::Rc;

use toml::{Table, Value};

use super::manifests::{dependencies, read};
use crate::assembly::Assembly;
use crate::{Source, folders};

/// No more folders than this above a package are searched for the root of its workspace.
const MAX_ABOVE: usize = 64;

/// A root's `[workspace]`.
pub(super) struct Workspace {
    folder: String,
    table: Table,
    /// The folders that the root names, as far as they are no globs.
    members: HashSet<String>,
    excluded: HashSet<String>,
}

impl Workspace {
    fn new(folder: &str, table: Table) -> Self {
        let named =
            |field: &str| list(&table, field).filter_map(|path| folders::joined(folder, path)).collect();
        let (members, excluded) = (named("members"), named("exclude"));
        Self { folder: folder.to_owned(), table, members, excluded }
    }

    /// What packages inherit of their own description.
    pub(super) fn package(&self, field: &str) -> Option<&Value> {
        self.table.get("package")?.get(field)
    }

    /// The dependency that packages inherit under a name.
    pub(super) fn dependency(&self, name: &str) -> Option<&Value> {
        self.table.get("dependencies")?.get(name)
    }

    /// The globs that name the members.
    pub(super) fn globs(&self) -> Vec<String> {
        list(&self.table, "members").map(str::to_owned).collect()
    }

    /// Whether Cargo takes a folder below the root for one of the workspace: it is, unless it stands below one that is left out and
    /// below none that is named.
    pub(super) fn takes(&self, folder: &str) -> bool {
        let below = |set: &HashSet<String>| {
            let up_to_root = iter::once(folder).chain(above(folder));
            !set.is_empty() && up_to_root.take(MAX_ABOVE).any(|folder| set.contains(folder))
        };
        !below(&self.excluded) || below(&self.members)
    }

    /// The folders of the packages that a manifest inherits a path to.
    pub(super) fn inherited_paths(&self, file: &Table) -> impl Iterator<Item = String> {
        let inherited = dependencies(file).filter(|(_, value, _)| is_inherited(value));
        inherited.filter_map(|(name, _, _)| {
            folders::joined(&self.folder, self.dependency(name)?.get("path")?.as_str()?)
        })
    }
}

/// Whether the root of the workspace tells what is declared.
pub(super) fn is_inherited(declared: &Value) -> bool {
    declared.get("workspace").and_then(Value::as_bool) == Some(true)
}

/// What a folder's manifest says of workspaces.
#[derive(Clone)]
enum Told {
    /// There is no manifest, or it says nothing.
    Nothing,
    Root(Rc<Workspace>),
    /// The root stands in another folder; `None` for one outside the tree.
    Elsewhere(Option<String>),
    /// The manifest cannot be read, so that it may be a root.
    Unknown,
}

impl Told {
    fn by(folder: &str, file: &Table) -> Self {
        if let Some(table) = file.get("workspace").and_then(Value::as_table) {
            return Self::Root(Rc::new(Workspace::new(folder, table.clone())));
        }
        let package = file.get("package").or_else(|| file.get("project"));
        let pointer = package.and_then(|package| package.get("workspace")?.as_str());
        pointer.map_or(Self::Nothing, |path| Self::Elsewhere(folders::joined(folder, path)))
    }
}

/// The workspaces that were looked at, by the folder of their root.
#[derive(Default)]
pub(super) struct Workspaces(HashMap<String, Told>);

impl Workspaces {
    /// The workspace of a manifest; `None` where it has none or its root is not found.
    pub(super) fn of(
        &mut self,
        folder: &str,
        file: &Table,
        source: &Source<'_>,
        assembly: &mut Assembly<'_>,
    ) -> Option<Rc<Workspace>> {
        let mut told = Told::by(folder, file);
        let mut above = above(folder).take(MAX_ABOVE);
        loop {
            match told {
                Told::Root(root) if root.takes(folder) => return Some(root),
                Told::Nothing | Told::Root(_) => told = self.at(above.next()?, source, assembly),
                Told::Elsewhere(root) => return self.root_at(&root?, source, assembly),
                Told::Unknown => return None,
            }
        }
    }

    /// The workspace whose root a folder is said to be.
    pub(super) fn root_at(
        &mut self,
        folder: &str,
        source: &Source<'_>,
        assembly: &mut Assembly<'_>,
    ) -> Option<Rc<Workspace>> {
        match self.at(folder, source, assembly) {
            Told::Root(root) => Some(root),
            _ => None,
        }
    }

    fn at(&mut self, folder: &str, source: &Source<'_>, assembly: &mut Assembly<'_>) -> Told {
        if let Some(told) = self.0.get(folder) {
            return told.clone();
        }
        let told = match read(folder, assembly) {
            Some(file) => Told::by(folder, &file),
            None if source.tree.read(&folders::within(folder, "Cargo.toml")).is_some() => Told::Unknown,
            None => Told::Nothing,
        };
        self.0.insert(folder.to_owned(), told.clone());
        told
    }
}

/// The folders above one, the nearest first.
fn above(folder: &str) -> impl Iterator<Item = &str> {
    fn parent(folder: &str) -> Option<&str> {
        let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
        (!folder.is_empty()).then_some(above)
    }
    iter::successors(parent(folder), |folder| parent(folder))
}

fn list<'t>(table: &'t Table, field: &str) -> impl Iterator<Item = &'t str> {
    let items = table.get(field).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str)
}
