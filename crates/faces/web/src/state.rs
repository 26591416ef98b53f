//! What every handler may use: the configuration and the doors to the rest of the program.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use mainstay_office::Office;
use tokio::sync::OnceCell;

use crate::Error;
use crate::security::{Gate, Seal};

/// Who may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// One person on this machine: only who comes with a one-time token gets in.
    Loopback,
    /// People with accounts, who sign in.
    Accounts,
    /// Everybody who reaches the server. For tests, demonstrations and closed networks.
    Open,
}

/// From where the server can be reached; decides which hosts it answers beside its public address and [`Config::hosts`]. A page of
/// another site can make a browser connect here under a name of its own, so no other name is ever answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It listens on a loopback address: loopback hosts.
    Loopback,
    /// It listens where others can reach it: any IP address too.
    Network,
}

/// How the server is to behave.
#[derive(Clone, Debug)]
pub struct Config {
    /// Who may come in.
    pub access: Access,
    /// The address people use, scheme and host (`https://mainstay.example.org`). Behind a proxy that changes `Host`, forms work only
    /// when it is set.
    pub public_url: Option<String>,
    /// From where the server can be reached.
    pub reach: Reach,
    /// Further host names that are answered, without port.
    pub hosts: Vec<String>,
    /// What the one person is called of a server on one's own machine.
    pub local_name: String,
    /// Proxies in front of the server, whose word on where a request comes from counts.
    pub proxies: Vec<IpAddr>,
}

impl Config {
    /// For one person on this machine.
    pub fn loopback() -> Self {
        Self {
            access: Access::Loopback,
            public_url: None,
            reach: Reach::Loopback,
            hosts: Vec::new(),
            local_name: "Local user".to_owned(),
            proxies: Vec::new(),
        }
    }

    /// For people with accounts.
    pub fn accounts() -> Self {
        Self { access: Access::Accounts, ..Self::loopback() }
    }

    /// For everybody who reaches the server, which listens on a loopback address.
    pub fn open() -> Self {
        Self { access: Access::Open, ..Self::loopback() }
    }

    /// Whether browsers come over TLS, which a proxy speaks for this server.
    pub(crate) fn over_tls(&self) -> bool {
        let scheme =
            self.public_url.as_deref().and_then(|url| url.split_once("://")).map(|(scheme, _)| scheme);
        scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"))
    }
}

/// The state of the server; cheap to clone.
#[derive(Clone)]
pub struct State {
    inner: Arc<Inner>,
    office: Office,
}

struct Inner {
    config: Config,
    gate: Gate,
    seal: OnceCell<Seal>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("config", self.config()).finish_non_exhaustive()
    }
}

impl State {
    /// A state from a configuration, over an office.
    pub fn new(config: Config, office: Office) -> Self {
        let gate = Gate::default();
        Self { inner: Arc::new(Inner { config, gate, seal: OnceCell::new() }), office }
    }

    /// The office: what every page reads and every action calls. That of a handler ([`Seen`](crate::Seen)) shows and changes what its
    /// visitor may; the router's own knows no bounds.
    pub fn office(&self) -> &Office {
        &self.office
    }

    /// The same server with the office as a visitor sees it.
    pub(crate) fn with(&self, office: Office) -> Self {
        Self { inner: Arc::clone(&self.inner), office }
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// A one-time token that lets one browser in ([`Access::Loopback`]).
    ///
    /// # Panics
    /// When the operating system has no random numbers.
    pub fn issue_token(&self) -> String {
        self.inner.gate.issue()
    }

    /// The address to open in a browser: with a fresh one-time token where one is needed. Where people come over TLS it is the public
    /// one, since the session that the token opens goes over nothing else.
    pub fn entry_url(&self, address: SocketAddr) -> String {
        let config = &self.inner.config;
        let here = format!("http://{address}");
        let public = config.public_url.as_deref().filter(|_| config.over_tls());
        match config.access {
            Access::Loopback => {
                let site = public.unwrap_or(&here).trim_end_matches('/');
                format!("{site}/enter?token={}", self.issue_token())
            }
            Access::Accounts | Access::Open => format!("{}/", public.unwrap_or(&here).trim_end_matches('/')),
        }
    }

    /// The address at which the first account is made, where people sign in and nobody has one yet. It is good for a day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_up_url(&self, address: SocketAddr) -> mainstay_office::Result<Option<String>> {
        if self.config().access != Access::Accounts || !self.office().is_new().await? {
            return Ok(None);
        }
        let ticket = self.office().set_up_ticket().await?;
        let site = self.entry_url(address);
        Ok(Some(format!("{site}set-up?token={}", ticket.text())))
    }

    pub(crate) fn gate(&self) -> &Gate {
        &self.inner.gate
    }

    /// What addresses are sealed with that stand in a README.
    pub(crate) async fn seal(&self) -> Result<Seal, Error> {
        let seal = self.inner.seal.get_or_try_init(|| async {
            let key = self.office().store().secret("badge", &Seal::fresh()).await?;
            Seal::of(&key).ok_or_else(|| Error::internal("the key of badges in the database is no key"))
        });
        seal.await.copied()
    }
}
