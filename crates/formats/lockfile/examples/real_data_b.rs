//! Reads a folder of fixtures (`<format>/<repo>/<path with / as __>`) and prints what came of each file.
#![allow(clippy::print_stdout, missing_docs)]
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use mainstay_lockfile::{FORMATS, Registries, Source, Tree, recognize};

struct Flat(BTreeMap<String, Vec<u8>>);

impl Tree for Flat {
    fn read(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        self.0.get(path).map(|bytes| Cow::Borrowed(bytes.as_slice()))
    }
    fn list(&self, folder: &str) -> Vec<String> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let set: BTreeSet<String> = self
            .0
            .keys()
            .filter_map(|path| path.strip_prefix(&prefix))
            .map(|rest| format!("{prefix}{}", rest.split('/').next().unwrap()))
            .collect();
        set.into_iter().collect()
    }
}

fn main() {
    let mut args = std::env::args().skip(1);
    let folder = args.next().unwrap();
    let verbose = args.next();
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(Path::new(&folder)).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            let name = entry.file_name().to_string_lossy().replace("__", "/");
            files.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
    let tree = Flat(files);
    let registries = Registries::default();
    for (path, bytes) in &tree.0 {
        let format = match &verbose {
            Some(id) if id.starts_with("as:") => FORMATS.iter().copied().find(|f| f.id == &id[3..]),
            _ => recognize(path),
        };
        let Some(format) = format else {
            println!("- {path}: not recognized");
            continue;
        };
        let start = std::time::Instant::now();
        match (format.parse)(&Source { path, bytes, tree: &tree, registries: &registries }) {
            Ok(parsed) => {
                let bom = &parsed.value;
                let own = bom.components.iter().filter(|c| c.first_party).count();
                let direct =
                    bom.components.iter().filter(|c| format!("{:?}", c.directness) == "Direct").count();
                let unversioned = bom.components.iter().filter(|c| c.version.is_none()).count();
                println!(
                    "+ {path}: {} components={} own={own} direct={direct} unversioned={unversioned} edges={} problems={} {:?}",
                    format.id,
                    bom.components.len(),
                    bom.relations.len(),
                    parsed.problems.len(),
                    start.elapsed()
                );
                if verbose.as_deref() == Some("-v") {
                    for c in &bom.components {
                        let purl =
                            c.purl.as_ref().map_or_else(|| format!("({})", c.name), ToString::to_string);
                        println!(
                            "    {purl} {:?} {:?} {:?} own={} range={:?} hashes={} licenses={} at={:?} {:?}",
                            c.scope,
                            c.directness,
                            c.origin,
                            c.first_party,
                            c.version_range,
                            c.hashes.len(),
                            c.licenses.len(),
                            c.locations.first().map(|l| (&l.path, l.line)),
                            c.properties
                        );
                    }
                    for (from, to) in bom.dependencies() {
                        println!("    {} -> {}", bom.component(from).reference, bom.component(to).reference);
                    }
                }
                if verbose.is_some() {
                    for p in &parsed.problems {
                        println!("    ! {:?} {} {:?} {}: {}", p.severity, p.code, p.at, p.path, p.message);
                    }
                }
            }
            Err(refusal) => println!("# {path}: {} REFUSED {refusal}", format.id),
        }
    }
}
