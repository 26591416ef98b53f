//! pubspec.lock: what Pub resolved for a Dart or Flutter project. Edges are not told.

use mainstay_model::{
    Bom, Component, ComponentKind, Directness, Hash, Location, NodeId, Origin, Parsed, Purl, Scope,
};
use serde::Deserialize;

use crate::assembly::Assembly;
use crate::shape::{Shape, Shaped, Sort};
use crate::text::{Entries, Lines, Table, Text};
use crate::{Format, Notation, Refusal, Source, Support, Tells, decode};

pub(crate) const FORMAT: Format = Format {
    id: "pubspec-lock",
    title: "pubspec.lock",
    ecosystem: "pub",
    files: &["pubspec.lock"],
    notation: Notation::Yaml,
    support: Support::Full,
    tells: Tells { edges: false, direct: true, scope: true, hashes: true, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

#[derive(Deserialize)]
struct Lock<'a> {
    #[serde(borrow, default)]
    packages: Shaped<Entries<'a, Package<'a>>>,
    #[serde(borrow, default)]
    sdks: Shaped<Entries<'a, Text<'a>>>,
}

#[derive(Deserialize)]
struct Package<'a> {
    #[serde(borrow, default)]
    dependency: Text<'a>,
    #[serde(borrow, default)]
    description: Table<Description<'a>>,
    #[serde(borrow, default)]
    source: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
}

#[derive(Deserialize)]
struct Description<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    sha256: Text<'a>,
    #[serde(borrow, default)]
    url: Text<'a>,
    #[serde(borrow, default)]
    path: Text<'a>,
    #[serde(borrow, default, rename = "resolved-ref")]
    revision: Text<'a>,
}

#[derive(Deserialize)]
struct Manifest<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let lock: Lock<'_> = decode::yaml(source)?;
    let lines = Lines::new(source.text()?);
    let mut assembly = Assembly::new(source, FORMAT.id, None);
    Shape::new("pubspec.lock", "run `dart pub get` to write it anew")
        .wants("packages", lock.packages.sort, Sort::Object)
        .wants("sdks", lock.sdks.sort, Sort::Object)
        .check(&mut assembly)?;
    let subject = subject(source, &mut assembly).map(|subject| assembly.add(subject));
    let mut standing = Vec::new();
    for (name, package) in lock.packages.iter() {
        let found = read(name, package, source, &lines, &mut assembly);
        let (directness, scope) = stands(&package.dependency);
        let id = assembly.list(Component { scope, ..found });
        standing.push((id, directness, scope));
        if let (Some(subject), Directness::Direct) = (subject, directness) {
            assembly.needs(subject, id, scope);
        }
    }
    for (name, range) in lock.sdks.iter() {
        assembly.list(Component {
            reference: name.to_string(),
            kind: ComponentKind::Platform,
            name: name.to_string(),
            version_range: Some(range.to_string()),
            locations: vec![Location { path: source.path.to_owned(), line: lines.of(name) }],
            ..Component::default()
        });
    }
    let mut parsed = assembly.finish()?;
    for (id, directness, scope) in standing {
        set(&mut parsed.value, id, directness, scope);
    }
    Ok(parsed)
}

/// Keeps what the file says itself, for there are no edges to derive it from.
fn set(bom: &mut Bom, id: NodeId, directness: Directness, scope: Option<Scope>) {
    let component = &mut bom.components[id.index()];
    component.directness = directness;
    component.scope = scope;
}

fn stands(text: &str) -> (Directness, Option<Scope>) {
    match text {
        "direct main" => (Directness::Direct, Some(Scope::Runtime)),
        "direct dev" => (Directness::Direct, Some(Scope::Development)),
        // An override may be of a package that only others name.
        "direct overridden" => (Directness::Direct, None),
        "transitive" => (Directness::Transitive, None),
        _ => (Directness::Unknown, None),
    }
}

fn read(
    key: &str,
    package: &Package<'_>,
    source: &Source<'_>,
    lines: &Lines<'_>,
    assembly: &mut Assembly<'_>,
) -> Component {
    let described = package.description.0.as_ref();
    let of = |part: fn(&Description<'_>) -> String| described.map(part).filter(|text| !text.is_empty());
    let name = of(|d| d.name.to_string()).unwrap_or_else(|| key.to_owned());
    let version = Some(&*package.version).filter(|version| !version.is_empty());
    let url = of(|d| d.url.to_string());
    let (first_party, origin) = match (&*package.source, url) {
        ("hosted", Some(url)) => (false, source.registries.origin(&url)),
        ("git", Some(url)) => {
            let revision = of(|d| d.revision.to_string());
            (false, Origin::Vcs { url, revision })
        }
        ("path", _) => {
            let path = of(|d| d.path.to_string()).unwrap_or_default();
            (true, Origin::Path(source.beside(&path).unwrap_or(path)))
        }
        _ => (false, Origin::Unknown),
    };
    let line = lines.of(key);
    // A part of the SDK is no package of any registry, and its version is a placeholder.
    let found = if &*package.source == "sdk" {
        let locations = vec![Location { path: source.path.to_owned(), line }];
        Component { origin, locations, ..Component::default() }
    } else {
        assembly.component(line, Purl::new("pub", None, &name, version), origin)
    };
    Component {
        reference: key.to_owned(),
        name,
        version: version.map(str::to_owned),
        first_party,
        hashes: of(|d| d.sha256.to_string())
            .filter(|value| value.len() == 64)
            .map(|value| Hash { algorithm: "SHA-256".to_owned(), value: value.to_ascii_lowercase() })
            .into_iter()
            .collect(),
        properties: vec![("pub:source".to_owned(), package.source.to_string())],
        ..found
    }
}

/// The project itself, from the manifest beside.
fn subject(source: &Source<'_>, assembly: &mut Assembly<'_>) -> Option<Component> {
    let path = source.beside("pubspec.yaml")?;
    let bytes = assembly.manifest(&path, FORMAT.notation, source.tree.read(&path)?);
    let read = decode::yaml(&Source { path: &path, bytes: &bytes, ..*source });
    let manifest: Manifest<'_> = read.map_err(|refusal| assembly.manifest_unread(&path, refusal)).ok()?;
    let version = Some(&*manifest.version).filter(|version| !version.is_empty());
    let purl = Purl::new("pub", None, &manifest.name, version).ok()?;
    Some(Component {
        reference: String::new(),
        kind: ComponentKind::Application,
        origin: Origin::Path(source.folder().to_owned()),
        first_party: true,
        locations: vec![Location { path: path.clone(), line: None }],
        ..Component::from_purl(purl)
    })
}

#[cfg(test)]
mod tests {
    use mainstay_model::{Directness, Origin, Scope};

    use crate::testing::{codes, edges, find, labels, parse, parse_in, standing};

    const LOCK: &str = r#"# Generated by pub
packages:
  http:
    dependency: "direct main"
    description:
      name: http
      sha256: "000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f"
      url: "https://pub.registry.example"
    source: hosted
    version: "1.2.0"
  lints:
    dependency: "direct dev"
    description: {name: lints, url: "https://pub.registry.example"}
    source: hosted
    version: "2.0.0"
  flutter:
    dependency: "direct main"
    description: flutter
    source: sdk
    version: "0.0.0"
  forked:
    dependency: "direct overridden"
    description: {path: ".", ref: main, resolved-ref: abc, url: "https://git.example/f.git"}
    source: git
    version: "0.1.0"
  mine:
    dependency: transitive
    description: {path: "../mine", relative: true}
    source: path
    version: "0.0.1"
sdks:
  dart: ">=3.0.0 <4.0.0"
"#;

    #[test]
    fn every_source_is_read_and_the_file_tells_who_named_it() {
        let parsed =
            parse_in(&[("app/pubspec.lock", LOCK), ("app/pubspec.yaml", "name: app\n")], "app/pubspec.lock");
        let bom = &parsed.value;
        let expected =
            ["app", "http@1.2.0", "lints@2.0.0", "flutter@0.0.0", "forked@0.1.0", "mine@0.0.1", "dart"];
        assert_eq!(labels(bom), expected);
        assert_eq!(standing(bom, "http"), (Some(Scope::Runtime), Directness::Direct));
        assert_eq!(standing(bom, "lints"), (Some(Scope::Development), Directness::Direct));
        assert_eq!(standing(bom, "forked"), (None, Directness::Direct));
        assert_eq!(standing(bom, "mine"), (None, Directness::Transitive));
        assert_eq!(find(bom, "mine").origin, Origin::Path("mine".into()));
        let vcs = Origin::Vcs { url: "https://git.example/f.git".into(), revision: Some("abc".into()) };
        assert_eq!(find(bom, "forked").origin, vcs);
        assert_eq!((find(bom, "http").hashes.len(), find(bom, "http").locations[0].line), (1, Some(3)));
        assert!(find(bom, "flutter").purl.is_none());
        assert_eq!((edges(bom).len(), codes(&parsed).len()), (4, 0));
    }

    #[test]
    fn an_empty_list_is_no_error() {
        assert!(parse("pubspec.lock", "packages: {}\n").value.components.is_empty());
    }
}
