//! mix.lock: what Mix locked for an Elixir project.
//!
//! The project's own requirements are in mix.exs, which is a program: what is direct and what a package is used
//! for is not known here.

use std::collections::HashMap;

use mainstay_model::{Bom, Component, Graph, Hash, NodeId, Origin, Parsed, Problem, Purl, Scope};

use super::terms::{self, Term};
use crate::assembly::Assembly;
use crate::text::Lines;
use crate::{Format, Notation, Refusal, Source, Support, Tells};

pub(crate) const FORMAT: Format = Format {
    id: "mix-lock",
    title: "mix.lock",
    ecosystem: "hex",
    files: &["mix.lock"],
    notation: Notation::Text,
    support: Support::Full,
    tells: Tells { edges: true, direct: false, scope: false, hashes: true, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

/// What mends a file that does not list everything.
const REMEDY: &str = "run `mix deps.get` to mend it";

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let text = source.text()?;
    let lines = Lines::new(text);
    let (entries, broken) = terms::map(text);
    let mut assembly = Assembly::new(source, FORMAT.id, None);
    if let Some(broken) = broken {
        let line = u64::from(lines.at(broken.at));
        if entries.is_empty() {
            return Err(Refusal::Syntax { format: "mix.lock", line: Some(line), message: broken.message });
        }
        let message = format!("the file breaks off: {}; what stands before is read", broken.message);
        assembly.problem(Problem::error("terms-syntax", message).at_line(line));
    }
    let mut nodes: HashMap<&str, NodeId> = HashMap::new();
    let mut needs: Vec<(NodeId, &Term<'_>)> = Vec::new();
    for entry in &entries {
        let [key, value] = entry.parts() else { continue };
        let Some(name) = key.text() else { continue };
        let line = lines.of(name);
        let parts = value.parts();
        let found = match parts.first().and_then(Term::text) {
            Some("hex") => hex(parts, line, &mut assembly),
            Some("git") => git(name, parts, line, &mut assembly),
            _ => {
                let message = format!("the entry of {name} is of an unknown kind and is left out");
                let problem = Problem::warning("entry-unread", message);
                assembly.problem(line.map_or(problem.clone(), |line| problem.at_line(u64::from(line))));
                continue;
            }
        };
        let id = assembly.add(Component { reference: name.to_owned(), ..found });
        nodes.insert(name, id);
        if let Some(dependencies) = parts.get(5) {
            needs.push((id, dependencies));
        }
    }
    for (from, dependencies) in needs {
        relate(from, dependencies, &nodes, &mut assembly);
    }
    assembly.finish()
}

/// `{:hex, name, version, inner checksum, managers, dependencies, repository, outer checksum}`; older files end
/// earlier. The outer checksum is that of the package as it is distributed.
fn hex(parts: &[Term<'_>], line: Option<u32>, assembly: &mut Assembly<'_>) -> Component {
    let text = |index: usize| parts.get(index).and_then(Term::text).filter(|text| !text.is_empty());
    let (name, version) = (text(1).unwrap_or_default(), text(2));
    // `hexpm:acme` is the private part of the public registry that belongs to `acme`.
    let (organization, origin) = match text(6) {
        None => (None, Origin::Unknown),
        Some("hexpm") => (None, Origin::Public),
        Some(repository) => (repository.strip_prefix("hexpm:"), Origin::Registry(repository.to_owned())),
    };
    let purl = Purl::new("hex", organization, name, version);
    // The namespace of the purl names a private part already.
    let place = if organization.is_some() { Origin::Unknown } else { origin.clone() };
    let outer = text(7).filter(|text| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()));
    Component {
        origin,
        name: name.to_owned(),
        group: organization.map(str::to_owned),
        version: version.map(str::to_owned),
        graph: if parts.get(5).is_some() { Graph::Complete } else { Graph::Unknown },
        hashes: outer
            .map(|value| Hash { algorithm: "SHA-256".to_owned(), value: value.to_ascii_lowercase() })
            .into_iter()
            .collect(),
        properties: text(3)
            .map(|sum| ("hex:inner-checksum".to_owned(), sum.to_owned()))
            .into_iter()
            .collect(),
        ..assembly.component(line, purl, place)
    }
}

/// `{:git, address, revision, options}`. The version is in the repository's own mix.exs.
fn git(name: &str, parts: &[Term<'_>], line: Option<u32>, assembly: &mut Assembly<'_>) -> Component {
    let text = |index: usize| parts.get(index).and_then(Term::text).filter(|text| !text.is_empty());
    let origin =
        Origin::Vcs { url: text(1).unwrap_or_default().to_owned(), revision: text(2).map(str::to_owned) };
    let options = parts.get(3).into_iter().flat_map(Term::parts).filter_map(|option| match option.parts() {
        [key, value] => Some((format!("git:{}", key.text()?), value.text()?.to_owned())),
        _ => None,
    });
    Component {
        name: name.to_owned(),
        properties: options.collect(),
        ..assembly.component(line, Purl::new("hex", None, name, None), origin)
    }
}

fn relate(from: NodeId, dependencies: &Term<'_>, nodes: &HashMap<&str, NodeId>, assembly: &mut Assembly<'_>) {
    for dependency in dependencies.parts() {
        let Some(name) = dependency.parts().first().and_then(Term::text) else { continue };
        let optional = dependency.parts().last().and_then(|options| options.get("optional")?.text());
        let optional = optional == Some("true");
        match nodes.get(name) {
            Some(&to) => assembly.needs(from, to, optional.then_some(Scope::Optional)),
            None if optional => {}
            None => {
                let needing = assembly.bom.component(from).reference.clone();
                assembly.missing(None, (from, &needing), name, REMEDY);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use mainstay_model::{Directness, Origin};

    use crate::Refusal;
    use crate::testing::{Files, codes, edges, find, labels, parse, standing, try_parse};

    const LOCK: &str = r#"%{
  "cow": {:hex, :cowboy, "2.9.0", "inner", [:make], [{:ranch, "1.8.0", [hex: :ranch, repo: "hexpm", optional: false]}, {:maybe, "~> 1", [hex: :maybe, optional: true]}, {:gone, "~> 1", [hex: :gone, optional: false]}], "hexpm", "000102030405060708090a0b0c0d0e0f000102030405060708090A0B0C0D0E0F"},
  "ranch": {:hex, :ranch, "1.8.0", "sum"},
  "secret": {:hex, :secret, "0.1.0", "sum", [:mix], [], "hexpm:acme", "x"},
  "house": {:hex, :house, "0.2.0", "sum", [:mix], [], "corner", "x"},
  "forked": {:git, "https://git.example/forked.git", "abc123", [branch: "main"]},
  "odd": {:svn, "x"},
}
"#;

    #[test]
    fn packages_of_every_age_and_repository_are_read() {
        let parsed = parse("mix.lock", LOCK);
        let bom = &parsed.value;
        let expected = ["cowboy@2.9.0", "ranch@1.8.0", "acme/secret@0.1.0", "house@0.2.0", "forked"];
        assert_eq!(labels(bom), expected);
        assert_eq!(edges(bom), ["cowboy@2.9.0 -> ranch@1.8.0"]);
        let cow = find(bom, "cowboy");
        assert_eq!((cow.origin.clone(), cow.locations[0].line), (Origin::Public, Some(2)));
        assert!(cow.hashes[0].value.ends_with("0a0b0c0d0e0f"));
        assert_eq!(find(bom, "ranch").origin, Origin::Unknown);
        assert_eq!(find(bom, "house").origin, Origin::Registry("corner".into()));
        assert_eq!(find(bom, "acme/secret").purl.as_ref().unwrap().to_string(), "pkg:hex/acme/secret@0.1.0");
        assert_eq!(codes(&parsed), ["entry-unread", "dependency-missing"]);
        assert_eq!(standing(bom, "cowboy").1, Directness::Unknown);
    }

    #[test]
    fn a_broken_file_is_read_so_far_and_another_text_refused() {
        let parsed = parse("mix.lock", &LOCK[..LOCK.len() - 20]);
        assert!(codes(&parsed).contains(&"terms-syntax"));
        let files = Files::new(&[("mix.lock", "bogus")]);
        assert!(matches!(try_parse(&files, "mix.lock"), Err(Refusal::Syntax { .. })));
        assert!(parse("mix.lock", "%{}").value.components.is_empty());
    }
}
