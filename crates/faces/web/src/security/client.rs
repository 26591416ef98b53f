//! What a request tells of where it comes from, and the cookies that tell who sends it.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use mainstay_office::accounts::{Origin, Secret};

use super::visitor::session_cookie;
use crate::{Config, Error, State, cookie};

/// The address of who asks; of a proxy's client where the proxy is one of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ClientAddress(pub(crate) String);

impl FromRequestParts<State> for ClientAddress {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Error> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        Ok(Self(
            client(peer, &parts.headers, &state.config().proxies)
                .map(|ip| ip.to_string())
                .unwrap_or_default(),
        ))
    }
}

/// The last address that none of our own proxies has: what stands before it in `X-Forwarded-For`, anybody may have written.
fn client(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &[IpAddr]) -> Option<IpAddr> {
    let mut found = peer?.to_canonical();
    let told = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let told: Vec<&str> = told.flat_map(|value| value.split(',')).map(str::trim).collect();
    for before in told.into_iter().rev() {
        if !proxies.contains(&found) {
            break;
        }
        let Ok(before) = before.parse::<IpAddr>() else { break };
        found = before.to_canonical();
    }
    Some(found)
}

/// Where a request comes from.
pub(crate) fn origin<'h>(headers: &'h HeaderMap, address: &'h ClientAddress) -> Origin<'h> {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    Origin { address: &address.0, agent }
}

/// The cookie by which a browser is known that somebody signed in with.
const DEVICE: &str = "mainstay-device";

/// What a browser was given when somebody signed in with it.
pub(crate) fn device<'h>(headers: &'h HeaderMap, config: &Config) -> Option<&'h str> {
    cookie::read(headers, config, DEVICE)
}

/// Has the browser keep by what it is known.
pub(crate) fn keep_device(answer: &mut Response, config: &Config, device: &Secret) -> Result<(), Error> {
    let cookie = HeaderValue::from_str(&cookie::write(config, DEVICE, device.text(), 365))?;
    answer.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(())
}

/// Has the browser keep its session.
pub(crate) fn keep_session(
    answer: &mut Response,
    headers: &HeaderMap,
    config: &Config,
    session: &Secret,
) -> Result<(), Error> {
    let name = session_cookie(headers, config);
    let cookie = HeaderValue::from_str(&cookie::write(config, &name, session.text(), 30))?;
    answer.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_our_own_proxies_tell_of_an_address_counts() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let proxies = [ip("10.0.0.1"), ip("10.0.0.2")];
        for (peer, told, expected) in [
            ("192.0.2.7", "", "192.0.2.7"),
            ("192.0.2.7", "203.0.113.9", "192.0.2.7"),
            ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
            ("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
            ("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"),
            ("::ffff:10.0.0.1", "2001:db8::7", "2001:db8::7"),
            ("10.0.0.1", "", "10.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", told.parse().unwrap());
            assert_eq!(client(Some(ip(peer)), &headers, &proxies), Some(ip(expected)), "{peer} {told}");
        }
        assert_eq!(client(None, &HeaderMap::new(), &proxies), None);
    }
}
