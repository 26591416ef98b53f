//! What the effective model declares, as components.
//!
//! Dependencies are listed by every pom that inherits them, since each module is built with them. What only the
//! build needs - parents, bills, plugins - is listed by the pom that names it, and so is what it lacks.

use std::collections::{HashMap, HashSet};

use mainstay_model::{Component, Location, NodeId, Origin, Problem, Purl, Scope};

use super::document::{Coordinates, Dependency, Pom, Profile};
use super::effective::{Key, Managed, Management, Model};
use super::reactor::Reactor;
use crate::Source;
use crate::assembly::Assembly;

/// A message names no more places than this.
const MAX_NAMED: usize = 3;

/// The declarations of one pom, being turned into components.
pub(super) struct Declared<'a, 's> {
    model: &'a Model,
    reactor: &'a Reactor<'a>,
    source: &'a Source<'a>,
    subject: Option<NodeId>,
    assembly: &'a mut Assembly<'s>,
    management: &'a Management,
    seen: HashSet<Key>,
}

/// One declaration with everything that is managed for it filled in.
struct Entry<'d> {
    dependency: &'d Dependency,
    key: Key,
    version: Option<Result<String, String>>,
    /// Maven's own word.
    word: String,
    scope: Scope,
    properties: Vec<(String, String)>,
}

impl<'a, 's> Declared<'a, 's> {
    pub(super) fn new(
        model: &'a Model,
        management: &'a Management,
        reactor: &'a Reactor<'a>,
        source: &'a Source<'a>,
        subject: Option<NodeId>,
        assembly: &'a mut Assembly<'s>,
    ) -> Self {
        Self { model, reactor, source, subject, assembly, management, seen: HashSet::new() }
    }

    /// The parent, where it comes from outside.
    pub(super) fn parent(&mut self) {
        let (Some(coordinates), [last]) = (&self.model.missing_parent, &self.model.chain[..]) else { return };
        let line = last.parent.as_ref().map_or(1, |parent| parent.line);
        let message = format!(
            "the parent {} is not in the tree: what it declares and manages is not known",
            coordinates.display()
        );
        let problem = Problem::warning("parent-missing", message).in_file(&last.path);
        self.assembly.problem(problem.at_line(u64::from(line)));
        let dependency = Dependency {
            coordinates: coordinates.clone(),
            kind: Some("pom".to_owned()),
            path: last.path.clone(),
            line,
            ..Dependency::default()
        };
        let version = coordinates.version.as_deref().map(|version| self.model.fill(version));
        self.build(&dependency, version, "parent");
    }

    /// The dependencies of the pom and of its parents.
    pub(super) fn dependencies(&mut self) {
        for pom in &self.model.chain {
            let mut last: HashMap<Key, &Dependency> = HashMap::new();
            for dependency in &pom.dependencies {
                let before = last.insert(self.model.key(dependency), dependency);
                if before.is_some() && pom.path == self.source.path {
                    self.repeated(dependency);
                }
            }
            for dependency in &pom.dependencies {
                // What Maven makes of several is the last, in the place of the first.
                self.dependency(last.get(&self.model.key(dependency)).unwrap_or(&dependency), None);
            }
        }
    }

    fn repeated(&mut self, dependency: &Dependency) {
        let (group, artifact, ..) = self.model.key(dependency);
        let message = format!("{group}:{artifact} is declared more than once; the last counts, as in Maven");
        let problem = Problem::warning("dependency-repeated", message).in_file(&dependency.path);
        self.assembly.problem(problem.at_line(u64::from(dependency.line)));
    }

    /// What profiles would add: listed, since it may be part of what is built, and marked.
    pub(super) fn profiles(&mut self) {
        for profile in self.model.chain.iter().flat_map(|pom| pom.profiles.iter().map(move |p| (pom, p))) {
            let (pom, profile) = profile;
            self.properties(pom, profile);
            if profile.dependencies.is_empty() && profile.managed == 0 {
                continue;
            }
            let message = format!(
                "the profile `{}` is not evaluated: its dependencies are listed and marked, its management is left out",
                profile.id
            );
            let problem = Problem::note("profile-not-evaluated", message).in_file(&pom.path);
            self.assembly.problem(problem.at_line(u64::from(profile.line)));
            for dependency in &profile.dependencies {
                self.dependency(dependency, Some(&profile.id));
            }
        }
    }

    /// Tells the properties that a profile sets and versions use: what they are without it is what is read.
    fn properties(&mut self, pom: &Pom, profile: &Profile) {
        let used = |name: &&String| self.model.uses(&format!("${{{name}}}"));
        let names: Vec<&str> =
            profile.properties.iter().filter(used).take(MAX_NAMED).map(String::as_str).collect();
        if names.is_empty() {
            return;
        }
        let message = format!(
            "the profile `{}` is not evaluated: it sets `{}`, and versions that come from there are those without the profile",
            profile.id,
            names.join("`, `")
        );
        let problem = Problem::warning("profile-not-evaluated", message).in_file(&pom.path);
        self.assembly.problem(problem.at_line(u64::from(profile.line)));
    }

    /// Imported bills of materials: inputs of the build that are no part of the product.
    pub(super) fn bills(&mut self) {
        for bill in &self.model.chain[0].managed {
            if bill.scope.as_deref() == Some("import") {
                let version = bill.coordinates.version.as_deref().map(|version| self.model.fill(version));
                self.build(bill, version, "import");
            }
        }
        for (missing, path) in &self.management.missing {
            if path == self.source.path {
                let message =
                    format!("the imported bill {missing} is not in the tree: what it manages is not known");
                self.assembly.problem(Problem::warning("bill-missing", message));
            }
        }
    }

    /// Plugins, their own dependencies and build extensions.
    pub(super) fn plugins(&mut self) {
        let managed: HashMap<_, _> = self.model.managed_plugins();
        for plugin in &self.model.chain[0].plugins {
            let (group, artifact, ..) = self.model.key(plugin);
            let own = plugin.coordinates.version.as_ref();
            let version = own.or_else(|| managed.get(&(group, artifact)).and_then(Option::as_ref));
            let version = version.map(|version| self.model.fill(version));
            let plugin = Dependency { kind: Some("maven-plugin".to_owned()), ..plugin.clone() };
            self.build(&plugin, version, "plugin");
        }
    }

    fn dependency(&mut self, dependency: &Dependency, profile: Option<&str>) {
        let key = self.model.key(dependency);
        if !self.seen.insert(key.clone()) {
            return;
        }
        let managed = self.management.entries.get(&key).cloned().unwrap_or_default();
        let word = dependency.scope.as_deref().or(managed.scope.as_deref()).unwrap_or("compile");
        let word = self.model.fill(word).unwrap_or_else(|_| word.to_owned());
        let optional = dependency.optional.as_deref().or(managed.optional.as_deref()).unwrap_or_default();
        let optional = self.model.fill(optional).is_ok_and(|text| text == "true");
        let own = dependency.coordinates.version.as_deref().map(|version| self.model.fill(version));
        let mut properties = Vec::new();
        if let Some(profile) = profile {
            properties.push(("maven:profile".to_owned(), profile.to_owned()));
        }
        for excluded in exclusions(dependency, &managed) {
            properties.push(("maven:exclusion".to_owned(), excluded));
        }
        let scope = scope(&word, optional);
        let version = own.or(managed.version);
        self.add(Entry { dependency, key, version, word, scope, properties });
    }

    /// Something that the build needs and the product does not.
    fn build(&mut self, dependency: &Dependency, version: Option<Result<String, String>>, word: &str) {
        let key = self.model.key(dependency);
        if self.seen.insert(key.clone()) {
            let (word, properties) = (word.to_owned(), Vec::new());
            self.add(Entry { dependency, key, version, word, scope: Scope::Build, properties });
        }
    }

    fn add(&mut self, entry: Entry<'_>) {
        let (group, artifact, ..) = &entry.key;
        let (version, range) = self.version(&entry);
        let sibling =
            self.reactor.find(group, artifact, version.as_deref()).filter(|_| entry.word != "plugin");
        let sibling = sibling.map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned());
        let first_party = sibling.is_some();
        let system = entry.dependency.system_path.clone();
        let origin = sibling.or(system).map_or(Origin::Unknown, Origin::Path);
        let line = Some(entry.dependency.line);
        let unnamed = [group, artifact].into_iter().any(|part| part.is_empty() || part.contains("${"));
        let component = if unnamed {
            let message = format!("the name `{group}:{artifact}` is not complete in the tree");
            let problem = Problem::warning("name-incomplete", message).in_file(&entry.dependency.path);
            self.assembly.problem_at(line, problem);
            if artifact.is_empty() {
                return;
            }
            Component { origin, ..Component::default() }
        } else {
            self.assembly.component(line, purl(&entry.key, version.as_deref()), origin)
        };
        let locations = vec![Location { path: entry.dependency.path.clone(), line }];
        let mut properties = vec![("maven:scope".to_owned(), entry.word)];
        properties.extend(entry.properties);
        let component = Component {
            reference: format!("{group}:{artifact}"),
            name: artifact.clone(),
            group: Some(group.clone()).filter(|group| !group.is_empty()),
            version,
            version_range: range,
            first_party,
            properties,
            locations,
            ..component
        };
        let id = self.assembly.list(component);
        match self.subject {
            Some(subject) => self.assembly.needs(subject, id, Some(entry.scope)),
            None => self.assembly.names(id, Some(entry.scope)),
        }
        if first_party {
            // Set here, since only what the tree does not build itself is settled from the edges.
            self.assembly.bom.components[id.index()].scope = Some(entry.scope);
        }
    }

    /// The version where there is exactly one; else a range where one is written, and a problem.
    fn version(&mut self, entry: &Entry<'_>) -> (Option<String>, Option<String>) {
        let (group, artifact, ..) = &entry.key;
        let (code, message, range) = match &entry.version {
            Some(Ok(text)) => match single(text) {
                Some(version) => return (Some(version.to_owned()), None),
                None => (
                    "version-range",
                    format!("{group}:{artifact} asks for `{text}`: which version is taken is not told"),
                    Some(text.clone()),
                ),
            },
            Some(Err(property)) => {
                ("property-missing", format!("the version of {group}:{artifact} needs {property}"), None)
            }
            None => (
                "version-missing",
                format!("the version of {group}:{artifact} is not written in the tree{}", self.elsewhere()),
                None,
            ),
        };
        let problem = if entry.word == "plugin" && code == "version-missing" {
            Problem::note(code, message)
        } else {
            Problem::warning(code, message)
        };
        let problem = problem.in_file(&entry.dependency.path).at_line(u64::from(entry.dependency.line));
        self.assembly.problem(problem);
        (None, range)
    }

    /// Where an unwritten version may be written: a parent and bills outside the tree.
    fn elsewhere(&self) -> String {
        let parent = self.model.missing_parent.as_ref().map(Coordinates::display);
        let bills = self.management.missing.iter().map(|(bill, _)| bill.clone());
        let known: Vec<String> = parent.into_iter().chain(bills).collect();
        match &known[..] {
            [] => String::new(),
            [first @ .., _] if first.len() >= MAX_NAMED => {
                let rest = known.len() - MAX_NAMED;
                format!("; it may come from {} or {rest} others", known[..MAX_NAMED].join(", "))
            }
            _ => format!("; it may come from {}", known.join(" or ")),
        }
    }
}

fn exclusions(dependency: &Dependency, managed: &Managed) -> Vec<String> {
    let mut all: Vec<String> = dependency.exclusions.iter().chain(&managed.exclusions).cloned().collect();
    all.sort();
    all.dedup();
    all
}

fn scope(word: &str, optional: bool) -> Scope {
    match word {
        "provided" | "system" => Scope::Provided,
        "test" => Scope::Test,
        _ if optional => Scope::Optional,
        _ => Scope::Runtime,
    }
}

/// A plain version or a range of exactly one, `[1.0]`. `LATEST` and `RELEASE` are no versions.
fn single(text: &str) -> Option<&str> {
    let text = text.trim();
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let open = inner.contains(['[', ']', '(', ')', ',']);
    (!open && !inner.is_empty() && inner != "LATEST" && inner != "RELEASE").then_some(inner)
}

fn purl(
    (group, artifact, kind, classifier): &Key,
    version: Option<&str>,
) -> Result<Purl, mainstay_model::PurlError> {
    // A plugin is a jar: its type says what it does, not what it is.
    let kind = if matches!(kind.as_str(), "jar" | "maven-plugin") { "" } else { kind };
    Purl::new("maven", Some(group), artifact, version)?
        .with_qualifier("type", kind)?
        .with_qualifier("classifier", classifier)
}
