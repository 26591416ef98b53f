//! The database of dpkg: what is installed on a Debian or one of its children.

use std::collections::HashMap;

use mainstay_model::{Bom, Component, Graph, NodeId, Origin, Parsed, Party, Problem, Purl, Reference};

use super::distribution::{self, Distribution};
use crate::assembly::Assembly;
use crate::{Format, Notation, Refusal, Source, Support, Tells};

pub(crate) const FORMAT: Format = Format {
    id: "dpkg-status",
    title: "dpkg status",
    ecosystem: "deb",
    files: &["var/lib/dpkg/status", "var/lib/dpkg/status.d/*"],
    notation: Notation::Text,
    support: Support::Full,
    tells: Tells { edges: true, direct: false, scope: false, hashes: false, origin: false, license: false },
    yields_to: &[],
    read: parse,
};

/// Of those who answer to one name no more are linked than this, or a hostile file could ask for edges without end.
const MAX_PROVIDERS: usize = 64;

/// The fields of one package that are read, by lower-case name.
#[derive(Default)]
struct Stanza<'a> {
    fields: HashMap<String, &'a str>,
    line: u32,
}

impl<'a> Stanza<'a> {
    fn get(&self, field: &str) -> Option<&'a str> {
        self.fields.get(field).copied().filter(|value| !value.is_empty())
    }
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    if source.path.ends_with(".md5sums") {
        // A list of the files of a package, which names none.
        return Assembly::new(source, FORMAT.id, None).finish();
    }
    let text = source.text()?;
    let stanzas = stanzas(text);
    if stanzas.iter().all(|stanza| stanza.get("package").is_none()) && !text.trim().is_empty() {
        let message = "there is no `Package:` in it".to_owned();
        return Err(Refusal::Syntax { format: "dpkg status", line: Some(1), message });
    }
    let mut assembly = Assembly::new(source, FORMAT.id, None);
    let distribution = distribution(source, &mut assembly);
    let mut installed: Vec<(NodeId, &Stanza<'_>)> = Vec::new();
    for stanza in &stanzas {
        let state = state(stanza);
        if state == State::Gone {
            continue;
        }
        let Some(mut found) = read(stanza, distribution.as_ref(), source, &mut assembly) else {
            continue;
        };
        if state == State::Unfinished {
            let status = stanza.get("status").unwrap_or_default().to_owned();
            let message = format!(
                "{} is not installed to the end (`{status}`): its files, or some of them, are there; run `dpkg --configure -a`",
                found.name
            );
            assembly.problem(Problem::warning("package-unfinished", message).at_line(u64::from(stanza.line)));
            found.properties.push(("deb:status".to_owned(), status));
        }
        installed.push((assembly.add(found), stanza));
    }
    relate(&installed, &mut assembly);
    assembly.finish()
}

/// Paragraphs of `Field: value`; what is indented continues a field and is not needed.
fn stanzas(text: &str) -> Vec<Stanza<'_>> {
    let mut stanzas = Vec::new();
    let mut open = Stanza::default();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            if !open.fields.is_empty() {
                stanzas.push(std::mem::take(&mut open));
            }
            continue;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        if open.fields.is_empty() {
            open.line = u32::try_from(index + 1).unwrap_or(u32::MAX);
        }
        if let Some((field, value)) = line.split_once(':') {
            open.fields.insert(field.to_ascii_lowercase(), value.trim());
        }
    }
    if !open.fields.is_empty() {
        stanzas.push(open);
    }
    stanzas
}

/// How far a package is on the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It works, if only some trigger has still to run.
    Works,
    /// Its files are there, or some of them, and it was not set up to the end.
    Unfinished,
    /// At most its configuration is left.
    Gone,
}

/// The third word of the status is the state. Files below `status.d` are installed by being there.
fn state(stanza: &Stanza<'_>) -> State {
    let Some(status) = stanza.get("status") else { return State::Works };
    match status.split_whitespace().nth(2) {
        Some("installed" | "triggers-pending" | "triggers-awaited") => State::Works,
        Some("not-installed" | "config-files") => State::Gone,
        // Of a state that is not known the files may be there.
        _ => State::Unfinished,
    }
}

fn distribution(source: &Source<'_>, assembly: &mut Assembly<'_>) -> Option<Distribution> {
    let at = source.path.rfind("var/lib/dpkg/").unwrap_or_default();
    let found = distribution::of(source, &source.path[at..]);
    if found.is_none() {
        let message = "os-release is not in the tree: of which distribution these packages are is not known";
        assembly.problem(Problem::warning("distribution-unknown", message));
    }
    found
}

fn read(
    stanza: &Stanza<'_>,
    distribution: Option<&Distribution>,
    source: &Source<'_>,
    assembly: &mut Assembly<'_>,
) -> Option<Component> {
    let place = |problem: Problem| problem.at_line(u64::from(stanza.line));
    let Some(name) = stanza.get("package") else {
        assembly.problem(place(Problem::warning("entry-unread", "a package without a name is left out")));
        return None;
    };
    let version = stanza.get("version");
    let line = Some(stanza.line);
    let locations = vec![mainstay_model::Location { path: source.path.to_owned(), line }];
    let found = match distribution {
        Some(distribution) => {
            let purl = Purl::new("deb", Some(&distribution.id), name, version)
                .and_then(|purl| purl.with_qualifier("arch", stanza.get("architecture").unwrap_or_default()))
                .and_then(|purl| purl.with_qualifier("distro", &distribution.release));
            assembly.component(line, purl, Origin::Unknown)
        }
        // A purl of this type starts with the distribution.
        None => Component { locations, ..Component::default() },
    };
    let property = |key: &str| Some((format!("deb:{key}"), stanza.get(key)?.to_owned()));
    Some(Component {
        reference: name.to_owned(),
        name: name.to_owned(),
        version: version.map(str::to_owned),
        graph: Graph::Complete,
        supplier: stanza.get("maintainer").map(party).map(Box::new),
        description: stanza.get("description").map(str::to_owned),
        references: stanza.get("homepage").map(|url| Reference::new("website", url)).into_iter().collect(),
        properties: ["source", "architecture"].into_iter().filter_map(property).collect(),
        ..found
    })
}

/// `Name <mail>`.
fn party(text: &str) -> Party {
    let (name, mail) = text.split_once('<').map_or((text, None), |(name, mail)| (name, Some(mail)));
    let mails = mail.map(|mail| mail.trim_end_matches('>').trim().to_owned());
    Party { name: name.trim().to_owned(), mails: mails.into_iter().collect(), ..Party::default() }
}

/// Edges to what is installed. Of alternatives every one that is installed counts; what only a name provides is
/// found through those who provide it.
fn relate(installed: &[(NodeId, &Stanza<'_>)], assembly: &mut Assembly<'_>) {
    let mut known: HashMap<&str, Vec<NodeId>> = HashMap::new();
    for &(id, stanza) in installed {
        let provided = stanza.get("provides").unwrap_or_default().split(',').map(bare);
        for name in stanza.get("package").into_iter().chain(provided) {
            let found = known.entry(name).or_default();
            if found.len() < MAX_PROVIDERS {
                found.push(id);
            }
        }
    }
    for &(from, stanza) in installed {
        for group in
            ["depends", "pre-depends"].iter().filter_map(|field| stanza.get(field)).flat_map(|f| f.split(','))
        {
            let found: Vec<NodeId> =
                group.split('|').filter_map(|name| known.get(bare(name))).flatten().copied().collect();
            if found.is_empty() {
                assembly.incomplete(from);
                let name = assembly.bom.component(from).name.clone();
                let message = format!("{name} needs {}, which is not installed", group.trim());
                let problem = Problem::note("dependency-missing", message);
                assembly.problem(problem.at_line(u64::from(stanza.line)));
            }
            for to in found.into_iter().filter(|&to| to != from) {
                assembly.needs(from, to, None);
            }
        }
    }
}

/// A name without its version, architecture and brackets.
fn bare(text: &str) -> &str {
    text.trim().split([' ', '(', ':', '[']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::testing::{Files, codes, edges, find, labels, parse, parse_in, try_parse};

    const STATUS: &str = "Package: app
Status: install ok installed
Architecture: amd64
Source: app-src (1.0)
Version: 1:1.0-2
Depends: libc6 (>= 2.36), mail | cron:any, gone
Description: an app
 with more lines:
 .
Maintainer: Ann Example <ann@example.org>

Package: libc6
Status: install ok installed
Version: 2.36-9

Package: postfix
Status: hold ok installed
Version: 3.7
Provides: mail (= 1), mta

Package: removed
Status: deinstall ok config-files
Version: 1
";

    #[test]
    fn installed_packages_have_edges_through_alternatives_and_what_is_provided() {
        let files = [
            ("rootfs/var/lib/dpkg/status", STATUS),
            ("rootfs/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n"),
        ];
        let parsed = parse_in(&files, "rootfs/var/lib/dpkg/status");
        let bom = &parsed.value;
        assert_eq!(labels(bom), ["app@1:1.0-2", "libc6@2.36-9", "postfix@3.7"]);
        assert_eq!(edges(bom), ["app@1:1.0-2 -> libc6@2.36-9", "app@1:1.0-2 -> postfix@3.7"]);
        let app = find(bom, "app");
        let purl = app.purl.as_ref().unwrap();
        assert_eq!(purl.to_string(), "pkg:deb/debian/app@1:1.0-2?arch=amd64&distro=debian-12");
        assert_eq!(app.properties[0], ("deb:source".into(), "app-src (1.0)".into()));
        assert_eq!(app.supplier.as_ref().unwrap().mails, ["ann@example.org"]);
        assert_eq!((app.locations[0].line, find(bom, "postfix").locations[0].line), (Some(1), Some(16)));
        assert_eq!(codes(&parsed), ["dependency-missing"]);
    }

    #[test]
    fn every_state_with_files_on_the_disk_is_listed_and_the_unfinished_are_told() {
        let stanza = |name: &str, state: &str| {
            format!(
                "Package: {name}\nStatus: install ok {state}\nVersion: 1\nDepends: a:any, b:any (>= 1)\n\n"
            )
        };
        let states = [
            "installed",
            "triggers-pending",
            "triggers-awaited",
            "unpacked",
            "half-configured",
            "half-installed",
            "config-files",
            "not-installed",
        ];
        let text: String =
            states.iter().zip('a'..).map(|(state, name)| stanza(&name.to_string(), state)).collect();
        let parsed = parse_in(
            &[("var/lib/dpkg/status", &text), ("etc/os-release", "ID=debian\n")],
            "var/lib/dpkg/status",
        );
        assert_eq!(labels(&parsed.value), ["a@1", "b@1", "c@1", "d@1", "e@1", "f@1"]);
        assert_eq!(codes(&parsed), ["package-unfinished"; 3]);
        assert_eq!(edges(&parsed.value).len(), 10);
        assert_eq!(find(&parsed.value, "d").properties[0].1, "install ok unpacked");
    }

    #[test]
    fn files_of_distroless_images_are_installed_by_being_there() {
        let parsed = parse("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12\n");
        assert_eq!(labels(&parsed.value), ["base-files@12"]);
        assert_eq!(codes(&parsed), ["distribution-unknown"]);
        assert!(parsed.value.components[0].purl.is_none());
        let files = Files::new(&[("var/lib/dpkg/status.d/base.md5sums", "abc  etc/x\n")]);
        let digests = try_parse(&files, "var/lib/dpkg/status.d/base.md5sums").unwrap();
        assert_eq!((labels(&digests.value).len(), codes(&digests).len()), (0, 0));
    }
}
