//! GitHub Actions: workflows and action.yml, whose steps run other people's code while building.
//!
//! A branch or a tag may point elsewhere tomorrow: the reference is kept as written and told; only a commit pins.

mod uses;

use std::collections::HashMap;

use mainstay_model::{
    Bom, Component, ComponentKind, Graph, Location, NodeId, Origin, Parsed, Problem, Scope,
};
use serde_json::Value;

use self::uses::Uses;
use crate::assembly::Assembly;
use crate::{Format, Notation, Refusal, Source, Support, Tells, decode, folders};

pub(crate) const FORMAT: Format = Format {
    id: "github-actions",
    title: "GitHub Actions workflows and actions",
    ecosystem: "githubactions",
    files: &[".github/workflows/*.yml", ".github/workflows/*.yaml", "action.yml", "action.yaml"],
    notation: Notation::Yaml,
    support: Support::Partial(
        "what a step runs in its own script, and what an action itself uses, is not read",
    ),
    tells: Tells { edges: false, direct: true, scope: true, hashes: false, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let document: Value = decode::yaml(source)?;
    let mut reader = Reader {
        source,
        lines: lines(source.text()?),
        assembly: Assembly::new(source, FORMAT.id, None),
        known: HashMap::new(),
        subject: None,
    };
    if document.get("runs").is_some() {
        reader.action(&document);
    } else if let Some(jobs) = document.get("jobs").and_then(Value::as_object) {
        for job in jobs.values() {
            reader.job(job);
        }
    } else {
        let message = "there is neither `jobs` nor `runs` in it".to_owned();
        return Err(Refusal::Syntax { format: "GitHub Actions", line: None, message });
    }
    reader.assembly.finish()
}

/// What stands after `uses:` or `image:`, by line, for the locations: the reader of YAML tells none.
fn lines(text: &str) -> HashMap<&str, Vec<u32>> {
    let mut found: HashMap<&str, Vec<u32>> = HashMap::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_start_matches([' ', '-']);
        let keys = ["uses:", "image:", "container:"];
        let Some(value) = keys.iter().find_map(|key| line.strip_prefix(key)) else { continue };
        let value = value.split(" #").next().unwrap_or(value).trim().trim_matches(['"', '\'']);
        found.entry(value).or_default().push(u32::try_from(index + 1).unwrap_or(u32::MAX));
    }
    found
}

struct Reader<'a> {
    source: &'a Source<'a>,
    lines: HashMap<&'a str, Vec<u32>>,
    assembly: Assembly<'a>,
    known: HashMap<String, NodeId>,
    subject: Option<NodeId>,
}

impl Reader<'_> {
    fn job(&mut self, job: &Value) {
        if let Some(text) = job.get("uses").and_then(Value::as_str) {
            self.uses(text);
        }
        self.steps(job.get("steps"));
        let image =
            |value: &Value| value.as_str().or_else(|| value.get("image")?.as_str()).map(str::to_owned);
        let services = job.get("services").and_then(Value::as_object);
        let containers =
            job.get("container").into_iter().chain(services.into_iter().flat_map(|all| all.values()));
        for text in containers.filter_map(image).collect::<Vec<_>>() {
            self.image(&text, &text);
        }
    }

    fn action(&mut self, document: &Value) {
        let folder = self.source.folder();
        let subject = own(document.get("name").and_then(Value::as_str), folder, self.source);
        self.subject = Some(self.assembly.add(subject));
        let Some(runs) = document.get("runs") else { return };
        self.steps(runs.get("steps"));
        if let Some(text) = runs.get("image").and_then(Value::as_str)
            && let Some(image) = text.strip_prefix("docker://")
        {
            self.image(image, text);
        }
    }

    fn steps(&mut self, steps: Option<&Value>) {
        for step in steps.and_then(Value::as_array).into_iter().flatten() {
            if let Some(text) = step.get("uses").and_then(Value::as_str) {
                self.uses(text);
            }
        }
    }

    fn uses(&mut self, text: &str) {
        let uses = match Uses::parse(text) {
            Some(uses) => uses,
            None => {
                let message = format!("`uses: {text}` cannot be read as an action and is left out");
                self.tell(Problem::warning("entry-unread", message), text);
                return;
            }
        };
        match uses {
            Uses::Image(image) => self.image(image, text),
            Uses::Local(path) => self.local(text, path),
            Uses::Action { owner, name, path, reference } => {
                let purl = uses::purl(owner, name, path, reference);
                let commit = uses::is_commit(reference);
                if !commit {
                    let message = format!(
                        "`{text}` follows the tag or branch `{reference}`, which may be moved; pin a commit"
                    );
                    self.tell(Problem::note("action-not-pinned", message), text);
                }
                let origin = Origin::Vcs {
                    url: format!("https://github.com/{owner}/{name}"),
                    revision: commit.then(|| reference.to_owned()),
                };
                // The purl names the repository already.
                let found = self.assembly.component(None, purl, Origin::Unknown);
                let found = Component {
                    name: name.to_owned(),
                    group: Some(owner.to_owned()),
                    version: Some(reference.to_owned()),
                    origin,
                    ..found
                };
                self.place(text, found);
            }
        }
    }

    /// An action of the tree is one component, whoever uses it; a workflow of the tree is listed where it stands, and
    /// everything that it uses is the tree's own.
    fn local(&mut self, text: &str, path: &str) {
        let path = path.trim_start_matches("$/").trim_start_matches("./").trim_end_matches('/');
        let path = self.rooted(path);
        let is_workflow = crate::recognize(&path).is_some() && self.source.tree.read(&path).is_some();
        if is_workflow && self.subject.is_none() {
            return;
        }
        let name = action_name(self.source, &path);
        let component = Component { scope: Some(Scope::Build), ..own(name.as_deref(), &path, self.source) };
        self.place(text, component);
    }

    /// A path from the root of the repository that the workflow stands in.
    fn rooted(&self, path: &str) -> String {
        let root =
            self.source.path.find(".github/").map_or("", |at| self.source.path[..at].trim_end_matches('/'));
        folders::within(root, path)
    }

    fn image(&mut self, image: &str, text: &str) {
        let computed = image.find("${{");
        if computed.is_some() {
            let message = format!("the image `{image}` is only known when the workflow runs");
            self.tell(Problem::warning("image-computed", message), text);
        }
        // What stands before a computed tag still names the image.
        let image = match computed.map(|at| &image[..at]) {
            None => image,
            Some(name) if name.len() > 1 && name.ends_with(':') => name.trim_end_matches(':'),
            Some(_) => return,
        };
        let image = uses::Image::parse(image);
        if image.digest.is_none() && computed.is_none() {
            let message = format!("the image `{text}` follows a tag, which may be moved; pin a digest");
            self.tell(Problem::note("image-not-pinned", message), text);
        }
        let found = self.assembly.component(None, image.purl(), Origin::Unknown);
        let component = Component {
            kind: ComponentKind::Container,
            name: image.name.to_owned(),
            group: image.namespace.map(str::to_owned),
            version: image.digest.or(image.tag).map(str::to_owned),
            origin: image.registry.map_or(Origin::Unknown, |host| self.source.registries.origin(host)),
            ..found
        };
        self.place(text, component);
    }

    /// Adds what a text names, once, at every line where it stands.
    fn place(&mut self, text: &str, component: Component) {
        let reference = match component.reference.as_str() {
            "" => text.to_owned(),
            own => own.to_owned(),
        };
        if self.known.contains_key(&reference) {
            return;
        }
        let path = self.source.path.to_owned();
        let lines = self.lines.get(text).cloned().unwrap_or_default();
        let mut locations: Vec<Location> =
            lines.into_iter().map(|line| Location { path: path.clone(), line: Some(line) }).collect();
        if locations.is_empty() {
            locations.push(Location { path, line: None });
        }
        let component =
            Component { reference: reference.clone(), locations, graph: Graph::Unknown, ..component };
        let id = self.assembly.list(component);
        self.known.insert(reference, id);
        match self.subject {
            Some(subject) => self.assembly.needs(subject, id, Some(Scope::Build)),
            None => self.assembly.names(id, Some(Scope::Build)),
        }
    }

    fn tell(&mut self, problem: Problem, text: &str) {
        if self.known.contains_key(text) {
            return;
        }
        let line = self.lines.get(text).and_then(|lines| lines.first());
        self.assembly.problem(line.map_or(problem.clone(), |&line| problem.at_line(u64::from(line))));
    }
}

/// An action or a workflow of the tree itself: wherever it is named, it is told alike.
fn own(name: Option<&str>, folder: &str, source: &Source<'_>) -> Component {
    let name = name.filter(|name| !name.is_empty());
    let fallback = if folder.is_empty() { folders::name(folder) } else { folder };
    Component {
        reference: format!("./{folder}"),
        kind: ComponentKind::Application,
        name: name.unwrap_or(fallback).to_owned(),
        origin: Origin::Path(folder.to_owned()),
        first_party: true,
        locations: vec![Location { path: source.path.to_owned(), line: None }],
        ..Component::default()
    }
}

/// What the action of a folder calls itself.
fn action_name(source: &Source<'_>, folder: &str) -> Option<String> {
    let file = folders::within(folder, "action.yml");
    let read = || {
        let other = folders::within(folder, "action.yaml");
        let bytes = source.tree.read(&file).or_else(|| source.tree.read(&other))?;
        let document: Value = decode::yaml(&Source { path: &file, bytes: &bytes, ..*source }).ok()?;
        document.get("name").and_then(Value::as_str).map(str::to_owned)
    };
    (*source.remembered(&file, read)).clone()
}

#[cfg(test)]
mod tests;
