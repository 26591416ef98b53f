//! What a provider says of itself (OpenID Connect Discovery 1.0).

use serde::Deserialize;
use url::Url;

use crate::Error;
use crate::http::Http;
use crate::settings::Checked;
use crate::text::plain;

const DISCOVERY: &str = "discovery document";

/// The parts of the document that are used.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    end_session_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    #[serde(default)]
    backchannel_logout_supported: bool,
}

/// The document, checked.
#[derive(Clone, Debug)]
pub(crate) struct Metadata {
    pub(crate) authorization: Url,
    pub(crate) token: Url,
    pub(crate) keys: Url,
    pub(crate) user_info: Option<Url>,
    pub(crate) end_session: Option<Url>,
    /// How the client shows its secret; none without a secret.
    pub(crate) authentication: oauth2::AuthType,
    /// Whether the answer to a sign-in names its issuer (RFC 9207).
    pub(crate) names_issuer: bool,
    pub(crate) back_channel_logout: bool,
}

impl Metadata {
    /// Fetches and checks the document.
    pub(crate) async fn fetch(http: &Http, checked: &Checked) -> Result<Self, Error> {
        let document: Document = http.document(DISCOVERY, &address(&checked.issuer), None).await?;
        document.check(checked)
    }
}

impl Document {
    fn check(self, checked: &Checked) -> Result<Metadata, Error> {
        let settings = &checked.settings;
        if self.issuer != settings.issuer {
            let message = format!(
                "the provider calls itself `{}` and not `{}`; if that is right, set the issuer to exactly this",
                plain(&self.issuer, 200),
                settings.issuer
            );
            return Err(Error::Misconfigured(message));
        }
        let offers_s256 = |methods: &Vec<String>| methods.iter().any(|method| method == "S256");
        if settings.client_secret.is_none()
            && !self.code_challenge_methods_supported.as_ref().is_none_or(offers_s256)
        {
            let message =
                "the provider offers no PKCE with S256, without which a client needs a secret; set one";
            return Err(Error::Misconfigured(message.to_owned()));
        }
        let optional =
            |name, text: Option<String>| text.map(|text| endpoint(checked, name, &text)).transpose();
        Ok(Metadata {
            authorization: endpoint(checked, "authorization_endpoint", &self.authorization_endpoint)?,
            token: endpoint(checked, "token_endpoint", &self.token_endpoint)?,
            keys: endpoint(checked, "jwks_uri", &self.jwks_uri)?,
            user_info: optional("userinfo_endpoint", self.userinfo_endpoint)?,
            end_session: optional("end_session_endpoint", self.end_session_endpoint)?,
            authentication: authentication(
                self.token_endpoint_auth_methods_supported.as_deref(),
                settings.client_secret.is_some(),
            )?,
            names_issuer: self.authorization_response_iss_parameter_supported,
            back_channel_logout: self.backchannel_logout_supported,
        })
    }
}

/// Where the document stands, below the issuer's path.
fn address(issuer: &Url) -> Url {
    let mut address = issuer.clone();
    address.set_path(&format!("{}/.well-known/openid-configuration", issuer.path().trim_end_matches('/')));
    address
}

fn endpoint(checked: &Checked, name: &str, text: &str) -> Result<Url, Error> {
    let url = Url::parse(text)
        .map_err(|_| Error::Broken(format!("the {name} in the {DISCOVERY} is no address")))?;
    if checked.hosts.allow(&url) {
        return Ok(url);
    }
    let place = plain(&url[..url::Position::BeforePath], 200);
    Err(Error::Misconfigured(format!(
        "the provider's {name} is at {place}, which is not the issuer's host; if that is right, add it to the allowed hosts"
    )))
}

/// The standard's default is HTTP basic authentication.
fn authentication(offered: Option<&[String]>, has_secret: bool) -> Result<oauth2::AuthType, Error> {
    let offers = |name: &str| offered.is_some_and(|offered| offered.iter().any(|one| one == name));
    if !has_secret || offers("client_secret_basic") || offered.is_none() {
        return Ok(oauth2::AuthType::BasicAuth);
    }
    if offers("client_secret_post") {
        return Ok(oauth2::AuthType::RequestBody);
    }
    let message = "the provider takes no client secret, neither client_secret_basic nor client_secret_post; \
                   change the client there, or leave the secret out for a public client";
    Err(Error::Misconfigured(message.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_stands_below_the_path_of_the_issuer() {
        for (issuer, expected) in [
            ("https://a.example", "https://a.example/.well-known/openid-configuration"),
            ("https://a.example/", "https://a.example/.well-known/openid-configuration"),
            ("https://a.example/realms/b", "https://a.example/realms/b/.well-known/openid-configuration"),
            ("https://a.example/b/", "https://a.example/b/.well-known/openid-configuration"),
        ] {
            assert_eq!(address(&Url::parse(issuer).expect("an address")).as_str(), expected);
        }
    }

    #[test]
    fn the_secret_is_shown_in_the_way_that_the_provider_takes() {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let basic = list(&["client_secret_post", "client_secret_basic"]);
        assert!(matches!(authentication(None, true), Ok(oauth2::AuthType::BasicAuth)));
        assert!(matches!(authentication(Some(&basic), true), Ok(oauth2::AuthType::BasicAuth)));
        assert!(matches!(
            authentication(Some(&list(&["client_secret_post"])), true),
            Ok(oauth2::AuthType::RequestBody)
        ));
        assert!(matches!(
            authentication(Some(&list(&["private_key_jwt"])), true),
            Err(Error::Misconfigured(_))
        ));
        assert!(authentication(Some(&list(&["private_key_jwt"])), false).is_ok());
    }
}
