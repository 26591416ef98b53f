//! Directory.Packages.props: the central list of versions that .NET projects choose from.

use mainstay_model::{Bom, Component, Location, Origin, Parsed, Problem};

use super::nuget;
use super::nuget_project::evaluation::Evaluation;
use crate::assembly::Assembly;
use crate::{Format, Notation, Refusal, Source, Support, Tells, folders, xml};

pub(crate) const FORMAT: Format = Format {
    id: "nuget-central-packages",
    title: "Directory.Packages.props",
    ecosystem: "nuget",
    files: &["Directory.Packages.props", "Packages.props"],
    notation: Notation::Own,
    support: Support::Partial(
        "a central list offers versions; it is listed only where no project file stands below it that tells which are used",
    ),
    tells: Tells { edges: false, direct: false, scope: false, hashes: false, origin: false, license: false },
    yields_to: &[],
    read: parse,
};

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let (root, problems) = xml::read(source)?;
    if root.name != "Project" && root.name != "ItemGroup" {
        let message = format!("the document is a `{}`, not an MSBuild `Project`", root.name);
        return Err(Refusal::Syntax { format: "MSBuild", line: Some(u64::from(root.line)), message });
    }
    let mut assembly = Assembly::new(source, FORMAT.id, None);
    let mut evaluation = Evaluation::new(source);
    evaluation.problems = problems;
    evaluation.above("Directory.Build.props");
    evaluation.file(&root, source.path);
    std::mem::take(&mut evaluation.problems).into_iter().for_each(|problem| assembly.problem(problem));
    let projects = |path: &str| [".csproj", ".fsproj", ".vbproj"].iter().any(|ending| path.ends_with(ending));
    if folders::any_below(source.tree, source.folder(), &projects) {
        let message =
            "the list only offers versions: those that projects choose are listed with the projects below it";
        assembly.problem(Problem::note("offers-not-listed", message));
        return assembly.finish();
    }
    for reference in evaluation.versions.iter().chain(evaluation.included()) {
        let written = reference.version.as_deref().unwrap_or_default();
        let filled = evaluation.fill(written).unwrap_or_else(|_| written.to_owned());
        let version = nuget::single(&filled);
        let line = Some(reference.line);
        let locations = vec![Location { path: reference.path.clone(), line }];
        let found = nuget::package(&mut assembly, line, &reference.name, version, Origin::Unknown);
        let range =
            Some(filled.clone()).filter(|text| version.is_none() && !text.is_empty() && !text.contains("$("));
        assembly.add(Component { version_range: range, locations, ..found });
    }
    assembly.finish()
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, labels, parse, parse_in};

    #[test]
    fn the_list_is_read_without_any_project() {
        let text = "<Project><PropertyGroup><V>2.0</V></PropertyGroup><ItemGroup>\n\
                    <PackageVersion Include='A' Version='1.0'/><PackageVersion Include='B' Version='$(V)'/>\
                    <PackageVersion Include='C'/><PackageVersion Include='' Version='1'/></ItemGroup></Project>";
        let parsed = parse("Directory.Packages.props", text);
        assert_eq!(labels(&parsed.value), ["A@1.0", "B@2.0", "C"]);
        assert_eq!(codes(&parsed), ["entry-unread", "version-unknown"]);
    }

    #[test]
    fn what_is_only_offered_is_not_listed_where_projects_tell_what_they_use() {
        let central = "<Project><ItemGroup><PackageVersion Include='A' Version='1.0'/></ItemGroup></Project>";
        let files = [("Directory.Packages.props", central), ("src/App/App.csproj", "<Project/>")];
        let parsed = parse_in(&files, "Directory.Packages.props");
        assert!(parsed.value.components.is_empty());
        assert_eq!(codes(&parsed), ["offers-not-listed"]);
    }

    #[test]
    fn the_older_list_of_updates_may_have_no_project_around_it() {
        let text = "<ItemGroup><PackageReference Update='A' Version='1.0'/></ItemGroup>";
        assert_eq!(labels(&parse("Packages.props", text).value), ["A@1.0"]);
    }
}
