//! Whether a manifest needs anything: by its tables where it is data, by the words of its tool where it is a program.

use serde_json::Value as Json;
use toml::{Table, Value};

use super::Look;
use crate::python::Requirement;

/// What is said of a file that cannot be understood: it may need anything.
fn unclear() -> Look {
    Look { needs: true, ..Look::default() }
}

/// A text that has one of these words.
pub(super) fn words(text: &str, words: &[&str]) -> Look {
    Look { needs: words.iter().any(|word| text.contains(word)), ..Look::default() }
}

/// A text of which a line starts with one of these words, blanks aside.
pub(super) fn lines(text: &str, words: &[&str]) -> Look {
    let needs = text.lines().any(|line| words.iter().any(|word| line.trim_start().starts_with(word)));
    Look { needs, ..Look::default() }
}

pub(super) fn package_json(text: &str) -> Look {
    let Ok(file) = serde_json::from_str::<Json>(text) else { return unclear() };
    let lists = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
    // What stands in the tree itself is no package of others.
    let own = |range: &Json| {
        let range = range.as_str().unwrap_or_default();
        ["workspace:", "file:", "link:", "portal:"].iter().any(|scheme| range.starts_with(scheme))
    };
    let needs = lists
        .iter()
        .filter_map(|list| file.get(list)?.as_object())
        .any(|list| list.values().any(|range| !own(range)));
    Look { name: name(&file), needs, ..Look::default() }
}

pub(super) fn composer(text: &str) -> Look {
    let Ok(file) = serde_json::from_str::<Json>(text) else { return unclear() };
    let mut lists = ["require", "require-dev"].iter().filter_map(|list| file.get(list)?.as_object());
    // Without a vendor it is what the platform must have.
    let needs = lists.any(|list| list.keys().any(|name| name.contains('/')));
    Look { name: name(&file), needs, ..Look::default() }
}

fn name(file: &Json) -> Option<String> {
    file.get("name").and_then(Json::as_str).map(str::to_owned)
}

pub(super) fn pyproject(text: &str) -> Look {
    let Ok(file) = text.parse::<Table>() else { return unclear() };
    let tool = |name: &str| file.get("tool").and_then(|tools| tools.get(name));
    let (project, poetry) = (file.get("project"), tool("poetry"));
    let lists = |table: Option<&Value>| {
        let table = table.and_then(Value::as_table);
        table.is_some_and(|table| table.values().any(|list| !is_empty(list)))
    };
    let filled = |value: Option<&Value>| value.is_some_and(|value| !is_empty(value));
    let dynamic = project.and_then(|project| project.get("dynamic")).and_then(Value::as_array);
    let needs = filled(project.and_then(|project| project.get("dependencies")))
        || dynamic.is_some_and(|fields| fields.iter().any(|field| field.as_str() == Some("dependencies")))
        || lists(project.and_then(|project| project.get("optional-dependencies")))
        || lists(file.get("dependency-groups"))
        || filled(tool("uv").and_then(|uv| uv.get("dev-dependencies")))
        || lists(tool("pdm").and_then(|pdm| pdm.get("dev-dependencies")))
        || poetry.is_some_and(poetry_needs);
    let name = project.and_then(|project| project.get("name")).or_else(|| poetry?.get("name"));
    let listed = project.and_then(|project| project.get("dependencies")).and_then(Value::as_array);
    let listed = listed.into_iter().flatten().filter_map(Value::as_str).filter_map(Requirement::parse);
    let names = listed.map(|found| found.name.to_owned()).collect();
    Look { name: name.and_then(Value::as_str).map(str::to_owned), needs, names }
}

fn poetry_needs(poetry: &Value) -> bool {
    let table = |value: Option<&Value>| value.and_then(Value::as_table).cloned().unwrap_or_default();
    let groups = table(poetry.get("group"));
    let groups = groups.values().map(|group| table(group.get("dependencies")));
    let own = [table(poetry.get("dependencies")), table(poetry.get("dev-dependencies"))];
    own.into_iter().chain(groups).any(|list| list.keys().any(|name| name != "python"))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(list) => list.is_empty(),
        Value::Table(table) => table.is_empty(),
        _ => false,
    }
}

pub(super) fn pipfile(text: &str) -> Look {
    let Ok(file) = text.parse::<Table>() else { return unclear() };
    let others = ["source", "requires", "scripts", "pipenv"];
    let lists = file.iter().filter(|(name, _)| !others.contains(&name.as_str()));
    Look { needs: lists.into_iter().any(|(_, list)| !is_empty(list)), ..Look::default() }
}

pub(super) fn cargo(text: &str) -> Look {
    let Ok(file) = text.parse::<Table>() else { return unclear() };
    let targets = file.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(Table::values).filter_map(Value::as_table);
    let needs = std::iter::once(&file).chain(targets).any(cargo_needs);
    let name = file.get("package").and_then(|package| package.get("name")).and_then(Value::as_str);
    Look { name: name.map(str::to_owned), needs, ..Look::default() }
}

/// What stands in the tree itself is no package of others, unless it is published as well.
fn cargo_needs(table: &Table) -> bool {
    let own = |value: &Value| value.get("path").is_some() && value.get("git").is_none();
    let lists = ["dependencies", "dev-dependencies", "build-dependencies"];
    let mut lists = lists.iter().filter_map(|list| table.get(*list)?.as_table());
    lists.any(|list| list.values().any(|value| !own(value)))
}

/// `{deps, [...]}` with something in the list.
pub(super) fn rebar(text: &str) -> Look {
    let lines = text.lines().map(|line| line.split('%').next().unwrap_or_default());
    let plain: String = lines.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect();
    Look { needs: plain.contains("{deps,[") && !plain.contains("{deps,[]}"), ..Look::default() }
}

/// Other things than packages of R bear the name, so its own fields must be there.
pub(super) fn description(text: &str) -> Look {
    let field = |name: &str| {
        text.lines().any(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(':')))
    };
    let needs = field("Package") && ["Imports", "Depends", "LinkingTo", "Suggests"].into_iter().any(field);
    Look { needs, ..Look::default() }
}

/// Other programs have a Project.toml too, but only Julia's names what it needs by uuid.
pub(super) fn julia(text: &str) -> Look {
    let Ok(file) = text.parse::<Table>() else { return lines(text, &["[deps]"]) };
    let own = |name: &str| file.get("sources").and_then(|table| table.get(name)?.get("path")).is_some();
    let is_weak = |name: &str| file.get("weakdeps").is_some_and(|weak| weak.get(name).is_some());
    let is_uuid = |value: &Value| value.as_str().is_some_and(|text| text.len() == 36);
    let mut needs = file.get("deps").and_then(Value::as_table).into_iter().flatten();
    let needs = needs.any(|(name, uuid)| is_uuid(uuid) && !own(name) && !is_weak(name));
    Look { name: file.get("name").and_then(Value::as_str).map(str::to_owned), needs, ..Look::default() }
}
