//! The closed vocabularies of the inventory as people read them: one place for lists, forms and pages.

use mainstay_markup::{Markup, Tone, chip, html};
use mainstay_model::Scope;
use mainstay_store::SbomSource;

/// Words for a lifecycle.
pub(crate) const LIFECYCLES: &[(&str, &str)] = &[
    ("planned", "Planned"),
    ("development", "Development"),
    ("active", "Active"),
    ("maintenance", "Maintenance"),
    ("end-of-life", "End of life"),
];

/// Words for a distribution.
pub(crate) const DISTRIBUTIONS: &[(&str, &str)] =
    &[("internal", "Internal"), ("saas", "Service"), ("shipped", "Shipped"), ("embedded", "Embedded")];

/// Words for a criticality.
pub(crate) const CRITICALITIES: &[(&str, &str)] =
    &[("low", "Low"), ("medium", "Medium"), ("high", "High"), ("critical", "Critical")];

/// Words for who made an SBOM.
pub(crate) const SOURCES: &[(&str, &str)] =
    &[("source", "Source tree"), ("build", "Build"), ("supplier", "Supplier")];

/// The words for a stored word.
pub(crate) fn label(words: &[(&'static str, &'static str)], word: &str) -> &'static str {
    words.iter().find(|(known, _)| *known == word).map_or("", |(_, label)| label)
}

/// Who made an SBOM.
pub(crate) fn source(source: SbomSource) -> &'static str {
    label(SOURCES, source.as_str())
}

/// What a component is used for.
pub(crate) const fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Runtime => "Runtime",
        Scope::Optional => "Optional",
        Scope::Provided => "Provided",
        Scope::Build => "Build",
        Scope::Development => "Development",
        Scope::Test => "Test",
        Scope::Excluded => "Excluded",
    }
}

/// A text of a program for people: it begins as a sentence does, and what stands in backticks is code.
pub(crate) fn prose(text: &str) -> Markup {
    // An identifier keeps its letters: `pkg:npm/x` is no word.
    let first = text.split(' ').next().unwrap_or_default();
    let is_word = first.bytes().all(|byte| byte.is_ascii_lowercase());
    let (head, tail) = text.split_at(usize::from(is_word && !text.is_empty()));
    let text = format!("{}{tail}", head.to_uppercase());
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 0 { (part) } @else { code { (part) } }
        }
    }
}

/// A quality grade of 100; not graded is not zero.
pub(crate) fn grade(grade: Option<u8>, poor_below: u8) -> Markup {
    match grade {
        Some(grade) if grade < poor_below => chip(Tone::Medium, &format!("{grade} of 100")),
        Some(grade) => html! { (grade) " of 100" },
        None => chip(Tone::Unknown, "Not graded"),
    }
}
