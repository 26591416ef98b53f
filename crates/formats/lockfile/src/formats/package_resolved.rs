//! Package.resolved, versions 1 to 3: what the Swift package manager pinned. Edges are not told.

use mainstay_model::{Bom, Component, Origin, Parsed, Purl};
use serde::Deserialize;

use crate::assembly::Assembly;
use crate::shape::{Shape, Shaped, Sort};
use crate::text::{Items, Lines, Table, Text};
use crate::{Format, Notation, Refusal, Source, Support, Tells, decode};

pub(crate) const FORMAT: Format = Format {
    id: "swift-package-resolved",
    title: "Package.resolved",
    ecosystem: "swift",
    files: &["Package.resolved", ".package.resolved"],
    notation: Notation::Json,
    support: Support::Full,
    tells: Tells { edges: false, direct: false, scope: false, hashes: false, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

#[derive(Deserialize)]
struct Resolved<'a> {
    #[serde(default)]
    version: u32,
    #[serde(borrow, default)]
    pins: Shaped<Items<Pin<'a>>>,
    #[serde(borrow, default)]
    object: Shaped<Table<Object<'a>>>,
}

/// What stands around the pins in version 1.
#[derive(Deserialize)]
struct Object<'a> {
    #[serde(borrow, default)]
    pins: Items<Pin<'a>>,
}

#[derive(Deserialize)]
struct Pin<'a> {
    #[serde(borrow, default, alias = "package")]
    identity: Text<'a>,
    #[serde(borrow, default)]
    kind: Text<'a>,
    #[serde(borrow, default, alias = "repositoryURL")]
    location: Text<'a>,
    #[serde(borrow, default)]
    state: Table<State<'a>>,
}

#[derive(Deserialize)]
struct State<'a> {
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    revision: Text<'a>,
    #[serde(borrow, default)]
    branch: Text<'a>,
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let resolved: Resolved<'_> = decode::json(source)?;
    if resolved.version > 3 {
        return Err(Refusal::Version {
            found: resolved.version.to_string(),
            supported: "versions 1 to 3 are read",
        });
    }
    let lines = Lines::new(source.text()?);
    let mut assembly = Assembly::new(source, FORMAT.id, Some(&resolved.version.to_string()));
    Shape::new("Package.resolved", "run `swift package resolve` to write it anew")
        .wants("pins", resolved.pins.sort, Sort::List)
        .wants("object", resolved.object.sort, Sort::Object)
        .check(&mut assembly)?;
    let old = resolved.object.0.iter().flat_map(|object| object.pins.iter());
    for pin in resolved.pins.iter().chain(old) {
        let found = read(pin, source, &lines, &mut assembly);
        assembly.list(found);
    }
    assembly.finish()
}

fn read(pin: &Pin<'_>, source: &Source<'_>, lines: &Lines<'_>, assembly: &mut Assembly<'_>) -> Component {
    let part = |of: fn(&State<'_>) -> String| pin.state.0.as_ref().map(of).filter(|text| !text.is_empty());
    let version = part(|state| state.version.to_string());
    let branch = part(|state| state.branch.to_string());
    let line = lines.of(&pin.identity);
    let url = pin.location.to_string();
    let local = matches!(&*pin.kind, "localSourceControl" | "fileSystem");
    let origin = match &*pin.kind {
        _ if local => Origin::Path(url.clone()),
        "registry" => Origin::Unknown,
        _ => Origin::Vcs { url: url.clone(), revision: part(|state| state.revision.to_string()) },
    };
    let name = if pin.identity.is_empty() { url.as_str() } else { &pin.identity };
    let located = super::repository::split(&url).filter(|_| !local);
    let found = match located {
        Some((host, owner, repository)) => {
            let namespace = format!("{host}/{owner}");
            let purl = Purl::new("swift", Some(&namespace), repository, version.as_deref());
            // The purl names the repository already.
            let found = assembly.component(line, purl, Origin::Unknown);
            Component { origin, name: repository.to_owned(), group: Some(namespace), ..found }
        }
        // A purl of this type needs the address of the repository.
        None => Component {
            origin,
            name: name.to_owned(),
            locations: vec![mainstay_model::Location { path: source.path.to_owned(), line }],
            ..Component::default()
        },
    };
    Component {
        reference: pin.identity.to_string(),
        version,
        first_party: local,
        properties: branch.map(|branch| ("swift:branch".to_owned(), branch)).into_iter().collect(),
        ..found
    }
}

#[cfg(test)]
mod tests {
    use mainstay_model::Origin;

    use crate::Refusal;
    use crate::testing::{Files, find, parse, try_parse};

    #[test]
    fn pins_of_every_version_become_purls_of_their_repository() {
        let new = r#"{"pins": [
 {"identity": "nio", "kind": "remoteSourceControl", "location": "https://github.com/apple/swift-nio.git",
  "state": {"revision": "abc", "version": "2.65.0"}},
 {"identity": "edge", "kind": "remoteSourceControl", "location": "git@github.com:acme/edge.git",
  "state": {"revision": "def", "branch": "main"}},
 {"identity": "mona.list", "kind": "registry", "location": "", "state": {"version": "1.0.0"}},
 {"identity": "here", "kind": "localSourceControl", "location": "/tmp/here", "state": {"revision": "x"}}], "version": 2}"#;
        let parsed = parse("Package.resolved", new);
        let bom = &parsed.value;
        let purls: Vec<Option<String>> =
            bom.components.iter().map(|c| c.purl.as_ref().map(ToString::to_string)).collect();
        let expected = [
            Some("pkg:swift/github.com/apple/swift-nio@2.65.0".to_owned()),
            Some("pkg:swift/github.com/acme/edge".to_owned()),
            None,
            None,
        ];
        assert_eq!(purls, expected);
        assert!(matches!(&bom.components[1].origin, Origin::Vcs { revision: Some(r), .. } if r == "def"));
        assert!(find(bom, "here").first_party);
        assert!(parsed.problems.is_empty());
        let old = r#"{"object": {"pins": [{"package": "NIO", "repositoryURL": "https://github.com/apple/swift-nio",
 "state": {"branch": null, "revision": "abc", "version": "2.0.0"}}]}, "version": 1}"#;
        let purl = parse("Package.resolved", old).value.components[0].purl.clone().unwrap().to_string();
        assert_eq!(purl, "pkg:swift/github.com/apple/swift-nio@2.0.0");
    }

    #[test]
    fn later_versions_are_refused() {
        let files = Files::new(&[("Package.resolved", r#"{"version": 4}"#)]);
        assert!(matches!(try_parse(&files, "Package.resolved"), Err(Refusal::Version { .. })));
    }
}
