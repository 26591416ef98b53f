//! Lists of numbers that compare one by one, the longer list greater.

use crate::key::{Key, is_number};
use crate::scheme::Reading;

const END: u8 = 0x01;
const NUMBER: u8 = 0x02;

/// Writes the numbers of a text, which must be all that stands between the separators.
pub(crate) fn write(text: &str, separators: &[char], key: &mut Key) -> Reading {
    for part in text.split(separators) {
        if !is_number(part) {
            return Reading::Unreadable;
        }
        key.mark(NUMBER).number(part);
    }
    key.mark(END);
    Reading::Valid
}
