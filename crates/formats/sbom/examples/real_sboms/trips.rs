//! Round trips: a document is written in every format and read again.
//!
//! A trip is `same family` when CycloneDX of the same or a later version, or the same generation of SPDX, is written, and
//! `crossed` otherwise. What comes back is `same` or differs; where it differs, the writer has told of losses or it
//! has not, and the fields that differ are counted by name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use mainstay_model::{Component, Document, Tool};
use mainstay_sbom::{Bom, Limits, Rendered, Stamp, WRITERS, parse, render};
use serde_json::{Map, Value};

use super::essence::{crossed, essence};

/// Counts of the round trips of all documents.
pub(crate) struct Trips {
    out: Option<PathBuf>,
    outcomes: BTreeMap<(&'static str, &'static str, &'static str), usize>,
    fields: BTreeMap<(&'static str, &'static str, String), usize>,
    losses: BTreeMap<(&'static str, String), usize>,
}

impl Trips {
    /// None yet; what is written goes to a folder where one is named.
    pub(crate) fn new(out: Option<PathBuf>) -> Self {
        Self { out, outcomes: BTreeMap::new(), fields: BTreeMap::new(), losses: BTreeMap::new() }
    }

    /// Writes a document in every format and reads it again.
    pub(crate) fn take(&mut self, name: &str, bom: &Bom, is_valid: bool) {
        for writer in WRITERS {
            let id = writer.format.id;
            let rendered = render(bom, id, &stamp()).expect("what was read can be written");
            self.write(name, id, &rendered, is_valid);
            // What breaks the rules is left out on writing; only valid documents must come back whole.
            if is_valid {
                self.compare(id, writer.format.versions[0], bom, &rendered);
            }
        }
    }

    fn write(&self, name: &str, id: &str, rendered: &Rendered, is_valid: bool) {
        let Some(out) = &self.out else { return };
        let folder = out.join(id).join(if is_valid { "valid" } else { "errors" });
        let ending = match id {
            _ if id.ends_with("xml") => "xml",
            _ if id.ends_with("tag") => "spdx",
            _ => "json",
        };
        fs::create_dir_all(&folder).expect("the folder can be made");
        let file = folder.join(format!("{}.{ending}", name.replace('/', "__")));
        fs::write(file, &rendered.bytes).expect("the folder can be written to");
    }

    fn compare(&mut self, id: &'static str, version: &str, bom: &Bom, rendered: &Rendered) {
        let back = parse(&rendered.bytes, &Limits::default()).expect("what was written can be read");
        let kind = if same_family(bom, id, version) { "same family" } else { "crossed" };
        let broken = super::errors(&back);
        if broken > 0 {
            *self.outcomes.entry((kind, id, "comes back with errors")).or_default() += 1;
            println!("  !! {id}: written with errors: {:?}", back.problems.first());
        }
        let (mut was, mut is) = (essence(bom, bom), essence(&back.value, bom));
        if kind == "crossed" {
            crossed(&mut was, &mut is);
        }
        let outcome = match (was == is, rendered.losses.is_empty()) {
            (true, _) => "same",
            (false, false) => "differs, losses told",
            (false, true) => "differs, NOTHING told",
        };
        *self.outcomes.entry((kind, id, outcome)).or_default() += 1;
        if was == is {
            return;
        }
        for field in differing(&was, &is) {
            *self.fields.entry((kind, id, field)).or_default() += 1;
        }
        for loss in &rendered.losses {
            *self.losses.entry((kind, format!("{id} {}", loss.code))).or_default() += 1;
        }
        if kind == "same family" || rendered.losses.is_empty() {
            println!("  ~~ {kind} {id}, {outcome}:{}", difference(&was, &is));
            for loss in rendered.losses.iter().take(5) {
                println!("       told: {} {}", loss.code, loss.message);
            }
        }
    }

    /// Prints the counts.
    pub(crate) fn print(&self) {
        println!("\nround trips of documents without error");
        for ((kind, id, outcome), count) in &self.outcomes {
            println!("{count:>6}  {kind} {id}: {outcome}");
        }
        println!("\nfields that came back otherwise, documents");
        for ((kind, id, field), count) in &self.fields {
            println!("{count:>6}  {kind} {id}: {field}");
        }
        println!("\nlosses told of documents that came back otherwise");
        for ((kind, loss), count) in &self.losses {
            println!("{count:>6}  {kind} {loss}");
        }
    }
}

fn same_family(bom: &Bom, id: &str, version: &str) -> bool {
    let from = bom.document.format.as_str();
    let generation = |id: &str| id.contains("jsonld");
    match (from.starts_with("cyclonedx"), id.starts_with("cyclonedx")) {
        (true, true) => bom.document.spec_version.as_deref().is_some_and(|own| own <= version),
        (false, false) => generation(from) == generation(id),
        _ => false,
    }
}

pub(crate) fn stamp() -> Stamp {
    Stamp {
        created: "2026-11-22T10:00:00Z".to_owned(),
        serial: "3e671687-395b-41f5-a30f-a58921a69b79".to_owned(),
        tool: Tool { vendor: None, name: "real_sboms".to_owned(), version: Some("0.1.0".to_owned()) },
    }
}

/// The names of the fields that differ anywhere.
fn differing(was: &Bom, is: &Bom) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut compare = |part: &str, was: Map<String, Value>, is: Map<String, Value>| {
        for (name, value) in &was {
            if is.get(name) != Some(value) {
                names.insert(format!("{part}.{name}{}", extensions(name, value, is.get(name))));
            }
        }
    };
    compare("document", of_document(&was.document), of_document(&is.document));
    for (was, is) in was.components.iter().zip(&is.components).filter(|(was, is)| was != is) {
        compare("component", of_component(was), of_component(is));
    }
    let parts = [
        ("number of components", was.components.len() == is.components.len()),
        ("relations", was.relations == is.relations),
        ("subjects", was.subjects == is.subjects),
        ("statements", was.statements == is.statements),
    ];
    names.extend(parts.iter().filter(|(_, same)| !same).map(|(name, _)| (*name).to_owned()));
    names
}

/// The families whose native parts differ.
fn extensions(name: &str, was: &Value, is: Option<&Value>) -> String {
    if name != "extensions" {
        return String::new();
    }
    let (was, is) = (was.as_object(), is.and_then(Value::as_object));
    let own = was.into_iter().flatten().filter(|(key, value)| is.and_then(|is| is.get(*key)) != Some(value));
    let more = is.into_iter().flatten().filter(|(key, _)| !was.is_some_and(|was| was.contains_key(*key)));
    let families: BTreeSet<&str> =
        own.chain(more).map(|(key, _)| key.split(':').next().unwrap_or(key)).collect();
    format!(" of {}", families.into_iter().collect::<Vec<_>>().join(" and "))
}

fn of_document(document: &Document) -> Map<String, Value> {
    object(serde_json::to_value(document))
}

fn of_component(component: &Component) -> Map<String, Value> {
    object(serde_json::to_value(component))
}

fn object(value: serde_json::Result<Value>) -> Map<String, Value> {
    match value {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// The first fields that differ, from shortly before they do.
pub(crate) fn difference(was: &Bom, is: &Bom) -> String {
    let mut text = String::new();
    if was.components.len() != is.components.len() {
        text += &format!(" {} and {} components", was.components.len(), is.components.len());
    }
    if was.relations != is.relations {
        let first = was.relations.iter().zip(&is.relations).find(|(was, is)| was != is);
        text += &format!("\n       {} and {} relations, {first:?}", was.relations.len(), is.relations.len());
    }
    if was.subjects != is.subjects {
        text += &format!("\n       subjects {:?} and {:?}", was.subjects, is.subjects);
    }
    if let Some((was, is)) = was.statements.iter().zip(&is.statements).find(|(was, is)| was != is) {
        text += &fields(object(serde_json::to_value(was)), &object(serde_json::to_value(is)));
    }
    text += &fields(of_document(&was.document), &of_document(&is.document));
    if let Some((was, is)) = was.components.iter().zip(&is.components).find(|(was, is)| was != is) {
        text += &format!("\n       component {}", was.reference);
        text += &fields(of_component(was), &of_component(is));
    }
    text
}

fn fields(was: Map<String, Value>, is: &Map<String, Value>) -> String {
    let mut text = String::new();
    for (name, value) in was {
        if is.get(&name) != Some(&value) {
            let (was, is) = (value.to_string(), is.get(&name).map_or(String::new(), Value::to_string));
            let same = was.chars().zip(is.chars()).take_while(|(was, is)| was == is).count();
            let cut = |text: &str| text.chars().skip(same.saturating_sub(60)).take(200).collect::<String>();
            text += &format!("\n       {name}: {}\n          now {}", cut(&was), cut(&is));
        }
    }
    text
}
