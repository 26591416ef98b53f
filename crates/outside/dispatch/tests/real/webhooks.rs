use std::time::Duration;

use jiff::Timestamp;
use mainstay_dispatch::webhook::{self, Headers, Secret, Webhook};
use mainstay_dispatch::{DeliveryId, Error, Outbound, Outcome};
use mainstay_testapp::servers::{Server, WEBHOOKS};
use serde_json::{Value, json};

use crate::silent::Silent;
use crate::world::{Authority, LIMITS, now, outbound, patient};

fn secret(byte: u8) -> Secret {
    Secret::from_bytes(&[byte; 32]).unwrap()
}

fn webhook(url: String, secrets: &[Secret]) -> Webhook {
    let body = json!({"type": "advisory.matched", "data": {"text": "größer, 😀"}}).to_string();
    Webhook { id: DeliveryId::new("0198-a_b").unwrap(), url, body, secrets: secrets.to_vec() }
}

fn receiver(replies: Value) -> (Server, Outbound) {
    let server = Server::start(WEBHOOKS, &json!({"secret": secret(1).reveal(), "replies": replies}));
    let outbound = outbound(&[server.address()], "", patient());
    (server, outbound)
}

async fn send(outbound: &Outbound, server: &Server, path: &str) -> Outcome {
    let url = format!("http://{}{path}", server.address());
    webhook(url, &[secret(1)]).send(outbound, now()).await
}

fn host(server: &Server) -> String {
    server.address().to_string()
}

#[tokio::test]
async fn the_reference_library_believes_ours_and_we_believe_theirs() {
    let (server, outbound) = receiver(json!({"/in": {"status": 204}}));
    let url = format!("http://{}/in", server.address());
    // The receiver knows the old secret only: a message is signed with both.
    for secrets in [&[secret(1)][..], &[secret(2), secret(1)]] {
        let sent = webhook(url.clone(), secrets);
        assert_eq!(sent.send(&outbound, now()).await, Outcome::Done { said: "204".to_owned() });
        let told = server.next();
        assert_eq!(told["verified"], true, "{told}");
        assert_eq!(told["body"], sent.body);
        assert_eq!(told["headers"]["content-type"], "application/json");
        let timestamp = told["headers"]["webhook-timestamp"].as_str().unwrap();
        let headers =
            Headers { id: sent.id.as_str(), timestamp, signature: told["signed"].as_str().unwrap() };
        assert_eq!(webhook::verify(&[secret(1)], headers, sent.body.as_bytes(), now()), Ok(()));
    }
}

#[tokio::test]
async fn the_reference_library_refuses_another_secret_and_an_old_message() {
    let (server, outbound) = receiver(json!({}));
    let url = format!("http://{}/", server.address());
    let old = now() - Duration::from_secs(3600);
    for (secrets, time) in [([secret(2)], now()), ([secret(1)], old)] {
        let outcome = webhook(url.clone(), &secrets).send(&outbound, time).await;
        assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
        assert_eq!(server.next()["verified"], false);
    }
}

#[tokio::test]
async fn each_answer_tells_what_to_do_next() {
    let date = "Wed, 04 Mar 2026 05:08:07 GMT";
    let (server, outbound) = receiver(json!({
        "/200": {"body": "ok\nthen"}, "/202": {"status": 202}, "/400": {"status": 400, "body": "invalid_payload"}, "/401": {"status": 401},
        "/404": {"status": 404}, "/410": {"status": 410}, "/429": {"status": 429, "headers": {"retry-after": "7"}},
        "/500": {"status": 500}, "/503": {"status": 503, "headers": {"retry-after": date}}, "/599": {"status": 599},
    }));
    let place = host(&server);
    let failed = |said: &str| Error::Failed { host: place.clone(), said: said.to_owned() };
    let refused = |said: &str| Outcome::Never(Error::Refused { host: place.clone(), said: said.to_owned() });
    let later = |seconds: Option<u64>, said: &str| Outcome::Later {
        after: seconds.map(Duration::from_secs),
        why: failed(said),
    };
    let time: Timestamp = "2026-03-04T05:06:07Z".parse().unwrap();
    for (path, expected) in [
        ("/200", Outcome::Done { said: "200 ok then".to_owned() }),
        ("/202", Outcome::Done { said: "202".to_owned() }),
        ("/400", refused("400 invalid_payload")),
        ("/401", refused("401")),
        ("/404", refused("404")),
        ("/410", Outcome::Never(Error::Gone { host: place.clone() })),
        ("/429", later(Some(7), "429")),
        ("/500", later(None, "500")),
        ("/503", later(Some(120), "503")),
        ("/599", later(None, "599")),
    ] {
        let url = format!("http://{place}{path}");
        assert_eq!(webhook(url, &[secret(1)]).send(&outbound, time).await, expected, "{path}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (inside, _) = receiver(json!({}));
    let location = format!("http://{}/inside", inside.address());
    let headers = json!({ "location": location });
    let (server, _) = receiver(
        json!({"/301": {"status": 301, "headers": headers}, "/308": {"status": 308, "headers": headers}}),
    );
    // Even to a place that may be reached.
    let outbound = outbound(&[server.address(), inside.address()], "", patient());
    for path in ["/301", "/308"] {
        let expected = Outcome::Never(Error::Redirected { host: host(&server) });
        assert_eq!(send(&outbound, &server, path).await, expected);
    }
    assert!(inside.rest().is_empty());
}

#[tokio::test]
async fn an_answer_without_end_is_left_unread() {
    let (server, outbound) =
        receiver(json!({"/ok": {"endless": true}, "/bad": {"status": 400, "endless": true}}));
    let outcome = send(&outbound, &server, "/ok").await;
    let Outcome::Done { said } = outcome else { panic!("{outcome:?}") };
    assert!(said.ends_with("(too long, left unread)") && said.len() < 300, "{said}");
    let outcome = send(&outbound, &server, "/bad").await;
    assert!(
        matches!(&outcome, Outcome::Never(Error::Refused { said, .. }) if said.len() < 300),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn an_answer_that_drips_is_not_waited_for() {
    let (server, _) = receiver(json!({"/ok": {"drip": true}, "/silent": {"silent": true}}));
    let outbound = outbound(&[server.address()], "", LIMITS);
    let outcome = send(&outbound, &server, "/ok").await;
    // It was taken: the status says so.
    assert!(
        matches!(&outcome, Outcome::Done { said } if said.ends_with("(its end did not come)")),
        "{outcome:?}"
    );
    let outcome = send(&outbound, &server, "/silent").await;
    assert!(matches!(outcome, Outcome::Unknown(Error::NoAnswer { .. })), "{outcome:?}");
    assert_eq!(server.rest().len(), 2);
}

#[tokio::test]
async fn what_was_never_connected_to_is_tried_again() {
    let closed = Silent::start().address();
    let silent = Silent::start();
    let outbound = outbound(&[closed, silent.address()], "", LIMITS);
    for url in [
        format!("http://{closed}/KEY"),
        format!("https://{}/KEY", silent.address()),
        format!("https://localhost:{}/KEY", silent.address().port()),
    ] {
        let outcome = webhook(url.clone(), &[secret(1)]).send(&outbound, now()).await;
        let Outcome::Later { after: None, why: why @ Error::Unreachable { .. } } = outcome else {
            panic!("{url}: {outcome:?}")
        };
        assert!(!why.to_string().contains("KEY"), "{why}");
    }
    let outcome =
        webhook(format!("http://{}/KEY", silent.address()), &[secret(1)]).send(&outbound, now()).await;
    let Outcome::Unknown(why @ Error::NoAnswer { .. }) = outcome else { panic!("{outcome:?}") };
    assert!(!why.to_string().contains("KEY"), "{why}");
}

#[tokio::test]
async fn a_certificate_is_believed_when_its_authority_is() {
    let authority = Authority::new();
    let server = Server::start(WEBHOOKS, &authority.settings(json!({"secret": secret(1).reveal()})));
    let url = format!("https://localhost:{}/", server.address().port());
    let trusting = outbound(&[server.address()], &authority.trust, patient());
    let outcome = webhook(url.clone(), &[secret(1)]).send(&trusting, now()).await;
    assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
    // Neither without the authority, nor by another name.
    let by_address = format!("https://{}/", server.address());
    for (url, trust) in [(url, Authority::new().trust), (by_address, authority.trust)] {
        let outcome =
            webhook(url, &[secret(1)]).send(&outbound(&[server.address()], &trust, patient()), now()).await;
        assert!(matches!(outcome, Outcome::Later { why: Error::Unreachable { .. }, .. }), "{outcome:?}");
    }
    assert_eq!(server.rest().len(), 1);
}

#[tokio::test]
async fn nothing_is_sent_to_what_the_configuration_does_not_name() {
    let (server, outbound) = receiver(json!({}));
    let port = server.address().port();
    for url in [
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://127.1:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://user@127.0.0.1:{port}/"),
        format!("http://localhost.:{port}/"),
        "http://127.0.0.1:2/".to_owned(),
    ] {
        let outcome = webhook(url.clone(), &[secret(1)]).send(&outbound, now()).await;
        assert!(matches!(outcome, Outcome::Never(Error::NotAllowed(_))), "{url}: {outcome:?}");
    }
    assert!(matches!(
        webhook(format!("http://127.0.0.1:{port}/"), &[]).send(&outbound, now()).await,
        Outcome::Never(Error::Message(_))
    ));
    assert!(server.rest().is_empty());
}
