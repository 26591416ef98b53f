//! Bytes that sort as versions do.
//!
//! A scheme writes a version as a sequence of marks, numbers and texts. The encoding keeps their order under plain
//! byte comparison and ends each of them unmistakably, so that no key is the beginning of another one. Order,
//! equality and hash of versions are then those of their keys: lawful by construction, and as cheap as `memcmp`.

/// Ends a text; lower than what any text byte is written as.
const TEXT_END: u8 = 0x00;
/// Stands before the bytes 0 and 1 of a text, which would otherwise look like its end.
const TEXT_ESCAPE: u8 = 0x01;
/// A sort key under construction.
#[derive(Debug, Default)]
pub(crate) struct Key(Vec<u8>);

impl Key {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    /// One byte that separates kinds of parts.
    pub(crate) fn mark(&mut self, mark: u8) -> &mut Self {
        self.0.push(mark);
        self
    }

    /// A number of any length from its decimal digits: its length without leading zeros, then the digits.
    pub(crate) fn number(&mut self, digits: &str) -> &mut Self {
        let digits = digits.trim_start_matches('0').as_bytes();
        self.count(digits.len());
        self.0.extend_from_slice(digits);
        self
    }

    /// A count, smaller ones first: one byte while it fits.
    pub(crate) fn count(&mut self, count: usize) -> &mut Self {
        match u8::try_from(count) {
            Ok(short) if short != u8::MAX => self.0.push(short),
            _ => {
                self.0.push(u8::MAX);
                self.0.extend_from_slice(&(count as u64).to_be_bytes());
            }
        }
        self
    }

    /// A count, greater ones first.
    pub(crate) fn count_down(&mut self, count: usize) -> &mut Self {
        let start = self.0.len();
        self.count(count);
        self.0[start..].iter_mut().for_each(|byte| *byte = !*byte);
        self
    }

    /// A text in the order of its bytes.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        for &byte in text.as_bytes() {
            if byte <= TEXT_ESCAPE {
                self.0.push(TEXT_ESCAPE);
            }
            self.0.push(byte);
        }
        self.mark(TEXT_END)
    }

    /// Forgets everything written after the first `length` bytes.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn into_bytes(self) -> Box<[u8]> {
        self.0.into_boxed_slice()
    }
}

/// The decimal digits at the beginning of a text, and the rest.
pub(crate) fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

/// The ASCII letters at the beginning of a text, and the rest.
pub(crate) fn split_letters(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_alphabetic).count())
}

/// Whether a text is made of decimal digits, at least one.
pub(crate) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text of digits is zero.
pub(crate) fn is_zero(digits: &str) -> bool {
    digits.bytes().all(|byte| byte == b'0')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(digits: &str) -> Box<[u8]> {
        let mut key = Key::default();
        key.number(digits).mark(0);
        key.into_bytes()
    }

    fn text(text: &str) -> Box<[u8]> {
        let mut key = Key::default();
        key.text(text).mark(9);
        key.into_bytes()
    }

    #[test]
    fn numbers_of_any_length_keep_their_order() {
        let (long, longer) = ("9".repeat(254), format!("1{}", "0".repeat(254)));
        let huge = "1".repeat(70_000);
        let ascending =
            ["0", "1", "9", "10", "18446744073709551615", "18446744073709551616", &long, &longer, &huge];
        assert!(ascending.windows(2).all(|pair| number(pair[0]) < number(pair[1])));
        assert_eq!(number("007"), number("7"));
        assert_eq!(number(""), number("000"));
    }

    proptest! {
        #[test]
        fn texts_keep_their_byte_order(a in "[\0\x01\x02a-cé]{0,4}", b in "[\0\x01\x02a-cé]{0,4}") {
            prop_assert_eq!(text(&a).cmp(&text(&b)), a.as_bytes().cmp(b.as_bytes()));
        }

        #[test]
        fn numbers_keep_their_order(a: u64, b: u64) {
            prop_assert_eq!(number(&a.to_string()).cmp(&number(&b.to_string())), a.cmp(&b));
        }
    }
}
