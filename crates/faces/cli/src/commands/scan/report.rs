//! A scan as a table for people and as JSON for scripts.

use std::fmt::Write;

use mainstay_model::{Component, Directness, Hash, NodeId, Origin, Problem, RelationKind, Scope};
use mainstay_office::scan::{Coverage, Scan};
use serde::Serialize;

use crate::output;

/// The stable JSON shape of `mainstay scan`.
#[derive(Serialize)]
struct Shape<'a> {
    coverage: &'a Coverage,
    components: Vec<Item<'a>>,
    edges: Vec<[String; 2]>,
    /// The same edges in the same order, by the ids of the components.
    edge_ids: Vec<[NodeId; 2]>,
    problems: &'a [Problem],
}

#[derive(Serialize)]
struct Item<'a> {
    /// Told apart by it within this output: a project and the package that it publishes share a purl.
    id: NodeId,
    purl: Option<String>,
    group: Option<&'a str>,
    name: &'a str,
    version: Option<&'a str>,
    version_range: Option<&'a str>,
    scope: Option<Scope>,
    direct: Option<bool>,
    origin: Option<Place<'a>>,
    hashes: &'a [Hash],
    licenses: Vec<&'a str>,
    first_party: bool,
    locations: Vec<&'a str>,
}

/// Where a component comes from.
#[derive(Serialize)]
struct Place<'a> {
    /// `public`, `registry`, `vcs`, `download` or `path`.
    kind: &'static str,
    address: Option<&'a str>,
    revision: Option<&'a str>,
    /// Whether it is configured as the organization's own.
    private: bool,
}

impl<'a> Place<'a> {
    /// `None` when no file tells it.
    fn of(component: &'a Component) -> Option<Self> {
        let (kind, address, revision) = match &component.origin {
            Origin::Unknown => return None,
            Origin::Public => ("public", None, None),
            Origin::Registry(address) => ("registry", Some(address), None),
            Origin::Vcs { url, revision } => ("vcs", Some(url), revision.as_deref()),
            Origin::Download(address) => ("download", Some(address), None),
            Origin::Path(path) => ("path", Some(path), None),
        };
        let address = address.map(String::as_str);
        Some(Self { kind, address, revision, private: component.private_origin })
    }

    /// One word for a cell.
    fn word(&self) -> &'static str {
        if self.private { "private" } else { self.kind }
    }
}

/// The scan as JSON: `coverage`, `components`, `edges` between purls (names where there is none), `edge_ids` between
/// components, and `problems`.
pub(super) fn json(scan: &Scan) -> anyhow::Result<Vec<u8>> {
    let edges = scan.bom.dependencies().map(|(from, to)| [identity(scan, from), identity(scan, to)]);
    let shape = Shape {
        coverage: &scan.coverage,
        components: (0..).map(NodeId).zip(&scan.bom.components).map(|(id, one)| item(id, one)).collect(),
        edges: edges.collect(),
        edge_ids: scan.bom.dependencies().map(|(from, to)| [from, to]).collect(),
        problems: &scan.problems,
    };
    let mut bytes = serde_json::to_vec(&shape)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn item(id: NodeId, component: &Component) -> Item<'_> {
    Item {
        id,
        purl: component.purl.as_ref().map(ToString::to_string),
        group: component.group.as_deref(),
        name: &component.name,
        version: component.version.as_deref(),
        version_range: component.version_range.as_deref(),
        scope: component.scope,
        direct: direct(component),
        origin: Place::of(component),
        hashes: &component.hashes,
        licenses: component.licenses.iter().map(|claim| claim.value.as_str()).collect(),
        first_party: component.first_party,
        locations: component.locations.iter().map(|location| location.path.as_str()).collect(),
    }
}

fn identity(scan: &Scan, id: NodeId) -> String {
    let component = scan.bom.component(id);
    component.purl.as_ref().map_or_else(|| component.name.clone(), ToString::to_string)
}

fn direct(component: &Component) -> Option<bool> {
    match component.directness {
        Directness::Unknown => None,
        Directness::Direct => Some(true),
        Directness::Transitive => Some(false),
    }
}

/// The scan as a table of third-party components with a summary below.
pub(super) fn table(scan: &Scan) -> Vec<u8> {
    let mut rows: Vec<Vec<String>> =
        scan.bom.components.iter().filter(|component| !component.first_party).map(row).collect();
    rows.sort_unstable();
    let mut text = String::new();
    if !rows.is_empty() {
        text.push_str(&output::columns(
            &["Type", "Component", "Version", "Direct", "Scope", "Origin", "License"],
            &rows,
        ));
        text.push('\n');
    }
    summary(scan, &mut text).expect("writing to a string does not fail");
    text.into_bytes()
}

fn row(component: &Component) -> Vec<String> {
    let name = match &component.group {
        Some(group) => format!("{group}/{}", component.name),
        None => component.name.clone(),
    };
    let version = match (&component.version, &component.version_range) {
        (Some(version), _) => version.clone(),
        (None, Some(range)) => format!("? {range}"),
        (None, None) => "?".to_owned(),
    };
    let licenses: Vec<&str> = component.licenses.iter().map(|claim| claim.value.as_str()).collect();
    vec![
        component.purl.as_ref().map_or("?", |purl| purl.kind()).to_owned(),
        name,
        version,
        direct(component).map_or("?", |direct| if direct { "yes" } else { "no" }).to_owned(),
        component.scope.map_or_else(|| "?".to_owned(), |scope| format!("{scope:?}").to_lowercase()),
        Place::of(component).map_or("?", |place| place.word()).to_owned(),
        if licenses.is_empty() { "?".to_owned() } else { licenses.join(", ") },
    ]
}

/// The first few of several paths.
fn named(count: u64, paths: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = paths[..paths.len().min(SHOWN)].join(", ");
    if count > SHOWN as u64 { format!("{shown}, ...") } else { shown }
}

/// What was looked at, and what is not known.
fn summary(scan: &Scan, text: &mut String) -> std::fmt::Result {
    let coverage = &scan.coverage;
    let edges = scan.bom.relations.iter().filter(|relation| relation.kind == RelationKind::DependsOn).count();
    let formats: Vec<String> = coverage.formats.iter().map(|(id, count)| format!("{count} {id}")).collect();
    writeln!(
        text,
        "{} components and {edges} edges from {} of {} lockfiles and manifests ({}) among {} files",
        coverage.components,
        coverage.parsed,
        coverage.parsed + coverage.failed,
        if formats.is_empty() { "none".to_owned() } else { formats.join(", ") },
        coverage.files_seen,
    )?;
    let unknown = [
        (coverage.without_version, "without version"),
        (coverage.without_license, "without license"),
        (coverage.without_scope, "without scope"),
        (coverage.without_directness, "not known to be direct or transitive"),
    ];
    let unknown: Vec<String> = unknown
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if !unknown.is_empty() {
        writeln!(text, "Not known: {}", unknown.join(", "))?;
    }
    if coverage.without_lockfile > 0 {
        let count = coverage.without_lockfile;
        writeln!(text, "Not known: what {count} manifests without a lockfile stand for, named below")?;
    }
    if coverage.test_data_without_lockfile > 0 {
        let count = coverage.test_data_without_lockfile;
        writeln!(text, "Not counted: {count} manifests without a lockfile among the data of tests")?;
    }
    if coverage.vendored_not_read > 0 {
        writeln!(
            text,
            "Not read: {} lockfiles in vendored folders (--vendored reads them)",
            coverage.vendored_not_read
        )?;
    }
    if coverage.vendored_folders > 0 {
        let named = named(coverage.vendored_folders, &coverage.vendored);
        writeln!(text, "Vendored: {} folders ({named})", coverage.vendored_folders)?;
    }
    if coverage.installed_folders > 0 {
        let named = named(coverage.installed_folders, &coverage.installed);
        let count = coverage.installed_folders;
        writeln!(text, "Not entered: {count} folders of installed packages and builds ({named})")?;
    }
    if coverage.links_not_followed > 0 {
        let count = coverage.links_not_followed;
        writeln!(text, "Not followed: {count} links that lead out of the tree or into installed packages")?;
    }
    if coverage.stopped {
        writeln!(text, "Not looked at: all files after the first {} (--max-files)", coverage.files_seen)?;
    }
    if coverage.unreadable > 0 {
        writeln!(text, "Not looked at: {} files and folders, named below", coverage.unreadable)?;
    }
    for problem in &scan.problems {
        writeln!(text, "{}", output::problem(problem))?;
    }
    Ok(())
}
