//! Providers that are down, slow, endless, or somewhere else than they should be.

use std::time::Duration;

use jiff::ToSpan;
use mainstay_oidc::{Callback, Error, Provider, Rejection, Settings, SignIn};
use serde_json::{Value, json};

use crate::hostile::{Hostile, Reply, Signer, now};

const DISCOVERY: &str = "/.well-known/openid-configuration";

/// What comes of a sign-in when a path is answered like this.
async fn with_answer(path: &'static str, answer: fn() -> Reply) -> Error {
    let hostile = Hostile::start().await;
    hostile.behave(|behavior| {
        // Otherwise nobody asks for the user info.
        behavior.claims = Some(Box::new(|claims| claims["email"] = Value::Null));
        behavior.answers.insert(path, Box::new(answer));
    });
    hostile.sign_in(&hostile.provider()).await.expect_err("nobody is signed in")
}

const PATHS: [&str; 4] = [DISCOVERY, "/keys", "/token", "/info"];

#[tokio::test]
async fn huge_documents_are_not_read() {
    for path in PATHS {
        let told =
            with_answer(path, || Reply::with("200 OK", "", &format!("[{}1]", "1,".repeat(100_000)))).await;
        assert!(matches!(&told, Error::Broken(text) if text.contains("65536 bytes")), "{path}: {told:?}");
        let claimed = || Reply::Stall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{".to_vec());
        let told = with_answer(path, claimed).await;
        assert!(matches!(&told, Error::Broken(text) if text.contains("65536 bytes")), "{path}: {told:?}");
    }
}

#[tokio::test]
async fn endless_answers_end() {
    for path in PATHS {
        let told = with_answer(path, || Reply::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec())).await;
        assert!(matches!(told, Error::Broken(_)), "{path}: {told:?}");
    }
    // Header lines without end.
    let told = with_answer(DISCOVERY, || Reply::Endless(b"HTTP/1.1 200 OK\r\nA: b\r\nA".to_vec())).await;
    assert!(matches!(told, Error::Unavailable(_)), "{told:?}");
}

#[tokio::test]
async fn answers_that_never_come_are_not_waited_for() {
    for part in [&b""[..], b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"issuer\""] {
        let hostile = Hostile::start().await;
        hostile.behave(|behavior| {
            behavior.answers.insert(DISCOVERY, Box::new(|| Reply::Stall(part.to_vec())));
        });
        let mut settings = hostile.settings();
        settings.limits.request = Duration::from_millis(200);
        let told = Provider::new(settings).expect("settings").discover(now()).await.expect_err("no answer");
        assert_eq!(told, Error::Unavailable("no answer in time for the discovery document".to_owned()));
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_not_believed() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key))
        .expect("a server");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let accepting = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a connection");
        tokio_rustls::TlsAcceptor::from(std::sync::Arc::new(config)).accept(stream).await.map(|_| ())
    });
    let settings =
        Settings::new(format!("https://localhost:{port}"), "mainstay", "https://mainstay.example/callback");
    let told = Provider::new(settings).expect("settings").discover(now()).await.expect_err("it is refused");
    assert!(matches!(&told, Error::Unavailable(text) if text.contains("certificate")), "{told:?}");
    assert!(accepting.await.expect("it ends").is_err(), "no request came through");
}

#[tokio::test]
async fn redirections_are_not_followed() {
    let victim = Hostile::start().await;
    for path in PATHS {
        for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
            let hostile = Hostile::start().await;
            let to = format!("{}/latest/meta-data", victim.issuer);
            hostile.behave(|behavior| {
                behavior.claims = Some(Box::new(|claims| claims["email"] = Value::Null));
                let answer = move || Reply::with(status, &format!("Location: {to}\r\n"), "");
                behavior.answers.insert(path, Box::new(answer));
            });
            let told = hostile.sign_in(&hostile.provider()).await.expect_err("nobody is signed in");
            assert!(
                matches!(&told, Error::Misconfigured(text) if text.contains("redirection")),
                "{path}: {told:?}"
            );
        }
    }
    assert_eq!(victim.asked("/latest/meta-data"), 0);
}

#[tokio::test]
async fn endpoints_on_other_hosts_are_not_asked() {
    let victim = Hostile::start().await;
    let names =
        ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint"];
    for name in names {
        let addresses = [
            format!("{}/keys", victim.issuer),
            "https://evil.example/x".into(),
            "http://169.254.169.254/latest".into(),
        ];
        for elsewhere in addresses {
            let hostile = Hostile::start().await;
            hostile.behave(|behavior| {
                behavior.discovery = Some(Box::new(move |document| document[name] = json!(elsewhere)));
            });
            let told = hostile.provider().discover(now()).await.expect_err("it is refused");
            assert!(matches!(&told, Error::Misconfigured(text) if text.contains(name)), "{told:?}");
        }
    }
    assert_eq!(victim.asked("/keys"), 0);
}

#[tokio::test]
async fn endpoints_on_hosts_that_are_allowed_are_asked() {
    let (hostile, keys) = (Hostile::start().await, Hostile::start().await);
    let elsewhere = format!("{}/keys", keys.issuer);
    let own = hostile.signer.public();
    keys.behave(|behavior| behavior.keys = Some(vec![own]));
    hostile.behave(|behavior| {
        behavior.discovery = Some(Box::new(move |document| document["jwks_uri"] = json!(elsewhere)));
    });
    let mut settings = hostile.settings();
    settings.allowed_hosts = vec![keys.issuer.replace("http://", "")];
    hostile.sign_in(&Provider::new(settings).expect("settings")).await.expect("an identity");
    assert_eq!((hostile.asked("/keys"), keys.asked("/keys")), (0, 1));
}

#[tokio::test]
async fn a_provider_that_is_another_is_not_used() {
    let issuers = ["https://evil.example", "http://127.0.0.1", ""].map(str::to_owned);
    let hostile = Hostile::start().await;
    for issuer in issuers.into_iter().chain([format!("{}/", hostile.issuer)]) {
        let told_issuer = issuer.clone();
        hostile.behave(|behavior| {
            behavior.discovery = Some(Box::new(move |document| document["issuer"] = json!(issuer)));
        });
        let told = hostile.provider().discover(now()).await.expect_err("it is refused");
        assert!(matches!(&told, Error::Misconfigured(text) if text.contains(&told_issuer)), "{told:?}");
    }
}

#[tokio::test]
async fn documents_that_are_none_are_told() {
    let told = with_answer(DISCOVERY, || Reply::status(404)).await;
    assert!(matches!(&told, Error::Misconfigured(text) if text.contains("compare the issuer")), "{told:?}");
    for path in PATHS {
        let told = with_answer(path, || Reply::status(503)).await;
        assert!(matches!(told, Error::Unavailable(_)), "{path}: {told:?}");
        let told = with_answer(path, || Reply::with("200 OK", "", "<html>welcome")).await;
        assert!(matches!(told, Error::Broken(_)), "{path}: {told:?}");
        let told = with_answer(path, || Reply::Bytes(b"SSH-2.0-hello\r\n".to_vec())).await;
        assert!(matches!(told, Error::Unavailable(_)), "{path}: {told:?}");
        let told = with_answer(path, || Reply::with("200 OK", "", &"[".repeat(60_000))).await;
        assert!(matches!(told, Error::Broken(_)), "{path}: {told:?}");
    }
    let told =
        with_answer("/info", || Reply::with("200 OK", "Content-Type: application/jwt\r\n", "a.b.c")).await;
    assert!(matches!(&told, Error::Misconfigured(text) if text.contains("plain JSON")), "{told:?}");
}

#[tokio::test]
async fn a_provider_that_is_down_is_asked_again_later() {
    let hostile = Hostile::start().await;
    hostile.behave(|behavior| {
        behavior.answers.insert(DISCOVERY, Box::new(|| Reply::status(503)));
    });
    let provider = hostile.provider();
    for second in 0..5 {
        let told =
            provider.begin(&SignIn::default(), now() + second.seconds()).await.expect_err("it is down");
        assert!(matches!(told, Error::Unavailable(_)));
    }
    assert_eq!(hostile.asked(DISCOVERY), 1, "visitors do not make it worse");
    hostile.behave(|behavior| behavior.answers.clear());
    assert!(provider.begin(&SignIn::default(), now() + 5.seconds()).await.is_ok());
}

#[tokio::test]
async fn what_was_learned_serves_while_a_provider_is_down_but_not_for_ever() {
    let hostile = Hostile::start().await;
    let provider = hostile.provider();
    provider.discover(now()).await.expect("it is there");
    provider.discover(now() + 59.minutes()).await.expect("it is known");
    assert_eq!(hostile.asked(DISCOVERY), 1);
    hostile.behave(|behavior| {
        behavior.answers.insert(DISCOVERY, Box::new(|| Reply::status(503)));
    });
    provider.discover(now() + 61.minutes()).await.expect("it was known");
    provider.discover(now() + 23.hours()).await.expect("it was known");
    let told = provider.discover(now() + 25.hours()).await.expect_err("too long ago");
    assert!(matches!(told, Error::Unavailable(_)));
    assert_eq!(hostile.asked(DISCOVERY), 4);
    // One that answers wrongly is not one that is down.
    hostile.behave(|behavior| behavior.answers.clear());
    provider.discover(now() + 26.hours()).await.expect("it is there again");
    hostile.behave(|behavior| {
        behavior.discovery = Some(Box::new(|document| document["issuer"] = json!("other")))
    });
    for later in [28.hours(), 28.hours().seconds(1), 28.hours().seconds(10)] {
        let told = provider.discover(now() + later).await.expect_err("it is another");
        assert!(matches!(told, Error::Misconfigured(_)));
    }
}

#[tokio::test]
async fn many_who_come_at_once_ask_once() {
    let hostile = Hostile::start().await;
    let provider = hostile.provider();
    let wish = SignIn::default();
    let all = futures_util::future::join_all((0..20).map(|_| provider.begin(&wish, now()))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!((hostile.asked(DISCOVERY), hostile.asked("/keys")), (1, 1));
}

#[tokio::test]
async fn a_new_key_is_fetched_and_an_unknown_one_not_again_and_again() {
    let hostile = Hostile::start().await;
    let provider = hostile.provider();
    hostile.sign_in(&provider).await.expect("an identity");
    // The provider changes its key.
    let new = Signer::new("new");
    let keys = vec![hostile.signer.public(), new.public()];
    hostile.behave(|behavior| {
        behavior.keys = Some(keys);
        behavior.token = Some(Box::new(move |_, claims| new.sign(claims)));
    });
    hostile.sign_in(&provider).await.expect("an identity");
    assert_eq!(hostile.asked("/keys"), 2);
    // Somebody makes up one key after the other.
    hostile.behave(|behavior| {
        behavior.token = Some(Box::new(|_, claims| Signer::new("made-up").sign(claims)));
    });
    for _ in 0..5 {
        let told = hostile.sign_in(&provider).await.expect_err("nobody knows that key");
        assert_eq!(told, Error::Rejected(Rejection::UnknownKey));
    }
    assert_eq!(hostile.asked("/keys"), 2, "not within half a minute");
    let begun = provider.begin(&SignIn::default(), now()).await.expect("an address");
    let callback = Callback::parse(&hostile.browse(&begun.address)).expect("an answer");
    let told = provider
        .finish(begun.flow, &callback, now() + 31.seconds())
        .await
        .expect_err("nobody knows that key");
    assert_eq!(told, Error::Rejected(Rejection::UnknownKey));
    assert_eq!(hostile.asked("/keys"), 3);
}

#[tokio::test]
async fn a_key_that_was_withdrawn_is_believed_for_an_hour_at_most() {
    let hostile = Hostile::start().await;
    let provider = hostile.provider();
    hostile.sign_in(&provider).await.expect("an identity");
    hostile.behave(|behavior| behavior.keys = Some(vec![Signer::new("new").public()]));
    let later = now() + 61.minutes();
    let begun = provider.begin(&SignIn::default(), later).await.expect("an address");
    let callback = Callback::parse(&hostile.browse(&begun.address)).expect("an answer");
    let told = provider.finish(begun.flow, &callback, later).await.expect_err("the key is gone");
    assert_eq!(told, Error::Rejected(Rejection::UnknownKey));
}
