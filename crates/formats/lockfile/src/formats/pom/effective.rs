//! The effective model: what a pom inherits, its properties filled in, and the versions managed for it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use mainstay_model::Problem;

use super::document::{Coordinates, Dependency, Pom};
use super::reactor::Reactor;

/// Longer chains of parents and of imported bills than this are not followed.
const MAX_CHAIN: usize = 32;
/// Properties that name properties are followed so deep ...
const MAX_NESTING: usize = 32;
/// ... up to this many bytes of text ...
const MAX_TEXT: usize = 8192;
/// ... in this many steps, for a property that is empty may still double at each level.
const MAX_STEPS: usize = 1000;

/// What dependency management is keyed by: group, artifact, type, classifier.
pub(super) type Key = (String, String, String, String);

/// A pom with its parents, nearest first.
pub(super) struct Model {
    pub(super) chain: Vec<Arc<Pom>>,
    /// The parent outside the tree, where the chain ends in one.
    pub(super) missing_parent: Option<Coordinates>,
}

/// What is managed for one dependency.
#[derive(Clone, Debug, Default)]
pub(super) struct Managed {
    /// The version, or the property that it lacks.
    pub(super) version: Option<Result<String, String>>,
    pub(super) scope: Option<String>,
    pub(super) optional: Option<String>,
    pub(super) exclusions: Vec<String>,
}

/// Everything that is managed, and the imported bills that are not in the tree.
#[derive(Default)]
pub(super) struct Management {
    pub(super) entries: HashMap<Key, Managed>,
    /// By name, with the pom that imports it.
    pub(super) missing: Vec<(String, String)>,
}

impl Model {
    /// Follows the parents of a pom as far as they are in the tree.
    pub(super) fn load(pom: Arc<Pom>, reactor: &Reactor<'_>, problems: &mut Vec<Problem>) -> Self {
        let mut model = Self { chain: vec![pom], missing_parent: None };
        let mut seen: HashSet<String> = model.chain.iter().map(|pom| pom.path.clone()).collect();
        while let Some(parent) = model.chain.last().and_then(|pom| pom.parent.clone()) {
            let last = &model.chain[model.chain.len() - 1].path;
            let place = |problem: Problem| problem.in_file(last).at_line(u64::from(parent.line));
            let wanted = model.filled(&parent.coordinates);
            let found = parent.relative.as_deref().and_then(|relative| reactor.beside(last, relative));
            let found = found.filter(|pom| is_named(&pom.coordinates(), &wanted)).or_else(|| {
                let (group, artifact) = (wanted.group.as_deref()?, wanted.artifact.as_deref()?);
                reactor.read(reactor.find(group, artifact, wanted.version.as_deref())?)
            });
            let Some(found) = found else {
                model.missing_parent = Some(wanted);
                break;
            };
            if !seen.insert(found.path.clone()) || model.chain.len() >= MAX_CHAIN {
                let message = format!("the parents of this pom go in a circle at {}; cut there", found.path);
                problems.push(place(Problem::error("parent-cycle", message)));
                break;
            }
            model.chain.push(found);
        }
        model
    }

    /// The coordinates of the pom itself, filled in where that is possible.
    pub(super) fn coordinates(&self) -> Coordinates {
        self.filled(&self.chain[0].coordinates())
    }

    /// A text with its properties filled in.
    ///
    /// # Errors
    /// What lacks: the name of the first property that cannot be filled in, and why.
    pub(super) fn fill(&self, text: &str) -> Result<String, String> {
        let (mut filled, mut steps) = (String::new(), MAX_STEPS);
        self.fill_into(text, MAX_NESTING, &mut steps, &mut filled)?;
        Ok(filled)
    }

    /// Whether a version, or a property that one may come from, is written with a text.
    pub(super) fn uses(&self, text: &str) -> bool {
        self.chain.iter().any(|pom| {
            let lists = [&pom.dependencies, &pom.managed, &pom.plugins, &pom.managed_plugins];
            let versions = lists.into_iter().flatten().filter_map(|found| found.coordinates.version.as_ref());
            versions.chain(pom.properties.values()).any(|value| value.contains(text))
        })
    }

    /// The key under which a dependency is managed.
    pub(super) fn key(&self, dependency: &Dependency) -> Key {
        let text = |part: &Option<String>, default: &str| {
            let text = part.as_deref().unwrap_or(default);
            self.fill(text).unwrap_or_else(|_| text.to_owned())
        };
        let Coordinates { group, artifact, .. } = &dependency.coordinates;
        let kind = text(&dependency.kind, "jar");
        (text(group, ""), text(artifact, ""), kind, text(&dependency.classifier, ""))
    }

    /// What is managed: the nearest pom wins, then what is imported in the order of the imports.
    pub(super) fn management(&self, reactor: &Reactor<'_>, problems: &mut Vec<Problem>) -> Management {
        let mut management = Management::default();
        self.manage(reactor, problems, &mut HashSet::new(), &mut management);
        management
    }

    /// The managed plugins, nearest first.
    pub(super) fn managed_plugins(&self) -> HashMap<(String, String), Option<String>> {
        let mut managed = HashMap::new();
        for plugin in self.chain.iter().flat_map(|pom| &pom.managed_plugins) {
            let (group, artifact, ..) = self.key(plugin);
            managed.entry((group, artifact)).or_insert_with(|| plugin.coordinates.version.clone());
        }
        managed
    }

    fn manage(
        &self,
        reactor: &Reactor<'_>,
        problems: &mut Vec<Problem>,
        seen: &mut HashSet<String>,
        into: &mut Management,
    ) {
        let mut imports = Vec::new();
        for dependency in self.chain.iter().flat_map(|pom| &pom.managed) {
            if dependency.scope.as_deref() == Some("import") {
                imports.push(dependency);
            } else {
                into.entries.entry(self.key(dependency)).or_insert_with(|| self.managed(dependency));
            }
        }
        for import in imports {
            let wanted = self.filled(&import.coordinates);
            let (Some(group), Some(artifact)) = (&wanted.group, &wanted.artifact) else { continue };
            let found = reactor.find(group, artifact, wanted.version.as_deref());
            let Some(bill) = found.and_then(|path| reactor.read(path)) else {
                let missing = (wanted.display(), import.path.clone());
                if !into.missing.contains(&missing) {
                    into.missing.push(missing);
                }
                continue;
            };
            if seen.insert(bill.path.clone()) && seen.len() <= MAX_CHAIN {
                Model::load(bill, reactor, problems).manage(reactor, problems, seen, into);
            }
        }
    }

    fn managed(&self, dependency: &Dependency) -> Managed {
        Managed {
            version: dependency.coordinates.version.as_deref().map(|version| self.fill(version)),
            scope: dependency.scope.clone(),
            optional: dependency.optional.clone(),
            exclusions: dependency.exclusions.clone(),
        }
    }

    fn filled(&self, coordinates: &Coordinates) -> Coordinates {
        let fill = |part: &Option<String>| {
            part.as_deref().map(|text| self.fill(text).unwrap_or_else(|_| text.to_owned()))
        };
        Coordinates {
            group: fill(&coordinates.group),
            artifact: fill(&coordinates.artifact),
            version: fill(&coordinates.version),
        }
    }

    fn fill_into(
        &self,
        text: &str,
        depth: usize,
        steps: &mut usize,
        filled: &mut String,
    ) -> Result<(), String> {
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let Some(length) = rest[start..].find('}') else { break };
            filled.push_str(&rest[..start]);
            let name = &rest[start + 2..start + length];
            let value =
                self.property(name).ok_or_else(|| format!("`{name}`, which nothing in the tree defines"))?;
            if depth == 0 || *steps == 0 || filled.len() > MAX_TEXT {
                return Err(format!(
                    "`{name}`, which goes in a circle or is nested deeper than is followed; write the version in full"
                ));
            }
            *steps -= 1;
            self.fill_into(&value, depth - 1, steps, filled)?;
            rest = &rest[start + length + 1..];
        }
        filled.push_str(rest);
        if filled.len() > MAX_TEXT {
            Err("a text that is longer than is followed; write the version in full".to_owned())
        } else {
            Ok(())
        }
    }

    fn property(&self, name: &str) -> Option<String> {
        let defined = self.chain.iter().find_map(|pom| pom.properties.get(name));
        defined.cloned().or_else(|| self.built_in(name))
    }

    /// Properties of the pom itself: `project.version` and its older spellings.
    fn built_in(&self, name: &str) -> Option<String> {
        let pom = &self.chain[0];
        let name = ["project.", "pom."].iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
        let own = pom.coordinates();
        let parent = pom.parent.as_ref().map(|parent| parent.coordinates.clone()).unwrap_or_default();
        match name {
            "groupId" => own.group,
            "artifactId" => own.artifact,
            "version" => own.version,
            "packaging" => Some(pom.packaging.clone().unwrap_or_else(|| "jar".to_owned())),
            "parent.groupId" => parent.group,
            "parent.artifactId" => parent.artifact,
            "parent.version" => parent.version,
            _ => None,
        }
    }
}

/// Whether a pom that stands where the parent should is the parent. Maven looks elsewhere when only the version
/// differs; a version that is written with properties cannot be told to differ.
fn is_named(found: &Coordinates, wanted: &Coordinates) -> bool {
    let version = match (&found.version, &wanted.version) {
        (Some(found), Some(wanted)) => found == wanted || found.contains("${") || wanted.contains("${"),
        _ => true,
    };
    version && found.artifact == wanted.artifact && (found.group.is_none() || found.group == wanted.group)
}
