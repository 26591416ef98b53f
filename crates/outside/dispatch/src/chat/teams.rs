//! Microsoft Teams: an Adaptive Card for a workflow.

use serde_json::{Value, json};

use super::{Kind, LABEL, Message, NAME, TEXT, TITLE, VALUE};
use crate::text::{cut, lines, one_line};

/// Fields: a `message` with one attachment, an Adaptive Card 1.4 whose `body` is `RichTextBlock`s of `TextRun`s, and an `Action.OpenUrl`.
/// Text runs know no Markdown (`TextBlock` and `FactSet` do), and whom a card calls stands in its `msteams` part, which is left out.
/// For the workflow "When a Teams webhook request is received", which replaces the connectors that were retired.
pub(super) const KIND: Kind = Kind {
    id: "teams",
    title: "Microsoft Teams (workflow)",
    documentation: "https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using",
    render,
};

fn render(message: &Message) -> Value {
    let title = run(&one_line(&message.title), TITLE, json!({"size": "Large", "weight": "Bolder"}));
    let mut body = vec![block(vec![title])];
    let text = lines(&message.text);
    if !text.trim().is_empty() {
        body.push(block(vec![run(&text, TEXT, json!({}))]));
    }
    body.extend(message.facts().map(|(name, value)| {
        let name = run(&format!("{}: ", one_line(name)), NAME, json!({"weight": "Bolder"}));
        block(vec![name, run(&one_line(value), VALUE, json!({}))])
    }));
    body.extend(message.more().map(|more| block(vec![run(&more, NAME, json!({"isSubtle": true}))])));
    let mut card = json!({
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    });
    if let Some(link) = &message.link {
        let label = cut(&one_line(&link.label), LABEL);
        card["actions"] = json!([{"type": "Action.OpenUrl", "title": label, "url": link.url()}]);
    }
    let content_type = "application/vnd.microsoft.card.adaptive";
    json!({"type": "message", "attachments": [{"contentType": content_type, "contentUrl": null, "content": card}]})
}

fn block(inlines: Vec<Value>) -> Value {
    json!({"type": "RichTextBlock", "inlines": inlines})
}

fn run(text: &str, most: usize, mut style: Value) -> Value {
    style["type"] = "TextRun".into();
    style["text"] = cut(text, most).into();
    style
}
