//! Badges: a small picture with a word and a value, as it stands in the README of a project.

use maud::{Markup, html};

use crate::Tone;

/// Height, and the room before and behind each text, in pixels.
const HEIGHT: u32 = 20;
const ROOM: u32 = 6;

/// A badge. It is a whole SVG document: no style sheet, script, font or address of elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct Badge<'a> {
    /// What is told: `components`.
    pub label: &'a str,
    /// The value in words: `1 284`.
    pub value: &'a str,
    /// What the value means; [`Tone::Unknown`] has a form of its own.
    pub tone: Tone,
    /// The whole in words, for who does not see it: `Components of Web Shop: 1 284`.
    pub title: &'a str,
}

/// Colors of the value: ground and letters, with a contrast of at least 5.4 to 1.
const fn colors(tone: Tone) -> (&'static str, &'static str) {
    match tone {
        Tone::Critical => ("#9b1c3f", "#ffffff"),
        Tone::High | Tone::Medium => ("#b54708", "#ffffff"),
        Tone::Ok => ("#1b6e3c", "#ffffff"),
        Tone::Low | Tone::Neutral | Tone::Waived => ("#0b5cad", "#ffffff"),
        Tone::Unknown => ("#d5d9e0", "#333a45"),
    }
}

impl Badge<'_> {
    /// The badge as SVG.
    pub fn svg(&self) -> Markup {
        let [label, value, title] = [self.label, self.value, self.title].map(printable);
        let (label_width, value_width) = (width(&label), width(&value));
        let (left, right) = (label_width + 2 * ROOM, value_width + 2 * ROOM);
        let (ground, letters) = colors(self.tone);
        html! {
            svg xmlns="http://www.w3.org/2000/svg" width=(left + right) height=(HEIGHT) viewBox={ "0 0 " (left + right) " " (HEIGHT) }
                role="img" aria-label=(title) {
                title { (title) }
                rect width=(left + right) height=(HEIGHT) rx="3" fill=(ground) {}
                path d={ "M3 0H" (left) "V" (HEIGHT) "H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" } fill="#2b323d" {}
                g font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" {
                    text x=(ROOM) y="14" textLength=(label_width) fill="#ffffff" { (label) }
                    text x=(left + ROOM) y="14" textLength=(value_width) fill=(letters) { (value) }
                }
            }
        }
    }
}

/// Without the characters that XML has no form for.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}

/// How wide a text is, in pixels: by a table, because the reader's font is not known here. The picture tells the width too
/// (`textLength`), so that any font fits.
fn width(text: &str) -> u32 {
    let tenths: u32 = text.chars().map(tenths).sum();
    tenths.div_ceil(10)
}

/// The width of a character of 11 px Verdana, in tenths of a pixel, by groups of like width.
const fn tenths(character: char) -> u32 {
    match character {
        'i' | 'j' | 'l' | '\'' | '|' => 32,
        ' ' | '\u{202f}' | 'f' | 't' | 'r' | 'I' | 'J' | '.' | ',' | ':' | ';' | '!' | '(' | ')' | '/'
        | '-' => 46,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 105,
        'A'..='Z' | '+' | '<' | '=' | '>' | '#' | '~' => 80,
        ' '..='~' => 68,
        _ => 110,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Badge<'_> =
        Badge { label: "components", value: "1284", tone: Tone::Neutral, title: "Components of Shop: 1284" };

    #[test]
    fn a_badge_names_itself_and_has_nothing_that_a_policy_forbids() {
        let svg = PLAIN.svg().into_string();
        assert!(svg.contains("role=\"img\"") && svg.contains("aria-label=\"Components of Shop: 1284\""));
        assert!(svg.contains("<title>Components of Shop: 1284</title>"));
        assert!(!svg.contains("style") && !svg.contains("<script") && !svg.contains("href"), "{svg}");
    }

    #[test]
    fn hostile_text_is_escaped_and_control_characters_go() {
        let title = "<script>alert('x')</script>\"'\u{0}\u{1b}]]>";
        let svg = Badge { title, value: "</text><script/>", ..PLAIN }.svg().into_string();
        assert!(!svg.contains("<script") && svg.contains("&lt;script"), "{svg}");
        assert!(!svg.contains(['\u{0}', '\u{1b}']));
    }

    #[test]
    fn unknown_looks_like_nothing_else() {
        let others = Tone::ALL.into_iter().filter(|tone| *tone != Tone::Unknown);
        assert!(others.map(colors).all(|(ground, _)| ground != colors(Tone::Unknown).0));
    }

    #[test]
    fn a_longer_text_makes_a_wider_badge() {
        assert!(width("1 284") > width("12"));
        assert!(width("mmmm") > width("iiii"));
        assert_eq!(width(""), 0);
    }
}
