//! pom.xml: what a Maven project declares.
//!
//! The pom is read the way Maven builds its effective model, as far as the tree goes: parents by relative path and
//! by coordinates, properties, dependency management with imported bills. Nothing is resolved: what Maven would
//! add below the declared dependencies is not known here, and a version that only a parent or a bill outside the
//! tree knows stays unknown.

mod declared;
mod document;
mod effective;
mod reactor;

use std::sync::Arc;

use mainstay_model::{Bom, Component, LicenseClaim, NodeId, Problem, RelationKind};

use self::declared::Declared;
use self::document::{Coordinates, Pom};
use self::effective::Model;
use self::reactor::Reactor;
use crate::assembly::Assembly;
use crate::{Format, Notation, Parsed, Refusal, Source, Support, Tells, license, xml};

pub(crate) const FORMAT: Format = Format {
    id: "maven-pom",
    title: "pom.xml",
    ecosystem: "maven",
    files: &["pom.xml", "*.pom"],
    notation: Notation::Own,
    support: Support::Partial(
        "only what is declared: transitive dependencies, parents and bills outside the tree and profiles need Maven",
    ),
    tells: Tells { edges: false, direct: true, scope: true, hashes: false, origin: false, license: false },
    yields_to: &[],
    read: parse,
};

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let (root, mut problems) = xml::read(source)?;
    if root.name != "project" {
        let message = format!("the document is a `{}`, not a Maven `project`", root.name);
        return Err(Refusal::Syntax { format: "pom.xml", line: Some(u64::from(root.line)), message });
    }
    let mut assembly = Assembly::new(source, FORMAT.id, root.text_of("modelVersion"));
    let reactor = Reactor::new(source);
    let model = Model::load(Arc::new(Pom::read(&root, source.path)), &reactor, &mut problems);
    let management = model.management(&reactor, &mut problems);
    problems.into_iter().for_each(|problem| assembly.problem(problem));
    let subject = subject(&model, source, &mut assembly);
    let mut declared = Declared::new(&model, &management, &reactor, source, subject, &mut assembly);
    declared.parent();
    declared.dependencies();
    declared.profiles();
    declared.bills();
    declared.plugins();
    modules(&model, &reactor, source, subject, &mut assembly);
    if reactor.cut() {
        let message = "there are more poms in the tree than are opened; parents and modules may be missed";
        assembly.problem(Problem::warning("poms-bounded", message));
    }
    assembly.finish()
}

/// The artifact that the pom builds; `None` when not even its name is written.
fn subject(model: &Model, source: &Source<'_>, assembly: &mut Assembly<'_>) -> Option<NodeId> {
    let pom = &model.chain[0];
    let coordinates = model.coordinates();
    let unfilled = [&coordinates.group, &coordinates.artifact, &coordinates.version]
        .into_iter()
        .any(|part| part.as_deref().is_none_or(|text| text.contains("${")));
    if unfilled {
        let message =
            format!("the coordinates {} of this project are not complete in the tree", coordinates.display());
        assembly.problem(Problem::warning("coordinates-incomplete", message).at_line(u64::from(pom.line)));
    }
    coordinates.artifact.as_ref()?;
    let packaging = pom.packaging.as_deref().filter(|packaging| *packaging != "jar");
    let component = own(&coordinates, packaging, source, Some(pom.line), assembly);
    let licensed = model.chain.iter().find(|pom| !pom.licenses.is_empty());
    let licenses = licensed.into_iter().flat_map(|pom| &pom.licenses);
    let component = Component {
        description: pom.description.as_deref().and_then(|text| model.fill(text).ok()),
        licenses: licenses
            .map(|(name, url)| LicenseClaim { url: url.clone(), ..license::declared(name) })
            .collect(),
        ..component
    };
    Some(assembly.add(component))
}

/// The modules that the pom builds together, where the tree has them.
fn modules(
    model: &Model,
    reactor: &Reactor<'_>,
    source: &Source<'_>,
    subject: Option<NodeId>,
    assembly: &mut Assembly<'_>,
) {
    let pom = &model.chain[0];
    for (module, line) in pom.modules.iter().chain(pom.profiles.iter().flat_map(|profile| &profile.modules)) {
        let Some(found) = reactor.beside(&pom.path, module) else {
            let message = format!("the module `{module}` is not in the tree");
            assembly.problem(Problem::warning("module-missing", message).at_line(u64::from(*line)));
            continue;
        };
        let place = Source { path: &found.path.clone(), bytes: &[], ..*source };
        let model = Model::load(found, reactor, &mut Vec::new());
        let packaging = model.chain[0].packaging.as_deref().filter(|packaging| *packaging != "jar");
        let component = own(&model.coordinates(), packaging, &place, None, assembly);
        let known = assembly.bom.components.iter().position(|known| known.reference == component.reference);
        let id = match known.and_then(|index| u32::try_from(index).ok()) {
            Some(index) => NodeId(index),
            None => assembly.list(component),
        };
        if let Some(subject) = subject.filter(|&subject| subject != id) {
            assembly.bom.relate(subject, id, RelationKind::Contains);
        }
    }
}

/// An artifact that this tree builds, placed at its pom.
fn own(
    coordinates: &Coordinates,
    packaging: Option<&str>,
    source: &Source<'_>,
    line: Option<u32>,
    assembly: &mut Assembly<'_>,
) -> Component {
    let known = |part: &Option<String>| part.clone().filter(|text| !text.contains("${"));
    let (group, version) = (known(&coordinates.group), known(&coordinates.version));
    let name = coordinates.artifact.clone().unwrap_or_default();
    let purl = mainstay_model::Purl::new("maven", group.as_deref(), &name, version.as_deref())
        .and_then(|purl| purl.with_qualifier("type", packaging.unwrap_or_default()));
    let origin = mainstay_model::Origin::Path(source.folder().to_owned());
    let purl = if group.is_none() { Err(mainstay_model::PurlError::Name) } else { purl };
    // Only a name in full is a purl.
    let component = match purl {
        Ok(purl) => assembly.component(line, Ok(purl), origin),
        Err(_) => Component { origin, ..Component::default() },
    };
    let kind = mainstay_model::ComponentKind::Application;
    Component {
        reference: format!("{}:{name}", group.as_deref().unwrap_or("?")),
        kind,
        name,
        group,
        version,
        first_party: true,
        locations: vec![mainstay_model::Location { path: source.path.to_owned(), line }],
        ..component
    }
}

#[cfg(test)]
mod tests;
