use mainstay_model::{ComponentKind, Directness, Graph, Origin, Position, Scope};

use crate::testing::{Files, codes, edges, find, labels, parse, parse_in, standing, try_parse};
use crate::{Bom, Parsed, Refusal};

const A: &str = "aaaaaaaa-0000-4000-8000-000000000000";
const B: &str = "bbbbbbbb-0000-4000-8000-000000000000";
const C: &str = "cccccccc-0000-4000-8000-000000000000";
const OWN: &str = "dddddddd-0000-4000-8000-000000000000";

/// What Pkg writes of a package of a registry.
fn fetched(name: &str, uuid: &str, deps: &str) -> String {
    let tree = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    format!(
        "[[deps.{name}]]\ndeps = [{deps}]\ngit-tree-sha1 = \"{tree}\"\nuuid = \"{uuid}\"\nversion = \"1.2.0+0\"\n\n"
    )
}

fn second(body: &str) -> String {
    format!("julia_version = \"1.10.4\"\nmanifest_format = \"2.0\"\nproject_hash = \"0f\"\n\n{body}")
}

fn told(parsed: &Parsed<Bom>) -> Vec<&str> {
    codes(parsed).into_iter().filter(|code| *code != "manifest-missing").collect()
}

#[test]
fn packages_of_format_2_have_their_uuid_and_their_tree() {
    let text = second(&(fetched("A", A, "\"B\"") + &fetched("B", B, "")));
    let parsed = parse("Manifest.toml", &text);
    let bom = &parsed.value;
    assert_eq!(labels(bom), ["A@1.2.0+0", "B@1.2.0+0", "julia@1.10.4"]);
    assert_eq!(edges(bom), ["A@1.2.0+0 -> B@1.2.0+0"]);
    let found = find(bom, "A");
    assert_eq!(found.purl.as_ref().unwrap().to_string(), format!("pkg:julia/A@1.2.0%2B0?uuid={A}"));
    assert!(found.hashes.is_empty(), "a tree of git is no file");
    assert_eq!(found.properties[0].0, "julia:git-tree-sha1");
    assert_eq!(found.locations[0].line, Some(8));
    assert_eq!((found.origin.clone(), found.directness), (Origin::Unknown, Directness::Unknown));
    assert_eq!(find(bom, "julia").kind, ComponentKind::Platform);
    assert_eq!(bom.document.spec_version.as_deref(), Some("2.0"));
    assert_eq!(codes(&parsed), ["manifest-missing"]);
}

#[test]
fn packages_of_format_1_stand_at_the_top() {
    let text = format!(
        "[[A]]\ndeps = [\"B\"]\ngit-tree-sha1 = \"0f\"\nuuid = \"{A}\"\nversion = \"1.0.0\"\n\n[[B]]\nuuid = \"{B}\"\n"
    );
    let parsed = parse("Manifest.toml", &text);
    assert_eq!(labels(&parsed.value), ["A@1.0.0", "B"]);
    assert_eq!(edges(&parsed.value), ["A@1.0.0 -> B"]);
    assert_eq!(told(&parsed), ["version-unknown"], "nothing tells which Julia `B` came with");
    let message = &parsed.problems.last().unwrap().message;
    assert!(message.contains("upgrade_manifest"), "{message}");
}

#[test]
fn what_comes_with_julia_has_its_version_unless_it_has_one_of_its_own() {
    let text = second(&format!(
        "[[deps.A]]\nuuid = \"{A}\"\n\n[[deps.B]]\nuuid = \"{B}\"\nversion = \"5.8.0+1\"\n\n\
         [[deps.C]]\nrepo-url = \"https://git.registry.example/c.git\"\nuuid = \"{C}\"\n"
    ));
    let parsed = parse("Manifest.toml", &text);
    assert_eq!(labels(&parsed.value), ["A@1.10.4", "B@5.8.0+1", "C", "julia@1.10.4"]);
    assert_eq!(
        told(&parsed),
        ["version-unknown"],
        "`C` is of a repository, and Julia's version is not its own"
    );
}

#[test]
fn packages_of_one_name_are_told_apart_by_uuid() {
    let text = second(&format!(
        "[[deps.A]]\nuuid = \"{A}\"\n\n    [deps.A.deps]\n    B = \"{C}\"\n\n\
         [[deps.B]]\nuuid = \"{B}\"\nversion = \"1.0.0\"\n[[deps.B]]\nuuid = \"{C}\"\nversion = \"2.0.0\"\n"
    ));
    let parsed = parse("Manifest.toml", &text);
    assert_eq!(edges(&parsed.value), ["A@1.10.4 -> B@2.0.0"]);
    assert_eq!(find(&parsed.value, "B@1.0.0").locations[0].line, Some(12));
    let project = format!("[deps]\nA = \"{A}\"\nB = \"{B}\"\n");
    let parsed = parse_in(&[("Manifest.toml", &text), ("Project.toml", &project)], "Manifest.toml");
    assert_eq!(standing(&parsed.value, "B@1.0.0").1, Directness::Direct);
    assert_eq!(standing(&parsed.value, "B@2.0.0").1, Directness::Transitive);
}

#[test]
fn where_a_package_is_from_is_told_by_path_repository_and_registry() {
    let general = concat!("https://github.com/Julia", "Registries/General.git");
    let tree = "git-tree-sha1 = \"0f\"\nversion = \"1.0.0\"\n";
    let text = format!(
        "manifest_format = \"2.1\"\n\n[[deps.Path]]\npath = \"../lib\"\nuuid = \"{A}\"\n\n\
         [[deps.Vcs]]\nrepo-rev = \"main\"\nrepo-url = \"https://git.registry.example/v.git\"\nuuid = \"{B}\"\n\n\
         [[deps.Own]]\n{tree}registries = \"House\"\n\n[[deps.Both]]\n{tree}registries = [\"House\", \"General\"]\n\n\
         [registries.General]\nurl = \"{general}\"\n\n[registries.House]\nurl = \"https://registry.example/House\"\n"
    );
    let parsed = parse("app/Manifest.toml", &text);
    let origin = |name: &str| find(&parsed.value, name).origin.clone();
    assert_eq!(origin("Path"), Origin::Path("lib".into()));
    assert!(find(&parsed.value, "Path").first_party);
    let url = "https://git.registry.example/v.git".to_owned();
    assert_eq!(origin("Vcs"), Origin::Vcs { url, revision: Some("main".into()) });
    assert_eq!(origin("Own"), Origin::Registry("https://registry.example/House".into()));
    assert_eq!(origin("Both"), Origin::Public);
}

#[test]
fn the_project_tells_its_name_what_is_direct_and_what_for() {
    let text = second(&(fetched("A", A, "\"B\"") + &fetched("B", B, "") + &fetched("C", C, "")));
    let project = format!(
        "name = \"App\"\nuuid = \"{OWN}\"\nversion = \"0.3.0\"\n[deps]\nA = \"{A}\"\nGone = \"{OWN}\"\nLost = \"0\"\nWeak = \"1\"\n\
         [weakdeps]\nB = \"{B}\"\nWeak = \"1\"\n[extras]\nC = \"{C}\"\nTest = \"2\"\n[targets]\ntest = [\"C\", \"Test\"]\n"
    );
    let parsed = parse_in(&[("x/Manifest.toml", &text), ("x/Project.toml", &project)], "x/Manifest.toml");
    let bom = &parsed.value;
    let app = bom.component(bom.subjects[0]);
    assert_eq!(app.purl.as_ref().unwrap().to_string(), format!("pkg:julia/App@0.3.0?uuid={OWN}"));
    assert_eq!((&app.origin, app.graph), (&Origin::Path("x".into()), Graph::Partial));
    assert_eq!(standing(bom, "A"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(standing(bom, "B"), (Some(Scope::Runtime), Directness::Direct), "`A` needs it anyhow");
    assert_eq!(standing(bom, "C"), (Some(Scope::Test), Directness::Direct));
    assert_eq!(codes(&parsed), ["dependency-missing"], "{:?}", parsed.problems);
    assert!(parsed.problems[0].message.contains("`Lost`") && parsed.problems[0].path == "x/Project.toml");
}

#[test]
fn the_projects_of_a_workspace_are_subjects_and_one_that_is_listed_is_none_twice() {
    let listed =
        format!("[[deps.App]]\ndeps = [\"A\"]\npath = \".\"\nuuid = \"{OWN}\"\nversion = \"0.3.0\"\n\n");
    let text = second(&(fetched("A", A, "") + &fetched("B", B, "") + &listed));
    let app = format!(
        "name = \"App\"\nuuid = \"{OWN}\"\n[deps]\nA = \"{A}\"\n[workspace]\nprojects = [\"test\", \"..\"]\n"
    );
    let test = format!("[deps]\nApp = \"{OWN}\"\nB = \"{B}\"\n[workspace]\nprojects = [\"..\"]\n");
    let files = [("Manifest.toml", &*text), ("JuliaProject.toml", &app), ("test/Project.toml", &test)];
    let parsed = parse_in(&files, "Manifest.toml");
    let bom = &parsed.value;
    let subjects: Vec<&str> = bom.subjects.iter().map(|id| &*bom.component(*id).name).collect();
    assert_eq!(subjects, ["App", "test"]);
    assert_eq!(edges(bom), ["App@0.3.0 -> A@1.2.0+0", "test -> App@0.3.0", "test -> B@1.2.0+0"]);
    assert_eq!(standing(bom, "A"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(standing(bom, "B"), (Some(Scope::Test), Directness::Direct));
    assert!(find(bom, "test").purl.is_none(), "an environment is no package");
    assert_eq!(codes(&parsed), [""; 0]);
}

#[test]
fn weak_dependencies_are_optional_and_missed_by_nobody() {
    let weak = format!("[deps.A.weakdeps]\nB = \"{B}\"\nWeak = \"{C}\"\n\n");
    let text = second(&(fetched("A", A, "\"Gone\"") + &weak + &fetched("B", B, "")));
    let project = format!("[deps]\nA = \"{A}\"\n");
    let parsed = parse_in(&[("Manifest.toml", &text), ("Project.toml", &project)], "Manifest.toml");
    assert_eq!(standing(&parsed.value, "B"), (Some(Scope::Optional), Directness::Transitive));
    assert_eq!(codes(&parsed), ["dependency-missing"]);
    assert!(parsed.problems[0].message.starts_with("A needs `Gone`"), "{}", parsed.problems[0].message);
}

#[test]
fn an_entry_that_is_broken_costs_itself_and_what_is_lost_is_not_taken_for_julias_own() {
    let broken = format!("[[deps.C]]\nuuid = \"{C}\"\ngit-tree-sha1 = \"da39\n");
    let text = second(&(fetched("A", A, "") + &broken + &fetched("B", B, "")));
    let parsed = parse("Manifest.toml", &text);
    assert_eq!(labels(&parsed.value), ["A@1.2.0+0", "C", "B@1.2.0+0", "julia@1.10.4"]);
    assert_eq!(told(&parsed), ["entry-unreadable", "version-unknown"]);
    assert_eq!(parsed.problems[0].at, Some(Position::Line(13)));
}

#[test]
fn a_later_format_is_refused() {
    let refused =
        try_parse(&Files::new(&[("Manifest.toml", "manifest_format = \"3.0\"\n")]), "Manifest.toml");
    assert!(matches!(refused, Err(Refusal::Version { found, .. }) if found == "3.0"));
}

#[test]
fn manifests_of_one_version_of_julia_are_known_and_those_of_others_are_not() {
    let id = |path: &str| crate::recognize(path).map(|format| format.id);
    for path in ["Manifest.toml", "a/JuliaManifest.toml", "Manifest-v1.11.toml", "JuliaManifest-v1.11.toml"] {
        assert_eq!(id(path), Some("julia-manifest"), "{path}");
    }
    assert_eq!(id("manifest.toml"), None, "that is Gleam's");
}
