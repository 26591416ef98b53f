//! What became of a delivery, and why.

use std::time::Duration;

/// What became of a delivery, in terms of what the caller does next.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// The other side took it.
    Done {
        /// What it answered, one short line, for the record.
        said: String,
    },
    /// Not taken; the same delivery may succeed later.
    Later {
        /// How long the other side asks to wait; `None` leaves it to the caller.
        after: Option<Duration>,
        /// Why.
        why: Error,
    },
    /// Not taken, and the same delivery will not be.
    Never(Error),
    /// It was handed over and the answer is missing: it may have been taken. Sent again it carries the same id, by which mail clients
    /// and receivers of webhooks know a double; chats do not.
    Unknown(Error),
}

/// Why a message was not sent, or may not have been. No address is told further than to its host: the rest of a webhook's address is a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting is wrong: correct it and start again.
    #[error("{0}")]
    Setting(String),
    /// The message itself cannot be sent, wherever to.
    #[error("the message cannot be sent: {0}")]
    Message(String),
    /// Nothing may be sent there: correct the address, or name the host in the configuration.
    #[error("nothing is sent there: {0}")]
    NotAllowed(String),
    /// No connection: the name, the network or the certificate.
    #[error("cannot reach {host}: {why}")]
    Unreachable {
        /// Host and port.
        host: String,
        /// What the network says.
        why: String,
    },
    /// The mail server takes nothing from us: its settings here (user, password, encryption) are to be corrected.
    #[error("the mail server {host} takes no mail from here: {why}")]
    Relay {
        /// Host and port.
        host: String,
        /// What it said, or what it lacks.
        why: String,
    },
    /// The mail server refuses the sender's address, which is a setting.
    #[error("the mail server {host} refuses the sender: {said}")]
    Sender {
        /// Host and port.
        host: String,
        /// Its reply.
        said: String,
    },
    /// The mail server knows no such recipient: the address is to be corrected.
    #[error("the mail server {host} refuses the recipient: {said}")]
    Recipient {
        /// Host and port.
        host: String,
        /// Its reply.
        said: String,
    },
    /// The receiver is gone for good (410): disable it.
    #[error("{host} says that this receiver is gone")]
    Gone {
        /// Host and port.
        host: String,
    },
    /// The receiver wants to redirect us, which is never followed.
    #[error("{host} redirects, which is not followed: give the address where the receiver is")]
    Redirected {
        /// Host and port.
        host: String,
    },
    /// The other side refuses this message.
    #[error("{host} refuses the message: {said}")]
    Refused {
        /// Host and port.
        host: String,
        /// Its answer, one short line.
        said: String,
    },
    /// The other side is busy or has failed.
    #[error("{host} cannot take it now: {said}")]
    Failed {
        /// Host and port.
        host: String,
        /// Its answer, one short line.
        said: String,
    },
    /// The message was handed over, and the connection ended or time ran out before the answer.
    #[error("{host} was handed the message and did not answer: {why}")]
    NoAnswer {
        /// Host and port.
        host: String,
        /// What the network says.
        why: String,
    },
}
