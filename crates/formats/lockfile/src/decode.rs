//! Text to values, with refusals that tell the line.

use serde::Deserialize;

use crate::{Refusal, Source};

/// Reads JSON; the reader bounds nesting to 128.
pub(crate) fn json<'a, T: Deserialize<'a>>(source: &Source<'a>) -> Result<T, Refusal> {
    json_text(source.text()?)
}

/// Reads JSON from a text, which must hold an object: every format here does.
pub(crate) fn json_text<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Refusal> {
    let start = text.trim_ascii_start();
    if start.is_empty() {
        return Err(empty("JSON"));
    }
    let refused =
        |line: usize, message: String| Refusal::Syntax { format: "JSON", line: Some(line as u64), message };
    if !start.starts_with('{') {
        let line = text[..text.len() - start.len()].matches('\n').count() + 1;
        return Err(refused(line, "an object is expected, which starts with `{`".to_owned()));
    }
    last_of_each(text).map_err(|error| {
        let message = error.to_string();
        // The place has a field of its own.
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        let place = format!("{message} (column {})", error.column());
        match error.classify() {
            serde_json::error::Category::Eof => {
                refused(error.line(), format!("the file breaks off: {place}"))
            }
            _ => refused(error.line(), place),
        }
    })
}

/// Reads JSON of which a key may stand twice, as in manifests that people write: the last stands, as in the parsers of
/// their tools.
pub(crate) fn last_of_each<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, serde_json::Error> {
    serde_json::from_str(text).or_else(|error| {
        if !error.is_data() {
            return Err(error);
        }
        let value: serde_json::Value = serde_json::from_str(text)?;
        T::deserialize(value).map_err(|_| error)
    })
}

/// The refusal of a file without anything in it.
pub(crate) fn empty(format: &'static str) -> Refusal {
    let message =
        "the file is empty; take it from version control again or let its tool write it anew".to_owned();
    Refusal::Syntax { format, line: None, message }
}

/// JSON with comments and trailing commas as plain JSON: both become spaces, so that every place stays.
pub(crate) fn plain_json(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let (mut at, mut comma) = (0, None);
    while at < bytes.len() {
        let end = match bytes[at] {
            b'"' => string_end(&bytes, at),
            b'/' if matches!(bytes.get(at + 1), Some(b'/' | b'*')) => {
                let end = comment_end(&bytes, at);
                bytes[at..end].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
                at = end;
                continue;
            }
            _ => at + 1,
        };
        match bytes[at] {
            b',' => comma = Some(at),
            b'}' | b']' => {
                if let Some(comma) = comma.take() {
                    bytes[comma] = b' ';
                }
            }
            byte if byte.is_ascii_whitespace() => {}
            _ => comma = None,
        }
        at = end;
    }
    // Only whole comments and ASCII commas were replaced.
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Where a text in quotes ends that starts at a place.
pub(crate) fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Where a comment ends that starts at a place.
pub(crate) fn comment_end(bytes: &[u8], start: usize) -> usize {
    let rest = &bytes[start + 2..];
    let length = if bytes[start + 1] == b'/' {
        rest.iter().position(|&byte| byte == b'\n')
    } else {
        rest.windows(2).position(|pair| pair == b"*/").map(|at| at + 2)
    };
    length.map_or(bytes.len(), |length| start + 2 + length)
}

/// Reads TOML; the reader bounds nesting to 80.
pub(crate) fn toml<'a, T: Deserialize<'a>>(source: &Source<'a>) -> Result<T, Refusal> {
    let text = source.text()?;
    if text.trim_ascii().is_empty() {
        return Err(empty("TOML"));
    }
    toml::from_str(text).map_err(|error| toml_refusal(text, &error))
}

/// What the reader of TOML met, with its line.
pub(crate) fn toml_refusal(text: &str, error: &toml::de::Error) -> Refusal {
    let line = error.span().map(|span| line(text, span.start));
    Refusal::Syntax { format: "TOML", line, message: first_line(error.message()) }
}

/// The first line of a message: what follows shows the source.
pub(crate) fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

/// Reads every document of a YAML text; the reader bounds nesting, aliases and the number of nodes.
pub(crate) fn yaml_documents<'a, T: Deserialize<'a>>(source: &Source<'a>) -> Result<Vec<T>, Refusal> {
    let text = source.text()?;
    if text.trim_ascii().is_empty() {
        return Err(empty("YAML"));
    }
    serde_saphyr::from_multiple_with_options(text, yaml_options(text)).map_err(|error| yaml_refusal(&error))
}

/// Reads one YAML document; the same bounds hold.
pub(crate) fn yaml<'a, T: Deserialize<'a>>(source: &Source<'a>) -> Result<T, Refusal> {
    let text = source.text()?;
    if text.trim_ascii().is_empty() {
        return Err(empty("YAML"));
    }
    serde_saphyr::from_str_with_options(text, yaml_options(text)).map_err(|error| yaml_refusal(&error))
}

fn yaml_refusal(error: &serde_saphyr::Error) -> Refusal {
    let line = error.location().map(|location| location.line());
    let message = error.without_snippet().to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    // The reader tells programmers what to set.
    let message = message.split(", set DuplicateKeyPolicy").next().unwrap_or_default();
    let message = if message.starts_with("budget breached") {
        "it is nested deeper, or its aliases make more of it, than is read".to_owned()
    } else {
        message.to_owned()
    };
    Refusal::Syntax { format: "YAML", line, message }
}

/// The reader's bounds in proportion to the text: what stands in it is read, however long it is, and what aliases would
/// multiply is refused.
pub(crate) fn yaml_options(text: &str) -> serde_saphyr::Options {
    let mut budget = serde_saphyr::Budget::default();
    budget.max_events = budget.max_events.max(text.len().saturating_mul(2));
    budget.max_nodes = budget.max_nodes.max(text.len());
    budget.max_total_scalar_bytes = budget.max_total_scalar_bytes.max(text.len());
    let mut options = serde_saphyr::Options::default();
    options.budget = Some(budget);
    // A package may be called `n` or `on`, and a number beyond all bounds is still a text.
    options.strict_booleans = true;
    options.non_finite_float_policy = serde_saphyr::NonFiniteFloatPolicy::AsString;
    options
}

/// The line of a place in a text, counted from one.
pub(crate) fn line(text: &str, offset: usize) -> u64 {
    text.bytes().take(offset).filter(|&byte| byte == b'\n').count() as u64 + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NoTree, Registries};

    #[test]
    fn a_long_yaml_file_is_read_and_one_that_aliases_multiply_is_not() {
        let read = |text: &str| {
            let registries = Registries::default();
            let source = Source { path: "a", bytes: text.as_bytes(), tree: &NoTree, registries: &registries };
            yaml::<serde_json::Value>(&source).map(|value| value.as_object().map_or(0, serde_json::Map::len))
        };
        let long: String = (0..150_000).map(|number| format!("p{number}: 1\n")).collect();
        assert_eq!(read(&long), Ok(150_000));
        let mut laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (name, before) in ('b'..='j').zip('a'..) {
            laughs.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 10].join(", ")));
        }
        assert!(matches!(read(&laughs), Err(Refusal::Syntax { .. })));
    }

    #[test]
    fn comments_and_trailing_commas_become_spaces() {
        let text = "{\"a\": [1, 2,], // x, }\n \"b,}\": \"//\", /* é\n */ }";
        let plain = plain_json(text);
        assert_eq!(plain.len(), text.len());
        let value: serde_json::Value = serde_json::from_str(&plain).unwrap();
        assert_eq!(value, serde_json::json!({"a": [1, 2], "b,}": "//"}));
    }
}
