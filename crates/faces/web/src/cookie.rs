//! The few cookies there are.

use axum::http::{HeaderMap, header};

use crate::Config;

/// What browsers ask of a cookie whose name begins so: that it came over TLS, and goes back to this very host alone (RFC 6265bis).
const HOST_ONLY: &str = "__Host-";

/// The value of a cookie of the request.
pub(crate) fn read<'a>(headers: &'a HeaderMap, config: &Config, name: &str) -> Option<&'a str> {
    let name = kept_as(config, name);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// A `Set-Cookie` value for the whole site.
pub(crate) fn write(config: &Config, name: &str, value: &str, days: u32) -> String {
    let name = kept_as(config, name);
    let seconds = u64::from(days) * 86_400;
    let secure = if config.over_tls() { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

/// The name that a browser keeps a cookie under. Without TLS it takes none that is called `__Host-`.
pub(crate) fn kept_as(config: &Config, name: &str) -> String {
    let prefix = if config.over_tls() { HOST_ONLY } else { "" };
    format!("{prefix}{name}")
}
