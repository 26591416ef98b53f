//! Google Chat: a card, whose text is a small part of HTML.

use serde_json::{Value, json};

use super::{Kind, LABEL, Message, NAME, TEXT, TITLE, VALUE};
use crate::text::{cut, fit, lines, one_line};

/// Fields: `fallbackText` (what notifications show) and `cardsV2` with a `header` and a section of `textParagraph`, `decoratedText` and
/// `buttonList`. A message's own `text` is left out: only there can people be called, and nothing can be escaped.
pub(super) const KIND: Kind = Kind {
    id: "google-chat",
    title: "Google Chat (incoming webhook)",
    documentation: "https://developers.google.com/workspace/chat/format-messages",
    render,
};

fn render(message: &Message) -> Value {
    let title = cut(&one_line(&message.title), TITLE);
    let mut widgets = Vec::new();
    if !message.text.trim().is_empty() {
        widgets.push(json!({"textParagraph": {"text": escaped(&lines(&message.text), TEXT)}}));
    }
    widgets.extend(message.facts().map(|(name, value)| {
        let (name, value) = (escaped(&one_line(name), NAME), escaped(&one_line(value), VALUE));
        json!({"decoratedText": {"topLabel": name, "text": value, "wrapText": true}})
    }));
    widgets.extend(message.more().map(|more| json!({"textParagraph": {"text": more}})));
    if let Some(link) = &message.link {
        let label = cut(&one_line(&link.label), LABEL);
        let button = json!({"text": label, "onClick": {"openLink": {"url": link.url()}}});
        widgets.push(json!({"buttonList": {"buttons": [button]}}));
    }
    let mut card = json!({"header": {"title": title}});
    // A section without widgets is refused.
    if !widgets.is_empty() {
        card["sections"] = json!([{ "widgets": widgets }]);
    }
    json!({"fallbackText": title, "cardsV2": [{"cardId": "message", "card": card}]})
}

fn escaped(text: &str, most: usize) -> String {
    fit(text, most, |c, out| match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        _ => out.push(c),
    })
}
