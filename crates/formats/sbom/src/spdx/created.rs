//! When a document was made.

use mainstay_model::Document;

use super::check;
use super::losses::{Loss, Losses};
use crate::Stamp;

/// When what is written was made. A conversion does not make what it converts any younger; only what is new has the
/// time of writing.
pub(super) fn created(document: &Document, stamp: &Stamp, losses: &mut Losses) -> String {
    let Some(told) = &document.created else { return stamp.created.clone() };
    utc(told).unwrap_or_else(|| {
        losses.name(Loss::Created, told);
        stamp.created.clone()
    })
}

/// The time as SPDX has it: in UTC, without fractions of a second.
fn utc(text: &str) -> Option<String> {
    if check::date(text) {
        return Some(text.to_owned());
    }
    let time: jiff::Timestamp = text.parse().ok()?;
    jiff::Timestamp::from_second(time.as_second()).ok().map(|time| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::utc;

    #[test]
    fn a_time_is_written_in_utc_without_fractions() {
        for (text, time) in [
            ("2024-01-01T00:00:00Z", Some("2024-01-01T00:00:00Z")),
            ("2024-01-01T00:00:00.987Z", Some("2024-01-01T00:00:00Z")),
            ("2024-01-01T01:30:00+02:00", Some("2023-12-31T23:30:00Z")),
            ("2024-01-01", None),
            ("yesterday", None),
        ] {
            assert_eq!(utc(text).as_deref(), time, "{text}");
        }
    }
}
