//! Reads every file of a folder and tells what came out:
//! `cargo run --release -p mainstay-sbom --example real_sboms -- FOLDER [OUT]`.
//!
//! One line a file (format, version, components, relations, statements, problems or the refusal), what came back otherwise
//! when it was written in every format and read again, then counts: by format, version and verdict, of the pairs of
//! JSON and XML files of one name, and of the round trips (see `trips`). Files named `valid-*` must have no error, files
//! named `invalid-*` must have one or be refused; where it is otherwise the line starts with `!!`. With OUT, everything read is
//! written to `OUT/FORMAT/valid` or, where the document has errors, to `OUT/FORMAT/errors`, for `checks/`.
// An example that reports is one that prints.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use mainstay_model::Severity;
use mainstay_sbom::{Bom, Limits, Parsed, parse};

mod essence;
mod trips;

use essence::essence;
use trips::{Trips, difference};

fn main() {
    let mut arguments = env::args_os().skip(1);
    let folder = PathBuf::from(arguments.next().expect("the first argument names a folder"));
    let out = arguments.next().map(PathBuf::from);
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut trips = Trips::new(out);
    for file in &files {
        let name = file.strip_prefix(&folder).unwrap_or(file).to_string_lossy().into_owned();
        let bytes = fs::read(file).unwrap_or_default();
        *counts.entry(judge(&name, &bytes, &mut trips)).or_default() += 1;
    }
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "json")) {
        if let Some(verdict) = pair(file) {
            *counts.entry(format!("pairs of JSON and XML: {verdict}")).or_default() += 1;
        }
    }
    println!();
    for (verdict, count) in counts {
        println!("{count:>6}  {verdict}");
    }
    trips.print();
}

fn judge(name: &str, bytes: &[u8], trips: &mut Trips) -> String {
    let parsed = match parse(bytes, &Limits::default()) {
        Ok(parsed) => parsed,
        Err(error) => {
            let mark = mark(name, true);
            println!("{mark}{name}: REFUSED {error}");
            return format!("{mark}refused");
        }
    };
    let errors = errors(&parsed);
    let mark = mark(name, errors > 0);
    let bom = &parsed.value;
    let version = bom.document.spec_version.as_deref().unwrap_or("-");
    let format = &bom.document.format;
    println!(
        "{mark}{name}: {format} {version}, {} components, {} relations, {} statements, {} unread, {errors} errors of {} problems",
        bom.components.len(),
        bom.relations.len(),
        bom.statements.len(),
        bom.unread.total(),
        parsed.problems.len(),
    );
    for problem in parsed.problems.iter().take(3) {
        let at = problem.at.as_ref().map_or(String::new(), |at| format!("{at:?}"));
        println!("      {:?} {} {at} {}", problem.severity, problem.code, problem.message);
    }
    for (field, count) in &bom.unread.0 {
        println!("      unread {field} {count}");
    }
    trips.take(name, bom, errors == 0);
    format!("{mark}{format} {version} {}", if errors > 0 { "with errors" } else { "without error" })
}

/// Whether the JSON and the XML file of one name say the same; nothing when one of them is not there or is refused.
fn pair(file: &Path) -> Option<&'static str> {
    let read = |file: &Path| parse(&fs::read(file).ok()?, &Limits::default()).ok();
    let (json, xml) = (read(file)?.value, read(&file.with_extension("xml"))?.value);
    let (json, xml) = (essence(&json, &json), essence(&xml, &json));
    if json == xml {
        return Some("same");
    }
    println!("  ~~ pair {}:{}", file.display(), difference(&json, &xml));
    Some("differ")
}

fn errors(parsed: &Parsed<Bom>) -> usize {
    parsed.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
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
