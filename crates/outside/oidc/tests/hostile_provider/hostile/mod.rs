//! A provider on this machine that lies in any way a test asks for. It signs with keys of its own, made at its start.

mod server;
mod signing;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use mainstay_oidc::{Callback, Error, Identity, Limits, Provider, Secret, Settings, SignIn};
use serde_json::{Value, json};
use url::Url;

pub(crate) use server::Reply;
pub(crate) use signing::{Signer, compact};

pub(crate) const CLIENT: &str = "mainstay";
pub(crate) const SECRET: &str = "the-secret-of-the-client";
pub(crate) const CODE: &str = "a-code-that-nobody-else-sees";
pub(crate) const ACCESS: &str = "an-access-token-that-nobody-else-sees";
pub(crate) const REDIRECT: &str = "https://mainstay.example/callback";

type Change = Box<dyn FnMut(&mut Value) + Send>;
type MakeToken = Box<dyn Fn(&Signer, &Value) -> String + Send>;
type Answer = Box<dyn Fn() -> Reply + Send>;

/// What the provider does instead of what is right.
#[derive(Default)]
pub(crate) struct Behavior {
    /// Changes the discovery document.
    pub(crate) discovery: Option<Change>,
    /// Changes the claims of an ID token before it is signed.
    pub(crate) claims: Option<Change>,
    /// Makes the token itself of its claims.
    pub(crate) token: Option<MakeToken>,
    /// What the user info says.
    pub(crate) info: Option<Value>,
    /// The answer to a path, whatever is asked.
    pub(crate) answers: HashMap<&'static str, Answer>,
    /// Keys published beside or instead of its own.
    pub(crate) keys: Option<Vec<Value>>,
}

/// One request, as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) path: String,
    pub(crate) head: String,
    pub(crate) body: String,
}

struct Code {
    nonce: String,
    challenge: String,
}

struct State {
    behavior: Behavior,
    codes: HashMap<String, Code>,
    seen: Vec<Seen>,
}

/// The running provider.
pub(crate) struct Hostile {
    pub(crate) issuer: String,
    pub(crate) signer: Signer,
    state: Mutex<State>,
}

/// A moment that all tests agree on.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).expect("a time")
}

impl Hostile {
    pub(crate) async fn start() -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let state = State { behavior: Behavior::default(), codes: HashMap::new(), seen: Vec::new() };
        let hostile = Arc::new(Self { issuer, signer: Signer::new("one"), state: Mutex::new(state) });
        tokio::spawn(server::serve(listener, Arc::clone(&hostile)));
        hostile
    }

    /// Changes what it does from now on.
    pub(crate) fn behave(&self, change: impl FnOnce(&mut Behavior)) {
        change(&mut self.state().behavior);
    }

    /// How often a path was asked for.
    pub(crate) fn asked(&self, path: &str) -> usize {
        self.state().seen.iter().filter(|seen| seen.path == path).count()
    }

    /// The last request for a path.
    pub(crate) fn last(&self, path: &str) -> Seen {
        self.state().seen.iter().rfind(|seen| seen.path == path).expect("it was asked for").clone()
    }

    pub(crate) fn settings(&self) -> Settings {
        let mut settings = Settings::new(&self.issuer, CLIENT, REDIRECT);
        settings.client_secret = Some(Secret::new(SECRET));
        settings.limits = Limits { answer_bytes: 64 * 1024, ..Limits::default() };
        settings
    }

    pub(crate) fn provider(&self) -> Provider {
        Provider::new(self.settings()).expect("settings that can work")
    }

    /// What a browser brings back when the person signs in and agrees.
    pub(crate) fn browse(&self, address: &str) -> String {
        let address = Url::parse(address).expect("an address");
        let query: HashMap<String, String> = address.query_pairs().into_owned().collect();
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["code_challenge_method"], "S256");
        let mut state = self.state();
        let code = format!("{CODE}{}", state.codes.len());
        let kept = Code { nonce: query["nonce"].clone(), challenge: query["code_challenge"].clone() };
        state.codes.insert(code.clone(), kept);
        let mut answer = url::form_urlencoded::Serializer::new(String::new());
        answer.append_pair("code", &code).append_pair("state", &query["state"]);
        answer.append_pair("iss", &self.issuer).finish()
    }

    /// A whole sign-in.
    pub(crate) async fn sign_in(&self, provider: &Provider) -> Result<Identity, Error> {
        let begun = provider.begin(&SignIn::default(), now()).await?;
        let callback = Callback::parse(&self.browse(&begun.address))?;
        provider.finish(begun.flow, &callback, now()).await
    }

    /// Claims as they should be.
    pub(crate) fn honest(&self, nonce: &str) -> Value {
        let second = now().as_second();
        json!({
            "iss": self.issuer, "sub": "person-1", "aud": CLIENT, "iat": second, "exp": second + 300, "nonce": nonce,
            "auth_time": second - 20, "amr": ["pwd", "otp"], "sid": "session-1",
            "name": "Alice Example", "email": "alice@people.example", "email_verified": true,
            "preferred_username": "alice", "groups": ["engineering", "ospo"],
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test panicked with it")
    }

    /// The answer to a request.
    fn answer(&self, seen: Seen) -> Reply {
        let mut state = self.state();
        state.seen.push(seen.clone());
        if let Some(answer) = state.behavior.answers.get(&*seen.path) {
            return answer();
        }
        match &*seen.path {
            "/.well-known/openid-configuration" => {
                let mut document = self.discovery();
                if let Some(change) = &mut state.behavior.discovery {
                    change(&mut document);
                }
                Reply::json(&document)
            }
            "/keys" => {
                let own = vec![self.signer.public()];
                Reply::json(&json!({ "keys": state.behavior.keys.clone().unwrap_or(own) }))
            }
            "/info" => {
                Reply::json(&state.behavior.info.clone().unwrap_or_else(|| json!({"sub": "person-1"})))
            }
            "/token" => self.exchange(&mut state, &seen),
            _ => Reply::status(404),
        }
    }

    fn discovery(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        json!({
            "issuer": self.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
            "jwks_uri": at("/keys"), "userinfo_endpoint": at("/info"), "end_session_endpoint": at("/end?a=b"),
            "authorization_response_iss_parameter_supported": true, "backchannel_logout_supported": true,
        })
    }

    fn exchange(&self, state: &mut State, seen: &Seen) -> Reply {
        let form: HashMap<String, String> =
            url::form_urlencoded::parse(seen.body.as_bytes()).into_owned().collect();
        let digest = ring::digest::digest(&ring::digest::SHA256, form["code_verifier"].as_bytes());
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest);
        // A code is good once, as a provider should see to.
        let Some(code) = state.codes.remove(&form["code"]).filter(|code| code.challenge == challenge) else {
            return Reply::error(&json!({"error": "invalid_grant", "error_description": "no such code"}));
        };
        let mut claims = self.honest(&code.nonce);
        if let Some(change) = &mut state.behavior.claims {
            change(&mut claims);
        }
        let token = match &state.behavior.token {
            Some(make) => make(&self.signer, &claims),
            None => self.signer.sign(&claims),
        };
        Reply::json(
            &json!({"access_token": ACCESS, "token_type": "Bearer", "expires_in": 60, "id_token": token}),
        )
    }
}
