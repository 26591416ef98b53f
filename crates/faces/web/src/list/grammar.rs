//! The text that people write in the filter box: `severity:critical severity:high kev:yes -waived:yes "two words"`.

use super::{Filter, Kind, Problem, Term};

/// Terms and free words of a text. Unknown keys and values that do not fit are problems that say what would fit.
pub(super) fn parse(text: &str, filters: &[Filter], problems: &mut Vec<Problem>) -> (Vec<Term>, Vec<String>) {
    let (mut terms, mut words) = (Vec::new(), Vec::new());
    for token in tokens(text) {
        let (negated, body) = match token.text.strip_prefix('-') {
            Some(rest) if !token.quoted && !rest.is_empty() => (true, rest),
            _ => (false, token.text.as_str()),
        };
        match body.split_once(':').filter(|(key, _)| !token.quoted && is_key(key)) {
            Some((key, value)) => terms.extend(term(key, value, negated, filters, problems)),
            None if negated => {
                problems.push(Problem::new(format!("`-{body}`"), "a minus needs a filter, as in -key:value."))
            }
            None if body.is_empty() => {}
            None => words.push(body.to_owned()),
        }
    }
    (terms, words)
}

/// One term, with the values that fit.
pub(super) fn term(
    key: &str,
    value: &str,
    negated: bool,
    filters: &[Filter],
    problems: &mut Vec<Problem>,
) -> Option<Term> {
    let Some(filter) = filters.iter().find(|filter| filter.key == key) else {
        problems.push(Problem::new(format!("`{key}:`"), ways(filters)));
        return None;
    };
    let values: Vec<&str> = match filter.kind {
        Kind::Choice(_) => value.split(',').filter(|value| !value.is_empty()).collect(),
        _ => vec![value],
    };
    let mut fitting: Vec<String> = Vec::new();
    for value in values {
        match filter.problem(value) {
            Some(problem) => problems.push(problem),
            None if fitting.iter().any(|known| known == value) => {}
            None => fitting.push(value.to_owned()),
        }
    }
    (!fitting.is_empty()).then_some(Term { key: filter.key, values: fitting, negated })
}

/// What is said of the filters that a list has.
fn ways(filters: &[Filter]) -> String {
    let known: Vec<&str> = filters.iter().map(|filter| filter.key).collect();
    match known.as_slice() {
        [] => "this list has no filters.".to_owned(),
        known => format!("this list has no such filter. It has {}.", known.join(", ")),
    }
}

/// Terms and words as text that [`parse`] reads back.
pub(super) fn write(terms: &[Term], words: &[String]) -> String {
    let terms = terms.iter().flat_map(|term| {
        let minus = if term.negated { "-" } else { "" };
        term.values.iter().map(move |value| format!("{minus}{}:{}", term.key, quote(value, false)))
    });
    terms.chain(words.iter().map(|word| quote(word, true))).collect::<Vec<_>>().join(" ")
}

struct Token {
    text: String,
    /// The token began with a quote: it is words, whatever it looks like.
    quoted: bool,
}

/// Parts at blanks outside of quotes; a backslash keeps the next character.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut current: Option<Token> = None;
    let mut inside = false;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                inside = !inside;
                current.get_or_insert(Token { text: String::new(), quoted: true });
            }
            _ if character.is_whitespace() && !inside => tokens.extend(current.take()),
            _ => {
                let kept = if character == '\\' { characters.next().unwrap_or('\\') } else { character };
                current.get_or_insert(Token { text: String::new(), quoted: false }).text.push(kept);
            }
        }
    }
    tokens.extend(current);
    tokens
}

/// In quotes where it would not be read back as it is.
fn quote(text: &str, word: bool) -> String {
    let like_a_term = word && (text.starts_with('-') || text.contains(':'));
    let plain = !text.is_empty()
        && !text.contains(|c: char| c.is_whitespace() || c == '"' || c == '\\')
        && !like_a_term;
    if plain {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A key looks like one: `pkg:npm/a` is a word to search for all the same, because purls are what people paste.
fn is_key(text: &str) -> bool {
    text != "pkg" && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}
