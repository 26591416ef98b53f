//! The other poms of the tree, found by path and by coordinates.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use super::document::{Coordinates, Pom};
use crate::folders::within;
use crate::{Source, xml};

/// No more poms than this are opened to look for coordinates.
const MAX_POMS: usize = 400;
/// No more folders at the root are looked into than this.
const MAX_FOLDERS: usize = 200;

/// The poms around one pom.
pub(super) struct Reactor<'a> {
    source: &'a Source<'a>,
    found: OnceCell<Found>,
}

/// A version as written, and the path of the pom.
type Place = (Option<String>, String);

#[derive(Default)]
struct Found {
    /// By group and artifact.
    by_name: HashMap<(String, String), Vec<Place>>,
    cut: bool,
}

impl<'a> Reactor<'a> {
    pub(super) fn new(source: &'a Source<'a>) -> Self {
        Self { source, found: OnceCell::new() }
    }

    /// The pom at a path from the root of the tree.
    pub(super) fn read(&self, path: &str) -> Option<Arc<Pom>> {
        let read = || {
            let bytes = self.source.tree.read(path)?;
            let source = Source { path, bytes: &bytes, ..*self.source };
            let (root, _) = xml::read(&source).ok()?;
            (root.name == "project").then(|| Arc::new(Pom::read(&root, path)))
        };
        Option::clone(&self.source.remembered(path, read))
    }

    /// The pom that another one names by a relative path to a file or a folder.
    pub(super) fn beside(&self, path: &str, relative: &str) -> Option<Arc<Pom>> {
        let from = Source { path, bytes: &[], ..*self.source };
        let path = from.beside(relative)?;
        self.read(&path).or_else(|| self.read(&within(&path, "pom.xml")))
    }

    /// The path of the pom of an artifact. A version in the tree that is written with properties counts as equal:
    /// two poms of one name in one tree do not differ by version.
    pub(super) fn find(&self, group: &str, artifact: &str, version: Option<&str>) -> Option<&str> {
        let key = (group.to_owned(), artifact.to_owned());
        let candidates = self.found().by_name.get(&key)?;
        let fits = |own: &Option<String>| match (own.as_deref(), version) {
            (Some(own), Some(version)) => own == version || own.contains("${"),
            _ => true,
        };
        candidates.iter().find(|(own, _)| fits(own)).map(|(_, path)| path.as_str())
    }

    /// Whether there were more poms than are opened.
    pub(super) fn cut(&self) -> bool {
        self.found.get().is_some_and(|found| found.cut)
    }

    fn found(&self) -> &Found {
        self.found.get_or_init(|| self.search())
    }

    /// Every pom that is reachable through modules from a pom in a folder above or in a folder of the root.
    fn search(&self) -> Found {
        let mut found = Found::default();
        let mut seen = HashSet::new();
        let mut queue: VecDeque<String> = self.starts().into();
        while let Some(path) = queue.pop_front() {
            if !seen.insert(path.clone()) {
                continue;
            }
            if found.by_name.values().map(Vec::len).sum::<usize>() >= MAX_POMS {
                found.cut = true;
                break;
            }
            let Some(pom) = self.read(&path) else { continue };
            let modules = pom.modules.iter().chain(pom.profiles.iter().flat_map(|profile| &profile.modules));
            for (module, _) in modules {
                let from = Source { path: &path, bytes: &[], ..*self.source };
                let Some(at) = from.beside(module) else { continue };
                queue.push_back(if at.ends_with(".xml") { at } else { within(&at, "pom.xml") });
            }
            if let Coordinates { group: Some(group), artifact: Some(artifact), version } = pom.coordinates() {
                found.by_name.entry((group, artifact)).or_default().push((version, path));
            }
        }
        found
    }

    fn starts(&self) -> Vec<String> {
        let mut starts = vec![self.source.path.to_owned()];
        let mut folder = self.source.folder();
        while let Some((above, _)) = folder.rsplit_once('/') {
            starts.push(within(folder, "pom.xml"));
            folder = above;
        }
        starts.extend([within(folder, "pom.xml"), "pom.xml".to_owned()]);
        let root = self.source.tree.list("");
        starts.extend(root.iter().take(MAX_FOLDERS).map(|folder| within(folder, "pom.xml")));
        starts
    }
}
