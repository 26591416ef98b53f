//! Signing out: the address to go to, and notices that anybody can post.

use jiff::ToSpan;
use mainstay_oidc::{Error, Logout, Rejection, Secret};
use serde_json::{Value, json};

use crate::hostile::{CLIENT, Hostile, Signer, compact, now};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

fn notice(hostile: &Hostile) -> Value {
    let second = now().as_second();
    json!({
        "iss": hostile.issuer, "aud": CLIENT, "iat": second, "exp": second + 120, "jti": "notice-1",
        "sub": "person-1", "sid": "session-1", "events": {EVENT: {}},
    })
}

#[tokio::test]
async fn a_notice_tells_whose_sessions_end() {
    let hostile = Hostile::start().await;
    let provider = hostile.provider();
    for header in [
        json!({"alg": "ES256", "kid": "one"}),
        json!({"alg": "ES256", "kid": "one", "typ": "logout+jwt"}),
        json!({"alg": "ES256", "kid": "one", "typ": "application/Logout+JWT"}),
        json!({"alg": "ES256", "kid": "one", "typ": "JWT"}),
    ] {
        let token = hostile.signer.sign_as(&header, &notice(&hostile));
        let told = provider.logout_notice(&token, now()).await.expect("a notice");
        assert_eq!((told.subject.as_deref(), told.sid.as_deref()), (Some("person-1"), Some("session-1")));
        assert_eq!((&*told.jti, told.until), ("notice-1", now() + 180.seconds()));
        let late = provider.logout_notice(&token, told.until).await;
        assert_eq!(late, Err(Error::Rejected(Rejection::Expired)), "after that its id may be forgotten");
    }
}

#[tokio::test]
async fn notices_that_are_none_end_nothing() {
    let hostile = Hostile::start().await;
    let provider = hostile.provider();
    type Case = (fn(&mut Value), Rejection);
    let whom = Rejection::Malformed("it does not say whom it is about");
    let cases: Vec<Case> = vec![
        // An ID token passed off as a notice.
        (|claims| claims["nonce"] = json!("n"), Rejection::Kind),
        (|claims| claims["events"] = Value::Null, Rejection::Kind),
        (|claims| claims["events"] = json!({"other": {}}), Rejection::Kind),
        (|claims| claims["events"] = json!({EVENT: true}), Rejection::Kind),
        (|claims| claims["events"] = json!(EVENT), Rejection::Kind),
        (|claims| claims["jti"] = Value::Null, Rejection::Malformed("it has no id of its own")),
        (|claims| claims["iss"] = json!("https://evil.example"), Rejection::Issuer),
        (|claims| claims["aud"] = json!("another-client"), Rejection::Audience),
        (|claims| claims["exp"] = json!(now().as_second() - 100), Rejection::Expired),
        (|claims| claims["exp"] = Value::Null, Rejection::Malformed("it does not say when it is valid")),
        (|claims| claims["iat"] = json!(now().as_second() + 100), Rejection::NotYetValid),
        (
            |claims| {
                claims["sub"] = Value::Null;
                claims["sid"] = Value::Null;
            },
            whom.clone(),
        ),
        (|claims| claims["sub"] = json!(5), whom),
    ];
    for (change, rejection) in cases {
        let mut claims = notice(&hostile);
        change(&mut claims);
        let told = provider.logout_notice(&hostile.signer.sign(&claims), now()).await;
        assert_eq!(told, Err(Error::Rejected(rejection)), "{claims}");
    }
    let claims = notice(&hostile);
    let unsigned = compact(&json!({"alg": "none"}), &claims, |_| Vec::new());
    let told = provider.logout_notice(&unsigned, now()).await;
    assert_eq!(told, Err(Error::Rejected(Rejection::Unsigned)));
    let told = provider.logout_notice(&Signer::new("one").sign(&claims), now()).await;
    assert_eq!(told, Err(Error::Rejected(Rejection::Signature)));
    let told = provider.logout_notice(&"x".repeat(1_000_000), now()).await;
    assert_eq!(told, Err(Error::Rejected(Rejection::Malformed("it is too long"))));
}

#[tokio::test]
async fn a_notice_about_one_session_needs_no_subject() {
    let hostile = Hostile::start().await;
    let mut claims = notice(&hostile);
    claims["sub"] = Value::Null;
    let told =
        hostile.provider().logout_notice(&hostile.signer.sign(&claims), now()).await.expect("a notice");
    assert_eq!((told.subject, told.sid.as_deref()), (None, Some("session-1")));
}

#[tokio::test]
async fn the_way_out_names_the_session_and_the_way_back() {
    let hostile = Hostile::start().await;
    let provider = hostile.provider();
    let logout = Logout {
        id_token: Some(Secret::new("a.b.c")),
        return_to: Some("https://mainstay.example/bye?a=b".to_owned()),
        state: Some("s".to_owned()),
    };
    let address = provider.logout_address(&logout, now()).await.expect("it is there").expect("an address");
    let expected = "/end?a=b&client_id=mainstay&id_token_hint=a.b.c\
                    &post_logout_redirect_uri=https%3A%2F%2Fmainstay.example%2Fbye%3Fa%3Db&state=s";
    assert_eq!(address, format!("{}{expected}", hostile.issuer));
    assert!(!format!("{logout:?}").contains("a.b.c"));

    let without = Hostile::start().await;
    without.behave(|behavior| {
        behavior.discovery = Some(Box::new(|document| document["end_session_endpoint"] = Value::Null));
    });
    let provider = without.provider();
    assert_eq!(provider.logout_address(&Logout::default(), now()).await, Ok(None));
    assert!(!provider.discover(now()).await.expect("it is there").logout);
}

#[test]
fn any_text_is_refused_as_a_notice() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let hostile = runtime.block_on(Hostile::start());
    let provider = hostile.provider();
    proptest::proptest!(|(text in "[A-Za-z0-9_.=-]{0,200}|.{0,200}")| {
        let told = runtime.block_on(provider.logout_notice(&text, now()));
        proptest::prop_assert!(matches!(told, Err(Error::Rejected(_))), "{told:?}");
    });
}

#[test]
fn claims_of_any_form_are_judged_without_a_panic() {
    use proptest::prelude::*;
    let odd = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        proptest::collection::vec(".{0,5}", 0..3).prop_map(Value::from),
        Just(json!({"a": {"b": [1, {}]}})),
    ];
    const NAMES: &[&str] = &[
        "iss",
        "aud",
        "azp",
        "exp",
        "iat",
        "nbf",
        "sub",
        "sid",
        "jti",
        "nonce",
        "events",
        "email",
        "email_verified",
        "name",
        "groups",
        "auth_time",
        "amr",
        "at_hash",
        "preferred_username",
    ];
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let hostile = runtime.block_on(Hostile::start());
    let provider = hostile.provider();
    proptest!(|(name in proptest::sample::select(NAMES), value in odd)| {
        let mut claims = notice(&hostile);
        claims[name] = value.clone();
        let told = runtime.block_on(provider.logout_notice(&hostile.signer.sign(&claims), now()));
        prop_assert!(matches!(told, Ok(_) | Err(Error::Rejected(_))), "{told:?}");
        hostile.behave(|behavior| behavior.claims = Some(Box::new(move |claims| claims[name] = value.clone())));
        let told = runtime.block_on(hostile.sign_in(&provider));
        prop_assert!(matches!(told, Ok(_) | Err(Error::Rejected(_) | Error::Misconfigured(_))), "{told:?}");
    });
}
