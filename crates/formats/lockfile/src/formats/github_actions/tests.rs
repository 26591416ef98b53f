use mainstay_model::{ComponentKind, Directness, Scope};

use crate::Refusal;
use crate::testing::{Files, codes, edges, find, labels, parse, parse_in, standing, try_parse};

const WORKFLOW: &str = "name: ci
on: [push]
jobs:
  build:
    runs-on: ubuntu-latest
    container: node:20
    services:
      db:
        image: registry.example/acme/db:16@sha256:abcd
      late:
        image: ${{ matrix.image }}
      some:
        image: postgres:${{ matrix.version }}
    steps:
      - uses: actions/checkout@v4
      - name: again
        uses: \"actions/checkout@v4\"
      - uses: acme/tools/lint@0123456789012345678901234567890123456789 # v2.1.0
      - uses: docker://alpine:3.20
      - uses: ./tools/local/
      - uses: acme/broken
      - run: make
  call:
    uses: acme/flows/.github/workflows/release.yml@main
";

#[test]
fn every_way_to_use_something_is_read() {
    let parsed = parse(".github/workflows/ci.yml", WORKFLOW);
    let bom = &parsed.value;
    let purls: Vec<String> =
        bom.components.iter().filter_map(|c| Some(c.purl.as_ref()?.to_string())).collect();
    let expected = [
        "pkg:githubactions/actions/checkout@v4",
        "pkg:githubactions/acme/tools@0123456789012345678901234567890123456789#lint",
        "pkg:docker/alpine@3.20",
        "pkg:docker/node@20",
        "pkg:oci/db@sha256:abcd?repository_url=registry.example%2Facme%2Fdb&tag=16",
        "pkg:docker/postgres",
        "pkg:githubactions/acme/flows@main#.github/workflows/release.yml",
    ];
    assert_eq!(purls, expected);
    let mut codes = codes(&parsed);
    codes.sort_unstable();
    let expected = [
        "action-not-pinned",
        "action-not-pinned",
        "entry-unread",
        "image-computed",
        "image-computed",
        "image-not-pinned",
        "image-not-pinned",
        "version-unknown",
    ];
    assert_eq!(codes, expected);
    assert_eq!(standing(bom, "actions/checkout"), (Some(Scope::Build), Directness::Direct));
    let lines: Vec<Option<u32>> = find(bom, "actions/checkout").locations.iter().map(|at| at.line).collect();
    assert_eq!(lines, [Some(15), Some(17)]);
    assert!(find(bom, "tools/local").first_party);
    assert_eq!(find(bom, "node").kind, ComponentKind::Container);
}

#[test]
fn an_action_is_a_subject_that_needs_what_its_steps_use() {
    let text = "name: setup\nruns:\n  using: composite\n  steps:\n    - uses: actions/cache@v4\n";
    let bom = parse("setup/action.yml", text).value;
    assert_eq!(edges(&bom), ["setup -> actions/cache@v4"]);
    let docker = "name: d\nruns:\n  using: docker\n  image: docker://alpine:3\n";
    assert_eq!(labels(&parse("action.yaml", docker).value), ["d", "alpine@3"]);
    let built = "name: d\nruns: {using: docker, image: Dockerfile}\n";
    assert_eq!(labels(&parse("action.yaml", built).value), ["d"]);
}

#[test]
fn other_documents_are_refused() {
    for text in ["a: 1", "[]", "jobs: [", "just text"] {
        let files = Files::new(&[(".github/workflows/x.yaml", text)]);
        assert!(
            matches!(try_parse(&files, ".github/workflows/x.yaml"), Err(Refusal::Syntax { .. })),
            "{text}"
        );
    }
}

#[test]
fn a_workflow_of_the_same_repository_is_local_whichever_way_it_is_named() {
    let text =
        "jobs:\n  a:\n    uses: $/.github/workflows/lint.yml\n  b:\n    uses: ./.github/workflows/lint.yml\n";
    let parsed = parse(".github/workflows/ci.yml", text);
    assert_eq!(parsed.problems, []);
    assert!(parsed.value.components.iter().all(|component| component.first_party));
    assert!(parsed.value.components.iter().any(|component| component.name == ".github/workflows/lint.yml"));
}

#[test]
fn an_action_of_the_tree_is_one_component_wherever_it_is_named() {
    let workflow = "jobs:\n  a:\n    steps:\n      - uses: ./.github/actions/x\n      - uses: ./.github/actions/x/\n      - uses: ./.github/actions/gone\n";
    let files = [
        (".github/workflows/ci.yml", workflow),
        (".github/actions/x/action.yml", "name: Set up\nruns: {using: composite, steps: [{uses: ./y}]}\n"),
    ];
    let named = parse_in(&files, ".github/workflows/ci.yml").value;
    assert_eq!(labels(&named), ["Set up", ".github/actions/gone"]);
    let told = parse_in(&files, ".github/actions/x/action.yml").value;
    assert_eq!(edges(&told), ["Set up -> y"]);
    let identity = |bom: &crate::Bom| {
        let found = find(bom, "Set up");
        (found.reference.clone(), found.origin.clone(), found.kind)
    };
    assert_eq!(identity(&named), identity(&told));
    assert_eq!(standing(&named, "Set up").1, Directness::Direct);
}
