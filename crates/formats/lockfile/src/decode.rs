//! Text to values, with refusals that tell the line.

use serde::Deserialize;

use crate::{Refusal, Source};

/// Reads JSON; the reader bounds nesting to 128.
pub(crate) fn json<'a, T: Deserialize<'a>>(source: &Source<'a>) -> Result<T, Refusal> {
    serde_json::from_str(source.text()?).map_err(|error| Refusal::Syntax {
        format: "JSON",
        line: Some(error.line() as u64),
        message: error.to_string(),
    })
}

/// Reads TOML; the reader bounds nesting to 80.
pub(crate) fn toml<'a, T: Deserialize<'a>>(source: &Source<'a>) -> Result<T, Refusal> {
    let text = source.text()?;
    toml::from_str(text).map_err(|error| Refusal::Syntax {
        format: "TOML",
        line: error.span().map(|span| line(text, span.start)),
        message: error.message().to_owned(),
    })
}

/// Reads YAML; the reader bounds nesting, aliases and what they expand to.
pub(crate) fn yaml<'a, T: Deserialize<'a>>(source: &Source<'a>) -> Result<T, Refusal> {
    serde_saphyr::from_str(source.text()?).map_err(|error| Refusal::Syntax {
        format: "YAML",
        line: error.location().map(|location| location.line()),
        message: error.without_snippet().to_string(),
    })
}

fn line(text: &str, offset: usize) -> u64 {
    text.bytes().take(offset).filter(|&byte| byte == b'\n').count() as u64 + 1
}
