//! What hostile documents cost: `cargo run --release -p mainstay-sbom --example hostile -- [MEGABYTES]`.
//!
//! Each document is made and read in a process of its own, 1,000 MB long when nothing else is said. Tells the processor
//! time, the peak of memory beside the document, and the answer; says so where a document was read.
// An example that reports is one that prints.
#![allow(clippy::print_stdout)]

use std::env;
use std::process::Command;

use mainstay_sbom::{Limits, parse};

#[path = "account/mod.rs"]
mod account;

use account::{memory, processor};

/// A name, and the document of so many bytes.
type Case = (&'static str, fn(usize) -> String);

const CYCLONEDX: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","x":"#;
const SPDX: &str = r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","x":"#;
const JSON_LD: &str = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{"x":"#;
const XML: &str = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6">"#;
const RDF: &str = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:spdx="http://spdx.org/rdf/terms#">"#;
const TAG: &str = "SPDXVersion: SPDX-2.3\n";
const YAML: &str = "spdxVersion: SPDX-2.3\n";

const CASES: &[Case] = &[
    ("cyclonedx-json of [", |size| after(CYCLONEDX, "[", size)),
    ("cyclonedx-json of {\"a\":", |size| after(CYCLONEDX, "{\"a\":", size)),
    ("spdx-json of [", |size| after(SPDX, "[", size)),
    ("spdx-json of {\"a\":", |size| after(SPDX, "{\"a\":", size)),
    ("spdx-jsonld of [", |size| after(JSON_LD, "[", size)),
    ("spdx-jsonld of {\"a\":", |size| after(JSON_LD, "{\"a\":", size)),
    ("nothing but [", |size| after("", "[", size)),
    ("nothing but {\"a\":", |size| after("", "{\"a\":", size)),
    ("cyclonedx-xml of nested tags", |size| after(XML, "<a>", size)),
    ("cyclonedx-xml with an endless text", |size| after(&format!("{XML}<a>"), "x", size)),
    ("cyclonedx-xml with endless attributes", |size| after(&format!("{XML}<a"), " a='1'", size)),
    ("cyclonedx-xml, billion laughs", |_| laughs("bom", XML)),
    ("spdx-rdf of nested tags", |size| after(RDF, "<spdx:a>", size)),
    ("spdx-rdf, billion laughs", |_| laughs("rdf:RDF", RDF)),
    ("spdx-tag with an endless line", |size| after(&format!("{TAG}PackageName: "), "x", size)),
    ("spdx-tag with an endless text", |size| after(&format!("{TAG}PackageComment: <text>"), "x\n", size)),
    ("spdx-tag with endless unknown tags", |size| after(TAG, "A: b\n", size)),
    ("spdx-yaml of [", |size| after(&format!("{YAML}x: "), "[", size)),
    ("spdx-yaml of {a: ", |size| after(&format!("{YAML}x: "), "{a: ", size)),
    ("spdx-yaml of nested blocks", |_| blocks(20_000)),
    ("spdx-yaml, alias bomb", |_| aliases()),
];

fn main() {
    let mut arguments = env::args().skip(1);
    let first = arguments.next();
    if first.as_deref() == Some("--case") {
        let mut number = || arguments.next().and_then(|word| word.parse::<usize>().ok()).expect("a number");
        return run(&CASES[number()], number());
    }
    let megabytes: usize = first.map_or(1_000, |word| word.parse().expect("a number of megabytes"));
    let program = env::current_exe().expect("the program knows itself");
    println!("document, MB, CPU s, peak MB beside it, answer");
    for (at, (name, _)) in CASES.iter().enumerate() {
        let arguments = ["--case".to_owned(), at.to_string(), (megabytes * 1_000_000).to_string()];
        let status = Command::new(&program).args(arguments).status().expect("the program starts itself");
        assert!(status.success(), "{name} ended with {status}");
    }
}

fn run((name, make): &Case, size: usize) {
    let document = make(size);
    let (before, start) = (memory("VmRSS:"), processor());
    let answer = match parse(document.as_bytes(), &Limits::default()) {
        Ok(parsed) => format!("read, {} problems", parsed.problems.len()),
        Err(error) => error.to_string(),
    };
    let (seconds, peak) = (processor() - start, (memory("VmHWM:") - before).max(0.0) / 1e3);
    println!("{name}, {}, {seconds:.2}, {peak:.1}, {answer}", document.len() / 1_000_000);
}

fn after(head: &str, piece: &str, size: usize) -> String {
    let mut text = String::with_capacity(size + head.len() + piece.len());
    text.push_str(head);
    while text.len() < size {
        text.push_str(piece);
    }
    text
}

/// Ten entities, each ten times the one before.
fn laughs(root: &str, open: &str) -> String {
    let mut text = format!("<?xml version=\"1.0\"?><!DOCTYPE {root} [<!ENTITY e0 \"ha\">");
    for level in 1..10 {
        text += &format!("<!ENTITY e{level} \"{}\">", format!("&e{};", level - 1).repeat(10));
    }
    text + "]>" + open + "<a>&e9;</a>"
}

/// Mappings in mappings, a line and a blank more for each.
fn blocks(depth: usize) -> String {
    let mut text = YAML.to_owned();
    for level in 0..depth {
        text += &format!("{}a:\n", " ".repeat(level));
    }
    text
}

/// Nine aliases, each ten times the one before.
fn aliases() -> String {
    let mut text = format!("{YAML}a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        text += &format!("a{level}: &a{level} [{}]\n", format!("*a{},", level - 1).repeat(10));
    }
    text
}
