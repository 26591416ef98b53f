use mainstay_model::{Directness, Origin};

use crate::testing::{Files, codes, edges, find, labels, parse, parse_in, standing, try_parse};
use crate::{NoTree, Refusal, Registries, Source, recognize};

#[test]
fn includes_constraints_and_cycles() {
    let files = [
        ("app/requirements.txt", "-r base.txt\n-c ../constraints.txt\na>=1\n"),
        ("app/base.txt", "-r requirements.txt\nb==2.0 ; python_version > '3'\n-r missing.txt\nbad line\n"),
        ("constraints.txt", "a==1.5\nnever==9\n"),
    ];
    let parsed = parse_in(&files, "app/requirements.txt");
    assert_eq!(labels(&parsed.value), ["a@1.5", "b@2.0"]);
    assert_eq!(codes(&parsed), ["include-missing", "line-unreadable"]);
    assert_eq!(
        (parsed.problems[0].path.as_str(), parsed.problems[1].path.as_str()),
        ("app/base.txt", "app/base.txt")
    );
    let b = find(&parsed.value, "b");
    assert_eq!((b.locations[0].path.as_str(), b.locations[0].line), ("app/base.txt", Some(2)));
    assert_eq!(b.properties[0].1, "python_version > '3'");
}

#[test]
fn an_open_range_is_no_version() {
    let parsed = parse("requirements.txt", "a>=1,<2\nb\nc==1.*\nd==${V}\ne===1.0\n");
    let ranges: Vec<Option<&str>> =
        parsed.value.components.iter().map(|component| component.version_range.as_deref()).collect();
    assert_eq!(ranges, [Some(">=1,<2"), Some("*"), Some("==1.*"), Some("==${V}"), None]);
    assert_eq!(codes(&parsed), ["version-unknown"], "one problem for all of them");
    assert_eq!(standing(&parsed.value, "b"), (None, Directness::Direct));
}

#[test]
fn comments_of_pip_compile_tell_edges_and_who_is_direct() {
    let text = "a==1\n    # via -r requirements.in\nb==2\n    # via\n    #   -r requirements.in\n    #   a\nc==3  # via a, b\nd==4\n    # via app (pyproject.toml)\n";
    let bom = parse("requirements.txt", text).value;
    assert_eq!(edges(&bom), ["a@1 -> b@2", "a@1 -> c@3", "b@2 -> c@3"]);
    assert_eq!(standing(&bom, "b").1, Directness::Direct);
    assert_eq!(standing(&bom, "c").1, Directness::Transitive);
    assert_eq!(standing(&bom, "d").1, Directness::Direct);
}

#[test]
fn what_limits_a_version_asks_for_nothing() {
    let text = "a==1\n    # via -r requirements.in\nb==1\n    # via\n    #   -c constraints.txt\n    #   a\n\
                c==1  # via --override over.txt, a\nd==1\n    # via\n    #   --constraint limits.txt (line 1)\n    #   b\n";
    let bom = parse("requirements.txt", text).value;
    let standing = |name| standing(&bom, name).1;
    assert_eq!(standing("a"), Directness::Direct);
    assert_eq!(["b", "c", "d"].map(standing), [Directness::Transitive; 3]);
}

#[test]
fn the_project_needs_what_it_names_whatever_its_own_packages_need_too() {
    let text = "-e ./lib\n    # via -r requirements.in\na==1\n    # via\n    #   -r requirements.in\n    #   lib\nb==1\n    # via lib\n";
    let bom = parse("w/requirements.txt", text).value;
    assert_eq!(edges(&bom), ["lib -> a@1", "lib -> b@1", "w -> a@1", "w -> lib"]);
}

#[test]
fn a_list_with_digests_throughout_does_not_tell_who_is_direct() {
    let hash = "sha256:0000000000000000000000000000000000000000000000000000000000000001";
    let bom = parse("requirements.txt", &format!("a==1 --hash={hash}\nb==1 \\\n --hash={hash}\n")).value;
    assert_eq!(standing(&bom, "a").1, Directness::Unknown);
    assert_eq!(find(&bom, "b").hashes.len(), 1);
}

#[test]
fn a_digest_in_an_address_is_kept_and_tells_nothing_of_who_is_direct() {
    let digest = "0".repeat(64);
    let text = format!("foo @ https://h.example/foo-1.0-py3-none-any.whl#sha256={digest}\n");
    let bom = parse("requirements.txt", &text).value;
    assert_eq!(find(&bom, "foo").hashes[0].value, digest);
    assert_eq!(standing(&bom, "foo").1, Directness::Direct);
}

#[test]
fn the_index_tells_the_origin_only_when_there_is_one() {
    let one = parse("requirements.txt", "-i https://u:p@registry.example/simple\na==1\n").value;
    assert_eq!(find(&one, "a").origin, Origin::Registry("https://registry.example/simple".into()));
    let two = parse(
        "requirements.txt",
        "-i https://registry.example/simple\n--extra-index-url https://x.example\na==1\n",
    );
    assert_eq!(find(&two.value, "a").origin, Origin::Unknown);
    assert_eq!(codes(&two), ["several-indexes"]);
}

#[test]
fn utf_16_is_read_as_pip_does() {
    let bytes: Vec<u8> = "\u{feff}a==1.0\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let registries = Registries::default();
    let source = Source { path: "requirements.txt", bytes: &bytes, tree: &NoTree, registries: &registries };
    let parsed = recognize("requirements.txt").unwrap().parse(&source).unwrap();
    assert_eq!(labels(&parsed.value), ["a@1.0"]);
}

#[test]
fn names_that_are_recognized_and_constraints_that_are_not() {
    for name in ["requirements.txt", "dev-requirements.txt", "requirements_test.txt", "requirements/dev.txt"]
    {
        assert_eq!(recognize(name).unwrap().id, "requirements", "{name}");
    }
    let files = Files::new(&[("requirements/constraints.txt", "a==1\n")]);
    let parsed = try_parse(&files, "requirements/constraints.txt").unwrap();
    assert_eq!((labels(&parsed.value).len(), codes(&parsed)), (0, vec!["constraints-alone"]));
}

#[test]
fn an_editable_folder_is_the_projects_own_and_named_by_it() {
    let files = [
        ("w/requirements.txt", "-e ./lib\n-e other\n"),
        ("w/lib/pyproject.toml", "[project]\nname = 'mine'\n"),
    ];
    let bom = parse_in(&files, "w/requirements.txt").value;
    assert_eq!(labels(&bom), ["mine", "other"]);
    assert!(bom.components.iter().all(|component| component.first_party));
    assert_eq!(find(&bom, "mine").origin, Origin::Path("w/lib".into()));
}

#[test]
fn a_tag_of_a_repository_stands_in_the_purl_and_is_told() {
    let parsed =
        parse("requirements.txt", "-e git+https://github.com/acme/edit.git@v1.0#egg=edit&subdirectory=x\n");
    let purl = find(&parsed.value, "edit").purl.as_ref().unwrap();
    assert_eq!(purl.qualifiers()["vcs_url"], "git+https://github.com/acme/edit.git@v1.0");
    assert_eq!(codes(&parsed), ["revision-not-pinned"]);
}

#[test]
fn a_fault_of_a_file_that_is_read_by_itself_is_told_once() {
    let files =
        [("requirements.txt", "-r requirements/base.txt\na==1\n"), ("requirements/base.txt", "?!\nb==1\n")];
    assert!(codes(&parse_in(&files, "requirements.txt")).is_empty());
    assert_eq!(codes(&parse_in(&files, "requirements/base.txt")), ["line-unreadable"]);
}

#[test]
fn an_address_that_does_not_tell_the_name_names_no_package() {
    let text = "https://h.example/u/p/archive/v1.zip\ngit+https://h.example/u/plain.git\nhttps://h.example/a-1.0.tar.gz\ngit+https://h.example/u/x.git@0123456789#egg=named\n";
    let parsed = parse("requirements.txt", text);
    let purls: Vec<bool> = parsed.value.components.iter().map(|component| component.purl.is_some()).collect();
    assert_eq!(purls, [false, false, true, true]);
    assert_eq!(codes(&parsed).iter().filter(|code| **code == "name-unknown").count(), 2);
}

#[test]
fn the_extras_of_a_folder_are_no_part_of_it() {
    let files =
        [("requirements.txt", ".[dev]\n"), ("pyproject.toml", "[project]\nname = 'my-app'\nversion = '1'\n")];
    let bom = parse_in(&files, "requirements.txt").value;
    assert_eq!(labels(&bom), ["my-app@1"]);
}

#[test]
fn a_list_that_is_too_long_is_refused_before_it_is_read_whole() {
    let text = "a==1\n".repeat(crate::assembly::MAX_COMPONENTS + 1);
    match try_parse(&Files::new(&[("requirements.txt", &text)]), "requirements.txt") {
        Err(Refusal::Bound(message)) => assert!(message.contains("250000"), "{message}"),
        other => panic!("{other:?}"),
    }
}
