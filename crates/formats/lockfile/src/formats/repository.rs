//! Addresses of repositories, taken apart.

use mainstay_model::{Purl, PurlError};

/// Host, owner (which may have slashes) and name of a repository, from any way to write its address; `None` for
/// a path or an address without owner.
pub(super) fn split(url: &str) -> Option<(&str, &str, &str)> {
    let rest = match url.split_once("://") {
        Some((_, rest)) => rest,
        // `git@host:owner/name`
        None => {
            url.split_once(':').filter(|(host, _)| host.contains('@') && !host.contains('/')).map(|_| url)?
        }
    };
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let slash = rest.find('/').unwrap_or(rest.len());
    let rest = rest[..slash].rfind('@').map_or(rest, |at| &rest[at + 1..]);
    let (authority, path) = match rest.split_once(['/', ':']) {
        // `https://host:port/owner/name`
        Some((host, path)) if rest.as_bytes().get(host.len()) == Some(&b':') && url.contains("://") => {
            (host, path.split_once('/')?.1)
        }
        Some(parts) => parts,
        None => return None,
    };
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let (owner, name) = path.rsplit_once('/')?;
    (!authority.is_empty() && !owner.is_empty() && !name.is_empty()).then_some((authority, owner, name))
}

/// The purl of a repository as such: of its forge's own type where there is one, else generic with its address.
pub(super) fn purl(url: &str, revision: Option<&str>) -> Result<Purl, PurlError> {
    match split(url) {
        Some(("github.com", owner, name)) => Purl::new("github", Some(owner), name, revision),
        Some(("bitbucket.org", owner, name)) => Purl::new("bitbucket", Some(owner), name, revision),
        Some((_, _, name)) => Purl::new("generic", None, name, revision)?
            .with_qualifier("vcs_url", &crate::origin::vcs_url(url, revision)),
        None => Err(PurlError::Name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_an_address_is_taken_apart() {
        let expected = Some(("git.example", "acme/tools", "x"));
        for url in [
            "https://git.example/acme/tools/x.git",
            "https://git.example:8443/acme/tools/x",
            "git@git.example:acme/tools/x.git",
            "ssh://git@git.example:22/acme/tools/x.git/",
            "https://me:secret@git.example/acme/tools/x?a#b",
        ] {
            assert_eq!(split(url), expected, "{url}");
        }
        for url in ["", "../x.git", "https://git.example", "https://git.example/x", "/a/b/c", "x", ":", "@:"]
        {
            assert_eq!(split(url), None, "{url}");
        }
    }

    #[test]
    fn forges_have_their_own_type_of_purl() {
        assert_eq!(purl("https://github.com/a/b.git", None).unwrap().to_string(), "pkg:github/a/b");
        let generic = purl("https://git.example/a/b.git", Some("c")).unwrap();
        assert_eq!(generic.qualifiers()["vcs_url"], "git+https://git.example/a/b.git@c");
        assert!(purl("../b.git", None).is_err());
    }
}
