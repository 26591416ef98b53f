//! An address that a message is to be sent to, held against the hosts that are allowed.

use url::Url;

use super::{Allowed, Host, address};
use crate::Error;

/// An address longer than this is not looked at.
const MOST: usize = 2048;

/// An address that may be sent to.
pub(crate) struct Target {
    pub(crate) url: Url,
    /// Host and port: as much as may be told.
    pub(crate) place: String,
}

/// Looks at an address. It has to be written as it is meant: what a parser would first decode, fold or correct is refused, so that
/// nobody who reads it takes it for another one.
pub(crate) fn check(allowed: &Allowed, text: &str) -> Result<Target, Error> {
    let refuse = |why: &str| Error::NotAllowed(why.to_owned());
    if text.len() > MOST {
        return Err(Error::NotAllowed(format!("the address is longer than {MOST} characters")));
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        return Err(refuse(
            "the address has characters that no address has; write them percent-encoded, a name as xn--",
        ));
    }
    let (scheme, rest) =
        text.split_once("://").ok_or_else(|| refuse("the address starts with no https://"))?;
    if !matches!(scheme, "https" | "http") {
        return Err(refuse("the address starts with no https://"));
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(refuse("the address holds a user or a password"));
    }
    let url = Url::parse(text).map_err(|error| Error::NotAllowed(format!("this is no address: {error}")))?;
    let (Some(name), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return Err(refuse("the address has no host"));
    };
    let host = allowed.find(name, port)?;
    if !is_written(authority, name, port) {
        return Err(Error::NotAllowed(format!("the host is to be written as {name}")));
    }
    check_entry(host, scheme == "http")?;
    let place = format!("{name}:{port}");
    Ok(Target { url, place })
}

/// What holds of a host whatever it resolves to.
pub(super) fn check_entry(host: &Host, plain: bool) -> Result<(), Error> {
    if plain && !host.may_be_plain() {
        let name = host.name();
        return Err(Error::NotAllowed(format!(
            "the configuration does not say that {name} may be reached unencrypted"
        )));
    }
    host.address().map_or(Ok(()), |ip| address::check(host, ip))
}

/// Whether the host stands there letter by letter.
fn is_written(authority: &str, name: &str, port: u16) -> bool {
    let rest = authority.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name));
    rest.is_some()
        && matches!(&authority[name.len()..], rest if rest.is_empty() || *rest == format!(":{port}"))
}

#[cfg(test)]
mod tests;
