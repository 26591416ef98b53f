//! Package URLs on a narrow screen: the end says most, so the middle is what gives way.

use maud::{Markup, html};

/// A purl in parts, which shorten to an ellipsis in this order: type and namespace, qualifiers and subpath, the name; the version
/// stays, since it tells two rows of one package apart. The whole value is in the title, and who copies it gets it in one piece.
pub fn purl(text: &str) -> Markup {
    html! {
        span class="purl" title=(crate::given::title(text)) {
            @for (class, part) in CLASSES.into_iter().zip(parts(text)) {
                @if !part.is_empty() { span class=(class) { (crate::given::text(part)) } }
            }
        }
    }
}

/// The classes of the parts, in the order in which they stand.
const CLASSES: [&str; 4] = ["head", "name", "version", "more"];

/// Type and namespace with the last slash; the name; the version with its `@`; qualifiers and subpath.
fn parts(text: &str) -> [&str; 4] {
    let (path, more) = text.split_at(text.find(['?', '#']).unwrap_or(text.len()));
    let at = path.rfind('@').filter(|at| !path[*at..].contains('/')).unwrap_or(path.len());
    let (path, version) = path.split_at(at);
    let (head, name) = path.split_at(path.rfind('/').map_or(0, |slash| slash + 1));
    [head, name, version, more]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_version_is_a_part_of_its_own_between_the_name_and_the_qualifiers() {
        let cases = [
            ("pkg:npm/%40angular/animation@12.3.1", ["pkg:npm/%40angular/", "animation", "@12.3.1", ""]),
            ("pkg:cargo/serde", ["pkg:cargo/", "serde", "", ""]),
            (
                "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie/x@y",
                ["pkg:deb/debian/", "curl", "@7.50.3-1", "?arch=i386&distro=jessie/x@y"],
            ),
            (
                "pkg:golang/example.org/a/b@v1.0.0#sub/dir",
                ["pkg:golang/example.org/a/", "b", "@v1.0.0", "#sub/dir"],
            ),
            ("pkg:npm/@scope/a", ["pkg:npm/@scope/", "a", "", ""]),
            ("not a purl", ["", "not a purl", "", ""]),
            ("", ["", "", "", ""]),
        ];
        for (text, expected) in cases {
            assert_eq!(parts(text), expected, "{text}");
        }
    }

    #[test]
    fn each_part_is_marked_so_that_the_version_can_stay() {
        let html = purl("pkg:npm/%40scope/core@1.2.3").0;
        assert!(
            html.contains(r#"<span class="name">core</span><span class="version">@1.2.3</span></span>"#),
            "{html}"
        );
    }

    proptest! {
        #[test]
        fn the_parts_of_any_text_are_all_of_it(text in ".*") {
            prop_assert_eq!(parts(&text).concat(), text);
        }
    }
}
