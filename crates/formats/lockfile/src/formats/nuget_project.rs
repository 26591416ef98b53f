//! *.csproj, *.fsproj and *.vbproj: the packages that a .NET project references.
//!
//! Read with the `Directory.Build.props`, `Directory.Packages.props` and `Directory.Build.targets` that MSBuild would pick up
//! from the folders above and with what they import from the tree. Conditions are not evaluated: what stands under one is listed,
//! marked and told.

pub(super) mod evaluation;

use std::borrow::Cow;
use std::collections::HashMap;

use mainstay_model::{Bom, Component, Location, NodeId, Origin, Parsed, Problem, Scope};

use self::evaluation::{Choice, Evaluation, Reference};
use super::nuget;
use crate::assembly::Assembly;
use crate::{Format, Notation, Refusal, Source, Support, Tells, xml};

pub(crate) const FORMAT: Format = Format {
    id: "nuget-project",
    title: "*.csproj, *.fsproj, *.vbproj",
    ecosystem: "nuget",
    files: &["*.csproj", "*.fsproj", "*.vbproj"],
    notation: Notation::Own,
    support: Support::Partial(
        "only what is declared: transitive packages need a lock file; conditions and property functions are not evaluated",
    ),
    tells: Tells { edges: false, direct: true, scope: true, hashes: false, origin: false, license: false },
    yields_to: &["nuget-packages-lock"],
    read: parse,
};

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let (root, problems) = xml::read(source)?;
    if root.name != "Project" {
        let message = format!("the document is a `{}`, not an MSBuild `Project`", root.name);
        return Err(Refusal::Syntax { format: "MSBuild", line: Some(u64::from(root.line)), message });
    }
    let mut assembly = Assembly::new(source, FORMAT.id, None);
    let mut evaluation = Evaluation::new(source);
    evaluation.problems = problems;
    evaluation.above("Directory.Build.props");
    evaluation.above("Directory.Packages.props");
    evaluation.file(&root, source.path);
    if evaluation
        .property("ImportDirectoryBuildTargets")
        .is_none_or(|text| !text.eq_ignore_ascii_case("false"))
    {
        evaluation.above("Directory.Build.targets");
    }
    std::mem::take(&mut evaluation.problems).into_iter().for_each(|problem| assembly.problem(problem));
    let subject = assembly.add(subject(&evaluation, source, root.line));
    let versions = evaluation.central();
    for reference in evaluation.included() {
        package(reference, &evaluation, &versions, subject, &mut assembly);
    }
    for (path, line) in &evaluation.projects {
        project(path, *line, source, subject, &mut assembly);
    }
    assembly.finish()
}

fn subject(evaluation: &Evaluation<'_>, source: &Source<'_>, line: u32) -> Component {
    let file = source.path.rsplit('/').next().unwrap_or(source.path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let name = evaluation.property("PackageId").unwrap_or_else(|| stem.to_owned());
    nuget::project(source, Some(line), &name, evaluation.property("Version").as_deref())
}

fn package(
    reference: &Reference,
    evaluation: &Evaluation<'_>,
    versions: &HashMap<String, Vec<Choice>>,
    subject: NodeId,
    assembly: &mut Assembly<'_>,
) {
    let place = |problem: Problem| problem.in_file(&reference.path).at_line(u64::from(reference.line));
    let choices = choices(reference, versions);
    if choices.len() > 1 {
        let when = |choice: &Cow<'_, Choice>| match &choice.condition {
            Some(condition) => format!("{} when {condition}", choice.version),
            None => format!("{} else", choice.version),
        };
        let all = choices.iter().map(when).collect::<Vec<_>>().join(", ");
        let message = format!(
            "the version of {} depends on conditions, which are not evaluated ({all}): all are listed",
            reference.name
        );
        assembly.problem(place(Problem::warning("version-conditional", message)));
    }
    if let Some(condition) = &reference.condition {
        let message = format!("{} applies only when {condition}, which is not evaluated", reference.name);
        assembly.problem(place(Problem::note("condition-not-evaluated", message)));
    }
    if choices.is_empty() {
        version(reference, None, None, evaluation, subject, assembly);
    }
    for choice in choices {
        version(reference, Some(&choice.version), choice.condition.as_deref(), evaluation, subject, assembly);
    }
}

/// The versions that a reference may lead to: its own, else the central ones, and those of updates under a condition.
fn choices<'r>(reference: &'r Reference, versions: &'r HashMap<String, Vec<Choice>>) -> Vec<Cow<'r, Choice>> {
    let own = reference.version.clone().map(|version| Cow::Owned(Choice { version, condition: None }));
    let central = versions.get(&nuget::key(&reference.name)).filter(|_| own.is_none());
    let central = central.into_iter().flatten().map(Cow::Borrowed);
    own.into_iter().chain(central).chain(reference.updates.iter().map(Cow::Borrowed)).collect()
}

/// Adds a package in one of its versions.
fn version(
    reference: &Reference,
    written: Option<&str>,
    when: Option<&str>,
    evaluation: &Evaluation<'_>,
    subject: NodeId,
    assembly: &mut Assembly<'_>,
) {
    let place = |problem: Problem| problem.in_file(&reference.path).at_line(u64::from(reference.line));
    let filled = written.map(|text| evaluation.fill(text).unwrap_or_else(|_| text.to_owned()));
    let version = filled.as_deref().and_then(nuget::single);
    if version.is_none() {
        let (code, message) = match &filled {
            Some(text) if text.contains("$(") => (
                "property-missing",
                format!("the version `{text}` of {} is not known in the tree", reference.name),
            ),
            Some(text) => (
                "version-range",
                format!("{} asks for `{text}`: which version is taken is not told", reference.name),
            ),
            None => {
                ("version-missing", format!("the version of {} is not written in the tree", reference.name))
            }
        };
        assembly.problem(place(Problem::warning(code, message)));
    }
    let line = Some(reference.line);
    let locations = vec![Location { path: reference.path.clone(), line }];
    let found = nuget::package(assembly, line, &reference.name, version, Origin::Unknown);
    let conditions = reference.condition.as_deref().into_iter().chain(when);
    let range = filled.clone().filter(|text| version.is_none() && !text.contains("$("));
    let id = assembly.list(Component {
        version_range: range,
        properties: conditions.map(|text| ("msbuild:condition".to_owned(), text.to_owned())).collect(),
        locations,
        ..found
    });
    assembly.needs(subject, id, scope(reference));
}

/// What a reference is for. Keeping a package private tells only that it is not passed on; a package whose code is
/// not compiled against is a tool.
fn scope(reference: &Reference) -> Option<Scope> {
    match reference.item {
        "PackageReference" => {
            let private = reference.private.as_deref().is_some_and(|text| text.eq_ignore_ascii_case("all"));
            let included = reference.included.as_deref().map(str::to_lowercase);
            let compiled = included.is_none_or(|text| text.contains("compile") || text.contains("all"));
            match (private, compiled) {
                (false, _) => Some(Scope::Runtime),
                (true, true) => None,
                (true, false) => Some(Scope::Development),
            }
        }
        "GlobalPackageReference" => Some(Scope::Development),
        _ => Some(Scope::Build),
    }
}

/// A project of the tree that this one is built with.
fn project(path: &str, line: u32, source: &Source<'_>, subject: NodeId, assembly: &mut Assembly<'_>) {
    let Some(path) = source.beside(path).filter(|path| source.tree.read(path).is_some()) else {
        let message = format!("the project `{path}` is not in the tree");
        assembly.problem(Problem::warning("project-missing", message).at_line(u64::from(line)));
        return;
    };
    let at = Source { path: &path, bytes: &[], ..*source };
    let file = path.rsplit('/').next().unwrap_or(&path);
    let name = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let id = assembly.list(nuget::project(&at, None, name, None));
    assembly.needs(subject, id, Some(Scope::Runtime));
}

#[cfg(test)]
mod tests;
