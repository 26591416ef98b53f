//! The rules of the standard and of the types, one table a rule.

use mainstay_purl::{Purl, PurlError};

fn canonical(text: &str) -> String {
    text.parse::<Purl>().map_or_else(|error| format!("error: {error}"), |purl| purl.to_string())
}

#[test]
fn a_purl_is_rendered_canonically() {
    for (text, expected) in [
        ("pkg:NPM/left-pad@1.0.0", "pkg:npm/left-pad@1.0.0"),
        ("PKG://npm/left-pad", "pkg:npm/left-pad"),
        ("pkg:npm/@scope/name", "pkg:npm/%40scope/name"),
        ("pkg:npm/@scope/name@1.0", "pkg:npm/%40scope/name@1.0"),
        ("pkg:npm/%40scope%2Fname@1", "pkg:npm/%40scope/name@1"),
        ("pkg:generic/a?b=2&a=1", "pkg:generic/a?a=1&b=2"),
        ("pkg:generic/a?b=", "pkg:generic/a"),
        ("pkg:generic/a#./b//../c/", "pkg:generic/a#b/c"),
        ("pkg:generic/a#%2e%2e/b", "pkg:generic/a#b"),
        ("pkg:generic//x//y/a", "pkg:generic/x/y/a"),
        ("pkg:github/owner/name@feature/branch", "pkg:github/owner/name@feature%2Fbranch"),
        ("pkg:oci/app@sha256%3Aabc", "pkg:oci/app@sha256:abc"),
        ("pkg:generic/a@1+b", "pkg:generic/a@1%2Bb"),
    ] {
        assert_eq!(canonical(text), expected, "{text}");
    }
}

#[test]
fn a_type_rewrites_names_its_own_way() {
    for (text, expected) in [
        ("pkg:pypi/Some_Name.x@1.0RC1", "pkg:pypi/some-name.x@1.0rc1"),
        ("pkg:pub/Some-Name", "pkg:pub/some_name"),
        ("pkg:github/Owner/Name", "pkg:github/owner/name"),
        ("pkg:golang/example.com/Owner/Name", "pkg:golang/example.com/Owner/Name"),
        ("pkg:cpan/author/Some-Dist", "pkg:cpan/AUTHOR/Some-Dist"),
        ("pkg:git/github.com/Owner/Group/Name", "pkg:git/github.com/owner/group/name"),
        ("pkg:git/git.example/Owner/Name", "pkg:git/git.example/Owner/Name"),
        (
            "pkg:mlflow/M?repository_url=x.databricks.example",
            "pkg:mlflow/m?repository_url=x.databricks.example",
        ),
        ("pkg:mlflow/M?repository_url=ml.example", "pkg:mlflow/M?repository_url=ml.example"),
        ("pkg:rpm/Fedora/GConf", "pkg:rpm/fedora/GConf"),
    ] {
        assert_eq!(canonical(text), expected, "{text}");
    }
}

#[test]
fn what_names_no_package_is_an_error() {
    for text in [
        "",
        "npm/left-pad",
        "pkg:",
        "pkg:npm",
        "pkg:npm/",
        "pkg:1npm/a",
        "pkg:n+m/a",
        "pkg:npm/@1.0",
        "pkg:npm/a/@1",
        "pkg:cargo/space/name",
        "pkg:swift/name",
        "pkg:julia/Dates",
        "pkg:swid/name",
        "pkg:cpan/A::B",
        "pkg:chrome-extension/short",
        "pkg:generic/a?a b=1",
        "pkg:generic/a?k=1&k=2",
        "pkg:generic/%ff",
    ] {
        assert!(text.parse::<Purl>().is_err(), "{text}");
    }
}

#[test]
fn the_strict_reading_refuses_what_the_field_writes() {
    for text in ["pkg:gem/a?Platform=java", "pkg:golang/stdlib@1.20", "pkg:deb/openssl"] {
        assert!(text.parse::<Purl>().is_ok(), "{text}");
        assert!(Purl::parse_strict(text).is_err(), "{text}");
    }
}

#[test]
fn a_version_that_the_type_cannot_have_is_refused() {
    let purl: Purl = "pkg:chrome-extension/abcdefghijklmnopabcdefghijklmnop@1.2".parse().unwrap();
    assert!(purl.clone().with_version(Some("1.2.3.4")).is_ok());
    assert!(matches!(purl.with_version(Some("1.2-beta")), Err(PurlError::Version(_))));
}

#[test]
fn a_type_whose_registry_equates_names_keeps_their_spelling_and_compares_without() {
    let purl = |text: &str| text.parse::<Purl>().expect(text);
    for (written, other) in [
        ("pkg:nuget/Newtonsoft.Json@13.0.1", "pkg:nuget/newtonsoft.json@13.0.1"),
        ("pkg:githubactions/Actions/Checkout@v4", "pkg:githubactions/actions/checkout@v4"),
        ("pkg:swift/github.com/Alamofire/Alamofire@5", "pkg:swift/github.com/alamofire/alamofire@5"),
        ("pkg:conda/NumPy@1", "pkg:conda/numpy@1"),
        ("pkg:golang/github.com/Sirupsen/logrus@v1.8.1", "pkg:golang/github.com/sirupsen/logrus@v1.8.1"),
        (
            "pkg:golang/github.com/Azure/go-autorest/Auth@v1#Sub",
            "pkg:golang/github.com/azure/go-autorest/auth@v1#Sub",
        ),
        ("pkg:pypi/zope.interface@5.4", "pkg:pypi/zope-interface@5.4"),
        ("pkg:pypi/a.-b--c@1", "pkg:pypi/a-b-c@1"),
    ] {
        assert_eq!(purl(written).to_string(), written);
        assert_ne!(purl(written), purl(other));
        assert_eq!(purl(written).identity(), purl(other));
        assert_eq!(purl(written).package(), purl(other).package());
        let name = purl(written).name().to_owned();
        assert_eq!(purl(other).spelled(&name).name(), name);
        assert_eq!(purl(other).spelled("another"), purl(other));
    }
    for kept in ["pkg:npm/JSONStream@1.0.0", "pkg:maven/a/B@1", "pkg:cargo/tokio_util@1", "pkg:gem/a.b@1"] {
        assert_eq!(purl(kept).identity(), purl(kept));
        assert_eq!(purl(kept).spelled(&purl(kept).name().to_uppercase()), purl(kept));
    }
    for folded in ["pkg:github/Actions/Checkout@v4", "pkg:bitbucket/A/B@1", "pkg:composer/A/B@1"] {
        assert_eq!(purl(folded).to_string(), folded.to_lowercase());
    }
}

#[test]
fn an_epoch_in_a_qualifier_goes_before_the_version() {
    for (text, full) in [
        ("pkg:rpm/redhat/dbus@1.12.20-9.el9?arch=x86_64&epoch=1", Some("1:1.12.20-9.el9")),
        ("pkg:rpm/redhat/dbus@1.12.20-9.el9?epoch=0", Some("1.12.20-9.el9")),
        ("pkg:rpm/redhat/dbus@1:1.12.20-9.el9?epoch=1", Some("1:1.12.20-9.el9")),
        ("pkg:rpm/redhat/dbus@1.12.20-9.el9", Some("1.12.20-9.el9")),
        ("pkg:rpm/redhat/dbus?epoch=1", None),
        ("pkg:generic/dbus@1.12?epoch=1", Some("1.12")),
        ("pkg:deb/debian/dbus@1:1.12", Some("1:1.12")),
    ] {
        let purl: Purl = text.parse().expect(text);
        assert_eq!(purl.full_version().as_deref(), full, "{text}");
    }
}
