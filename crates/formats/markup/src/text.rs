//! Numbers as people read them.

/// Groups of three digits, parted by a narrow no-break space: `9 310`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 * 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// [`count`], but `10 000+` when the number was only counted up to `limit`.
pub fn count_up_to(number: u64, limit: u64) -> String {
    if number > limit { format!("{}+", count(limit)) } else { count(number) }
}

/// A number with at most two decimals and grouped digits; no trailing zeros.
pub fn decimal(number: f64) -> String {
    if !number.is_finite() {
        return "not a number".to_owned();
    }
    let rounded = format!("{:.2}", number.abs());
    let (whole, part) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let part = part.trim_end_matches('0');
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), count);
    let sign = if number < 0.0 && rounded != "0.00" { "\u{2212}" } else { "" };
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// A share in percent, rounded to one decimal, but never to none or all unless it is that; `None` when there is no whole.
pub fn percent(part: u64, whole: u64) -> Option<String> {
    if whole == 0 {
        return None;
    }
    let (part, whole) = (u128::from(part), u128::from(whole));
    let tenths = (part * 2000 + whole) / (whole * 2);
    if tenths == 0 && part > 0 {
        return Some("<0.1\u{202f}%".to_owned());
    }
    let tenths = if part < whole { tenths.min(999) } else { tenths };
    let (number, rest) = (tenths / 10, tenths % 10);
    Some(if rest == 0 { format!("{number}\u{202f}%") } else { format!("{number}.{rest}\u{202f}%") })
}

/// A size in decimal units: `1.2 MB`.
pub fn bytes(size: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if size < 1000 {
        return format!("{size}\u{202f}B");
    }
    let mut unit = 0;
    let mut tenths = u128::from(size) * 10 / 1000;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1000;
        unit += 1;
    }
    let whole = count(u64::try_from(tenths / 10).unwrap_or(u64::MAX));
    match tenths % 10 {
        0 => format!("{whole}\u{202f}{}", UNITS[unit]),
        rest => format!("{whole}.{rest}\u{202f}{}", UNITS[unit]),
    }
}

/// A count with its noun: `1 component`, `2 components`.
pub fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        let cases = [(0, "0"), (999, "999"), (1000, "1\u{202f}000"), (9_310, "9\u{202f}310")];
        for (number, text) in cases {
            assert_eq!(count(number), text);
        }
        assert_eq!(count_up_to(10_001, 10_000), "10\u{202f}000+");
        assert_eq!(count_up_to(10_000, 10_000), "10\u{202f}000");
    }

    #[test]
    fn a_share_is_rounded_but_never_to_none_or_all() {
        assert_eq!(percent(2, 3).as_deref(), Some("66.7\u{202f}%"));
        assert_eq!(percent(1, 3).as_deref(), Some("33.3\u{202f}%"));
        assert_eq!(percent(0, 3).as_deref(), Some("0\u{202f}%"));
        assert_eq!(percent(1, 1_000_000).as_deref(), Some("<0.1\u{202f}%"));
        assert_eq!(percent(u64::MAX, u64::MAX).as_deref(), Some("100\u{202f}%"));
        assert_eq!(percent(999_999, 1_000_000).as_deref(), Some("99.9\u{202f}%"));
        assert_eq!(percent(3, 3).as_deref(), Some("100\u{202f}%"));
        assert_eq!(percent(0, 0), None);
    }

    #[test]
    fn sizes_and_decimals() {
        assert_eq!(bytes(999), "999\u{202f}B");
        assert_eq!(bytes(1_234_567), "1.2\u{202f}MB");
        assert_eq!(bytes(999_999), "999.9\u{202f}kB");
        assert_eq!(decimal(-1234.5), "\u{2212}1\u{202f}234.5");
        assert_eq!(decimal(-0.001), "0");
        assert_eq!(decimal(f64::NAN), "not a number");
    }

    proptest! {
        #[test]
        fn grouping_keeps_the_digits(number: u64) {
            prop_assert_eq!(count(number).replace('\u{202f}', ""), number.to_string());
        }

        #[test]
        fn no_size_panics(size: u64) {
            prop_assert!(!bytes(size).is_empty());
        }
    }
}
