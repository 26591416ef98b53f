//! What a list can be filtered by, and whether a value fits.

/// A filter of a list.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// The key in addresses and in the filter box: lower case with `-`.
    pub key: &'static str,
    /// What people read.
    pub label: &'static str,
    /// Which values it takes.
    pub kind: Kind,
    /// Whether it takes one value and cannot exclude.
    pub single: bool,
    /// Whether it can show rows that the list leaves out as long as nothing is said.
    pub widens: bool,
}

/// Which values a filter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Some of a few values: value and label.
    Choice(&'static [(&'static str, &'static str)]),
    /// A text, of which a menu offers the usual ones: value and label.
    Suggest(&'static [(&'static str, &'static str)]),
    /// `yes` or `no`.
    Flag,
    /// A text.
    Text,
    /// A number with a comparison: `5`, `>5`, `>=5`, `<5`, `<=5`, `1..5`.
    Number,
    /// An age in days with a comparison: `>30d`, `<=7d`.
    Age,
}

impl Filter {
    /// A filter that takes several values, any of which a row may have, and values to leave out.
    pub const fn new(key: &'static str, label: &'static str, kind: Kind) -> Self {
        Self { key, label, kind, single: false, widens: false }
    }

    /// The same filter, but with one value, and nothing to leave out.
    #[must_use]
    pub const fn single(self) -> Self {
        Self { single: true, ..self }
    }

    /// The same filter, that can show rows which the list leaves out by itself.
    #[must_use]
    pub const fn widening(self) -> Self {
        Self { widens: true, ..self }
    }

    /// Why the value does not fit; `None` when it does.
    pub(super) fn problem(&self, value: &str) -> Option<String> {
        let fits = match self.kind {
            Kind::Choice(values) => values.iter().any(|(known, _)| *known == value),
            Kind::Flag => matches!(value, "yes" | "no"),
            Kind::Text | Kind::Suggest(_) => !value.is_empty(),
            Kind::Number => is_range(value, |text| text.parse::<f64>().is_ok_and(f64::is_finite)),
            Kind::Age => {
                is_range(value, |text| text.strip_suffix('d').is_some_and(|days| days.parse::<u32>().is_ok()))
            }
        };
        if fits {
            return None;
        }
        Some(format!("`{}:{value}` was left out: {} takes {}.", self.key, self.key, self.takes()))
    }

    /// Which values it takes, in words.
    pub(super) fn takes(&self) -> String {
        match self.kind {
            Kind::Choice(values) => values.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", "),
            Kind::Flag => "yes or no".to_owned(),
            Kind::Text | Kind::Suggest(_) => "a text".to_owned(),
            Kind::Number => "a number, as in 5, >5, <=5 or 1..5".to_owned(),
            Kind::Age => "days, as in >30d or <=7d".to_owned(),
        }
    }
}

fn is_range(value: &str, is_number: impl Fn(&str) -> bool) -> bool {
    if let Some((from, to)) = value.split_once("..") {
        return is_number(from) && is_number(to);
    }
    let operators = [">=", "<=", ">", "<"];
    is_number(operators.iter().find_map(|operator| value.strip_prefix(operator)).unwrap_or(value))
}
