//! Components and edges, put together the same way for every format.

use std::collections::HashSet;

use mainstay_model::{
    Bom, Component, ComponentKind, Location, NodeId, Origin, Parsed, Problem, Purl, RelationKind, Scope,
};

use crate::{Source, reach};

/// More edges than this are not kept: no real project comes near, and a hostile file must not fill the memory.
const MAX_EDGES: usize = 2_000_000;

/// A [`Bom`] in the making.
pub(crate) struct Assembly {
    pub(crate) bom: Bom,
    pub(crate) problems: Vec<Problem>,
    direct: Vec<(NodeId, Option<Scope>)>,
    weak: Vec<reach::Weak>,
    known: HashSet<(NodeId, NodeId)>,
}

impl Assembly {
    /// An empty bill of a format, whose own version is kept as written.
    pub(crate) fn new(format: &str, version: Option<String>) -> Self {
        let mut bom = Bom::default();
        format.clone_into(&mut bom.document.format);
        bom.document.spec_version = version.filter(|text| !text.is_empty());
        Self { bom, problems: Vec::new(), direct: Vec::new(), weak: Vec::new(), known: HashSet::new() }
    }

    /// Appends a component; a first-party one is a subject too.
    pub(crate) fn add(&mut self, component: Component) -> NodeId {
        let first_party = component.first_party;
        let id = self.bom.add(component);
        if first_party {
            self.bom.subjects.push(id);
        }
        id
    }

    /// Says that one component needs another. From a first-party package the scope is what the dependency is
    /// used for (`None`: not told); below, it is what weakens the edge (`None`: nothing).
    pub(crate) fn needs(&mut self, from: NodeId, to: NodeId, scope: Option<Scope>) {
        if self.known.len() >= MAX_EDGES {
            self.overflow();
            return;
        }
        if self.known.insert((from, to)) {
            self.bom.relate(from, to, RelationKind::DependsOn);
        }
        if self.bom.component(from).first_party {
            if !self.bom.component(to).first_party {
                self.direct.push((to, scope));
            }
        } else if let Some(scope) = scope {
            self.weak.push(reach::Weak { from, to, scope });
        }
    }

    /// Says that the project names a component itself, where the format has no subject that could say so.
    pub(crate) fn names(&mut self, to: NodeId, scope: Option<Scope>) {
        self.direct.push((to, scope));
    }

    /// Notes a problem.
    pub(crate) fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The bill, with scope and directness derived from the subjects' own edges.
    pub(crate) fn finish(mut self) -> Parsed<Bom> {
        if self.weak.is_empty() {
            reach::settle(&mut self.bom, &self.direct);
        } else {
            reach::settle_weakened(&mut self.bom, &self.direct, &self.weak);
        }
        Parsed { value: self.bom, problems: self.problems }
    }

    fn overflow(&mut self) {
        let code = "edges-bounded";
        if self.problems.last().is_none_or(|last| last.code != code) {
            let message = format!("more than {MAX_EDGES} dependencies; the rest is not kept");
            self.problem(Problem::warning(code, message));
        }
    }
}

/// A component of a source file, with the purl that its parts make. What does not come from a registry says so
/// in the purl, for it is not the registry's artifact of that name.
pub(crate) fn component(
    source: &Source<'_>,
    line: Option<u32>,
    purl: Result<Purl, mainstay_model::PurlError>,
    origin: Origin,
    problems: &mut Vec<Problem>,
) -> Component {
    let location = Location { path: source.path.to_owned(), line };
    let purl = match purl.and_then(|purl| qualified(purl, &origin)) {
        Ok(purl) => Some(purl),
        Err(error) => {
            let problem = Problem::warning("purl-invalid", error.to_string());
            problems.push(line.map_or(problem.clone(), |line| problem.at_line(u64::from(line))));
            None
        }
    };
    Component {
        kind: ComponentKind::Library,
        purl,
        origin,
        locations: vec![location],
        ..Component::default()
    }
}

fn qualified(purl: Purl, origin: &Origin) -> Result<Purl, mainstay_model::PurlError> {
    match origin {
        Origin::Vcs { url, revision } => {
            let url = url.strip_prefix("git+").unwrap_or(url);
            match revision {
                Some(revision) => purl.with_qualifier("vcs_url", &format!("git+{url}@{revision}")),
                None => purl.with_qualifier("vcs_url", &format!("git+{url}")),
            }
        }
        Origin::Download(url) => purl.with_qualifier("download_url", url),
        Origin::Unknown | Origin::Public | Origin::Registry(_) | Origin::Path(_) => Ok(purl),
    }
}
