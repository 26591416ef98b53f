use proptest::prelude::*;

use super::render;
use crate::mail::{Mail, Mailbox};
use crate::{DeliveryId, Error};

fn mailbox(address: &str) -> Mailbox {
    Mailbox::new(Some("Büro, \"Open\" Source"), address).unwrap()
}

fn mail() -> Mail {
    Mail {
        id: DeliveryId::new("0198-a").unwrap(),
        date: "2026-03-04T05:06:07Z".parse().unwrap(),
        to: mailbox("ada@mail.example"),
        subject: "Größe".to_owned(),
        text: "Hello".to_owned(),
        html: "<p>Hello</p>".to_owned(),
        reason: "You watch <Mainstay>.".to_owned(),
        unsubscribe: Some("https://mainstay.example/unsubscribe?token=a&b".to_owned()),
        thread: None,
    }
}

fn written(mail: &Mail) -> String {
    String::from_utf8(render(mail, &mailbox("office@mainstay.example")).unwrap()).unwrap()
}

/// The head, its folded lines joined.
fn head(written: &str) -> Vec<String> {
    let (head, _) = written.split_once("\r\n\r\n").unwrap();
    head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
}

fn names(written: &str) -> Vec<String> {
    head(written).iter().map(|line| line.split(':').next().unwrap().to_owned()).collect()
}

#[test]
fn the_head_says_who_when_and_how_to_unsubscribe() {
    let head = head(&written(&mail()));
    for line in [
        "Date: Wed, 04 Mar 2026 05:06:07 +0000",
        "Message-ID: <0198-a@mainstay.example>",
        "Auto-Submitted: auto-generated",
        "List-Unsubscribe: <https://mainstay.example/unsubscribe?token=a&b>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ] {
        assert!(head.iter().any(|one| one == line), "{line}: {head:#?}");
    }
    assert!(!head.iter().any(|line| line.starts_with("References") || line.starts_with("In-Reply-To")));
}

#[test]
fn the_same_mail_is_the_same_bytes() {
    assert_eq!(written(&mail()), written(&mail()));
    assert_ne!(written(&mail()), written(&Mail { text: "Other".to_owned(), ..mail() }));
}

#[test]
fn a_thread_is_told_by_its_id() {
    let thread = Some(DeliveryId::new("first").unwrap());
    let head = head(&written(&Mail { thread, ..mail() }));
    assert!(head.contains(&"References: <first@mainstay.example>".to_owned()), "{head:#?}");
    assert!(head.contains(&"In-Reply-To: <first@mainstay.example>".to_owned()));
}

#[test]
fn one_click_is_offered_where_mail_clients_may_click() {
    let http = Mail { unsubscribe: Some("http://127.0.0.1:7878/u".to_owned()), ..mail() };
    let names_of = names(&written(&http));
    assert!(
        names_of.contains(&"List-Unsubscribe".to_owned())
            && !names_of.contains(&"List-Unsubscribe-Post".to_owned())
    );
    let none = names(&written(&Mail { unsubscribe: None, ..mail() }));
    assert!(!none.iter().any(|name| name.starts_with("List-")));
    for wrong in [
        "",
        "unsubscribe",
        "javascript:alert(1)",
        "mailto:a@b.example",
        &format!("https://a.example/{}", "x".repeat(900)),
    ] {
        let refused = render(
            &Mail { unsubscribe: Some(wrong.to_owned()), ..mail() },
            &mailbox("office@mainstay.example"),
        );
        assert!(matches!(refused, Err(Error::Message(_))), "{wrong}");
    }
}

#[test]
fn an_address_is_one_address() {
    for address in [
        "",
        "ada",
        "@",
        "ada@",
        "@mail.example",
        "ada@mail.example\r\nRCPT TO:<eve@mail.example>",
        "ada@mail.example>\r\nDATA",
        "a b@mail.example",
        "ada@mail.example, eve@mail.example",
        "Ada <ada@mail.example>",
        "ada@mail.example\0",
        "\"a\r\nb\"@mail.example",
        "ada@mail\u{2028}.example",
        "<ada@mail.example>",
        "ada@mail.example>",
        "ada@mail.example SIZE=1",
        "ada@mail.example\t",
        "a@b@mail.example",
        &format!("{}@mail.example", "a".repeat(300)),
    ] {
        assert!(matches!(Mailbox::new(None, address), Err(Error::Message(_))), "{address:?}");
    }
    for address in ["ada@mail.example", "ada.l+x@mail.example", "o'neil@mail.example", "größe@bücher.example"]
    {
        assert!(Mailbox::new(None, address).is_ok(), "{address}");
    }
}

#[test]
fn what_is_too_large_is_refused() {
    let mail = Mail { text: "x".repeat(6 << 20), ..mail() };
    assert!(matches!(render(&mail, &mailbox("office@mainstay.example")), Err(Error::Message(_))));
}

fn hostile() -> impl Strategy<Value = String> {
    let parts = [
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        "\0",
        "\u{85}",
        "\u{2028}",
        "Bcc: eve@mail.example",
        "Content-Type: text/html",
        "--",
        "--part-",
        ".",
        "\r\n.\r\n",
        "=?utf-8?q?=0D=0ABcc:?=",
        "=0D=0A",
        "ü",
        "😀",
        " ",
        "\t",
        "<!--",
        "\"",
        "\\",
        ",",
        ";",
        "<eve@mail.example>",
        "x",
    ];
    let long = "[a-zü]{1,90}".prop_map(|text| text);
    proptest::collection::vec(
        prop_oneof![proptest::sample::select(parts.to_vec()).prop_map(str::to_owned), long],
        0..12,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_text_adds_a_header_or_a_bare_line_end(
        name in hostile(), subject in hostile(), text in hostile(), html in hostile(), reason in hostile(), token in hostile(),
    ) {
        let to = Mailbox::new(Some(&name), "ada@mail.example").unwrap();
        let unsubscribe = Some(format!("https://mainstay.example/u?{token}"));
        let mail = Mail { to, subject, text, html, reason, unsubscribe, ..mail() };
        // An address that cannot stand in a header is refused as a whole.
        let Ok(bytes) = render(&mail, &mailbox("office@mainstay.example")) else { return Ok(()) };
        let written = String::from_utf8(bytes).unwrap();
        let bare = written.replace("\r\n", "");
        prop_assert!(!bare.contains(['\r', '\n', '\0']));
        prop_assert!(written.split("\r\n").all(|line| line.len() <= 998));
        prop_assert!(written.is_ascii());
        let mut names = names(&written);
        names.sort();
        let expected = [
            "Auto-Submitted", "Content-Type", "Date", "From", "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Message-ID", "Subject", "To",
        ];
        prop_assert_eq!(names, expected);
        // Two parts, each with its own head.
        let boundary = written.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
        let marker = format!("--{boundary}");
        prop_assert_eq!(written.split("\r\n").filter(|line| line.starts_with(&marker)).count(), 3);
    }
}
