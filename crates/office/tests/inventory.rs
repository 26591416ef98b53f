//! Documents in, questions answered, on both databases.

use std::time::Duration;

use mainstay_office::intake::{Delivery, ReleaseName};
use mainstay_office::inventory::Difference;
use mainstay_office::{Error, Internal, Office, Settings};
use mainstay_store::{PageRequest, SbomSource, SbomState, Store, StoreOptions, WorkFilter, WorkState};
use mainstay_testapp::Database;
use uuid::Uuid;

/// `app` names `a` and `b`; both lead to `c`, whose version differs from document to document.
fn document(serial: u8, version_of_c: &str) -> String {
    format!(
        r#"{{
  "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
  "serialNumber": "urn:uuid:00000000-0000-4000-8000-0000000000{serial:02x}",
  "metadata": {{"component": {{"type": "application", "bom-ref": "app", "name": "shop", "version": "1.0"}}}},
  "components": [
    {{"type": "library", "bom-ref": "a", "name": "a", "version": "1.0.0", "purl": "pkg:npm/a@1.0.0",
      "licenses": [{{"license": {{"id": "MIT"}}}}]}},
    {{"type": "library", "bom-ref": "b", "name": "b", "version": "2.0.0", "purl": "pkg:npm/b@2.0.0"}},
    {{"type": "library", "bom-ref": "c", "name": "c", "version": "{version_of_c}", "purl": "pkg:npm/c@{version_of_c}"}}
  ],
  "dependencies": [
    {{"ref": "app", "dependsOn": ["a", "b"]}}, {{"ref": "a", "dependsOn": ["c"]}},
    {{"ref": "b", "dependsOn": ["c"]}}, {{"ref": "c", "dependsOn": []}}
  ]
}}"#
    )
}

async fn offices(settings: Settings) -> Vec<(Database, Office)> {
    let mut offices = Vec::new();
    for database in Database::both() {
        let store =
            Store::open(database.url(), StoreOptions::default()).await.expect("an empty database opens");
        offices.push((database, Office::new(store, settings.clone())));
    }
    offices
}

async fn take_in(office: &Office, version: &str, bytes: &[u8]) -> (Uuid, Uuid) {
    let received = office
        .receive(&Delivery {
            bytes,
            release: ReleaseName { product: "Web Shop", version, variant: "" },
            source: SbomSource::Build,
            label: "",
            supplier: None,
            file_name: None,
            released_at: None,
        })
        .await
        .expect("the document is an SBOM");
    office.work_off().await.expect("the database answers");
    let sbom = office.store().sbom(received.sbom).await.expect("what was received is there");
    (sbom.release, sbom.uid)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_document_keeps_its_own_word_on_a_component() {
    for (_database, office) in offices(Settings::default()).await {
        let (_, first) = take_in(&office, "1.0", document(1, "3.0.0").as_bytes()).await;
        let other = document(2, "3.0.0").replace("\"MIT\"", "\"ISC\"");
        let (_, second) = take_in(&office, "2.0", other.as_bytes()).await;
        let a = office.store().component("pkg:npm/a@1.0.0").await.expect("both name it").uid;
        let said = office.statements(a, 20, None).await.expect("it is known");
        let words: Vec<(Uuid, &str)> =
            said.documents.iter().map(|one| (one.sbom.uid, one.licenses[0].value.as_str())).collect();
        assert_eq!(words, [(second, "ISC"), (first, "MIT")], "the newest release speaks first");
        assert_eq!(said.next, None);
        let one = office.statements(a, 1, None).await.expect("it is known");
        let rest = office.statements(a, 1, one.next.as_deref()).await.expect("the cursor is its own");
        assert_eq!([one.documents, rest.documents].concat(), said.documents, "pages join to the whole");
        assert_eq!(rest.next, None);
        assert!(office.statements(a, 1, Some("elsewhere")).await.is_err(), "no cursor is guessed");
        let b = office.store().component("pkg:npm/b@2.0.0").await.expect("both name it").uid;
        assert!(office.statements(b, 20, None).await.expect("it is known").documents[0].licenses.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_read_graded_and_answers_why() {
    for (_database, office) in offices(Settings::default()).await {
        let (release, sbom) = take_in(&office, "1.0", document(1, "3.0.0").as_bytes()).await;
        let sbom = office.store().sbom(sbom).await.unwrap();
        assert_eq!((sbom.state, sbom.components, sbom.edges), (SbomState::Ready, 3, 4));
        assert!(sbom.grade.is_some_and(|grade| grade < 100));
        let component = office.store().component("pkg:npm/c@3.0.0").await.unwrap();
        let answers = office.why(release, component.uid).await.unwrap();
        assert_eq!(answers.len(), 1);
        assert_eq!(answers[0].paths, Some(2));
        let names: Vec<Vec<&str>> = answers[0]
            .shortest
            .iter()
            .map(|path| path.iter().map(|step| step.name.as_str()).collect())
            .collect();
        assert_eq!(names, [["shop", "a", "c"], ["shop", "b", "c"]]);
        assert_eq!(answers[0].leads.len(), 2);
        office.store().check().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_releases_compare_by_package() {
    for (_database, office) in offices(Settings::default()).await {
        let (before, _) = take_in(&office, "1.0", document(1, "3.0.0").as_bytes()).await;
        let (after, _) = take_in(&office, "2.0", document(2, "3.1.0").as_bytes()).await;
        let comparison = office.compare(before, after).await.unwrap();
        assert_eq!((comparison.added.len(), comparison.removed.len(), comparison.unchanged), (0, 0, 2));
        let changed = &comparison.changed[0];
        assert_eq!(changed.before.version.as_deref(), Some("3.0.0"));
        assert_eq!(changed.after.version.as_deref(), Some("3.1.0"));
        assert_eq!(changed.difference, Difference::Version);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_version_under_another_identity_is_no_other_version() {
    let other = |serial, qualifiers: &str| {
        document(serial, "3.0.0").replace("pkg:npm/c@3.0.0", &format!("pkg:npm/c@3.0.0?{qualifiers}"))
    };
    let by_digest = |serial, digit: &str| {
        let hashes = format!(r#""hashes": [{{"alg": "SHA-256", "content": "{}"}}]"#, digit.repeat(64));
        document(serial, "3.0.0").replace(r#""purl": "pkg:npm/c@3.0.0""#, &hashes)
    };
    let written = |serial, version: &str| {
        document(serial, version).replace(&format!("pkg:npm/c@{version}"), &format!("pkg:nuget/c@{version}"))
    };
    for (_database, office) in offices(Settings::default()).await {
        for (pair, difference) in [
            ([other(1, "arch=amd64"), other(2, "arch=arm64")], Difference::Purl),
            ([by_digest(3, "a"), by_digest(4, "b")], Difference::Identity),
            ([written(5, "1.0"), written(6, "1.0.0")], Difference::Spelling),
            ([written(7, "1.0"), written(8, "1.0.1")], Difference::Version),
        ] {
            let (before, _) = take_in(&office, "1.0", pair[0].as_bytes()).await;
            let (after, _) = take_in(&office, "2.0", pair[1].as_bytes()).await;
            let comparison = office.compare(before, after).await.unwrap();
            assert_eq!((comparison.added.len(), comparison.removed.len()), (0, 0));
            assert_eq!(comparison.changed[0].difference, difference);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_license_of_the_same_component_is_a_change() {
    for (_database, office) in offices(Settings::default()).await {
        let (before, _) = take_in(&office, "1.0", document(1, "3.0.0").as_bytes()).await;
        let relicensed = document(2, "3.0.0").replace("\"MIT\"", "\"GPL-3.0-only\"");
        let (after, _) = take_in(&office, "2.0", relicensed.as_bytes()).await;
        let comparison = office.compare(before, after).await.unwrap();
        assert_eq!((comparison.moved.len(), comparison.unchanged), (1, 2));
        let moved = &comparison.moved[0];
        assert_eq!(moved.component.name, "a");
        assert_eq!(moved.licenses, [["MIT".to_owned()], ["GPL-3.0-only".to_owned()]]);
        assert_eq!(moved.direct[0], moved.direct[1]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_used_understands_purls_names_and_ranges() {
    for (_database, office) in offices(Settings::default()).await {
        take_in(&office, "1.0", document(1, "3.0.0").as_bytes()).await;
        take_in(&office, "2.0", document(2, "3.1.0").as_bytes()).await;
        for (question, uses) in [
            ("pkg:npm/c@3.0.0", 1),
            ("pkg:npm/c", 2),
            ("C", 2),
            ("npm:c", 2),
            ("npm:c 3.0.0", 1),
            ("npm:c@<3.1.0", 1),
            ("gem:c", 0),
            ("pkg:npm/c@<3.1.0", 1),
            ("pkg:npm/c@vers:npm/>=3.0.0|<4.0.0", 2),
            ("pkg:pypi/c", 0),
            ("nothing-is-called-so", 0),
        ] {
            let usage = office.where_used(question, &PageRequest::default()).await.unwrap();
            let found: u64 = usage.products.rows.iter().map(|product| product.count).sum();
            assert_eq!(found, uses, "{question}");
        }
        for unreadable in ["", "pkg:npm/", "vers:maven/<2.17.1", "<2.17.1", "[1.0,2.0)"] {
            let refused = office.where_used(unreadable, &PageRequest::default()).await.unwrap_err();
            assert!(matches!(refused, Error::Invalid(_)), "{unreadable}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_leaves_few_of_very_many_versions() {
    let purls: Vec<String> = (0..5_100).map(|patch| format!("pkg:npm/a@1.0.{patch}")).collect();
    let purls: Vec<&str> = purls.iter().map(String::as_str).collect();
    for (_database, office) in offices(Settings::default()).await {
        take_in(&office, "1.0", listing(1, &purls).as_bytes()).await;
        let usage = office.where_used("pkg:npm/a@<1.0.3", &PageRequest::default()).await.unwrap();
        assert_eq!(usage.components.len(), 3);
        for (question, remedy) in [
            ("pkg:npm/a", "name a version or a range"),
            ("pkg:npm/a@>=1", "name a version or a narrower range"),
            ("a", "name the package as a purl"),
        ] {
            let refused = office.where_used(question, &PageRequest::default()).await.unwrap_err();
            assert!(refused.to_string().ends_with(remedy), "{refused}");
        }
    }
}

/// A document of a product that uses components of these purls and one without a purl.
fn listing(serial: u8, purls: &[&str]) -> String {
    let component = |(at, purl): (usize, &&str)| {
        let version = purl
            .split(['?', '#'])
            .next()
            .and_then(|path| path.rsplit_once('@'))
            .map_or("", |(_, version)| version);
        format!(
            r#",{{"type": "library", "bom-ref": "c{at}", "name": "c{at}", "version": "{version}", "purl": "{purl}"}}"#
        )
    };
    let components: String = purls.iter().enumerate().map(component).collect();
    format!(
        r#"{{
  "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
  "serialNumber": "urn:uuid:00000000-0000-4000-8000-0000000000{serial:02x}",
  "metadata": {{"component": {{"type": "application", "bom-ref": "app", "name": "shop", "version": "1.0"}}}},
  "components": [{{"type": "library", "bom-ref": "badge", "name": "Badge reader", "version": "r12 (old)",
    "hashes": [{{"alg": "SHA-1", "content": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}}]}}{components}]
}}"#
    )
}

/// The purls, or names, of the components that a question matches, sorted.
async fn matched(office: &Office, question: &str) -> Vec<String> {
    let usage = office.where_used(question, &PageRequest::default()).await.expect(question);
    assert!(usage.not_comparable.is_empty(), "{question}");
    assert_eq!(usage.products.rows.is_empty(), usage.components.is_empty(), "{question}");
    let mut found: Vec<String> =
        usage.components.into_iter().map(|one| one.purl.unwrap_or(one.name)).collect();
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purl_is_asked_for_with_its_qualifiers_and_its_subpath() {
    let jar = "pkg:maven/a/b@1?type=jar";
    let [arm, amd] =
        ["arm64&distro=debian-12", "amd64"].map(|arch| format!("pkg:deb/debian/x@1?arch={arch}"));
    let download = "pkg:generic/o@1?download_url=https:%2F%2Fregistry.example%2Fo.tgz";
    let sub = "pkg:golang/registry.example/m@v1#sub";
    let odd = "pkg:npm/odd@%5E1.0";
    let stored = [jar, &arm, &amd, download, sub, odd];
    for (_database, office) in offices(Settings::default()).await {
        let (release, _) = take_in(&office, "1.0", listing(1, &stored).as_bytes()).await;
        for purl in stored {
            assert_eq!(matched(&office, purl).await, [purl]);
            assert_eq!(office.matching_in(purl, release).await.unwrap().len(), 1, "{purl}");
        }
        let none: &[&str] = &[];
        for (question, expected) in [
            ("pkg:maven/a/b@1", [jar].as_slice()),
            ("pkg:maven/a/b@<2?type=jar", &[jar]),
            ("pkg:maven/a/b@1?type=pom", none),
            ("pkg:deb/debian/x?arch=arm64", &[&arm]),
            ("pkg:deb/debian/x@1?distro=debian-12", &[&arm]),
            ("pkg:deb/debian/x@1", &[&amd, &arm]),
            ("pkg:generic/o@1?download_url=https://registry.example/o.tgz", &[download]),
            ("pkg:golang/registry.example/m@1#sub", &[sub]),
            ("pkg:golang/registry.example/m@1#other", none),
        ] {
            assert_eq!(matched(&office, question).await, expected, "{question}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_epoch_of_an_rpm_stands_in_a_qualifier_and_goes_before_its_version() {
    let dbus = "pkg:rpm/redhat/dbus@1.12.20-9.el9?arch=x86_64&epoch=1";
    for (_database, office) in offices(Settings::default()).await {
        take_in(&office, "1.0", listing(1, &[dbus]).as_bytes()).await;
        for (versions, uses) in [
            ("1.12.20-9.el9", 1),
            ("1:1.12.20-9.el9", 1),
            ("2:1.12.20-9.el9", 0),
            ("1.12.20-9.el9?epoch=1", 1),
            ("1.12.20-9.el9?epoch=2", 0),
            ("<1:1.12.20-8.el9", 0),
            (">=1:1.12.20-8.el9", 1),
            ("vers:rpm/>=1:1.12.20-8.el9", 1),
            ("<2.0", 0),
        ] {
            let question = format!("pkg:rpm/redhat/dbus@{versions}");
            assert_eq!(matched(&office, &question).await.len(), uses, "{question}");
        }
        let usage = office.where_used("dbus", &PageRequest::default()).await.unwrap();
        assert_eq!(usage.components[0].version.as_deref(), Some("1:1.12.20-9.el9"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_and_names_are_the_same_when_their_ecosystem_says_so() {
    let stored = [
        "pkg:composer/psr/log@v1.1.4",
        "pkg:golang/github.com/pkg/errors@v0.9.1",
        "pkg:nuget/Min@1.0",
        "pkg:nosuch/thing@v1.0",
        "pkg:pypi/zope.interface@5.4",
    ];
    for (_database, office) in offices(Settings::default()).await {
        take_in(&office, "1.0", listing(1, &stored).as_bytes()).await;
        take_in(&office, "2.0", listing(2, &["pkg:pypi/zope-interface@5.4.0"]).as_bytes()).await;
        for (question, uses) in [
            ("pkg:composer/psr/log@1.1.4", 1),
            ("pkg:golang/github.com/pkg/errors@0.9.1", 1),
            ("pkg:nuget/min@1.0.0", 1),
            ("min 1.0.0", 1),
            ("pkg:nosuch/thing@1.0", 0),
            ("pkg:nosuch/thing@v1.0", 1),
            ("pkg:pypi/zope-interface", 2),
            ("pkg:pypi/Zope_Interface@5.4.0", 2),
            ("zope-interface", 2),
            ("zope.interface", 2),
            ("zope_interface <6", 2),
            // As the program prints components without a purl.
            ("Badge reader r12 (old)", 1),
            ("Badge reader", 1),
            ("Badge reader r13 (old)", 0),
        ] {
            assert_eq!(matched(&office, question).await.len(), uses, "{question}");
        }
        for unreadable in ["pkg:nuget/min@", "min@"] {
            let refused = office.where_used(unreadable, &PageRequest::default()).await.unwrap_err();
            assert!(matches!(refused, Error::Invalid(_)), "{unreadable}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_for_a_package_lists_its_components_and_no_others() {
    let stored = [
        "pkg:npm/react@19.0.0",
        "pkg:npm/react@18.2.0",
        "pkg:npm/react-dom@19.0.0",
        "pkg:golang/registry.example/m@v0.9.1",
        "pkg:deb/debian/x@1?arch=arm64&distro=debian-12",
        "pkg:pypi/zope.interface@5.4",
    ];
    for (_database, office) in offices(Settings::default()).await {
        take_in(&office, "1.0", listing(1, &stored).as_bytes()).await;
        let found = async |text: &str| {
            let search = office.search(text, 20).await.unwrap();
            let purls = search.found.components.into_iter().map(|one| one.purl.unwrap_or(one.name));
            (purls.collect::<Vec<_>>(), search.exact)
        };
        let (components, exact) = found("pkg:npm/react").await;
        assert_eq!(components, ["pkg:npm/react@19.0.0", "pkg:npm/react@18.2.0"]);
        assert!(matches!(exact, Some(mainstay_office::inventory::Exact::Package(_))), "{exact:?}");
        assert_eq!(found("pkg:npm/rea").await.0.len(), 3);
        assert_eq!(found("pkg:npm/react@1").await.0.len(), 2);
        for (text, expected) in [
            ("pkg:npm/react@18.2.0", stored[1]),
            ("pkg:golang/registry.example/m@0.9.1", stored[3]),
            ("pkg:deb/debian/x@1?distro=debian-12", stored[4]),
            ("pkg:pypi/zope_interface@5.4", stored[5]),
            ("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "Badge reader"),
        ] {
            let (components, exact) = found(text).await;
            assert_eq!(components, [expected], "{text}");
            assert!(
                matches!(exact, Some(mainstay_office::inventory::Exact::Component(_))),
                "{text}: {exact:?}"
            );
        }
        let search = office.search("zope-interface", 20).await.unwrap();
        assert_eq!(search.found.packages.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_without_scope_is_not_the_scoped_package_but_a_group_may_be_left_out() {
    for (_database, office) in offices(Settings::default()).await {
        let scoped = document(1, "3.0.0").replace("pkg:npm/b@2.0.0", "pkg:npm/%40types/c@2.0.0").replace(
            r#""name": "a", "version": "1.0.0", "purl": "pkg:npm/a@1.0.0""#,
            r#""name": "core", "version": "1.0.0", "purl": "pkg:maven/org.example/core@1.0.0""#,
        );
        take_in(&office, "1.0", scoped.as_bytes()).await;
        for (question, expected) in [
            ("c", "pkg:npm/c@3.0.0"),
            ("@types/c", "pkg:npm/%40types/c@2.0.0"),
            ("core", "pkg:maven/org.example/core@1.0.0"),
            ("org.example/core", "pkg:maven/org.example/core@1.0.0"),
        ] {
            let usage = office.where_used(question, &PageRequest::default()).await.unwrap();
            let purls: Vec<_> = usage.components.iter().filter_map(|one| one.purl.as_deref()).collect();
            assert_eq!(purls, [expected], "{question}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_sbom_is_refused_at_the_door_and_leaves_nothing_behind() {
    for (_database, office) in offices(Settings::default()).await {
        let delivery = Delivery {
            bytes: b"hello",
            release: ReleaseName { product: "x", version: "1", variant: "" },
            source: SbomSource::Build,
            label: "",
            supplier: None,
            file_name: None,
            released_at: None,
        };
        assert!(matches!(office.receive(&delivery).await.unwrap_err(), Error::Invalid(_)));
        assert!(office.store().product("x").await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_breaks_inside_is_kept_refused_and_says_why() {
    for (_database, office) in offices(Settings::default()).await {
        let broken = document(1, "3.0.0").replace("\"dependencies\"", "\"dependencies\" oops");
        let (_, sbom) = take_in(&office, "1.0", broken.as_bytes()).await;
        let sbom = office.store().sbom(sbom).await.unwrap();
        assert_eq!(sbom.state, SbomState::Refused);
        assert!(sbom.error.is_some_and(|error| error.contains("JSON")));
        assert_eq!(office.store().document(sbom.uid).await.unwrap().bytes, broken.as_bytes());
        let failed = WorkFilter { state: WorkState::Failed.into(), ..WorkFilter::default() };
        assert_eq!(office.store().list_work(&failed, &PageRequest::default()).await.unwrap().rows.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_organizations_own_components_are_marked_by_their_name() {
    let settings = Settings { internal: Internal::new(["pkg:npm/a@*".to_owned()]), ..Settings::default() };
    for (_database, office) in offices(settings).await {
        take_in(&office, "1.0", document(1, "3.0.0").as_bytes()).await;
        assert!(office.store().component("pkg:npm/a@1.0.0").await.unwrap().internal);
        assert!(!office.store().component("pkg:npm/b@2.0.0").await.unwrap().internal);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tree_opens_level_by_level() {
    for (_database, office) in offices(Settings::default()).await {
        let (_, sbom) = take_in(&office, "1.0", document(1, "3.0.0").as_bytes()).await;
        let roots = office.roots(sbom).await.unwrap().tree;
        assert_eq!(
            (roots.total, roots.branches[0].step.name.as_str(), roots.branches[0].below),
            (1, "shop", 2)
        );
        let below = office.below(sbom, roots.branches[0].node).await.unwrap();
        let names: Vec<&str> = below.branches.iter().map(|branch| branch.step.name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
        assert!(matches!(office.below(sbom, 4000).await.unwrap_err(), Error::Missing(_)));
    }
}

/// A package of another registry than the ecosystem's own says so.
const SERDE: &str = "pkg:cargo/serde@1.0.0?repository_url=https:%2F%2Fregistry.example%2Findex";

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_is_kept_whole() {
    let tree = tempfile::tempdir().unwrap();
    let lock = "version = 4\n[[package]]\nname = \"shop\"\nversion = \"0.1.0\"\ndependencies = [\"serde\"]\n\
                [[package]]\nname = \"serde\"\nversion = \"1.0.0\"\nsource = \"registry+https://registry.example/index\"\n";
    for folder in ["one", "two"] {
        std::fs::create_dir(tree.path().join(folder)).unwrap();
        std::fs::write(tree.path().join(folder).join("Cargo.lock"), lock.replace("shop", folder)).unwrap();
    }
    let scan =
        mainstay_office::scan::scan(tree.path(), &Default::default(), &mainstay_office::Silent).unwrap();
    let project = mainstay_office::quickstart::Project::at(tree.path(), Some("Two Projects")).unwrap();
    let stamp = mainstay_sbom::Stamp {
        created: "2026-11-22T10:00:00Z".into(),
        serial: "00000000-0000-4000-8000-000000000001".into(),
        tool: mainstay_model::Tool { name: "mainstay".into(), ..Default::default() },
    };
    for (_database, office) in offices(Settings::default()).await {
        let kept = office.keep_scan(&project, &scan, &stamp).await.unwrap();
        let release = office.store().release(kept.release).await.unwrap();
        assert_eq!(release.version, "working tree");
        let graph = office.store().graph(kept.sbom.unwrap()).await.unwrap();
        assert_eq!(graph.len(), scan.bom.components.len());
        let serde = office.store().component(SERDE).await.unwrap();
        let why = office.why(kept.release, serde.uid).await.unwrap();
        assert_eq!(why[0].paths, Some(2));
        // What the scan knows of a dependency outlives the document it is kept in.
        assert_eq!(serde.direct, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_scan_could_not_read_is_kept_with_its_sbom() {
    let tree = tempfile::tempdir().unwrap();
    let lock = "version = 4\n[[package]]\nname = \"shop\"\nversion = \"0.1.0\"\n";
    std::fs::write(tree.path().join("Cargo.lock"), lock).unwrap();
    std::fs::write(tree.path().join("poetry.lock"), "broken [").unwrap();
    std::fs::create_dir(tree.path().join("web")).unwrap();
    std::fs::write(tree.path().join("web/package.json"), r#"{"dependencies": {"a": "1"}}"#).unwrap();
    let scan =
        mainstay_office::scan::scan(tree.path(), &Default::default(), &mainstay_office::Silent).unwrap();
    assert_eq!(scan.problems.len(), 2);
    let project = mainstay_office::quickstart::Project::at(tree.path(), Some("Shop")).unwrap();
    let stamp = mainstay_sbom::Stamp {
        created: "2026-11-22T10:00:00Z".into(),
        serial: "00000000-0000-4000-8000-000000000002".into(),
        tool: mainstay_model::Tool { name: "mainstay".into(), ..Default::default() },
    };
    for (_database, office) in offices(Settings::default()).await {
        let kept = office.keep_scan(&project, &scan, &stamp).await.unwrap();
        let sboms = office.store().current_sboms(kept.release).await.unwrap();
        assert_eq!(sboms[0].problem_count, 2);
        assert_eq!(office.store().sbom_report(kept.sbom.unwrap()).await.unwrap().problems, scan.problems);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn trees_whose_folders_have_one_name_are_not_mixed_and_of_one_unknown_no_sbom_is_kept() {
    let root = tempfile::tempdir().unwrap();
    let lock = |name: &str| format!("version = 4\n[[package]]\nname = \"{name}\"\nversion = \"0.1.0\"\n");
    let tree = |path: &str| {
        let folder = root.path().join(path);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    };
    let project = |path: &str, name: Option<&str>| {
        let folder = tree(path);
        let scan = mainstay_office::scan::scan(&folder, &Default::default(), &mainstay_office::Silent);
        (mainstay_office::quickstart::Project::at(&folder, name).unwrap(), scan.unwrap())
    };
    for folder in ["a/app", "b/app"] {
        std::fs::write(tree(folder).join("Cargo.lock"), lock(&folder.replace('/', "-"))).unwrap();
    }
    let stamp = |number: u8| mainstay_sbom::Stamp {
        created: "2026-11-22T10:00:00Z".into(),
        serial: format!("00000000-0000-4000-8000-0000000000{number:02}"),
        tool: mainstay_model::Tool { name: "mainstay".into(), ..Default::default() },
    };
    for (_database, office) in offices(Settings::default()).await {
        let keep = async |path: &str, name: Option<&str>, number: u8| {
            let (project, scan) = project(path, name);
            office.keep_scan(&project, &scan, &stamp(number)).await
        };
        let first = keep("a/app", None, 10).await.unwrap();
        let other = keep("b/app", None, 11).await.unwrap_err();
        assert!(matches!(&other, Error::Invalid(told) if told.contains("a/app: choose a name")), "{other}");
        assert_eq!(keep("a/app", None, 12).await.unwrap().release, first.release, "the same tree again");
        assert_ne!(keep("b/app", Some("other"), 13).await.unwrap().release, first.release);
        assert_eq!(keep("b/app", Some("app"), 14).await.unwrap().release, first.release, "as it was said");
        let empty = keep("empty", None, 15).await.unwrap();
        assert_eq!(empty.sbom, None);
        assert!(
            office.store().release(empty.release).await.unwrap().figures.is_none(),
            "and not 0 components"
        );
        assert_eq!(office.coverage(jiff::Timestamp::now()).await.unwrap().counts.releases_without, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn canceled_at_any_moment_work_tells_the_truth() {
    let settings = Settings { lease: Duration::from_millis(200), ..Settings::default() };
    for (_database, office) in offices(settings).await {
        let mut canceled = 0;
        for moment in 0..24_u8 {
            let (bytes, version) = (document(moment, "3.0.0"), moment.to_string());
            let delivery = Delivery {
                bytes: bytes.as_bytes(),
                release: ReleaseName { product: "Web Shop", version: &version, variant: "" },
                source: SbomSource::Build,
                label: "",
                supplier: None,
                file_name: None,
                released_at: None,
            };
            let received = office.receive(&delivery).await.expect("the document is an SBOM");
            let work = received.work.expect("it is new");
            let (worker, person) = (office.clone(), office.clone());
            let working = tokio::spawn(async move { worker.work_off().await });
            tokio::time::sleep(Duration::from_millis(u64::from(moment) * 2)).await;
            let too_late = matches!(person.cancel_work(work).await, Err(Error::Conflict(_)));
            working.await.expect("no panic").expect("the database answers");
            let ended = loop {
                let state = office.store().work(work).await.expect("it is there").state;
                if !matches!(state, WorkState::Queued | WorkState::Running) {
                    break state;
                }
                // Its lease ran out on a slow machine.
                tokio::time::sleep(Duration::from_millis(50)).await;
                office.work_off().await.expect("the database answers");
            };
            let kept = office.store().sbom(received.sbom).await.expect("it is there").state;
            let expected = if ended == WorkState::Canceled { SbomState::Received } else { SbomState::Ready };
            assert_eq!(kept, expected, "{moment}: the work says {ended:?}");
            assert!(!too_late || ended == WorkState::Done, "{moment}: too late, and {ended:?}");
            canceled += u32::from(ended == WorkState::Canceled);
        }
        assert!(canceled > 0, "nothing was canceled");
        office.store().check().await.expect("every figure is right");
    }
}
