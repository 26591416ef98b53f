//! The hosts that may be reached, as the configuration names them.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::Error;

/// A host that may be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    name: String,
    ports: Vec<u16>,
    private: bool,
    plain: bool,
}

impl Host {
    /// A host by its exact name (or its address, IPv6 in brackets) and the ports that may be reached there.
    ///
    /// # Errors
    /// When the name is not written as it is looked up: ASCII (`xn--` for others), no dot at the end, an address in its usual form.
    pub fn new(name: &str, ports: &[u16]) -> Result<Self, Error> {
        let name = name.to_ascii_lowercase();
        let exact = url::Host::parse(&name).is_ok_and(|host| host.to_string() == name);
        let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '[' | ']');
        if !exact || name.ends_with('.') || name.len() > 253 || !name.chars().all(valid) {
            return Err(Error::Setting(format!(
                "`{}` is no exact host name; give a name such as hooks.example, without scheme, port or a dot at its end",
                name.escape_debug()
            )));
        }
        if ports.is_empty() {
            return Err(Error::Setting(format!("say which ports of {name} may be reached")));
        }
        Ok(Self { name, ports: ports.to_vec(), private: false, plain: false })
    }

    /// The host may have addresses of this machine or of the organization's own network.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// Messages may go there unencrypted. `localhost` and this machine's own addresses need no such word.
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.plain = true;
        self
    }

    /// The name in lower case.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn is_private(&self) -> bool {
        self.private
    }

    /// Whether nobody on the way could read along, or it was said that they may.
    pub(crate) fn may_be_plain(&self) -> bool {
        self.plain || self.name == "localhost" || self.address().is_some_and(|address| address.is_loopback())
    }

    /// The address, if the host is named by one.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        self.name.trim_start_matches('[').trim_end_matches(']').parse().ok()
    }
}

/// All hosts that may be reached. Everything else is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed(BTreeMap<String, Host>);

impl Allowed {
    /// Takes the hosts.
    ///
    /// # Errors
    /// When a host stands twice: one entry lists all its ports.
    pub fn new(hosts: impl IntoIterator<Item = Host>) -> Result<Self, Error> {
        let mut all = BTreeMap::new();
        for host in hosts {
            let name = host.name.clone();
            if all.insert(name.clone(), host).is_some() {
                return Err(Error::Setting(format!("{name} stands twice; one entry lists all its ports")));
            }
        }
        Ok(Self(all))
    }

    /// The entry of a name, in any case.
    pub(crate) fn host(&self, name: &str) -> Result<&Host, Error> {
        let host = self.0.get(&name.to_ascii_lowercase());
        host.ok_or_else(|| {
            let name = crate::text::cut(name, 100);
            Error::NotAllowed(format!("the configuration does not name the host `{}`", name.escape_debug()))
        })
    }

    /// The entry of a name with a port.
    pub(crate) fn find(&self, name: &str, port: u16) -> Result<&Host, Error> {
        let host = self.host(name)?;
        if host.ports.contains(&port) {
            return Ok(host);
        }
        Err(Error::NotAllowed(format!("the configuration does not name port {port} of {}", host.name)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Allowed, Host};

    #[test]
    fn a_host_is_named_as_it_is_looked_up() {
        for name in
            ["hooks.example", "HOOKS.example", "127.0.0.1", "[::1]", "xn--bcher-kva.example", "localhost"]
        {
            assert!(Host::new(name, &[443]).is_ok(), "{name}");
        }
        for name in [
            "",
            ".",
            "a b",
            "hooks.example.",
            "https://hooks.example",
            "hooks.example:443",
            "*.example",
            "bücher.example",
            "0177.0.0.1",
            "2130706433",
            "127.1",
            "::1",
            "[0:0::1]",
            "a%2eb",
            "user@host",
            "a/b",
            "a..b\n",
        ] {
            assert!(Host::new(name, &[443]).is_err(), "{name}");
        }
        assert!(Host::new("hooks.example", &[]).is_err());
    }

    #[test]
    fn only_the_named_ports_of_a_host_are_reached() {
        let allowed = Allowed::new([Host::new("hooks.example", &[443, 8443]).unwrap()]).unwrap();
        assert!(allowed.find("Hooks.Example", 8443).is_ok());
        assert!(allowed.find("hooks.example", 80).is_err());
        assert!(allowed.find("x.hooks.example", 443).is_err());
    }

    #[test]
    fn a_host_stands_once() {
        let host = || Host::new("hooks.example", &[443]).unwrap();
        assert!(Allowed::new([host(), host().private()]).is_err());
    }
}
