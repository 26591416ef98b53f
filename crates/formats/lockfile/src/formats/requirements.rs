//! requirements.txt as pip reads it, with what it includes.
//!
//! A requirement that pins no version is a range, not a version. Constraints (`-c`) add nothing; they pin
//! what is named elsewhere. The comments `# via` that pip-compile and uv write tell edges and who is direct;
//! in a file without them the project names every entry itself, unless every entry carries digests: such a
//! list was made by a tool, and who is direct is unknown.
//!
//! The file yields to no lockfile beside it: it may be an export of that lockfile, or of a part of it, or
//! something of its own, and only reading it tells. What both list is the same component to whoever joins
//! them.

mod line;

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use mainstay_model::{Bom, Component, Graph, Hash, NodeId, Origin, Parsed, Problem};

use self::line::{Line, Named};
use crate::assembly::{Assembly, MAX_COMPONENTS, too_many};
use crate::python::{self, Package, Packages, Project, normalized};
use crate::text::quoted;
use crate::{Format, Notation, Refusal, Source, Support, Tells, folders, recognize};

pub(crate) const FORMAT: Format = Format {
    id: "requirements",
    title: "requirements.txt",
    ecosystem: "pypi",
    files: &["*requirements*.txt", "requirements/*.txt"],
    notation: Notation::Own,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: false, hashes: true, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

/// More files than this are not included.
const MAX_FILES: usize = 256;
/// Files that include one another are followed so deep: each level may make every path longer.
const MAX_DEPTH: usize = 16;
/// No more projects of the tree than this are looked into for their names.
const MAX_PROJECTS: usize = 1024;

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let mut assembly = Assembly::new(source, FORMAT.id, None);
    if source.path.rsplit('/').next().is_some_and(|name| name.starts_with("constraints")) {
        let message = "constraints only limit versions and install nothing; they are read with the requirements that name them";
        assembly.problem(Problem::note("constraints-alone", message));
        return assembly.finish();
    }
    let list = List::read(source, &mut assembly)?;
    if list.lines == 0 && list.unreadable > 0 {
        let message = "no line is a requirement such as `name==version`".to_owned();
        return Err(Refusal::Syntax { format: "requirements.txt", line: Some(1), message });
    }
    let mut packages = Packages::default();
    let mut ids = Vec::with_capacity(list.entries.len());
    for entry in &list.entries {
        ids.push(add(entry, &list, source, &mut packages, &mut assembly));
    }
    relate(&list.entries, &ids, &packages, &mut assembly);
    assembly.finish()
}

/// Everything that a file and its includes say.
#[derive(Default)]
struct List {
    entries: Vec<Entry>,
    /// The projects of the tree that entries name, by folder; each is read once, however often it is named.
    projects: HashMap<String, Project>,
    /// Exact versions by name, from constraints.
    pins: HashMap<String, String>,
    /// The index, and whether packages may come from others too.
    index: Option<String>,
    several: bool,
    /// How many lines were understood, and how many not.
    lines: usize,
    unreadable: usize,
}

/// One requirement and where it stands.
struct Entry {
    path: String,
    line: u32,
    named: Named,
    hashes: Vec<Hash>,
    /// Whether options of its own carry digests, as tools write them.
    pinned: bool,
    via: Vec<String>,
}

impl Entry {
    /// The folder of a project that is installed as it stands in the tree.
    fn own_folder(&self) -> Option<String> {
        match &self.named.origin {
            Some(Origin::Path(path)) if self.named.editable => Some(self.folder_of(path)),
            _ => None,
        }
    }

    /// A path is relative to the file that names it.
    fn folder_of(&self, path: &str) -> String {
        let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        folders::joined(folder, path).unwrap_or_else(|| path.to_owned())
    }
}

impl List {
    fn read(source: &Source<'_>, assembly: &mut Assembly<'_>) -> Result<Self, Refusal> {
        let mut list = Self::default();
        let mut seen: HashSet<(String, bool)> = HashSet::from([(source.path.to_owned(), false)]);
        let mut open: VecDeque<(String, bool, String, usize)> = VecDeque::new();
        let (whole, odd) = text(source.bytes)?;
        odd.into_iter().for_each(|problem| assembly.problem(problem));
        open.push_back((source.path.to_owned(), false, whole, 0));
        while let Some((path, constraints, text, depth)) = open.pop_front() {
            for (number, line) in line::read(&text) {
                let include = list.take(&path, number, line, constraints, source, assembly);
                // An entry takes more memory than its line: the refusal must not wait for the last.
                if list.entries.len() > MAX_COMPONENTS {
                    return Err(too_many("more"));
                }
                let Some((target, constraints)) = include else { continue };
                if seen.len() >= MAX_FILES || !seen.insert((target.clone(), constraints)) {
                    continue;
                }
                if depth == MAX_DEPTH {
                    let message = format!("`{target}` is included {MAX_DEPTH} files deep and is not read");
                    let problem = Problem::warning("include-too-deep", message).at_line(u64::from(number));
                    assembly.problem(place(problem, &path, source));
                    continue;
                }
                match source.tree.read(&target).map(|bytes| self::text(&bytes)) {
                    Some(Ok((text, odd))) => {
                        let odd = odd.into_iter().filter(|_| !is_read_itself(&target));
                        odd.for_each(|problem| assembly.problem(problem.in_file(&target)));
                        open.push_back((target, constraints, text, depth + 1));
                    }
                    Some(Err(error)) => {
                        assembly.problem(
                            Problem::warning("include-unreadable", error.to_string()).in_file(&target),
                        );
                    }
                    None => {
                        let message = format!("`{target}` cannot be read: what it names is missing here");
                        let problem = Problem::warning("include-missing", message).at_line(u64::from(number));
                        assembly.problem(place(problem, &path, source));
                    }
                }
            }
        }
        list.read_projects(assembly);
        if list.several {
            let message = "packages may come from more than one index, so that the origin of none is certain; \
                           name one index, and let it pass the public one on";
            assembly.problem(Problem::warning("several-indexes", message));
        }
        Ok(list)
    }

    /// Reads the projects of the tree that entries name.
    fn read_projects(&mut self, assembly: &mut Assembly<'_>) {
        let folders: BTreeSet<String> = self.entries.iter().filter_map(Entry::own_folder).collect();
        if folders.len() > MAX_PROJECTS {
            let message = format!(
                "{} projects of the tree are named; the first {MAX_PROJECTS} are read, the others stand under their folders",
                folders.len()
            );
            assembly.problem(Problem::warning("projects-bounded", message));
        }
        let read = |folder: String| Project::read(&folder, assembly).map(|project| (folder, project));
        let found = folders.into_iter().take(MAX_PROJECTS).filter_map(read);
        self.projects = found.filter(|(_, project)| !project.name.is_empty()).collect();
    }

    /// Takes in one line; gives back the file that it includes, and whether that holds constraints.
    fn take(
        &mut self,
        path: &str,
        number: u32,
        line: Line,
        constraints: bool,
        source: &Source<'_>,
        assembly: &mut Assembly<'_>,
    ) -> Option<(String, bool)> {
        let tell = |code, message: String| {
            place(Problem::warning(code, message).at_line(u64::from(number)), path, source)
        };
        match line {
            Line::Unreadable(_) => self.unreadable += 1,
            _ => self.lines += 1,
        }
        match line {
            Line::Include { target, constraints } => {
                let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                let target = folders::joined(folder, &target).ok_or(target);
                match target {
                    Ok(target) => return Some((target, constraints)),
                    Err(target) => {
                        let message = format!("`{target}` lies outside the tree and is not read");
                        assembly.problem(tell("include-missing", message));
                    }
                }
            }
            Line::Index(address) => self.several |= self.index.replace(address).is_some(),
            Line::ExtraIndex => self.several = true,
            Line::Option => {}
            Line::Unreadable(_) if path != source.path && is_read_itself(path) => {}
            Line::Unreadable(text) => {
                let message = format!("`{text}` is no requirement; write `name==version`");
                assembly.problem(tell("line-unreadable", message));
            }
            Line::Requirement { named, .. } if constraints => {
                if let Some(version) = named.version {
                    self.pins.insert(normalized(&named.name), version);
                }
            }
            Line::Requirement { named, hashes, via } => {
                let pinned = !hashes.is_empty();
                let hashes =
                    named.digests.iter().chain(&hashes).filter_map(|text| python::hash(text)).collect();
                self.entries.push(Entry { path: path.to_owned(), line: number, named, hashes, pinned, via });
            }
        }
        None
    }
}

/// An included file that is read by itself too tells its own faults.
fn is_read_itself(path: &str) -> bool {
    recognize(path).is_some_and(|format| format.id == FORMAT.id)
}

/// A problem of an included file says so.
fn place(problem: Problem, path: &str, source: &Source<'_>) -> Problem {
    if path == source.path { problem } else { problem.in_file(path) }
}

/// The text of a file, an included one too. A byte that is no UTF-8 costs the line whose name it is in: names of packages are ASCII.
fn text(bytes: &[u8]) -> Result<(String, Vec<Problem>), Refusal> {
    let (bytes, problems) = Notation::Text.mended(bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok((text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned(), problems))
}

fn add(
    entry: &Entry,
    list: &List,
    source: &Source<'_>,
    packages: &mut Packages,
    assembly: &mut Assembly<'_>,
) -> NodeId {
    let named = &entry.named;
    let pinned = list.pins.get(&normalized(&named.name)).filter(|_| named.origin.is_none());
    let version = named.version.as_ref().or(pinned);
    let index = list.index.as_ref().filter(|_| !list.several);
    let origin = match &named.origin {
        Some(Origin::Path(path)) => Origin::Path(entry.folder_of(path)),
        Some(origin) => origin.clone(),
        None => index.map_or(Origin::Unknown, |index| source.registries.origin(index)),
    };
    let project = entry.own_folder().and_then(|folder| list.projects.get(&folder));
    let package = Package {
        name: project.map_or(&named.name, |project| &project.name),
        version: version.or(project.and_then(|project| project.version.as_ref())).map_or("", String::as_str),
        first_party: entry.own_folder().is_some(),
        origin,
        line: Some(entry.line),
        graph: if entry.via.is_empty() { Graph::Unknown } else { Graph::Partial },
    };
    let known = assembly.bom.components.len();
    let id = packages.add(package, entry.hashes.clone(), source, assembly);
    if named.is_unsure && project.is_none() && id.index() == known {
        unnamed(entry, id, source, assembly);
    }
    let component = &mut assembly.bom.components[id.index()];
    if let Some(location) = component.locations.last_mut() {
        location.path.clone_from(&entry.path);
    }
    if id.index() == known {
        complete(component, named);
    }
    if let Some(Origin::Vcs { revision: Some(revision), .. }) = &named.origin
        && !(revision.len() >= 7 && revision.bytes().all(|byte| byte.is_ascii_hexdigit()))
    {
        let message = format!(
            "{} follows the tag or branch `{revision}`, which may be moved; pin a commit",
            named.name
        );
        let problem = Problem::note("revision-not-pinned", message).at_line(u64::from(entry.line));
        assembly.problem(place(problem, &entry.path, source));
    }
    id
}

/// What an address leads to may have another name than the address: it is no package of any registry until somebody tells.
fn unnamed(entry: &Entry, id: NodeId, source: &Source<'_>, assembly: &mut Assembly<'_>) {
    let component = &mut assembly.bom.components[id.index()];
    component.purl = None;
    let message = format!(
        "nothing tells the name of the package at `{}`: write `name @ address`, or add `#egg=name`",
        quoted(&component.name)
    );
    let problem = Problem::warning("name-unknown", message).at_line(u64::from(entry.line));
    assembly.problem(place(problem, &entry.path, source));
}

fn complete(component: &mut Component, named: &Named) {
    let marker = Some(&named.marker).filter(|text| !text.is_empty());
    component.properties.extend(marker.map(|text| ("pip:marker".to_owned(), text.clone())));
    if component.version.is_none() && named.origin.is_none() {
        let range = if named.specifier.is_empty() { "*" } else { &named.specifier };
        component.version_range = Some(range.to_owned());
    }
}

/// Whether a comment tells of the project itself: `-r file` and `project (pyproject.toml)`. Other options (`-c file`,
/// `--override file`) limit what others ask for.
fn names_project(via: &str) -> bool {
    let option = via.split([' ', '=']).next().unwrap_or(via);
    matches!(option, "-r" | "--requirement") || !via.starts_with('-') && via.contains('(')
}

fn relate(entries: &[Entry], ids: &[NodeId], packages: &Packages, assembly: &mut Assembly<'_>) {
    let compiled = entries.iter().any(|entry| !entry.via.is_empty());
    let listed = !entries.is_empty() && entries.iter().all(|entry| entry.pinned);
    // Only comments tell that an own package needs something.
    let project = if compiled { assembly.project() } else { None };
    for (entry, &to) in entries.iter().zip(ids) {
        for via in &entry.via {
            if names_project(via) {
                assembly.project_needs(project, to, None);
                continue;
            }
            for from in packages.find(via, "", assembly).into_iter().filter(|&from| from != to) {
                assembly.needs(from, to, None);
            }
        }
        if !compiled && !listed {
            assembly.names(to, None);
        }
    }
}

#[cfg(test)]
mod tests;
