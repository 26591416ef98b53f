//! The manifests of the packages that a Cargo.lock belongs to: they tell what a dependency is used for.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use mainstay_model::Scope;
use semver::{Version, VersionReq};
use toml::{Table, Value};

use super::workspaces::{Workspace, Workspaces, is_inherited};
use crate::Source;
use crate::assembly::Assembly;
use crate::folders::{self, Matching};

/// More manifests than this are not followed.
const MAX_MANIFESTS: usize = 10_000;

/// More declarations of one dependency than this are not looked through.
const MAX_USES: usize = 256;

const KINDS: [(&str, Scope); 5] = [
    ("dependencies", Scope::Runtime),
    ("build-dependencies", Scope::Build),
    ("build_dependencies", Scope::Build),
    ("dev-dependencies", Scope::Development),
    ("dev_dependencies", Scope::Development),
];

/// The manifests of workspace members and path dependencies, by package name.
#[derive(Default)]
pub(super) struct Manifests {
    by_name: HashMap<String, Manifest>,
    /// Whether there are more than were read.
    pub(super) has_more: bool,
}

/// What one package says of itself.
pub(super) struct Manifest {
    pub(super) folder: String,
    pub(super) license: Option<String>,
    /// Whether the workspace names it as a member: Cargo locks all that a member asks for.
    is_member: bool,
    uses: BTreeMap<String, Vec<Use>>,
}

/// One declaration of a dependency.
struct Use {
    scope: Scope,
    requirement: Option<VersionReq>,
    /// Whether the lockfile must list it, whichever features are asked for.
    is_locked: bool,
}

impl Use {
    /// Whether a version (`None`: not known) is one that it asks for.
    fn takes(&self, version: Option<&Version>) -> bool {
        version.zip(self.requirement.as_ref()).is_none_or(|(version, required)| required.matches(version))
    }
}

impl Manifests {
    /// Reads the manifest beside a lock, its workspace's members and every path dependency.
    pub(super) fn beside(source: &Source<'_>, assembly: &mut Assembly<'_>) -> Self {
        let mut found = Self::default();
        let mut workspaces = Workspaces::default();
        let root = workspaces.root_at(source.folder(), source, assembly);
        let mut queue = VecDeque::from([source.folder().to_owned()]);
        if let Some(root) = &root {
            let members = members(source, root);
            found.has_more = !members.is_whole;
            queue.extend(members.folders);
        }
        let named: HashSet<String> = queue.iter().cloned().collect();
        let mut seen = named.clone();
        while let Some(folder) = queue.pop_front() {
            let Some(file) = read(&folder, assembly) else { continue };
            let is_member = named.contains(&folder);
            // What the root names needs no search, which for one outside its folder would find another root or none.
            let workspace = match &root {
                Some(root) if is_member => Some(root.clone()),
                _ => workspaces.of(&folder, &file, source, assembly),
            };
            let own = paths(&file).filter_map(|path| folders::joined(&folder, path));
            let inherited = workspace.iter().flat_map(|workspace| workspace.inherited_paths(&file));
            for path in own.chain(inherited) {
                if seen.contains(&path) {
                    continue;
                }
                if seen.len() < MAX_MANIFESTS {
                    seen.insert(path.clone());
                    queue.push_back(path);
                } else {
                    found.has_more = true;
                }
            }
            if let Some((name, manifest)) = Manifest::new(&file, workspace.as_deref(), is_member, &folder) {
                found.by_name.entry(name).or_insert(manifest);
            }
        }
        found
    }

    /// The manifest of a package.
    pub(super) fn of(&self, name: &str) -> Option<&Manifest> {
        self.by_name.get(name)
    }
}

impl Manifest {
    fn new(
        file: &Table,
        workspace: Option<&Workspace>,
        is_member: bool,
        folder: &str,
    ) -> Option<(String, Self)> {
        let package = file.get("package").or_else(|| file.get("project"))?;
        let name = package.get("name")?.as_str()?.to_owned();
        let license = match package.get("license") {
            Some(Value::Table(_)) => workspace.and_then(|workspace| workspace.package("license")),
            own => own,
        };
        let license = license.and_then(Value::as_str).map(str::to_owned);
        let mut manifest = Self { folder: folder.to_owned(), license, is_member, uses: BTreeMap::new() };
        for (key, value, scope) in dependencies(file) {
            manifest.declare(key, value, scope, workspace);
        }
        Some((name, manifest))
    }

    /// What a dependency is used for; `None` when no declaration fits the version.
    pub(super) fn scope_of(&self, name: &str, version: &str) -> Option<Scope> {
        let uses = self.uses.get(name)?;
        let uses = &uses[..uses.len().min(MAX_USES)];
        let version = Version::parse(version).ok();
        let fits = |declared: &&Use| declared.takes(version.as_ref());
        let only = |uses: &[Use]| uses.iter().map(|declared| declared.scope).min();
        // A patched or pre-release version may fit no requirement and is still the one that was chosen.
        uses.iter().filter(fits).map(|declared| declared.scope).min().or_else(|| only(uses))
    }

    /// The names of what the package asks for and the lockfile does not list for it: the two were not written together. What is
    /// listed has a name, and a version unless it is not known.
    pub(super) fn unlocked<'a>(
        &'a self,
        listed: &[(&str, Option<&str>)],
    ) -> impl Iterator<Item = &'a String> {
        let listed = by_name(listed);
        let lacks = move |name: &str, declared: &Use| {
            let mut same = listed.get(name).into_iter().flatten();
            declared.is_locked && !same.any(|version| declared.takes(version.as_ref()))
        };
        let lacking = move |(name, uses): &(&String, &Vec<Use>)| {
            uses.iter().take(MAX_USES).any(|declared| lacks(name, declared))
        };
        self.uses.iter().filter(lacking).map(|(name, _)| name)
    }

    fn declare(&mut self, key: &str, value: &Value, scope: Scope, workspace: Option<&Workspace>) {
        let inherited = is_inherited(value);
        let base = workspace.filter(|_| inherited).and_then(|workspace| workspace.dependency(key));
        // Without its workspace not even the name of the package is known.
        let is_known = !inherited || workspace.is_some();
        let text = |field: &str| {
            [Some(value), base].into_iter().flatten().find_map(|from| from.get(field)?.as_str())
        };
        let name = text("package").unwrap_or(key);
        let requirement = value.as_str().or_else(|| base?.as_str()).or_else(|| text("version"));
        let optional = value.get("optional").and_then(Value::as_bool) == Some(true);
        self.uses.entry(name.to_owned()).or_default().push(Use {
            scope: if optional && scope == Scope::Runtime { Scope::Optional } else { scope },
            requirement: requirement.and_then(|text| VersionReq::parse(text).ok()),
            is_locked: is_known && (self.is_member || !(optional || scope == Scope::Development)),
        });
    }
}

/// The versions of what is listed, by name; `None` for one that is not known or says nothing.
fn by_name<'a>(listed: &[(&'a str, Option<&str>)]) -> HashMap<&'a str, HashSet<Option<Version>>> {
    let mut found: HashMap<&str, HashSet<Option<Version>>> = HashMap::new();
    for (name, version) in listed {
        let version = version.and_then(|text| Version::parse(text).ok());
        // A patched version may be a pre-release that no requirement takes.
        let version = version.filter(|version| version.pre.is_empty());
        found.entry(name).or_default().insert(version);
    }
    found
}

pub(super) fn read(folder: &str, assembly: &mut Assembly<'_>) -> Option<Table> {
    assembly.toml_manifest(&folders::within(folder, "Cargo.toml"))
}

/// The tables that may hold `dependencies`: the file itself and its targets.
fn dependency_holders(file: &Table) -> impl Iterator<Item = &Table> {
    let targets = file.get("target").and_then(Value::as_table).into_iter().flatten();
    std::iter::once(file).chain(targets.filter_map(|(_, target)| target.as_table()))
}

/// What a manifest declares to need: key, declaration and use.
pub(super) fn dependencies(file: &Table) -> impl Iterator<Item = (&String, &Value, Scope)> {
    let kinds = |holder| KINDS.iter().map(move |kind| (holder, kind));
    dependency_holders(file).flat_map(kinds).flat_map(|(holder, (kind, scope)): (&Table, _)| {
        let table = holder.get(*kind).and_then(Value::as_table).into_iter().flatten();
        table.map(|(key, value)| (key, value, *scope))
    })
}

/// The folders of a workspace's members.
fn members(source: &Source<'_>, root: &Workspace) -> Matching {
    let mut found = folders::matching(source.tree, source.folder(), &root.globs());
    found.folders.retain(|folder| root.takes(folder));
    found
}

/// Every path that a manifest names: its own dependencies, those for its members, and patches.
fn paths(file: &Table) -> impl Iterator<Item = &str> {
    let workspace = file.get("workspace").and_then(Value::as_table);
    let patches = file.get("patch").and_then(Value::as_table).into_iter().flatten();
    let replaced = file.get("replace").and_then(Value::as_table);
    let tables = dependency_holders(file)
        .chain(workspace)
        .flat_map(|table| KINDS.iter().filter_map(|(kind, _)| table.get(*kind)?.as_table()))
        .chain(patches.filter_map(|(_, table)| table.as_table()))
        .chain(replaced);
    tables.flat_map(|table| table.values()).filter_map(|value| value.get("path")?.as_str())
}
