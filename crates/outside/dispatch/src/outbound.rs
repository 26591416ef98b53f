//! The outbound rule: what is sent goes to hosts that the configuration names, over connections to addresses that were checked.

mod address;
mod host;
mod names;
mod target;
mod trust;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;

pub use self::host::{Allowed, Host};
use self::names::{Checked, Names};
pub(crate) use self::target::Target;
use self::trust::Trust;
use crate::Error;

/// How long the other side is waited for, and how much it may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// To look a name up, connect and agree on TLS, for one address.
    pub connect: Duration,
    /// For a whole HTTP answer after that, and for each word of a mail server.
    pub answer: Duration,
    /// For a mail server's word that it took a mail. Servers look for spam and viruses before; who hangs up early sends twice
    /// (RFC 5321, section 4.5.3.2.6, asks for ten minutes).
    pub taken: Duration,
    /// Bytes of an answer; the rest is left unread.
    pub answer_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            taken: Duration::from_secs(600),
            answer_bytes: 64 << 10,
        }
    }
}

/// The way out: every message goes through here. Cheap to clone.
#[derive(Clone)]
pub struct Outbound(Arc<Inner>);

struct Inner {
    allowed: Arc<Allowed>,
    names: Names,
    trust: Trust,
    limits: Limits,
    http: reqwest::Client,
}

impl Outbound {
    /// Opens the way to these hosts. `trust` holds certificates of authorities in PEM that are believed besides those of the machine;
    /// it may be empty. No proxy of the environment is used: it would connect to what nobody checked.
    ///
    /// # Errors
    /// When the certificates cannot be read, or the machine has none and none is given.
    pub fn new(allowed: Allowed, trust: &str, limits: Limits) -> Result<Self, Error> {
        Self::with_names(allowed, trust, limits, Names::System)
    }

    fn with_names(allowed: Allowed, trust: &str, limits: Limits, names: Names) -> Result<Self, Error> {
        let allowed = Arc::new(allowed);
        let trust = Trust::new(trust)?;
        let checked = Checked { allowed: Arc::clone(&allowed), names: names.clone() };
        let http = reqwest::Client::builder()
            .user_agent(concat!("Mainstay/", env!("CARGO_PKG_VERSION")))
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            // A connection that was kept may be over when the next message is on it, and nobody could tell whether that was taken.
            .pool_max_idle_per_host(0)
            .referer(false)
            .connect_timeout(limits.connect)
            .timeout(limits.connect + limits.answer)
            .dns_resolver(Arc::new(checked))
            .tls_backend_preconfigured(rustls::ClientConfig::clone(&trust.config))
            .build()
            .map_err(|error| Error::Setting(format!("HTTP cannot be set up: {error}")))?;
        Ok(Self(Arc::new(Inner { allowed, names, trust, limits, http })))
    }

    /// Whether a message may be sent to this address, so that a form can say so at once.
    ///
    /// # Errors
    /// When it may not, with what is wrong with it. What its name resolves to is looked at when something is sent.
    pub fn check(&self, url: &str) -> Result<(), Error> {
        self.target(url).map(drop)
    }

    pub(crate) fn target(&self, url: &str) -> Result<Target, Error> {
        target::check(&self.0.allowed, url)
    }

    pub(crate) fn limits(&self) -> Limits {
        self.0.limits
    }

    pub(crate) fn trust(&self) -> &Trust {
        &self.0.trust
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    /// Whether a port of a host may be reached at all.
    pub(crate) fn check_port(&self, name: &str, port: u16, plain: bool) -> Result<(), Error> {
        target::check_entry(self.0.allowed.find(name, port)?, plain)
    }

    /// A connection to a port of a host that is allowed; its addresses are tried in turn.
    pub(crate) async fn connect(&self, name: &str, port: u16) -> Result<TcpStream, Error> {
        let limit = self.0.limits.connect;
        let unreachable = |why: String| Error::Unreachable { host: format!("{name}:{port}"), why };
        let late = || unreachable(format!("no answer within {limit:?}"));
        let resolving = self.0.names.resolve(self.0.allowed.find(name, port)?);
        let addresses = timeout(limit, resolving).await.map_err(|_| late())??;
        let mut last = late();
        for address in addresses {
            match timeout(limit, TcpStream::connect(SocketAddr::new(address, port))).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => last = unreachable(error.to_string()),
                Err(_) => last = late(),
            }
        }
        Err(last)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use jiff::Timestamp;
    use tokio::net::TcpListener;

    use super::{Allowed, Host, Limits, Names, Outbound};
    use crate::webhook::{Secret, Webhook};
    use crate::{DeliveryId, Error, Outcome};

    fn outbound(host: Host, answers: &[&str]) -> Outbound {
        let answers = answers.iter().map(|one| vec![one.parse().unwrap()]).collect();
        let limits = Limits { connect: Duration::from_secs(1), ..Limits::default() };
        let names = Names::Hostile(Arc::new(Mutex::new(answers)));
        Outbound::with_names(Allowed::new([host]).unwrap(), "", limits, names).unwrap()
    }

    async fn send(outbound: &Outbound, url: String) -> Outcome {
        let secrets = vec![Secret::from_bytes(&[1; 32]).unwrap()];
        let webhook = Webhook { id: DeliveryId::new("a").unwrap(), url, body: "{}".to_owned(), secrets };
        webhook.send(outbound, Timestamp::UNIX_EPOCH).await
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused_when_connecting() {
        let outbound = outbound(
            Host::new("hooks.example", &[443, 25]).unwrap(),
            &["127.0.0.1", "::ffff:10.0.0.1", "169.254.169.254"],
        );
        for _ in 0..2 {
            let outcome = send(&outbound, "https://hooks.example/".to_owned()).await;
            assert!(matches!(outcome, Outcome::Never(Error::NotAllowed(_))), "{outcome:?}");
        }
        let refused = outbound.connect("hooks.example", 25).await;
        assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
    }

    #[tokio::test]
    async fn the_connection_goes_to_the_one_answer_that_was_checked() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        // A second question would find no answer.
        let outbound = outbound(Host::new("hooks.example", &[port]).unwrap().private(), &["127.0.0.1"]);
        let url = format!("https://hooks.example:{port}/");
        let (outcome, accepted) = tokio::join!(send(&outbound, url), async {
            let (stream, _) = listener.accept().await.unwrap();
            drop(stream);
        });
        assert_eq!(accepted, ());
        assert!(matches!(outcome, Outcome::Later { why: Error::Unreachable { .. }, .. }), "{outcome:?}");
    }
}
