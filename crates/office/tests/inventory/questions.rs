//! Where something is used: what questions mean.

use mainstay_office::{Error, Office, Settings};
use mainstay_store::PageRequest;

use crate::support::{document, offices, take_in};

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
