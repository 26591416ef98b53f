//! Where a component is fetched from: the public registry, the organization's own, or somewhere else.

use mainstay_model::Origin;

/// Domains of the ecosystems' public registries, as second-level name and ending.
const PUBLIC: &[(&str, &str)] = &[("npmjs", "org"), ("yarnpkg", "com"), ("crates", "io")];

/// Which registries belong to the organization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registries {
    /// Host names or address prefixes that are the organization's own.
    pub private: Vec<String>,
}

impl Registries {
    /// Tells what an address of a registry or a download means.
    pub fn origin(&self, address: &str) -> Origin {
        let host = host(address);
        let private = self.private.iter().any(|known| host == known || address.starts_with(known.as_str()));
        if !private && is_public(host) { Origin::Public } else { Origin::Registry(address.to_owned()) }
    }
}

fn is_public(host: &str) -> bool {
    let mut labels = host.rsplit('.');
    let (ending, name) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    PUBLIC.contains(&(name, ending))
}

fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    host.split(':').next().unwrap_or_default()
}
