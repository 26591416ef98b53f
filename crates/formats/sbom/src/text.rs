//! Bytes to text: UTF-8 with or without mark, UTF-16, and what to do with broken bytes.

use std::borrow::Cow;

use mainstay_model::Problem;
use mainstay_table::{replaced, unicode};

use crate::{Limits, ReadError};

/// The document as text, and what is wrong with its bytes. Broken ones are replaced and told, so that one bad name does
/// not lose the rest.
///
/// # Errors
/// When the document has more bytes than `limits` allows.
pub(crate) fn decode<'d>(
    bytes: &'d [u8],
    limits: &Limits,
) -> Result<(Cow<'d, str>, Option<Problem>), ReadError> {
    within(bytes, limits)?;
    let (text, broken) = unicode(bytes);
    let problem = broken.map(|at| replaced(&text, at));
    Ok((text, problem))
}

/// The document as text, with `U+FFFD` where its bytes are broken.
pub(crate) fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    unicode(bytes).0
}

/// Refuses a document that has more bytes than `limits` allows.
pub(crate) fn within(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    if bytes.len() > limits.bytes {
        let (size, most) = (bytes.len(), limits.bytes);
        return Err(ReadError::Bound(format!("the document has {size} bytes; at most {most} are read")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use mainstay_model::Position;

    use super::*;

    #[test]
    fn broken_bytes_are_replaced_and_told_with_their_line() {
        assert_eq!(lossy(b"a\xFFb"), "a\u{FFFD}b");
        let (_, problem) = decode(b"{\n\xFF}", &Limits::default()).unwrap();
        assert_eq!(problem.and_then(|problem| problem.at), Some(Position::Line(2)));
    }

    #[test]
    fn more_bytes_than_the_bound_are_refused() {
        let limits = Limits { bytes: 2, ..Limits::default() };
        assert!(matches!(decode(b"{ }", &limits), Err(ReadError::Bound(_))));
    }
}
