//! Components and edges, put together the same way for every format.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use mainstay_model::{
    Bom, Component, ComponentKind, Directness, Location, NodeId, Origin, Parsed, Problem, Purl, PurlError,
    RelationKind, Scope, Severity,
};

use crate::text::quoted;
use crate::{Notation, Refusal, Source, decode, folders, notation, reach};

/// More edges than this are not kept: no real project comes near, and a hostile file must not fill the
/// memory.
const MAX_EDGES: usize = 2_000_000;

/// More problems than this are counted, not told one by one.
const MAX_PROBLEMS: usize = 100;

/// A message is no longer than this: names and texts of a file may be of any length, and messages quote them.
const MAX_MESSAGE: usize = 600;

/// A file of more components than this is refused: the largest projects have a tenth of it, and each takes about a
/// kilobyte.
pub(crate) const MAX_COMPONENTS: usize = 250_000;

/// The refusal of a file that lists too many components.
pub(crate) fn too_many(number: &str) -> Refusal {
    Refusal::Bound(format!(
        "the file lists {number} components, and no more than {MAX_COMPONENTS} of one file are read; lock the parts of the \
         project apart"
    ))
}

/// A [`Bom`] in the making.
pub(crate) struct Assembly<'s> {
    pub(crate) bom: Bom,
    source: &'s Source<'s>,
    problems: Vec<Problem>,
    untold: usize,
    beyond: usize,
    direct: Vec<(NodeId, Option<Scope>)>,
    weak: Vec<reach::Weak>,
    known: HashSet<(NodeId, NodeId)>,
    told: Vec<(NodeId, Option<Scope>)>,
    all_direct_known: bool,
    maybe_used: Vec<NodeId>,
    mends_versions: &'static str,
}

impl<'s> Assembly<'s> {
    /// An empty bill of a format, whose own version is kept as written.
    pub(crate) fn new(source: &'s Source<'s>, format: &str, version: Option<&str>) -> Self {
        let mut bom = Bom::default();
        format.clone_into(&mut bom.document.format);
        bom.document.spec_version = version.filter(|text| !text.is_empty()).map(str::to_owned);
        Self {
            bom,
            source,
            problems: Vec::new(),
            untold: 0,
            beyond: 0,
            direct: Vec::new(),
            weak: Vec::new(),
            known: HashSet::new(),
            told: Vec::new(),
            all_direct_known: false,
            maybe_used: Vec::new(),
            mends_versions: "lock or pin them",
        }
    }

    /// A library as the file describes it, not yet part of the bill. What does not come from a registry says
    /// so in its purl, for it is not the registry's artifact of that name.
    pub(crate) fn component(
        &mut self,
        line: Option<u32>,
        purl: Result<Purl, PurlError>,
        origin: Origin,
    ) -> Component {
        let purl = readable(purl, &origin)
            .map_err(|message| self.problem_at(line, Problem::warning("purl-invalid", message)))
            .ok();
        Component {
            kind: ComponentKind::Library,
            purl,
            origin,
            locations: vec![Location { path: self.source.path.to_owned(), line }],
            ..Component::default()
        }
    }

    /// The folder of the file.
    pub(crate) fn folder(&self) -> String {
        self.source.folder().to_owned()
    }

    /// Appends a component; a first-party one is a subject too.
    pub(crate) fn add(&mut self, component: Component) -> NodeId {
        let first_party = component.first_party;
        let id = self.list(component);
        if first_party {
            self.bom.subjects.push(id);
        }
        id
    }

    /// Appends a component that is no subject. Beyond the bound it is only counted, for [`Self::finish`] refuses
    /// the file then; the id is that of another.
    pub(crate) fn list(&mut self, component: Component) -> NodeId {
        if self.bom.components.len() == MAX_COMPONENTS {
            self.beyond += 1;
            return NodeId(0);
        }
        self.bom.add(component)
    }

    /// The project that the file is of, where the file lists own packages of other folders and none of its own folder: what
    /// it names is used by that project, whatever these packages need as well. `None` where whoever joins files finds the
    /// project that the file belongs to.
    pub(crate) fn project(&mut self) -> Option<NodeId> {
        let folder = self.folder();
        let here = Origin::Path(folder.clone());
        let own: Vec<&Component> = self.bom.components.iter().filter(|found| found.first_party).collect();
        if own.is_empty() || own.iter().any(|found| found.origin == here) {
            return None;
        }
        Some(self.add(Component {
            reference: ".".to_owned(),
            kind: ComponentKind::Application,
            name: folders::name(&folder).to_owned(),
            origin: here,
            first_party: true,
            locations: vec![Location { path: self.source.path.to_owned(), line: None }],
            ..Component::default()
        }))
    }

    /// Says that the project of a file needs a component, or that the file names it where there is no such project, and what it
    /// is used for.
    pub(crate) fn project_needs(&mut self, project: Option<NodeId>, to: NodeId, scope: Option<Scope>) {
        match project {
            Some(project) => self.needs(project, to, scope),
            None => self.names(to, scope),
        }
    }

    /// Says that one component needs another. From a first-party package the scope is what the dependency is
    /// used for (`None`: not told); below, it is what weakens the edge (`None`: nothing).
    pub(crate) fn needs(&mut self, from: NodeId, to: NodeId, scope: Option<Scope>) {
        if self.known.len() >= MAX_EDGES {
            self.incomplete(from);
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

    /// Says that the project may name a component itself, which is not known.
    pub(crate) fn may_be_used(&mut self, id: NodeId) {
        self.maybe_used.push(id);
    }

    /// What the file itself says that a component is used for: it counts where no edge leads to it, the
    /// strongest where it is told more than once.
    pub(crate) fn told(&mut self, id: NodeId, scope: Option<Scope>) {
        self.told.push((id, scope));
    }

    /// Everything that the project names was told with [`Self::names`]: the rest came with it.
    pub(crate) fn names_no_more(&mut self) {
        self.all_direct_known = true;
    }

    /// What makes versions known that the file does not tell, where its format has another way than most.
    pub(crate) fn mended_versions(&mut self, remedy: &'static str) {
        self.mends_versions = remedy;
    }

    /// Notes a problem.
    pub(crate) fn problem(&mut self, mut problem: Problem) {
        if problem.message.len() > MAX_MESSAGE {
            let cut = problem.message.floor_char_boundary(MAX_MESSAGE / 2);
            let tail = problem.message.ceil_char_boundary(problem.message.len() - MAX_MESSAGE / 4);
            problem.message = format!("{} ... {}", &problem.message[..cut], &problem.message[tail..]);
        }
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.untold += 1;
        }
    }

    /// Notes a problem of a manifest, which may be looked at more than once: the same one again is no other.
    pub(crate) fn problem_of_manifest(&mut self, problem: Problem) {
        if !self.problems.contains(&problem) {
            self.problem(problem);
        }
    }

    /// Notes a problem at a line that may be unknown.
    pub(crate) fn problem_at(&mut self, line: Option<u32>, problem: Problem) {
        self.problem(match line {
            Some(line) => problem.at_line(u64::from(line)),
            None => problem,
        });
    }

    /// Notes that a package, by its name in the file, needs another that the file does not list.
    pub(crate) fn missing(
        &mut self,
        line: Option<u32>,
        from: (impl Into<Option<NodeId>>, &str),
        to: &str,
        remedy: &str,
    ) {
        let (from, name) = from;
        self.incomplete(from);
        let message = format!("{name} needs `{to}`, which the file does not list; {remedy}");
        self.problem_at(line, Problem::warning("dependency-missing", message));
    }

    /// Notes that a manifest asks for what the lockfile does not list: the two were not written together.
    pub(crate) fn unlocked(&mut self, from: impl Into<Option<NodeId>>, need: &str, path: &str, remedy: &str) {
        self.incomplete(from);
        let message = format!("`{need}` is not in the lockfile; {remedy}");
        self.problem(Problem::warning("dependency-missing", message).in_file(path));
    }

    /// Says that a component needs something beside what is told.
    pub(crate) fn incomplete(&mut self, id: impl Into<Option<NodeId>>) {
        let Some(id) = id.into() else { return };
        let graph = &mut self.bom.components[id.index()].graph;
        *graph = graph.doubted();
    }

    /// The bytes of a manifest, mended as those of a lockfile are; what was mended is told. What a broken one tells of the
    /// project is known in part only, and so is what is made of the lockfile beside.
    pub(crate) fn manifest<'b>(
        &mut self,
        path: &str,
        notation: Notation,
        bytes: Cow<'b, [u8]>,
    ) -> Cow<'b, [u8]> {
        let Ok((mended, problems)) = notation.mended(&bytes) else { return bytes };
        let is_broken = problems.iter().any(|problem| problem.severity == Severity::Error);
        problems.into_iter().for_each(|problem| self.problem_of_manifest(problem.in_file(path)));
        if is_broken {
            let message = format!(
                "`{path}` is broken, so that what it says of the project is known in part at most; mend it"
            );
            self.problem_of_manifest(Problem::error("manifest-broken", message));
        }
        match mended {
            Cow::Owned(mended) => Cow::Owned(mended),
            Cow::Borrowed(_) => bytes,
        }
    }

    /// Notes that a manifest cannot be read, so that nothing that it says counts.
    pub(crate) fn manifest_unread(&mut self, path: &str, refusal: Refusal) {
        let told: Vec<Problem> =
            self.problems.iter().filter(|problem| problem.path == path).cloned().collect();
        let refusal = notation::explained(refusal, &told);
        let message = format!("nothing that it says of the project is used: {refusal}");
        self.problem_of_manifest(Problem::warning("manifest-unreadable", message).in_file(path));
    }

    /// What a manifest in TOML says, mended in the same way; `None`, and told, where it cannot be read.
    pub(crate) fn toml_manifest(&mut self, path: &str) -> Option<toml::Table> {
        let bytes = self.source.tree.read(path)?;
        let bytes = self.manifest(path, Notation::Text, bytes);
        let read = std::str::from_utf8(&bytes).map_err(|_| Refusal::Encoding).and_then(|text| {
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            text.parse().map_err(|error| decode::toml_refusal(text, &error))
        });
        read.map_err(|refusal| self.manifest_unread(path, refusal)).ok()
    }

    /// Whether anything was told so far.
    pub(crate) fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    /// The bill, with scope and directness derived from the subjects' own edges.
    ///
    /// # Errors
    /// When the file lists more components than any project has.
    pub(crate) fn finish(mut self) -> Result<Parsed<Bom>, Refusal> {
        if self.beyond > 0 {
            return Err(too_many(&(MAX_COMPONENTS + self.beyond).to_string()));
        }
        if self.weak.is_empty() {
            reach::settle(&mut self.bom, &self.direct);
        } else {
            reach::settle_weakened(&mut self.bom, &self.direct, &self.weak);
        }
        reach::unsettle(&mut self.bom, &self.maybe_used);
        self.fall_back();
        self.problems.extend(unpinned(&self.bom, self.mends_versions));
        if self.untold > 0 {
            let message = format!("{} more problems of this file are not told one by one", self.untold);
            self.problems.push(Problem::warning("problems-bounded", message));
        }
        Ok(Parsed { value: self.bom, problems: self.problems })
    }

    fn fall_back(&mut self) {
        let mut told: HashMap<NodeId, Option<Scope>> = HashMap::new();
        for &(id, scope) in &self.told {
            told.entry(id)
                .and_modify(|known| *known = known.zip(scope).map(|(a, b)| a.min(b)))
                .or_insert(scope);
        }
        for (id, scope) in told {
            let component = &mut self.bom.components[id.index()];
            if component.scope.is_none() && !component.first_party {
                component.scope = scope;
            }
        }
        if self.all_direct_known {
            let rest = self.bom.components.iter_mut().filter(|component| !component.first_party);
            for component in rest.filter(|component| component.directness == Directness::Unknown) {
                component.directness = Directness::Transitive;
            }
        }
    }

    fn overflow(&mut self) {
        let code = "edges-bounded";
        if self.problems.last().is_none_or(|last| last.code != code) {
            let message = format!("more than {MAX_EDGES} dependencies; the rest is not kept");
            self.problem(Problem::warning(code, message));
        }
    }
}

/// One problem for everything that is declared without a version.
fn unpinned(bom: &Bom, remedy: &str) -> Option<Problem> {
    let pinned = |origin: &Origin| matches!(origin, Origin::Vcs { revision: Some(_), .. });
    // What a platform must be is a requirement, not a package.
    let package = |found: &Component| !found.first_party && found.kind != ComponentKind::Platform;
    let open = |found: &&Component| found.version.is_none() && package(found) && !pinned(&found.origin);
    let mut open = bom.components.iter().filter(open);
    let names: Vec<Cow<'_, str>> = open.by_ref().take(5).map(|found| quoted(&found.name)).collect();
    let count = names.len() + open.count();
    let more = if count > names.len() { ", ..." } else { "" };
    (count > 0).then(|| {
        let names = names.join(", ");
        let message = format!(
            "{count} of {} components have no single version ({names}{more}); {remedy}, for what has \
             no version cannot be matched with advisories",
            bom.components.len()
        );
        Problem::warning("version-unknown", message)
    })
}

/// The purl of a package that comes from somewhere, or why it has none.
pub(crate) fn readable(purl: Result<Purl, PurlError>, origin: &Origin) -> Result<Purl, String> {
    let purl = purl.and_then(|purl| qualified(purl, origin)).map_err(|error| error.to_string())?;
    if is_broken(&purl) {
        return Err(format!("`{purl}` holds bytes that are not UTF-8: which package is meant is not known"));
    }
    Ok(purl)
}

/// Whether what names the package was not readable.
fn is_broken(purl: &Purl) -> bool {
    let parts = [purl.namespace(), Some(purl.name()), purl.version()];
    parts.into_iter().flatten().any(|part| part.contains(char::REPLACEMENT_CHARACTER))
}

fn qualified(purl: Purl, origin: &Origin) -> Result<Purl, PurlError> {
    match origin {
        Origin::Vcs { url, revision } => {
            purl.with_qualifier("vcs_url", &crate::origin::vcs_url(url, revision.as_deref()))
        }
        Origin::Download(url) => purl.with_qualifier("download_url", url),
        // A purl without it means the public registry: a private package must not answer to a public one's name.
        Origin::Registry(address) => purl.with_qualifier("repository_url", address.trim_end_matches('/')),
        Origin::Unknown | Origin::Public | Origin::Path(_) => Ok(purl),
    }
}

#[cfg(test)]
mod tests;
