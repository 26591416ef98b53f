//! The keys of packages, which changed with the versions of the file.

/// How keys are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Keys {
    /// Version 5: `/name/1.0.0_peers`, `registry.example/name/1.0.0`.
    Slash,
    /// Version 6 on: `name@1.0.0(peers)`, first with a slash before it.
    At,
}

/// The parts of a key.
#[derive(Debug, PartialEq)]
pub(super) struct Parts<'a> {
    pub(super) name: &'a str,
    /// A version, or an address.
    pub(super) reference: &'a str,
    /// The registry, where version 5 names one.
    pub(super) host: Option<&'a str>,
}

impl Parts<'_> {
    /// Whether the reference is a version: nothing else starts with a digit and holds no colon.
    pub(super) fn is_version(&self) -> bool {
        self.reference.starts_with(|c: char| c.is_ascii_digit()) && !self.reference.contains([':', '/'])
    }
}

impl Keys {
    /// A key or a reference without the peers that it was resolved with.
    pub(super) fn without_peers(self, text: &str) -> &str {
        match self {
            Self::At => text.split('(').next().unwrap_or(text),
            Self::Slash => {
                let last = text.rfind('/').map_or(0, |at| at + 1);
                text[last..].find('_').map_or(text, |at| &text[..last + at])
            }
        }
    }

    /// The parts of a key without peers; `None` where it names no package.
    pub(super) fn split(self, key: &str) -> Option<Parts<'_>> {
        match self {
            Self::At => {
                let (name, reference) =
                    crate::javascript::split_descriptor(key.strip_prefix('/').unwrap_or(key))?;
                // `file:x@1` and `@host.example/path@1` are addresses, not names.
                let named =
                    !name.contains(':') && name.matches('/').count() == usize::from(name.starts_with('@'));
                named.then_some(Parts { name, reference, host: None })
            }
            Self::Slash => {
                let (host, path) = match key.strip_prefix('/') {
                    Some(path) => (None, path),
                    None => key.split_once('/').map(|(host, path)| (Some(host), path))?,
                };
                let (name, reference) = path.rsplit_once('/')?;
                let parts = Parts { name, reference, host };
                let named = name.matches('/').count() == usize::from(name.starts_with('@'));
                (named && parts.is_version()).then_some(parts)
            }
        }
    }

    /// The keys that a name and a reference may stand for.
    pub(super) fn candidates(self, name: &str, reference: &str) -> Vec<String> {
        match self {
            Self::At => vec![format!("{name}@{reference}"), format!("/{name}@{reference}")],
            Self::Slash => vec![format!("/{name}/{reference}")],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peers_are_cut_off_in_both_notations() {
        assert_eq!(
            Keys::Slash.without_peers("/@types/babel__core/7.1.14_@x+y@1.0.0"),
            "/@types/babel__core/7.1.14"
        );
        assert_eq!(Keys::At.without_peers("@a/b@1.0.0(c@2(d@3))(e@4)"), "@a/b@1.0.0");
    }

    #[test]
    fn keys_split_into_name_and_reference() {
        let parts = |name, reference, host| Some(Parts { name, reference, host });
        assert_eq!(Keys::Slash.split("/@a/b/1.0.0"), parts("@a/b", "1.0.0", None));
        assert_eq!(Keys::Slash.split("r.example/b/1.0.0"), parts("b", "1.0.0", Some("r.example")));
        assert_eq!(Keys::Slash.split("/foo/bar"), None);
        assert_eq!(Keys::Slash.split("invalid"), None);
        assert_eq!(Keys::At.split("/@a/b@1.0.0"), parts("@a/b", "1.0.0", None));
        assert_eq!(Keys::At.split("b@https://u@h.example/b"), parts("b", "https://u@h.example/b", None));
        assert_eq!(Keys::At.split("@codeload.example/o/b/tar.gz/abc"), None);
    }
}
