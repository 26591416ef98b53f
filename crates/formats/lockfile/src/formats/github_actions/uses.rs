//! What a step may use: an action, an image or something of the tree.

use mainstay_model::{Purl, PurlError};

/// The text after `uses:`.
pub(super) enum Uses<'a> {
    Action { owner: &'a str, name: &'a str, path: &'a str, reference: &'a str },
    Image(&'a str),
    Local(&'a str),
}

impl<'a> Uses<'a> {
    /// `None` for a text that lacks owner, name or reference, or that is computed.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        if text.contains("${{") {
            return None;
        }
        if let Some(image) = text.strip_prefix("docker://") {
            return Some(Self::Image(image));
        }
        // `$/` is the root of the repository that holds the workflow, wherever it is called from.
        if ["./", "../", "$/"].iter().any(|start| text.starts_with(start)) {
            return Some(Self::Local(text));
        }
        let (action, reference) = text.split_once('@')?;
        let (owner, rest) = action.split_once('/')?;
        let (name, path) = rest.split_once('/').unwrap_or((rest, ""));
        let whole = [owner, name, reference].iter().all(|part| !part.is_empty());
        whole.then_some(Self::Action { owner, name, path, reference })
    }
}

/// The purl of an action; what stands below its repository is the subpath.
pub(super) fn purl(owner: &str, name: &str, path: &str, reference: &str) -> Result<Purl, PurlError> {
    Ok(Purl::new("githubactions", Some(owner), name, Some(reference))?.with_subpath(path))
}

/// Whether a reference is a commit in full (SHA-1 or SHA-256), which cannot be moved.
pub(super) fn is_commit(reference: &str) -> bool {
    matches!(reference.len(), 40 | 64) && reference.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The reference of an image: `registry/namespace/name:tag@digest`.
pub(super) struct Image<'a> {
    /// `None` for the registry that is meant when none is named.
    pub(super) registry: Option<&'a str>,
    pub(super) namespace: Option<&'a str>,
    pub(super) name: &'a str,
    pub(super) tag: Option<&'a str>,
    pub(super) digest: Option<&'a str>,
}

impl<'a> Image<'a> {
    pub(super) fn parse(text: &'a str) -> Self {
        let (text, digest) = text.split_once('@').map_or((text, None), |(text, digest)| (text, Some(digest)));
        // A first part with a dot or a port is a registry.
        let (registry, path) = match text.split_once('/') {
            Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => (Some(host), path),
            _ => (None, text),
        };
        let (path, tag) = match path.rsplit_once(':') {
            Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
            _ => (path, None),
        };
        let (namespace, name) =
            path.rsplit_once('/').map_or((None, path), |(space, name)| (Some(space), name));
        Self { registry, namespace, name, tag, digest }
    }

    /// With a digest the image is known whatever registry serves it; with a tag it is that registry's.
    pub(super) fn purl(&self) -> Result<Purl, PurlError> {
        let registry = self.registry.unwrap_or_default();
        match self.digest {
            Some(digest) => {
                let path = [self.registry, self.namespace, Some(self.name)];
                let path: Vec<&str> = path.into_iter().flatten().collect();
                let address = if self.registry.is_some() { path.join("/") } else { String::new() };
                Purl::new("oci", None, self.name, Some(digest))?
                    .with_qualifier("repository_url", &address)?
                    .with_qualifier("tag", self.tag.unwrap_or_default())
            }
            None => Purl::new("docker", self.namespace, self.name, self.tag)?
                .with_qualifier("repository_url", registry),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_taken_apart() {
        let purl = |text| Image::parse(text).purl().unwrap().to_string();
        assert_eq!(purl("alpine:3.20"), "pkg:docker/alpine@3.20");
        assert_eq!(purl("acme/tool"), "pkg:docker/acme/tool");
        assert_eq!(
            purl("registry.example:5000/acme/tool:1"),
            "pkg:docker/acme/tool@1?repository_url=registry.example:5000"
        );
        assert_eq!(
            purl("registry.example/acme/tool:1@sha256:ab"),
            "pkg:oci/tool@sha256:ab?repository_url=registry.example%2Facme%2Ftool&tag=1"
        );
    }

    #[test]
    fn only_a_full_digest_is_a_commit() {
        assert!(is_commit(&"a".repeat(40)));
        assert!(!is_commit("v4") && !is_commit("abc123") && !is_commit(&"g".repeat(40)));
    }
}
