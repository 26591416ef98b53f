//! Mail over SMTP.

mod mailbox;
mod mailer;
mod message;
mod session;
mod wire;

use std::fmt;

use jiff::Timestamp;

pub use self::mailbox::Mailbox;
pub use self::mailer::{Login, Mailer, Relay, Security};
use crate::DeliveryId;

/// One mail to one recipient: each gets a reason and a way to unsubscribe of their own, and sees nobody else's address.
#[derive(Clone)]
pub struct Mail {
    /// The same at each attempt: the Message-ID is made from it, so that a doubled delivery is one mail to a mail client.
    pub id: DeliveryId,
    /// When it was written.
    pub date: Timestamp,
    /// Who gets it.
    pub to: Mailbox,
    /// One line; what would end the line becomes a space.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML: what stands within `body`, escaped already.
    pub html: String,
    /// Why this person gets it, a sentence in plain text; it ends both parts.
    pub reason: String,
    /// Where to unsubscribe, if one can: a page for people which also takes the one-click POST of RFC 8058, which mail clients send
    /// to `https` addresses only.
    pub unsubscribe: Option<String>,
    /// The delivery, or any other id, that this mail belongs below: mails with the same one are shown together.
    pub thread: Option<DeliveryId>,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What it says, and the key to unsubscribe by, are not for logs.
        write!(f, "Mail({} to {:?})", self.id, self.to)
    }
}
