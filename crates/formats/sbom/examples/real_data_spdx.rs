//! Reads every SPDX document below a folder and prints what came of it, one line a file, then counts by format
//! and version. With a second argument, every document is also written in each SPDX format to that folder and read
//! back, and the differences are counted.
//!
//! `cargo run -p mainstay-sbom --example real_data_spdx -- FOLDER [OUT]`

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use mainstay_model::{Bom, Severity, Tool};
use mainstay_sbom::{Family, Limits, READERS, Stamp, WRITERS};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: real_data_spdx FOLDER [OUT]")?;
    let out = arguments.next().map(PathBuf::from);
    let mut files = Vec::new();
    list(Path::new(&folder), &mut files)?;
    files.sort();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for file in &files {
        let bytes = std::fs::read(file)?;
        let name = file.strip_prefix(&folder)?.display().to_string();
        if let Some(line) = one(&bytes, &name, out.as_deref(), &mut counts)? {
            println!("{name}\t{line}");
        }
    }
    println!();
    for (what, count) in counts {
        println!("{count:6}  {what}");
    }
    Ok(())
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn one(
    bytes: &[u8],
    name: &str,
    out: Option<&Path>,
    counts: &mut BTreeMap<String, usize>,
) -> Result<Option<String>, Box<dyn Error>> {
    let spdx = READERS.iter().filter(|reader| reader.format.family == Family::Spdx);
    let Some(reader) = spdx.into_iter().find(|reader| (reader.claims)(bytes)) else {
        *counts.entry("not SPDX, or in no encoding that is read".to_owned()).or_default() += 1;
        return Ok(None);
    };
    let read = match (reader.parse)(bytes, &Limits::default()) {
        Ok(read) => read,
        Err(error) => {
            *counts.entry(format!("{} refused", reader.format.id)).or_default() += 1;
            return Ok(Some(format!("{} refused: {error}", reader.format.id)));
        }
    };
    let bom = &read.value;
    let version = bom.document.spec_version.as_deref().unwrap_or("?");
    let errors = read.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let state = if errors == 0 { "valid" } else { "with errors" };
    *counts.entry(format!("{} {version} {state}", reader.format.id)).or_default() += 1;
    let mut line = format!(
        "{} {version}\t{} components\t{} relations\t{} subjects\t{errors} errors of {} problems\t{} unread",
        reader.format.id,
        bom.components.len(),
        bom.relations.len(),
        bom.subjects.len(),
        read.problems.len(),
        bom.unread.total(),
    );
    for problem in read.problems.iter().take(3) {
        line +=
            &format!("\n    {:?} {} {:?} {}", problem.severity, problem.code, problem.at, problem.message);
    }
    for (field, count) in bom.unread.0.iter().take(5) {
        line += &format!("\n    unread {field} {count}");
    }
    if let Some(out) = out {
        line += &round_trips(bom, name, out, errors == 0, counts)?;
    }
    Ok(Some(line))
}

fn round_trips(
    bom: &Bom,
    name: &str,
    out: &Path,
    valid: bool,
    counts: &mut BTreeMap<String, usize>,
) -> Result<String, Box<dyn Error>> {
    let stamp = Stamp {
        created: "2026-11-22T10:00:00Z".to_owned(),
        serial: "0192f0c0-0000-7000-8000-000000000000".to_owned(),
        tool: Tool { vendor: None, name: "mainstay".to_owned(), version: Some("0.1.0".to_owned()) },
    };
    let mut line = String::new();
    for writer in WRITERS.iter().filter(|writer| writer.format.family == Family::Spdx) {
        let written = (writer.render)(bom, &stamp)?;
        let again = mainstay_sbom::parse(&written.bytes, &Limits::default())?;
        let same = comparable(&again.value) == comparable(bom);
        let state = if valid { "valid" } else { "with errors" };
        // Between the generations of SPDX a document changes by design.
        let generation = |id: &str| id.contains("jsonld");
        let crossed = generation(&bom.document.format) != generation(writer.format.id);
        let outcome = match (crossed, same) {
            (true, _) => "crossed",
            (false, true) => "same",
            (false, false) => "differs",
        };
        *counts.entry(format!("{state} -> {} {outcome}", writer.format.id)).or_default() += 1;
        line += &format!("\n    -> {} {outcome}, {} kinds of loss", writer.format.id, written.losses.len());
        if outcome == "differs" {
            line += &difference(&comparable(bom), &comparable(&again.value));
        }
        let file = out.join(writer.format.id).join(if valid { "valid" } else { "errors" });
        std::fs::create_dir_all(&file)?;
        let ending = if writer.format.id.ends_with("tag") { "spdx" } else { "json" };
        std::fs::write(file.join(format!("{}.{ending}", name.replace('/', "_"))), &written.bytes)?;
    }
    Ok(line)
}

/// The document without what a new document says of its own making.
fn comparable(bom: &Bom) -> Bom {
    let mut bom = bom.clone();
    let document = &mut bom.document;
    document.format.clear();
    document.spec_version = None;
    document.serial = None;
    document.created = None;
    document.tools.retain(|tool| tool.name != "mainstay");
    bom.unread = Default::default();
    bom
}

/// The first fields that differ, from shortly before they do.
fn difference(before: &Bom, after: &Bom) -> String {
    let fields = |value: serde_json::Result<serde_json::Value>| value.unwrap_or_default();
    let mut pairs =
        vec![(fields(serde_json::to_value(&before.document)), fields(serde_json::to_value(&after.document)))];
    let components = before.components.iter().zip(&after.components).find(|(before, after)| before != after);
    pairs.extend(
        components.map(|(before, after)| {
            (fields(serde_json::to_value(before)), fields(serde_json::to_value(after)))
        }),
    );
    let mut text = String::new();
    for (before, after) in pairs {
        for (field, value) in before.as_object().into_iter().flatten() {
            if after.get(field) != Some(value) {
                let (before, after) = (text_of(Some(value)), text_of(after.get(field)));
                let same = before.chars().zip(after.chars()).take_while(|(before, after)| before == after);
                let start = same.count().saturating_sub(60);
                let cut = |text: &str| text.chars().skip(start).take(300).collect::<String>();
                text += &format!("\n       {field}: {}\n          now {}", cut(&before), cut(&after));
            }
        }
    }
    if before.relations != after.relations {
        text += "\n       relations";
    }
    if before.subjects != after.subjects || before.statements != after.statements {
        text += "\n       subjects or statements";
    }
    text
}

fn text_of(value: Option<&serde_json::Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), ToString::to_string)
}
