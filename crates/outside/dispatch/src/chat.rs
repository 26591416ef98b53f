//! Chat through incoming webhooks: each system's own JSON from one plain message.

mod discord;
mod google_chat;
mod mattermost;
mod slack;
mod teams;

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use crate::{Error, Outbound, Outcome, http};

/// A system that takes messages at an address of its own making. What these systems format, link or notify by is taken out of every
/// text: nobody is called by the name of a package.
pub struct Kind {
    /// A kebab-case id, unique and stable.
    pub id: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Where its own documentation tells which fields there are.
    pub documentation: &'static str,
    render: fn(&Message) -> Value,
}

/// All kinds of chat, by id.
pub const KINDS: &[&Kind] =
    &[&discord::KIND, &google_chat::KIND, &mattermost::KIND, &slack::KIND, &teams::KIND];

impl Kind {
    /// The kind of an id.
    pub fn find(id: &str) -> Option<&'static Self> {
        KINDS.iter().copied().find(|kind| kind.id == id)
    }

    /// The body that is sent.
    pub fn render(&self, message: &Message) -> String {
        (self.render)(message).to_string()
    }
}

/// A message, in plain text throughout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// One line.
    pub title: String,
    /// Some lines; may be empty.
    pub text: String,
    /// Name and value, a line each; ten are shown.
    pub facts: Vec<(String, String)>,
    /// Where to read on.
    pub link: Option<Link>,
}

/// A link below a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    label: String,
    url: Url,
}

impl Link {
    /// What the link says, and where it leads.
    ///
    /// # Errors
    /// When this is no `https` or `http` address.
    pub fn new(label: &str, url: &str) -> Result<Self, Error> {
        let parsed = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
        let url = parsed.filter(|url| url.as_str().len() <= 2000);
        let url = url.ok_or_else(|| Error::Message("the link is no https:// address".to_owned()))?;
        Ok(Self { label: label.to_owned(), url })
    }

    /// The address, without what ends or parts an address in any of these systems.
    fn url(&self) -> String {
        let parts = [('|', "%7C"), ('<', "%3C"), ('>', "%3E"), ('(', "%28"), (')', "%29")];
        parts.iter().fold(self.url.to_string(), |url, (part, code)| url.replace(*part, code))
    }
}

/// Facts that are shown; more are told by their number.
const FACTS: usize = 10;

// What is shown of each part, in UTF-16 units: a message of the longest parts fits into the 28 KB that Teams takes, the least of all.
const TITLE: usize = 150;
const TEXT: usize = 2500;
const NAME: usize = 100;
const VALUE: usize = 300;
const LABEL: usize = 100;

impl Message {
    fn facts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.facts.iter().take(FACTS).map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn more(&self) -> Option<String> {
        let more = self.facts.len().saturating_sub(FACTS);
        (more > 0).then(|| format!("and {more} more"))
    }
}

/// A message to one receiver.
#[derive(Clone)]
pub struct Post {
    /// Which system it is.
    pub kind: &'static Kind,
    /// The address that the system made for us; whoever knows it can write there.
    pub url: String,
    /// What is said.
    pub message: Message,
}

impl Post {
    /// Sends it. These systems know no double: what is sent again after [`Outcome::Unknown`] may be there twice.
    pub async fn send(&self, outbound: &Outbound, now: Timestamp) -> Outcome {
        http::post(outbound, &self.url, &[], self.kind.render(&self.message).into_bytes(), now).await
    }
}

#[cfg(test)]
mod tests;
