//! Reads every file of a folder and tells what came out: `cargo run --example real_data -- FOLDER [OUT]`.
//!
//! One line a file (format, version, components, relations, problems or the refusal), then counts by format, version
//! and verdict. Files named `valid-*` must have no error, files named `invalid-*` must have one or be refused; where
//! it is otherwise the line starts with `!!`. Everything read is written in every format of the same or a later
//! version and read again; what came back otherwise is told with `~~`, as is what JSON and XML files of one name say
//! differently. With OUT, everything read is written there in every format, for
//! `checks/`.
// An example that reports is one that prints.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use mainstay_model::{Severity, Tool};
use mainstay_sbom::{Bom, Limits, Parsed, Stamp, WRITERS, parse, render};

fn main() {
    let mut arguments = env::args_os().skip(1);
    let folder = PathBuf::from(arguments.next().expect("the first argument names a folder"));
    let out = arguments.next().map(PathBuf::from);
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for file in &files {
        let name = file.strip_prefix(&folder).unwrap_or(file).to_string_lossy().into_owned();
        let bytes = fs::read(file).unwrap_or_default();
        let (verdict, line) = judge(&name, &bytes, out.as_deref());
        *counts.entry(verdict).or_default() += 1;
        println!("{line}");
    }
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "json")) {
        let read = |file: &Path| parse(&fs::read(file).ok()?, &Limits::default()).ok();
        if let (Some(json), Some(xml)) = (read(file), read(&file.with_extension("xml"))) {
            let (json, xml) = (essence(&json.value, &json.value), essence(&xml.value, &json.value));
            let same = json == xml;
            *counts
                .entry(format!("pairs of JSON and XML: {}", if same { "same" } else { "differ" }))
                .or_default() += 1;
            if !same {
                println!("  ~~ pair {}: {}", file.display(), difference(&json, &xml));
            }
        }
    }
    println!();
    for (verdict, count) in counts {
        println!("{count:>6}  {verdict}");
    }
}

fn judge(name: &str, bytes: &[u8], out: Option<&Path>) -> (String, String) {
    let parsed = match parse(bytes, &Limits::default()) {
        Ok(parsed) => parsed,
        Err(error) => {
            let mark = mark(name, true);
            return (format!("{mark}refused"), format!("{mark}{name}: REFUSED {error}"));
        }
    };
    let errors = parsed.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let mark = mark(name, errors > 0);
    let bom = &parsed.value;
    let version = bom.document.spec_version.as_deref().unwrap_or("?");
    let format = &bom.document.format;
    let mut line = format!(
        "{mark}{name}: {format} {version}, {} components, {} relations, {} statements, {errors} errors of {} problems",
        bom.components.len(),
        bom.relations.len(),
        bom.statements.len(),
        parsed.problems.len(),
    );
    for problem in parsed.problems.iter().take(3) {
        let at = problem.at.as_ref().map_or(String::new(), |at| format!("{at:?}"));
        line += &format!("\n      {:?} {} {at} {}", problem.severity, problem.code, problem.message);
    }
    if let Some(out) = out {
        write_all(name, &parsed, out);
    }
    // What breaks the rules is left out on writing; only valid documents must come back whole.
    for change in changed(bom).into_iter().filter(|_| errors == 0) {
        line += &format!("\n  ~~ round trip: {change}");
    }
    let verdict = if errors > 0 { "with errors" } else { "without error" };
    (format!("{mark}{format} {version} {verdict}"), line)
}

fn write_all(name: &str, parsed: &Parsed<Bom>, out: &Path) {
    for writer in WRITERS {
        let id = writer.format.id;
        let rendered = render(&parsed.value, id, &stamp()).expect("what was read can be written");
        let folder = out.join(id);
        fs::create_dir_all(&folder).expect("the folder can be made");
        fs::write(folder.join(name.replace('/', "__")), rendered.bytes)
            .expect("the folder can be written to");
    }
}

fn stamp() -> Stamp {
    Stamp {
        created: "2026-11-22T10:00:00Z".to_owned(),
        serial: "3e671687-395b-41f5-a30f-a58921a69b79".to_owned(),
        tool: Tool { name: "real_data".to_owned(), ..Tool::default() },
    }
}

/// The formats in which a document does not come back as it was read.
fn changed(bom: &Bom) -> Vec<String> {
    let version = bom.document.spec_version.clone().unwrap_or_default();
    let later = WRITERS.iter().filter(|writer| writer.format.versions[0] >= version.as_str());
    later
        .filter_map(|writer| {
            let rendered = render(bom, writer.format.id, &stamp()).ok()?;
            let back = parse(&rendered.bytes, &Limits::default()).ok()?.value;
            let (was, is) = (essence(bom, bom), essence(&back, bom));
            (was != is).then(|| format!("{} ({})", writer.format.id, difference(&was, &is)))
        })
        .collect()
}

/// A model without what a writer must fill in: the format, what the document lacked, references that were not there.
fn essence(bom: &Bom, like: &Bom) -> Bom {
    let mut bom = bom.clone();
    let document = &mut bom.document;
    document.format.clear();
    document.spec_version = None;
    document.serial = document.serial.take().filter(|_| like.document.serial.is_some());
    document.revision = document.revision.filter(|_| like.document.revision.is_some());
    document.created = document.created.take().filter(|_| like.document.created.is_some());
    if like.document.tools.is_empty() {
        document.tools.clear();
    }
    for (component, like) in bom.components.iter_mut().zip(&like.components) {
        if like.reference.is_empty() {
            component.reference.clear();
        }
    }
    bom.unread = Default::default();
    bom
}

fn difference(a: &Bom, b: &Bom) -> String {
    if a.document != b.document {
        let (a, b) = (format!("{:?}", a.document), format!("{:?}", b.document));
        let at = a.bytes().zip(b.bytes()).position(|(a, b)| a != b).unwrap_or(a.len().min(b.len()));
        let cut = |text: &str| text.chars().skip(at.saturating_sub(30)).take(110).collect::<String>();
        return format!("document: {} | {}", cut(&a), cut(&b));
    }
    if let Some((a, b)) = a.components.iter().zip(&b.components).find(|(a, b)| a != b) {
        let (a, b) = (format!("{a:?}"), format!("{b:?}"));
        let at = a.bytes().zip(b.bytes()).position(|(a, b)| a != b).unwrap_or(a.len().min(b.len()));
        let cut = |text: &str| text.chars().skip(at.saturating_sub(60)).take(160).collect::<String>();
        return format!("component: {} | {}", cut(&a), cut(&b));
    }
    format!(
        "{} and {} components, {} and {} relations, statements {}",
        a.components.len(),
        b.components.len(),
        a.relations.len(),
        b.relations.len(),
        if a.statements == b.statements { "the same" } else { "differ" }
    )
}

fn mark(name: &str, is_bad: bool) -> &'static str {
    let file = name.rsplit('/').next().unwrap_or(name);
    let wrong = (file.starts_with("valid-") && is_bad) || (file.starts_with("invalid-") && !is_bad);
    if wrong { "!! " } else { "" }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
