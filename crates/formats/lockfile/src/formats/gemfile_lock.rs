//! Gemfile.lock and gems.locked: what Bundler resolved.
//!
//! Groups are written only in the Gemfile, which is a Ruby program: what a gem is used for is not known here.

mod sections;

use std::cell::LazyCell;
use std::collections::HashMap;

use mainstay_model::{Bom, Component, Graph, Hash, NodeId, Origin, Parsed, Problem, Purl};

use self::sections::{Remote, Sections, Spec};
use crate::assembly::Assembly;
use crate::{Format, Notation, Refusal, Source, Support, Tells};

pub(crate) const FORMAT: Format = Format {
    id: "gemfile-lock",
    title: "Gemfile.lock, gems.locked",
    ecosystem: "gem",
    files: &["Gemfile.lock", "*.gemfile.lock", "gems.locked"],
    notation: Notation::Text,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: false, hashes: true, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

/// Of those who answer to one name no more are linked than this, or a hostile file could ask for edges without end.
const MAX_PROVIDERS: usize = 64;

/// What mends a file that does not list everything.
const REMEDY: &str = "run `bundle lock` to mend it";

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let sections = Sections::read(source.text()?)?;
    let mut assembly = Assembly::new(source, FORMAT.id, sections.bundler);
    for (line, text) in &sections.unread {
        let message = format!("`{text}` is not understood and left out");
        assembly.problem(Problem::warning("line-unread", message).at_line(u64::from(*line)));
    }
    let mut by_name: HashMap<&str, Vec<NodeId>> = HashMap::new();
    let mut nodes = Vec::new();
    for spec in &sections.specs {
        let found = read(spec, &sections, source, &mut assembly);
        let id = assembly.add(found);
        let found = by_name.entry(spec.name).or_default();
        if found.len() < MAX_PROVIDERS {
            found.push(id);
        }
        nodes.push(id);
    }
    for (spec, &from) in sections.specs.iter().zip(&nodes) {
        for (needed, line) in &spec.needs {
            match by_name.get(needed) {
                Some(found) => found.iter().for_each(|&to| assembly.needs(from, to, None)),
                // Bundler itself is never listed.
                None if *needed == "bundler" => {}
                None => assembly.missing(Some(*line), (from, spec.name), needed, REMEDY),
            }
        }
    }
    let project = assembly.project();
    // Looked at once, and not at all where nothing is missing.
    let may_limit = LazyCell::new(|| may_limit_platforms(source));
    for (name, line) in &sections.dependencies {
        match by_name.get(name) {
            Some(found) => found.iter().for_each(|&id| assembly.project_needs(project, id, None)),
            None if *name == "bundler" => {}
            None if sections.are_for_platforms() && *may_limit => {
                assembly.problem_at(Some(*line), not_here(name, &sections.platforms));
            }
            None => assembly.missing(Some(*line), (project, "the project"), name, REMEDY),
        }
    }
    assembly.finish()
}

/// Whether the Gemfile may name gems for some platforms only: one that cannot be seen may, and so may one that reads others.
fn may_limit_platforms(source: &Source<'_>) -> bool {
    let path = source.path.strip_suffix(".lock").map(str::to_owned);
    let path = path.or_else(|| Some(format!("{}.rb", source.path.strip_suffix(".locked")?)));
    let bytes = path.and_then(|path| source.tree.read(&path));
    let text = bytes.as_deref().map(String::from_utf8_lossy);
    text.is_none_or(|text| text.contains("platform") || text.contains("eval"))
}

/// What is told of a gem that the project names and that is not listed. Bundler locks all that a Gemfile names, but for what
/// it names for other platforms.
fn not_here(name: &str, platforms: &[&str]) -> Problem {
    let platforms = platforms.join(", ");
    let message = format!(
        "`{name}` is named and not listed, as Bundler does where the Gemfile names it for other platforms than those of this \
         lockfile ({platforms}); `bundle lock --add-platform` adds one"
    );
    Problem::note("platform-left-out", message)
}

fn read(
    spec: &Spec<'_>,
    sections: &Sections<'_>,
    source: &Source<'_>,
    assembly: &mut Assembly<'_>,
) -> Component {
    let remote = &sections.remotes[spec.remote];
    let first_party = remote.kind == "PATH";
    let version = Some(spec.version).filter(|version| !version.is_empty());
    let purl = Purl::new("gem", None, spec.name, version)
        .and_then(|purl| purl.with_qualifier("platform", spec.platform));
    let full = format!("{}-{}", spec.version, spec.platform);
    let written = if spec.platform.is_empty() { spec.version } else { &full };
    let digests = sections.checksums.get(&(spec.name, written)).into_iter().flatten();
    Component {
        reference: format!("{} ({written})", spec.name),
        name: spec.name.to_owned(),
        version: version.map(str::to_owned),
        graph: Graph::Complete,
        first_party,
        hashes: digests
            .filter(|sum| sum.algorithm == "sha256")
            .map(|sum| Hash { algorithm: "SHA-256".to_owned(), value: sum.value.to_ascii_lowercase() })
            .collect(),
        ..assembly.component(Some(spec.line), purl, origin(remote, source))
    }
}

fn origin(remote: &Remote<'_>, source: &Source<'_>) -> Origin {
    let first = remote.addresses.first().copied();
    match (remote.kind, first) {
        ("GIT", Some(url)) => {
            Origin::Vcs { url: url.to_owned(), revision: remote.revision.map(str::to_owned) }
        }
        ("PATH", Some(path)) => Origin::Path(source.beside(path).unwrap_or_else(|| path.to_owned())),
        (_, Some(address)) if remote.addresses.len() == 1 => source.registries.origin(address),
        // One list for several servers: which gem came from which is not told.
        _ => Origin::Unknown,
    }
}

#[cfg(test)]
mod tests;
