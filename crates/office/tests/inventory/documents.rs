//! What documents become in the inventory.

use mainstay_office::intake::{Delivery, ReleaseName};
use mainstay_office::inventory::{Along, Difference, Export, Tree};
use mainstay_office::{Error, Internal, Settings};
use mainstay_store::{
    ComponentFilter, ComponentOrder, PageRequest, SbomSource, SbomState, WorkFilter, WorkState,
};
use std::time::Duration;
use uuid::Uuid;

use crate::support::{document, offices, take_in};

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

/// A product that lists source packages as parts of itself, and what was built from them, as makers of distributions write it.
const PARTS: &str = r#"SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: parts
DocumentNamespace: https://sboms.example/parts
Creator: Organization: Example
Created: 2026-01-01T00:00:00Z
PackageName: product
SPDXID: SPDXRef-product
PackageDownloadLocation: NOASSERTION
PackageName: source
SPDXID: SPDXRef-source
PackageVersion: 1
PackageDownloadLocation: NOASSERTION
PackageName: built
SPDXID: SPDXRef-built
PackageVersion: 1
PackageDownloadLocation: NOASSERTION
PackageName: alone
SPDXID: SPDXRef-alone
PackageDownloadLocation: NOASSERTION
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-product
Relationship: SPDXRef-source PACKAGE_OF SPDXRef-product
Relationship: SPDXRef-built CONTAINED_BY SPDXRef-source
"#;

#[tokio::test(flavor = "multi_thread")]
async fn what_a_part_tells_of_its_whole_leads_to_it_where_no_dependency_is_told() {
    for (_database, office) in offices(Settings::default()).await {
        let (release, sbom) = take_in(&office, "1.0", PARTS.as_bytes()).await;
        let roots = office.roots(sbom).await.unwrap();
        let names = |tree: &Tree| -> Vec<_> {
            tree.branches.iter().map(|one| (one.step.name.clone(), one.relation.clone())).collect()
        };
        assert_eq!(names(&roots.tree), [("product".to_owned(), None)]);
        assert_eq!((roots.unreached, roots.relations), (1, 2));
        let below = office.below(sbom, roots.tree.branches[0].node).await.unwrap();
        assert_eq!(names(&below), [("source".to_owned(), Some("PACKAGE_OF".to_owned()))]);
        let (every, page) = (ComponentFilter::default(), PageRequest::default());
        for component in
            office.store().list_components(&every, ComponentOrder::Name, &page).await.unwrap().rows
        {
            let answers = office.why(release, component.uid).await.unwrap();
            let [answer] = answers.as_slice() else { panic!("one SBOM lists it") };
            let (along, paths, steps) = match component.name.as_str() {
                "built" => (Along::Relations, 1, 3),
                "source" => (Along::Relations, 1, 2),
                _ => (Along::Dependencies, u64::from(component.name == "product"), 1),
            };
            assert_eq!((answer.along, answer.paths), (along, Some(paths)), "{}", component.name);
            assert!(answer.shortest.iter().all(|path| path.len() == steps), "{}", component.name);
            assert!(
                along == Along::Dependencies || answer.leads.is_empty(),
                "nothing of these is a dependency to change"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_would_have_one_key_are_products_of_their_own_and_found_again() {
    for (_database, office) in offices(Settings::default()).await {
        let mut products = Vec::new();
        for (number, name) in (1_u8..).zip(["C", "C++", "C#", "c", "c++", "c-2"]) {
            let document = document(number, "3.0.0");
            let delivery = Delivery::new(
                ReleaseName { product: name, version: "1", variant: "" },
                SbomSource::Source,
                document.as_bytes(),
            );
            let received = office.receive(&delivery).await.unwrap();
            let release = office.store().sbom(received.sbom).await.unwrap().release;
            products.push(office.store().release(release).await.unwrap().product);
        }
        let (new, again) = products.split_at(3);
        assert!(new[0] != new[1] && new[1] != new[2] && new[0] != new[2]);
        assert_eq!(again, [new[0], new[1], new[1]], "by key or name, letter case aside");
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
        let hashes = format!(r#""hashes": [{{"alg": "SHA-256", "content": "e{}"}}]"#, digit.repeat(63));
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
async fn another_artifact_under_the_same_version_is_no_unchanged_component() {
    let with_digest = |serial, digests: &[(&str, &str)]| {
        let hash = |(algorithm, start): &(&str, &str)| {
            format!(r#"{{"alg": "{algorithm}", "content": "{start}{}"}}"#, "0".repeat(63))
        };
        let hashes: Vec<String> = digests.iter().map(hash).collect();
        let purl = r#""purl": "pkg:npm/c@3.0.0""#;
        document(serial, "3.0.0").replace(purl, &format!("{purl}, \"hashes\": [{}]", hashes.join(", ")))
    };
    let cases: [(&[_], &[_], bool); 4] = [
        (&[("SHA-256", "a")], &[("SHA-256", "b")], true),
        (&[("SHA-256", "a")], &[("SHA-256", "b"), ("SHA-256", "a")], false),
        (&[("SHA-256", "a")], &[("SHA3-256", "b")], false),
        (&[("SHA-256", "a")], &[], false),
    ];
    for (_database, office) in offices(Settings::default()).await {
        for (serial, (one, other, is_other)) in (1_u8..).step_by(2).zip(cases) {
            let (before, _) = take_in(&office, "1.0", with_digest(serial, one).as_bytes()).await;
            let (after, _) = take_in(&office, "2.0", with_digest(serial + 1, other).as_bytes()).await;
            let comparison = office.compare(before, after).await.unwrap();
            assert_eq!(comparison.unchanged, if is_other { 2 } else { 3 }, "{one:?} {other:?}");
            assert!(comparison.moved.iter().all(|moved| moved.content && moved.component.name == "c"));
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
async fn what_is_refused_at_the_door_leaves_nothing_behind() {
    for (_database, office) in offices(Settings::default()).await {
        let delivery = Delivery::new(
            ReleaseName { product: "x", version: "1", variant: "" },
            SbomSource::Build,
            b"hello",
        );
        assert!(matches!(office.receive(&delivery).await.unwrap_err(), Error::Invalid(_)));
        let text = document(1, "3.0.0");
        let nobody = Delivery {
            bytes: text.as_bytes(),
            supplier: Some(" 01920000-0000-7000-8000-000000000000 "),
            ..delivery
        };
        assert!(matches!(office.receive(&nobody).await.unwrap_err(), Error::Missing(_)));
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

#[tokio::test(flavor = "multi_thread")]
async fn canceled_at_any_moment_work_tells_the_truth() {
    let settings = Settings { lease: Duration::from_millis(200), ..Settings::default() };
    for (_database, office) in offices(settings).await {
        let mut canceled = 0;
        for moment in 0..24_u8 {
            let (bytes, version) = (document(moment, "3.0.0"), moment.to_string());
            let delivery = Delivery::new(
                ReleaseName { product: "Web Shop", version: &version, variant: "" },
                SbomSource::Build,
                bytes.as_bytes(),
            );
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

#[tokio::test(flavor = "multi_thread")]
async fn a_release_is_handed_out_as_one_document_of_all_its_current_sboms() {
    for (_database, office) in offices(Settings::default()).await {
        let (release, _) = take_in(&office, "1.0", document(1, "3.0.0").as_bytes()).await;
        let name = ReleaseName { product: "web-shop", version: "1.0", variant: "" };
        office.receive(&Delivery::new(name, SbomSource::Supplier, PARTS.as_bytes())).await.unwrap();
        let empty = Delivery::new(ReleaseName { version: "2.0", ..name }, SbomSource::Build, b"{");
        assert!(office.receive(&empty).await.is_err());
        office.work_off().await.unwrap();
        let export = office.export(release, "spdx-2.3-json").await.unwrap();
        assert_eq!(
            (export.name.as_str(), export.media_type),
            ("web-shop-1.0.spdx.json", "application/spdx+json")
        );
        let read = mainstay_sbom::parse(&export.bytes, &mainstay_sbom::Limits::default()).unwrap().value;
        for name in ["a", "c", "built"] {
            assert!(read.components.iter().any(|component| component.name == name), "{name}");
        }
        assert!(!export.notes.is_empty(), "what both say of the product, and what SPDX cannot hold");
        let of_unread = |export: &Export| {
            let notes = export.notes.iter().filter(|note| note.code == "sbom-unread");
            notes.map(|note| note.message.clone()).collect::<Vec<_>>()
        };
        assert_eq!(of_unread(&export), Vec::<String>::new());
        let broken = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": oops}"#;
        let refused = Delivery::new(name, SbomSource::Supplier, broken);
        office.receive(&Delivery { label: "backend", ..refused }).await.unwrap();
        office.work_off().await.unwrap();
        office.receive(&refused).await.unwrap();
        let told = of_unread(&office.export(release, "spdx-2.3-json").await.unwrap());
        assert!(told[0].ends_with("is not read yet: an older one stands for it"), "{told:?}");
        assert!(told[1].starts_with("the newest supplier SBOM “backend” was refused ("), "{told:?}");
        assert!(told[1].ends_with("): what it tells is not in the document"), "{told:?}");
        assert_ne!(
            export.bytes,
            office.export(release, "spdx-2.3-json").await.unwrap().bytes,
            "each has its serial"
        );
        assert!(matches!(office.export(release, "docx").await.unwrap_err(), Error::Invalid(_)));
        let product = office.store().product("web-shop").await.unwrap().uid;
        let unread =
            office.store().create_release(product, &mainstay_store::NewRelease::version("9")).await.unwrap();
        assert!(matches!(office.export(unread, "spdx-2.3-json").await.unwrap_err(), Error::Missing(_)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_version_is_that_of_the_same_variant() {
    for (_database, office) in offices(Settings::default()).await {
        let listing = |purls: &[&str]| {
            let part = |purl: &&str| format!(r#"{{"type": "library", "name": "n", "purl": "{purl}"}}"#);
            let parts: Vec<String> = purls.iter().map(part).collect();
            format!(
                r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [{}]}}"#,
                parts.join(",")
            )
        };
        let old = listing(&["pkg:gem/n@1?platform=arm-linux", "pkg:gem/n@1?platform=x86-linux"]);
        let (before, _) = take_in(&office, "1.0", old.as_bytes()).await;
        let (after, _) =
            take_in(&office, "2.0", listing(&["pkg:gem/n@2?platform=x86-linux"]).as_bytes()).await;
        let found = office.compare(before, after).await.unwrap();
        let purl = |component: &mainstay_store::Component| component.purl.clone().unwrap();
        let changed: Vec<_> = found.changed.iter().map(|one| (purl(&one.before), purl(&one.after))).collect();
        let linux = |version: u8| format!("pkg:gem/n@{version}?platform=x86-linux");
        assert_eq!(changed, [(linux(1), linux(2))]);
        let removed: Vec<_> = found.removed.iter().map(purl).collect();
        assert_eq!(removed, ["pkg:gem/n@1?platform=arm-linux"]);
        assert!(found.added.is_empty());
    }
}
