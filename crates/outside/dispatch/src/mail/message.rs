//! A mail as bytes (RFC 5322): the same mail is the same bytes.

use std::fmt::Write as _;
use std::time::SystemTime;

use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{MultiPart, SinglePart};
use maud::{DOCTYPE, PreEscaped, html};
use sha2::{Digest, Sha256};
use url::Url;

use super::{Mail, Mailbox};
use crate::text::{cut, lines, one_line};
use crate::{DeliveryId, Error};

/// Bytes of text and HTML together; servers commonly refuse ten megabytes.
const MOST: usize = 5 << 20;
/// A line of a header may have 998 characters.
const MOST_ADDRESS: usize = 900;

const LIST_UNSUBSCRIBE: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe");
const LIST_UNSUBSCRIBE_POST: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe-Post");
const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// Writes a mail.
pub(super) fn render(mail: &Mail, from: &Mailbox) -> Result<Vec<u8>, Error> {
    if mail.text.len() + mail.html.len() + mail.reason.len() > MOST {
        return Err(Error::Message(format!("it is larger than {} MiB", MOST >> 20)));
    }
    let unsubscribe = mail.unsubscribe.as_deref().map(unsubscribe).transpose()?;
    let domain = from.address().domain();
    let id = |id: &DeliveryId| format!("<{id}@{domain}>");
    let mut builder = Message::builder()
        .from(from.written())
        .to(mail.to.written())
        .date(SystemTime::from(mail.date))
        .message_id(Some(id(&mail.id)))
        .subject(cut(&one_line(&mail.subject), 500))
        // No vacation notice comes back (RFC 3834).
        .raw_header(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned()));
    if let Some(thread) = &mail.thread {
        builder = builder.in_reply_to(id(thread)).references(id(thread));
    }
    if let Some(url) = &unsubscribe {
        builder = builder.raw_header(HeaderValue::new(LIST_UNSUBSCRIBE, format!("<{url}>")));
        if url.scheme() == "https" {
            let click = "List-Unsubscribe=One-Click".to_owned();
            builder = builder.raw_header(HeaderValue::new(LIST_UNSUBSCRIBE_POST, click));
        }
    }
    let (text, html) = (plain(mail, unsubscribe.as_ref()), document(mail, unsubscribe.as_ref()));
    let parts = MultiPart::alternative()
        .boundary(boundary(&[mail.id.as_str(), &text, &html]))
        .singlepart(SinglePart::plain(text))
        .singlepart(SinglePart::html(html));
    let message = builder.multipart(parts).map_err(|error| Error::Message(error.to_string()))?;
    Ok(message.formatted())
}

fn unsubscribe(text: &str) -> Result<Url, Error> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
    url.filter(|url| url.as_str().len() <= MOST_ADDRESS && !url.as_str().contains(['<', '>', '\'', ' ']))
        .ok_or_else(|| Error::Message("the address to unsubscribe at is no https:// address".to_owned()))
}

fn plain(mail: &Mail, unsubscribe: Option<&Url>) -> String {
    let mut text = format!("{}\n\n-- \n{}\n", lines(&mail.text).trim_end(), one_line(&mail.reason));
    if let Some(url) = unsubscribe {
        // Writing to a string cannot fail.
        writeln!(text, "Unsubscribe: {url}").ok();
    }
    text
}

fn document(mail: &Mail, unsubscribe: Option<&Url>) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { (one_line(&mail.subject)) } }
            body {
                (PreEscaped(lines(&mail.html)))
                hr;
                p {
                    (one_line(&mail.reason))
                    @if let Some(url) = unsubscribe { " " a href=(url) { "Unsubscribe" } }
                }
            }
        }
    };
    page.into_string()
}

/// What parts the parts: made from what it parts, which therefore cannot hold it.
fn boundary(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    digest.finalize().iter().take(16).fold(String::from("part-"), |mut text, byte| {
        write!(text, "{byte:02x}").ok();
        text
    })
}

#[cfg(test)]
mod tests;
