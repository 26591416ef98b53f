//! The mail server that takes our mail, and the connections to it.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::session::Session;
use super::{Mail, Mailbox, message};
use crate::{Error, Outbound, Outcome};

/// Connections that are kept for the next mail.
const KEPT: usize = 4;

/// How a connection to the mail server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// From the first byte (commonly port 465).
    Tls,
    /// By STARTTLS, without which nothing is sent (commonly port 587).
    StartTls,
    /// Not at all: this machine, or a host of which the configuration says so (commonly port 25).
    Plain,
}

/// User and password at the mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(..)")
    }
}

/// The mail server that takes our mail and sends it on. It signs it too (DKIM), without which large providers show no button to unsubscribe.
#[derive(Clone, Debug)]
pub struct Relay {
    /// Its name, as the configuration names the host (IPv6 in brackets); its certificate has to bear it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: Security,
    /// Who we are there, if it asks.
    pub login: Option<Login>,
    /// Whom the mails are from.
    pub from: Mailbox,
}

impl Relay {
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// Sends mails through one mail server, on connections that are kept for a while.
pub struct Mailer {
    outbound: Outbound,
    relay: Relay,
    kept: Mutex<Vec<Session>>,
}

impl Mailer {
    /// Looks at the settings; connects to nothing yet.
    ///
    /// # Errors
    /// When the server is not one that may be reached so.
    pub fn new(outbound: Outbound, relay: Relay) -> Result<Self, Error> {
        if !AsRef::<str>::as_ref(relay.from.address()).is_ascii() {
            return Err(Error::Setting(
                "the sender's address has letters that many servers do not know".to_owned(),
            ));
        }
        outbound.check_port(&relay.host, relay.port, relay.security == Security::Plain)?;
        Ok(Self { outbound, relay, kept: Mutex::default() })
    }

    /// Sends a mail.
    pub async fn send(&self, mail: &Mail) -> Outcome {
        let bytes = match message::render(mail, &self.relay.from) {
            Ok(bytes) => bytes,
            Err(error) => return Outcome::Never(error),
        };
        let limits = self.outbound.limits();
        let envelope = (self.relay.from.address(), mail.to.address());
        loop {
            let kept = self.kept().pop();
            let is_kept = kept.is_some();
            let mut session = match kept {
                Some(session) if !session.is_fresh() => continue,
                Some(session) => session,
                None => match Session::open(&self.outbound, &self.relay).await {
                    Ok(session) => session,
                    Err(outcome) => return outcome,
                },
            };
            match session.deliver(envelope, &bytes, limits.answer, limits.taken).await {
                Ok(said) => {
                    self.keep(session);
                    return Outcome::Done { said };
                }
                // The server has ended a connection that was kept: nothing was handed over.
                Err(stop) if is_kept && stop.is_stale() => {}
                Err(stop) => return stop.outcome(self.relay.place()),
            }
        }
    }

    fn keep(&self, session: Session) {
        let mut kept = self.kept();
        if kept.len() < KEPT {
            kept.push(session);
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Vec<Session>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
