//! stack.yaml.lock: the packages that a Stack project takes from elsewhere than its snapshot.

use std::borrow::Cow;

use mainstay_model::{Bom, Component, ComponentKind, Location, Origin, Parsed, Problem, Purl};
use serde::Deserialize;

use crate::assembly::Assembly;
use crate::shape::{Shape, Shaped, Sort};
use crate::text::{Items, Lines, Table, Text};
use crate::{Format, Notation, Refusal, Source, Support, Tells, decode};

pub(crate) const FORMAT: Format = Format {
    id: "stack-lock",
    title: "stack.yaml.lock",
    ecosystem: "hackage",
    files: &["stack.yaml.lock", "stack-*.yaml.lock"],
    notation: Notation::Yaml,
    support: Support::Partial(
        "what a snapshot brings is not written in the file; the snapshot itself is listed",
    ),
    tells: Tells { edges: false, direct: false, scope: false, hashes: false, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

#[derive(Deserialize)]
struct Lock<'a> {
    #[serde(borrow, default)]
    packages: Shaped<Items<Pair<'a>>>,
    #[serde(borrow, default)]
    snapshots: Shaped<Items<Pair<'a>>>,
}

#[derive(Deserialize)]
struct Pair<'a> {
    #[serde(borrow, default)]
    completed: Table<Completed<'a>>,
}

#[derive(Deserialize)]
struct Completed<'a> {
    #[serde(borrow, default)]
    hackage: Text<'a>,
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    git: Text<'a>,
    #[serde(borrow, default)]
    hg: Text<'a>,
    #[serde(borrow, default)]
    commit: Text<'a>,
    #[serde(borrow, default)]
    url: Text<'a>,
    #[serde(borrow, default)]
    sha256: Text<'a>,
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let lock: Lock<'_> = decode::yaml(source)?;
    let lines = Lines::new(source.text()?);
    let mut assembly = Assembly::new(source, FORMAT.id, None);
    Shape::new("stack.yaml.lock", "run `stack build --dry-run` to write it anew")
        .wants("packages", lock.packages.sort, Sort::List)
        .wants("snapshots", lock.snapshots.sort, Sort::List)
        .check(&mut assembly)?;
    for package in lock.packages.iter().filter_map(|pair| pair.completed.0.as_ref()) {
        let found = if package.hackage.is_empty() {
            elsewhere(package, &lines, &mut assembly)
        } else {
            hackage(&package.hackage, &lines, &mut assembly)
        };
        if let Some(found) = found {
            assembly.list(found);
        }
    }
    for snapshot in lock.snapshots.iter().filter_map(|pair| pair.completed.0.as_ref()) {
        let name = snapshot_name(&snapshot.url);
        assembly.list(Component {
            kind: ComponentKind::Platform,
            origin: Origin::Download(snapshot.url.to_string()),
            hashes: digest(&snapshot.sha256),
            locations: vec![Location { path: source.path.to_owned(), line: lines.of(&snapshot.url) }],
            ..Component::named(&*name, None)
        });
        let message =
            format!("the packages that come from the snapshot {} are not in the file", &*snapshot.url);
        assembly.problem(Problem::note("snapshot-not-read", message));
    }
    assembly.finish()
}

/// What people call a snapshot: `.../lts/20/26.yaml` is `lts-20.26`, `.../nightly/2024/5/1.yaml` is `nightly-2024-05-01`.
fn snapshot_name(url: &str) -> Cow<'_, str> {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let parts: Vec<&str> = path.trim_end_matches(".yaml").split('/').collect();
    match parts[..] {
        [.., "lts", major, minor] => Cow::Owned(format!("lts-{major}.{minor}")),
        [.., "nightly", year, month, day] => Cow::Owned(format!("nightly-{year}-{month:0>2}-{day:0>2}")),
        [.., last] if last.contains(char::is_alphabetic) => Cow::Borrowed(last),
        _ => Cow::Borrowed(url),
    }
}

/// `name-version@sha256:digest of its description,size`, or `name-version@rev:n`.
fn hackage(text: &str, lines: &Lines<'_>, assembly: &mut Assembly<'_>) -> Option<Component> {
    let (package, revision) = text.split_once('@').unwrap_or((text, ""));
    let Some((name, version)) = package.rsplit_once('-').filter(|(name, _)| !name.is_empty()) else {
        assembly.problem(Problem::warning(
            "entry-unread",
            format!("`{text}` is not `name-version` and is left out"),
        ));
        return None;
    };
    let purl = Purl::new("hackage", None, name, Some(version));
    // Packages by name come from Hackage; a mirror is named in the user's own settings.
    let found = assembly.component(lines.of(text), purl, Origin::Unknown);
    let revision = (!revision.is_empty()).then(|| ("hackage:revision".to_owned(), revision.to_owned()));
    Some(Component {
        reference: package.to_owned(),
        name: name.to_owned(),
        version: Some(version.to_owned()),
        properties: revision.into_iter().collect(),
        ..found
    })
}

fn elsewhere(package: &Completed<'_>, lines: &Lines<'_>, assembly: &mut Assembly<'_>) -> Option<Component> {
    let address = [&package.git, &package.hg].into_iter().find(|address| !address.is_empty());
    let origin = match address {
        Some(url) => Origin::Vcs { url: url.to_string(), revision: Some(package.commit.to_string()) },
        None if !package.url.is_empty() => Origin::Download(package.url.to_string()),
        None => Origin::Unknown,
    };
    if package.name.is_empty() {
        assembly.problem(Problem::warning("entry-unread", "a package without a name is left out"));
        return None;
    }
    let version = Some(&*package.version).filter(|version| !version.is_empty());
    let purl = Purl::new("hackage", None, &package.name, version);
    Some(Component {
        reference: package.name.to_string(),
        name: package.name.to_string(),
        version: version.map(str::to_owned),
        hashes: digest(&package.sha256),
        ..assembly.component(lines.of(&package.name), purl, origin)
    })
}

fn digest(text: &str) -> Vec<mainstay_model::Hash> {
    let valid = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let hash = || mainstay_model::Hash { algorithm: "SHA-256".to_owned(), value: text.to_ascii_lowercase() };
    valid.then(hash).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use mainstay_model::Origin;

    use crate::testing::{codes, find, labels, parse};

    #[test]
    fn packages_of_every_source_and_the_snapshot_are_listed() {
        let text = "packages:
- completed:
    hackage: lens-aeson-1.1.3@sha256:52c8,1764
    pantry-tree: {size: 541, sha256: b31}
  original: {hackage: lens-aeson-1.1.3}
- completed:
    name: forked
    version: 0.2.0
    git: https://git.example/forked
    commit: abc
- completed:
    name: packed
    version: 1.0.0
    url: https://files.example/packed.tar.gz
    sha256: 000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f
- completed: {hackage: odd}
snapshots:
- completed:
    size: 1
    url: https://snapshots.example/lts/20/1.yaml
    sha256: b73
";
        let parsed = parse("stack.yaml.lock", text);
        let bom = &parsed.value;
        assert_eq!(labels(bom), ["lens-aeson@1.1.3", "forked@0.2.0", "packed@1.0.0", "lts-20.1"]);
        let vcs = Origin::Vcs { url: "https://git.example/forked".into(), revision: Some("abc".into()) };
        assert_eq!(find(bom, "forked").origin, vcs);
        assert_eq!((find(bom, "packed").hashes.len(), find(bom, "lens-aeson").hashes.len()), (1, 0));
        assert_eq!(find(bom, "lens-aeson").locations[0].line, Some(3));
        assert_eq!(codes(&parsed), ["entry-unread", "snapshot-not-read"]);
    }
}
