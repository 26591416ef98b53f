//! Addresses of things: how an id becomes a path.

use mainstay_store::{Component, Package};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use uuid::Uuid;

/// Characters that stand in a part of a path as they are: what RFC 3986 calls unreserved, so that people can read a version there.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Characters that stand in a value of a query as they are.
const VALUE: &AsciiSet = &SEGMENT.remove(b':').remove(b'/').remove(b'@');

/// Characters that stand in the query of a list as they are: with commas between the columns that it is sorted by.
pub(crate) const LIST: &AsciiSet = &VALUE.remove(b',');

/// A part of a path.
pub(crate) fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// A value in the query part of an address.
pub(crate) fn value(text: &str) -> String {
    utf8_percent_encode(text, VALUE).to_string()
}

/// The page of a purl of which no id is known. The canonical text stands in the path as it is, but for what would end the path:
/// `?` and `#`; and where a part of it would go on the way, no part is one.
pub(crate) fn purl(text: &str) -> String {
    if !stays(text) {
        return format!("/components/{}", utf8_percent_encode(text, NON_ALPHANUMERIC));
    }
    let unsafe_in_path: &AsciiSet = const {
        &percent_encoding::CONTROLS
            .add(b' ')
            .add(b'?')
            .add(b'#')
            .add(b'"')
            .add(b'<')
            .add(b'>')
            .add(b'\\')
            .add(b'^')
            .add(b'`')
            .add(b'{')
            .add(b'|')
            .add(b'}')
    };
    format!("/components/{}", utf8_percent_encode(text, unsafe_in_path))
}

/// The page of a component.
pub(crate) fn component(component: &Component) -> String {
    identified(component.purl.as_deref(), component.uid)
}

/// The page of a package.
pub(crate) fn package(package: &Package) -> String {
    identified(package.purl.as_deref(), package.uid)
}

/// The page of what has an id and perhaps a purl: by the purl, where that is the same when it arrives.
pub(crate) fn identified(text: Option<&str>, uid: Uuid) -> String {
    text.filter(|text| stays(text)).map_or_else(|| format!("/components/{uid}"), purl)
}

/// Whether a text in a path arrives as it was sent: browsers take `.` and `..` out, encoded or not (WHATWG URL, 4.4), and servers on
/// the way join what has nothing between its slashes.
fn stays(text: &str) -> bool {
    text.split(['/', '\\']).all(|part| {
        let part = part.to_ascii_lowercase().replace("%2e", ".");
        !matches!(part.as_str(), "" | "." | "..")
    })
}

/// The page of a product.
pub(crate) fn product(slug: &str) -> String {
    format!("/products/{}", value(slug))
}

/// The page of a release.
pub(crate) fn release(uid: Uuid) -> String {
    format!("/releases/{uid}")
}

/// The page of an SBOM.
pub(crate) fn sbom(uid: Uuid) -> String {
    format!("/sboms/{uid}")
}

/// The texts that the path of a component's page may mean, the most literal first. A purl has `%` of its own (`%40scope`), so the
/// path is read undecoded; what a browser or a person has encoded on top of it comes after.
pub(crate) fn meant(path: &str) -> Vec<String> {
    let after = |thing: &str| path.find(thing).map(|at| &path[at + thing.len()..]);
    let path = after("/components/").or_else(|| after("/packages/")).unwrap_or(path);
    let open = path.replace("%3F", "?").replace("%3f", "?").replace("%23", "#");
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
    let mut meant = vec![path.to_owned()];
    for text in [open, decoded] {
        if !meant.contains(&text) {
            meant.push(text);
        }
    }
    meant
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purl_that_a_browser_would_shorten_is_linked_by_its_id_or_has_no_parts() {
        let uid = Uuid::nil();
        let id = format!("/components/{uid}");
        for text in [
            "pkg:golang/./api",
            "pkg:generic/a/../b@1",
            "pkg:generic/../x@1",
            "pkg:generic/%2E%2e/x@1",
            "pkg:generic/a//b@1",
            "pkg:generic/x@1#a/../b",
            "pkg:generic/x@1?download_url=https://registry.example/x",
        ] {
            assert_eq!(identified(Some(text), uid), id, "{text}");
            let path = purl(text);
            assert!(!path["/components/".len()..].contains(['/', '\\']), "{path}");
            assert!(meant(&path).contains(&text.to_owned()), "{path}");
        }
        for text in ["pkg:npm/.hidden@1", "pkg:npm/a..b@1..2", "pkg:npm/...@1"] {
            assert_eq!(identified(Some(text), uid), format!("/components/{text}"));
        }
    }

    #[test]
    fn a_purl_in_a_path_is_itself_and_is_found_again() {
        for text in [
            "pkg:npm/%40scope/name@1.2.3",
            "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie",
            "pkg:golang/example.org/a/b@v1.0.0#sub/dir",
            "pkg:maven/org.example/a@1.0%2Bb",
        ] {
            let path = purl(text);
            assert!(!path[1..].contains(['?', '#']), "{path}");
            assert!(meant(&path).contains(&text.to_owned()), "{path}");
        }
        assert_eq!(purl("pkg:npm/%40scope/name@1.2.3"), "/components/pkg:npm/%40scope/name@1.2.3");
        assert!(
            meant("/components/pkg%3Anpm%2F%2540scope%2Fname").contains(&"pkg:npm/%40scope/name".to_owned())
        );
    }
}
