//! Mattermost: an attachment, in Markdown.

use serde_json::{Value, json};

use super::{Kind, LABEL, Message, NAME, TEXT, TITLE, VALUE};
use crate::text::{fit, lines, one_line};

/// Fields: `attachments` with `fallback` (what notifications show), `title`, `text` and `fields`. Text is Markdown, and Slack's own links and
/// calls are understood beside it.
pub(super) const KIND: Kind = Kind {
    id: "mattermost",
    title: "Mattermost (incoming webhook)",
    documentation: "https://developers.mattermost.com/integrate/reference/message-attachments",
    render,
};

fn render(message: &Message) -> Value {
    let title = escaped(&one_line(&message.title), TITLE);
    let fact = |(name, value): (&str, &str)| json!({"title": escaped(&one_line(name), NAME), "value": escaped(&one_line(value), VALUE), "short": true});
    let mut fields: Vec<Value> = message.facts().map(fact).collect();
    fields.extend(message.more().map(|more| json!({"title": "", "value": more, "short": false})));
    let mut text = escaped(&lines(&message.text), TEXT);
    if let Some(link) = &message.link {
        text = format!("{text}\n\n[{}]({})", escaped(&one_line(&link.label), LABEL), link.url());
    }
    json!({"attachments": [{"fallback": title, "title": title, "text": text, "fields": fields}]})
}

/// What Markdown formats by is escaped, Slack's brackets are entities, and behind `@` stands a space of no width: a backslash does not
/// keep Mattermost from calling everybody.
fn escaped(text: &str, most: usize) -> String {
    fit(text, most, |c, out| match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '@' => out.push_str("@\u{200b}"),
        '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '-' | '!' | '|' | '~'
        | '$' => {
            out.push('\\');
            out.push(c);
        }
        _ => out.push(c),
    })
}
