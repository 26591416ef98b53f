//! Catalogs: ranges that .yarnrc.yml keeps for the whole project, and package.json names with `catalog:`. The lockfile has
//! the ranges alone.

use std::collections::{HashMap, HashSet};

use mainstay_model::{NodeId, Problem, Scope};
use serde::Deserialize;

use super::Lock;
use crate::assembly::Assembly;
use crate::javascript::split_descriptor;
use crate::text::{Entries, Table, Text};
use crate::{Notation, Source, decode};

#[derive(Deserialize, Default)]
#[serde(default)]
struct Settings<'a> {
    #[serde(borrow)]
    catalog: Entries<'a, Text<'a>>,
    #[serde(borrow)]
    catalogs: Entries<'a, Entries<'a, Text<'a>>>,
}

/// The ranges by catalog and package; the default catalog has no name.
#[derive(Default)]
pub(super) struct Catalogs(HashMap<String, HashMap<String, String>>);

impl Catalogs {
    /// What stands in .yarnrc.yml beside the lockfile.
    pub(super) fn read(source: &Source<'_>, assembly: &mut Assembly<'_>) -> Self {
        let path = source.beside(".yarnrc.yml").unwrap_or_default();
        let Some(bytes) = source.tree.read(&path) else { return Self::default() };
        let bytes = assembly.manifest(&path, Notation::Yaml, bytes);
        if bytes.trim_ascii().is_empty() {
            return Self::default();
        }
        let settings: Result<Table<Settings<'_>>, _> =
            decode::yaml(&Source { path: &path, bytes: &bytes, ..*source });
        let settings = settings.map_err(|refusal| assembly.manifest_unread(&path, refusal)).ok();
        let settings = settings.and_then(|settings| settings.0).unwrap_or_default();
        let unnamed = (Text::default(), settings.catalog);
        let all = settings.catalogs.0.into_iter().chain([unnamed]);
        let ranges = |list: Entries<'_, Text<'_>>| {
            list.iter().map(|(name, range)| (name.to_string(), range.to_string())).collect()
        };
        Self(all.map(|(catalog, list)| (catalog.to_string(), ranges(list))).collect())
    }

    /// The range that a package asks for, itself or by a catalog; `None` where its catalog does not tell.
    pub(super) fn range<'r>(&'r self, name: &str, range: &'r str) -> Option<&'r str> {
        let Some(catalog) = range.strip_prefix("catalog:") else { return Some(range) };
        self.0.get(catalog)?.get(name).map(String::as_str)
    }
}

/// What a package of the project asks for by a catalog that does not tell it.
pub(super) struct Untold {
    pub(super) from: NodeId,
    pub(super) descriptor: String,
    /// What for; `None` where that is not known either.
    pub(super) scope: Option<Scope>,
}

/// Tells what catalogs leave open, once. Whatever is listed under these names may be meant, so that nobody knows of it, and of
/// what it needs, that it is for development alone.
pub(super) fn tell(untold: &[Untold], lock: &Lock<'_>, assembly: &mut Assembly<'_>) {
    let Some(first) = untold.first() else { return };
    let number = untold.len();
    let message = format!(
        "{number} dependencies, `{}` the first of them, go by catalogs that .yarnrc.yml beside does not tell: which packages they \
         mean is not known; keep .yarnrc.yml with these entries beside the lockfile",
        first.descriptor
    );
    assembly.problem(Problem::warning("catalog-missing", message));
    untold.iter().for_each(|need| assembly.incomplete(need.from));
    let used = untold.iter().filter(|need| need.scope != Some(Scope::Development));
    let names: HashSet<&str> = used.filter_map(|need| Some(split_descriptor(&need.descriptor)?.0)).collect();
    for (descriptor, &id) in &lock.descriptors {
        if split_descriptor(descriptor).is_some_and(|(name, _)| names.contains(name)) {
            assembly.may_be_used(id);
        }
    }
}
