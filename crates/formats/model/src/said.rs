//! Whether a text says something. Generators fill fields that they know nothing about with words that only look like an
//! answer; such a word is as good as no word at all.

/// Words that stand where nothing is known, in lower case and without what stands around them.
const NOTHING: [&str; 21] = [
    "anonymous",
    "n/a",
    "na",
    "nil",
    "no assertion",
    "noassertion",
    "none",
    "not applicable",
    "not available",
    "not known",
    "not provided",
    "not specified",
    "null",
    "tba",
    "tbd",
    "todo",
    "undefined",
    "unidentified",
    "unknown",
    "unnamed",
    "unspecified",
];

/// What SPDX 3 has in the place of an element; the words end an address.
const NO_ELEMENT: [&str; 2] = ["NoAssertionElement", "NoneElement"];

/// Whether a text says something: it has a letter or a digit, and is neither a word for nothing (`NOASSERTION`,
/// `(unknown)`, `n/a`) nor a variable that nobody filled in (`${project.name}`).
pub fn says(text: &str) -> bool {
    let bare = text.trim_matches(|letter: char| !letter.is_alphanumeric());
    let variable = text.trim().starts_with("${") && text.trim().ends_with('}');
    let nobody = NO_ELEMENT.iter().any(|word| bare.ends_with(word));
    !bare.is_empty()
        && !variable
        && !nobody
        && !NOTHING.iter().any(|nothing| bare.eq_ignore_ascii_case(nothing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nothing_say_nothing_however_they_are_written() {
        for nothing in [
            "",
            " \t",
            "-",
            "?",
            "*",
            "NOASSERTION",
            "NoAssertion ",
            "NONE",
            "None",
            "unknown",
            "UNKNOWN",
            "(unknown)",
            "<unknown>",
            "n/a",
            "N/A",
            "null",
            "undefined",
            "TBD",
            "${project.name}",
            "https://spdx.example/terms/Core/NoAssertionElement",
        ] {
            assert!(!says(nothing), "{nothing}");
        }
        for something in
            ["Unknown Worlds", "None of Your Business GmbH", "0", "MIT", "名前", "Nano", "${a} and b"]
        {
            assert!(says(something), "{something}");
        }
    }
}
