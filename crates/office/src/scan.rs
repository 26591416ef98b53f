//! A source tree becomes an inventory: every lockfile and manifest in it, read and joined.

mod coverage;
mod owner;
mod told;
mod tree;
mod unlocked;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context;
use mainstay_checkout::{Checkout, Found, Limits, Place};
use mainstay_lockfile::{Format, Registries, Source, Support, manifest, recognize};
use mainstay_model::{
    Bom, Component, ComponentKind, Lifecycle, Location, NodeId, Origin, Parsed, Party, Problem, RelationKind,
};
use rayon::prelude::*;

pub use coverage::Coverage;
use owner::{Named, Projects};
pub use told::problems;
use tree::CheckoutTree;
use unlocked::{Lockfiles, Unlocked};

use crate::Progress;

/// How a tree is scanned.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Bounds on files, depth and sizes.
    pub limits: Limits,
    /// The organization's own registries.
    pub registries: Registries,
    /// Whether lockfiles inside vendored folders are read as well.
    pub vendored: bool,
    /// The organization that makes the inventory: the author of documents that are written of it.
    pub author: Option<String>,
}

/// What a scan found.
#[derive(Clone, Debug, PartialEq)]
pub struct Scan {
    /// Components and edges of the whole tree; its document tells the problems too.
    pub bom: Bom,
    /// What was looked at, and what was not.
    pub coverage: Coverage,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// Scans a folder.
///
/// # Errors
/// When the folder cannot be read at all; a file that cannot be read is a problem in the result.
pub fn scan(root: &Path, options: &Options, progress: &dyn Progress) -> anyhow::Result<Scan> {
    let checkout = Checkout::open(root, options.limits).context("the scan did not start")?;
    let walk = checkout.walk(&|path| recognize(path).is_some() || manifest(path).is_some(), &|seen| {
        progress.step("Looking at files", seen, None);
    });
    progress.step("Looking at files", walk.seen, Some(walk.seen));
    let read_at = |path: &str| options.vendored || checkout.place(path) == Place::Own;
    let mut coverage = Coverage::of_walk(&walk, read_at);
    let linked = linked_manifests(&checkout, &walk.skipped.links_left);
    let (found, manifests) = walk.found.into_iter().partition(|found| recognize(&found.path).is_some());
    let (chosen, left) = choose(found, options.vendored);
    coverage.vendored_not_read = left;
    let reads = read_all(&checkout, &chosen, options, progress);
    let mut problems = Coverage::problems_of_walk(&walk.skipped, options.limits);
    let mut parts = Vec::new();
    let mut lockfiles = Lockfiles::default();
    for (found, result) in chosen.into_iter().zip(reads) {
        coverage.count(found.format, &result);
        lockfiles.take(&found.path, found.format.id, result.value.as_ref());
        problems.extend(result.problems.into_iter().map(|problem| fill(problem, &found.path)));
        parts.extend(result.value.map(|bom| (found.path, bom)));
    }
    let manifests = own(manifests).chain(linked).collect();
    let unlocked = Unlocked::find(&checkout, manifests, &lockfiles);
    coverage.without_lockfile = unlocked.count();
    coverage.test_data_without_lockfile = unlocked.of_tests;
    problems.extend(unlocked.problems());
    let mut bom = join(parts, &checkout);
    mark_private(&mut bom, &options.registries);
    bom.document.lifecycles = vec![Lifecycle::PreBuild];
    bom.document.authors = options.author.iter().map(Party::organization).collect();
    coverage.count_components(&bom);
    if coverage.is_empty() && coverage.failed == 0 {
        let message =
            "no lockfile or manifest that is read was found: nothing is known of what this tree uses";
        problems.push(Problem::warning("nothing-to-read", message));
    }
    if !coverage.is_whole() {
        doubt(&mut bom);
    }
    problems.sort_by(|a, b| (&a.path, &a.code).cmp(&(&b.path, &b.code)));
    told::note(&mut bom, &problems);
    Ok(Scan { bom, coverage, problems })
}

/// The paths of the project's own files.
fn own(found: Vec<Found>) -> impl Iterator<Item = String> {
    found.into_iter().filter(|found| found.place == Place::Own).map(|found| found.path)
}

/// Links that bear the name of a manifest and were not followed: what such a manifest needs is not known.
fn linked_manifests(checkout: &Checkout, links: &[String]) -> Vec<String> {
    let is_manifest = |path: &String| recognize(path).is_none() && manifest(path).is_some();
    let links = links.iter().filter(|path| is_manifest(path) && checkout.place(path) == Place::Own);
    links.cloned().collect()
}

/// What the tree as a whole needs is not known in full where parts of it were not assessed.
fn doubt(bom: &mut Bom) {
    for subject in bom.subjects.clone() {
        let graph = &mut bom.components[subject.index()].graph;
        *graph = graph.doubted();
    }
}

/// A file with the format that reads it.
struct Chosen {
    path: String,
    format: &'static Format,
}

/// Which of the found files are read: not those in vendored folders unless asked for, and not those whose format
/// yields to a better one in the same folder. The second value counts what vendored folders kept back.
fn choose(found: Vec<Found>, vendored: bool) -> (Vec<Chosen>, u64) {
    let (read, left): (Vec<Found>, Vec<Found>) =
        found.into_iter().partition(|found| vendored || found.place == Place::Own);
    let all: Vec<Chosen> = read
        .into_iter()
        .filter_map(|found| recognize(&found.path).map(|format| Chosen { path: found.path, format }))
        .collect();
    let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let present: std::collections::HashSet<(String, &str)> =
        all.iter().map(|chosen| (folder(&chosen.path), chosen.format.id)).collect();
    let yields = |chosen: &Chosen| {
        let here = folder(&chosen.path);
        chosen.format.yields_to.iter().any(|better| present.contains(&(here.clone(), *better)))
    };
    (all.into_iter().filter(|chosen| !yields(chosen)).collect(), left.len() as u64)
}

/// Reads every chosen file, in parallel, results in the order of the files.
fn read_all(
    checkout: &Checkout,
    chosen: &[Chosen],
    options: &Options,
    progress: &dyn Progress,
) -> Vec<Parsed<Option<Bom>>> {
    let done = AtomicU64::new(0);
    let total = chosen.len() as u64;
    let tree = CheckoutTree::new(checkout);
    chosen
        .par_iter()
        .map(|file| {
            let result = read(checkout, &tree, file, &options.registries);
            progress.step("Reading lockfiles", done.fetch_add(1, Ordering::Relaxed) + 1, Some(total));
            result
        })
        .collect()
}

/// One file; a value of `None` means that nothing of it could be read, and the problems say why.
fn read(
    checkout: &Checkout,
    tree: &CheckoutTree<'_>,
    file: &Chosen,
    registries: &Registries,
) -> Parsed<Option<Bom>> {
    let refused =
        |code, message: String| Parsed { value: None, problems: vec![Problem::error(code, message)] };
    if let Support::Refused(reason) = file.format.support {
        return refused("format-refused", reason.to_owned());
    }
    let bytes = match checkout.read(&file.path) {
        Ok(bytes) => bytes,
        Err(error) => return refused("file-unreadable", error.to_string()),
    };
    match file.format.parse(&Source { path: &file.path, bytes: &bytes, tree, registries }) {
        Ok(Parsed { value, mut problems }) => {
            if bytes.trim_ascii().is_empty() {
                let message = "the file is empty, so that it tells nothing; was it written whole?";
                problems.push(Problem::warning("file-empty", message));
            }
            Parsed { value: Some(value), problems }
        }
        Err(refusal) => refused("lockfile-unreadable", refusal.to_string()),
    }
}

fn fill(problem: Problem, path: &str) -> Problem {
    if problem.path.is_empty() { problem.in_file(path) } else { problem }
}

/// Joins what the files tell. What a file names without a project in it gets an edge from the project it belongs to, so
/// that a way leads to everything that is used directly.
fn join(parts: Vec<(String, Bom)>, checkout: &Checkout) -> Bom {
    let named: Vec<(String, Vec<NodeId>)> =
        parts.iter().map(|(path, bom)| (path.clone(), owner::named(bom))).collect();
    // Lockfiles that resolve one package differently each do so for their own project: that is no problem of any.
    let (Parsed { value: mut bom, .. }, places) = mainstay_sbom::merge_placed(parts);
    let moved = named.into_iter().zip(places).flat_map(|((path, nodes), places)| {
        nodes.into_iter().map(move |node| Named { path: path.clone(), to: places[node.index()] })
    });
    let named: Vec<Named> = moved.collect();
    name_by_folder(&mut bom, checkout);
    let projects = Projects::of(&bom);
    let all_owned = named.iter().all(|named| projects.owner(&named.path).is_some());
    let root = match bom.subjects[..] {
        [only] if all_owned => only,
        _ => add_root(&mut bom, checkout),
    };
    owner::relate(&mut bom, &named, &projects, root);
    mainstay_sbom::settle_directness(&mut bom);
    bom
}

/// Marks what comes from a place that the organization has named as its own.
fn mark_private(bom: &mut Bom, registries: &Registries) {
    for component in &mut bom.components {
        component.private_origin = match &component.origin {
            Origin::Registry(url) | Origin::Vcs { url, .. } | Origin::Download(url) => {
                registries.is_private(url)
            }
            Origin::Unknown | Origin::Public | Origin::Path(_) => false,
        };
    }
}

/// A project at the root that no file names bears the name of the folder, which formats do not know.
fn name_by_folder(bom: &mut Bom, checkout: &Checkout) {
    for component in bom.components.iter_mut().filter(|found| found.first_party && found.name == ".") {
        root_name(checkout).clone_into(&mut component.name);
    }
}

fn root_name(checkout: &Checkout) -> &str {
    checkout.root().file_name().and_then(|name| name.to_str()).unwrap_or("source")
}

/// A tree with several projects, or with none, gets a subject of its own that contains them.
fn add_root(bom: &mut Bom, checkout: &Checkout) -> NodeId {
    let root = bom.add(Component {
        reference: "mainstay:root".to_owned(),
        kind: ComponentKind::Application,
        first_party: true,
        origin: Origin::Path(String::new()),
        locations: vec![Location { path: String::new(), line: None }],
        ..Component::named(root_name(checkout), None)
    });
    for project in std::mem::replace(&mut bom.subjects, vec![root]) {
        bom.relate(root, project, RelationKind::Contains);
    }
    root
}

#[cfg(test)]
mod tests;
