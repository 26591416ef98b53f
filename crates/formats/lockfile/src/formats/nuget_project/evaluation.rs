//! As much of MSBuild as package versions need: properties in order, imports inside the tree, package items.

use std::collections::{HashMap, HashSet};

use mainstay_model::Problem;

use super::super::nuget;
use crate::Source;
use crate::folders::{joined, within};
use crate::xml::{self, Element};

/// Imports are followed so deep.
const MAX_IMPORTS: usize = 32;
/// More versions of one package than this are not told apart.
const MAX_CHOICES: usize = 16;
/// A text grows no longer than this while properties are filled in.
const MAX_TEXT: usize = 8192;

/// A package item as one file writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Reference {
    /// The item: `PackageReference`, `PackageVersion`, ...
    pub(in super::super) item: &'static str,
    pub(in super::super) name: String,
    pub(in super::super) version: Option<String>,
    /// `PrivateAssets`.
    pub(in super::super) private: Option<String>,
    /// `IncludeAssets`.
    pub(in super::super) included: Option<String>,
    /// The condition that the item or something around it stands under.
    pub(in super::super) condition: Option<String>,
    /// Versions that updates under a condition give it.
    pub(in super::super) updates: Vec<Choice>,
    pub(in super::super) path: String,
    pub(in super::super) line: u32,
}

/// One of the versions that a package may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Choice {
    pub(in super::super) version: String,
    /// The condition under which it is taken, which is not evaluated.
    pub(in super::super) condition: Option<String>,
}

/// Adds a choice; one without a condition takes the place of the one before it, and of the same version one is enough.
fn choice(choices: &mut Vec<Choice>, new: Choice) {
    if new.condition.is_none() {
        choices.retain(|known| known.condition.is_some());
    }
    if choices.len() < MAX_CHOICES && !choices.contains(&new) {
        choices.push(new);
    }
}

/// The state while files are read in MSBuild's order.
pub(in super::super) struct Evaluation<'a> {
    source: &'a Source<'a>,
    /// By lower-case name; `None` where a condition that is not evaluated decides.
    properties: HashMap<String, Option<String>>,
    /// A package that was removed again has lost its name.
    packages: Vec<Reference>,
    /// Where packages of a name stand, so that many changes to many packages stay cheap.
    places: HashMap<String, Vec<usize>>,
    pub(in super::super) versions: Vec<Reference>,
    pub(in super::super) projects: Vec<(String, u32)>,
    pub(in super::super) problems: Vec<Problem>,
    /// The files that were begun: MSBuild imports none a second time.
    begun: HashSet<String>,
    depth: usize,
}

const ITEMS: &[&str] = &[
    "PackageReference",
    "PackageVersion",
    "GlobalPackageReference",
    "PackageDownload",
    "DotNetCliToolReference",
    "ProjectReference",
];

impl<'a> Evaluation<'a> {
    pub(in super::super) fn new(source: &'a Source<'a>) -> Self {
        Self {
            source,
            properties: HashMap::new(),
            packages: Vec::new(),
            places: HashMap::new(),
            versions: Vec::new(),
            projects: Vec::new(),
            problems: Vec::new(),
            begun: HashSet::new(),
            depth: 0,
        }
    }

    /// Reads the nearest file of a name in the folders from the project's upward.
    pub(in super::super) fn above(&mut self, name: &str) {
        self.nearest(Some(self.source.folder().to_owned()), name);
    }

    /// Reads the elements of one file.
    pub(in super::super) fn file(&mut self, root: &Element, path: &str) {
        if self.depth >= MAX_IMPORTS || !self.begun.insert(path.to_owned()) {
            return;
        }
        self.depth += 1;
        // Some hand-made lists have an item group for a root.
        if root.name == "ItemGroup" {
            self.items(root, path, None);
        }
        self.elements(root, path, None);
        if let Some((name, version)) = root.attribute("Sdk").and_then(|sdk| sdk.split_once('/')) {
            self.sdk(name, version, path, root.line);
        }
        self.depth -= 1;
    }

    /// The packages that were included and not removed again.
    pub(in super::super) fn included(&self) -> impl Iterator<Item = &Reference> {
        self.packages.iter().filter(|reference| !reference.name.is_empty())
    }

    /// Central versions by name: of those without a condition the last, and every one under a condition.
    pub(in super::super) fn central(&self) -> HashMap<String, Vec<Choice>> {
        let mut found: HashMap<String, Vec<Choice>> = HashMap::new();
        for reference in &self.versions {
            let Some(version) = reference.version.clone() else { continue };
            let choices = found.entry(nuget::key(&reference.name)).or_default();
            choice(choices, Choice { version, condition: reference.condition.clone() });
        }
        found
    }

    /// A property with everything in it filled in; `None` when it is not known.
    pub(in super::super) fn property(&self, name: &str) -> Option<String> {
        self.properties.get(&name.to_lowercase())?.clone().filter(|text| !text.is_empty())
    }

    /// A text with its properties filled in.
    ///
    /// # Errors
    /// The name of the first property that is not known.
    pub(in super::super) fn fill(&self, text: &str) -> Result<String, String> {
        let (mut filled, mut rest) = (String::new(), text);
        while let Some(start) = rest.find("$(") {
            let Some(length) = rest[start..].find(')') else { break };
            let name = &rest[start + 2..start + length];
            filled.push_str(&rest[..start]);
            filled.push_str(&self.property(name).ok_or_else(|| name.to_owned())?);
            rest = &rest[start + length + 1..];
            if filled.len() > MAX_TEXT {
                return Err(name.to_owned());
            }
        }
        filled.push_str(rest);
        Ok(filled)
    }

    fn nearest(&mut self, mut folder: Option<String>, name: &str) {
        while let Some(here) = folder {
            let path = within(&here, name);
            if self.open(&path) {
                return;
            }
            folder = parent(&here);
        }
    }

    /// Reads another file; `false` where the tree has none.
    fn open(&mut self, path: &str) -> bool {
        let source = self.source;
        let read = source.remembered(path, || {
            let bytes = source.tree.read(path)?;
            Some(xml::read(&Source { path, bytes: &bytes, ..*source }))
        });
        match &*read {
            Some(Ok((root, problems))) => {
                self.problems.extend(problems.iter().map(|problem| problem.clone().in_file(path)));
                self.file(root, path);
            }
            Some(Err(refusal)) => {
                self.problems.push(Problem::warning("import-unread", refusal.to_string()).in_file(path));
            }
            None => return false,
        }
        true
    }

    fn elements(&mut self, parent: &Element, path: &str, condition: Option<&str>) {
        for element in &parent.children {
            let condition = element.attribute("Condition").or(condition);
            match element.name.as_str() {
                "PropertyGroup" => self.group(element, condition),
                "ItemGroup" => self.items(element, path, condition),
                "Import" => self.import(element, path),
                "ImportGroup" => self.elements(element, path, condition),
                "Choose" => self.elements(element, path, condition),
                "When" | "Otherwise" => self.elements(element, path, Some(condition.unwrap_or("otherwise"))),
                "Sdk" => {
                    if let (Some(name), Some(version)) =
                        (element.attribute("Name"), element.attribute("Version"))
                    {
                        self.sdk(name, version, path, element.line);
                    }
                }
                _ => {}
            }
        }
    }

    fn group(&mut self, group: &Element, condition: Option<&str>) {
        for element in &group.children {
            let name = element.name.to_lowercase();
            let condition = element.attribute("Condition").or(condition);
            let value = self.fill(&element.text).ok();
            match condition {
                None => {
                    self.properties.insert(name, value);
                }
                // The usual way to give a default.
                Some(text) if is_unset(text, &name) => {
                    if !matches!(self.properties.get(&name), Some(Some(text)) if !text.is_empty()) {
                        self.properties.insert(name, value);
                    }
                }
                Some(_) => {
                    self.properties.insert(name, None);
                }
            }
        }
    }

    fn items(&mut self, group: &Element, path: &str, condition: Option<&str>) {
        for element in &group.children {
            let Some(item) = ITEMS.iter().copied().find(|item| *item == element.name) else { continue };
            let condition = element.attribute("Condition").or(condition);
            let part = |name| element.attribute(name).or_else(|| element.text_of(name));
            if let Some(names) = element.attribute("Remove") {
                if let Some(condition) = condition {
                    let message = format!(
                        "`{names}` is removed when {condition}, which is not evaluated: it is listed"
                    );
                    let problem = Problem::note("condition-not-evaluated", message).in_file(path);
                    self.problems.push(problem.at_line(u64::from(element.line)));
                    continue;
                }
                for index in
                    names.split(';').filter_map(|name| self.places.remove(&nuget::key(name.trim()))).flatten()
                {
                    self.packages[index].name.clear();
                }
                continue;
            }
            let update = element.attribute("Update");
            let Some(names) = element.attribute("Include").or(update) else {
                let message = format!("a `{item}` names nothing and is left out");
                let problem = Problem::warning("entry-unread", message).in_file(path);
                self.problems.push(problem.at_line(u64::from(element.line)));
                continue;
            };
            for name in names.split(';').map(str::trim).filter(|name| !name.is_empty()) {
                if item == "ProjectReference" {
                    self.projects.push((name.to_owned(), element.line));
                    continue;
                }
                let reference = Reference {
                    item,
                    name: name.to_owned(),
                    version: part("VersionOverride").or_else(|| part("Version")).map(str::to_owned),
                    private: part("PrivateAssets").map(str::to_owned),
                    included: part("IncludeAssets").map(str::to_owned),
                    condition: condition.map(str::to_owned),
                    updates: Vec::new(),
                    path: path.to_owned(),
                    line: element.line,
                };
                self.item(reference, update.is_some());
            }
        }
    }

    fn item(&mut self, reference: Reference, update: bool) {
        match reference.item {
            "PackageVersion" => self.versions.push(reference),
            _ if update => {
                let places = self.places.get(&nuget::key(&reference.name)).cloned().unwrap_or_default();
                for &index in &places {
                    let known = &mut self.packages[index];
                    if let Some(version) = reference.version.clone().filter(|_| reference.condition.is_some())
                    {
                        choice(
                            &mut known.updates,
                            Choice { version, condition: reference.condition.clone() },
                        );
                        continue;
                    }
                    known.version = reference.version.clone().or(known.version.take());
                    known.private = reference.private.clone().or(known.private.take());
                }
                // The list of versions that came before central management.
                if places.is_empty() {
                    self.versions.push(reference);
                }
            }
            _ => {
                let places = self.places.entry(nuget::key(&reference.name)).or_default();
                places.push(self.packages.len());
                self.packages.push(reference);
            }
        }
    }

    fn import(&mut self, element: &Element, path: &str) {
        let Some(project) = element.attribute("Project").filter(|_| element.attribute("Sdk").is_none())
        else {
            return;
        };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if project.contains("GetPathOfFileAbove") {
            let file = path.rsplit('/').next().unwrap_or(path);
            self.nearest(parent(folder), file);
            return;
        }
        let relative =
            project.replace("$(MSBuildThisFileDirectory)", "").replace("$(MSBuildProjectDirectory)", "");
        let Some(path) = self.fill(&relative).ok().and_then(|relative| joined(folder, &relative)) else {
            return;
        };
        self.open(&path);
    }

    fn sdk(&mut self, name: &str, version: &str, path: &str, line: u32) {
        self.packages.push(Reference {
            item: "Sdk",
            name: name.to_owned(),
            version: Some(version.to_owned()),
            path: path.to_owned(),
            line,
            ..Reference::default()
        });
    }
}

/// Whether a condition asks that the property itself is empty.
fn is_unset(condition: &str, name: &str) -> bool {
    let plain: String = condition.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    plain.to_lowercase() == format!("$({name})==")
}

fn parent(folder: &str) -> Option<String> {
    if folder.is_empty() {
        None
    } else {
        Some(folder.rsplit_once('/').map_or("", |(above, _)| above).to_owned())
    }
}
