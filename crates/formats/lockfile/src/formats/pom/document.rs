//! What one pom.xml says, nothing inherited and nothing interpolated.

use std::collections::HashMap;

use crate::xml::Element;

/// Group, artifact and version as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Coordinates {
    pub(super) group: Option<String>,
    pub(super) artifact: Option<String>,
    pub(super) version: Option<String>,
}

/// One `pom.xml`.
#[derive(Clone, Debug, Default)]
pub(super) struct Pom {
    pub(super) path: String,
    pub(super) own: Coordinates,
    pub(super) packaging: Option<String>,
    pub(super) description: Option<String>,
    pub(super) parent: Option<Parent>,
    pub(super) properties: HashMap<String, String>,
    pub(super) managed: Vec<Dependency>,
    pub(super) dependencies: Vec<Dependency>,
    pub(super) modules: Vec<(String, u32)>,
    pub(super) profiles: Vec<Profile>,
    pub(super) plugins: Vec<Dependency>,
    pub(super) managed_plugins: Vec<Dependency>,
    pub(super) licenses: Vec<(String, Option<String>)>,
    pub(super) line: u32,
}

/// The parent that a pom inherits from.
#[derive(Clone, Debug, Default)]
pub(super) struct Parent {
    pub(super) coordinates: Coordinates,
    /// Where it stands beside the pom; `None` for an empty element, which says that it is not there.
    pub(super) relative: Option<String>,
    pub(super) line: u32,
}

/// A dependency, a managed dependency, a plugin or an extension.
#[derive(Clone, Debug, Default)]
pub(super) struct Dependency {
    pub(super) coordinates: Coordinates,
    pub(super) kind: Option<String>,
    pub(super) classifier: Option<String>,
    pub(super) scope: Option<String>,
    pub(super) optional: Option<String>,
    pub(super) exclusions: Vec<String>,
    pub(super) system_path: Option<String>,
    pub(super) path: String,
    pub(super) line: u32,
}

/// A profile: what it adds applies only where it is active.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    pub(super) id: String,
    pub(super) dependencies: Vec<Dependency>,
    pub(super) managed: usize,
    /// The names of the properties that it sets.
    pub(super) properties: Vec<String>,
    pub(super) modules: Vec<(String, u32)>,
    pub(super) line: u32,
}

impl Pom {
    /// Reads the elements of a `project`.
    pub(super) fn read(project: &Element, path: &str) -> Self {
        let dependencies = |path_of: &[&str]| -> Vec<Dependency> {
            project.at(path_of).into_iter().map(|element| dependency(element, path)).collect()
        };
        let mut plugins: Vec<Dependency> =
            plugins(project, &["build", "plugins", "plugin"], path).into_iter().collect();
        plugins.extend(dependencies(&["build", "extensions", "extension"]));
        Self {
            path: path.to_owned(),
            own: coordinates(project),
            packaging: owned(project, "packaging"),
            description: owned(project, "name"),
            parent: project.child("parent").map(parent),
            properties: project
                .at(&["properties"])
                .into_iter()
                .flat_map(|element| &element.children)
                .map(|element| (element.name.clone(), element.text.clone()))
                .collect(),
            managed: dependencies(&["dependencyManagement", "dependencies", "dependency"]),
            dependencies: dependencies(&["dependencies", "dependency"]),
            modules: modules(project),
            profiles: project.at(&["profiles", "profile"]).into_iter().map(|e| profile(e, path)).collect(),
            plugins,
            managed_plugins: self::plugins(
                project,
                &["build", "pluginManagement", "plugins", "plugin"],
                path,
            ),
            licenses: project.at(&["licenses", "license"]).into_iter().filter_map(license).collect(),
            line: project.line,
        }
    }

    /// Group, artifact and version, the first and last taken from the parent where the pom leaves them out.
    pub(super) fn coordinates(&self) -> Coordinates {
        let parent = self.parent.as_ref().map(|parent| &parent.coordinates);
        let inherit = |own: &Option<String>, of: fn(&Coordinates) -> &Option<String>| {
            own.clone().or_else(|| parent.and_then(|parent| of(parent).clone()))
        };
        Coordinates {
            group: inherit(&self.own.group, |of| &of.group),
            artifact: self.own.artifact.clone(),
            version: inherit(&self.own.version, |of| &of.version),
        }
    }
}

impl Coordinates {
    /// As people write them, `?` for what is missing.
    pub(super) fn display(&self) -> String {
        let text = |part: &Option<String>| part.clone().unwrap_or_else(|| "?".to_owned());
        format!("{}:{}:{}", text(&self.group), text(&self.artifact), text(&self.version))
    }
}

fn owned(element: &Element, name: &str) -> Option<String> {
    element.text_of(name).map(str::to_owned)
}

fn coordinates(element: &Element) -> Coordinates {
    Coordinates {
        group: owned(element, "groupId"),
        artifact: owned(element, "artifactId"),
        version: owned(element, "version"),
    }
}

fn parent(element: &Element) -> Parent {
    let relative = match element.child("relativePath") {
        Some(path) => Some(path.text.clone()).filter(|path| !path.is_empty()),
        None => Some("../pom.xml".to_owned()),
    };
    Parent { coordinates: coordinates(element), relative, line: element.line }
}

fn dependency(element: &Element, path: &str) -> Dependency {
    let exclusions = element.at(&["exclusions", "exclusion"]).into_iter().map(|exclusion| {
        let part = |name| exclusion.text_of(name).unwrap_or("*");
        format!("{}:{}", part("groupId"), part("artifactId"))
    });
    Dependency {
        coordinates: coordinates(element),
        kind: owned(element, "type"),
        classifier: owned(element, "classifier"),
        scope: owned(element, "scope"),
        optional: owned(element, "optional"),
        exclusions: exclusions.collect(),
        system_path: owned(element, "systemPath"),
        path: path.to_owned(),
        line: element.line,
    }
}

/// Plugins, and what they are given on their own class path.
fn plugins(project: &Element, at: &[&str], path: &str) -> Vec<Dependency> {
    let mut found = Vec::new();
    for element in project.at(at) {
        let mut plugin = dependency(element, path);
        plugin.coordinates.group.get_or_insert_with(|| "org.apache.maven.plugins".to_owned());
        found.push(plugin);
        found.extend(element.at(&["dependencies", "dependency"]).into_iter().map(|e| dependency(e, path)));
    }
    found
}

fn modules(element: &Element) -> Vec<(String, u32)> {
    let modules = element.at(&["modules", "module"]).into_iter();
    // Maven 4 calls them subprojects.
    let modules = modules.chain(element.at(&["subprojects", "subproject"]));
    modules
        .filter(|module| !module.text.is_empty())
        .map(|module| (module.text.clone(), module.line))
        .collect()
}

fn profile(element: &Element, path: &str) -> Profile {
    Profile {
        id: element.text_of("id").unwrap_or("default").to_owned(),
        dependencies: element
            .at(&["dependencies", "dependency"])
            .into_iter()
            .map(|e| dependency(e, path))
            .collect(),
        managed: element.at(&["dependencyManagement", "dependencies", "dependency"]).len(),
        properties: element
            .at(&["properties"])
            .into_iter()
            .flat_map(|element| &element.children)
            .map(|element| element.name.clone())
            .collect(),
        modules: modules(element),
        line: element.line,
    }
}

fn license(element: &Element) -> Option<(String, Option<String>)> {
    Some((owned(element, "name").or_else(|| owned(element, "url"))?, owned(element, "url")))
}
