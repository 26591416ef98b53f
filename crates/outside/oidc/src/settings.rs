//! What an administrator sets, checked before anything is sent.

use std::time::Duration;

use url::{Host, Url};

use crate::{Secret, SettingsError};

/// One provider and this program as its client.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The issuer exactly as the provider names itself in its discovery document, such as `https://login.example/realms/staff`.
    pub issuer: String,
    /// The id under which this program is registered at the provider.
    pub client_id: String,
    /// The secret of that registration; none for a public client. PKCE is used either way.
    pub client_secret: Option<Secret>,
    /// The address of this program that the provider sends browsers back to, as registered there.
    pub redirect: String,
    /// What is asked for; `openid` is added where it is missing.
    pub scopes: Vec<String>,
    /// The claim that lists a person's groups: a name, or a path of names with dots between them (`realm_access.roles`).
    pub groups_claim: String,
    /// Hosts beside the issuer's own that its endpoints may be on: `host`, or `host:port` where the port is not 443.
    pub allowed_hosts: Vec<String>,
    /// Accept ID tokens signed with the client's secret (HS256, HS384, HS512). Off unless the provider offers nothing else.
    pub accept_hmac: bool,
    /// How much and how long an answer may be.
    pub limits: Limits,
}

/// Bounds on what a provider can cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of an answer.
    pub answer_bytes: usize,
    /// The longest time for one request from its start to its last byte.
    pub request: Duration,
}

impl Default for Limits {
    /// 1 MiB, 10 seconds.
    fn default() -> Self {
        Self { answer_bytes: 1024 * 1024, request: Duration::from_secs(10) }
    }
}

impl Settings {
    /// Settings as most providers need them: scopes `openid profile email`, groups in the claim `groups`.
    pub fn new(issuer: impl Into<String>, client_id: impl Into<String>, redirect: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            client_id: client_id.into(),
            client_secret: None,
            redirect: redirect.into(),
            scopes: ["openid", "profile", "email"].map(str::to_owned).to_vec(),
            groups_claim: "groups".to_owned(),
            allowed_hosts: Vec::new(),
            accept_hmac: false,
            limits: Limits::default(),
        }
    }
}

/// Settings that were found to be possible.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    pub(crate) settings: Settings,
    pub(crate) issuer: Url,
    pub(crate) hosts: Hosts,
}

/// The hosts that may be spoken to, with their ports.
#[derive(Clone, Debug)]
pub(crate) struct Hosts(Vec<(String, u16)>);

impl Hosts {
    /// Whether an address is on one of the hosts and nobody on the way can read what is sent there.
    pub(crate) fn allow(&self, address: &Url) -> bool {
        let place = address.host_str().zip(address.port_or_known_default());
        is_private(address)
            && place.is_some_and(|(host, port)| self.0.iter().any(|(h, p)| h == host && *p == port))
    }
}

pub(crate) fn check(settings: Settings) -> Result<Checked, SettingsError> {
    let issuer = address("issuer", &settings.issuer)?;
    if issuer.query().is_some() {
        return Err(refuse("issuer", "an issuer has no parameters"));
    }
    address("redirect", &settings.redirect)?;
    if settings.client_id.is_empty() || settings.client_id.chars().any(char::is_control) {
        return Err(refuse(
            "client id",
            "name the id under which this program is registered at the provider",
        ));
    }
    if settings.client_secret.as_ref().is_some_and(|secret| secret.expose().is_empty()) {
        return Err(refuse("client secret", "it is empty; leave it out for a public client"));
    }
    if settings.groups_claim.split('.').any(str::is_empty) {
        return Err(refuse("groups claim", "name a claim, such as groups or realm_access.roles"));
    }
    if let Some(scope) = settings.scopes.iter().find(|scope| !is_scope(scope)) {
        return Err(refuse("scopes", format!("`{}` is not a scope", scope.escape_default())));
    }
    if settings.accept_hmac && settings.client_secret.is_none() {
        return Err(refuse(
            "accept hmac",
            "tokens signed with the client's secret need one; set it, or leave this off",
        ));
    }
    let hosts = hosts(&issuer, &settings.allowed_hosts)?;
    Ok(Checked { settings, issuer, hosts })
}

/// Whether nobody on the way can read along: TLS, or this machine itself.
pub(crate) fn is_private(address: &Url) -> bool {
    address.scheme() == "https" || (address.scheme() == "http" && is_loopback(address))
}

pub(crate) fn is_loopback(address: &Url) -> bool {
    match address.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn address(setting: &'static str, text: &str) -> Result<Url, SettingsError> {
    let url = Url::parse(text).map_err(|cause| refuse(setting, format!("not an address: {cause}")))?;
    if !is_private(&url) {
        return Err(refuse(setting, "must begin with https:// (http:// only on this machine itself)"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse(setting, "must not contain a user or a password"));
    }
    if url.fragment().is_some() {
        return Err(refuse(setting, "must not have a part behind #"));
    }
    Ok(url)
}

fn hosts(issuer: &Url, allowed: &[String]) -> Result<Hosts, SettingsError> {
    let own =
        issuer.host_str().zip(issuer.port_or_known_default()).map(|(host, port)| (host.to_owned(), port));
    let mut hosts: Vec<(String, u16)> = own.into_iter().collect();
    for entry in allowed {
        hosts.push(host(entry).ok_or_else(|| {
            refuse("allowed hosts", format!("`{}` is not host or host:port", entry.escape_default()))
        })?);
    }
    Ok(Hosts(hosts))
}

/// The entry as an address of its own, so that it is spelled as in the addresses it is compared with.
fn host(entry: &str) -> Option<(String, u16)> {
    if entry.contains(['/', '@', '?', '#', '\\']) {
        return None;
    }
    let url = Url::parse(&format!("https://{entry}/")).ok()?;
    Some((url.host_str()?.to_owned(), url.port_or_known_default()?))
}

/// RFC 6749: printable ASCII without space, quotation mark and backslash.
fn is_scope(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

fn refuse(setting: &'static str, problem: impl Into<String>) -> SettingsError {
    SettingsError { setting, problem: problem.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings::new("https://login.example/realm", "mainstay", "https://mainstay.example/callback")
    }

    fn refused(change: impl FnOnce(&mut Settings)) -> &'static str {
        let mut settings = settings();
        change(&mut settings);
        check(settings).expect_err("it is refused").setting
    }

    #[test]
    fn what_cannot_work_is_refused_by_the_name_of_its_setting() {
        assert!(check(settings()).is_ok());
        for issuer in [
            "login.example",
            "http://login.example",
            "ftp://localhost",
            "https://u:p@login.example",
            "https://a.example?b",
            "",
        ] {
            assert_eq!(refused(|s| s.issuer = issuer.to_owned()), "issuer", "{issuer}");
        }
        assert_eq!(refused(|s| s.redirect = "http://mainstay.example/callback".to_owned()), "redirect");
        assert_eq!(refused(|s| s.redirect = "https://mainstay.example/callback#x".to_owned()), "redirect");
        assert_eq!(refused(|s| s.client_id.clear()), "client id");
        assert_eq!(refused(|s| s.client_secret = Some(Secret::new(""))), "client secret");
        assert_eq!(refused(|s| s.groups_claim = "a..b".to_owned()), "groups claim");
        assert_eq!(refused(|s| s.scopes.push("two words".to_owned())), "scopes");
        assert_eq!(refused(|s| s.accept_hmac = true), "accept hmac");
        for host in ["", "https://a.example", "a.example/b", "u@a.example", "a.example:port"] {
            assert_eq!(refused(|s| s.allowed_hosts = vec![host.to_owned()]), "allowed hosts", "{host}");
        }
    }

    #[test]
    fn only_hosts_that_are_named_are_allowed_and_only_over_tls() {
        let mut settings = settings();
        settings.allowed_hosts = vec!["KEYS.example".to_owned(), "api.example:8443".to_owned()];
        let hosts = check(settings).expect("settings").hosts;
        let allow = |text: &str| hosts.allow(&Url::parse(text).expect("an address"));
        assert!(allow("https://login.example/keys"));
        assert!(allow("https://keys.example:443/keys"));
        assert!(allow("https://api.example:8443/keys"));
        for other in [
            "http://login.example/keys",
            "https://login.example:8443/keys",
            "https://api.example/keys",
            "https://login.example.evil.example/keys",
            "https://evil.example/login.example",
            "http://127.0.0.1/keys",
            "https://169.254.169.254/latest",
            "file:///etc/passwd",
        ] {
            assert!(!allow(other), "{other}");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for own in ["http://localhost:1/a", "http://127.0.0.1:1/", "http://127.9.9.9/", "http://[::1]:8/"] {
            assert!(is_private(&Url::parse(own).expect("an address")), "{own}");
        }
        for other in ["http://10.0.0.1/", "http://localhost.example/", "http://[::2]/", "http://0.0.0.0/"] {
            assert!(!is_private(&Url::parse(other).expect("an address")), "{other}");
        }
    }

    #[test]
    fn the_secret_of_the_client_does_not_show() {
        let mut settings = settings();
        settings.client_secret = Some(Secret::new("hunter2"));
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
}
