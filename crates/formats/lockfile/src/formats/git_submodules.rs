//! .gitmodules: the repositories that a repository holds. Which commit is checked out is in git's own tree, not in
//! the file.

use mainstay_model::{Bom, Component, ComponentKind, Location, Origin, Parsed, Problem};

use super::repository;
use crate::assembly::Assembly;
use crate::{Format, Notation, Refusal, Source, Support, Tells};

pub(crate) const FORMAT: Format = Format {
    id: "git-submodules",
    title: ".gitmodules",
    ecosystem: "generic",
    files: &[".gitmodules"],
    notation: Notation::Text,
    support: Support::Partial("the commit that a submodule stands at is not in the file but in git's tree"),
    tells: Tells { edges: false, direct: true, scope: false, hashes: false, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

#[derive(Default)]
struct Submodule<'a> {
    name: &'a str,
    path: Option<&'a str>,
    url: Option<&'a str>,
    branch: Option<&'a str>,
    line: u32,
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let mut assembly = Assembly::new(source, FORMAT.id, None);
    let mut modules: Vec<Submodule<'_>> = Vec::new();
    for (index, line) in source.text()?.lines().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let content = line.trim();
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = content.strip_prefix("[submodule \"").and_then(|rest| rest.strip_suffix("\"]")) {
            modules.push(Submodule { name, line: number, ..Submodule::default() });
            continue;
        }
        match (content.split_once('='), modules.last_mut()) {
            (Some((key, value)), Some(module)) => {
                let value = Some(value_of(value));
                match key.trim().to_ascii_lowercase().as_str() {
                    "path" => module.path = value,
                    "url" => module.url = value,
                    "branch" => module.branch = value,
                    _ => {}
                }
            }
            _ => {
                let message = format!("`{content}` is not understood and left out");
                assembly.problem(Problem::warning("line-unread", message).at_line(u64::from(number)));
            }
        }
    }
    if modules.is_empty() && assembly.has_problems() {
        let message = "there is no `[submodule \"name\"]` in it".to_owned();
        return Err(Refusal::Syntax { format: ".gitmodules", line: Some(1), message });
    }
    for module in &modules {
        add(module, source, &mut assembly);
    }
    assembly.finish()
}

/// The value of a line as git reads it: in quotes, or up to a comment.
fn value_of(text: &str) -> &str {
    let text = text.trim();
    match text.strip_prefix('"') {
        Some(inner) => inner.split('"').next().unwrap_or(inner),
        None => text.split(['#', ';']).next().unwrap_or(text).trim_end(),
    }
}

fn add(module: &Submodule<'_>, source: &Source<'_>, assembly: &mut Assembly<'_>) {
    let url = module.url.unwrap_or_default();
    let locations = vec![Location { path: source.path.to_owned(), line: Some(module.line) }];
    let origin =
        if url.is_empty() { Origin::Unknown } else { Origin::Vcs { url: url.to_owned(), revision: None } };
    // A relative address is relative to where the repository itself came from, which is not known.
    let found = match repository::split(url) {
        Some((_, owner, name)) => {
            let purl = repository::purl(url, None);
            let line = Some(module.line);
            let found = assembly.component(line, purl, Origin::Unknown);
            Component { name: name.to_owned(), group: Some(owner.to_owned()), ..found }
        }
        None => Component { name: module.name.to_owned(), locations, ..Component::default() },
    };
    let property = |key: &str, value: Option<&str>| Some((format!("git:{key}"), value?.to_owned()));
    let properties = [property("path", module.path), property("branch", module.branch)];
    let id = assembly.list(Component {
        reference: module.name.to_owned(),
        kind: ComponentKind::Source,
        origin,
        properties: properties.into_iter().flatten().collect(),
        ..found
    });
    assembly.names(id, None);
}

#[cfg(test)]
mod tests {
    use mainstay_model::{Directness, Origin};

    use crate::testing::{codes, find, labels, parse, standing};

    #[test]
    fn submodules_have_an_address_and_no_version() {
        let text = "# comment\n[submodule \"libs/b\"]\n\tpath = libs/b\n\turl = https://github.com/acme/b.git # the source\n\tbranch = main\n\
                    [submodule \"up\"]\n\tpath = up\n\turl = ../up.git\nodd\n";
        let parsed = parse(".gitmodules", text);
        let bom = &parsed.value;
        assert_eq!(labels(bom), ["acme/b", "up"]);
        assert_eq!(find(bom, "acme/b").purl.as_ref().unwrap().to_string(), "pkg:github/acme/b");
        assert!(find(bom, "up").purl.is_none());
        assert_eq!(find(bom, "up").origin, Origin::Vcs { url: "../up.git".into(), revision: None });
        assert_eq!(standing(bom, "up").1, Directness::Direct);
        assert_eq!(codes(&parsed), ["line-unread", "version-unknown"]);
    }
}
