//! yarn.lock of Yarn 1 (classic) and of Yarn 2 and later (berry).
//!
//! Written by hand: the crate yarn-lock-parser refuses a whole file for one odd line and does not keep what
//! berry tells (checksum, link type, the lines). Classic knows no workspaces and no project: both come from
//! the package.json files. Berry lists workspaces but mixes their development dependencies with the others,
//! so scope comes from the package.json files too. Neither tells which package satisfies a peer dependency.
//! Berry's checksums are digests of Yarn's own archives and therefore properties, not hashes of the package.

mod catalogs;
mod project;
mod redirect;
mod syntax;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use mainstay_model::{Bom, Component, Graph, Hash, Location, NodeId, Origin, Parsed, Problem, Scope};

use self::catalogs::Catalogs;
use self::redirect::Redirects;
use self::syntax::Block;
use crate::assembly::Assembly;
use crate::javascript::{self, Configured, PackageJson, split_descriptor};
use crate::{Format, Notation, Refusal, Source, Support, Tells};

pub(crate) const FORMAT: Format = Format {
    id: "yarn-lock",
    title: "yarn.lock",
    ecosystem: "npm",
    files: &["yarn.lock"],
    notation: Notation::Text,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: true, hashes: true, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

const REMEDY: &str = "run `yarn install` to mend the lockfile";

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let content = source.text()?;
    let text = syntax::read(content);
    let metadata = text.blocks.iter().find(|block| block.heads[0] == "__metadata");
    let berry = metadata.is_some();
    let any = text.blocks.iter().any(|block| !block.field("version").is_empty());
    let nothing = text.blocks.is_empty() && text.odd.is_empty();
    if !berry && !any && !nothing && !content.contains("yarn lockfile") {
        let message = format!("there is no entry with a version; {REMEDY}");
        return Err(Refusal::Syntax { format: "yarn.lock", line: None, message });
    }
    let version = metadata.map_or("1", |block| block.field("version"));
    let mut assembly = Assembly::new(source, FORMAT.id, Some(version));
    report(&text, &mut assembly);
    let mut lock = Lock { configured: Configured::yarnrc(source), ..Lock::default() };
    for block in text.blocks.iter().filter(|block| block.heads[0] != "__metadata") {
        lock.read(block, source, berry, &mut assembly);
    }
    let manifest = PackageJson::read(source.folder(), source, &mut assembly);
    let root = manifest.as_ref().and_then(|manifest| manifest.package(&mut assembly));
    if berry {
        lock.redirects = root.as_ref().map(Redirects::read).unwrap_or_default();
        lock.catalogs = Catalogs::read(source, &mut assembly);
    }
    lock.relate(&mut assembly);
    let untold = match &root {
        Some(root) => project::relate(root, &lock, source, &mut assembly),
        None => project::listed(&lock, &mut assembly),
    };
    catalogs::tell(&untold, &lock, &mut assembly);
    assembly.finish()
}

fn report(text: &syntax::Text<'_>, assembly: &mut Assembly<'_>) {
    for &line in &text.odd {
        assembly.problem_at(
            Some(line),
            Problem::warning("line-unreadable", format!("the line fits nowhere; {REMEDY}")),
        );
    }
}

/// What was read of the file.
#[derive(Default)]
struct Lock<'t> {
    /// The component of each descriptor `name@range`.
    descriptors: HashMap<Cow<'t, str>, NodeId>,
    /// The descriptors that patches are of, in the order of the file.
    patched: Vec<(String, NodeId)>,
    /// The components of each name.
    names: HashMap<String, Vec<NodeId>>,
    /// The workspaces that berry lists: component and folder, relative to the file.
    workspaces: Vec<(NodeId, String)>,
    /// The workspace in the folder of the file.
    root: Option<NodeId>,
    blocks: Vec<(NodeId, &'t Block<'t>)>,
    /// The first block of each component.
    locators: HashMap<NodeId, &'t Block<'t>>,
    same: HashMap<(String, String, Origin), NodeId>,
    configured: Configured,
    /// The `resolutions` of the root, which berry has in effect everywhere.
    redirects: Redirects,
    catalogs: Catalogs,
}

/// What one block says of a package.
struct Identity {
    name: String,
    version: String,
    origin: Origin,
    own: Option<String>,
    patch: Option<String>,
}

impl<'t> Lock<'t> {
    fn read(&mut self, block: &'t Block<'t>, source: &Source<'_>, berry: bool, assembly: &mut Assembly<'_>) {
        let heads: Vec<&str> = if berry {
            block.heads.iter().flat_map(|head| head.split(", ")).collect()
        } else {
            block.heads.iter().map(|head| &**head).collect()
        };
        let identity = if berry {
            berry_identity(block, &self.configured, source)
        } else {
            classic_identity(block, &heads, source)
        };
        let Some(identity) = identity else {
            let message = format!("`{}` names no package with a version; {REMEDY}", heads.join(", "));
            assembly.problem_at(Some(block.line), Problem::warning("entry-unreadable", message));
            return;
        };
        let id = self.add(block, identity, berry, source, assembly);
        for head in heads {
            let range = split_descriptor(head).and_then(|(_, range)| range.strip_prefix("patch:"));
            let inner = range.and_then(|range| range.split('#').next());
            self.patched.extend(inner.map(|inner| (unescaped(inner), id)));
            self.descriptors.insert(Cow::Borrowed(head), id);
        }
        self.locators.entry(id).or_insert(block);
        self.blocks.push((id, block));
    }

    fn add(
        &mut self,
        block: &Block<'_>,
        identity: Identity,
        berry: bool,
        source: &Source<'_>,
        assembly: &mut Assembly<'_>,
    ) -> NodeId {
        let patched = identity.patch.map(|patch| ("yarn:patch".to_owned(), patch));
        let key = (identity.name, identity.version, identity.origin.clone());
        if let Some(&id) = self.same.get(&key) {
            let known = &mut assembly.bom.components[id.index()];
            known.locations.push(Location { path: source.path.to_owned(), line: Some(block.line) });
            known.properties.extend(patched);
            return id;
        }
        let (name, version) = (key.0.as_str(), key.1.as_str());
        let checksum = Some(block.field("checksum")).filter(|text| !text.is_empty());
        let checksum = checksum.map(|text| ("yarn:checksum".to_owned(), text.to_owned()));
        let peers = !block.list("peerDependencies").is_empty();
        let (line, own) = (Some(block.line), identity.own.is_some());
        let component = Component {
            reference: block.heads[0].to_string(),
            graph: if berry && !peers { Graph::Complete } else { Graph::Partial },
            hashes: hashes(block),
            properties: patched.into_iter().chain(checksum).collect(),
            ..javascript::component(name, version, line, identity.origin, own, assembly)
        };
        let id = assembly.add(component);
        self.names.entry(name.to_owned()).or_default().push(id);
        self.root = self.root.or_else(|| identity.own.as_ref().filter(|folder| *folder == ".").map(|_| id));
        self.workspaces.extend(identity.own.map(|folder| (id, folder)));
        self.same.insert(key, id);
        id
    }

    /// The component that a dependency means: as written, or with the protocol that berry leaves out.
    fn find(&self, name: &str, range: &str) -> Option<NodeId> {
        let written = format!("{name}@{range}");
        self.descriptors
            .get(written.as_str())
            .or_else(|| self.descriptors.get(format!("{name}@npm:{range}").as_str()))
            .or_else(|| self.descriptors.get(format!("{name}@{}", range.strip_prefix("npm:")?).as_str()))
            .copied()
    }

    /// The component that a package, by its locator, means with a dependency.
    fn resolve(&self, locator: &str, name: &str, range: &str) -> Option<NodeId> {
        let written = |range: &str, locator: &str| {
            let range = self.catalogs.range(name, range)?;
            let bound = || self.descriptors.get(redirect::bound(name, range, locator).as_str()).copied();
            self.find(name, range).or_else(bound)
        };
        let root = || self.root.map_or("", |id| self.locator(id));
        let redirect = self.redirects.of(locator, name, range);
        redirect.and_then(|range| written(range, root())).or_else(|| written(range, locator))
    }

    /// What berry calls a component.
    fn locator(&self, id: NodeId) -> &str {
        self.locators.get(&id).map_or("", |block| block.field("resolution"))
    }

    /// A patched package stands for the one that it patches, where only the patched one is listed: the first of several.
    fn unpatched(&mut self) {
        for (descriptor, id) in std::mem::take(&mut self.patched) {
            self.descriptors.entry(Cow::Owned(descriptor)).or_insert(id);
        }
    }

    fn relate(&mut self, assembly: &mut Assembly<'_>) {
        self.unpatched();
        for &(from, block) in &self.blocks {
            // What a workspace needs is told with its package.json.
            if assembly.bom.component(from).first_party {
                continue;
            }
            let optional: HashSet<&str> = block
                .deep
                .iter()
                .filter(|[list, _, key, value]| {
                    list == "dependenciesMeta" && key == "optional" && value == "true"
                })
                .map(|[_, entry, _, _]| &**entry)
                .collect();
            for (list, scope) in [("dependencies", None), ("optionalDependencies", Some(Scope::Optional))] {
                for (name, range) in block.list(list) {
                    let scope = if optional.contains(&**name) { Some(Scope::Optional) } else { scope };
                    match self.resolve(block.field("resolution"), name, range) {
                        Some(to) if to == from => {}
                        Some(to) => assembly.needs(from, to, scope),
                        None if scope.is_some() => {}
                        None => assembly.missing(
                            Some(block.line),
                            (from, &block.heads[0]),
                            &format!("{name}@{range}"),
                            REMEDY,
                        ),
                    }
                }
            }
        }
    }
}

fn classic_identity(block: &Block<'_>, heads: &[&str], source: &Source<'_>) -> Option<Identity> {
    let (name, range) = split_descriptor(heads.first()?)?;
    let alias = range.strip_prefix("npm:").and_then(split_descriptor);
    let name = alias.map_or(name, |(real, _)| real);
    let resolved = block.field("resolved");
    let address = if resolved.is_empty() { range } else { resolved };
    let address =
        if sha1(address).is_some() { address.split('#').next().unwrap_or(address) } else { address };
    let version = block.field("version");
    (!version.is_empty()).then(|| Identity {
        name: name.to_owned(),
        version: version.to_owned(),
        origin: javascript::origin(source, name, address),
        own: None,
        patch: None,
    })
}

/// Berry names what it took in `resolution`: `name@protocol:reference::parameters`.
fn berry_identity(block: &Block<'_>, configured: &Configured, source: &Source<'_>) -> Option<Identity> {
    let (name, reference) = split_descriptor(block.field("resolution"))?;
    let reference = match reference.strip_prefix("virtual:").and_then(|rest| rest.split_once('#')) {
        Some((_, reference)) => reference,
        None => reference,
    };
    let (reference, parameters) = reference.split_once("::").unwrap_or((reference, ""));
    let mut identity = Identity {
        name: name.to_owned(),
        version: block.field("version").to_owned(),
        origin: Origin::Unknown,
        own: None,
        patch: None,
    };
    if identity.version.is_empty() {
        return None;
    }
    if let Some(folder) = reference.strip_prefix("workspace:") {
        identity.origin = Origin::Path(source.beside(folder).unwrap_or_else(|| folder.to_owned()));
        identity.own = Some(folder.to_owned());
        identity.version.clear();
    } else if let Some(patch) = reference.strip_prefix("patch:") {
        identity.patch = Some(patch.to_owned());
        identity.origin = patched(patch, name, configured, source);
    } else if reference.starts_with("npm:") {
        let archive = parameters.split('&').find_map(|pair| pair.strip_prefix("__archiveUrl="));
        identity.origin = match archive {
            Some(archive) => javascript::origin(source, name, &unescaped(archive)),
            None => configured.origin(source, name),
        };
    } else if let Some(path) = javascript::path(reference) {
        let path = from_asking(path, parameters);
        identity.origin = Origin::Path(source.beside(&path).unwrap_or_else(|| path.clone()));
        if !reference.starts_with("file:") {
            identity.own = Some(path);
            // What stands for a version where the folder has none.
            if identity.version == "0.0.0-use.local" {
                identity.version.clear();
            }
        }
    } else {
        identity.origin = javascript::origin(source, name, &reference.replace("#commit:", "#commit="));
    }
    Some(identity)
}

/// A path relative to the file: berry binds it to the workspace that asks, in whose folder it starts.
fn from_asking(path: &str, parameters: &str) -> String {
    let locator = parameters.split('&').find_map(|pair| pair.strip_prefix("locator=")).map(unescaped);
    let folder =
        locator.as_deref().and_then(|locator| locator.split_once("@workspace:")).map(|(_, folder)| folder);
    // One that leads out of the root is told from there as well.
    let parts: Vec<&str> = folder.into_iter().chain([path]).flat_map(|text| text.split('/')).collect();
    let mut found: Vec<&str> = Vec::new();
    for part in parts.into_iter().filter(|part| !matches!(*part, "" | ".")) {
        match (part, found.last()) {
            ("..", Some(last)) if *last != ".." => {
                found.pop();
            }
            _ => found.push(part),
        }
    }
    if path.starts_with('/') { path.to_owned() } else { found.join("/") }
}

/// Where the package under a patch comes from: `name@npm%3A1.0.0#path of the patch`.
fn patched(patch: &str, name: &str, configured: &Configured, source: &Source<'_>) -> Origin {
    let inner = unescaped(patch.split('#').next().unwrap_or(patch));
    match split_descriptor(&inner) {
        Some((_, reference)) if !reference.starts_with("npm:") => javascript::origin(source, name, reference),
        _ => configured.origin(source, name),
    }
}

/// What berry escapes within a descriptor.
fn unescaped(text: &str) -> String {
    text.replace("%3A", ":").replace("%40", "@").replace("%2F", "/")
}

fn hashes(block: &Block<'_>) -> Vec<Hash> {
    let mut hashes = javascript::hashes(block.field("integrity"));
    let sha1 = sha1(block.field("resolved")).map(str::to_ascii_lowercase);
    let sha1 = sha1.map(|value| Hash { algorithm: "SHA-1".into(), value });
    hashes.extend(sha1.filter(|hash| !hashes.contains(hash)));
    hashes
}

/// Classic appends the digest of a tarball to its address; after a repository stands a commit instead.
fn sha1(resolved: &str) -> Option<&str> {
    let (address, digest) = resolved.split_once('#')?;
    let fetched = address.starts_with("https://") || address.starts_with("http://");
    let tarball = if fetched {
        javascript::repository(address).is_none()
    } else {
        address.ends_with(".tgz") || address.ends_with(".tar.gz")
    };
    (tarball && digest.len() == 40 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(digest)
}

#[cfg(test)]
mod tests;
