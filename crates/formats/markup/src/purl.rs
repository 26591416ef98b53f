//! Package URLs on a narrow screen: the end says most, so the middle is what gives way.

use maud::{Markup, html};

/// A purl in two parts: type and namespace, which shorten to an ellipsis, and name with version, which stay. The whole value is
/// in the title; text selection yields it unchanged.
pub fn purl(text: &str) -> Markup {
    let (head, tail) = text.split_at(split(text));
    html! {
        span class="purl" title=(crate::given::title(text)) {
            @if !head.is_empty() { span class="head" { (crate::given::text(head)) } }
            span class="tail" { (crate::given::text(tail)) }
        }
    }
}

/// Where the name begins: behind the last slash before version, qualifiers and subpath.
fn split(text: &str) -> usize {
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let path = &text[..end];
    let name_end = path.rfind('@').filter(|at| path[*at..].find('/').is_none()).unwrap_or(end);
    path[..name_end].rfind('/').map_or(0, |slash| slash + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_name_starts_behind_the_last_slash() {
        let cases = [
            ("pkg:npm/%40angular/animation@12.3.1", "animation@12.3.1"),
            ("pkg:cargo/serde@1.0.0", "serde@1.0.0"),
            (
                "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie/x",
                "curl@7.50.3-1?arch=i386&distro=jessie/x",
            ),
            ("pkg:golang/example.org/a/b@v1.0.0#sub/dir", "b@v1.0.0#sub/dir"),
            ("not a purl", "not a purl"),
            ("", ""),
        ];
        for (text, tail) in cases {
            assert_eq!(&text[split(text)..], tail);
        }
    }

    proptest! {
        #[test]
        fn any_text_splits_at_a_character(text in ".*") {
            prop_assert!(text.is_char_boundary(split(&text)));
        }
    }
}
