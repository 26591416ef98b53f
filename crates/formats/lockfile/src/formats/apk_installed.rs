//! The database of apk: what is installed on an Alpine, with `etc/apk/world` as what was asked for.

use std::collections::{HashMap, HashSet};

use mainstay_model::{Bom, Component, Graph, NodeId, Origin, Parsed, Problem, Purl, Reference};

use super::distribution::{self, Distribution};
use crate::assembly::Assembly;
use crate::{Format, Notation, Refusal, Source, Support, Tells, folders, license};

pub(crate) const FORMAT: Format = Format {
    id: "apk-installed",
    title: "apk installed database",
    ecosystem: "apk",
    files: &["lib/apk/db/installed"],
    notation: Notation::Text,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: false, hashes: false, origin: false, license: true },
    yields_to: &[],
    read: parse,
};

/// Of those who answer to one name no more are linked than this, or a hostile file could ask for edges without end.
const MAX_PROVIDERS: usize = 64;

/// One package: its one-letter fields; those of files are passed over.
#[derive(Default)]
struct Package<'a> {
    fields: HashMap<u8, &'a str>,
    line: u32,
}

impl<'a> Package<'a> {
    fn get(&self, field: u8) -> Option<&'a str> {
        self.fields.get(&field).copied().filter(|value| !value.is_empty())
    }

    fn words(&self, field: u8) -> impl Iterator<Item = &'a str> {
        self.get(field).unwrap_or_default().split_whitespace()
    }
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let text = source.text()?;
    let packages = packages(text);
    if packages.iter().all(|package| package.get(b'P').is_none()) && !text.trim().is_empty() {
        let message = "there is no `P:` in it".to_owned();
        return Err(Refusal::Syntax { format: "apk database", line: Some(1), message });
    }
    let mut assembly = Assembly::new(source, FORMAT.id, None);
    let at = source.path.rfind("usr/lib/apk/").or_else(|| source.path.rfind("lib/apk/")).unwrap_or_default();
    let distribution = distribution::of(source, &source.path[at..]);
    if distribution.is_none() {
        let message = "os-release is not in the tree: of which distribution these packages are is not known";
        assembly.problem(Problem::warning("distribution-unknown", message));
    }
    let mut installed = Vec::new();
    for package in &packages {
        let found = read(package, distribution.as_ref(), source, &mut assembly);
        installed.extend(found.map(|found| (assembly.add(found), package)));
    }
    let known = providers(&installed);
    relate(&installed, &known, &mut assembly);
    let world = folders::within(source.path[..at].trim_end_matches('/'), "etc/apk/world");
    for asked in source
        .tree
        .read(&world)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .iter()
        .flat_map(|t| t.split_whitespace())
    {
        known.get(bare(asked)).into_iter().flatten().for_each(|&id| assembly.names(id, None));
    }
    assembly.finish()
}

fn packages(text: &str) -> Vec<Package<'_>> {
    let mut packages = Vec::new();
    let mut open = Package::default();
    for (index, line) in text.lines().enumerate() {
        match line.as_bytes() {
            [] if open.fields.is_empty() => {}
            [] => packages.push(std::mem::take(&mut open)),
            // From the first folder on there are only files.
            [field, b':', ..] if !matches!(field, b'F' | b'M' | b'R' | b'a' | b'Z') => {
                if open.fields.is_empty() {
                    open.line = u32::try_from(index + 1).unwrap_or(u32::MAX);
                }
                open.fields.insert(*field, line[2..].trim());
            }
            _ => {}
        }
    }
    if !open.fields.is_empty() {
        packages.push(open);
    }
    packages
}

fn read(
    package: &Package<'_>,
    distribution: Option<&Distribution>,
    source: &Source<'_>,
    assembly: &mut Assembly<'_>,
) -> Option<Component> {
    let place = |problem: Problem| problem.at_line(u64::from(package.line));
    let Some(name) = package.get(b'P') else {
        assembly.problem(place(Problem::warning("entry-unread", "a package without a name is left out")));
        return None;
    };
    let version = package.get(b'V');
    let line = Some(package.line);
    let locations = vec![mainstay_model::Location { path: source.path.to_owned(), line }];
    let found = match distribution {
        Some(distribution) => {
            let purl = Purl::new("apk", Some(&distribution.id), name, version)
                .and_then(|purl| purl.with_qualifier("arch", package.get(b'A').unwrap_or_default()))
                .and_then(|purl| purl.with_qualifier("distro", &distribution.release));
            assembly.component(line, purl, Origin::Unknown)
        }
        // A purl of this type starts with the distribution.
        None => Component { locations, ..Component::default() },
    };
    // The checksum is of the package's control part, not of the package.
    let properties = [("origin", b'o'), ("checksum", b'C'), ("commit", b'c')];
    let property = |(key, field): (&str, u8)| Some((format!("apk:{key}"), package.get(field)?.to_owned()));
    Some(Component {
        reference: name.to_owned(),
        name: name.to_owned(),
        version: version.map(str::to_owned),
        graph: Graph::Complete,
        licenses: license::claims(package.get(b'L').unwrap_or_default()),
        description: package.get(b'T').map(str::to_owned),
        references: package.get(b'U').map(|url| Reference::new("website", url)).into_iter().collect(),
        properties: properties.into_iter().filter_map(property).collect(),
        ..found
    })
}

/// Every name that installed packages answer to: `so:libc.so.1`, `cmd:sh`, `pc:zlib`, ...
fn providers<'a>(installed: &[(NodeId, &Package<'a>)]) -> HashMap<&'a str, Vec<NodeId>> {
    let mut known: HashMap<&str, Vec<NodeId>> = HashMap::new();
    for &(id, package) in installed {
        for name in package.get(b'P').into_iter().chain(package.words(b'p').map(bare)) {
            let found = known.entry(name).or_default();
            if found.len() < MAX_PROVIDERS {
                found.push(id);
            }
        }
    }
    known
}

fn relate(
    installed: &[(NodeId, &Package<'_>)],
    known: &HashMap<&str, Vec<NodeId>>,
    assembly: &mut Assembly<'_>,
) {
    for &(from, package) in installed {
        let mut told = HashSet::new();
        // An exclamation mark says what must not be there.
        for needed in package.words(b'D').filter(|word| !word.starts_with('!')).map(bare) {
            match known.get(needed) {
                Some(found) => {
                    found.iter().filter(|&&to| to != from).for_each(|&to| assembly.needs(from, to, None))
                }
                None if told.insert(needed) => {
                    assembly.incomplete(from);
                    let name = assembly.bom.component(from).name.clone();
                    let message = format!("{name} needs {needed}, which is not installed");
                    let problem = Problem::note("dependency-missing", message);
                    assembly.problem(problem.at_line(u64::from(package.line)));
                }
                None => {}
            }
        }
    }
}

/// A name without its version.
fn bare(text: &str) -> &str {
    text.split(['=', '<', '>', '~', '@']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use mainstay_model::{Directness, LicenseValue};

    use crate::Refusal;
    use crate::testing::{Files, codes, edges, find, labels, parse_in, standing, try_parse};

    const INSTALLED: &str = "C:Q1abc=
P:musl
V:1.2.5-r0
A:x86_64
T:the musl c library
L:MIT
o:musl
p:so:libc.musl-x86_64.so.1=1
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1xyz=

P:busybox
V:1.36-r1
L:GPL-2.0-only
D:so:libc.musl-x86_64.so.1 !old gone>=1
";

    #[test]
    fn edges_go_through_what_is_provided_and_the_world_is_direct() {
        let files = [
            ("lib/apk/db/installed", INSTALLED),
            ("etc/apk/world", "busybox>1\n"),
            ("usr/lib/os-release", "ID=alpine\nVERSION_ID=3.20.1\n"),
        ];
        let parsed = parse_in(&files, "lib/apk/db/installed");
        let bom = &parsed.value;
        assert_eq!(labels(bom), ["musl@1.2.5-r0", "busybox@1.36-r1"]);
        assert_eq!(edges(bom), ["busybox@1.36-r1 -> musl@1.2.5-r0"]);
        assert_eq!(standing(bom, "busybox").1, Directness::Direct);
        assert_eq!(standing(bom, "musl").1, Directness::Transitive);
        let musl = find(bom, "musl");
        let purl = musl.purl.as_ref().unwrap();
        assert_eq!(purl.to_string(), "pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20.1");
        assert_eq!(musl.licenses[0].value, LicenseValue::Expression("MIT".into()));
        assert_eq!(find(bom, "busybox").locations[0].line, Some(14));
        assert_eq!(codes(&parsed), ["dependency-missing"]);
    }

    #[test]
    fn another_text_is_refused() {
        let files = Files::new(&[("lib/apk/db/installed", "hello")]);
        assert!(matches!(try_parse(&files, "lib/apk/db/installed"), Err(Refusal::Syntax { .. })));
    }
}
