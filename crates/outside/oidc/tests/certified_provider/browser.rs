//! A browser, as far as signing in needs one: it keeps cookies, follows redirections within the provider and fills in its forms.

use std::collections::BTreeMap;

use mainstay_testapp::servers::Server;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Method, Response};
use url::Url;

/// Where a person is after a step.
pub(crate) enum Page {
    /// At the provider, which shows this form.
    Form { address: Url, html: String },
    /// Sent somewhere else.
    Away(Url),
}

pub(crate) struct Browser {
    client: reqwest::Client,
    provider: String,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new(server: &Server) -> Self {
        // Only this client wants one for the whole process; the crate brings its own.
        rustls::crypto::ring::default_provider().install_default().ok();
        let client =
            reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().expect("a client");
        Self { client, provider: server.address().to_string(), cookies: BTreeMap::new() }
    }

    /// Goes to an address and on until there is something to fill in, or the provider sends it away.
    pub(crate) async fn open(&mut self, address: &str) -> Page {
        let address = Url::parse(address).expect("an address");
        self.go(Method::GET, address, String::new()).await
    }

    /// Sends a form of a page.
    pub(crate) async fn send(&mut self, address: Url, fields: &[(&str, &str)]) -> Page {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.go(Method::POST, address, body).await
    }

    /// Signs in and agrees, as often as it is asked; gives what the browser brings back.
    pub(crate) async fn sign_in(&mut self, address: &str, login: &str) -> String {
        let mut page = self.open(address).await;
        for _ in 0..3 {
            page = match page {
                Page::Away(address) => return address.query().unwrap_or_default().to_owned(),
                Page::Form { address, html } if html.contains(r#"name="login""#) => {
                    self.send(address, &[("prompt", "login"), ("login", login), ("password", "any")]).await
                }
                Page::Form { address, .. } => self.send(address, &[("prompt", "consent")]).await,
            };
        }
        panic!("{login} is asked again and again");
    }

    async fn go(&mut self, mut method: Method, mut address: Url, mut body: String) -> Page {
        for _ in 0..10 {
            let response = self.ask(method, &address, body).await;
            self.keep(&response);
            let Some(next) = response.headers().get(LOCATION) else {
                let status = response.status();
                let html = response.text().await.expect("a page");
                assert!(status.is_success(), "{address}: {status}: {html}");
                return Page::Form { address, html };
            };
            address = address.join(next.to_str().expect("text")).expect("an address");
            if address.authority() != self.provider {
                return Page::Away(address);
            }
            (method, body) = (Method::GET, String::new());
        }
        panic!("too many redirections, the last to {address}");
    }

    async fn ask(&self, method: Method, address: &Url, body: String) -> Response {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request =
            self.client.request(method.clone(), address.clone()).header(COOKIE, cookies.join("; "));
        if method == Method::POST {
            request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        }
        request.send().await.expect("an answer")
    }

    fn keep(&mut self, response: &Response) {
        for line in response.headers().get_all(SET_COOKIE) {
            let line = line.to_str().expect("text");
            let (name, value) =
                line.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
