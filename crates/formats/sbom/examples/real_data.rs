//! Reads every file of a folder and tells what came out: `cargo run --example real_data -- FOLDER [OUT]`.
//!
//! One line a file (format, version, components, relations, problems or the refusal), then counts by format, version
//! and verdict. Files named `valid-*` must have no error, files named `invalid-*` must have one or be refused; where
//! it is otherwise the line starts with `!!`. With OUT, everything read is written there in every format, for
//! `checks/`.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use mainstay_model::{Severity, Tool};
use mainstay_sbom::{Limits, Parsed, Stamp, WRITERS, parse, render};

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
    let verdict = if errors > 0 { "with errors" } else { "without error" };
    (format!("{mark}{format} {version} {verdict}"), line)
}

fn write_all(name: &str, parsed: &Parsed<mainstay_sbom::Bom>, out: &Path) {
    let stamp = Stamp {
        created: "2026-11-22T10:00:00Z".to_owned(),
        serial: "3e671687-395b-41f5-a30f-a58921a69b79".to_owned(),
        tool: Tool { name: "real_data".to_owned(), ..Tool::default() },
    };
    for writer in WRITERS {
        let id = writer.format.id;
        let rendered = render(&parsed.value, id, &stamp).expect("what was read can be written");
        let folder = out.join(id);
        fs::create_dir_all(&folder).expect("the folder can be made");
        fs::write(folder.join(name.replace('/', "__")), rendered.bytes)
            .expect("the folder can be written to");
    }
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
