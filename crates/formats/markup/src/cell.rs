//! The value of one cell: what a table shows and what an export of the same rows holds.

use jiff::Timestamp;
use maud::{Markup, html};
use serde_json::Value;

use crate::{count, decimal, purl, tag, time};

/// A typed value. Unknown, none and zero are three different things and look like it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Cell {
    /// Words.
    Text(String),
    /// An identifier that is not words: a version, a path, a digest.
    Code(String),
    /// A package URL.
    Purl(String),
    /// How many.
    Count(u64),
    /// A measured number.
    Number(f64),
    /// A moment.
    Time(Timestamp),
    /// Yes or no.
    Flag(bool),
    /// Several words: tags, licenses.
    List(Vec<String>),
    /// Known to have no value.
    None,
    /// Not known; says why, in words that fit behind "not known:".
    Unknown(String),
}

impl Cell {
    /// [`Cell::Text`] of a value that may be absent.
    pub fn text(value: Option<impl Into<String>>) -> Self {
        value.map_or(Self::None, |text| Self::Text(text.into()))
    }

    /// The cell for a page.
    pub fn html(&self, now: Timestamp) -> Markup {
        match self {
            Self::Text(text) => crate::given::text(text),
            Self::Code(text) => html! { code { (crate::given::text(text)) } },
            Self::Purl(text) => purl(text),
            Self::Count(number) => html! { (count(*number)) },
            Self::Number(number) => html! { (decimal(*number)) },
            Self::Time(at) => time(now, *at),
            Self::Flag(flag) => html! { (if *flag { "Yes" } else { "No" }) },
            Self::List(words) if words.is_empty() => Self::None.html(now),
            Self::List(words) => html! { span class="tags" { @for word in words { (tag(word)) } } },
            Self::None => {
                html! { span class="none" { span aria-hidden="true" { "—" } span class="sr-only" { "none" } } }
            }
            Self::Unknown(reason) => html! { span class="unknown" title=(reason) { "unknown" } },
        }
    }

    /// The cell for a CSV file. Unknown is written as `unknown`, none as nothing, several words with `; ` between, since words such as
    /// license statements have blanks of their own.
    pub fn csv(&self) -> String {
        match self {
            Self::Text(text) | Self::Code(text) | Self::Purl(text) => text.clone(),
            Self::Count(number) => number.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Time(at) => at.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::List(words) => words.join("; "),
            Self::None => String::new(),
            Self::Unknown(_) => "unknown".to_owned(),
        }
    }

    /// The cell for JSON. None is `null`; unknown is an object that says why.
    pub fn json(&self) -> Value {
        match self {
            Self::Text(text) | Self::Code(text) | Self::Purl(text) => text.as_str().into(),
            Self::Count(number) => (*number).into(),
            Self::Number(number) => (*number).into(),
            Self::Time(at) => at.to_string().into(),
            Self::Flag(flag) => (*flag).into(),
            Self::List(words) => words.clone().into(),
            Self::None => Value::Null,
            Self::Unknown(reason) => serde_json::json!({ "unknown": reason }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_none_and_zero_differ_everywhere() {
        let cells = [Cell::Unknown("never measured".to_owned()), Cell::None, Cell::Count(0)];
        for (index, one) in cells.iter().enumerate() {
            for other in &cells[index + 1..] {
                assert_ne!(one.html(Timestamp::UNIX_EPOCH).0, other.html(Timestamp::UNIX_EPOCH).0);
                assert_ne!(one.csv(), other.csv());
                assert_ne!(one.json(), other.json());
            }
        }
    }
}
