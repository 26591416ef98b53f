//! Each way in which somebody may try to be signed in as another.

use crate::hostile::{ACCESS, CLIENT, CODE, Hostile, Reply, SECRET, Signer, compact, now};
use jiff::ToSpan;
use mainstay_oidc::{Callback, Error, Provider, Rejection, SignIn};
use ring::hmac;
use serde_json::{Value, json};

/// What comes of a sign-in with changed claims.
async fn with_claims(change: impl FnMut(&mut Value) + Send + 'static) -> Result<(), Error> {
    let hostile = Hostile::start().await;
    hostile.behave(|behavior| behavior.claims = Some(Box::new(change)));
    hostile.sign_in(&hostile.provider()).await.map(|_| ())
}

/// What comes of a sign-in with a token made in another way.
async fn with_token(make: impl Fn(&Signer, &Value) -> String + Send + 'static) -> Result<(), Error> {
    let hostile = Hostile::start().await;
    hostile.behave(|behavior| behavior.token = Some(Box::new(make)));
    hostile.sign_in(&hostile.provider()).await.map(|_| ())
}

fn rejected(rejection: Rejection) -> Result<(), Error> {
    Err(Error::Rejected(rejection))
}

fn hmac_of(key: &[u8], header: &Value, claims: &Value) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    compact(header, claims, |message| hmac::sign(&key, message).as_ref().to_vec())
}

#[tokio::test]
async fn an_honest_provider_tells_who_it_is() {
    let hostile = Hostile::start().await;
    let identity = hostile.sign_in(&hostile.provider()).await.expect("an identity");
    assert_eq!(identity.subject, "person-1");
    assert_eq!(identity.issuer, hostile.issuer);
    assert_eq!(identity.name.as_deref(), Some("Alice Example"));
    assert_eq!((identity.mail.as_deref(), identity.mail_verified), (Some("alice@people.example"), true));
    assert_eq!(identity.login.as_deref(), Some("alice"));
    assert_eq!(identity.groups, Some(vec!["engineering".to_owned(), "ospo".to_owned()]));
    assert_eq!(identity.auth_time, Some(now() - 20.seconds()));
    assert_eq!(identity.amr, ["pwd", "otp"]);
    assert_eq!(identity.sid.as_deref(), Some("session-1"));
    assert_eq!(identity.id_token.expose().split('.').count(), 3);
    assert_eq!(hostile.asked("/info"), 0, "nothing was missing");
    // The secret goes in the header, since the provider does not say otherwise.
    let request = hostile.last("/token");
    assert!(request.head.to_ascii_lowercase().contains("\r\nauthorization: basic "));
    assert!(!request.body.contains(SECRET));
}

#[tokio::test]
async fn an_answer_with_another_state_is_no_answer() {
    let hostile = Hostile::start().await;
    let provider = hostile.provider();
    for state in [Some("other"), Some(""), None] {
        let begun = provider.begin(&SignIn::default(), now()).await.expect("an address");
        let query = match state {
            Some(state) => format!("code={CODE}&state={state}"),
            None => format!("code={CODE}"),
        };
        let callback = Callback::parse(&query).expect("an answer");
        let outcome = provider.finish(begun.flow, &callback, now()).await.map(|_| ());
        assert_eq!(outcome, rejected(Rejection::State));
    }
    // An error of a forged answer is not shown either.
    let begun = provider.begin(&SignIn::default(), now()).await.expect("an address");
    let callback =
        Callback::parse("error=access_denied&error_description=call+555&state=x").expect("an answer");
    let outcome = provider.finish(begun.flow, &callback, now()).await.map(|_| ());
    assert_eq!(outcome, rejected(Rejection::State));
    assert_eq!(hostile.asked("/token"), 0);
}

#[tokio::test]
async fn a_code_opens_the_door_once() {
    let hostile = Hostile::start().await;
    let provider = hostile.provider();
    let begun = provider.begin(&SignIn::default(), now()).await.expect("an address");
    let callback = Callback::parse(&hostile.browse(&begun.address)).expect("an answer");
    provider.finish(begun.flow.clone(), &callback, now()).await.expect("an identity");
    let again = provider.finish(begun.flow, &callback, now()).await;
    assert!(matches!(again, Err(Error::Over(_))), "{again:?}");
}

#[tokio::test]
async fn a_code_of_another_flow_does_not_fit() {
    let hostile = Hostile::start().await;
    let provider = hostile.provider();
    let victim = provider.begin(&SignIn::default(), now()).await.expect("an address");
    let attacker = provider.begin(&SignIn::default(), now()).await.expect("an address");
    // The attacker's code with the victim's state: PKCE and the nonce know better.
    let stolen = hostile.browse(&attacker.address);
    let code = stolen.split('&').find(|part| part.starts_with("code=")).expect("a code");
    let state = hostile.browse(&victim.address);
    let state = state.split('&').find(|part| part.starts_with("state=")).expect("a state");
    let query = format!("{code}&{state}&iss={}", hostile.issuer);
    let outcome = provider.finish(victim.flow, &Callback::parse(&query).expect("an answer"), now()).await;
    assert!(matches!(outcome, Err(Error::Over(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_flow_ends() {
    let hostile = Hostile::start().await;
    let provider = hostile.provider();
    for late in [16.minutes(), -5.minutes()] {
        let begun = provider.begin(&SignIn::default(), now()).await.expect("an address");
        let callback = Callback::parse(&hostile.browse(&begun.address)).expect("an answer");
        let outcome = provider.finish(begun.flow, &callback, now() + late).await;
        assert!(matches!(outcome, Err(Error::Over(_))), "{outcome:?}");
    }
}

#[tokio::test]
async fn claims_that_are_not_for_this_sign_in_are_rejected() {
    type Case = (fn(&mut Value), Rejection);
    let malformed = |what| Rejection::Malformed(what);
    let cases: Vec<Case> = vec![
        (|claims| claims["nonce"] = json!("another"), Rejection::Nonce),
        (|claims| claims["nonce"] = Value::Null, Rejection::Nonce),
        (|claims| claims["iss"] = json!("https://evil.example"), Rejection::Issuer),
        (|claims| claims["iss"] = Value::Null, Rejection::Issuer),
        (|claims| claims["aud"] = json!("another-client"), Rejection::Audience),
        (|claims| claims["aud"] = json!([CLIENT, "another-client"]), Rejection::AuthorizedParty),
        (|claims| claims["azp"] = json!("another-client"), Rejection::AuthorizedParty),
        (|claims| claims["exp"] = json!(now().as_second() - 61), Rejection::Expired),
        (|claims| claims["nbf"] = json!(now().as_second() + 120), Rejection::NotYetValid),
        (|claims| claims["iat"] = json!(now().as_second() + 120), Rejection::NotYetValid),
        (|claims| claims["exp"] = Value::Null, malformed("it does not say when it is valid")),
        (|claims| claims["sub"] = Value::Null, malformed("it does not say whom it is about")),
        (|claims| claims["sub"] = json!(""), malformed("it does not say whom it is about")),
        (|claims| claims["sub"] = json!("x".repeat(300)), malformed("it does not say whom it is about")),
        (|claims| claims["at_hash"] = json!("another"), Rejection::AccessToken),
        (|claims| *claims = json!([1]), malformed("its claims are no JSON object")),
    ];
    for (change, rejection) in cases {
        assert_eq!(with_claims(change).await, rejected(rejection));
    }
}

#[tokio::test]
async fn a_right_hash_of_the_access_token_is_right() {
    let outcome = with_claims(|claims| {
        let digest = ring::digest::digest(&ring::digest::SHA256, ACCESS.as_bytes());
        use base64::Engine;
        claims["at_hash"] = json!(base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(&digest.as_ref()[..16]));
    });
    assert_eq!(outcome.await, Ok(()));
}

#[tokio::test]
async fn tokens_that_are_not_signed_are_rejected() {
    for alg in ["none", "None", "nOnE"] {
        let outcome =
            with_token(move |_, claims| compact(&json!({ "alg": alg }), claims, |_| Vec::new())).await;
        assert_eq!(outcome, rejected(Rejection::Unsigned), "{alg}");
        let outcome =
            with_token(move |_, claims| compact(&json!({ "alg": alg }), claims, |_| vec![1; 64])).await;
        assert_eq!(outcome, rejected(Rejection::Unsigned), "{alg}");
    }
    let cut = |signer: &Signer, claims: &Value| {
        let whole = signer.sign(claims);
        whole[..=whole.rfind('.').expect("a dot")].to_owned()
    };
    assert_eq!(with_token(cut).await, rejected(Rejection::Unsigned));
}

#[tokio::test]
async fn a_public_key_is_no_secret() {
    // The oldest trick: HS256 with what everybody knows as the key.
    let header = json!({"alg": "HS256", "kid": "one"});
    let refused = rejected(Rejection::Algorithm("HS256".to_owned()));
    let own = header.clone();
    assert_eq!(with_token(move |signer, claims| hmac_of(signer.point(), &own, claims)).await, refused);
    let own = header.clone();
    let outcome =
        with_token(move |signer, claims| hmac_of(signer.public().to_string().as_bytes(), &own, claims)).await;
    assert_eq!(outcome, refused);
    // Not even with the client's secret, as long as the settings do not say so.
    let own = header.clone();
    assert_eq!(with_token(move |_, claims| hmac_of(SECRET.as_bytes(), &own, claims)).await, refused);

    let hostile = Hostile::start().await;
    let mut settings = hostile.settings();
    settings.accept_hmac = true;
    let provider = Provider::new(settings).expect("settings");
    let own = header.clone();
    hostile.behave(|behavior| {
        behavior.token = Some(Box::new(move |_, claims| hmac_of(SECRET.as_bytes(), &own, claims)));
    });
    assert!(hostile.sign_in(&provider).await.is_ok());
    hostile.behave(|behavior| {
        behavior.token = Some(Box::new(move |signer, claims| hmac_of(signer.point(), &header, claims)));
    });
    assert_eq!(hostile.sign_in(&provider).await.map(|_| ()), rejected(Rejection::Signature));
}

#[tokio::test]
async fn tokens_that_are_signed_wrongly_are_rejected() {
    let forged = with_token(|_, claims| Signer::new("one").sign(claims)).await;
    assert_eq!(forged, rejected(Rejection::Signature));
    let changed = with_token(|signer, claims| {
        let (mut other, signed) = (claims.clone(), signer.sign(claims));
        other["sub"] = json!("the-boss");
        let unsigned = compact(&json!({"alg": "ES256", "kid": "one"}), &other, |_| Vec::new());
        format!("{}{}", unsigned, signed.rsplit('.').next().expect("a signature"))
    });
    assert_eq!(changed.await, rejected(Rejection::Signature));
    let stranger = with_token(|_, claims| Signer::new("two").sign(claims)).await;
    assert_eq!(stranger, rejected(Rejection::UnknownKey));
    for (header, rejection) in [
        (json!({"alg": "ES384", "kid": "one"}), Rejection::UnknownKey),
        (json!({"alg": "RS256", "kid": "one"}), Rejection::UnknownKey),
        (json!({"alg": "ES256K", "kid": "one"}), Rejection::Algorithm("ES256K".to_owned())),
        (
            json!({"alg": "ES256", "kid": "one", "crit": ["b64"]}),
            Rejection::Malformed("its header demands what is not known here"),
        ),
        (json!({"alg": "ES256", "kid": "one", "typ": "logout+jwt"}), Rejection::Kind),
        (json!({"alg": "ES256", "kid": "one", "typ": "at+jwt"}), Rejection::Kind),
        (json!({"kid": "one"}), Rejection::Malformed("its header is not as expected")),
    ] {
        let told = header.to_string();
        let outcome = with_token(move |signer, claims| signer.sign_as(&header, claims)).await;
        assert_eq!(outcome, rejected(rejection), "{told}");
    }
    for text in ["", "a", "a.b", "a.b.c.d", "e30.e30.e30", "!.!.!"] {
        let outcome = with_token(move |_, _| text.to_owned()).await;
        assert!(matches!(outcome, Err(Error::Rejected(Rejection::Malformed(_)))), "{text}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_token_that_brings_its_own_key_brings_nothing() {
    let outcome = with_token(|_, claims| {
        let own = Signer::new("mine");
        own.sign_as(&json!({"alg": "ES256", "jwk": own.public(), "jku": "http://127.0.0.1:1/keys"}), claims)
    });
    assert_eq!(outcome.await, rejected(Rejection::Signature));
}

#[tokio::test]
async fn which_of_several_keys_is_said() {
    let hostile = Hostile::start().await;
    let other = Signer::new("two");
    let mut odd = other.public();
    odd["kty"] = json!(7);
    let keys = vec![
        json!("no key"),
        odd,
        json!({"kty": "MAGIC", "kid": "one"}),
        other.public(),
        hostile.signer.public(),
    ];
    hostile.behave(|behavior| behavior.keys = Some(keys));
    assert!(hostile.sign_in(&hostile.provider()).await.is_ok(), "keys that are not understood do no harm");
    hostile.behave(|behavior| {
        behavior.token = Some(Box::new(|signer, claims| signer.sign_as(&json!({"alg": "ES256"}), claims)));
    });
    let outcome = hostile.sign_in(&hostile.provider()).await.map(|_| ());
    assert_eq!(outcome, rejected(Rejection::AmbiguousKey));
    for (name, other) in [
        ("use", json!("enc")),
        ("key_ops", json!(["encrypt"])),
        ("alg", json!("ES384")),
        ("crv", json!("P-384")),
        ("kty", json!("RSA")),
    ] {
        let mut key = hostile.signer.public();
        key[name] = other;
        hostile.behave(|behavior| behavior.keys = Some(vec![key]));
        let outcome = hostile.sign_in(&hostile.provider()).await.map(|_| ());
        assert_eq!(outcome, rejected(Rejection::UnknownKey), "{name}");
    }
    for (name, broken) in [
        ("x", json!("AA")),
        ("y", json!("!")),
        ("y", Value::Null),
        ("x", hostile.signer.public()["y"].clone()),
    ] {
        let mut key = hostile.signer.public();
        key[name] = broken;
        hostile.behave(|behavior| behavior.keys = Some(vec![key]));
        let outcome = hostile.sign_in(&hostile.provider()).await.map(|_| ());
        assert_eq!(outcome, rejected(Rejection::Signature), "{name}");
    }
}

#[tokio::test]
async fn user_info_of_another_person_is_rejected() {
    for info in
        [json!({"sub": "the-boss", "email": "boss@people.example"}), json!({"email": "boss@people.example"})]
    {
        let hostile = Hostile::start().await;
        hostile.behave(|behavior| {
            behavior.claims = Some(Box::new(|claims| claims["email"] = Value::Null));
            behavior.info = Some(info);
        });
        let outcome = hostile.sign_in(&hostile.provider()).await.map(|_| ());
        assert_eq!(outcome, rejected(Rejection::UserInfo));
    }
}

#[tokio::test]
async fn user_info_fills_what_the_token_lacks_and_no_more() {
    let hostile = Hostile::start().await;
    hostile.behave(|behavior| {
        behavior.claims = Some(Box::new(|claims| {
            claims["groups"] = Value::Null;
            claims["email"] = Value::Null;
        }));
        behavior.info = Some(json!({
            "sub": "person-1", "name": "Another", "email": "alice@people.example", "groups": ["staff"], "amr": ["x"],
        }));
    });
    let identity = hostile.sign_in(&hostile.provider()).await.expect("an identity");
    assert_eq!(identity.name.as_deref(), Some("Alice Example"), "the token goes first");
    assert_eq!((identity.mail.as_deref(), identity.mail_verified), (Some("alice@people.example"), false));
    assert_eq!(identity.groups, Some(vec!["staff".to_owned()]));
    assert_eq!(identity.amr, ["pwd", "otp"], "only a signed token tells the means");
    assert!(hostile.last("/info").head.contains(&format!("Bearer {ACCESS}")));
}

#[tokio::test]
async fn an_answer_of_another_provider_is_rejected() {
    let hostile = Hostile::start().await;
    let provider = hostile.provider();
    for issuer in ["&iss=https%3A%2F%2Fevil.example", "&iss=", ""] {
        let begun = provider.begin(&SignIn::default(), now()).await.expect("an address");
        let query = hostile.browse(&begun.address);
        let query = format!("{}{issuer}", &query[..query.find("&iss=").expect("an issuer")]);
        let callback = Callback::parse(&query).expect("an answer");
        let outcome = provider.finish(begun.flow, &callback, now()).await.map(|_| ());
        assert_eq!(outcome, rejected(Rejection::AnswerIssuer), "{issuer}");
    }
    // Nor is a flow that was begun with one provider finished at another.
    let evil = Hostile::start().await;
    let begun = evil.provider().begin(&SignIn::default(), now()).await.expect("an address");
    let query = evil.browse(&begun.address);
    let query = format!("{}&iss={}", &query[..query.find("&iss=").expect("an issuer")], hostile.issuer);
    let callback = Callback::parse(&query).expect("an answer");
    let outcome = provider.finish(begun.flow, &callback, now()).await.map(|_| ());
    assert_eq!(outcome, rejected(Rejection::AnswerIssuer));
    assert_eq!((hostile.asked("/token"), evil.asked("/token")), (0, 0), "no code was shown to anybody");
}

#[tokio::test]
async fn a_proof_that_is_too_old_is_rejected_where_a_new_one_was_asked_for() {
    let hostile = Hostile::start().await;
    let provider = hostile.provider();
    for (auth_time, outcome) in [
        (json!(now().as_second() - 100), Ok(())),
        (json!(now().as_second() - 200), rejected(Rejection::AuthenticationTime)),
        (Value::Null, rejected(Rejection::AuthenticationTime)),
    ] {
        hostile.behave(|behavior| {
            behavior.claims = Some(Box::new(move |claims| claims["auth_time"] = auth_time.clone()));
        });
        let wish = SignIn { max_age: Some(60), ..SignIn::default() };
        let begun = provider.begin(&wish, now()).await.expect("an address");
        assert!(begun.address.contains("max_age=60"));
        let callback = Callback::parse(&hostile.browse(&begun.address)).expect("an answer");
        assert_eq!(provider.finish(begun.flow, &callback, now()).await.map(|_| ()), outcome);
    }
}

#[tokio::test]
async fn nothing_secret_shows_in_errors_and_debug() {
    let hostile = Hostile::start().await;
    let provider = hostile.provider();
    let mut told = format!("{provider:?}{:?}", provider.settings());
    let answers: [fn() -> Reply; 5] = [
        || {
            Reply::error(
                &json!({"error": "invalid_client", "error_description": format!("{SECRET} with {CODE}")}),
            )
        },
        || Reply::error(&json!({"error": format!("odd_{SECRET}"), "error_description": CODE})),
        || Reply::with("200 OK", "", &format!("{{\"access_token\": \"{ACCESS}\", \"id_token\": 5}}")),
        || Reply::with("400 Bad Request", "", ACCESS),
        || {
            Reply::json(
                &json!({"access_token": ACCESS, "token_type": "Bearer", "id_token": format!("{ACCESS}.b.c")}),
            )
        },
    ];
    for answer in answers {
        hostile.behave(|behavior| {
            behavior.answers.insert("/token", Box::new(answer));
        });
        let begun = provider.begin(&SignIn::default(), now()).await.expect("an address");
        let kept = serde_json::to_value(&begun.flow).expect("JSON");
        let state = kept["state"].as_str().expect("text");
        let query = format!("code={CODE}&state={state}&iss={}", hostile.issuer);
        let callback = Callback::parse(&query).expect("an answer");
        told += &format!("{begun:?}{callback:?}");
        for secret in ["state", "nonce", "verifier"] {
            let text = kept[secret].as_str().expect("text");
            // The address itself carries state and nonce: it is for the browser.
            let shown = format!("{:?}{callback:?}", begun.flow);
            assert!(!shown.contains(text), "{secret}");
        }
        let error = provider.finish(begun.flow, &callback, now()).await.expect_err("it fails");
        told += &format!("{error}{error:?}");
    }
    for secret in [SECRET, CODE, ACCESS] {
        assert!(!told.contains(secret), "{secret} shows in {told}");
    }
}

#[tokio::test]
async fn the_identity_does_not_show_its_token() {
    let hostile = Hostile::start().await;
    let identity = hostile.sign_in(&hostile.provider()).await.expect("an identity");
    assert!(!format!("{identity:?}").contains(identity.id_token.expose()));
}
