//! Days and moments as people and programs write them: wherever a day is meant, a moment is understood too, and the other way round.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, de};

/// What is said where a text is neither.
pub(crate) const FORMS: &str = "a day as in 2027-01-31, or a moment as in 2027-01-31T12:00:00Z";

/// A moment, or the start of a day in UTC; `None` when the text is neither.
pub(crate) fn start(text: &str) -> Option<Timestamp> {
    read(text, |day| day.at(0, 0, 0, 0))
}

/// A moment, or the last second of a day in UTC; `None` when the text is neither.
pub(crate) fn end(text: &str) -> Option<Timestamp> {
    read(text, |day| day.at(23, 59, 59, 0))
}

/// [`start`] for a field of a body that may be null or left out.
pub(crate) fn optional<'de, D: Deserializer<'de>>(body: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(text) = Option::<String>::deserialize(body)? else { return Ok(None) };
    start(&text).map(Some).ok_or_else(|| de::Error::custom(format!("`{text}` is not {FORMS}")))
}

fn read(text: &str, of_day: impl Fn(Date) -> jiff::civil::DateTime) -> Option<Timestamp> {
    let text = text.trim();
    // A date parser would also take the day out of a moment, which says more.
    if text.len() == "2027-01-31".len() {
        let day: Date = text.parse().ok()?;
        return Some(of_day(day).to_zoned(TimeZone::UTC).ok()?.timestamp());
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_its_start_or_end_and_a_moment_is_itself() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(start(" 2027-01-31 "), Some(at("2027-01-31T00:00:00Z")));
        assert_eq!(end("2027-01-31"), Some(at("2027-01-31T23:59:59Z")));
        for read in [start, end] {
            assert_eq!(read("2027-01-31T12:00:00+02:00"), Some(at("2027-01-31T10:00:00Z")));
            for neither in
                ["", "tomorrow", "2027-02-30", "2027-1-31", "31.01.2027", "2027-01-31 12:00", "99999-01-01"]
            {
                assert_eq!(read(neither), None, "{neither}");
            }
        }
    }
}
