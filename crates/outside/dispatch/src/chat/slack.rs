//! Slack: blocks of plain text.

use serde_json::{Value, json};

use super::{Kind, LABEL, Message, NAME, TEXT, TITLE, VALUE};
use crate::text::{fit, lines, one_line};

/// Fields: `text` (what notifications show), `blocks` of types `header`, `section` and `context`. Text is `plain_text`, where nothing is
/// formatted; a link needs `mrkdwn`, in which nothing of ours but the link stands.
pub(super) const KIND: Kind = Kind {
    id: "slack",
    title: "Slack (incoming webhook)",
    documentation: "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
    render,
};

fn render(message: &Message) -> Value {
    let title = one_line(&message.title);
    let mut blocks = vec![json!({"type": "header", "text": plain(&title, TITLE)})];
    if !message.text.trim().is_empty() {
        blocks.push(json!({"type": "section", "text": plain(&lines(&message.text), TEXT)}));
    }
    let fact = |(name, value): (&str, &str)| plain(&one_line(&format!("{name}: {value}")), NAME + VALUE);
    let fields: Vec<Value> = message.facts().map(fact).collect();
    if !fields.is_empty() {
        blocks.push(json!({"type": "section", "fields": fields}));
    }
    if let Some(more) = message.more() {
        blocks.push(json!({"type": "context", "elements": [plain(&more, NAME)]}));
    }
    if let Some(link) = &message.link {
        // A bar would end the address, whatever stands in the label.
        let label = escaped(&one_line(&link.label).replace('|', "/"), LABEL);
        let text = format!("<{}|{label}>", link.url().replace('&', "&amp;"));
        blocks.push(
            json!({"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": true}]}),
        );
    }
    json!({"text": escaped(&title, TITLE), "blocks": blocks})
}

fn plain(text: &str, most: usize) -> Value {
    // An empty text is refused.
    let text = escaped(if text.trim().is_empty() { "-" } else { text }, most);
    json!({"type": "plain_text", "text": text, "emoji": false})
}

/// The three characters that Slack reads as control characters in any text; everything that it links or calls starts with one.
fn escaped(text: &str, most: usize) -> String {
    fit(text, most, |c, out| match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        _ => out.push(c),
    })
}
