//! Where a component is fetched from: the public registry, the organization's own, or somewhere else.

use std::borrow::Cow;

use mainstay_address::text_without_secrets;
use mainstay_model::Origin;

/// Domains of the ecosystems' public registries, as second-level name and ending.
const PUBLIC: &[(&str, &str)] = &[
    ("cocoapods", "org"),
    ("conan", "io"),
    ("crates", "io"),
    ("dartlang", "org"),
    ("golang", "org"),
    ("haskell", "org"),
    ("hex", "pm"),
    ("npmjs", "com"),
    ("npmjs", "org"),
    ("nuget", "org"),
    ("packagist", "org"),
    ("posit", "co"),
    ("pub", "dev"),
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("r-project", "org"),
    ("rstudio", "com"),
    ("rubygems", "org"),
    ("yarnpkg", "com"),
];

/// Which registries belong to the organization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registries {
    /// Host names or address prefixes that are the organization's own.
    pub private: Vec<String>,
}

impl Registries {
    /// Whether an address is configured as the organization's own.
    pub fn is_private(&self, address: &str) -> bool {
        self.own(address).is_some()
    }

    /// The organization's own registry that an address is of: the longest prefix that is configured, else its host.
    fn own(&self, address: &str) -> Option<String> {
        let address = &*text_without_secrets(address);
        let prefixes = self.private.iter().filter(|known| starts_with_path(address, known));
        prefixes.max_by_key(|known| known.len()).cloned().or_else(|| {
            let host = host(address);
            let scheme = address.split_once("://").map_or("https", |(scheme, _)| scheme);
            let port = authority(address).strip_prefix(host).unwrap_or_default();
            self.private.iter().any(|known| known == host).then(|| format!("{scheme}://{host}{port}/"))
        })
    }

    /// Tells what an address of a registry or a download means.
    pub fn origin(&self, address: &str) -> Origin {
        if !self.is_private(address) && is_public(host(address)) {
            Origin::Public
        } else {
            Origin::Registry(address.to_owned())
        }
    }

    /// Tells what the address of one file means. The registry behind it is told only where it is a known one.
    pub(crate) fn origin_of_file(&self, address: &str) -> Origin {
        match self.own(address) {
            Some(registry) => Origin::Registry(registry),
            None if is_public(host(address)) => Origin::Public,
            None => Origin::Download(address.to_owned()),
        }
    }
}

/// Whether an address begins with another one, and not only with its letters: `https://a.example` does not begin
/// `https://a.example.org`.
fn starts_with_path(address: &str, start: &str) -> bool {
    let ends = |rest: &str| start.ends_with('/') || rest.is_empty() || rest.starts_with(['/', ':', '?', '#']);
    address.strip_prefix(start).is_some_and(ends)
}

/// An address of version control as an address: `git@host:group/name.git` is what ssh makes of it.
pub(crate) fn vcs_address(url: &str) -> Cow<'_, str> {
    let url = url.strip_prefix("git+").unwrap_or(url);
    match url.split_once(':') {
        Some((place, path))
            if !url.contains("://") && place.contains('@') && !place.contains('/') && !path.is_empty() =>
        {
            Cow::Owned(format!("ssh://{place}/{}", path.trim_start_matches('/')))
        }
        _ => Cow::Borrowed(url),
    }
}

/// The same as a purl and SPDX write it, the tool before the address.
pub(crate) fn vcs_url(url: &str, revision: Option<&str>) -> String {
    let address = vcs_address(url);
    let tool = if ["hg+", "svn+", "bzr+"].iter().any(|tool| address.starts_with(tool)) { "" } else { "git+" };
    match revision {
        Some(revision) => format!("{tool}{address}@{revision}"),
        None => format!("{tool}{address}"),
    }
}

fn is_public(host: &str) -> bool {
    let mut labels = host.rsplit('.');
    let (ending, name) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    PUBLIC.contains(&(name, ending))
}

fn host(address: &str) -> &str {
    authority(address).split(':').next().unwrap_or_default()
}

/// Host and port.
fn authority(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_name_inside_another_host_is_not_public() {
        let registries = Registries::default();
        let public = concat!("https://registry.npmjs", ".org/left-pad");
        assert_eq!(registries.origin(public), Origin::Public);
        for address in
            [concat!("https://registry.npmjs", ".org.evil.example/"), "https://npm.registry.example/"]
        {
            assert_eq!(registries.origin(address), Origin::Registry(address.to_owned()));
        }
    }

    #[test]
    fn the_organization_may_claim_a_host_or_a_prefix() {
        let address = concat!("https://registry.npmjs", ".org/acme/");
        let registries = Registries { private: vec![address.to_owned()] };
        assert_eq!(registries.origin(address), Origin::Registry(address.to_owned()));
    }

    #[test]
    fn a_claimed_prefix_is_no_part_of_another_host_or_folder() {
        let registries =
            Registries { private: vec!["https://git.example".into(), "https://h.example/own".into()] };
        for (address, private) in [
            ("https://git.example", true),
            ("https://git.example/a", true),
            ("https://git.example:8443/a", true),
            ("https://user:word@git.example/a", true),
            ("https://git.example.evil.example/a", false),
            ("https://git.example:x@evil.example/a", false),
            ("https://h.example/own/a", true),
            ("https://h.example/owner/a", false),
        ] {
            assert_eq!(registries.is_private(address), private, "{address}");
        }
    }

    #[test]
    fn a_file_is_of_the_registry_that_is_configured() {
        let private = ["own.example", "https://h.example/own", "https://h.example/own/npm/"];
        let registries = Registries { private: private.map(str::to_owned).to_vec() };
        for (address, registry) in [
            ("https://own.example/download/ms/2.1.2/abc", "https://own.example/"),
            ("https://user:word@own.example:8443/ms.tgz", "https://own.example:8443/"),
            ("https://h.example/own/npm/x/1/y", "https://h.example/own/npm/"),
            ("https://h.example/own/x/1/y", "https://h.example/own"),
        ] {
            assert_eq!(
                registries.origin_of_file(address),
                Origin::Registry(registry.to_owned()),
                "{address}"
            );
        }
        let other = "https://h.example/owner/x";
        assert_eq!(registries.origin_of_file(other), Origin::Download(other.to_owned()));
    }

    #[test]
    fn every_way_to_write_a_repository_becomes_an_address() {
        assert_eq!(vcs_url("git@host.example:g/x.git", None), "git+ssh://git@host.example/g/x.git");
        assert_eq!(vcs_url("https://h.example/x", Some("abc")), "git+https://h.example/x@abc");
        assert_eq!(vcs_url("hg+https://h.example/x", Some("abc")), "hg+https://h.example/x@abc");
        assert_eq!(vcs_url("../x.git", None), "git+../x.git");
    }
}
