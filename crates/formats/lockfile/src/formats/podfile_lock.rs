//! Podfile.lock: what CocoaPods resolved, with subspecs as pods of their own.

use std::collections::HashMap;

use mainstay_model::{Bom, Component, Graph, NodeId, Origin, Parsed, Problem, Purl};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::assembly::Assembly;
use crate::shape::{Shape, Shaped, Sort};
use crate::text::{Entries, Items, Lines, Text};
use crate::{Format, Notation, Refusal, Source, Support, Tells, decode};

pub(crate) const FORMAT: Format = Format {
    id: "podfile-lock",
    title: "Podfile.lock",
    ecosystem: "cocoapods",
    files: &["Podfile.lock"],
    notation: Notation::Yaml,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: false, hashes: false, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

#[derive(Deserialize)]
struct Lock<'a> {
    #[serde(borrow, default, rename = "PODS")]
    pods: Shaped<Items<Pod<'a>>>,
    #[serde(borrow, default, rename = "DEPENDENCIES")]
    dependencies: Shaped<Items<Text<'a>>>,
    #[serde(borrow, default, rename = "SPEC REPOS")]
    repositories: Entries<'a, Items<Text<'a>>>,
    #[serde(borrow, default, rename = "EXTERNAL SOURCES")]
    external: Entries<'a, Entries<'a, Text<'a>>>,
    #[serde(borrow, default, rename = "CHECKOUT OPTIONS")]
    checkouts: Entries<'a, Entries<'a, Text<'a>>>,
    #[serde(borrow, default, rename = "SPEC CHECKSUMS")]
    checksums: Entries<'a, Text<'a>>,
    #[serde(borrow, default, rename = "COCOAPODS")]
    version: Text<'a>,
}

/// `Name (version)`, alone or as the key of what it needs.
struct Pod<'a> {
    text: Text<'a>,
    needs: Items<Text<'a>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Pod<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PodVisitor)
    }
}

struct PodVisitor;

impl<'de> Visitor<'de> for PodVisitor {
    type Value = Pod<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a pod")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Pod<'de>, E> {
        Ok(Pod { text: Text(text.into()), needs: Items::default() })
    }

    fn visit_str<E>(self, text: &str) -> Result<Pod<'de>, E> {
        Ok(Pod { text: Text(text.to_owned().into()), needs: Items::default() })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pod<'de>, A::Error> {
        let first: Option<(Text<'de>, Items<Text<'de>>)> = map.next_entry()?;
        while map.next_entry::<serde::de::IgnoredAny, serde::de::IgnoredAny>()?.is_some() {}
        let (text, needs) = first.unwrap_or_default();
        Ok(Pod { text, needs })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Pod<'de>, A::Error> {
        while list.next_element::<serde::de::IgnoredAny>()?.is_some() {}
        Ok(Pod { text: Text::default(), needs: Items::default() })
    }

    fn visit_unit<E>(self) -> Result<Pod<'de>, E> {
        Ok(Pod { text: Text::default(), needs: Items::default() })
    }
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let lock: Lock<'_> = decode::yaml(source)?;
    let lines = Lines::new(source.text()?);
    let mut assembly = Assembly::new(source, FORMAT.id, Some(&*lock.version));
    Shape::new("Podfile.lock", "run `pod install` to write it anew")
        .wants("PODS", lock.pods.sort, Sort::List)
        .wants("DEPENDENCIES", lock.dependencies.sort, Sort::List)
        // A Podfile without pods leaves the version of the tool.
        .or(!lock.version.is_empty())
        .check(&mut assembly)?;
    let sources = Sources::of(&lock);
    let mut nodes: HashMap<&str, NodeId> = HashMap::new();
    for pod in lock.pods.iter() {
        let Some((name, version)) = split(&pod.text) else {
            let message = format!("`{}` is not `Name (version)` and is left out", &*pod.text);
            assembly.problem(Problem::warning("entry-unread", message));
            continue;
        };
        let found = read(name, version, &sources, source, lines.of(&pod.text), &mut assembly);
        nodes.insert(name, assembly.add(found));
    }
    for pod in lock.pods.iter() {
        let Some(&from) = split(&pod.text).and_then(|(name, _)| nodes.get(name)) else { continue };
        for needed in pod.needs.iter() {
            if !link(needed, &nodes, &mut assembly, |assembly, to| assembly.needs(from, to, None)) {
                assembly.incomplete(from);
            }
        }
    }
    let project = assembly.project();
    for named in lock.dependencies.iter() {
        let listed =
            link(named, &nodes, &mut assembly, |assembly, to| assembly.project_needs(project, to, None));
        assembly.incomplete(project.filter(|_| !listed));
    }
    assembly.finish()
}

/// Relates what is needed, by its name; whether it is listed.
fn link(
    text: &str,
    nodes: &HashMap<&str, NodeId>,
    assembly: &mut Assembly<'_>,
    say: impl Fn(&mut Assembly, NodeId),
) -> bool {
    let name = text.split(" (").next().unwrap_or(text);
    match nodes.get(name) {
        Some(&to) => say(assembly, to),
        None => {
            let message = format!("{name} is needed and not listed");
            assembly.problem(Problem::warning("dependency-missing", message));
        }
    }
    nodes.contains_key(name)
}

fn split(text: &str) -> Option<(&str, &str)> {
    let (name, version) = text.split_once(" (")?;
    Some((name, version.strip_suffix(')')?)).filter(|(name, version)| !name.is_empty() && !version.is_empty())
}

/// What the lists beside the pods say, by name.
struct Sources<'l> {
    checksums: HashMap<&'l str, &'l str>,
    repositories: HashMap<&'l str, &'l str>,
    external: HashMap<&'l str, &'l [(Text<'l>, Text<'l>)]>,
    checkouts: HashMap<&'l str, &'l [(Text<'l>, Text<'l>)]>,
}

impl<'l> Sources<'l> {
    fn of(lock: &'l Lock<'l>) -> Self {
        let listed = lock
            .repositories
            .iter()
            .flat_map(|(address, names)| names.iter().map(move |name| (name, address)));
        Self {
            checksums: lock.checksums.iter().map(|(name, sum)| (&**name, &**sum)).collect(),
            repositories: listed.map(|(name, address)| (&**name, &**address)).collect(),
            external: lock.external.iter().map(|(name, options)| (&**name, &**options)).collect(),
            checkouts: lock.checkouts.iter().map(|(name, options)| (&**name, &**options)).collect(),
        }
    }
}

fn read(
    name: &str,
    version: &str,
    sources: &Sources<'_>,
    source: &Source<'_>,
    line: Option<u32>,
    assembly: &mut Assembly<'_>,
) -> Component {
    let (root, subspec) = name.split_once('/').unwrap_or((name, ""));
    let purl = Purl::new("cocoapods", None, root, Some(version)).map(|purl| purl.with_subpath(subspec));
    let origin = origin(root, sources, source);
    // The digest of the specification, not of the pod.
    let checksum = sources.checksums.get(root).filter(|_| subspec.is_empty());
    Component {
        reference: name.to_owned(),
        name: name.to_owned(),
        version: Some(version.to_owned()),
        graph: Graph::Complete,
        first_party: matches!(origin, Origin::Path(_)),
        properties: checksum
            .map(|sum| ("cocoapods:spec-checksum".to_owned(), sum.to_string()))
            .into_iter()
            .collect(),
        ..assembly.component(line, purl, origin)
    }
}

fn origin(root: &str, sources: &Sources<'_>, source: &Source<'_>) -> Origin {
    let option = |table: &HashMap<&str, &[(Text<'_>, Text<'_>)]>, key: &str| {
        let (_, value) = table.get(root)?.iter().find(|(name, _)| name.trim_start_matches(':') == key)?;
        Some(value.to_string())
    };
    if let Some(path) = option(&sources.external, "path") {
        return Origin::Path(source.beside(&path).unwrap_or(path));
    }
    if let Some(url) = option(&sources.checkouts, "git").or_else(|| option(&sources.external, "git")) {
        let revision = option(&sources.checkouts, "commit");
        return Origin::Vcs { url: url.to_string(), revision };
    }
    if let Some(url) = option(&sources.external, "podspec").or_else(|| option(&sources.external, "http")) {
        return if url.contains("://") { Origin::Download(url) } else { Origin::Path(url) };
    }
    match sources.repositories.get(root).copied() {
        // The public list of specifications, by its short name and by the repository that held it before.
        Some("trunk") => Origin::Public,
        Some(address) if super::repository::split(address) == Some(("github.com", "CocoaPods", "Specs")) => {
            Origin::Public
        }
        Some(address) => source.registries.origin(address),
        None => Origin::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use mainstay_model::{Directness, Origin};

    use crate::testing::{codes, edges, find, labels, parse, standing};

    const LOCK: &str = "PODS:
  - App (4.2.0):
    - App/Core (= 4.2.0)
    - Gone
  - App/Core (4.2.0)
  - Forked (1.0.0)
  - Mine (0.1.0)
  - Odd = 1
  - Private (2.0.0)

DEPENDENCIES:
  - App (~> 4.2)
  - Forked (from `https://git.example/f.git`, branch `main`)
  - Mine (from `../Mine`)

SPEC REPOS:
  https://specs.registry.example/list.git:
    - Private
  trunk:
    - App

EXTERNAL SOURCES:
  Forked:
    :branch: main
    :git: https://git.example/f.git
  Mine:
    :path: \"../Mine\"

CHECKOUT OPTIONS:
  Forked:
    :commit: abc123
    :git: https://git.example/f.git

SPEC CHECKSUMS:
  App: 4ea1197a744f2fb5fb875fe31caf17ded4762e8f

PODFILE CHECKSUM: 07aa55f54421f6e6d3a920c11716a89fc9243d1b

COCOAPODS: 1.11.2
";

    #[test]
    fn subspecs_sources_and_edges_are_read() {
        let parsed = parse("ios/Podfile.lock", LOCK);
        let bom = &parsed.value;
        assert_eq!(
            labels(bom),
            ["App@4.2.0", "App/Core@4.2.0", "Forked@1.0.0", "Mine@0.1.0", "Private@2.0.0", "ios"]
        );
        assert_eq!(find(bom, "App/Core").purl.as_ref().unwrap().to_string(), "pkg:cocoapods/App@4.2.0#Core");
        let named = ["ios -> App@4.2.0", "ios -> Forked@1.0.0", "ios -> Mine@0.1.0"];
        assert_eq!(edges(bom), [&["App@4.2.0 -> App/Core@4.2.0"][..], &named].concat());
        assert_eq!(
            (find(bom, "App").origin.clone(), find(bom, "App/Core").origin.clone()),
            (Origin::Public, Origin::Public)
        );
        let vcs = Origin::Vcs { url: "https://git.example/f.git".into(), revision: Some("abc123".into()) };
        assert_eq!(find(bom, "Forked").origin, vcs);
        assert_eq!(
            find(bom, "Private").origin,
            Origin::Registry("https://specs.registry.example/list.git".into())
        );
        assert!(find(bom, "Mine").first_party);
        assert_eq!(find(bom, "App").locations[0].line, Some(2));
        assert_eq!(codes(&parsed), ["entry-unread", "dependency-missing"]);
        assert_eq!(bom.document.spec_version.as_deref(), Some("1.11.2"));
    }

    #[test]
    fn the_project_needs_what_the_podfile_names_whatever_a_local_pod_needs_too() {
        let lock = "PODS:\n  - A (1.0)\n  - B (1.0)\n  - Local (0.1):\n    - A\n\nDEPENDENCIES:\n  - A (~> 1.0)\n  - Local (from `Local`)\n\nEXTERNAL SOURCES:\n  Local:\n    :path: Local\n";
        let bom = parse("ios/Podfile.lock", lock).value;
        assert_eq!(edges(&bom), ["Local@0.1 -> A@1.0", "ios -> A@1.0", "ios -> Local@0.1"]);
        let alone = parse("ios/Podfile.lock", "PODS:\n  - A (1.0)\n\nDEPENDENCIES:\n  - A (~> 1.0)\n").value;
        assert_eq!(labels(&alone), ["A@1.0"]);
    }

    #[test]
    fn what_the_podfile_names_is_direct() {
        let bom = parse("Podfile.lock", LOCK).value;
        assert_eq!(standing(&bom, "App").1, Directness::Direct);
        assert_eq!(standing(&bom, "App/Core").1, Directness::Transitive);
        assert_eq!(standing(&bom, "Private").1, Directness::Unknown);
    }
}
