//! Which installed package another one needs: by name, by what is provided, and by architecture.

use std::collections::{BTreeSet, HashMap, HashSet};

use mainstay_model::{Component, Graph, NodeId, Origin, Problem};

use super::super::distribution::Distribution;
use super::beside::{self, Beside};
use super::{Stanza, described, purl};
use crate::Source;
use crate::assembly::{self, Assembly};

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
            answers(self.by_name.entry(name).or_default(), self.packages.len());
        }
        if package.stanza.get("package") == Some("dpkg") {
            self.native = package.stanza.get("architecture");
        }
        self.packages.push(package);
    }

    /// Takes over the packages of other files that may be what those of the file need.
    pub(super) fn take_over(&mut self, beside: &'a Beside, path: &str) {
        let needs = self.packages.iter().flat_map(|package| groups(package.stanza));
        let names = needs.flat_map(|group| group.split('|')).map(bare);
        let mut wanted: BTreeSet<&str> = BTreeSet::new();
        wanted.extend(names.filter(|name| beside.answering(name).next().is_some()));
        let mut places: HashMap<usize, usize> = HashMap::new();
        for name in wanted {
            for (other, package) in beside.answering(name).filter(|(_, package)| package.path != path) {
                let at = *places.entry(other).or_insert_with(|| {
                    self.packages.push(package);
                    self.packages.len() - 1
                });
                answers(self.by_name.entry(name).or_default(), at);
            }
        }
        self.native = self.native.or(beside.native());
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
            // One of another file tells its own needs where it stands.
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

    /// The component of a package. Of one of another file no more is told than which it is: the rest, and what is wrong with it, that
    /// file tells itself.
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
            // Without a purl the supplier is part of what tells one package from another.
            let supplier = found.supplier.filter(|_| found.purl.is_none());
            assembly.add(Component { graph: Graph::Unknown, supplier, ..found })
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
    let why = if beside::is_of_a_folder(source) { "no file beside lists" } else { "is not installed" };
    let message = format!("{name} needs {}, which {why}", group.trim());
    assembly.problem(Problem::note("dependency-missing", message).at_line(u64::from(stanza.line)));
}

/// Notes among those who answer to a name that one does.
pub(super) fn answers(found: &mut Vec<usize>, at: usize) {
    // One may say again and again that it provides a name.
    if found.len() < MAX_PROVIDERS && found.last() != Some(&at) {
        found.push(at);
    }
}

/// The names that a package answers to.
pub(super) fn names<'a>(stanza: &'a Stanza<'_>) -> impl Iterator<Item = &'a str> {
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
