//! Version 1: a tree of packages, told as the folders of the later versions.

use mainstay_model::{Bom, Parsed, Problem};
use serde::Deserialize;

use super::{Folders, Lock, REMEDY};
use crate::assembly::Assembly;
use crate::javascript::{Package, PackageJson, split_descriptor};
use crate::text::{Entries, Flag, Lines, Table, Text};
use crate::{Refusal, Source};

#[derive(Deserialize, Default)]
#[serde(default)]
struct Nested<'a> {
    #[serde(borrow)]
    version: Text<'a>,
    #[serde(borrow)]
    resolved: Text<'a>,
    #[serde(borrow)]
    integrity: Text<'a>,
    dev: Flag,
    optional: Flag,
    bundled: Flag,
    #[serde(borrow)]
    requires: Entries<'a, Text<'a>>,
    #[serde(borrow)]
    dependencies: Entries<'a, Table<Nested<'a>>>,
}

/// Reads the tree; what the project names itself stands in the package.json beside.
pub(super) fn parse(
    lock: &Lock<'_>,
    source: &Source<'_>,
    lines: &Lines<'_>,
    mut assembly: Assembly<'_>,
) -> Result<Parsed<Bom>, Refusal> {
    let text = lock.dependencies.map_or("{}", |raw| raw.get());
    // The whole file was read as JSON already; here only its nesting can still be too deep.
    let tree: Entries<'_, Table<Nested<'_>>> = serde_json::from_str(text).map_err(|error| {
        Refusal::Bound(format!("the tree of dependencies cannot be read: {error}; {REMEDY}"))
    })?;
    let beside = PackageJson::read(source.folder(), source, &mut assembly);
    let manifest = beside.as_ref().and_then(|beside| beside.package(&mut assembly));
    if manifest.is_none() {
        let message = "no readable package.json beside: which packages the project names itself is unknown";
        assembly.problem(Problem::note("manifest-missing", message));
    }
    let mut root = manifest.unwrap_or_default();
    if !lock.name.is_empty() {
        root.name = lock.name.clone();
        root.version = lock.version.clone();
    }
    let packages = flatten(root, tree);
    let folders = Folders::read(&packages, source, lines, &mut assembly);
    folders.relate(&packages, lines, &mut assembly);
    assembly.finish()
}

fn flatten<'a>(root: Package<'a>, tree: Entries<'a, Table<Nested<'a>>>) -> Vec<(Text<'a>, Package<'a>)> {
    let mut packages = vec![(Text::default(), root)];
    let mut open = vec![(String::new(), tree)];
    while let Some((parent, level)) = open.pop() {
        for (name, nested) in level.0 {
            let Some(nested) = nested.0 else { continue };
            let folder = if parent.is_empty() {
                format!("node_modules/{}", &*name)
            } else {
                format!("{parent}/node_modules/{}", &*name)
            };
            let (package, below) = convert(name, nested);
            open.push((folder.clone(), below));
            packages.push((Text(folder.into()), package));
        }
    }
    packages
}

/// In version 1 the version is also the place for an address, a path or another name.
fn convert<'a>(name: Text<'a>, nested: Nested<'a>) -> (Package<'a>, Entries<'a, Table<Nested<'a>>>) {
    let mut package = Package {
        name,
        version: nested.version,
        resolved: nested.resolved,
        integrity: nested.integrity,
        dev: nested.dev,
        optional: nested.optional,
        in_bundle: nested.bundled,
        dependencies: nested.requires,
        ..Package::default()
    };
    let version = package.version.clone();
    if let Some((real, number)) = version.strip_prefix("npm:").and_then(split_descriptor) {
        package.name = Text(real.to_owned().into());
        package.version = Text(number.to_owned().into());
    } else if version.contains([':', '/']) {
        package.resolved = version;
        package.version = Text::default();
    }
    (package, nested.dependencies)
}
