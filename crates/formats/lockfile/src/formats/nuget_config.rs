//! packages.config: the flat list of older .NET projects, everything in it at one level.

use mainstay_model::{Bom, Component, Origin, Parsed, Problem, Scope};

use super::nuget;
use crate::assembly::Assembly;
use crate::{Format, Notation, Refusal, Source, Support, Tells, xml};

pub(crate) const FORMAT: Format = Format {
    id: "nuget-packages-config",
    title: "packages.config",
    ecosystem: "nuget",
    files: &["packages.config", "packages.*.config"],
    notation: Notation::Own,
    support: Support::Full,
    tells: Tells { edges: false, direct: false, scope: true, hashes: false, origin: false, license: false },
    yields_to: &[],
    read: parse,
};

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let (root, problems) = xml::read(source)?;
    if root.name != "packages" {
        let message = format!("the document is a `{}`, not `packages`", root.name);
        let line = Some(u64::from(root.line));
        return Err(Refusal::Syntax { format: "packages.config", line, message });
    }
    let mut assembly = Assembly::new(source, FORMAT.id, None);
    problems.into_iter().for_each(|problem| assembly.problem(problem));
    for element in root.all("package") {
        let place = |problem: Problem| problem.at_line(u64::from(element.line));
        let Some(name) = element.attribute("id") else {
            let message = "a package lacks its id and is left out";
            assembly.problem(place(Problem::warning("entry-unread", message)));
            continue;
        };
        let version = element.attribute("version");
        let develops =
            element.attribute("developmentDependency").is_some_and(|v| v.eq_ignore_ascii_case("true"));
        let framework = element.attribute("targetFramework");
        let package = nuget::package(&mut assembly, Some(element.line), name, version, Origin::Unknown);
        assembly.add(Component {
            scope: Some(if develops { Scope::Development } else { Scope::Runtime }),
            version_range: element
                .attribute("allowedVersions")
                .filter(|_| version.is_none())
                .map(str::to_owned),
            properties: framework
                .map(|name| ("nuget:framework".to_owned(), name.to_owned()))
                .into_iter()
                .collect(),
            ..package
        });
    }
    assembly.finish()
}

#[cfg(test)]
mod tests {
    use mainstay_model::Scope;

    use crate::testing::{codes, labels, parse, standing};

    #[test]
    fn development_packages_and_missing_parts_are_told() {
        let text = "<packages>\n<package id='A' version='1.0' targetFramework='net48'/>\n\
                    <package id='B' version='2' developmentDependency='true'/><package id='C'/><package/></packages>";
        let parsed = parse("packages.config", text);
        assert_eq!(labels(&parsed.value), ["A@1.0", "B@2", "C"]);
        assert_eq!(standing(&parsed.value, "A").0, Some(Scope::Runtime));
        assert_eq!(standing(&parsed.value, "B").0, Some(Scope::Development));
        assert_eq!(codes(&parsed), ["entry-unread", "version-unknown"]);
    }
}
