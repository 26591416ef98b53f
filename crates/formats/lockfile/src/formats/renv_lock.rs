//! renv.lock: what renv recorded for an R project.

use std::collections::HashMap;

use mainstay_model::{Bom, Component, ComponentKind, Graph, Location, NodeId, Origin, Parsed, Purl};
use serde::Deserialize;

use crate::assembly::Assembly;
use crate::shape::{Shape, Shaped, Sort};
use crate::text::{Entries, Items, Lines, Table, Text};
use crate::{Format, Notation, Refusal, Source, Support, Tells, decode, license};

pub(crate) const FORMAT: Format = Format {
    id: "renv-lock",
    title: "renv.lock",
    ecosystem: "cran",
    files: &["renv.lock"],
    notation: Notation::Json,
    support: Support::Full,
    tells: Tells { edges: true, direct: false, scope: false, hashes: false, origin: true, license: true },
    yields_to: &[],
    read: parse,
};

/// What mends a file that does not list everything.
const REMEDY: &str = "run `renv::snapshot()` to mend it";

#[derive(Deserialize)]
struct Lock<'a> {
    #[serde(borrow, default, rename = "R")]
    r: Shaped<Table<R<'a>>>,
    #[serde(borrow, default, rename = "Packages")]
    packages: Shaped<Entries<'a, Package<'a>>>,
}

#[derive(Deserialize)]
struct R<'a> {
    #[serde(borrow, default, rename = "Version")]
    version: Text<'a>,
    #[serde(borrow, default, rename = "Repositories")]
    repositories: Items<Repository<'a>>,
}

#[derive(Deserialize)]
struct Repository<'a> {
    #[serde(borrow, default, rename = "Name")]
    name: Text<'a>,
    #[serde(borrow, default, rename = "URL")]
    url: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Package<'a> {
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    source: Text<'a>,
    #[serde(borrow, default)]
    repository: Text<'a>,
    #[serde(borrow, default)]
    license: Text<'a>,
    #[serde(borrow, default)]
    hash: Text<'a>,
    #[serde(borrow, default)]
    requirements: Option<Items<Text<'a>>>,
    #[serde(borrow, default)]
    depends: Option<Items<Text<'a>>>,
    #[serde(borrow, default)]
    imports: Option<Items<Text<'a>>>,
    #[serde(borrow, default)]
    linking_to: Option<Items<Text<'a>>>,
    #[serde(borrow, default)]
    remote_host: Text<'a>,
    #[serde(borrow, default)]
    remote_username: Text<'a>,
    #[serde(borrow, default)]
    remote_repo: Text<'a>,
    #[serde(borrow, default)]
    remote_url: Text<'a>,
    #[serde(borrow, default)]
    remote_sha: Text<'a>,
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let lock: Lock<'_> = decode::json(source)?;
    let lines = Lines::new(source.text()?);
    let mut assembly = Assembly::new(source, FORMAT.id, None);
    Shape::new("renv.lock", REMEDY)
        .wants("R", lock.r.sort, Sort::Object)
        .wants("Packages", lock.packages.sort, Sort::Object)
        .check(&mut assembly)?;
    let repositories = lock.r.0.as_ref().map(|r| &*r.repositories).unwrap_or_default();
    let addresses: HashMap<&str, &str> =
        repositories.iter().map(|known| (&*known.name, &*known.url)).collect();
    let mut nodes: HashMap<&str, NodeId> = HashMap::new();
    for (name, package) in lock.packages.iter() {
        let origin = origin(package, &addresses, source);
        let found = read(name, package, origin, lines.of(name), &mut assembly);
        nodes.insert(name, assembly.add(found));
    }
    for (name, package) in lock.packages.iter() {
        let lists = [&package.requirements, &package.depends, &package.imports, &package.linking_to];
        for needed in lists.into_iter().flatten().flat_map(|list| list.iter()) {
            // `name (>= version)`; R itself is listed among the packages that are needed.
            let needed = needed.split([' ', '(']).next().unwrap_or_default();
            match nodes.get(needed) {
                Some(&to) => assembly.needs(nodes[&**name], to, None),
                None if needed == "R" || BASE.contains(&needed) => {}
                None => assembly.missing(lines.of(name), (nodes[&**name], name), needed, REMEDY),
            }
        }
    }
    if let Some(version) = lock.r.0.as_ref().map(|r| &*r.version).filter(|version| !version.is_empty()) {
        assembly.list(Component {
            kind: ComponentKind::Platform,
            version: Some(version.to_owned()),
            locations: vec![Location { path: source.path.to_owned(), line: lines.of(version) }],
            ..Component::named("R", None)
        });
    }
    assembly.finish()
}

/// Packages that come with R itself and are never listed.
const BASE: &[&str] = &[
    "base",
    "compiler",
    "datasets",
    "graphics",
    "grDevices",
    "grid",
    "methods",
    "parallel",
    "splines",
    "stats",
    "stats4",
    "tcltk",
    "tools",
    "translations",
    "utils",
];

fn read(
    name: &str,
    package: &Package<'_>,
    origin: Origin,
    line: Option<u32>,
    assembly: &mut Assembly<'_>,
) -> Component {
    let version = Some(&*package.version).filter(|version| !version.is_empty());
    let kind = if &*package.source == "Bioconductor" { "bioconductor" } else { "cran" };
    let told = [&package.requirements, &package.depends, &package.imports].iter().any(|list| list.is_some());
    let property = |key: &str, value: &Text<'_>| (format!("renv:{key}"), value.to_string());
    // The hash is of the description file, in renv's own way, not of the package.
    let properties = vec![
        property("source", &package.source),
        property("repository", &package.repository),
        property("hash", &package.hash),
    ];
    Component {
        reference: name.to_owned(),
        name: name.to_owned(),
        version: version.map(str::to_owned),
        // Files without any list may come from a version of renv that wrote none.
        graph: if told { Graph::Complete } else { Graph::Unknown },
        licenses: license::claims(&package.license),
        properties: properties.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
        ..assembly.component(line, Purl::new(kind, None, name, version), origin)
    }
}

fn origin(package: &Package<'_>, addresses: &HashMap<&str, &str>, source: &Source<'_>) -> Origin {
    let revision = Some(package.remote_sha.to_string()).filter(|sha| !sha.is_empty());
    let host = match &*package.source {
        "GitHub" => Some("github.com"),
        "GitLab" => Some("gitlab.com"),
        "Bitbucket" => Some("bitbucket.org"),
        _ => None,
    };
    if let Some(host) = host {
        // A host of the organization is written as the address of its API.
        let written = package.remote_host.trim_start_matches("api.").split('/').next().unwrap_or_default();
        let host = if written.is_empty() { host } else { written };
        let url = format!("https://{host}/{}/{}", &*package.remote_username, &*package.remote_repo);
        return Origin::Vcs { url, revision };
    }
    let url = package.remote_url.to_string();
    match (&*package.source, &*package.repository) {
        ("Git", _) => Origin::Vcs { url, revision },
        ("URL", _) => Origin::Download(url),
        ("Local" | "Cellar", _) => Origin::Path(url),
        ("Bioconductor", "") => Origin::Unknown,
        (_, "") => Origin::Unknown,
        (_, repository) => {
            let address = addresses.get(repository).copied().unwrap_or(repository);
            if address.contains("://") {
                source.registries.origin(address)
            } else if address == "CRAN" {
                Origin::Public
            } else {
                // A name whose address the file does not tell may stand for a mirror as well as for a house of its own.
                Origin::Unknown
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use mainstay_model::{ComponentKind, Origin};

    use crate::testing::{codes, edges, find, labels, parse};

    #[test]
    fn sources_requirements_and_licenses_of_old_and_new_files_are_read() {
        let text = r#"{"R": {"Version": "4.3.1", "Repositories": [{"Name": "House", "URL": "https://r.registry.example"}]},
"Bioconductor": {"Version": "3.17"},
"Packages": {
 "dplyr": {"Package": "dplyr", "Version": "1.1.0", "Source": "Repository", "Repository": "CRAN",
   "Requirements": ["R", "R6", "utils", "gone"], "Hash": "abc"},
 "R6": {"Package": "R6", "Version": "2.5", "Source": "Repository", "Repository": "House", "License": "MIT + file LICENSE",
   "Imports": ["dplyr (>= 1.0)"]},
 "Biobase": {"Package": "Biobase", "Version": "2.60", "Source": "Bioconductor"},
 "edge": {"Package": "edge", "Version": "0.1", "Source": "GitHub", "RemoteHost": "api.github.com",
   "RemoteUsername": "acme", "RemoteRepo": "edge", "RemoteSha": "abc"},
 "none": {"Package": "none"}}}"#;
        let parsed = parse("renv.lock", text);
        let bom = &parsed.value;
        assert_eq!(labels(bom), ["dplyr@1.1.0", "R6@2.5", "Biobase@2.60", "edge@0.1", "none", "R@4.3.1"]);
        assert_eq!(edges(bom), ["R6@2.5 -> dplyr@1.1.0", "dplyr@1.1.0 -> R6@2.5"]);
        assert_eq!(find(bom, "dplyr").origin, Origin::Public);
        assert_eq!(find(bom, "R6").origin, Origin::Registry("https://r.registry.example".into()));
        assert_eq!(find(bom, "R6").licenses.len(), 1);
        assert_eq!(find(bom, "Biobase").purl.as_ref().unwrap().kind(), "bioconductor");
        let vcs = Origin::Vcs { url: "https://github.com/acme/edge".into(), revision: Some("abc".into()) };
        assert_eq!(find(bom, "edge").origin, vcs);
        assert_eq!(find(bom, "R@4.3.1").kind, ComponentKind::Platform);
        assert_eq!(codes(&parsed), ["dependency-missing", "version-unknown"]);
    }
}
