//! Pipfile.lock.
//!
//! A flat list in categories: who needs whom is not told. What the project names itself stands in the
//! Pipfile.

use mainstay_model::{Bom, Graph, Hash, Origin, Parsed, Problem, Scope};
use serde::Deserialize;

use crate::assembly::Assembly;
use crate::python::{self, Package, Packages};
use crate::shape::{Shape, Shaped, Sort};
use crate::text::{Entries, Flag, Items, Lines, Table, Text};
use crate::{Format, Notation, Refusal, Source, Support, Tells, decode};

pub(crate) const FORMAT: Format = Format {
    id: "pipfile-lock",
    title: "Pipfile.lock",
    ecosystem: "pypi",
    files: &["Pipfile.lock"],
    notation: Notation::Json,
    support: Support::Full,
    tells: Tells { edges: false, direct: true, scope: true, hashes: true, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

/// The file is its categories and `_meta`, which is read apart.
#[derive(Deserialize)]
struct Lock<'a> {
    #[serde(borrow, default, rename = "_meta")]
    meta: Table<Meta<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Meta<'a> {
    #[serde(borrow, rename = "pipfile-spec")]
    spec: Text<'a>,
    #[serde(borrow)]
    sources: Items<Table<Index<'a>>>,
}

#[derive(Deserialize)]
struct Index<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    url: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Entry<'a> {
    #[serde(borrow)]
    version: Text<'a>,
    #[serde(borrow)]
    hashes: Items<Text<'a>>,
    #[serde(borrow)]
    index: Text<'a>,
    #[serde(borrow)]
    git: Text<'a>,
    #[serde(borrow)]
    r#ref: Text<'a>,
    #[serde(borrow)]
    file: Text<'a>,
    #[serde(borrow)]
    path: Text<'a>,
    editable: Flag,
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let lock: Lock<'_> = decode::json(source)?;
    let meta = lock.meta.0.unwrap_or_default();
    let categories: Entries<'_, Shaped<Entries<'_, Table<Entry<'_>>>>> = decode::json(source)?;
    let lines = Lines::new(source.text()?);
    let mut assembly = Assembly::new(source, FORMAT.id, Some(&meta.spec));
    let sort =
        |name: &str| categories.iter().find(|(known, _)| **known == *name).and_then(|(_, list)| list.sort);
    let others = categories.iter().filter(|(name, _)| !matches!(&**name, "_meta" | "default" | "develop"));
    Shape::new("Pipfile.lock", "run `pipenv lock` to write it anew")
        .wants("default", sort("default"), Sort::Object)
        .wants("develop", sort("develop"), Sort::Object)
        .or(others.into_iter().any(|(_, list)| !list.is_empty()))
        .check(&mut assembly)?;
    let mut packages = Packages::default();
    for (category, entries) in categories.iter().filter(|(category, _)| **category != *"_meta") {
        for (name, entry) in entries.iter() {
            let Some(entry) = &entry.0 else { continue };
            let package = Package {
                name,
                version: entry.version.trim_start_matches('='),
                origin: origin(entry, &meta, source),
                line: lines.of(name),
                graph: Graph::Unknown,
                first_party: entry.editable.0 && !entry.path.is_empty(),
            };
            let hashes: Vec<Hash> = entry.hashes.iter().filter_map(|text| python::hash(text)).collect();
            let id = packages.add(package, hashes, source, &mut assembly);
            assembly.told(id, scope(category));
        }
    }
    direct(source, &packages, &mut assembly);
    assembly.finish()
}

fn origin(entry: &Entry<'_>, meta: &Meta<'_>, source: &Source<'_>) -> Origin {
    if !entry.git.is_empty() {
        return python::repository(&entry.git, &entry.r#ref);
    }
    if !entry.path.is_empty() {
        return python::folder(source, &entry.path);
    }
    if !entry.file.is_empty() {
        return Origin::Download(entry.file.to_string());
    }
    let mut indexes = meta.sources.iter().filter_map(|index| index.0.as_ref());
    let index = if entry.index.is_empty() {
        // Without a name any of the indexes may have given it.
        indexes.next().filter(|_| meta.sources.len() == 1)
    } else {
        indexes.find(|index| index.name == entry.index)
    };
    index.map_or(Origin::Unknown, |index| source.registries.origin(&index.url))
}

/// The two categories that every Pipfile has; others mean what their project means by them.
fn scope(category: &str) -> Option<Scope> {
    match category {
        "default" => Some(Scope::Runtime),
        "develop" => Some(Scope::Development),
        _ => None,
    }
}

/// Keys of an entry of a Pipfile that say where it is installed.
const MARKERS: [&str; 6] =
    ["markers", "sys_platform", "platform_system", "platform_machine", "os_name", "python_version"];

fn direct(source: &Source<'_>, packages: &Packages, assembly: &mut Assembly<'_>) {
    let path = source.beside("Pipfile").unwrap_or_default();
    let Some(file) = assembly.toml_manifest(&path) else {
        let message = "no readable Pipfile beside: which packages the project names itself is unknown";
        assembly.problem(Problem::note("manifest-missing", message));
        return;
    };
    for (table, packaged) in file
        .iter()
        .filter(|(table, _)| !matches!(table.as_str(), "source" | "requires" | "scripts" | "pipenv"))
    {
        let category = match table.as_str() {
            "packages" => "default",
            "dev-packages" => "develop",
            other => other,
        };
        for (name, asked) in packaged.as_table().into_iter().flatten() {
            let found = packages.find(name, "", assembly);
            // What a marker keeps out is not locked.
            let marked =
                asked.as_table().is_some_and(|table| MARKERS.iter().any(|key| table.contains_key(*key)));
            if found.is_empty() && !marked {
                assembly.unlocked(None, name, &path, "run `pipenv lock` to write it anew");
            }
            found.into_iter().for_each(|id| assembly.names(id, scope(category)));
        }
    }
    assembly.names_no_more();
}

#[cfg(test)]
mod tests;
