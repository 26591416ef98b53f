//! What a provider may say instead of who the person is, and what the caller can do then.

use mainstay_oidc::{Callback, Error, Flow, Prompt, Provider, Rejection, SignIn};
use serde_json::json;

use crate::hostile::{Hostile, Reply, now};

/// What comes of an answer with an error in it.
async fn refused(hostile: &Hostile, prompt: Option<Prompt>, error: &str) -> Error {
    let provider = hostile.provider();
    let begun = provider.begin(&SignIn { prompt, ..SignIn::default() }, now()).await.expect("an address");
    let query = hostile.browse(&begun.address).replacen("code=", &format!("{error}&ignored="), 1);
    let callback = Callback::parse(&query).expect("an answer");
    provider.finish(begun.flow, &callback, now()).await.expect_err("nobody is signed in")
}

#[tokio::test]
async fn a_refusal_is_told_by_what_can_be_done() {
    let hostile = Hostile::start().await;
    let told = refused(&hostile, None, "error=access_denied&error_description=no%0athanks%1b%5b0m").await;
    let description = Some("nothanks[0m".to_owned());
    assert_eq!(told, Error::Refused { code: "access_denied".to_owned(), description });
    assert!(matches!(refused(&hostile, None, "error=login_required").await, Error::Refused { .. }));
    for code in ["login_required", "interaction_required", "consent_required"] {
        let told = refused(&hostile, Some(Prompt::None), &format!("error={code}")).await;
        assert_eq!(told, Error::NeedsPerson(code.to_owned()));
    }
    for code in ["server_error", "temporarily_unavailable"] {
        assert!(matches!(refused(&hostile, None, &format!("error={code}")).await, Error::Unavailable(_)));
    }
    for code in ["invalid_scope", "unauthorized_client", "invalid_request"] {
        assert!(matches!(refused(&hostile, None, &format!("error={code}")).await, Error::Misconfigured(_)));
    }
    let long = format!("error=odd&error_description={}", "x".repeat(5000));
    assert!(refused(&hostile, None, &long).await.to_string().len() < 700);
    for nothing in ["nothing=at-all", "code="] {
        let neither = refused(&hostile, None, nothing).await;
        assert_eq!(neither, Error::Rejected(Rejection::Answer("it has neither a code nor an error")));
    }
    assert_eq!(hostile.asked("/token"), 0);
}

#[tokio::test]
async fn a_refused_exchange_is_told_by_what_can_be_done() {
    let hostile = Hostile::start().await;
    type IsRight = fn(&Error) -> bool;
    let cases: [(&str, IsRight); 6] = [
        ("invalid_client", |error| matches!(error, Error::Misconfigured(_))),
        ("unauthorized_client", |error| matches!(error, Error::Misconfigured(_))),
        ("invalid_grant", |error| matches!(error, Error::Over(_))),
        ("invalid_request", |error| matches!(error, Error::Misconfigured(_))),
        ("temporarily_unavailable", |error| matches!(error, Error::Unavailable(_))),
        ("something_new", |error| matches!(error, Error::Misconfigured(_))),
    ];
    for (code, is_right) in cases {
        let answer = move || Reply::error(&json!({"error": code, "error_description": "in\nwords"}));
        hostile.behave(|behavior| {
            behavior.answers.insert("/token", Box::new(answer));
        });
        let error = hostile.sign_in(&hostile.provider()).await.expect_err("nobody is signed in");
        assert!(is_right(&error), "{code}: {error:?}");
    }
}

#[tokio::test]
async fn the_secret_goes_where_the_provider_wants_it() {
    let hostile = Hostile::start().await;
    hostile.behave(|behavior| {
        behavior.discovery = Some(Box::new(|document| {
            document["token_endpoint_auth_methods_supported"] =
                json!(["private_key_jwt", "client_secret_post"]);
        }));
    });
    hostile.sign_in(&hostile.provider()).await.expect("an identity");
    let request = hostile.last("/token");
    assert!(request.body.contains("client_secret=the-secret-of-the-client"));
    assert!(!request.head.to_ascii_lowercase().contains("authorization:"));

    let mut settings = hostile.settings();
    settings.client_secret = None;
    hostile.sign_in(&Provider::new(settings).expect("settings")).await.expect("a public client");
    let request = hostile.last("/token");
    assert!(
        !request.body.contains("client_secret")
            && !request.head.to_ascii_lowercase().contains("authorization:")
    );
}

#[tokio::test]
async fn a_public_client_needs_pkce() {
    let hostile = Hostile::start().await;
    hostile.behave(|behavior| {
        behavior.discovery =
            Some(Box::new(|document| document["code_challenge_methods_supported"] = json!(["plain"])));
    });
    assert!(hostile.sign_in(&hostile.provider()).await.is_ok(), "the secret is proof enough");
    let mut settings = hostile.settings();
    settings.client_secret = None;
    let told = Provider::new(settings).expect("settings").discover(now()).await.expect_err("it is refused");
    assert!(matches!(&told, Error::Misconfigured(text) if text.contains("S256")), "{told:?}");
}

#[tokio::test]
async fn what_is_wished_stands_in_the_address() {
    let hostile = Hostile::start().await;
    let wish = SignIn {
        return_to: Some("/products?a=b".to_owned()),
        prompt: Some(Prompt::SelectAccount),
        max_age: Some(0),
        login_hint: Some("alice@people.example".to_owned()),
    };
    let mut settings = hostile.settings();
    settings.scopes = ["profile", "openid", "groups"].map(str::to_owned).to_vec();
    let provider = Provider::new(settings).expect("settings");
    let begun = provider.begin(&wish, now()).await.expect("an address");
    for part in [
        "prompt=select_account",
        "max_age=0",
        "login_hint=alice%40people.example",
        "scope=openid+profile+groups&",
        "redirect_uri=https%3A%2F%2Fmainstay.example%2Fcallback",
        "code_challenge_method=S256",
    ] {
        assert!(begun.address.contains(part), "{part} is not in {}", begun.address);
    }
    assert_eq!(begun.flow.return_to(), Some("/products?a=b"));
    let other = provider.begin(&wish, now()).await.expect("an address");
    assert_ne!(begun.flow, other.flow, "no two flows are the same");
}

#[tokio::test]
async fn a_flow_outlives_a_restart() {
    let hostile = Hostile::start().await;
    let begun = hostile.provider().begin(&SignIn::default(), now()).await.expect("an address");
    let kept = serde_json::to_string(&begun.flow).expect("JSON");
    let flow: Flow = serde_json::from_str(&kept).expect("a flow");
    let callback = Callback::parse(&hostile.browse(&begun.address)).expect("an answer");
    assert!(hostile.provider().finish(flow, &callback, now()).await.is_ok());
}

#[test]
fn an_answer_says_everything_once() {
    let twice = Err(Error::Rejected(Rejection::Answer("it says something twice")));
    for query in ["state=a&state=a", "code=a&code=b", "iss=a&x=1&iss=a", "error=a&error=a"] {
        assert_eq!(Callback::parse(query), twice, "{query}");
    }
    assert!(Callback::parse(&format!("code={}", "x".repeat(20_000))).is_err());
    assert_eq!(Callback::parse("a=1&a=2&session_state=3"), Ok(Callback::default()));
}

proptest::proptest! {
    #[test]
    fn any_answer_is_read_or_refused(query in ".*") {
        if let Ok(callback) = Callback::parse(&query) {
            proptest::prop_assert!(callback.state().is_none_or(|state| state.len() <= query.len() * 3));
        }
    }
}
