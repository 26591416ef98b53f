use mainstay_model::{Directness, Graph, Origin};

use crate::testing::{Files, codes, edges, find, labels, parse, parse_in, standing, try_parse};
use crate::{Refusal, Registries, Source, recognize};

const MOD: &str = "module example.org/app

go 1.22.1

toolchain go1.22.3

require (
\tgit.corp.example/lib v1.0.0
\tgithub.com/a/b/v2 v2.1.0+incompatible
\tgithub.com/c/d v0.0.0-20200101000000-0123456789ab // indirect
\tgithub.com/tools/t v1.0.0 // indirect
\tgithub.com/x/old v1.0.0
\tgithub.com/x/here v1.0.0
)

replace github.com/x/old => github.com/y/new v1.2.0
replace github.com/x/here => ./here
replace github.com/x/never => ./never
exclude github.com/c/d v0.1.0
tool github.com/tools/t/cmd/t
";

#[test]
fn requires_replaces_tools_and_sums() {
    let sum = "github.com/y/new v1.2.0 h1:abc=\ngithub.com/y/new v1.2.0/go.mod h1:def=\n";
    let parsed = parse_in(&[("m/go.mod", MOD), ("m/go.sum", sum)], "m/go.mod");
    let bom = &parsed.value;
    assert_eq!(
        labels(bom),
        [
            "example.org/app",
            "git.corp.example/lib@v1.0.0",
            "github.com/a/b/v2@v2.1.0+incompatible",
            "github.com/c/d@v0.0.0-20200101000000-0123456789ab",
            "github.com/tools/t@v1.0.0",
            "github.com/y/new@v1.2.0",
            "github.com/x/here",
        ]
    );
    assert_eq!(standing(bom, "github.com/c/d"), (None, Directness::Transitive));
    assert_eq!(standing(bom, "github.com/tools/t"), (None, Directness::Direct));
    assert_eq!(edges(bom).len(), 5);
    let new = find(bom, "github.com/y/new");
    assert_eq!(new.identifiers, [("go-sum".to_owned(), "h1:abc=".to_owned())]);
    assert_eq!(new.properties, [("go:replaces".to_owned(), "github.com/x/old@v1.0.0".to_owned())]);
    assert_eq!((new.graph, new.locations[0].line), (Graph::Unknown, Some(12)));
    assert_eq!(find(bom, "github.com/x/here").origin, Origin::Path("m/here".into()));
    assert!(find(bom, "github.com/x/here").first_party);
    assert_eq!(bom.components[0].properties[1].1, "go1.22.3");
    assert_eq!(codes(&parsed), ["graph-unknown"]);
}

#[test]
fn a_host_of_the_organization_is_told() {
    let registries = Registries { private: vec!["git.corp.example".into()] };
    let files = Files::new(&[]);
    let source = Source { path: "go.mod", bytes: MOD.as_bytes(), tree: &files, registries: &registries };
    let bom = recognize("go.mod").unwrap().parse(&source).unwrap().value;
    assert_eq!(find(&bom, "git.corp.example/lib").origin, Origin::Registry("git.corp.example/lib".into()));
    assert_eq!(find(&bom, "github.com/a/b/v2").origin, Origin::Unknown);
}

#[test]
fn a_workspace_replaces_and_knows_its_modules() {
    let work = "go 1.22\nuse (\n\t./app\n\t./lib\n\t./gone\n)\nreplace example.org/x => ./forks/x\n";
    let app = "module example.org/app\ngo 1.22\nrequire (\n\texample.org/lib v1.0.0\n\texample.org/x v1.0.0\n)\nreplace example.org/x => example.org/other v1\n";
    let files = [("w/go.work", work), ("w/app/go.mod", app), ("w/lib/go.mod", "module example.org/lib\n")];
    let bom = parse_in(&files, "w/app/go.mod").value;
    assert_eq!(find(&bom, "example.org/lib").origin, Origin::Path("w/lib".into()));
    assert_eq!(find(&bom, "example.org/x").origin, Origin::Path("w/forks/x".into()));
    let parsed = parse_in(&files, "w/go.work");
    assert_eq!(labels(&parsed.value), ["example.org/app", "example.org/lib"]);
    assert_eq!((parsed.value.subjects.len(), codes(&parsed)), (2, vec!["member-missing"]));
}

#[test]
fn before_1_17_the_list_is_not_whole() {
    let parsed = parse("go.mod", "module m\ngo 1.16\nrequire a.example/b v1.0.0\n");
    assert_eq!(codes(&parsed), ["graph-unknown", "modules-incomplete"]);
}

#[test]
fn without_a_module_line_the_rest_still_counts() {
    let parsed = parse("x/go.mod", "go 1.20\nrequire a.example/b v1.0.0\n");
    assert_eq!(labels(&parsed.value), ["x", "a.example/b@v1.0.0"]);
    assert_eq!(codes(&parsed)[0], "module-missing");
}

#[test]
fn sums_alone_and_other_files_are_refused() {
    let files = Files::new(&[("go.sum", "a v1 h1:x\n"), ("go.mod", "this is\nno go.mod\n")]);
    assert!(matches!(try_parse(&files, "go.sum"), Err(Refusal::Unsupported(_))));
    assert!(matches!(try_parse(&files, "go.mod"), Err(Refusal::Syntax { .. })));
    assert_eq!(recognize("go.sum").unwrap().yields_to, ["go-mod"]);
}

#[test]
fn a_workspace_is_built_with_the_highest_version_that_is_required() {
    let files = [
        ("go.work", "go 1.22\nuse (\n\t./a\n\t./b\n)\n"),
        ("a/go.mod", "module example.com/a\ngo 1.22\nrequire example.com/w v1.9.0\n"),
        ("b/go.mod", "module example.com/b\ngo 1.22\nrequire example.com/w v1.10.0\n"),
    ];
    for path in ["a/go.mod", "b/go.mod"] {
        assert_eq!(find(&parse_in(&files, path).value, "example.com/w").version.as_deref(), Some("v1.10.0"));
    }
}
