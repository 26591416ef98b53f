//! What a list can be filtered by, and whether a value fits.

use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};

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

/// A part of an address that a list does not understand. A page leaves it out and says so; the API refuses the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What was asked, as it was written.
    what: String,
    /// Why it cannot be, and what can.
    why: String,
}

impl Problem {
    pub(super) fn new(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self { what: what.into(), why: why.into() }
    }

    /// What a page says.
    pub(super) fn left_out(&self) -> String {
        format!("{} was left out: {}", self.what, self.why)
    }

    /// What the API says.
    pub(super) fn refused(&self) -> String {
        format!("{} is refused: {}", self.what, self.why)
    }
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
    pub(super) fn problem(&self, value: &str) -> Option<Problem> {
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
        Some(Problem::new(format!("`{}:{value}`", self.key), format!("{} takes {}.", self.key, self.takes())))
    }

    /// The parameter that it is, as the API describes it.
    pub(super) fn parameter(&self) -> Parameter {
        let values = match self.kind {
            Kind::Choice(values) => values.iter().map(|(known, _)| *known).collect(),
            Kind::Flag => vec!["yes", "no"],
            _ => Vec::new(),
        };
        let value = ObjectBuilder::new().schema_type(Type::String);
        let value = value.enum_values((!values.is_empty()).then_some(values));
        let parameter = ParameterBuilder::new().name(self.key).parameter_in(ParameterIn::Query);
        if self.single {
            let told = format!("{}: {}.", self.label, self.takes());
            return parameter.description(Some(told)).schema(Some(value)).build();
        }
        let told = format!(
            "{}: {}; several mean any of them. `-{}` leaves out what has a value.",
            self.label,
            self.takes(),
            self.key
        );
        parameter.description(Some(told)).schema(Some(ArrayBuilder::new().items(value))).build()
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
