//! The manifests of the packages that a Cargo.lock belongs to: they tell what a dependency is used for.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use mainstay_model::Scope;
use semver::{Version, VersionReq};
use toml::{Table, Value};

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
        let root_folder = source.folder().to_owned();
        let Some(root) = read(&root_folder, assembly) else { return found };
        let workspace = root.get("workspace").and_then(Value::as_table);
        let mut queue = VecDeque::from([root_folder.clone()]);
        let members = members(source, &root_folder, workspace);
        found.has_more = !members.is_whole;
        queue.extend(members.folders);
        let named: HashSet<String> = queue.iter().cloned().collect();
        let mut seen = named.clone();
        while let Some(folder) = queue.pop_front() {
            let manifest = if folder == root_folder { Some(root.clone()) } else { read(&folder, assembly) };
            let Some(manifest) = manifest else { continue };
            for path in paths(&manifest) {
                let Some(path) = folders::joined(&folder, path) else { continue };
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
            if let Some((name, manifest)) =
                Manifest::new(&manifest, workspace, (named.contains(&folder), folder))
            {
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
        workspace: Option<&Table>,
        (is_member, folder): (bool, String),
    ) -> Option<(String, Self)> {
        let package = file.get("package").or_else(|| file.get("project"))?;
        let name = package.get("name")?.as_str()?.to_owned();
        let license = match package.get("license") {
            Some(Value::Table(_)) => workspace.and_then(|table| table.get("package")?.get("license")),
            own => own,
        };
        let license = license.and_then(Value::as_str).map(str::to_owned);
        let inherited = workspace.and_then(|table| table.get("dependencies")?.as_table());
        let mut manifest = Self { folder, license, is_member, uses: BTreeMap::new() };
        for table in dependency_holders(file) {
            for (kind, scope) in KINDS {
                for (key, value) in table.get(kind).and_then(Value::as_table).into_iter().flatten() {
                    manifest.declare(key, value, scope, inherited);
                }
            }
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

    fn declare(&mut self, key: &str, value: &Value, scope: Scope, inherited: Option<&Table>) {
        let base = match value.get("workspace") {
            Some(Value::Boolean(true)) => inherited.and_then(|table| table.get(key)),
            _ => None,
        };
        let text = |field: &str| {
            [Some(value), base].into_iter().flatten().find_map(|from| from.get(field)?.as_str())
        };
        let name = text("package").unwrap_or(key);
        let requirement = value.as_str().or_else(|| base?.as_str()).or_else(|| text("version"));
        let optional = value.get("optional").and_then(Value::as_bool) == Some(true);
        self.uses.entry(name.to_owned()).or_default().push(Use {
            scope: if optional && scope == Scope::Runtime { Scope::Optional } else { scope },
            requirement: requirement.and_then(|text| VersionReq::parse(text).ok()),
            is_locked: self.is_member || !(optional || scope == Scope::Development),
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

fn read(folder: &str, assembly: &mut Assembly<'_>) -> Option<Table> {
    assembly.toml_manifest(&folders::within(folder, "Cargo.toml"))
}

/// The tables that may hold `dependencies`: the file itself and its targets.
fn dependency_holders(file: &Table) -> impl Iterator<Item = &Table> {
    let targets = file.get("target").and_then(Value::as_table).into_iter().flatten();
    std::iter::once(file).chain(targets.filter_map(|(_, target)| target.as_table()))
}

/// The folders of a workspace's members.
fn members(source: &Source<'_>, root: &str, workspace: Option<&Table>) -> Matching {
    let list = |field: &str| {
        let items = workspace.and_then(|table| table.get(field)?.as_array()).into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>()
    };
    let excluded: HashSet<String> =
        list("exclude").iter().filter_map(|path| folders::joined(root, path)).collect();
    let mut found = folders::matching(source.tree, root, &list("members"));
    found.folders.retain(|folder| !excluded.contains(folder));
    found
}

/// Every path that a manifest names: its own dependencies, those for its members, and patches.
fn paths(file: &Table) -> Vec<&str> {
    let workspace = file.get("workspace").and_then(Value::as_table);
    let patches = file.get("patch").and_then(Value::as_table).into_iter().flatten();
    let replaced = file.get("replace").and_then(Value::as_table);
    let tables = dependency_holders(file)
        .chain(workspace)
        .flat_map(|table| KINDS.iter().filter_map(|(kind, _)| table.get(*kind)?.as_table()))
        .chain(patches.filter_map(|(_, table)| table.as_table()))
        .chain(replaced);
    tables.flat_map(|table| table.values()).filter_map(|value| value.get("path")?.as_str()).collect()
}
