//! What holds for every purl.

use mainstay_purl::Purl;
use proptest::prelude::*;

const KINDS: &[&str] = &[
    "alpm",
    "bitbucket",
    "cargo",
    "composer",
    "cpan",
    "deb",
    "docker",
    "gem",
    "generic",
    "git",
    "github",
    "golang",
    "hackage",
    "hex",
    "huggingface",
    "maven",
    "mlflow",
    "npm",
    "nosuch",
    "oci",
    "pub",
    "pypi",
    "rpm",
    "swift",
    "vscode-extension",
];

fn parts() -> impl Strategy<Value = (&'static str, Option<String>, String, Option<String>, String, String)> {
    (
        prop::sample::select(KINDS),
        prop::option::of("[a-zA-Z@%/ .é-]{0,12}"),
        "[a-zA-Z0-9@%/?#&=+_ .:ß-]{0,12}",
        prop::option::of("[a-zA-Z0-9@%/?#&=+:~ .-]{0,10}"),
        "[a-z0-9&=%?#/é ]{0,8}",
        "[a-zA-Z0-9./%#?@é]{0,12}",
    )
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,60}") {
        let _ = text.parse::<Purl>();
        let _ = Purl::parse_strict(&text);
    }

    #[test]
    fn text_that_looks_like_a_purl_never_panics_and_is_stable(text in "pkg:[a-z/]{1,8}/[a-zA-Z0-9@%/?#&=+_.:-]{0,40}") {
        if let Ok(purl) = text.parse::<Purl>() {
            let rendered = purl.to_string();
            let again = rendered.parse::<Purl>();
            prop_assert_eq!(again.as_ref(), Ok(&purl), "{}", rendered);
            prop_assert_eq!(again.unwrap().to_string(), rendered);
        }
    }

    #[test]
    fn parsing_what_was_rendered_gives_the_same_purl((kind, namespace, name, version, value, subpath) in parts()) {
        let built = Purl::new(kind, namespace.as_deref(), &name, version.as_deref())
            .and_then(|purl| purl.with_qualifier("key", &value));
        if let Ok(purl) = built.map(|purl| purl.with_subpath(&subpath)) {
            prop_assert_eq!(purl.to_string().parse::<Purl>(), Ok(purl));
        }
    }

    #[test]
    fn a_strict_reading_is_never_another_purl(text in "pkg:(npm|golang|gem|swift|pypi)/[a-zA-Z0-9@%/?#&=_.-]{0,30}") {
        if let Ok(strict) = Purl::parse_strict(&text) {
            prop_assert_eq!(text.parse::<Purl>(), Ok(strict));
        }
    }

    #[test]
    fn a_package_is_a_purl_of_its_own((kind, namespace, name, version, ..) in parts()) {
        if let Ok(purl) = Purl::new(kind, namespace.as_deref(), &name, version.as_deref()) {
            let package = purl.package();
            prop_assert_eq!(package.version(), None);
            prop_assert_eq!(package.to_string().parse::<Purl>(), Ok(package));
        }
    }
}
