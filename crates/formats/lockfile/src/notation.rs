//! What the bytes of a file are, and how broken ones are mended before a format reads them: one odd byte in a comment
//! or one key that stands twice must not cost the file.

mod merge;
mod numbers;
mod repeated;

use std::borrow::Cow;
use std::ops::Range;

use mainstay_model::Problem;

use crate::Refusal;
use crate::text::{odd_lines, quoted};

pub(crate) use self::merge::explained;

/// What the bytes of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// JSON, with comments where the format allows them: a later member of an object stands for an earlier one of the same
    /// key, as in the parsers of the ecosystems that write these files.
    Json,
    /// YAML, of which every scalar is the text that stands there, whatever number it looks like.
    Yaml,
    /// Other text in UTF-8.
    Text,
    /// The format decodes its bytes itself: XML names its encoding, lists in TOML are mended entry by entry.
    Own,
}

/// No more repeated keys than this are told one by one.
const MAX_TOLD: usize = 20;

impl Notation {
    /// The bytes as the format is to read them, every line where it was, and what was mended.
    ///
    /// # Errors
    /// When they are no text at all.
    pub(crate) fn mended(self, bytes: &[u8]) -> Result<(Cow<'_, [u8]>, Vec<Problem>), Refusal> {
        if self == Self::Own {
            return Ok((Cow::Borrowed(bytes), Vec::new()));
        }
        let mut problems = Vec::new();
        let text = merged(unicode(bytes, &mut problems)?, &mut problems);
        problems.extend(zeros(&text));
        let text = match self {
            Self::Json => once(text, &mut problems),
            Self::Yaml => numbers::quoted(text),
            Self::Text | Self::Own => text,
        };
        let bytes = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
        Ok((bytes, problems))
    }
}

/// What is told of zeros in a text: a file system leaves them behind a crash in the place of what was written.
pub(crate) fn zeros(text: &str) -> Option<Problem> {
    let at = text.find('\0')?;
    let message = "the file holds zeros, as a crash leaves them: what stood there is lost; get the file from version control, or \
                   let the tool that writes it write it anew";
    Some(Problem::error("text-lost", message).at_line(crate::decode::line(text, at)))
}

/// The text without the marks of an unfinished merge.
pub(crate) fn merged<'t>(text: Cow<'t, str>, problems: &mut Vec<Problem>) -> Cow<'t, str> {
    let Some(merge) = merge::find(&text) else { return text };
    problems.push(merge.problem());
    blanked(text, merge.spans)
}

/// JSON in which each key of an object stands once, the last.
fn once<'t>(text: Cow<'t, str>, problems: &mut Vec<Problem>) -> Cow<'t, str> {
    let repeats = repeated::find(&text);
    if repeats.is_empty() {
        return text;
    }
    tell(&text, &repeats, problems);
    let members = repeats.into_iter().map(|repeat| repeat.member).collect();
    blanked(text, members)
}

/// The text with blanks in the place of what is not to be read; every line stays where it was.
fn blanked<'t>(text: Cow<'t, str>, spans: Vec<Range<usize>>) -> Cow<'t, str> {
    let mut bytes = text.into_owned().into_bytes();
    for span in spans {
        let span = bytes[span].iter_mut();
        span.filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    }
    Cow::Owned(String::from_utf8(bytes).expect("whole characters became blanks"))
}

/// The text with a replacement for what is not UTF-8; a file with zeros and bytes that are not is no text.
pub(crate) fn unicode<'a>(bytes: &'a [u8], problems: &mut Vec<Problem>) -> Result<Cow<'a, str>, Refusal> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    if bytes.contains(&0) {
        return Err(Refusal::Encoding);
    }
    problems.extend(replaced(bytes));
    Ok(Cow::Owned(String::from_utf8_lossy(bytes).into_owned()))
}

/// What is told of bytes that are not UTF-8 throughout; `None` where they are.
pub(crate) fn replaced(bytes: &[u8]) -> Option<Problem> {
    let odd = odd_lines(bytes);
    let &first = odd.first()?;
    let message = format!(
        "{} lines are not UTF-8: the bytes that are not were replaced, and the rest is read; save the file as UTF-8",
        odd.len()
    );
    Some(Problem::warning("encoding-odd", message).at_line(first))
}

fn tell(text: &str, repeats: &[repeated::Repeat<'_>], problems: &mut Vec<Problem>) {
    let (told, untold) = repeats.split_at(repeats.len().min(MAX_TOLD));
    for repeat in told {
        let message = format!(
            "`{}` stands more than once in one object: the last is read and this one is not, as package managers do; \
             let the tool that writes the file write it anew",
            quoted(&repeat.key)
        );
        let line = crate::decode::line(text, repeat.member.start);
        problems.push(Problem::warning("key-repeated", message).at_line(line));
    }
    if !untold.is_empty() {
        let message = format!("{} more keys stand more than once; the last of each is read", untold.len());
        problems.push(Problem::warning("key-repeated", message));
    }
}

#[cfg(test)]
mod tests {
    use mainstay_model::{Parsed, Position};

    use crate::testing::{codes, labels, parse};
    use crate::{Bom, NoTree, Refusal, Registries, Source, recognize};

    fn read(path: &str, bytes: &[u8]) -> Result<Parsed<Bom>, Refusal> {
        let registries = Registries::default();
        let source = Source { path, bytes, tree: &NoTree, registries: &registries };
        recognize(path).unwrap().parse(&source)
    }

    #[test]
    fn of_a_key_that_stands_twice_the_last_is_read_and_the_other_is_told() {
        let text = r#"{"lockfileVersion": 3, "packages": {
 "": {"name": "x", "dependencies": {"lodash": "^1"}},
 "node_modules/lodash": {"version": "1.0.0"},
 "node_modules/lodash": {"version": "4.17.21", "version": "4.17.20"}}}"#;
        let parsed = parse("package-lock.json", text);
        assert_eq!(labels(&parsed.value), ["x", "lodash@4.17.20"]);
        assert_eq!(codes(&parsed), ["key-repeated", "key-repeated"]);
        let lines: Vec<Option<Position>> = parsed.problems.iter().map(|problem| problem.at.clone()).collect();
        assert_eq!(lines, [Some(Position::Line(3)), Some(Position::Line(4))]);
        assert_eq!(parsed.value.components[1].locations[0].line, Some(4));
    }

    #[test]
    fn every_json_lockfile_takes_the_last_of_a_repeated_key() {
        let cases = [
            ("composer.lock", r#"{"packages": [{"name": "a/b", "version": "1", "version": "2"}]}"#, "a/b@2"),
            (
                "packages.lock.json",
                r#"{"version": 1, "dependencies": {"net8.0": {"A": {"type": "Direct", "resolved": "1.0.0"}, "A": {"type": "Direct", "resolved": "2.0.0"}}}}"#,
                "A@2.0.0",
            ),
            ("Pipfile.lock", r#"{"default": {"a": {"version": "==1"}, "a": {"version": "==2"}}}"#, "a@2"),
            (
                "renv.lock",
                r#"{"R": {}, "Packages": {"a": {"Package": "a", "Version": "1"}, "a": {"Package": "a", "Version": "2"}}}"#,
                "a@2",
            ),
            (
                "bun.lock",
                "{\"lockfileVersion\": 1, \"workspaces\": {\"\": {\"name\": \"\"}}, // note\n \"packages\": {\"a\": [\"a@1.0.0\", \"\", {}, \"\"], \"a\": [\"a@2.0.0\", \"\", {}, \"\"],},}",
                "a@2.0.0",
            ),
            (
                "Package.resolved",
                r#"{"version": 2, "pins": [], "pins": [{"identity": "a", "kind": "registry", "state": {"version": "2"}}]}"#,
                "a@2",
            ),
        ];
        for (path, text, expected) in cases {
            let parsed = parse(path, text);
            let found = labels(&parsed.value);
            assert!(found.contains(&expected.to_owned()), "{path}: {found:?}");
            assert!(
                !found.iter().any(|label| label.ends_with("@1") || label.ends_with("@1.0.0")),
                "{path}: {found:?}"
            );
            assert!(codes(&parsed).contains(&"key-repeated"), "{path}: {:?}", parsed.problems);
        }
    }

    #[test]
    fn one_byte_in_a_comment_costs_no_file() {
        let cases: [(&str, &[u8], &str); 9] = [
            ("requirements.txt", b"# caf\xe9\nflask==3.0.0\n", "flask@3.0.0"),
            ("go.mod", b"module x.example/a\n// caf\xe9\nrequire b.example/c v1.0.0\n", "b.example/c@v1.0.0"),
            ("yarn.lock", b"# yarn lockfile v1 caf\xe9\na@^1:\n  version \"1.0.0\"\n", "a@1.0.0"),
            ("gradle.lockfile", b"# caf\xe9\ng:a:1.0=compileClasspath\nempty=\n", "g/a@1.0"),
            ("pnpm-lock.yaml", b"# caf\xe9\nlockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    resolution: {integrity: x}\n", "a@1.0.0"),
            ("mix.lock", b"# caf\xe9\n%{\"a\": {:hex, :a, \"1.0.0\", \"00\", [:mix], [], \"hexpm\", \"00\"}}\n", "a@1.0.0"),
            ("var/lib/dpkg/status", b"Package: a\nStatus: install ok installed\nVersion: 1.0\nArchitecture: all\nMaintainer: Jos\xe9\n", "a@1.0"),
            (".github/workflows/a.yml", b"# caf\xe9\njobs: {a: {steps: [{uses: actions/cache@v4}]}}\n", "actions/cache@v4"),
            ("libs.versions.toml", b"# caf\xe9\n[libraries]\na = \"g:a:1.0\"\n", "g/a@1.0"),
        ];
        for (path, bytes, expected) in cases {
            let parsed = read(path, bytes).unwrap_or_else(|refusal| panic!("{path}: {refusal}"));
            assert!(
                labels(&parsed.value).contains(&expected.to_owned()),
                "{path}: {:?}",
                labels(&parsed.value)
            );
            assert!(codes(&parsed).contains(&"encoding-odd"), "{path}: {:?}", parsed.problems);
        }
    }

    #[test]
    fn nor_does_one_broken_unit_of_utf16() {
        let cases = [
            (
                "requirements.txt",
                "# \u{e000}\n-i https://u:S3CRET@h.example/\u{e000}simple\nflask==3.0.0\n",
                "flask@3.0.0",
            ),
            (
                "package-lock.json",
                "{\"lockfileVersion\": 1, \"x\": \"\u{e000}\",\n \"dependencies\": {\"a\": {\"version\": \"1.0.0\"}}}",
                "a@1.0.0",
            ),
            ("uv.lock", "# \u{e000}\nversion = 1\n[[package]]\nname = \"a\"\nversion = \"1\"\n", "a@1"),
            (
                "packages.config",
                "<?xml version=\"1.0\" encoding=\"utf-16\"?><!-- \u{e000} -->\n<packages><package id=\"A\" version=\"1.0.0\"/></packages>",
                "A@1.0.0",
            ),
        ];
        let broken = |unit: u16| if unit == 0xE000 { 0xD800 } else { unit };
        for (path, text, expected) in cases {
            for mark in ["\u{feff}", ""] {
                let units = mark.encode_utf16().chain(text.encode_utf16());
                let bytes: Vec<u8> = units.map(broken).flat_map(u16::to_le_bytes).collect();
                let parsed = read(path, &bytes).unwrap_or_else(|refusal| panic!("{path}: {refusal}"));
                assert!(labels(&parsed.value).contains(&expected.to_owned()), "{path}: {:?}", parsed.value);
                let told = parsed.problems.iter().find(|problem| problem.code == "encoding-odd");
                assert_eq!(told.unwrap().at, Some(Position::Line(1)), "{path}: {:?}", parsed.problems);
                assert!(!format!("{parsed:?}").contains("S3CRE"), "{path}");
            }
        }
    }

    #[test]
    fn zeros_in_the_place_of_a_tail_are_told() {
        for (path, bytes) in [
            ("requirements.txt", b"a==1\n\0\0\0\0\0" as &[u8]),
            ("go.mod", b"module x.example/a\nrequire b.example/c v1.0.0\n\0\0\0"),
        ] {
            let parsed = read(path, bytes).unwrap();
            let told = parsed.problems.iter().find(|problem| problem.code == "text-lost").unwrap();
            assert_eq!(
                told.at,
                Some(Position::Line(bytes.iter().filter(|byte| **byte == b'\n').count() as u64 + 1))
            );
        }
    }

    #[test]
    fn a_name_with_a_broken_byte_is_no_package_of_any_registry() {
        let parsed = read("gradle.lockfile", b"g:caf\xe9:1.0=compileClasspath\nempty=\n").unwrap();
        assert!(parsed.value.components.iter().all(|component| component.purl.is_none()));
        assert!(codes(&parsed).contains(&"purl-invalid"), "{:?}", parsed.problems);
        let parsed = read("requirements.txt", b"caf\xe9==1.0\nb==1\n").unwrap();
        assert_eq!(labels(&parsed.value), ["b@1"]);
        assert_eq!(codes(&parsed), ["encoding-odd", "line-unreadable"]);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(read("go.mod", b"module x\0\xe9\n"), Err(Refusal::Encoding));
    }
}
