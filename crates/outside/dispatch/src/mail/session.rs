//! One connection to a mail server, and what each of its words means.

use std::error::Error as _;
use std::fmt;
use std::time::{Duration, Instant};

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use lettre::transport::smtp::{Error as SmtpError, response::Severity};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::mailer::{Relay, Security};
use super::wire::Wire;
use crate::text::{cut, one_line};
use crate::{Error, Outbound, Outcome};

/// Of a reply, so much is told.
const TOLD: usize = 200;

/// How far a conversation got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Greeting, TLS, login: nothing of a mail yet.
    Opening,
    Sender,
    Recipient,
    /// The server is asked whether it takes a text.
    Data,
    /// The text was sent, perhaps up to its end.
    Content,
}

/// Where a conversation ended.
#[derive(Debug)]
pub(super) struct Stop {
    step: Step,
    /// The server's reply; `None` when there came none.
    code: Option<u16>,
    why: String,
}

/// A connection on which mails can be sent.
pub(super) struct Session {
    connection: AsyncSmtpConnection,
    mails: u32,
    used: Instant,
}

impl Session {
    /// Connects, agrees on TLS and logs in.
    pub(super) async fn open(outbound: &Outbound, relay: &Relay) -> Result<Self, Outcome> {
        let later = |why: Error| match why {
            Error::NotAllowed(_) => Outcome::Never(why),
            _ => Outcome::Later { after: None, why },
        };
        let stream = outbound.connect(&relay.host, relay.port).await.map_err(later)?;
        let answer = outbound.limits().answer;
        let opening = async {
            let mut connection = greet(outbound, relay, stream).await?;
            if let Some(login) = &relay.login {
                let credentials = Credentials::new(login.user.clone(), login.password.clone());
                let mechanisms = [Mechanism::Plain, Mechanism::Login];
                within(answer, connection.auth(&mechanisms, &credentials)).await?;
            }
            Ok(connection)
        };
        let connection = opening.await.map_err(|stop: Stop| stop.outcome(relay.place()))?;
        Ok(Self { connection, mails: 0, used: Instant::now() })
    }

    /// Hands a mail over; gives what the server answered when it took it.
    pub(super) async fn deliver(
        &mut self,
        (from, to): (&Address, &Address),
        message: &[u8],
        answer: Duration,
        taken: Duration,
    ) -> Result<String, Stop> {
        let mut parameters = Vec::new();
        if ![from, to].iter().all(|address| AsRef::<str>::as_ref(address).is_ascii()) {
            if !self.connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                let why = "the server knows no addresses with letters beyond ASCII (SMTPUTF8)".to_owned();
                return Err(Stop { step: Step::Recipient, code: Some(553), why });
            }
            parameters.push(MailParameter::SmtpUtfEight);
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        self.mails += 1;
        self.say(Step::Sender, Mail::new(Some(from.clone()), parameters), answer).await?;
        self.say(Step::Recipient, Rcpt::new(to.clone(), Vec::new()), answer).await?;
        self.say(Step::Data, Data, answer).await?;
        let reply = timeout(taken, self.connection.message(message)).await;
        let reply = hear(Step::Content, reply.ok())?;
        self.used = Instant::now();
        Ok(told(reply.code().into(), &reply.message().collect::<Vec<_>>().join(" ")))
    }

    /// Whether another mail can be sent: servers end connections that are idle or carried many.
    pub(super) fn is_fresh(&self) -> bool {
        self.used.elapsed() < Duration::from_secs(20) && self.mails < 50
    }

    async fn say(&mut self, step: Step, command: impl fmt::Display, limit: Duration) -> Result<(), Stop> {
        let reply = timeout(limit, self.connection.command(command)).await;
        hear(step, reply.ok()).map(drop)
    }
}

/// The first words, up to an encrypted connection if one is asked for.
async fn greet(outbound: &Outbound, relay: &Relay, stream: TcpStream) -> Result<AsyncSmtpConnection, Stop> {
    let answer = outbound.limits().answer;
    let lost = |why: String| Stop { step: Step::Opening, code: None, why };
    let hello = ClientId::Domain(relay.from.address().domain().to_owned());
    let peer = stream.peer_addr().map_err(|error| lost(error.to_string()))?;
    let name = relay.host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let stream: Box<dyn AsyncTokioStream> = match relay.security {
        Security::Plain => Box::new(Wire::new(stream, peer)),
        Security::StartTls => Box::new(Wire::new(stream, peer).stepwise()),
        Security::Tls => {
            let server = ServerName::try_from(name.clone()).map_err(|error| lost(error.to_string()))?;
            let connector = TlsConnector::from(outbound.trust().config.clone());
            let handshake = timeout(answer, connector.connect(server, stream)).await;
            let stream = handshake.map_err(|_| Stop::late(Step::Opening))?;
            Box::new(Wire::new(stream.map_err(|error| lost(error.to_string()))?, peer))
        }
    };
    let mut connection = within(answer, AsyncSmtpConnection::connect_with_transport(stream, &hello)).await?;
    if relay.security == Security::StartTls {
        if !connection.can_starttls() {
            return Err(Stop {
                step: Step::Opening,
                code: Some(530),
                why: "it offers no STARTTLS".to_owned(),
            });
        }
        let parameters = outbound.trust().for_mail(&name).map_err(|error| lost(error.to_string()))?;
        within(answer, connection.starttls(parameters, &hello)).await?;
    }
    Ok(connection)
}

/// An exchange of the opening, in time.
async fn within<T>(limit: Duration, exchange: impl Future<Output = Result<T, SmtpError>>) -> Result<T, Stop> {
    let done = timeout(limit, exchange).await.map_err(|_| Stop::late(Step::Opening))?;
    done.map_err(|error| Stop::of(Step::Opening, &error))
}

/// A reply that says yes; none at all is a stop like a no.
fn hear(step: Step, reply: Option<Result<Response, SmtpError>>) -> Result<Response, Stop> {
    let reply = reply.ok_or_else(|| Stop::late(step))?.map_err(|error| Stop::of(step, &error))?;
    let wanted =
        if step == Step::Data { Severity::PositiveIntermediate } else { Severity::PositiveCompletion };
    if reply.code().severity == wanted {
        return Ok(reply);
    }
    Err(Stop { step, code: None, why: format!("an answer out of turn ({})", reply.code()) })
}

fn told(code: u16, text: &str) -> String {
    cut(&one_line(&format!("{code} {text}")), TOLD)
}

impl Stop {
    fn of(step: Step, error: &SmtpError) -> Self {
        let code = error.status().map(u16::from);
        // Of a reply the text, of a lost connection the innermost cause.
        let why = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        Self { step, code, why: cut(&one_line(&why), TOLD) }
    }

    fn late(step: Step) -> Self {
        Self { step, code: None, why: "time ran out".to_owned() }
    }

    /// Whether the connection was over before the mail was looked at, so that another connection may do better at once.
    pub(super) fn is_stale(&self) -> bool {
        self.step != Step::Content && matches!(self.code, None | Some(421))
    }

    /// What it means for the mail.
    pub(super) fn outcome(self, host: String) -> Outcome {
        let Self { step, code, why } = self;
        let Some(code) = code else {
            return match step {
                Step::Content => Outcome::Unknown(Error::NoAnswer { host, why }),
                _ => Outcome::Later { after: None, why: Error::Unreachable { host, why } },
            };
        };
        let said = told(code, &why);
        let later = |why: Error| Outcome::Later { after: None, why };
        match (step, code) {
            // It is us whom the server does not want, not this mail: once the settings are right, it will be taken.
            (Step::Opening, 500..) | (_, 530 | 534 | 535 | 538) => later(Error::Relay { host, why: said }),
            (_, ..500) => later(Error::Failed { host, said }),
            (Step::Sender, _) => Outcome::Never(Error::Sender { host, said }),
            (Step::Recipient, _) => Outcome::Never(Error::Recipient { host, said }),
            _ => Outcome::Never(Error::Refused { host, said }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Step, Stop};
    use crate::{Error, Outcome};

    fn outcome(step: Step, code: Option<u16>) -> Outcome {
        Stop { step, code, why: "because".to_owned() }.outcome("mail.example:25".to_owned())
    }

    #[test]
    fn only_a_text_that_was_sent_may_have_been_taken() {
        for step in [Step::Opening, Step::Sender, Step::Recipient, Step::Data] {
            assert!(
                matches!(outcome(step, None), Outcome::Later { why: Error::Unreachable { .. }, .. }),
                "{step:?}"
            );
        }
        assert!(matches!(outcome(Step::Content, None), Outcome::Unknown(Error::NoAnswer { .. })));
    }

    #[test]
    fn a_reply_in_the_four_hundreds_is_for_later_and_one_in_the_five_hundreds_for_good() {
        for step in [Step::Opening, Step::Sender, Step::Recipient, Step::Data, Step::Content] {
            assert!(
                matches!(outcome(step, Some(451)), Outcome::Later { why: Error::Failed { .. }, .. }),
                "{step:?}"
            );
        }
        assert!(matches!(outcome(Step::Sender, Some(550)), Outcome::Never(Error::Sender { .. })));
        assert!(matches!(outcome(Step::Recipient, Some(550)), Outcome::Never(Error::Recipient { .. })));
        assert!(matches!(outcome(Step::Data, Some(554)), Outcome::Never(Error::Refused { .. })));
        assert!(matches!(outcome(Step::Content, Some(552)), Outcome::Never(Error::Refused { .. })));
    }

    #[test]
    fn what_is_wrong_with_our_settings_is_held_against_no_mail() {
        for (step, code) in
            [(Step::Opening, 554), (Step::Opening, 535), (Step::Sender, 530), (Step::Recipient, 530)]
        {
            assert!(
                matches!(outcome(step, Some(code)), Outcome::Later { why: Error::Relay { .. }, .. }),
                "{code}"
            );
        }
    }

    #[test]
    fn a_connection_that_ended_before_the_text_is_stale() {
        let stale = |step, code| Stop { step, code, why: String::new() }.is_stale();
        assert!(stale(Step::Sender, None) && stale(Step::Sender, Some(421)));
        assert!(
            !stale(Step::Sender, Some(451))
                && !stale(Step::Content, None)
                && !stale(Step::Content, Some(421))
        );
    }
}
