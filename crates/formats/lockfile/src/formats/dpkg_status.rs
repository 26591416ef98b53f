//! The database of dpkg: what is installed on a Debian or one of its children.

mod beside;
mod relations;

use std::borrow::Cow;
use std::collections::HashMap;

use mainstay_model::{
    Bom, Component, Graph, Location, Origin, Parsed, Party, Problem, Purl, PurlError, Reference,
};

use self::beside::Beside;
use self::relations::{Database, Installed};
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

/// The fields of one package that are read, by lower-case name.
#[derive(Default)]
struct Stanza<'a> {
    fields: HashMap<String, Cow<'a, str>>,
    line: u32,
}

impl Stanza<'_> {
    fn get(&self, field: &str) -> Option<&str> {
        self.fields.get(field).map(|value| &**value).filter(|value| !value.is_empty())
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
    let mut database = Database::default();
    for stanza in &stanzas {
        let state = state(stanza);
        if state == State::Gone {
            continue;
        }
        let Some(mut found) = read(stanza, source.path, distribution.as_ref(), &mut assembly) else {
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
        database.add(Installed { stanza, path: source.path, id: Some(assembly.add(found)) });
    }
    let beside = Beside::of(source);
    database.take_over(&beside, source.path);
    database.relate(distribution.as_ref(), source, &mut assembly);
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
            open.fields.insert(field.to_ascii_lowercase(), value.trim().into());
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

/// The component of a package of the file.
fn read(
    stanza: &Stanza<'_>,
    path: &str,
    distribution: Option<&Distribution>,
    assembly: &mut Assembly<'_>,
) -> Option<Component> {
    let Some(name) = stanza.get("package") else {
        let problem = Problem::warning("entry-unread", "a package without a name is left out");
        assembly.problem(problem.at_line(u64::from(stanza.line)));
        return None;
    };
    let purl = purl(name, stanza, distribution)
        .and_then(|purl| assembly.component(Some(stanza.line), purl, Origin::Unknown).purl);
    Some(described(name, stanza, path, purl))
}

/// A purl of this type starts with the distribution.
fn purl(
    name: &str,
    stanza: &Stanza<'_>,
    distribution: Option<&Distribution>,
) -> Option<Result<Purl, PurlError>> {
    let distribution = distribution?;
    let purl = Purl::new("deb", Some(&distribution.id), name, stanza.get("version"))
        .and_then(|purl| purl.with_qualifier("arch", stanza.get("architecture").unwrap_or_default()))
        .and_then(|purl| purl.with_qualifier("distro", &distribution.release));
    Some(purl)
}

/// What a package says of itself.
fn described(name: &str, stanza: &Stanza<'_>, path: &str, purl: Option<Purl>) -> Component {
    let property = |key: &str| Some((format!("deb:{key}"), stanza.get(key)?.to_owned()));
    Component {
        reference: name.to_owned(),
        name: name.to_owned(),
        purl,
        version: stanza.get("version").map(str::to_owned),
        graph: Graph::Complete,
        supplier: stanza.get("maintainer").map(party).map(Box::new),
        description: stanza.get("description").map(str::to_owned),
        references: stanza.get("homepage").map(|url| Reference::new("website", url)).into_iter().collect(),
        properties: ["source", "architecture"].into_iter().filter_map(property).collect(),
        locations: vec![Location { path: path.to_owned(), line: Some(stanza.line) }],
        ..Component::default()
    }
}

/// `Name <mail>`.
fn party(text: &str) -> Party {
    let (name, mail) = text.split_once('<').map_or((text, None), |(name, mail)| (name, Some(mail)));
    let mails = mail.map(|mail| mail.trim_end_matches('>').trim().to_owned());
    Party { name: name.trim().to_owned(), mails: mails.into_iter().collect(), ..Party::default() }
}

#[cfg(test)]
mod tests;
