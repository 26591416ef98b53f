//! Whether a value of a field says something, beyond what [`says`] knows of words that only look like an answer.

use mainstay_model::{Component, Hash, Party, says};

/// Whether a text that may be absent says something.
pub(super) fn told(text: Option<&str>) -> bool {
    text.is_some_and(says)
}

/// Whether a party is named. Standards ask for the name of the entity; an address alone is none.
pub(super) fn named(party: &Party) -> bool {
    says(&party.name)
}

/// Whether a component has a name. There are packages called `unknown`, `none` and `-`: a package URL tells that such
/// a word is meant as a name.
pub(super) fn has_name(component: &Component) -> bool {
    says(&component.name) || (component.purl.is_some() && !component.name.trim().is_empty())
}

/// Whether a text is one version. A range is what was asked for, `latest` whatever is newest when somebody looks, and
/// `(devel)` what Go says of what it does not know.
pub(super) fn is_version(text: &str) -> bool {
    let text = text.trim();
    let moving = ["latest", "(devel)"].iter().any(|word| text.eq_ignore_ascii_case(word));
    says(text) && !moving && !text.starts_with("latest.") && !text.contains("${") && !is_range(text)
}

/// Ranges as npm, Cargo, Composer, Maven, NuGet, Gradle, PyPI and RubyGems write them, and `vers:`. A tilde within and
/// brackets behind a version belong to it: `1.0~rc1`, `6.1 (build 7601)`.
fn is_range(text: &str) -> bool {
    let open = ["vers:", "^", "~", "=", "!", "[", "(", "]"].iter().any(|start| text.starts_with(start));
    let last = text.rsplit('.').next().unwrap_or(text);
    let any = text.contains('*') || ["x", "X", "+"].contains(&last);
    let ends = text.split_once(" - ");
    let version = |end: &str| end.starts_with(|letter: char| letter.is_ascii_digit()) && !end.contains(' ');
    open || any
        || text.contains(['<', '>'])
        || text.contains("||")
        || ends.is_some_and(|(from, to)| version(from) && version(to))
}

/// Whether a text is a moment, with its zone. One before 1970 or at its very beginning is the zero of a clock that was
/// not asked.
pub(super) fn is_moment(text: &str) -> bool {
    text.trim().parse::<jiff::Timestamp>().is_ok_and(|time| time > jiff::Timestamp::UNIX_EPOCH)
}

/// Whether a digest can tell one file from another.
pub(super) fn is_digest(hash: &Hash) -> bool {
    hash.value.len() >= 32 && hash.value.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// Whether nobody can make another file of a digest: SHA-256 or stronger.
pub(super) fn is_strong(hash: &Hash) -> bool {
    const STRONG: [&str; 12] = [
        "SHA-256",
        "SHA-384",
        "SHA-512",
        "SHA3-256",
        "SHA3-384",
        "SHA3-512",
        "BLAKE2b-256",
        "BLAKE2b-384",
        "BLAKE2b-512",
        "BLAKE3",
        "Streebog-256",
        "Streebog-512",
    ];
    STRONG.contains(&hash.algorithm.as_str()) && is_digest(hash) && hash.value.len() >= 64
}

/// Whether a CPE name names a product.
pub(super) fn is_cpe(text: &str) -> bool {
    let mut parts = text.trim().split(':');
    let product = match (parts.next(), parts.next()) {
        (Some("cpe"), Some("2.3")) => parts.nth(2),
        (Some("cpe"), Some(part)) if part.starts_with('/') => parts.nth(1),
        _ => None,
    };
    told(product)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_for_nothing_is_a_name_where_a_package_url_says_so() {
        let mut component = Component::named("unknown", None);
        assert!(!has_name(&component));
        component.purl = Some("pkg:npm/unknown@1.0.0".parse().unwrap());
        assert!(has_name(&component));
        component.name.clear();
        assert!(!has_name(&component));
    }

    #[test]
    fn a_range_is_no_version() {
        for range in [
            "^1.0",
            "~1.2",
            "~> 1.0",
            ">=1.0",
            "==1.0",
            "!=1.0",
            "1.0 - 2.0",
            "1.x",
            "1.2.X",
            "1.*",
            "*",
            "x",
            "1.+",
            "+",
            "[1.0,2.0)",
            "(,1.0]",
            "[1.0]",
            "1.0 || 2.0",
            "1.0, <2.0",
            "vers:npm/1.0",
        ] {
            assert!(!is_version(range), "{range}");
        }
        for word in
            ["latest", "latest.release", "(devel)", "NOASSERTION", "unspecified", "${v}", "1.0-${v}", ""]
        {
            assert!(!is_version(word), "{word}");
        }
        for version in [
            "1",
            "1.0",
            "v1.2.3",
            "1:1.0~rc1-2+b1",
            "2024a",
            "dev-master",
            "1.x-dev",
            "1.0.0+build",
            "6.1.7601.17514 (win7sp1_rtm.101119-1850)",
            "r1234",
            "5.1 - 2021 edition",
            "0",
        ] {
            assert!(is_version(version), "{version}");
        }
    }

    #[test]
    fn a_moment_has_a_date_a_time_and_a_zone() {
        for time in ["2024-01-01T00:00:00Z", "2024-01-01T00:00:00.5+02:00"] {
            assert!(is_moment(time), "{time}");
        }
        for time in [
            "",
            "yesterday",
            "2024-01-01",
            "2024-13-01T00:00:00Z",
            "2024-01-01T00:00:00",
            "0001-01-01T00:00:00Z",
        ] {
            assert!(!is_moment(time), "{time}");
        }
    }

    #[test]
    fn a_digest_is_hexadecimal_and_a_strong_one_long() {
        let hash = |algorithm: &str, value: &str| Hash { algorithm: algorithm.into(), value: value.into() };
        let (sha1, sha256) = ("0a".repeat(20), "0a".repeat(32));
        assert!(is_digest(&hash("SHA-1", &sha1)) && !is_strong(&hash("SHA-1", &sha1)));
        assert!(is_strong(&hash("SHA-256", &sha256)) && !is_strong(&hash("SHA-256", &sha1)));
        assert!(!is_strong(&hash("MD5", &sha256)));
        for value in ["", "NOASSERTION", "xy", &"x".repeat(64)] {
            assert!(!is_digest(&hash("SHA-256", value)), "{value}");
        }
    }

    #[test]
    fn a_cpe_names_a_product() {
        for cpe in ["cpe:2.3:a:openssl:openssl:1.1.1k:*:*:*:*:*:*:*", "cpe:/a:openssl:openssl:1.1.1k"] {
            assert!(is_cpe(cpe), "{cpe}");
        }
        for cpe in
            ["", "NOASSERTION", "cpe:2.3:a:*:*:1:*:*:*:*:*:*:*", "cpe:2.3:a", "openssl", "cpe:/a:openssl"]
        {
            assert!(!is_cpe(cpe), "{cpe}");
        }
    }
}
