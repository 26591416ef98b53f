//! What reading costs: `cargo run --release -p mainstay-sbom --example measure -- [COUNT]...`
//!
//! A product of so many components (10,000, 20,000, 40,000 and 80,000 when none is named) with three edges each is written
//! in every format that is read, and each document is read in a process of its own. Tells the processor time, the peak of
//! memory beside the document, and what the model keeps. With FILE names in place of counts, those are read.
// An example that reports is one that prints.
#![allow(clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use mainstay_model::{Component, Relation};
use mainstay_sbom::{Limits, parse, render};

#[path = "account/mod.rs"]
mod account;
#[path = "../benches/product/mod.rs"]
mod product;

use account::{memory, processor};

/// Formats that are written; what is read in YAML and RDF has no writer.
const FORMATS: [&str; 5] =
    ["cyclonedx-json", "cyclonedx-xml", "spdx-2.3-json", "spdx-2.3-tag", "spdx-3.0-jsonld"];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, file] = arguments.as_slice()
        && flag == "--read"
    {
        return read(Path::new(file));
    }
    println!(
        "a component takes {} bytes and an edge {}, beside what they point to",
        size_of::<Component>(),
        size_of::<Relation>()
    );
    println!(
        "document, components, edges, MB of the document, CPU s, peak MB beside it, MB kept, bytes a component"
    );
    let counts = ["10000", "20000", "40000", "80000"].map(str::to_owned);
    let wanted = if arguments.is_empty() { counts.as_slice() } else { arguments.as_slice() };
    for format in FORMATS {
        for count in wanted.iter().filter_map(|word| word.parse().ok()) {
            let file = env::temp_dir().join(format!("mainstay-measure-{count}-{format}"));
            let written =
                render(&product::generate(count), format, &product::stamp()).expect("it can be written");
            fs::write(&file, written.bytes).expect("the folder for temporary files can be written to");
            read_apart(&file);
            fs::remove_file(&file).expect("the file that was just written is there");
        }
    }
    for file in wanted.iter().filter(|word| word.parse::<u32>().is_err()) {
        read_apart(&PathBuf::from(file));
    }
}

fn read_apart(file: &Path) {
    let program = env::current_exe().expect("the program knows itself");
    let status = Command::new(program).arg("--read").arg(file).status().expect("the program starts itself");
    assert!(status.success(), "reading {} failed", file.display());
}

fn read(file: &Path) {
    let bytes = fs::read(file).expect("the document can be read");
    let (before, start) = (memory("VmRSS:"), processor());
    let parsed = parse(&bytes, &Limits::default());
    let (seconds, peak, kept) = (processor() - start, memory("VmHWM:") - before, memory("VmRSS:") - before);
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    match parsed {
        Ok(parsed) => {
            let bom = parsed.value;
            println!(
                "{name}, {}, {}, {:.1}, {seconds:.2}, {:.1}, {:.1}, {:.0}",
                bom.components.len(),
                bom.relations.len(),
                bytes.len() as f64 / 1e6,
                peak / 1e3,
                kept / 1e3,
                kept * 1e3 / bom.components.len().max(1) as f64
            );
        }
        Err(error) => println!(
            "{name}, {:.1} MB, {seconds:.2} s, {:.1} MB: {error}",
            bytes.len() as f64 / 1e6,
            peak / 1e3
        ),
    }
}
