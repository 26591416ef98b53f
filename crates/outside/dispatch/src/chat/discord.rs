//! Discord: an embed, in Markdown.

use serde_json::{Value, json};

use super::{Kind, Message, NAME, TEXT, TITLE};
use crate::text::{cut, fit, lines, one_line};

/// Fields: `allowed_mentions` (nobody is called, whatever the text says) and `embeds` with `title`, `url`, `description`, `fields` and
/// `footer`; together at most 6000
/// characters, hence shorter values.
pub(super) const KIND: Kind = Kind {
    id: "discord",
    title: "Discord (webhook)",
    documentation: "https://docs.discord.com/developers/resources/webhook",
    render,
};

fn render(message: &Message) -> Value {
    let shown = |text: &str, most| {
        let text = escaped(text, most);
        // An empty name or value is refused.
        if text.trim().is_empty() { "-".to_owned() } else { text }
    };
    let fact = |(name, value): (&str, &str)| json!({"name": shown(&one_line(name), NAME), "value": shown(&one_line(value), 200), "inline": true});
    let mut embed = json!({
        "title": shown(&one_line(&message.title), TITLE),
        "description": escaped(&lines(&message.text), TEXT),
        "fields": message.facts().map(fact).collect::<Vec<_>>(),
    });
    let label = message.link.as_ref().map(|link| one_line(&link.label));
    let footer: Vec<String> = message.more().into_iter().chain(label).collect();
    if !footer.is_empty() {
        embed["footer"] = json!({"text": cut(&footer.join(" · "), NAME)});
    }
    if let Some(link) = &message.link {
        embed["url"] = link.url().into();
    }
    json!({"allowed_mentions": {"parse": []}, "embeds": [embed]})
}

/// Whatever Markdown formats, links or calls by.
fn escaped(text: &str, most: usize) -> String {
    fit(text, most, |c, out| {
        if c.is_ascii_punctuation()
            && !matches!(c, '.' | ',' | '/' | '\'' | '"' | '=' | '?' | '%' | ';' | '&')
        {
            out.push('\\');
        }
        out.push(c);
    })
}
