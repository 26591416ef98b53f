//! Which host names are answered. A page of another site can make a browser connect to this machine under a name of its own
//! (DNS rebinding): the request then carries that name, and is refused.

use std::net::{IpAddr, Ipv6Addr};

use axum::extract::{Request, State as Extract};
use axum::http::uri::Authority;
use axum::http::{Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::{Config, Error, Reach, State};

/// Refuses requests for host names that are not ours.
pub(crate) async fn check_host(Extract(state): Extract<State>, request: Request, next: Next) -> Response {
    if names_us(&request, state.config()) {
        next.run(request).await
    } else {
        Error::misdirected().into_response()
    }
}

/// A request may name its host twice, in its address and in its head: each must be ours.
fn names_us(request: &Request, config: &Config) -> bool {
    let addressed = request.uri().authority().map(Authority::as_str);
    let mut named = addressed.is_some();
    for host in request.headers().get_all(header::HOST) {
        named = true;
        if !host.to_str().is_ok_and(|host| is_ours(host, config)) {
            return false;
        }
    }
    named && addressed.is_none_or(|host| is_ours(host, config))
}

/// Loopback names and the names of the configuration; on a network also every IP address, which no name of another site can stand for.
fn is_ours(host: &str, config: &Config) -> bool {
    let name = without_port(host);
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    if let Some(address) = literal(name) {
        return address.is_loopback() || config.reach == Reach::Network || is_named(name, config);
    }
    is_named(name, config)
}

fn is_named(name: &str, config: &Config) -> bool {
    let public = config.public_url.as_deref().and_then(|url| url.parse::<Uri>().ok());
    let public = public.as_ref().and_then(Uri::host);
    let mut names = public.into_iter().chain(config.hosts.iter().map(String::as_str));
    !name.is_empty() && names.any(|ours| name.eq_ignore_ascii_case(ours))
}

/// The IP address that stands where a name could.
fn literal(name: &str) -> Option<IpAddr> {
    let inside = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    match inside {
        Some(text) => text.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => name.parse().ok().filter(IpAddr::is_ipv4),
    }
}

fn without_port(host: &str) -> &str {
    let port = host.rfind(':').filter(|colon| host[colon + 1..].bytes().all(|byte| byte.is_ascii_digit()));
    port.filter(|_| !host.ends_with(']')).map_or(host, |colon| &host[..colon])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_on_loopback_answers_loopback_hosts_only_open_or_not() {
        let cases = [
            ("127.0.0.1:7878", true),
            ("LOCALHOST", true),
            ("[::1]:7878", true),
            ("[::1]", true),
            ("127.0.0.2", true),
            ("localhost.example.org:7878", false),
            ("127.0.0.1.example.org", false),
            ("192.0.2.7:7878", false),
            ("[2001:db8::7]", false),
            ("::1", false),
            ("example.org", false),
            ("localhost:80@example.org", false),
            ("", false),
        ];
        for (host, answered) in cases {
            assert_eq!(is_ours(host, &Config::loopback()), answered, "{host}");
            assert_eq!(is_ours(host, &Config::open()), answered, "{host}, open");
        }
    }

    #[test]
    fn the_public_address_and_the_names_that_were_told_are_answered_wherever_the_server_listens() {
        for reach in [Reach::Loopback, Reach::Network] {
            let config = Config {
                public_url: Some("https://Mainstay.example.org:8443/".to_owned()),
                hosts: vec!["mainstay.internal".to_owned()],
                reach,
                ..Config::loopback()
            };
            for (host, answered) in [
                ("mainstay.example.org:443", true),
                ("MAINSTAY.internal", true),
                ("localhost:7878", true),
                ("other.example.org", false),
                ("mainstay.example.org.evil.example", false),
            ] {
                assert_eq!(is_ours(host, &config), answered, "{host}");
            }
        }
    }

    #[test]
    fn on_a_network_an_address_is_answered_and_a_name_that_nobody_told_is_not() {
        let config = Config { reach: Reach::Network, ..Config::open() };
        for (host, answered) in [
            ("192.0.2.7:7878", true),
            ("[2001:db8::7]:7878", true),
            ("evil.example", false),
            ("3232235777", false),
        ] {
            assert_eq!(is_ours(host, &config), answered, "{host}");
        }
    }
}
