use mainstay_dispatch::chat::{KINDS, Kind, Link, Message, Post};
use mainstay_dispatch::{Error, Outcome};
use mainstay_testapp::servers::{Server, WEBHOOKS};
use serde_json::{Value, json};

use crate::world::{now, outbound, patient};

#[tokio::test]
async fn each_kind_posts_json_to_its_address_and_tells_the_answer() {
    let replies = json!({"/gone/KEY": {"status": 404, "body": "no_service"}, "/in/KEY": {"body": "ok"}});
    let server = Server::start(WEBHOOKS, &json!({ "replies": replies }));
    let outbound = outbound(&[server.address()], "", patient());
    let message = Message {
        title: "3 advisories".to_owned(),
        text: "Größe <!channel>".to_owned(),
        facts: vec![("Worst".to_owned(), "critical".to_owned())],
        link: Some(Link::new("Open", "https://mainstay.example/x").unwrap()),
    };
    for &kind in KINDS {
        let post = |path: &str| Post {
            kind,
            url: format!("http://{}{path}", server.address()),
            message: message.clone(),
        };
        assert_eq!(post("/in/KEY").send(&outbound, now()).await, Outcome::Done { said: "200 ok".to_owned() });
        let told = server.next();
        assert_eq!(
            (&told["method"], &told["headers"]["content-type"]),
            (&json!("POST"), &json!("application/json"))
        );
        let body: Value = serde_json::from_str(told["body"].as_str().unwrap()).unwrap();
        assert_eq!(body, serde_json::from_str::<Value>(&kind.render(&message)).unwrap());
        let outcome = post("/gone/KEY").send(&outbound, now()).await;
        let Outcome::Never(why @ Error::Refused { .. }) = outcome else { panic!("{outcome:?}") };
        assert!(why.to_string().ends_with("404 no_service") && !why.to_string().contains("KEY"), "{why}");
        server.next();
    }
}

#[tokio::test]
async fn a_chat_at_an_address_that_is_not_named_gets_nothing() {
    let server = Server::start(WEBHOOKS, &json!({}));
    let outbound = outbound(&[], "", patient());
    let url = format!("http://{}/KEY", server.address());
    let post = Post { kind: Kind::find("slack").unwrap(), url, message: Message::default() };
    assert!(matches!(post.send(&outbound, now()).await, Outcome::Never(Error::NotAllowed(_))));
    assert!(server.rest().is_empty());
}
