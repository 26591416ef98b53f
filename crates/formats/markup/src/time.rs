//! Times: ISO 8601 in UTC everywhere, with relative words beside it when it was lately.

use jiff::{Timestamp, Unit, tz::TimeZone};
use maud::{Markup, html};

/// A moment as `<time>`: absolute, and relative to `now` within seven days either way. A module of the page shows it in
/// the reader's zone; the title keeps UTC.
pub fn time(now: Timestamp, at: Timestamp) -> Markup {
    let zoned = at.to_zoned(TimeZone::UTC);
    let absolute = zoned.strftime("%Y-%m-%d %H:%M UTC").to_string();
    let exact = zoned.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    html! {
        time datetime=(exact) title=(absolute) {
            @if let Some(words) = relative(now, at) {
                span class="relative" { (words) } span class="absolute" { (absolute) }
            } @else {
                (absolute)
            }
        }
    }
}

/// A moment as `<time>` without relative words, for what is read at any later time.
pub fn moment(at: Timestamp) -> Markup {
    let zoned = at.to_zoned(TimeZone::UTC);
    let absolute = zoned.strftime("%Y-%m-%d %H:%M UTC").to_string();
    html! { time datetime=(zoned.strftime("%Y-%m-%dT%H:%M:%SZ")) title=(absolute) { (absolute) } }
}

/// The day of a moment, in UTC.
pub fn day(at: Timestamp) -> Markup {
    let date = at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d").to_string();
    html! { time datetime=(date) { (date) } }
}

/// A day or a moment, as somebody told it. A day is kept as its start in UTC, and hardly anything happens in just that instant: the
/// start of a day is shown as the day, which no time zone of a reader turns into the one before.
pub fn day_or_time(now: Timestamp, at: Timestamp) -> Markup {
    const DAY: i128 = 24 * 60 * 60 * 1_000_000_000;
    if at.as_nanosecond() % DAY == 0 { day(at) } else { time(now, at) }
}

/// `5 min ago`, `in 3 days`; `None` at seven days and beyond, where the date says more.
fn relative(now: Timestamp, at: Timestamp) -> Option<String> {
    let seconds = now.since((Unit::Second, at)).ok()?.get_seconds();
    let (past, seconds) = (seconds >= 0, seconds.unsigned_abs());
    let amount = match seconds {
        0..60 => return Some(if past { "just now" } else { "in a moment" }.to_owned()),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..86_400 => format!("{} h", seconds / 3_600),
        86_400..172_800 => "1 day".to_owned(),
        172_800..604_800 => format!("{} days", seconds / 86_400),
        _ => return None,
    };
    Some(if past { format!("{amount} ago") } else { format!("in {amount}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_words_end_at_seven_days() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let cases = [
            ("2026-11-22T11:59:30Z", Some("just now")),
            ("2026-11-22T11:55:00Z", Some("5 min ago")),
            ("2026-11-22T09:00:00Z", Some("3 h ago")),
            ("2026-11-21T11:00:00Z", Some("1 day ago")),
            ("2026-11-25T12:00:00Z", Some("in 3 days")),
            ("2026-11-15T12:00:01Z", Some("6 days ago")),
            ("2026-11-15T12:00:00Z", None),
        ];
        for (at, words) in cases {
            assert_eq!(relative(now, at.parse().unwrap()).as_deref(), words, "{at}");
        }
    }

    #[test]
    fn the_start_of_a_day_is_a_day_and_anything_else_a_moment() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let shown = |at: &str| day_or_time(now, at.parse().unwrap()).0;
        for day in ["2026-11-22T00:00:00Z", "1969-12-31T00:00:00Z", "2026-06-01T02:00:00+02:00"] {
            let html = shown(day);
            assert!(!html.contains("00:00") && !html.contains('Z') && !html.contains("ago"), "{html}");
        }
        for moment in ["2026-11-22T00:00:01Z", "2026-11-22T00:00:00.001Z", "2026-06-01T00:00:00+02:00"] {
            assert_eq!(shown(moment), time(now, moment.parse().unwrap()).0);
        }
    }

    #[test]
    fn the_absolute_time_is_always_there() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let html = time(now, "2026-11-22T11:55:00Z".parse().unwrap()).into_string();
        assert!(html.contains("datetime=\"2026-11-22T11:55:00Z\""));
        assert!(html.contains("2026-11-22 11:55 UTC"));
    }
}
