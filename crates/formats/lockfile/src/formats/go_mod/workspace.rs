//! go.work: modules that are developed together. Its replacements go before those of the modules.

use std::collections::HashMap;

use mainstay_model::{Bom, Parsed, Problem};

use super::syntax::{self, Require};
use super::{WORK, subject};
use crate::assembly::Assembly;
use crate::{Refusal, Source, folders};

/// A go.work is looked for in no more folders above than this.
const MAX_DEPTH: usize = 64;

/// The workspace that a module belongs to.
pub(super) struct Workspace {
    /// The folder of each module of the workspace, by module path.
    modules: HashMap<String, String>,
    /// Module and version (empty: every one) to target and version (empty: a folder from the tree's root).
    replaces: HashMap<(String, String), (String, String)>,
    /// The highest version that any module of the workspace requires, by module.
    highest: HashMap<String, String>,
}

impl Workspace {
    /// The nearest go.work above a module, if it uses that module's folder.
    pub(super) fn above(source: &Source<'_>) -> Option<Self> {
        let mut folder = source.folder();
        for _ in 0..MAX_DEPTH {
            if let Some(bytes) = source.tree.read(&folders::within(folder, "go.work")) {
                return Self::read(&bytes, folder, source);
            }
            if folder.is_empty() {
                return None;
            }
            folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
        None
    }

    fn read(bytes: &[u8], folder: &str, source: &Source<'_>) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        let file = syntax::read(&text);
        let used: Vec<String> =
            file.uses.iter().filter_map(|(path, _)| folders::joined(folder, path)).collect();
        if !used.iter().any(|used| used == source.folder()) {
            return None;
        }
        let mut modules = HashMap::new();
        let mut highest: HashMap<String, String> = HashMap::new();
        for used in used {
            let Some(bytes) = source.tree.read(&folders::within(&used, "go.mod")) else { continue };
            let text = String::from_utf8_lossy(&bytes);
            let file = syntax::read(&text);
            if let Some((module, _)) = file.module {
                modules.insert(module.to_owned(), used);
            }
            for require in &file.requires {
                let known =
                    highest.entry(require.path.to_owned()).or_insert_with(|| require.version.to_owned());
                if is_higher(require.version, known) {
                    require.version.clone_into(known);
                }
            }
        }
        let replaces = file.replaces.iter().map(|replace| {
            let target = if replace.to_version.is_empty() {
                // The module that asks joins it with its own folder, so it is told from there.
                relative(source.folder(), &folders::joined(folder, replace.target).unwrap_or_default())
            } else {
                replace.target.to_owned()
            };
            let key = (replace.path.to_owned(), replace.version.to_owned());
            (key, (target, replace.to_version.to_owned()))
        });
        Some(Self { modules, replaces: replaces.collect(), highest })
    }

    /// The folder of a module of the workspace.
    pub(super) fn folder_of(&self, module: &str) -> Option<String> {
        self.modules.get(module).cloned()
    }

    /// The version of a module that the workspace is built with, where another of its modules asks for a higher one.
    pub(super) fn raised(&self, require: &Require<'_>) -> Option<&str> {
        self.highest.get(require.path).map(String::as_str).filter(|known| is_higher(known, require.version))
    }

    /// What stands in the place of a module.
    pub(super) fn replaced(&self, require: &Require<'_>) -> Option<(String, String)> {
        let of = |version: &str| self.replaces.get(&(require.path.to_owned(), version.to_owned()));
        of(require.version).or_else(|| of("")).cloned()
    }
}

/// Go takes the highest version that anyone requires; versions that cannot be compared raise nothing.
fn is_higher(version: &str, than: &str) -> bool {
    let parse = |text: &str| semver::Version::parse(text.strip_prefix('v')?).ok();
    parse(version).zip(parse(than)).is_some_and(|(version, than)| version > than)
}

/// Reads a go.work: the modules of the workspace are its subjects; what they need stands in their go.mod
/// files.
pub(super) fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let file = syntax::read(source.text()?);
    if file.uses.is_empty() && file.go.is_none() {
        let message = "there is neither a `go` nor a `use` line; is this a go.work?".to_owned();
        return Err(Refusal::Syntax { format: "go.work", line: None, message });
    }
    let mut assembly = Assembly::new(source, WORK.id, file.go);
    for &(path, line) in &file.uses {
        let folder = source.beside(path);
        let bytes = folder.as_ref().and_then(|folder| source.tree.read(&folders::within(folder, "go.mod")));
        let text = bytes.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        let module = syntax::read(&text);
        match (module.module, folder) {
            (Some((name, _)), Some(folder)) => {
                let component = subject(name, line, &module, &folder, &mut assembly);
                assembly.add(component);
            }
            _ => {
                let message = format!("`{path}` holds no readable go.mod: that module is missing here");
                assembly.problem_at(Some(line), Problem::warning("member-missing", message));
            }
        }
    }
    assembly.finish()
}

/// A path of the tree as a folder of it would write it.
fn relative(folder: &str, path: &str) -> String {
    let depth = folder.split('/').filter(|part| !part.is_empty()).count();
    format!("./{}{path}", "../".repeat(depth))
}
