//! Members of JSON objects that a later one of the same key stands for.

use std::borrow::Cow;
use std::ops::Range;

use crate::decode::{comment_end, string_end};

/// A member that is not to be read.
#[derive(Debug, PartialEq)]
pub(super) struct Repeat<'t> {
    /// Its key.
    pub(super) key: Cow<'t, str>,
    /// Its bytes, with the comma that follows.
    pub(super) member: Range<usize>,
}

/// Finds the members that are repeated further down in their object, in the order of the text. A text that is no JSON has
/// none that matter: its reader tells the fault.
pub(super) fn find(text: &str) -> Vec<Repeat<'_>> {
    let mut reader = Reader::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'"' => {
                let end = string_end(bytes, at).min(bytes.len());
                if reader.key_expected {
                    reader.key(text, at, end);
                }
                end
            }
            b'/' if matches!(bytes.get(at + 1), Some(b'/' | b'*')) => comment_end(bytes, at),
            byte => {
                reader.mark(byte, at);
                at + 1
            }
        };
        at = end;
    }
    reader.found.sort_unstable_by_key(|repeat| repeat.member.start);
    reader.found
}

struct Member<'t> {
    key: Cow<'t, str>,
    bytes: Range<usize>,
}

#[derive(Default)]
struct Reader<'t> {
    /// The members of the objects that are open, the innermost last.
    members: Vec<Member<'t>>,
    /// Where the members of each open object start; `None` for a list.
    open: Vec<Option<usize>>,
    key_expected: bool,
    found: Vec<Repeat<'t>>,
}

impl<'t> Reader<'t> {
    fn key(&mut self, text: &'t str, start: usize, end: usize) {
        let raw = text.get(start + 1..end.saturating_sub(1)).unwrap_or_default();
        let key = match raw.contains('\\').then(|| serde_json::from_str(&text[start..end])) {
            Some(Ok(key)) => Cow::Owned(key),
            _ => Cow::Borrowed(raw),
        };
        self.members.push(Member { key, bytes: start..end });
        self.key_expected = false;
    }

    fn mark(&mut self, byte: u8, at: usize) {
        match byte {
            b'{' => {
                self.open.push(Some(self.members.len()));
                self.key_expected = true;
            }
            b'[' => {
                self.open.push(None);
                self.key_expected = false;
            }
            b',' => {
                let inside = matches!(self.open.last(), Some(Some(_)));
                if let Some(member) = self.members.last_mut().filter(|_| inside) {
                    member.bytes.end = at + 1;
                }
                self.key_expected = inside;
            }
            b'}' | b']' => {
                if let Some(Some(first)) = self.open.pop() {
                    self.close(first);
                }
                self.key_expected = false;
            }
            _ => {}
        }
    }

    /// An object ends: of its members with one key the last stays.
    fn close(&mut self, first: usize) {
        let mut members = self.members.split_off(first.min(self.members.len()));
        if members.len() < 2 {
            return;
        }
        // Stable: members of one key stay in their order.
        members.sort_by(|a, b| a.key.cmp(&b.key));
        let mut members = members.into_iter().peekable();
        while let Some(member) = members.next() {
            if members.peek().is_some_and(|next| next.key == member.key) {
                self.found.push(Repeat { key: member.key, member: member.bytes });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        find(text).into_iter().map(|repeat| repeat.key.into_owned()).collect()
    }

    #[test]
    fn only_members_of_one_object_repeat_one_another() {
        assert_eq!(keys(r#"{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}], "c": "a"}"#), [""; 0]);
        assert_eq!(keys(r#"{"a": 1, "b": "a", "a": {"b": 1, "b": 2}}"#), ["a", "b"]);
        assert_eq!(keys(r#"{"a": 1, "\u0061": 2, /* "a": 3, */ "a": "\"b", "b": 1}"#), ["a", "a"]);
    }

    #[test]
    fn a_member_is_its_key_its_value_and_the_comma() {
        let text = r#"{ "a": {"x": [1, 2]} , "a": 2}"#;
        assert_eq!(&text[find(text)[0].member.clone()], r#""a": {"x": [1, 2]} ,"#);
    }

    #[test]
    fn what_is_no_json_is_passed_over() {
        for text in ["", "}", "{", "\"", "{\"a", "[}", "{\"a\\", "{\"a\": 1, \"a\"", "]{\"\\", "{\"é\\"] {
            assert_eq!(keys(text), [""; 0], "{text}");
        }
    }
}
