//! composer.lock: what Composer resolved, in two lists: for running and for developing.
//!
//! What the project names itself is in the composer.json beside it.

use std::collections::{HashMap, HashSet};

use mainstay_model::{
    Bom, Component, ComponentKind, Graph, Hash, LicenseClaim, Location, NodeId, Origin, Parsed, Problem,
    Purl, Reference, Scope,
};
use serde::Deserialize;

use crate::assembly::Assembly;
use crate::shape::{Shape, Shaped, Sort};
use crate::text::{Entries, Items, Lines, Table, Text};
use crate::{Format, Notation, Refusal, Source, Support, Tells, decode, license};

pub(crate) const FORMAT: Format = Format {
    id: "composer-lock",
    title: "composer.lock",
    ecosystem: "composer",
    files: &["composer.lock"],
    notation: Notation::Json,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: true, hashes: true, origin: true, license: true },
    yields_to: &[],
    read: parse,
};

/// Of those who answer to one name no more are linked than this, or a hostile file could ask for edges without end.
const MAX_PROVIDERS: usize = 64;

/// What mends a file that does not list everything.
const REMEDY: &str = "run `composer update --lock` to mend it";

#[derive(Deserialize)]
struct Lock<'a> {
    #[serde(borrow, default)]
    packages: Shaped<Items<Package<'a>>>,
    #[serde(borrow, default, rename = "packages-dev")]
    develop: Shaped<Items<Package<'a>>>,
    #[serde(borrow, default)]
    platform: Entries<'a, Text<'a>>,
    #[serde(borrow, default, rename = "platform-dev")]
    platform_develop: Entries<'a, Text<'a>>,
    #[serde(borrow, default, rename = "plugin-api-version")]
    version: Text<'a>,
}

#[derive(Deserialize)]
struct Package<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    source: Table<Address<'a>>,
    #[serde(borrow, default)]
    dist: Table<Address<'a>>,
    #[serde(borrow, default)]
    require: Entries<'a, Text<'a>>,
    #[serde(borrow, default)]
    replace: Entries<'a, Text<'a>>,
    #[serde(borrow, default)]
    provide: Entries<'a, Text<'a>>,
    #[serde(borrow, default)]
    license: Items<Text<'a>>,
    #[serde(borrow, default)]
    description: Text<'a>,
    #[serde(borrow, default)]
    homepage: Text<'a>,
    #[serde(borrow, default, rename = "notification-url")]
    notification: Text<'a>,
}

#[derive(Deserialize)]
struct Address<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow, default)]
    url: Text<'a>,
    #[serde(borrow, default)]
    reference: Text<'a>,
    #[serde(borrow, default)]
    shasum: Text<'a>,
}

#[derive(Deserialize)]
struct Manifest<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    license: Items<Text<'a>>,
    #[serde(borrow, default)]
    require: Entries<'a, Text<'a>>,
    #[serde(borrow, default, rename = "require-dev")]
    develop: Entries<'a, Text<'a>>,
    #[serde(borrow, default)]
    replace: Entries<'a, Text<'a>>,
    #[serde(borrow, default)]
    provide: Entries<'a, Text<'a>>,
}

impl Manifest<'_> {
    /// The names, in lower case, that the project itself answers to, so that nothing is locked for them.
    fn stands_for(&self) -> HashSet<String> {
        let others = self.replace.iter().chain(self.provide.iter()).map(|(name, _)| name);
        others.chain([&self.name]).map(|name| name.to_lowercase()).collect()
    }
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let lock: Lock<'_> = decode::json(source)?;
    let lines = Lines::new(source.text()?);
    let mut assembly = Assembly::new(source, FORMAT.id, Some(&*lock.version));
    Shape::new("composer.lock", REMEDY)
        .wants("packages", lock.packages.sort, Sort::List)
        .wants("packages-dev", lock.develop.sort, Sort::List)
        .check(&mut assembly)?;
    let mut nodes = Vec::new();
    let develop = lock.develop.iter().map(|package| (package, Scope::Development));
    for (package, scope) in lock.packages.iter().map(|package| (package, Scope::Runtime)).chain(develop) {
        if package.name.is_empty() {
            assembly.problem(Problem::warning("entry-unread", "a package has no name and is left out"));
            continue;
        }
        let found = Component { scope: Some(scope), ..read(package, source, &lines, &mut assembly) };
        nodes.push((package, assembly.list(found)));
    }
    platforms(&lock, source, &lines, &mut assembly);
    let known = providers(&nodes);
    let path = source.beside("composer.json").unwrap_or_default();
    let bytes = source.tree.read(&path).map(|bytes| assembly.manifest(&path, Notation::Json, bytes));
    let beside = bytes.as_ref().map(|bytes| Source { path: &path, bytes, ..*source });
    let manifest = beside.as_ref().and_then(|beside| {
        decode::json::<Manifest<'_>>(beside).map_err(|refusal| assembly.manifest_unread(&path, refusal)).ok()
    });
    let own = manifest.as_ref().map(Manifest::stands_for).unwrap_or_default();
    for &(package, from) in &nodes {
        for (needed, _) in package.require.iter().filter(|(needed, _)| !is_platform(needed)) {
            let name = needed.to_lowercase();
            match known.get(&name) {
                Some(found) => found.iter().for_each(|&to| assembly.needs(from, to, None)),
                None if own.contains(&name) => {}
                None => assembly.missing(lines.of(needed), (from, &package.name), needed, REMEDY),
            }
        }
    }
    match &manifest {
        Some(manifest) => project((manifest, &path), source, &known, &own, &mut assembly),
        None => {
            let message =
                "no readable composer.json beside: which packages the project names itself is not known";
            assembly.problem(Problem::note("manifest-missing", message));
        }
    }
    assembly.finish()
}

fn read(
    package: &Package<'_>,
    source: &Source<'_>,
    lines: &Lines<'_>,
    assembly: &mut Assembly<'_>,
) -> Component {
    let version = Some(&*package.version).filter(|version| !version.is_empty());
    let (group, name) = vendor(&package.name);
    let purl = Purl::new("composer", group, name, version);
    let origin = origin(package, source);
    let first_party = matches!(origin, Origin::Path(_));
    let shasum = package.dist.0.as_ref().map(|dist| &*dist.shasum).filter(|text| text.len() == 40);
    let text = |text: &Text<'_>| Some(text.to_string()).filter(|text| !text.is_empty());
    Component {
        reference: package.name.to_string(),
        name: name.to_owned(),
        group: group.map(str::to_owned),
        version: version.map(str::to_owned),
        graph: Graph::Complete,
        first_party,
        hashes: shasum
            .map(|value| Hash { algorithm: "SHA-1".to_owned(), value: value.to_ascii_lowercase() })
            .into_iter()
            .collect(),
        licenses: licenses(&package.license),
        description: text(&package.description),
        references: references(package),
        ..assembly.component(lines.of(&package.name), purl, origin)
    }
}

/// Several licenses in the list are a choice.
fn licenses(list: &[Text<'_>]) -> Vec<LicenseClaim> {
    license::choice(list.iter().map(|text| &**text))
}

fn references(package: &Package<'_>) -> Vec<Reference> {
    let address = |table: &Table<Address<'_>>| table.0.as_ref().map(|address| address.url.to_string());
    let vcs = address(&package.source).map(|url| ("vcs", url));
    let dist = address(&package.dist).map(|url| ("distribution", url));
    let home = Some(("website", package.homepage.to_string()));
    let all = [vcs, dist, home].into_iter().flatten().filter(|(_, url)| !url.is_empty());
    all.map(|(kind, url)| Reference::new(kind, url)).collect()
}

/// A package that came from a Composer repository carries the address which counts its downloads; one that came
/// from version control or from a folder does not.
fn origin(package: &Package<'_>, source: &Source<'_>) -> Origin {
    if !package.notification.is_empty() {
        let address = package.notification.trim_end_matches('/');
        return source.registries.origin(address.strip_suffix("/downloads").unwrap_or(address));
    }
    let filled = |table: &'_ Table<Address<'_>>| {
        let address = table.0.as_ref().filter(|address| !address.url.is_empty())?;
        Some((address.kind.to_string(), address.url.to_string(), address.reference.to_string()))
    };
    if let Some((_, url, _)) = filled(&package.dist).filter(|(kind, ..)| kind == "path") {
        return Origin::Path(source.beside(&url).unwrap_or(url));
    }
    match (filled(&package.source), filled(&package.dist)) {
        (Some((_, url, reference)), _) => {
            Origin::Vcs { url: url.to_string(), revision: Some(reference).filter(|text| !text.is_empty()) }
        }
        (None, Some((_, url, _))) => Origin::Download(url.to_string()),
        (None, None) => Origin::Unknown,
    }
}

/// What PHP itself and its extensions must be: requirements that no package of the file fulfils.
fn platforms(lock: &Lock<'_>, source: &Source<'_>, lines: &Lines<'_>, assembly: &mut Assembly<'_>) {
    let develop = lock.platform_develop.iter().map(|entry| (entry, Scope::Development));
    for ((name, range), scope) in lock.platform.iter().map(|entry| (entry, Scope::Runtime)).chain(develop) {
        assembly.list(Component {
            reference: name.to_string(),
            kind: ComponentKind::Platform,
            name: name.to_string(),
            version_range: Some(range.to_string()),
            scope: Some(scope),
            locations: vec![Location { path: source.path.to_owned(), line: lines.of(name) }],
            ..Component::default()
        });
    }
}

/// Every name that packages answer to: their own, what they replace and what they provide.
fn providers(nodes: &[(&Package<'_>, NodeId)]) -> HashMap<String, Vec<NodeId>> {
    let mut known: HashMap<String, Vec<NodeId>> = HashMap::new();
    for &(package, id) in nodes {
        push(known.entry(package.name.to_lowercase()).or_default(), id);
    }
    let real: HashSet<String> = known.keys().cloned().collect();
    for &(package, id) in nodes {
        for (name, _) in package.replace.iter().chain(package.provide.iter()) {
            let name = name.to_lowercase();
            if !real.contains(&name) {
                push(known.entry(name).or_default(), id);
            }
        }
    }
    known
}

fn push(found: &mut Vec<NodeId>, id: NodeId) {
    if found.len() < MAX_PROVIDERS {
        found.push(id);
    }
}

fn project(
    (manifest, path): (&Manifest<'_>, &str),
    source: &Source<'_>,
    known: &HashMap<String, Vec<NodeId>>,
    own: &HashSet<String>,
    assembly: &mut Assembly<'_>,
) {
    let subject = (!manifest.name.is_empty()).then(|| {
        let (group, name) = vendor(&manifest.name);
        let version = Some(&*manifest.version).filter(|version| !version.is_empty());
        let purl = Purl::new("composer", group, name, version);
        let origin = Origin::Path(source.folder().to_owned());
        let found = assembly.component(None, purl, origin);
        assembly.add(Component {
            reference: String::new(),
            kind: ComponentKind::Application,
            name: name.to_owned(),
            group: group.map(str::to_owned),
            version: version.map(str::to_owned),
            first_party: true,
            licenses: licenses(&manifest.license),
            locations: vec![Location { path: path.to_owned(), line: None }],
            ..found
        })
    });
    let develop = manifest.develop.iter().map(|entry| (entry, Scope::Development));
    for ((name, _), scope) in manifest.require.iter().map(|entry| (entry, Scope::Runtime)).chain(develop) {
        let folded = name.to_lowercase();
        if !own.contains(&folded) && !is_platform(name) && !known.contains_key(&folded) {
            assembly.unlocked(subject, name, path, REMEDY);
        }
        for &id in known.get(&folded).into_iter().flatten() {
            match subject {
                Some(subject) => assembly.needs(subject, id, Some(scope)),
                None => assembly.names(id, Some(scope)),
            }
        }
    }
}

fn vendor(name: &str) -> (Option<&str>, &str) {
    name.split_once('/').map_or((None, name), |(vendor, name)| (Some(vendor), name))
}

fn is_platform(name: &str) -> bool {
    let name = name.to_lowercase();
    !name.contains('/')
        && (matches!(
            name.as_str(),
            "php" | "php-64bit" | "php-ipv6" | "php-zts" | "php-debug" | "hhvm" | "composer"
        ) || ["ext-", "lib-", "composer-"].iter().any(|prefix| name.starts_with(prefix)))
}

#[cfg(test)]
mod tests;
