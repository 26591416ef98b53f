//! One requirement as PEP 508 writes it: `name[extra] >= 1, < 2 ; marker` or `name @ address ; marker`.

/// The parts of a requirement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Requirement<'a> {
    pub(crate) name: &'a str,
    pub(crate) extras: &'a str,
    /// The version specifier, without parentheses; empty for any version.
    pub(crate) specifier: &'a str,
    pub(crate) url: &'a str,
    pub(crate) marker: &'a str,
}

impl<'a> Requirement<'a> {
    /// Reads a requirement; `None` where the text is none.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let end = text
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.'))
            .unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let edge = |c: char| c.is_ascii_alphanumeric();
        if !name.starts_with(edge) || !name.ends_with(edge) {
            return None;
        }
        let rest = rest.trim_start();
        let (extras, rest) = match rest.strip_prefix('[') {
            Some(inner) => inner.split_once(']')?,
            None => ("", rest),
        };
        let rest = rest.trim_start();
        if let Some(url) = rest.strip_prefix('@') {
            // In an address a semicolon belongs to it unless a space stands before.
            let (url, marker) = url.split_once(" ;").unwrap_or((url, ""));
            return Some(Self { name, extras, specifier: "", url: url.trim(), marker: marker.trim() });
        }
        let (specifier, marker) = rest.split_once(';').unwrap_or((rest, ""));
        let specifier = specifier.trim();
        let specifier =
            specifier.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(specifier).trim();
        let clause = |clause: &str| {
            let clause = clause.trim();
            let version = clause.trim_start_matches(['=', '<', '>', '!', '~']).trim_start();
            version.len() < clause.len() && !version.is_empty() && !version.contains(char::is_whitespace)
        };
        let valid = specifier.is_empty() || specifier.trim_end_matches(',').split(',').all(clause);
        valid.then(|| Self { name, extras, specifier, url: "", marker: marker.trim() })
    }

    /// The only version that fits; `None` where several may.
    pub(crate) fn pinned(&self) -> Option<&'a str> {
        let version =
            self.specifier.strip_prefix("===").or_else(|| self.specifier.strip_prefix("=="))?.trim();
        (!version.contains(['*', ',', '$', '{', '%', '\'', '"'])).then_some(version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart() {
        let found = Requirement::parse("a.b [x, y] >= 1, < 2 ; python_version < '3'").unwrap();
        assert_eq!((found.name, found.extras, found.specifier), ("a.b", "x, y", ">= 1, < 2"));
        assert_eq!(found.marker, "python_version < '3'");
        let found = Requirement::parse("a @ https://h.example/a.zip;x ; m").unwrap();
        assert_eq!((found.url, found.marker), ("https://h.example/a.zip;x", "m"));
        assert_eq!(Requirement::parse("a (>=1)").unwrap().specifier, ">=1");
    }

    #[test]
    fn only_one_exact_clause_pins() {
        let pinned = |text| Requirement::parse(text).unwrap().pinned();
        assert_eq!(pinned("a==1.0"), Some("1.0"));
        assert_eq!(pinned("a === 1.0"), Some("1.0"));
        for open in ["a", "a>=1", "a==1.*", "a==1,!=2", "a==${V}"] {
            assert_eq!(pinned(open), None, "{open}");
        }
    }

    #[test]
    fn what_is_no_requirement_is_none() {
        for text in ["", "==1.0", "a==", "a 1.0", "-foo==1", "foo|bar==1", "a[x"] {
            assert_eq!(Requirement::parse(text), None, "{text}");
        }
    }
}
