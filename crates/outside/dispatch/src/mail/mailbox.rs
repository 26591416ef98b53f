//! A mail address with the name beside it.

use std::fmt;

use lettre::Address;
use lettre::message::Mailbox as Written;

use crate::Error;
use crate::text::{cut, one_line};

/// A mail address with the name beside it (RFC 5322, section 3.4).
#[derive(Clone, PartialEq, Eq)]
pub struct Mailbox {
    name: Option<String>,
    address: Address,
}

impl Mailbox {
    /// Takes an address as `name@host`, and the name that mail clients show, if there is one.
    ///
    /// # Errors
    /// When this is no address that mail can be sent to.
    pub fn new(name: Option<&str>, address: &str) -> Result<Self, Error> {
        let wrong = || Error::Message(format!("`{}` is no mail address", cut(address, 100).escape_debug()));
        // RFC 5321, section 4.5.3.1: a path has at most 256 characters, of which two are brackets.
        if address.len() > 254 || address.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(wrong());
        }
        let (user, domain) = address.rsplit_once('@').ok_or_else(wrong)?;
        // Every server understands a domain that is written as it is looked up.
        let domain = if domain.is_ascii() {
            domain.to_owned()
        } else {
            url::Host::parse(domain).map_err(|_| wrong())?.to_string()
        };
        let address = Address::new(user, domain).map_err(|_| wrong())?;
        let name = name.map(|name| cut(&one_line(name), 200)).filter(|name| !name.is_empty());
        Ok(Self { name, address })
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    pub(super) fn written(&self) -> Written {
        Written::new(self.name.clone(), self.address.clone())
    }
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Who gets a mail is not for logs.
        write!(f, "Mailbox(..@{})", self.address.domain())
    }
}
