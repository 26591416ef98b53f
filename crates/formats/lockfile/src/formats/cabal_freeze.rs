//! cabal.project.freeze: the versions that `cabal freeze` wrote as constraints.

use mainstay_model::{Bom, Component, Origin, Parsed, Problem, Purl};

use crate::assembly::Assembly;
use crate::text::quoted;
use crate::{Format, Notation, Refusal, Source, Support, Tells};

pub(crate) const FORMAT: Format = Format {
    id: "cabal-freeze",
    title: "cabal.project.freeze",
    ecosystem: "hackage",
    files: &["cabal.project.freeze", "cabal.config"],
    notation: Notation::Text,
    support: Support::Full,
    tells: Tells { edges: false, direct: false, scope: false, hashes: false, origin: false, license: false },
    yields_to: &[],
    read: parse,
};

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let mut assembly = Assembly::new(source, FORMAT.id, None);
    let (mut inside, mut fields, mut lists) = (false, 0, 0);
    for (index, line) in source.text()?.lines().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let content = line.split("--").next().unwrap_or_default();
        // A field starts at the margin; what is indented continues it.
        let mut content = content.trim_end();
        if !content.starts_with([' ', '\t']) && !content.is_empty() {
            let field = content.split_once(':').filter(|(name, _)| is_word(name.trim()));
            // A section such as `package name` has no colon.
            if field.is_none() && !content.split_whitespace().next().is_some_and(is_word) {
                let message = format!("`{}` is not understood and left out", quoted(content));
                assembly.problem_at(Some(number), Problem::warning("line-unread", message));
            }
            fields += usize::from(field.is_some());
            inside = field.is_some_and(|(name, _)| name.trim().eq_ignore_ascii_case("constraints"));
            lists += usize::from(inside);
            content = field.map_or("", |(_, rest)| rest);
        }
        if inside {
            for constraint in content.split(',').map(str::trim).filter(|text| !text.is_empty()) {
                add(constraint, number, &mut assembly);
            }
        }
    }
    if fields == 0 && !source.text()?.trim().is_empty() {
        let message = "there is no field such as `constraints:` in it".to_owned();
        return Err(Refusal::Syntax { format: "cabal.project.freeze", line: Some(1), message });
    }
    if fields > 0 && lists == 0 {
        let message =
            "there is no `constraints:` in it, so that it tells no version; write it with `cabal freeze`";
        assembly.problem(Problem::note("constraints-missing", message));
    }
    assembly.finish()
}

/// Whether a text can be the name of a field or of a section.
fn is_word(text: &str) -> bool {
    let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    text.starts_with(|first: char| first.is_ascii_alphabetic()) && letters(text)
}

/// `any.name ==version`, `name installed` (the one that comes with the compiler) or `name +flag -flag`.
fn add(constraint: &str, line: u32, assembly: &mut Assembly<'_>) {
    let (name, rest) = constraint.split_once(char::is_whitespace).unwrap_or((constraint, ""));
    let rest = rest.trim();
    // Flags say how a package is built that is listed with its version elsewhere.
    if rest.starts_with(['+', '-']) {
        return;
    }
    // `any.`, `setup.` and `pkg:setup.name` say where the constraint holds.
    let name = name.rsplit(['.', ':']).next().unwrap_or(name);
    let version =
        rest.strip_prefix("==").map(str::trim).filter(|text| !text.contains(['*', '|', '&', '<', '>']));
    let purl = Purl::new("hackage", None, name, version);
    let found = assembly.component(Some(line), purl, Origin::Unknown);
    assembly.add(Component {
        reference: name.to_owned(),
        name: name.to_owned(),
        version: version.map(str::to_owned),
        version_range: Some(rest.to_owned())
            .filter(|text| version.is_none() && !text.is_empty() && text != "installed"),
        ..found
    });
}

#[cfg(test)]
mod tests {
    use crate::Refusal;
    use crate::testing::{Files, codes, find, labels, parse, try_parse};

    #[test]
    fn constraints_on_one_line_and_on_many_are_read() {
        let text = "active-repositories: house:merge\nconstraints: any.Cabal ==3.2.1.0, any.base installed,\n\
                    -- comment\n             tls +compat -hans,\n             text >= 1 && < 2,\n\n             setup.zlib ==0.6\n\
                    index-state: house 2022-07-07T01:01:53Z\n";
        let parsed = parse("cabal.project.freeze", text);
        assert_eq!(labels(&parsed.value), ["Cabal@3.2.1.0", "base", "text", "zlib@0.6"]);
        assert_eq!(codes(&parsed), ["version-unknown"]);
        assert_eq!(find(&parsed.value, "text").version_range.as_deref(), Some(">= 1 && < 2"));
        assert_eq!(find(&parsed.value, "zlib").locations[0].line, Some(7));
    }

    #[test]
    fn what_is_no_field_and_what_pins_nothing_is_told() {
        let odd = "constraints: any.a ==1\n<a>: b\n{\"c\": 1}\npackage d\n  flags: +e\n";
        let parsed = parse("cabal.project.freeze", odd);
        assert_eq!(labels(&parsed.value), ["a@1"]);
        assert_eq!(codes(&parsed), ["line-unread", "line-unread"]);
        assert_eq!(
            codes(&parse("cabal.project.freeze", "index-state: 2022-07-07T01:01:53Z\n")),
            ["constraints-missing"]
        );
    }

    #[test]
    fn a_text_without_fields_is_refused() {
        let files = Files::new(&[("cabal.project.freeze", "hello")]);
        assert!(matches!(try_parse(&files, "cabal.project.freeze"), Err(Refusal::Syntax { .. })));
    }
}
