//! Sign-in with a provider that other people wrote and that is certified.

mod browser;

use browser::{Browser, Page};
use jiff::Timestamp;
use mainstay_oidc::{
    Callback, Error, Identity, Logout, Prompt, Provider, Rejection, Secret, Settings, SignIn,
};
use mainstay_testapp::http::request;
use mainstay_testapp::servers::{OIDC, Server};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const REDIRECT: &str = "https://mainstay.example/callback";
const BYE: &str = "https://mainstay.example/bye";
const SECRET: &str = "a secret with odd characters: %&+=/";

/// A provider with the given client and one person.
fn start(client: &Value, configuration: &Value) -> Server {
    let mut whole = json!({
        "client_id": "mainstay", "client_secret": SECRET, "redirect_uris": [REDIRECT], "post_logout_redirect_uris": [BYE],
    });
    merge(&mut whole, client);
    let mut settings = json!({"clients": [whole]});
    merge(&mut settings, configuration);
    Server::start(OIDC, &json!({ "configuration": settings, "accounts": {"alice": alice(&["engineering"])} }))
}

fn merge(whole: &mut Value, part: &Value) {
    for (name, value) in part.as_object().expect("an object") {
        whole[name] = value.clone();
    }
}

fn alice(groups: &[&str]) -> Value {
    json!({
        "name": "Alice Example", "preferred_username": "alice", "email": "alice@people.example", "email_verified": true,
        "groups": groups,
    })
}

fn settings(server: &Server) -> Settings {
    let mut settings =
        Settings::new(server.started()["issuer"].as_str().expect("text"), "mainstay", REDIRECT);
    settings.client_secret = Some(Secret::new(SECRET));
    settings.scopes.push("groups".to_owned());
    settings
}

fn provider(server: &Server) -> Provider {
    Provider::new(settings(server)).expect("settings that can work")
}

/// The whole way there and back.
async fn sign_in(provider: &Provider, browser: &mut Browser, wish: &SignIn) -> Result<Identity, Error> {
    let begun = provider.begin(wish, Timestamp::now()).await?;
    let query = browser.sign_in(&begun.address, "alice").await;
    provider.finish(begun.flow, &Callback::parse(&query)?, Timestamp::now()).await
}

#[tokio::test]
async fn a_person_signs_in_and_new_groups_come_with_the_next_time() {
    let server = start(&json!({}), &json!({}));
    let provider = provider(&server);
    let found = provider.discover(Timestamp::now()).await.expect("it is there");
    assert!(found.user_info && found.logout && found.back_channel_logout && found.keys == 4, "{found:?}");

    let mut browser = Browser::new(&server);
    let identity = sign_in(&provider, &mut browser, &SignIn::default()).await.expect("an identity");
    assert_eq!(identity.issuer, server.started()["issuer"]);
    assert_eq!(identity.subject, "alice");
    assert_eq!(identity.name.as_deref(), Some("Alice Example"));
    assert_eq!(identity.login.as_deref(), Some("alice"));
    assert_eq!((identity.mail.as_deref(), identity.mail_verified), (Some("alice@people.example"), true));
    assert_eq!(identity.groups, Some(vec!["engineering".to_owned()]));

    let changed = alice(&["engineering", "ospo"]).to_string();
    request(server.address(), "PUT", "/accounts/alice", changed.as_bytes()).expect("an answer");
    // The browser is still signed in there and agreed before: nobody is asked.
    let wish = SignIn { prompt: Some(Prompt::None), ..SignIn::default() };
    let again = sign_in(&provider, &mut browser, &wish).await.expect("an identity");
    assert_eq!(again.groups, Some(vec!["engineering".to_owned(), "ospo".to_owned()]));
}

#[tokio::test]
async fn claims_may_come_in_the_token_itself() {
    let server = start(&json!({}), &json!({"conformIdTokenClaims": false}));
    let mut settings = settings(&server);
    settings.groups_claim = "realm_access.roles".to_owned();
    let provider = Provider::new(settings).expect("settings");
    let identity =
        sign_in(&provider, &mut Browser::new(&server), &SignIn::default()).await.expect("an identity");
    assert_eq!(identity.name.as_deref(), Some("Alice Example"));
    assert_eq!(identity.groups, None, "that claim is not told");
}

#[tokio::test]
async fn a_public_client_signs_in_with_pkce_alone() {
    let client = json!({"token_endpoint_auth_method": "none"});
    let server = start(&client, &json!({}));
    let mut settings = settings(&server);
    settings.client_secret = None;
    let provider = Provider::new(settings).expect("settings");
    sign_in(&provider, &mut Browser::new(&server), &SignIn::default()).await.expect("an identity");
}

#[tokio::test]
async fn the_secret_may_go_in_the_form() {
    let only_post = json!({"clientAuthMethods": ["client_secret_post"]});
    let server = start(&json!({"token_endpoint_auth_method": "client_secret_post"}), &only_post);
    sign_in(&provider(&server), &mut Browser::new(&server), &SignIn::default()).await.expect("an identity");
}

#[tokio::test]
async fn each_way_of_signing_is_understood() {
    let ways = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA", "Ed25519", "HS256",
        "HS384", "HS512",
    ];
    let client = |way: &&str| {
        json!({
            "client_id": way, "client_secret": "s".repeat(64), "redirect_uris": [REDIRECT],
            "id_token_signed_response_alg": way, "scope": "openid profile email groups",
        })
    };
    let clients: Vec<Value> = ways.iter().map(client).collect();
    let server =
        start(&json!({}), &json!({"clients": clients, "enabledJWA": {"idTokenSigningAlgValues": ways}}));
    let mut browser = Browser::new(&server);
    for way in ways {
        let mut settings = settings(&server);
        settings.client_id = way.to_owned();
        settings.client_secret = Some(Secret::new("s".repeat(64)));
        settings.accept_hmac = way.starts_with("HS");
        let provider = Provider::new(settings).expect("settings");
        let outcome = sign_in(&provider, &mut browser, &SignIn::default()).await;
        assert!(outcome.is_ok(), "{way}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_proof_can_be_asked_for_anew() {
    let server = start(&json!({}), &json!({}));
    let provider = provider(&server);
    let mut browser = Browser::new(&server);
    let wish = SignIn { max_age: Some(3600), ..SignIn::default() };
    let first = sign_in(&provider, &mut browser, &wish).await.expect("an identity");
    let again =
        sign_in(&provider, &mut browser, &SignIn { max_age: Some(0), ..wish }).await.expect("an identity");
    assert!(first.auth_time.is_some() && again.auth_time >= first.auth_time);
}

#[tokio::test]
async fn who_refuses_is_not_signed_in() {
    let server = start(&json!({}), &json!({}));
    let provider = provider(&server);
    let mut browser = Browser::new(&server);
    let begun = provider.begin(&SignIn::default(), Timestamp::now()).await.expect("an address");
    let Page::Form { address, .. } = browser.open(&begun.address).await else { panic!("it asks who it is") };
    let login = [("prompt", "login"), ("login", "alice"), ("password", "any")];
    let Page::Form { address, .. } = browser.send(address, &login).await else {
        panic!("it asks for consent")
    };
    let Page::Away(back) = browser.open(&format!("{address}/abort")).await else { panic!("it sends back") };
    let callback = Callback::parse(back.query().expect("an answer")).expect("an answer");
    let told =
        provider.finish(begun.flow, &callback, Timestamp::now()).await.expect_err("nobody is signed in");
    assert!(matches!(&told, Error::Refused { code, .. } if code == "access_denied"), "{told:?}");
}

#[tokio::test]
async fn without_a_session_a_silent_sign_in_needs_the_person() {
    let server = start(&json!({}), &json!({}));
    let wish = SignIn { prompt: Some(Prompt::None), ..SignIn::default() };
    let told =
        sign_in(&provider(&server), &mut Browser::new(&server), &wish).await.expect_err("nobody is known");
    assert_eq!(told, Error::NeedsPerson("login_required".to_owned()));
}

#[tokio::test]
async fn a_wrong_secret_and_a_used_code_are_told_apart() {
    let server = start(&json!({}), &json!({}));
    let mut settings = settings(&server);
    settings.client_secret = Some(Secret::new("not-the-secret"));
    let wrong = Provider::new(settings).expect("settings");
    let mut browser = Browser::new(&server);
    let told = sign_in(&wrong, &mut browser, &SignIn::default()).await.expect_err("the secret is wrong");
    assert!(matches!(told, Error::Misconfigured(_)), "{told:?}");

    let provider = provider(&server);
    let begun = provider.begin(&SignIn::default(), Timestamp::now()).await.expect("an address");
    let callback = Callback::parse(&browser.sign_in(&begun.address, "alice").await).expect("an answer");
    provider.finish(begun.flow.clone(), &callback, Timestamp::now()).await.expect("an identity");
    let told = provider.finish(begun.flow, &callback, Timestamp::now()).await.expect_err("the code is used");
    assert!(matches!(told, Error::Over(_)), "{told:?}");
}

#[tokio::test]
async fn an_account_that_is_gone_does_not_sign_in() {
    let server = start(&json!({}), &json!({}));
    let provider = provider(&server);
    let begun = provider.begin(&SignIn::default(), Timestamp::now()).await.expect("an address");
    let query = Browser::new(&server).sign_in(&begun.address, "alice").await;
    request(server.address(), "DELETE", "/accounts/alice", b"").expect("an answer");
    let callback = Callback::parse(&query).expect("an answer");
    let told = provider.finish(begun.flow, &callback, Timestamp::now()).await.expect_err("alice is gone");
    assert!(matches!(told, Error::Over(_)), "{told:?}");
}

#[tokio::test]
async fn who_signs_out_there_is_told_here() {
    let receiver = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let to = format!("http://{}/backchannel", receiver.local_addr().expect("an address"));
    let client = json!({"backchannel_logout_uri": to, "backchannel_logout_session_required": true});
    let server = start(&client, &json!({}));
    let provider = provider(&server);
    let mut browser = Browser::new(&server);
    let identity = sign_in(&provider, &mut browser, &SignIn::default()).await.expect("an identity");
    assert!(identity.sid.is_some());

    let logout = Logout {
        id_token: Some(identity.id_token.clone()),
        return_to: Some(BYE.to_owned()),
        state: Some("bye-state".to_owned()),
    };
    let address =
        provider.logout_address(&logout, Timestamp::now()).await.expect("it is there").expect("an address");
    let Page::Form { address, html } = browser.open(&address).await else {
        panic!("it asks whether to sign out")
    };
    let hidden =
        html.split("name=\"xsrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a token");
    let confirm = address.join("/session/end/confirm").expect("an address");
    let fields = [("xsrf", hidden), ("logout", "yes")];
    let (page, token) = tokio::join!(browser.send(confirm, &fields), posted(&receiver));
    let Page::Away(bye) = page else { panic!("it sends back") };
    assert_eq!(bye.as_str(), format!("{BYE}?state=bye-state"));

    let notice = provider.logout_notice(&token, Timestamp::now()).await.expect("a notice");
    assert_eq!((notice.sid, notice.subject.as_deref()), (identity.sid, Some("alice")));
    let told = provider.logout_notice(identity.id_token.expose(), Timestamp::now()).await;
    assert_eq!(told, Err(Error::Rejected(Rejection::Kind)), "an ID token is no notice");

    let wish = SignIn { prompt: Some(Prompt::None), ..SignIn::default() };
    let told = sign_in(&provider, &mut browser, &wish).await.expect_err("the session is over");
    assert!(matches!(told, Error::NeedsPerson(_)), "{told:?}");
}

/// The logout token that the provider posts.
async fn posted(receiver: &TcpListener) -> String {
    let (mut stream, _) = receiver.accept().await.expect("a connection");
    let mut bytes = Vec::new();
    loop {
        let read = stream.read_buf(&mut bytes).await.expect("a request");
        assert_ne!(read, 0, "it broke off: {}", String::from_utf8_lossy(&bytes));
        let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        let length =
            text.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse::<usize>().ok());
        if let (Some(length), Some(head)) = (length, text.find("\r\n\r\n"))
            && bytes.len() >= head + 4 + length
        {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.expect("an answer");
            let form = &bytes[head + 4..];
            let mut fields = url::form_urlencoded::parse(form);
            return fields.find(|(name, _)| name == "logout_token").expect("a logout token").1.into_owned();
        }
    }
}
