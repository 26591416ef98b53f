//! Chips: a state in a glyph and a word.

use maud::{Markup, html};

/// What a state means. Each has its own glyph, so that color is never the only sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Act now.
    Critical,
    /// Act soon.
    High,
    /// Plan it.
    Medium,
    /// Know it.
    Low,
    /// Good, done, passed.
    Ok,
    /// Waiting or running; nothing to judge.
    Neutral,
    /// Not measured. Never good and never bad.
    Unknown,
    /// Set aside by a decision: waived, suppressed, withdrawn.
    Waived,
}

impl Tone {
    /// All tones, worst first.
    pub const ALL: [Self; 8] = [
        Self::Critical,
        Self::High,
        Self::Medium,
        Self::Low,
        Self::Ok,
        Self::Neutral,
        Self::Unknown,
        Self::Waived,
    ];

    /// The glyph that stands before the word.
    pub const fn glyph(self) -> &'static str {
        match self {
            Self::Critical => "▲▲",
            Self::High => "▲",
            Self::Medium => "◆",
            Self::Low => "▽",
            Self::Ok => "✓",
            Self::Neutral => "●",
            Self::Unknown => "?",
            Self::Waived => "⊘",
        }
    }

    /// The class of the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Ok => "ok",
            Self::Neutral => "neutral",
            Self::Unknown => "unknown-tone",
            Self::Waived => "waived",
        }
    }
}

/// A state: glyph and word, in sentence case ("Critical", "Waived until 2027-03-01").
pub fn chip(tone: Tone, words: &str) -> Markup {
    html! {
        span class={ "chip " (tone.class()) } {
            span class="glyph" aria-hidden="true" { (tone.glyph()) }
            (words)
        }
    }
}

/// A word that sorts things and judges nothing: a tag, an ecosystem, a scope.
pub fn tag(words: &str) -> Markup {
    html! { span class="tag" { (crate::given::text(words)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_tones_share_a_glyph_or_a_class() {
        for (index, one) in Tone::ALL.iter().enumerate() {
            for other in &Tone::ALL[index + 1..] {
                assert_ne!(one.glyph(), other.glyph());
                assert_ne!(one.class(), other.class());
            }
        }
    }

    #[test]
    fn words_are_escaped() {
        assert!(chip(Tone::Ok, "<b>").into_string().contains("&lt;b&gt;"));
    }
}
