//! The workspace's crates as `cargo metadata` tells them.

use std::collections::{BTreeMap, HashMap, VecDeque};

use anyhow::{Context, Result};
use serde_json::Value;

use super::facts::{Edge, Kind, Package};
use crate::run;

/// The workspace's crates with their declared edges and everything below them.
pub(super) fn crates() -> Result<Vec<Package>> {
    let text = run::read(run::cargo().args(["metadata", "--format-version", "1", "--all-features"]))?;
    let metadata: Value = serde_json::from_str(&text).context("`cargo metadata` printed no JSON")?;
    packages(&metadata).context("`cargo metadata` printed something else than expected")
}

fn packages(metadata: &Value) -> Option<Vec<Package>> {
    let root = metadata["workspace_root"].as_str()?;
    let members = metadata["workspace_members"].as_array()?;
    let names = names(metadata)?;
    let needs = needs(metadata)?;
    let mut found = Vec::new();
    for package in metadata["packages"].as_array()?.iter().filter(|package| members.contains(&package["id"]))
    {
        let manifest = package["manifest_path"].as_str()?.replace('\\', "/");
        let folder = manifest.strip_prefix(&root.replace('\\', "/"))?.strip_suffix("/Cargo.toml")?;
        found.push(Package {
            name: package["name"].as_str()?.to_owned(),
            folder: folder.trim_start_matches('/').to_owned(),
            edges: package["dependencies"].as_array()?.iter().map(edge).collect::<Option<_>>()?,
            below: below(package["id"].as_str()?, &names, &needs),
        });
    }
    Some(found)
}

fn edge(dependency: &Value) -> Option<Edge> {
    let kind = kind(&dependency["kind"]);
    Some(Edge { to: dependency["name"].as_str()?.to_owned(), kind })
}

fn kind(value: &Value) -> Kind {
    match value.as_str() {
        Some("dev") => Kind::Dev,
        Some("build") => Kind::Build,
        _ => Kind::Normal,
    }
}

fn names(metadata: &Value) -> Option<HashMap<&str, &str>> {
    let packages = metadata["packages"].as_array()?.iter();
    packages.map(|package| Some((package["id"].as_str()?, package["name"].as_str()?))).collect()
}

type Needs<'a> = HashMap<&'a str, Vec<(&'a str, Kind)>>;

fn needs(metadata: &Value) -> Option<Needs<'_>> {
    let mut needs = Needs::new();
    for node in metadata["resolve"]["nodes"].as_array()? {
        let entry = needs.entry(node["id"].as_str()?).or_default();
        for dependency in node["deps"].as_array()? {
            let to = dependency["pkg"].as_str()?;
            entry.extend(dependency["dep_kinds"].as_array()?.iter().map(|found| (to, kind(&found["kind"]))));
        }
    }
    Some(needs)
}

/// Everything a crate links, by name with the shortest way: its own edges of every kind, below them what is
/// neither for tests nor for the build.
fn below(start: &str, names: &HashMap<&str, &str>, needs: &Needs<'_>) -> BTreeMap<String, Vec<String>> {
    let mut ways: HashMap<&str, Vec<String>> = HashMap::new();
    let mut queue = VecDeque::from([(start, Vec::new())]);
    while let Some((package, way)) = queue.pop_front() {
        for &(to, kind) in needs.get(package).into_iter().flatten() {
            if (package != start && kind != Kind::Normal) || to == start || ways.contains_key(to) {
                continue;
            }
            let mut longer = way.clone();
            longer.push(names.get(to).copied().unwrap_or(to).to_owned());
            ways.insert(to, longer.clone());
            queue.push_back((to, longer));
        }
    }
    ways.into_values().filter_map(|way| Some((way.last()?.clone(), way))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Kind, packages};

    #[test]
    fn edges_keep_their_kind_and_build_and_test_tools_of_others_are_not_below() {
        let dep = |id: &str, kind: Option<&str>| json!({"pkg": id, "dep_kinds": [{"kind": kind}]});
        let metadata = json!({
            "workspace_root": "/w",
            "workspace_members": ["a"],
            "packages": [
                {"id": "a", "name": "mainstay-a", "manifest_path": "/w/crates/formats/a/Cargo.toml",
                 "dependencies": [{"name": "b", "kind": null}, {"name": "t", "kind": "dev"}]},
                {"id": "b", "name": "b", "manifest_path": "/r/b/Cargo.toml", "dependencies": []},
                {"id": "c", "name": "tokio", "manifest_path": "/r/c/Cargo.toml", "dependencies": []},
                {"id": "t", "name": "t", "manifest_path": "/r/t/Cargo.toml", "dependencies": []},
                {"id": "x", "name": "x", "manifest_path": "/r/x/Cargo.toml", "dependencies": []},
            ],
            "resolve": {"nodes": [
                {"id": "a", "deps": [dep("b", None), dep("t", Some("dev"))]},
                {"id": "b", "deps": [dep("c", None), dep("x", Some("dev")), dep("x", Some("build"))]},
            ]},
        });
        let found = packages(&metadata).unwrap();
        assert_eq!(found[0].folder, "crates/formats/a");
        assert_eq!(found[0].edges[1].kind, Kind::Dev);
        assert_eq!(found[0].below["tokio"], ["b", "tokio"]);
        assert!(found[0].below.contains_key("t") && !found[0].below.contains_key("x"));
    }
}
