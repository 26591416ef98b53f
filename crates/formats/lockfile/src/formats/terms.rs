//! Erlang and Elixir terms, as mix.lock and rebar.lock hold them.

use std::borrow::Cow;

/// Deeper nesting than this breaks the reading off.
const MAX_DEPTH: usize = 64;

/// One term. A keyword (`key: value`) and a map entry are tuples of two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Term<'a> {
    /// A string, a binary or a number.
    Text(Cow<'a, str>),
    Atom(Cow<'a, str>),
    List(Vec<Term<'a>>),
    Tuple(Vec<Term<'a>>),
}

impl<'a> Term<'a> {
    /// The words of a text or an atom.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Atom(text) => Some(text),
            Self::List(_) | Self::Tuple(_) => None,
        }
    }

    /// The parts of a list or a tuple.
    pub(super) fn parts(&self) -> &[Term<'a>] {
        match self {
            Self::List(parts) | Self::Tuple(parts) => parts,
            Self::Text(_) | Self::Atom(_) => &[],
        }
    }

    /// The value of a key in a list of keywords.
    pub(super) fn get(&self, key: &str) -> Option<&Term<'a>> {
        self.parts().iter().find_map(|part| match part.parts() {
            [name, value] if name.text() == Some(key) => Some(value),
            _ => None,
        })
    }
}

/// Where the reading broke off, in bytes, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) at: usize,
    pub(super) message: String,
}

/// The entries of an Elixir map that is the whole text, as far as it can be read.
pub(super) fn map(text: &str) -> (Vec<Term<'_>>, Option<Broken>) {
    let mut reader = Reader { text, at: 0 };
    let mut entries = Vec::new();
    let read = reader.expect("%{").and_then(|()| reader.items('}', 0, &mut entries));
    (entries, read.err())
}

/// The terms of an Erlang file, each of which ends with a full stop, as far as they can be read.
pub(super) fn sentences(text: &str) -> (Vec<Term<'_>>, Option<Broken>) {
    let mut reader = Reader { text, at: 0 };
    let mut terms = Vec::new();
    loop {
        reader.skip();
        if reader.rest().is_empty() {
            return (terms, None);
        }
        match reader.term(0).and_then(|term| reader.expect(".").map(|()| term)) {
            Ok(term) => terms.push(term),
            Err(broken) => return (terms, Some(broken)),
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn broken(&self, message: &str) -> Broken {
        Broken { at: self.at, message: message.to_owned() }
    }

    /// Passes over white space and comments; `%` opens a comment only where it does not open a map.
    fn skip(&mut self) {
        loop {
            let rest = self.rest().trim_start();
            self.at = self.text.len() - rest.len();
            if !rest.starts_with('#') && (!rest.starts_with('%') || rest.starts_with("%{")) {
                return;
            }
            self.at += rest.find('\n').unwrap_or(rest.len());
        }
    }

    fn take(&mut self, token: &str) -> bool {
        self.skip();
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn expect(&mut self, token: &str) -> Result<(), Broken> {
        if self.take(token) { Ok(()) } else { Err(self.broken(&format!("`{token}` is expected here"))) }
    }

    fn items(&mut self, close: char, depth: usize, into: &mut Vec<Term<'a>>) -> Result<(), Broken> {
        let mut buffer = [0; 4];
        let close: &str = close.encode_utf8(&mut buffer);
        while !self.take(close) {
            let mut item = self.term(depth + 1)?;
            if self.take("=>") {
                item = Term::Tuple(vec![item, self.term(depth + 1)?]);
            }
            into.push(item);
            if !self.take(",") {
                return self.expect(close);
            }
        }
        Ok(())
    }

    fn term(&mut self, depth: usize) -> Result<Term<'a>, Broken> {
        if depth > MAX_DEPTH {
            return Err(self.broken("terms are nested too deeply"));
        }
        let mut parts = Vec::new();
        if self.take("%{") {
            self.items('}', depth, &mut parts)?;
            return Ok(Term::List(parts));
        }
        if self.take("{") {
            self.items('}', depth, &mut parts)?;
            return Ok(Term::Tuple(parts));
        }
        if self.take("[") {
            self.items(']', depth, &mut parts)?;
            return Ok(Term::List(parts));
        }
        if self.take("<<") {
            let text = self.quoted('"')?;
            self.expect(">>")?;
            return Ok(Term::Text(text));
        }
        let word = self.word()?;
        // `key: value`, but not the atom that may follow a key.
        let rest = self.rest();
        if rest.starts_with(':') && !rest.starts_with("::") {
            self.at += 1;
            let key = Term::Atom(word.text().map(|text| Cow::Owned(text.to_owned())).unwrap_or_default());
            let key = if let Term::Text(text) = word { Term::Atom(text) } else { key };
            return Ok(Term::Tuple(vec![key, self.term(depth + 1)?]));
        }
        Ok(word)
    }

    fn word(&mut self) -> Result<Term<'a>, Broken> {
        self.skip();
        let rest = self.rest();
        match rest.chars().next() {
            Some('"') => Ok(Term::Text(self.quoted('"')?)),
            Some('\'') => Ok(Term::Atom(self.quoted('\'')?)),
            Some(':') if rest.starts_with(":\"") => {
                self.at += 1;
                Ok(Term::Atom(self.quoted('"')?))
            }
            Some(first) => {
                let start = usize::from(first == ':');
                let body = &rest[start..];
                let number = first.is_ascii_digit() || first == '-';
                let inside =
                    |c: char| c.is_alphanumeric() || matches!(c, '_' | '@' | '-') || (number && c == '.');
                let mut length = body.find(|c| !inside(c)).unwrap_or(body.len());
                // A full stop after a number ends the sentence.
                length = body[..length].trim_end_matches('.').len();
                if length == 0 {
                    return Err(self.broken("a term is expected here"));
                }
                self.at += start + length;
                let text = Cow::Borrowed(&body[..length]);
                Ok(if number { Term::Text(text) } else { Term::Atom(text) })
            }
            None => Err(self.broken("the text ends in the middle")),
        }
    }

    fn quoted(&mut self, quote: char) -> Result<Cow<'a, str>, Broken> {
        let rest = self.rest();
        let Some(body) = rest.strip_prefix(quote) else {
            return Err(self.broken("a quote is expected here"));
        };
        let mut escaped = String::new();
        let mut chars = body.char_indices();
        let mut plain = true;
        while let Some((index, char)) = chars.next() {
            if char == quote {
                self.at += index + 2;
                return Ok(if plain { Cow::Borrowed(&body[..index]) } else { Cow::Owned(escaped) });
            }
            if char == '\\' {
                if plain {
                    escaped.push_str(&body[..index]);
                    plain = false;
                }
                match chars.next() {
                    Some((_, 'n')) => escaped.push('\n'),
                    Some((_, 't')) => escaped.push('\t'),
                    Some((_, other)) => escaped.push(other),
                    None => break,
                }
            } else if !plain {
                escaped.push(char);
            }
        }
        Err(self.broken("the quote is not closed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elixir_maps_keywords_and_escapes_are_read() {
        let (entries, broken) =
            map("%{ # comment\n \"a\": {:hex, :\"b-c\", \"1\\\"2\", [k: true, \"x\" => nil]},\n}");
        assert_eq!(broken, None);
        let [key, value] = entries[0].parts() else { panic!() };
        assert_eq!(key.text(), Some("a"));
        let texts: Vec<Option<&str>> = value.parts().iter().map(Term::text).collect();
        assert_eq!(texts, [Some("hex"), Some("b-c"), Some("1\"2"), None]);
        assert_eq!(value.parts()[3].get("k").and_then(Term::text), Some("true"));
        assert_eq!(value.parts()[3].get("x").and_then(Term::text), Some("nil"));
    }

    #[test]
    fn erlang_sentences_end_with_a_full_stop() {
        let (terms, broken) =
            sentences("{\"1.2.0\",\n[{<<\"a\">>,{pkg,<<\"a\">>,<<\"1.0\">>},0}]}.\n% c\n[1].\n");
        assert_eq!((terms.len(), broken), (2, None));
        assert_eq!(terms[0].parts()[1].parts()[0].parts()[2].text(), Some("0"));
    }

    #[test]
    fn what_stands_before_a_break_is_kept_and_depth_is_bounded() {
        let (entries, broken) = map("%{\"a\": {:hex}, \"b\": {:hex");
        assert_eq!((entries.len(), broken.is_some()), (1, true));
        assert!(map(&format!("%{{{}", "[".repeat(100_000))).1.is_some());
    }
}
