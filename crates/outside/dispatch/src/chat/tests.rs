use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use super::{KINDS, Kind, Link, Message};

/// What calls, links or formats in one of the systems.
const HOSTILE: &[&str] = &[
    "<!channel>",
    "<!here|here>",
    "<@U012345>",
    "<#C01>",
    "<https://evil.example|safe>",
    "@here",
    "@channel",
    "@all",
    "@everyone",
    "<users/all>",
    "<at>everyone</at>",
    "[safe](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "*bold*",
    "_it_",
    "~no~",
    "`code`",
    "```\n",
    "# head",
    "> quote",
    "<b>b</b>",
    "<a href=\"https://evil.example\">x</a>",
    "&lt;!channel&gt;",
    "\\*x\\*",
    "\\@here",
    "|",
    "\0",
    "\r\n",
    "\u{2028}",
    "<@&1>",
    "~town-square",
    "a@b.example",
];

fn message(text: &str) -> Message {
    Message {
        title: text.to_owned(),
        text: format!("{text}\n{text}"),
        facts: vec![(text.to_owned(), text.to_owned()); 12],
        link: Some(Link::new(text, "https://mainstay.example/x?a=1&b=<|>#y|z()").unwrap()),
    }
}

fn render(kind: &Kind, message: &Message) -> Value {
    serde_json::from_str(&kind.render(message)).unwrap()
}

/// Every text of a body, with the names that lead to it.
fn texts(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => found.push((path.to_owned(), text.clone())),
        Value::Array(all) => all.iter().for_each(|one| texts(one, path, found)),
        Value::Object(all) => all.iter().for_each(|(name, one)| texts(one, &format!("{path}/{name}"), found)),
        _ => {}
    }
}

fn all_texts(kind: &str, message: &Message) -> Vec<(String, String)> {
    let mut found = Vec::new();
    texts(&render(Kind::find(kind).unwrap(), message), "", &mut found);
    found
}

#[test]
fn each_kind_has_an_id_of_its_own_and_is_found_by_it() {
    let ids: BTreeSet<&str> = KINDS.iter().map(|kind| kind.id).collect();
    assert_eq!(ids.len(), KINDS.len());
    assert!(KINDS.iter().map(|kind| kind.id).is_sorted());
    for kind in KINDS {
        assert_eq!(Kind::find(kind.id).unwrap().title, kind.title);
        assert!(kind.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
    }
    assert!(Kind::find("irc").is_none());
}

#[test]
fn slack_reads_no_control_character_of_ours_but_the_links() {
    for hostile in HOSTILE {
        let mut links = 0;
        for (path, text) in all_texts("slack", &message(hostile)) {
            if path.ends_with("elements/text") && text.starts_with("<https://mainstay.example/") {
                links += 1;
                let (url, label) = text[1..text.len() - 1].split_once('|').unwrap();
                assert!(!url.contains(['<', '>']) && !label.contains(['<', '>', '|']), "{text}");
                assert_eq!(url, "https://mainstay.example/x?a=1&amp;b=%3C%7C%3E#y%7Cz%28%29");
            } else {
                assert!(!text.contains(['<', '>']), "{text}");
                assert!(
                    text.match_indices('&').all(|(at, _)| ["&amp;", "&lt;", "&gt;"]
                        .iter()
                        .any(|one| text[at..].starts_with(one))),
                    "{text}"
                );
            }
        }
        assert_eq!(links, 1);
    }
}

#[test]
fn slack_formats_nothing_of_ours() {
    let body = Kind::find("slack").unwrap().render(&message("*x*"));
    assert_eq!(body.matches("\"mrkdwn\"").count(), 1);
    assert_eq!(body.matches("\"verbatim\":true").count(), 1);
    assert_eq!(body.matches("\"emoji\":false").count(), body.matches("\"plain_text\"").count());
}

#[test]
fn mattermost_calls_links_and_formats_nothing() {
    for hostile in HOSTILE {
        for (path, text) in all_texts("mattermost", &message(hostile)) {
            // Our own link ends the text.
            let text = match text.rsplit_once("\n\n[") {
                Some((text, link)) => {
                    let (label, url) = link.rsplit_once("](").unwrap();
                    assert_eq!(url, "https://mainstay.example/x?a=1&b=%3C%7C%3E#y%7Cz%28%29)");
                    format!("{text} {label}")
                }
                None => text,
            };
            assert!(!path.ends_with("_link"));
            assert!(!text.contains(['<', '>']), "{text}");
            for (at, c) in text.char_indices().filter(|(_, c)| "@*_`[]()#~!|".contains(*c)) {
                let shielded =
                    if c == '@' { text[at + 1..].starts_with('\u{200b}') } else { is_escaped(&text, at) };
                assert!(shielded, "{c} in {text}");
            }
        }
    }
}

#[test]
fn discord_calls_links_and_formats_nothing() {
    for hostile in HOSTILE {
        let body = render(Kind::find("discord").unwrap(), &message(hostile));
        assert_eq!(body["allowed_mentions"], serde_json::json!({"parse": []}));
        for (path, text) in all_texts("discord", &message(hostile)) {
            // A footer is plain text.
            if path.ends_with("/url") || path.contains("/footer/") {
                continue;
            }
            for (at, c) in text.char_indices().filter(|(_, c)| "@<>*_`[]()#~!|".contains(*c)) {
                assert!(is_escaped(&text, at), "{c} in {text}");
            }
        }
    }
}

/// Whether an odd number of backslashes stands before.
fn is_escaped(text: &str, at: usize) -> bool {
    text[..at].bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1
}

#[test]
fn google_chat_gets_no_tag_and_no_text_that_could_call() {
    for hostile in HOSTILE {
        let body = render(Kind::find("google-chat").unwrap(), &message(hostile));
        assert!(body.get("text").is_none());
        for (path, text) in all_texts("google-chat", &message(hostile)) {
            if path.contains("/widgets/") && !path.contains("/buttonList/") {
                assert!(!text.contains(['<', '>']), "{path}: {text}");
            }
        }
    }
}

#[test]
fn teams_gets_text_runs_and_nobody_to_call() {
    for hostile in HOSTILE {
        let body = Kind::find("teams").unwrap().render(&message(hostile));
        assert!(
            !body.contains("\"msteams\"") && !body.contains("\"TextBlock\"") && !body.contains("\"FactSet\"")
        );
        for (path, text) in all_texts("teams", &message(hostile)) {
            if path.ends_with("/text") {
                assert!(path.ends_with("/body/inlines/text"), "{path}: {text}");
            }
        }
    }
}

#[test]
fn the_plain_message_is_told_whole() {
    let message = Message {
        title: "3 advisories".to_owned(),
        text: "In Shop 2.0".to_owned(),
        facts: vec![("Worst".to_owned(), "critical".to_owned())],
        link: Some(Link::new("Open", "https://mainstay.example/x").unwrap()),
    };
    for kind in KINDS {
        let body = kind.render(&message);
        for part in ["3 advisories", "In Shop 2.0", "Worst", "critical", "Open", "https://mainstay.example/x"]
        {
            assert!(body.replace("\\\\", "").contains(part), "{}: {part}: {body}", kind.id);
        }
    }
}

#[test]
fn a_link_leads_to_the_web() {
    for url in [
        "",
        "javascript:alert(1)",
        "/x",
        "file:///etc/passwd",
        "data:text/html,x",
        &format!("https://a.example/{}", "x".repeat(2000)),
    ] {
        assert!(Link::new("x", url).is_err(), "{url}");
    }
}

proptest! {
    #[test]
    fn no_message_is_larger_than_these_systems_take(text in "(\\PC|<|&|\\*|\"){0,60}", times in 1_usize..60) {
        let message = message(&text.repeat(times));
        for kind in KINDS {
            let body = kind.render(&message);
            prop_assert!(body.len() < 28_000, "{}: {}", kind.id, body.len());
        }
        let discord: usize = all_texts("discord", &message).iter().map(|(_, text)| text.encode_utf16().count()).sum();
        prop_assert!(discord <= 6000, "{}", discord);
        for (path, text) in all_texts("slack", &message).iter().filter(|(path, _)| path.contains("/fields/")) {
            prop_assert!(text.encode_utf16().count() <= 2000, "{}", path);
        }
    }
}
