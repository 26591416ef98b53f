//! A tree of files in memory, and short ways to parse them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use mainstay_model::{Bom, Component, Directness, NodeId, Parsed, Scope};

use crate::{Refusal, Registries, Source, Tree, recognize};

/// Files by path.
#[derive(Default)]
pub(crate) struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect())
    }

    /// The same files and one more, which need not be text.
    pub(crate) fn and(mut self, path: &str, bytes: &[u8]) -> Self {
        self.0.insert(path.to_owned(), bytes.to_vec());
        self
    }
}

impl Tree for Files {
    fn read(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        self.0.get(path).map(|bytes| Cow::Borrowed(bytes.as_slice()))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let below = self.0.keys().filter_map(|path| path.strip_prefix(&prefix));
        let names: BTreeSet<String> =
            below.map(|rest| format!("{prefix}{}", rest.split('/').next().unwrap_or(rest))).collect();
        names.into_iter().collect()
    }
}

/// Parses a file of a tree with the format that claims it.
pub(crate) fn try_parse(files: &Files, path: &str) -> Result<Parsed<Bom>, Refusal> {
    let bytes = files.read(path).expect("the test names a file of its own tree");
    let registries = Registries::default();
    let source = Source { path, bytes: &bytes, tree: files, registries: &registries };
    recognize(path).expect("some format claims the file").parse(&source)
}

/// Parses a file that stands alone.
pub(crate) fn parse(path: &str, text: &str) -> Parsed<Bom> {
    try_parse(&Files::new(&[(path, text)]), path).expect("the file is readable")
}

/// Parses a file with its tree.
pub(crate) fn parse_in(files: &[(&str, &str)], path: &str) -> Parsed<Bom> {
    try_parse(&Files::new(files), path).expect("the file is readable")
}

/// The component of a name, or of `name@version`.
pub(crate) fn find<'a>(bom: &'a Bom, name: &str) -> &'a Component {
    let found = bom.components.iter().find(|component| label(component) == name || full(component) == name);
    found.unwrap_or_else(|| panic!("no {name} among {:?}", labels(bom)))
}

/// `name@version` of every component, in order.
pub(crate) fn labels(bom: &Bom) -> Vec<String> {
    bom.components.iter().map(label).collect()
}

/// `from -> to` of every edge, sorted.
pub(crate) fn edges(bom: &Bom) -> Vec<String> {
    let name = |id: NodeId| label(bom.component(id));
    let mut edges: Vec<String> =
        bom.dependencies().map(|(from, to)| format!("{} -> {}", name(from), name(to))).collect();
    edges.sort();
    edges
}

/// Scope and directness of a component.
pub(crate) fn standing(bom: &Bom, name: &str) -> (Option<Scope>, Directness) {
    let component = find(bom, name);
    (component.scope, component.directness)
}

/// The codes of the problems.
pub(crate) fn codes(parsed: &Parsed<Bom>) -> Vec<&str> {
    parsed.problems.iter().map(|problem| &*problem.code).collect()
}

fn full(component: &Component) -> String {
    match &component.group {
        Some(group) => format!("{group}/{}", component.name),
        None => component.name.clone(),
    }
}

fn label(component: &Component) -> String {
    match &component.version {
        Some(version) => format!("{}@{version}", full(component)),
        None => full(component),
    }
}
