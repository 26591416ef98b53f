use mainstay_dispatch::mail::{Login, Mail, Mailbox, Mailer, Relay, Security};
use mainstay_dispatch::{DeliveryId, Error, Limits, Outcome};
use mainstay_testapp::servers::{SMTP, Server};
use serde_json::{Value, json};
use std::net::SocketAddr;

use crate::script;
use crate::silent::Silent;
use crate::world::{Authority, LIMITS, outbound, patient};

fn mail(to: &str) -> Mail {
    Mail {
        id: DeliveryId::new("0198-a").unwrap(),
        date: "2026-03-04T05:06:07Z".parse().unwrap(),
        to: Mailbox::new(Some("Ada, \"Größe\" <eve@mail.example>"), to).unwrap(),
        subject: "Größe: 3 advisories\r\nBcc: eve@mail.example".to_owned(),
        text: "Hello,\n.\n..two dots, größer 😀\n.\r\nQUIT\r\n".to_owned(),
        html: "<p>Hello</p>".to_owned(),
        reason: "You own <Shop>.".to_owned(),
        unsubscribe: Some("https://mainstay.example/unsubscribe?token=0123456789012345678901234567890123456789012345678901234567890123456789".to_owned()),
        thread: Some(DeliveryId::new("shop").unwrap()),
    }
}

fn relay(host: &str, server: SocketAddr, security: Security) -> Relay {
    let from = Mailbox::new(Some("Mainstay"), "office@mainstay.example").unwrap();
    Relay { host: host.to_owned(), port: server.port(), security, login: None, from }
}

fn plain(server: SocketAddr, limits: Limits) -> Mailer {
    Mailer::new(outbound(&[server], "", limits), relay("127.0.0.1", server, Security::Plain)).unwrap()
}

fn start(settings: &Value) -> (Server, Mailer) {
    let server = Server::start(SMTP, settings);
    let mailer = plain(server.address(), patient());
    (server, mailer)
}

fn done(outcome: &Outcome) {
    assert!(matches!(outcome, Outcome::Done { said } if said.starts_with("250 ")), "{outcome:?}");
}

fn relay_error(outcome: &Outcome) -> &str {
    let Outcome::Later { why: Error::Relay { why, .. }, .. } = outcome else { panic!("{outcome:?}") };
    why
}

#[tokio::test]
async fn an_independent_reader_finds_the_mail_as_it_was_meant() {
    let (server, mailer) = start(&json!({}));
    done(&mailer.send(&mail("ada@mail.example")).await);
    let told = server.next();
    assert_eq!(told["from"], "office@mainstay.example");
    assert_eq!(told["to"], json!(["ada@mail.example"]));
    assert_eq!(told["subject"], "Größe: 3 advisories Bcc: eve@mail.example");
    assert_eq!(told["messageId"], "<0198-a@mainstay.example>");
    assert_eq!(told["addressees"][0]["name"], "Ada, \"Größe\" <eve@mail.example>");
    assert_eq!(told["addressees"].as_array().unwrap().len(), 1);
    let url = mail("a@b.example").unsubscribe.unwrap();
    let text =
        format!("Hello,\n.\n..two dots, größer 😀\n.\nQUIT\n\n-- \nYou own <Shop>.\nUnsubscribe: {url}\n");
    assert_eq!(told["text"], text);
    let html = told["html"].as_str().unwrap();
    assert!(html.contains("<p>Hello</p><hr><p>You own &lt;Shop&gt;. <a href="), "{html}");
    let mut names: Vec<&str> =
        told["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    names.sort_unstable();
    let expected = [
        "auto-submitted",
        "content-type",
        "date",
        "from",
        "in-reply-to",
        "list",
        "message-id",
        "mime-version",
        "references",
        "subject",
        "to",
    ];
    assert_eq!(names, expected);
    let lines: Vec<String> = told["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line.as_str().unwrap().replace("\r\n ", " "))
        .collect();
    for line in [
        format!("List-Unsubscribe: <{url}>"),
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click".to_owned(),
        "Auto-Submitted: auto-generated".to_owned(),
        "References: <shop@mainstay.example>".to_owned(),
    ] {
        assert!(lines.contains(&line), "{line}: {lines:#?}");
    }
}

#[tokio::test]
async fn a_connection_is_used_again_and_a_dead_one_replaced() {
    let (server, mailer) = start(&json!({}));
    let mut sessions = Vec::new();
    for _ in 0..3 {
        done(&mailer.send(&mail("ada@mail.example")).await);
        sessions.push(server.next()["session"].clone());
    }
    assert!(sessions.iter().all(|session| *session == sessions[0]), "{sessions:?}");
    // Once for a connection that breaks while it is kept.
    const GREETING: &[u8] = b"220 here\r\n";
    const OK: &[u8] = b"250 ok\r\n";
    const GO: &[u8] = b"354 go\r\n";
    // It ends at the next mail.
    let short = script::start(&[GREETING, OK, OK, OK, GO, OK]);
    let mailer = plain(short, patient());
    for _ in 0..3 {
        done(&mailer.send(&mail("ada@mail.example")).await);
    }
}

#[tokio::test]
async fn mail_goes_over_tls_with_user_and_password() {
    let authority = Authority::new();
    let login = Login { user: "office".to_owned(), password: "pa ss\r\nü".to_owned() };
    for (security, mode) in [(Security::StartTls, "starttls"), (Security::Tls, "secure")] {
        let settings = json!({"user": login.user, "password": login.password, mode: true});
        let server = Server::start(SMTP, &authority.settings(settings));
        let mailer = |host: &str, trust: &str, login: Option<Login>| {
            let relay = Relay { login, ..relay(host, server.address(), security) };
            Mailer::new(outbound(&[server.address()], trust, patient()), relay).unwrap()
        };
        done(
            &mailer("localhost", &authority.trust, Some(login.clone())).send(&mail("ada@mail.example")).await,
        );
        let told = server.next();
        assert_eq!((&told["secure"], &told["user"]), (&json!(true), &json!("office")), "{security:?}");
        // A password that is wrong, and none: the settings are at fault, not the mail.
        let wrong = Login { password: "guess".to_owned(), ..login.clone() };
        for login in [Some(wrong), None] {
            let outcome = mailer("localhost", &authority.trust, login).send(&mail("ada@mail.example")).await;
            assert!(relay_error(&outcome).starts_with("53"), "{outcome:?}");
        }
        // Another authority, and a name that the certificate does not bear.
        for (host, trust) in [("localhost", Authority::new().trust), ("127.0.0.1", authority.trust.clone())] {
            let outcome = mailer(host, &trust, Some(login.clone())).send(&mail("ada@mail.example")).await;
            assert!(matches!(outcome, Outcome::Later { why: Error::Unreachable { .. }, .. }), "{outcome:?}");
        }
        assert!(server.rest().is_empty());
    }
}

#[tokio::test]
async fn nothing_is_sent_in_the_clear_when_starttls_is_asked_for() {
    let (server, _) = start(&json!({}));
    let relay = relay("localhost", server.address(), Security::StartTls);
    let mailer = Mailer::new(outbound(&[server.address()], "", patient()), relay).unwrap();
    let outcome = mailer.send(&mail("ada@mail.example")).await;
    assert_eq!(relay_error(&outcome), "530 it offers no STARTTLS");
    assert!(server.rest().is_empty());
}

#[tokio::test]
async fn words_before_tls_are_not_taken_for_words_within_it() {
    // What a man in the middle adds to the answer to STARTTLS.
    let middle = script::start(&[
        b"220 here\r\n",
        b"250-here\r\n250 STARTTLS\r\n",
        b"220 go\r\n250 AUTH PLAIN\r\n235 ok\r\n250 ok\r\n",
    ]);
    let mailer =
        Mailer::new(outbound(&[middle], "", patient()), relay("localhost", middle, Security::StartTls))
            .unwrap();
    let outcome = mailer.send(&mail("ada@mail.example")).await;
    // The injected words meet the handshake.
    let Outcome::Later { why: Error::Unreachable { why, .. }, .. } = &outcome else { panic!("{outcome:?}") };
    assert!(why.contains("corrupt message"), "{why}");
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let (server, mailer) = start(&json!({}));
    for (to, expected) in
        [("550@mail.example", "never"), ("450@mail.example", "later"), ("421@mail.example", "later")]
    {
        let outcome = mailer.send(&mail(to)).await;
        let got = match &outcome {
            Outcome::Never(Error::Recipient { said, .. }) if said.starts_with("550 ") => "never",
            Outcome::Later { after: None, why: Error::Failed { said, .. } }
                if said.contains("said the test") =>
            {
                "later"
            }
            _ => panic!("{to}: {outcome:?}"),
        };
        assert_eq!(got, expected, "{to}");
    }
    // The next one is not harmed.
    done(&mailer.send(&mail("ada@mail.example")).await);
    server.next();
    let from = Mailbox::new(None, "553@mainstay.example").unwrap();
    let relay = Relay { from, ..relay("127.0.0.1", server.address(), Security::Plain) };
    let outcome = Mailer::new(outbound(&[server.address()], "", patient()), relay)
        .unwrap()
        .send(&mail("ada@mail.example"))
        .await;
    assert!(matches!(outcome, Outcome::Never(Error::Sender { .. })), "{outcome:?}");
    assert!(server.rest().is_empty());
}

#[tokio::test]
async fn after_the_text_no_is_no_and_silence_is_unknown() {
    for (data, limits) in [
        (json!(554), patient()),
        (json!(451), patient()),
        (json!("break"), patient()),
        (json!("hang"), LIMITS),
    ] {
        let server = Server::start(SMTP, &json!({ "data": data }));
        let outcome = plain(server.address(), limits).send(&mail("ada@mail.example")).await;
        let right = match data.as_str() {
            Some(_) => matches!(outcome, Outcome::Unknown(Error::NoAnswer { .. })),
            None if data == 554 => matches!(outcome, Outcome::Never(Error::Refused { .. })),
            None => matches!(outcome, Outcome::Later { why: Error::Failed { .. }, .. }),
        };
        assert!(right, "{data}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_silent_gone_or_talks_without_end_is_for_later() {
    const ENDLESS: &[u8] = &[b'2'; 1 << 20];
    let silent = Silent::start();
    let gone = Silent::start().address();
    let servers = [
        silent.address(),
        gone,
        script::start(&[ENDLESS]),
        script::start(&[b"220 here\r\n", b"\xff\xfe\r\n"]),
        script::start(&[b"HTTP/1.1 200 OK\r\n"]),
    ];
    let mut sending = Vec::new();
    for server in servers {
        for security in [Security::Plain, Security::Tls, Security::StartTls] {
            let mailer =
                Mailer::new(outbound(&[server], "", LIMITS), relay("localhost", server, security)).unwrap();
            // Side by side: each waits until its time is up.
            sending
                .push((security, tokio::spawn(async move { mailer.send(&mail("ada@mail.example")).await })));
        }
    }
    for (security, sent) in sending {
        let outcome = sent.await.unwrap();
        assert!(
            matches!(outcome, Outcome::Later { why: Error::Unreachable { .. }, .. }),
            "{security:?}: {outcome:?}"
        );
    }
    let closed = script::start(&[b"554 not you\r\n"]);
    let outcome = plain(closed, patient()).send(&mail("ada@mail.example")).await;
    assert_eq!(relay_error(&outcome), "554 not you");
}

#[tokio::test]
async fn an_address_beyond_ascii_goes_where_it_is_understood() {
    let (server, mailer) = start(&json!({}));
    done(&mailer.send(&mail("größe@mail.example")).await);
    assert_eq!(server.next()["to"], json!(["größe@mail.example"]));
    // A server that does not know SMTPUTF8, but the other spelling of a domain.
    let old: &[&[u8]] =
        &[b"220 here\r\n", b"250 here\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"250 ok\r\n"];
    let old = plain(script::start(old), patient());
    let outcome = old.send(&mail("größe@mail.example")).await;
    assert!(matches!(outcome, Outcome::Never(Error::Recipient { .. })), "{outcome:?}");
    done(&old.send(&mail("ada@bücher.example")).await);
}

#[test]
fn a_relay_that_the_configuration_does_not_name_is_a_wrong_setting() {
    let server: SocketAddr = "127.0.0.1:2525".parse().unwrap();
    let outbound = || outbound(&[server], "", LIMITS);
    for (host, port) in [("mail.example", 2525), ("127.0.0.1", 25)] {
        let relay = Relay { host: host.to_owned(), port, ..relay("", server, Security::Tls) };
        assert!(matches!(Mailer::new(outbound(), relay), Err(Error::NotAllowed(_))));
    }
    let from = Mailbox::new(None, "büro@mainstay.example").unwrap();
    let relay = Relay { from, ..relay("127.0.0.1", server, Security::Plain) };
    assert!(matches!(Mailer::new(outbound(), relay), Err(Error::Setting(_))));
}
