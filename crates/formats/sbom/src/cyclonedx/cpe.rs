//! The form of CPE names that the XML schemas ask for; JSON takes any text.

/// Whether a text is a URI of CPE 2.2 with up to seven parts, or a formatted string of 2.3 with eleven, the seventh of which
/// is a language.
pub(super) fn is_cpe(text: &str) -> bool {
    match text.strip_prefix("cpe:2.3:") {
        Some(parts) => is_formatted(&split(parts)),
        None => is_uri(text),
    }
}

fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_at_checked(5) else { return false };
    let rest = rest.strip_prefix(['A', 'H', 'O', 'a', 'h', 'o']).unwrap_or(rest);
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-~%".contains(&byte);
    let mut parts = rest.split(':');
    scheme.starts_with('c')
        && scheme.eq_ignore_ascii_case("cpe:/")
        && parts.next() == Some("")
        && parts.clone().count() <= 6
        && parts.all(|part| part.bytes().all(allowed))
}

fn is_formatted(parts: &[&str]) -> bool {
    parts.len() == 11
        && matches!(parts[0], "a" | "h" | "o" | "*" | "-")
        && parts.iter().enumerate().skip(1).all(|(at, part)| {
            matches!(*part, "*" | "-") || if at == 6 { is_language(part) } else { is_value(part) }
        })
}

/// The parts between colons that are not quoted.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut is_quoted) = (Vec::new(), 0, false);
    for (at, byte) in text.bytes().enumerate() {
        if byte == b':' && !is_quoted {
            parts.push(&text[start..at]);
            start = at + 1;
        }
        is_quoted = byte == b'\\' && !is_quoted;
    }
    parts.push(&text[start..]);
    parts
}

/// Letters, digits, quoted signs, and between them one asterisk or question marks.
fn is_value(text: &str) -> bool {
    let (mut before, mut has_letter) = (0, false);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'?' => before != b'*',
            b'*' => !matches!(before, b'?' | b'*'),
            b'\\' => bytes.next().is_some_and(|byte| br##"\*?!"#$%&'()+,/:;<=>@[]^`{|}~"##.contains(&byte)),
            _ => byte.is_ascii_alphanumeric() || b"-._".contains(&byte),
        };
        if !fits {
            return false;
        }
        has_letter |= !matches!(byte, b'?' | b'*');
        before = byte;
    }
    has_letter
}

fn is_language(text: &str) -> bool {
    let (language, region) = text.split_once('-').map_or((text, None), |(first, rest)| (first, Some(rest)));
    let of = |text: &str, lengths: std::ops::RangeInclusive<usize>, kind: fn(&u8) -> bool| {
        lengths.contains(&text.len()) && text.as_bytes().iter().all(kind)
    };
    of(language, 2..=3, u8::is_ascii_alphabetic)
        && region.is_none_or(|region| {
            of(region, 2..=2, u8::is_ascii_alphabetic) || of(region, 3..=3, u8::is_ascii_digit)
        })
}

#[cfg(test)]
mod tests {
    use super::is_cpe;

    #[test]
    fn names_of_both_versions_are_known() {
        for good in [
            "cpe:/a:apache:tomcat:9.0.14",
            "cPE:/",
            "cpe:/o:linux:kernel:::~~~%01",
            r"cpe:2.3:a:golang:x\/net:v0.0.0-20210825183410:*:*:*:*:*:*:*",
            "cpe:2.3:*:a:b?c:1*2:-:*:en-US:*:x_y:*:*",
            r"cpe:2.3:a:b:c\:d:1:*:*:zh-419:*:*:*:*",
        ] {
            assert!(is_cpe(good), "{good}");
        }
    }

    #[test]
    fn other_texts_are_not() {
        for bad in [
            "",
            "foo",
            "CPE:/a",
            "cpe:/x:a",
            "cpe:/a:redhat:a:1:*:*:*",
            "cpe:/a:1:2:3:4:5:6:7",
            "cpe:2.3:a:golang:x/net:1:*:*:*:*:*:*:*",
            "cpe:2.3:a:b:c:1:*:*:*:*:*:*",
            "cpe:2.3:a:b:c:1:*:*:english:*:*:*:*",
            "cpe:2.3:a:b:c:**:*:*:*:*:*:*:*",
            r"cpe:2.3:a:b:c:\:*:*:*:*:*:*:*",
        ] {
            assert!(!is_cpe(bad), "{bad}");
        }
    }
}
