//! go.mod, with the checksums of the go.sum beside it and the replacements of a go.work above.
//!
//! The file lists the modules of the build, not who needs whom: only the project's own edges are known, and
//! the graph below stays unknown. Before Go 1.17 it lists not even every module. A `go` line is a minimum and
//! no version of anything, so it is a property. `h1:` is a digest over a module's tree, not over its archive,
//! and therefore an identifier.

mod syntax;
mod workspace;

use std::collections::{HashMap, HashSet};

use mainstay_model::{
    Bom, Component, ComponentKind, Graph, NodeId, Origin, Parsed, Problem, Purl, PurlError,
};

use self::syntax::{File, Replacements, Require};
use self::workspace::Workspace;
use crate::assembly::Assembly;
use crate::{Format, Notation, Refusal, Source, Support, Tells, folders};

pub(crate) const FORMAT: Format = Format {
    id: "go-mod",
    title: "go.mod",
    ecosystem: "golang",
    files: &["go.mod"],
    notation: Notation::Text,
    support: Support::Full,
    tells: Tells { edges: false, direct: true, scope: false, hashes: false, origin: false, license: false },
    yields_to: &[],
    read: parse,
};

const SUM_IS_REFUSED: &str = "go.sum lists the checksums of every module version that Go ever looked at, not what the build takes; \
                   put the go.mod beside it, which is read with it";

pub(crate) const SUM: Format = Format {
    id: "go-sum",
    title: "go.sum",
    files: &["go.sum"],
    notation: Notation::Text,
    support: Support::Refused(SUM_IS_REFUSED),
    tells: Tells { direct: false, ..FORMAT.tells },
    yields_to: &["go-mod"],
    read: |_| Err(Refusal::Unsupported(SUM_IS_REFUSED)),
    ..FORMAT
};

pub(crate) const WORK: Format =
    Format { id: "go-work", title: "go.work", files: &["go.work"], read: workspace::parse, ..FORMAT };

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let file = syntax::read(source.text()?);
    if file.module.is_none() && file.requires.is_empty() {
        let message = "there is no `module` line; is this a go.mod?".to_owned();
        return Err(Refusal::Syntax { format: "go.mod", line: None, message });
    }
    let mut assembly = Assembly::new(source, FORMAT.id, file.go);
    let (module, line) = file.module.unwrap_or_else(|| {
        let message = "there is no `module` line; the folder's name stands for it";
        assembly.problem(Problem::error("module-missing", message));
        (folders::name(source.folder()), 1)
    });
    report(&file, &mut assembly);
    let workspace = Workspace::above(source);
    let sums = source.beside("go.sum").and_then(|path| source.tree.read(&path));
    let sums = sums.as_deref().map(sums_of).unwrap_or_default();
    let mut own = subject(module, line, &file, source.folder(), &mut assembly);
    own.purl = own.purl.filter(|_| file.module.is_some());
    let subject = assembly.add(own);
    let tools = tools(&file);
    let replaces = syntax::replacements(&file);
    let mut seen: HashMap<&str, NodeId> = HashMap::new();
    for require in &file.requires {
        if let Some(&id) = seen.get(require.path) {
            let known = assembly.bom.component(id).version.as_deref().unwrap_or_default();
            if known != require.version {
                let message = format!("`{}` is required twice; run `go mod tidy`", require.path);
                assembly.problem_at(Some(require.line), Problem::warning("duplicate", message));
            }
            continue;
        }
        let component = component(require, &replaces, workspace.as_ref(), &sums, source, &mut assembly);
        let id = assembly.add(component);
        seen.insert(require.path, id);
        let tool = tools.get(require.path).copied();
        if let Some(tool) = tool {
            assembly.bom.components[id.index()].properties.push(("go:tool".to_owned(), tool.to_owned()));
        }
        if !require.indirect || tool.is_some() {
            assembly.needs(subject, id, None);
        }
    }
    assembly.names_no_more();
    assembly.finish()
}

fn report(file: &File<'_>, assembly: &mut Assembly<'_>) {
    for &line in &file.odd {
        let message = "the line is nothing that go.mod knows; run `go mod edit -fmt`";
        assembly.problem_at(Some(line), Problem::warning("line-unreadable", message));
    }
    if !file.requires.is_empty() {
        let message = "go.mod tells no edges between modules: who brings in an indirect one is unknown";
        assembly.problem(Problem::note("graph-unknown", message));
    }
    if is_before_1_17(file.go) && !file.requires.is_empty() {
        let message = "go.mod lists every module of the build only from `go 1.17` on; run `go mod tidy -go=1.17` or later";
        assembly.problem(Problem::warning("modules-incomplete", message));
    }
}

fn is_before_1_17(go: Option<&str>) -> bool {
    let mut numbers = go.unwrap_or("1.16").split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < (1, 17)
}

fn subject(module: &str, line: u32, file: &File<'_>, folder: &str, assembly: &mut Assembly<'_>) -> Component {
    let go = file.go.map(|go| ("go:version".to_owned(), go.to_owned()));
    let toolchain = file.toolchain.map(|toolchain| ("go:toolchain".to_owned(), toolchain.to_owned()));
    let (group, name) = split(module);
    Component {
        reference: module.to_owned(),
        kind: ComponentKind::Application,
        name: name.to_owned(),
        group: group.map(str::to_owned),
        graph: Graph::Partial,
        first_party: true,
        properties: go.into_iter().chain(toolchain).collect(),
        ..assembly.component(Some(line), purl(module, ""), Origin::Path(folder.to_owned()))
    }
}

fn component(
    require: &Require<'_>,
    replaces: &Replacements<'_, '_>,
    workspace: Option<&Workspace>,
    sums: &HashMap<(&str, &str), &str>,
    source: &Source<'_>,
    assembly: &mut Assembly<'_>,
) -> Component {
    let replaced = syntax::find(replaces, require)
        .map(|replace| (replace.target.to_owned(), replace.to_version.to_owned()));
    let replaced = workspace.and_then(|workspace| workspace.replaced(require)).or(replaced);
    let used = workspace.and_then(|workspace| workspace.folder_of(require.path));
    let folder = used.or_else(|| {
        let (target, version) = replaced.as_ref()?;
        version.is_empty().then(|| folders::joined(source.folder(), target).unwrap_or_else(|| target.clone()))
    });
    let (path, version) = match (&folder, &replaced) {
        (Some(_), _) => (require.path, ""),
        (None, Some((target, version))) => (target.as_str(), version.as_str()),
        (None, None) => {
            let raised = workspace.and_then(|workspace| workspace.raised(require));
            (require.path, raised.unwrap_or(require.version))
        }
    };
    let origin = match &folder {
        Some(folder) => Origin::Path(folder.clone()),
        None if source.registries.is_private(path) => source.registries.origin(path),
        None => Origin::Unknown,
    };
    let (group, name) = split(path);
    let sum = sums.get(&(path, version)).map(|sum| ("go-sum".to_owned(), (*sum).to_owned()));
    let instead = replaced
        .is_some()
        .then(|| ("go:replaces".to_owned(), format!("{}@{}", require.path, require.version)));
    let raised = folder.is_none() && path == require.path && version != require.version;
    let required = raised.then(|| ("go:required".to_owned(), require.version.to_owned()));
    Component {
        reference: format!("{path}@{version}"),
        name: name.to_owned(),
        group: group.map(str::to_owned),
        version: Some(version).filter(|text| !text.is_empty()).map(str::to_owned),
        first_party: folder.is_some(),
        identifiers: sum.into_iter().collect(),
        properties: instead.into_iter().chain(required).collect(),
        ..assembly.component(Some(require.line), purl(path, version), origin)
    }
}

/// The tools that the project names, by the module that provides each: the longest path that it lies below.
fn tools<'a>(file: &File<'a>) -> HashMap<&'a str, &'a str> {
    let modules: HashSet<&str> = file.requires.iter().map(|require| require.path).collect();
    let module = |tool: &'a str| {
        let ends = tool.rmatch_indices('/').map(|(at, _)| at);
        std::iter::once(tool.len()).chain(ends).map(|end| &tool[..end]).find(|path| modules.contains(path))
    };
    file.tools.iter().filter_map(|&tool| Some((module(tool)?, tool))).collect()
}

fn split(module: &str) -> (Option<&str>, &str) {
    module.rsplit_once('/').map_or((None, module), |(group, name)| (Some(group), name))
}

fn purl(module: &str, version: &str) -> Result<Purl, PurlError> {
    let (group, name) = split(module);
    Purl::new("golang", group, name, Some(version))
}

/// The checksums of modules, by path and version; those of their go.mod alone are left out.
fn sums_of(bytes: &[u8]) -> HashMap<(&str, &str), &str> {
    let mut found = HashMap::new();
    for line in bytes.split(|&byte| byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok()) {
        let mut words = line.split_ascii_whitespace();
        if let (Some(path), Some(version), Some(sum)) = (words.next(), words.next(), words.next())
            && !version.ends_with("/go.mod")
        {
            found.insert((path, version), sum);
        }
    }
    found
}

#[cfg(test)]
mod tests;
