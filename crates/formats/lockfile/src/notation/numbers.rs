//! Scalars of YAML that are not in quotes and look like numbers. A lockfile means the text: `0123...` is a commit and not
//! 1.23e38, and `1.10` is another version than `1.1`.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

/// Nesting that is looked into: no lockfile comes near.
const DEPTH: usize = 48;

/// The text with quotes around each scalar that a reader of YAML would make another text of.
pub(super) fn quoted(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut spans = find(&text);
    if spans.is_empty() {
        return text;
    }
    // What aliases repeat stands in the text once.
    spans.sort_unstable_by_key(|span| span.start);
    spans.dedup();
    let mut out = String::with_capacity(text.len() + 2 * spans.len());
    let mut done = 0;
    for span in spans {
        out.push_str(&text[done..span.start]);
        out.extend(["'", &text[span.clone()], "'"]);
        done = span.end;
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// Where such scalars stand. A text that is no YAML has none that matter: its reader tells the fault.
fn find(text: &str) -> Vec<Range<usize>> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}'));
    // Looking at words is quick, and nearly every file has none: what is in quotes or in a comment is told apart below.
    if !words.map(|word| word.trim_end_matches(':')).any(is_other_text) {
        return Vec::new();
    }
    let plain = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text.len() - plain.len();
    let mut options = crate::decode::yaml_options(plain);
    options.budget.get_or_insert_default().max_depth = DEPTH;
    // One without bounds is a number here too.
    options.non_finite_float_policy = serde_saphyr::NonFiniteFloatPolicy::PassThrough;
    let found: Vec<Spanned<Scalars>> =
        serde_saphyr::from_multiple_with_options(plain, options).unwrap_or_default();
    let mut spans = Vec::new();
    found.into_iter().for_each(|node| node.value.move_into(&mut spans, &node.defined));
    spans.retain_mut(|span| {
        *span = span.start + start..span.end + start;
        text.get(span.clone()).is_some_and(is_other_text)
    });
    spans
}

/// Whether a word is a number that is written otherwise than a program writes it.
fn is_other_text(word: &str) -> bool {
    let digits = word.strip_prefix(['+', '-']).unwrap_or(word);
    let digits = digits.strip_prefix('.').unwrap_or(digits);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    if ["0x", "0X", "0o", "0O", "0b", "0B"].iter().any(|prefix| digits.starts_with(prefix)) {
        return true;
    }
    let plain = word.replace('_', "");
    match plain.parse::<i64>() {
        Ok(number) => number.to_string() != word,
        Err(_) => plain.parse::<f64>().is_ok_and(|number| number.to_string() != word),
    }
}

/// What a node of YAML is, as far as it matters here.
#[derive(Default)]
enum Scalars {
    /// A text, or nothing.
    #[default]
    None,
    /// A number by itself.
    Number,
    /// The numbers inside.
    Within(Vec<Range<usize>>),
}

impl Scalars {
    fn move_into(self, spans: &mut Vec<Range<usize>>, place: &serde_saphyr::Location) {
        match self {
            Self::None => {}
            Self::Within(found) if spans.is_empty() => *spans = found,
            Self::Within(found) => spans.extend(found),
            Self::Number => {
                let span = place.span();
                let at = |value: Option<u64>| value.and_then(|value| usize::try_from(value).ok());
                if let (Some(start), Some(length)) = (at(span.byte_offset()), at(span.byte_len())) {
                    spans.push(start..start.saturating_add(length));
                }
            }
        }
    }
}

impl<'de> Deserialize<'de> for Scalars {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarsVisitor)
    }
}

struct ScalarsVisitor;

impl<'de> Visitor<'de> for ScalarsVisitor {
    type Value = Scalars;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, _text: &str) -> Result<Scalars, E> {
        Ok(Scalars::None)
    }

    fn visit_bool<E>(self, _flag: bool) -> Result<Scalars, E> {
        Ok(Scalars::None)
    }

    fn visit_unit<E>(self) -> Result<Scalars, E> {
        Ok(Scalars::None)
    }

    fn visit_u64<E>(self, _number: u64) -> Result<Scalars, E> {
        Ok(Scalars::Number)
    }

    fn visit_i64<E>(self, _number: i64) -> Result<Scalars, E> {
        Ok(Scalars::Number)
    }

    fn visit_f64<E>(self, _number: f64) -> Result<Scalars, E> {
        Ok(Scalars::Number)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalars, A::Error> {
        let mut spans = Vec::new();
        while let Some((key, value)) = map.next_entry::<Spanned<Scalars>, Spanned<Scalars>>()? {
            key.value.move_into(&mut spans, &key.defined);
            value.value.move_into(&mut spans, &value.defined);
        }
        Ok(Scalars::Within(spans))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Scalars, A::Error> {
        let mut spans = Vec::new();
        while let Some(item) = list.next_element::<Spanned<Scalars>>()? {
            item.value.move_into(&mut spans, &item.defined);
        }
        Ok(Scalars::Within(spans))
    }
}

#[cfg(test)]
mod tests {
    use mainstay_model::Origin;

    use super::*;
    use crate::testing::{Files, find as component, labels, parse, try_parse};

    #[test]
    fn a_number_that_is_written_otherwise_gets_quotes_wherever_it_stands() {
        let text = "\u{feff}a: 1.10\n# é 1.10\n0123: [1e5, 7, {b: 0x1f}]\nc: '1.10'\nd: |\n  1.10\ne: v 1.10\nf: 5.4\n---\n- -0\n";
        let quoted = quoted(Cow::Borrowed(text));
        let expected = "\u{feff}a: '1.10'\n# é 1.10\n'0123': ['1e5', 7, {b: '0x1f'}]\nc: '1.10'\nd: |\n  1.10\ne: v 1.10\nf: 5.4\n---\n- '-0'\n";
        assert_eq!(quoted, expected);
    }

    #[test]
    fn what_is_no_yaml_or_has_no_such_number_stays() {
        for text in
            ["", "a: [1.10", "a: \"1.10", "{{ 1.10 }}\n: :", "a: 1.1.0\nb: 5\n", "a: &x 1\nb: *y\nc: 0x1"]
        {
            assert!(matches!(quoted(Cow::Borrowed(text)), Cow::Borrowed(_)), "{text}");
        }
        let deep = format!("{}1.10", "- ".repeat(10_000));
        assert!(matches!(quoted(Cow::Borrowed(&deep)), Cow::Borrowed(_)));
    }

    #[test]
    fn an_alias_is_quoted_where_it_is_defined() {
        assert_eq!(quoted(Cow::Borrowed("a: &x 1.10\nb: *x\n")), "a: &x '1.10'\nb: *x\n");
    }

    const DIGITS: &str = "0123456789012345678901234567890123456789";
    const POWER: &str = "1234567890123456789012345678901234567e99";

    #[test]
    fn a_commit_of_digits_alone_stays_as_it_is_in_every_yaml_lockfile() {
        for commit in [
            DIGITS,
            POWER,
            "1234567890123456789012345678901234567890",
            "1e99999999999999999999999999999999999999",
        ] {
            let pod = format!(
                "PODS:\n  - A (1.0)\nEXTERNAL SOURCES:\n  A:\n    :git: https://h.example/a.git\nCHECKOUT OPTIONS:\n  A:\n    :commit: {commit}\n    :git: https://h.example/a.git\n"
            );
            let pnpm = format!(
                "lockfileVersion: '9.0'\npackages:\n  a@git+https://h.example/a.git:\n    resolution: {{commit: {commit}, repo: 'https://h.example/a.git', type: git}}\n    version: 1.0.0\n"
            );
            let pubspec = format!(
                "packages:\n  A:\n    dependency: transitive\n    description:\n      path: \".\"\n      resolved-ref: {commit}\n      url: \"https://h.example/a.git\"\n    source: git\n    version: \"1.0.0\"\n"
            );
            let stack = format!(
                "packages:\n- completed:\n    commit: {commit}\n    git: https://h.example/a.git\n    name: A\n    version: 0.10\nsnapshots: []\n"
            );
            for (path, text) in [
                ("Podfile.lock", &pod),
                ("pnpm-lock.yaml", &pnpm),
                ("pubspec.lock", &pubspec),
                ("stack.yaml.lock", &stack),
            ] {
                let parsed = parse(path, text);
                let found =
                    parsed.value.components.iter().find(|one| matches!(one.origin, Origin::Vcs { .. }));
                let Some(Origin::Vcs { revision, .. }) = found.map(|one| &one.origin) else {
                    panic!("{path}: {:?}", parsed.value.components)
                };
                assert_eq!(revision.as_deref(), Some(commit), "{path}");
            }
            assert_eq!(labels(&parse("stack.yaml.lock", &stack).value), ["A@0.10"]);
        }
    }

    #[test]
    fn a_package_called_like_a_flag_is_called_so() {
        let text = "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      n:\n        specifier: ^9\n        version: 9.2.3\npackages:\n  n@9.2.3:\n    resolution: {integrity: x}\nsnapshots:\n  n@9.2.3: {}\n";
        let bom = parse("pnpm-lock.yaml", text).value;
        assert_eq!(component(&bom, "n@9.2.3").directness, mainstay_model::Directness::Direct);
    }

    #[test]
    fn a_version_of_an_action_is_the_text() {
        let files = Files::new(&[(
            ".github/workflows/a.yml",
            "jobs: {a: {container: {image: 'a:1.10'}, steps: [{uses: a/b@1.10}]}}\n",
        )]);
        let bom = try_parse(&files, ".github/workflows/a.yml").unwrap().value;
        assert!(labels(&bom).contains(&"a/b@1.10".to_owned()), "{:?}", labels(&bom));
    }
}
