//! Which host names are answered. A page of another site can make a browser connect to this machine under a name of its own
//! (DNS rebinding): the request then carries that name, and is refused.

use axum::extract::{Request, State as Extract};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::{Access, Config, Error, State};

/// Refuses requests for host names that are not ours.
pub(crate) async fn check_host(Extract(state): Extract<State>, request: Request, next: Next) -> Response {
    let header = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = request.uri().authority().map(|authority| authority.as_str()).or(header);
    if host.is_some_and(|host| is_ours(host, state.config())) {
        next.run(request).await
    } else {
        Error::misdirected().into_response()
    }
}

fn is_ours(host: &str, config: &Config) -> bool {
    let name = without_port(host);
    match config.access {
        Access::Loopback => {
            ["127.0.0.1", "localhost", "[::1]"].iter().any(|ours| name.eq_ignore_ascii_case(ours))
        }
        Access::Open => {
            config.hosts.is_empty() || config.hosts.iter().any(|ours| name.eq_ignore_ascii_case(ours))
        }
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
    fn loopback_access_answers_loopback_names_only() {
        let cases = [
            ("127.0.0.1:7878", true),
            ("LOCALHOST", true),
            ("[::1]:7878", true),
            ("[::1]", true),
            ("localhost.example.org:7878", false),
            ("127.0.0.1.example.org", false),
            ("127.0.0.2", false),
            ("example.org", false),
            ("localhost:80@example.org", false),
            ("", false),
        ];
        for (host, answered) in cases {
            assert_eq!(is_ours(host, &Config::loopback()), answered, "{host}");
        }
    }

    #[test]
    fn open_access_answers_the_configured_names() {
        let config = Config { hosts: vec!["mainstay.example.org".to_owned()], ..Config::open() };
        assert!(is_ours("mainstay.example.org:443", &config));
        assert!(!is_ours("other.example.org", &config));
        assert!(is_ours("any.example.org", &Config::open()));
    }
}
