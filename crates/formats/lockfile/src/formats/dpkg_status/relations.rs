//! Which installed package another one needs: by name, by what is provided, and by architecture.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use mainstay_model::{Component, Graph, NodeId, Origin, Problem};

use super::super::distribution::Distribution;
use super::{Stanza, described, purl, stanzas};
use crate::assembly::{self, Assembly};
use crate::{Notation, Source};

/// Of those who answer to one name no more are linked than this, or a hostile file could ask for edges without end.
const MAX_PROVIDERS: usize = 64;

/// An installed package.
pub(super) struct Installed<'a> {
    pub(super) stanza: &'a Stanza<'a>,
    /// The file that it stands in.
    pub(super) path: &'a str,
    /// Its component; one of another file becomes a component when something needs it.
    pub(super) id: Option<NodeId>,
}

/// The installed packages that are known.
#[derive(Default)]
pub(super) struct Database<'a> {
    packages: Vec<Installed<'a>>,
    by_name: HashMap<&'a str, Vec<usize>>,
    /// The architecture of the machine, which that of dpkg itself tells.
    native: Option<&'a str>,
}

impl<'a> Database<'a> {
    pub(super) fn add(&mut self, package: Installed<'a>) {
        for name in names(package.stanza) {
            let found = self.by_name.entry(name).or_default();
            // One may say again and again that it provides a name.
            if found.len() < MAX_PROVIDERS && found.last() != Some(&self.packages.len()) {
                found.push(self.packages.len());
            }
        }
        if package.stanza.get("package") == Some("dpkg") {
            self.native = package.stanza.get("architecture");
        }
        self.packages.push(package);
    }

    /// Edges from the packages of the file to what is installed. Of alternatives every one that is installed counts; what only a
    /// name provides is found through those who provide it.
    pub(super) fn relate(
        mut self,
        distribution: Option<&Distribution>,
        source: &Source<'_>,
        assembly: &mut Assembly<'_>,
    ) {
        for index in 0..self.packages.len() {
            let Installed { stanza, id: Some(from), path } = self.packages[index] else { continue };
            // One that something needs has become a component, and tells its own needs where it stands.
            if path != source.path {
                continue;
            }
            let needs = self.needs(stanza);
            for group in needs.unserved {
                missing(from, stanza, group, source, assembly);
            }
            for at in needs.serving.into_iter().filter(|at| *at != index) {
                let to = self.component(at, distribution, assembly);
                assembly.needs(from, to, None);
            }
        }
    }

    /// What a package needs. It may ask for one thing again and again, which is looked up once.
    fn needs(&self, stanza: &'a Stanza<'a>) -> Needs<'a> {
        let mut needs = Needs::default();
        let mut is_served: HashMap<Need<'_>, bool> = HashMap::new();
        let mut known: HashSet<usize> = HashSet::new();
        for group in groups(stanza) {
            let mut is_found = false;
            for need in group.split('|').map(Need::of) {
                is_found |= *is_served.entry(need).or_insert_with(|| {
                    let found = self.serving(stanza, need);
                    needs.serving.extend(found.iter().copied().filter(|at| known.insert(*at)));
                    !found.is_empty()
                });
            }
            if !is_found {
                needs.unserved.push(group);
            }
        }
        needs
    }

    /// Which packages answer to what one asks for: without a qualifier such as can be used beside it, with `:any` each, and with
    /// an architecture that one.
    fn serving(&self, asking: &Stanza<'_>, need: Need<'_>) -> Vec<usize> {
        let own = asking.get("architecture").filter(|own| *own != "all").or(self.native);
        let serves = |found: &Stanza<'_>| {
            let Some(arch) = found.get("architecture") else { return true };
            let is = |wanted: Option<&str>| wanted.is_none_or(|wanted| wanted == arch);
            match need.architecture {
                Some("any") => true,
                Some("native") => is(self.native),
                Some(wanted) => wanted == arch,
                None => is(own) || arch == "all" || found.get("multi-arch") == Some("foreign"),
            }
        };
        let found = self.by_name.get(need.name).into_iter().flatten().copied();
        found.filter(|at| serves(self.packages[*at].stanza)).collect()
    }

    /// The component of a package. What is wrong with one of another file that file tells itself.
    fn component(
        &mut self,
        at: usize,
        distribution: Option<&Distribution>,
        assembly: &mut Assembly<'_>,
    ) -> NodeId {
        let Installed { stanza, path, id } = &mut self.packages[at];
        *id.get_or_insert_with(|| {
            let name = stanza.get("package").unwrap_or_default();
            let purl = purl(name, stanza, distribution);
            let purl = purl.and_then(|purl| assembly::readable(purl, &Origin::Unknown).ok());
            let found = described(name, stanza, path, purl);
            assembly.add(Component { graph: Graph::Unknown, ..found })
        })
    }
}

/// What a package needs.
#[derive(Default)]
struct Needs<'a> {
    /// Those who serve it, each once.
    serving: Vec<usize>,
    /// What nobody serves.
    unserved: Vec<&'a str>,
}

/// What one alternative asks for; who serves it does not depend on the version.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Need<'a> {
    name: &'a str,
    architecture: Option<&'a str>,
}

impl<'a> Need<'a> {
    fn of(text: &'a str) -> Self {
        Self { name: bare(text), architecture: qualifier(text) }
    }
}

fn missing(from: NodeId, stanza: &Stanza<'_>, group: &str, source: &Source<'_>, assembly: &mut Assembly<'_>) {
    assembly.incomplete(from);
    let name = assembly.bom.component(from).name.clone();
    let why = if is_of_a_folder(source) { "no file beside lists" } else { "is not installed" };
    let message = format!("{name} needs {}, which {why}", group.trim());
    assembly.problem(Problem::note("dependency-missing", message).at_line(u64::from(stanza.line)));
}

/// The names that a package answers to.
fn names<'a>(stanza: &'a Stanza<'_>) -> impl Iterator<Item = &'a str> {
    let provided = stanza.get("provides").into_iter().flat_map(|text| text.split(',')).map(bare);
    stanza.get("package").into_iter().chain(provided)
}

/// What a package needs, each with its alternatives.
fn groups<'a>(stanza: &'a Stanza<'_>) -> impl Iterator<Item = &'a str> {
    ["depends", "pre-depends"]
        .into_iter()
        .filter_map(|field| stanza.get(field))
        .flat_map(|text| text.split(','))
}

/// A name without its version, architecture and brackets.
fn bare(text: &str) -> &str {
    text.trim().split([' ', '(', ':', '[']).next().unwrap_or_default()
}

/// The architecture that stands behind a name.
fn qualifier(text: &str) -> Option<&str> {
    let name = text.trim().split([' ', '(', '[']).next()?;
    name.split_once(':').map(|(_, qualifier)| qualifier)
}

/// Whether the packages of an image stand in files of their own, as in distroless ones.
fn is_of_a_folder(source: &Source<'_>) -> bool {
    source.folder().ends_with("status.d")
}

/// The files of such a folder.
#[derive(Default)]
pub(super) struct Beside {
    /// Path and text.
    files: Vec<(String, String)>,
    /// In which of them a name stands.
    by_name: HashMap<String, Vec<usize>>,
}

impl Beside {
    /// What stands in the folder of a file; each folder is read once.
    pub(super) fn of(source: &Source<'_>) -> Arc<Self> {
        if !is_of_a_folder(source) {
            return Arc::default();
        }
        source.remembered(source.folder(), || Self::read(source))
    }

    fn read(source: &Source<'_>) -> Self {
        let mut found = Self::default();
        let paths = source.tree.list(source.folder()).into_iter().filter(|path| !path.ends_with(".md5sums"));
        for path in paths {
            let Some(bytes) = source.tree.read(&path) else { continue };
            let Ok((bytes, _)) = Notation::Text.mended(&bytes) else { continue };
            let text = String::from_utf8_lossy(&bytes).into_owned();
            for name in stanzas(&text).iter().flat_map(names) {
                let at = found.by_name.entry(name.to_owned()).or_default();
                if at.len() < MAX_PROVIDERS && at.last() != Some(&found.files.len()) {
                    at.push(found.files.len());
                }
            }
            found.files.push((path, text));
        }
        found
    }

    /// The packages of other files that may be what those of a file need.
    pub(super) fn needed(&self, database: &Database<'_>, path: &str) -> Vec<(&str, Stanza<'_>)> {
        let needs = database.packages.iter().flat_map(|package| groups(package.stanza));
        let names = needs.flat_map(|group| group.split('|')).map(bare);
        let files: BTreeSet<usize> =
            names.filter_map(|name| self.by_name.get(name)).flatten().copied().collect();
        let others = files.into_iter().map(|at| &self.files[at]).filter(|(other, _)| other != path);
        others
            .flat_map(|(path, text)| stanzas(text).into_iter().map(move |stanza| (path.as_str(), stanza)))
            // One without a name is no package.
            .filter(|(_, stanza)| stanza.get("package").is_some())
            .collect()
    }
}
