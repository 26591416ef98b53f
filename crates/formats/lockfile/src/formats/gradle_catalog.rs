//! Gradle version catalogs, `libs.versions.toml`: the versions that build scripts choose from.

use mainstay_model::{Bom, Component, Origin, Parsed, Problem, Purl, Scope};
use toml::{Table, Value};

use crate::assembly::Assembly;
use crate::{Format, Notation, Refusal, Source, Support, Tells, decode, folders};

pub(crate) const FORMAT: Format = Format {
    id: "gradle-version-catalog",
    title: "libs.versions.toml",
    ecosystem: "maven",
    files: &["*.versions.toml"],
    notation: Notation::Text,
    support: Support::Partial(
        "a catalog offers versions; which project uses which is in the build scripts, which are programs",
    ),
    tells: Tells { edges: false, direct: false, scope: false, hashes: false, origin: false, license: false },
    yields_to: &["gradle-lockfile"],
    read: parse,
};

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let catalog: Table = decode::toml(source)?;
    let empty = Table::new();
    let table = |name: &str| catalog.get(name).and_then(Value::as_table).unwrap_or(&empty);
    let known = ["metadata", "versions", "libraries", "bundles", "plugins"]
        .iter()
        .any(|name| catalog.contains_key(*name));
    if !known && !catalog.is_empty() {
        let message =
            "there is none of the tables `versions`, `libraries`, `bundles` and `plugins` in it".to_owned();
        return Err(Refusal::Syntax { format: "a version catalog", line: Some(1), message });
    }
    let mut assembly = Assembly::new(source, FORMAT.id, None);
    if locked(source) {
        let message = "the catalog only offers versions: those that are used are in the gradle.lockfile";
        assembly.problem(Problem::note("offers-not-listed", message));
        return assembly.finish();
    }
    let versions = table("versions");
    for (alias, entry) in table("libraries") {
        match coordinates(entry, "module") {
            Some((group, name, version)) => {
                let version = version.map(|version| resolve(&version, versions));
                add(&mut assembly, alias, (&group, &name), version, None);
            }
            None => unread(&mut assembly, "library", alias),
        }
    }
    for (alias, entry) in table("plugins") {
        match coordinates(entry, "id") {
            // Gradle finds a plugin by an artifact that is named after its id.
            Some((_, id, version)) => {
                let version = version.map(|version| resolve(&version, versions));
                let marker = format!("{id}.gradle.plugin");
                add(&mut assembly, alias, (&id, &marker), version, Some(Scope::Build));
            }
            None => unread(&mut assembly, "plugin", alias),
        }
    }
    assembly.finish()
}

/// Whether the build that the catalog belongs to is locked: a catalog stands in the `gradle` folder of its root.
fn locked(source: &Source<'_>) -> bool {
    let folder = source.folder();
    let root = if folder == "gradle" { "" } else { folder.strip_suffix("/gradle").unwrap_or(folder) };
    let lock = |folder: &str| source.tree.read(&folders::within(folder, "gradle.lockfile")).is_some();
    lock(root) || source.tree.list(root).iter().any(|project| lock(project))
}

fn unread(assembly: &mut Assembly<'_>, what: &str, alias: &str) {
    let message = format!("the {what} `{alias}` names no artifact and is left out");
    assembly.problem(Problem::warning("entry-unread", message).at_pointer(format!("/{what}/{alias}")));
}

/// Group, name and version of an entry: one text, or a table whose `key` holds the name as one text.
fn coordinates(entry: &Value, key: &str) -> Option<(String, String, Option<Value>)> {
    let text = |key: &str| Some(entry.get(key)?.as_str()?.to_owned());
    let (name, version) = match entry {
        Value::String(text) => {
            let (name, version) = text.rsplit_once(':').unwrap_or((text, ""));
            // A library without a version has only the colon between group and name.
            if key == "module" && !name.contains(':') {
                (text.clone(), None)
            } else {
                (name.to_owned(), Some(Value::String(version.to_owned())))
            }
        }
        _ => {
            let name = text(key).or_else(|| Some(format!("{}:{}", text("group")?, text("name")?)))?;
            (name, entry.get("version").cloned())
        }
    };
    if key == "id" {
        return Some((String::new(), name, version));
    }
    let (group, name) = name.split_once(':')?;
    Some((group.to_owned(), name.to_owned(), version))
}

/// A version as text, by reference, or as a rich version. `Err` is what is written and is no single version.
fn resolve(version: &Value, versions: &Table) -> Result<String, String> {
    let named = version.get("ref").and_then(Value::as_str);
    let version = match named {
        Some(name) => versions.get(name).ok_or_else(|| format!("the missing version `{name}`"))?,
        None => version,
    };
    let text = match version {
        Value::String(text) => text.as_str(),
        rich => {
            ["strictly", "require", "prefer"].iter().find_map(|key| rich.get(key)?.as_str()).unwrap_or("")
        }
    };
    // `!!` is the short way to write a strict version.
    let text = text.strip_suffix("!!").unwrap_or(text);
    let open =
        text.is_empty() || text.contains(['[', '(', ')', ']', ',', '+']) || text.starts_with("latest.");
    if open { Err(text.to_owned()) } else { Ok(text.to_owned()) }
}

fn add(
    assembly: &mut Assembly<'_>,
    alias: &str,
    (group, name): (&str, &str),
    version: Option<Result<String, String>>,
    scope: Option<Scope>,
) {
    let (version, range) = match version {
        Some(Ok(version)) => (Some(version), None),
        Some(Err(range)) => (None, Some(range).filter(|range| !range.is_empty())),
        None => (None, None),
    };
    let purl = Purl::new("maven", Some(group), name, version.as_deref());
    let found = assembly.component(None, purl, Origin::Unknown);
    assembly.add(Component {
        reference: format!("{group}:{name}"),
        name: name.to_owned(),
        group: Some(group.to_owned()),
        version,
        version_range: range,
        scope,
        properties: vec![("gradle:alias".to_owned(), alias.to_owned())],
        ..found
    });
}

#[cfg(test)]
mod tests {
    use mainstay_model::Scope;

    use crate::testing::{codes, find, labels, parse, parse_in, standing};

    #[test]
    fn versions_come_as_text_by_reference_and_rich() {
        let text = r#"
[versions]
a = "1.0"
r = { strictly = "[1, 2[", prefer = "1.5" }
s = { strictly = "3.0" }
[libraries]
one = "org.a:one:0.1"
two = { module = "org.a:two", version.ref = "a" }
three = { group = "org.a", name = "three", version = { require = "2.0" } }
four = { module = "org.a:four", version.ref = "r" }
five = { module = "org.a:five" }
six = { module = "org.a:six", version.ref = "s" }
odd = 1
[plugins]
kt = { id = "org.kt", version = "9" }
short = "org.p:1.1"
"#;
        let parsed = parse("gradle/libs.versions.toml", text);
        let mut found = labels(&parsed.value);
        found.sort();
        let expected = [
            "org.a/five",
            "org.a/four",
            "org.a/one@0.1",
            "org.a/six@3.0",
            "org.a/three@2.0",
            "org.a/two@1.0",
            "org.kt/org.kt.gradle.plugin@9",
            "org.p/org.p.gradle.plugin@1.1",
        ];
        assert_eq!(found, expected);
        assert_eq!(find(&parsed.value, "org.a/four").version_range.as_deref(), Some("[1, 2["));
        assert_eq!(standing(&parsed.value, "org.kt/org.kt.gradle.plugin").0, Some(Scope::Build));
        let mut codes = codes(&parsed);
        codes.sort_unstable();
        assert_eq!(codes, ["entry-unread", "version-unknown"]);
    }

    #[test]
    fn a_catalog_of_a_locked_build_is_not_listed() {
        let catalog = "[libraries]\na = \"org.a:one:0.1\"\n";
        for lock in ["gradle.lockfile", "app/gradle.lockfile"] {
            let files = [("gradle/libs.versions.toml", catalog), (lock, "empty=\n")];
            let parsed = parse_in(&files, "gradle/libs.versions.toml");
            assert!(parsed.value.components.is_empty());
            assert_eq!(codes(&parsed), ["offers-not-listed"]);
        }
    }
}
