//! TOML lockfiles entry by entry: one bad entry, a tail that is missing or a merge that was not finished costs what it
//! touches and nothing else.

use std::borrow::Cow;

use mainstay_model::{Parsed, Problem};
use serde::Deserialize;

use crate::text::odd_lines;
use crate::{Refusal, Source, decode};

/// A message quotes no more of a name than this.
const MAX_QUOTED: usize = 80;

/// The text of a TOML lockfile, readable in parts where it is not readable whole.
pub(crate) struct TomlText<'a> {
    text: Cow<'a, str>,
    /// The lines that are not UTF-8.
    odd: Vec<u64>,
}

impl<'a> TomlText<'a> {
    /// The text of a source.
    ///
    /// # Errors
    /// When it is empty, or no text at all.
    pub(crate) fn of(source: &Source<'a>) -> Result<Self, Refusal> {
        let bytes = source.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(source.bytes);
        if bytes.trim_ascii().is_empty() {
            return Err(decode::empty("TOML"));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self { text: Cow::Borrowed(text), odd: Vec::new() }),
            Err(_) if bytes.contains(&0) => Err(Refusal::Encoding),
            Err(_) => {
                let text = String::from_utf8_lossy(bytes).into_owned();
                Ok(Self { odd: odd_lines(bytes), text: Cow::Owned(text) })
            }
        }
    }

    /// The text, with a replacement for what is not UTF-8.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Reads the whole text, or else what stands above the first entry, each entry and each other table by itself;
    /// `join` adds what another part says.
    ///
    /// # Errors
    /// When no part can be read.
    pub(crate) fn read<'t, T: Deserialize<'t> + Default>(
        &'t self,
        entry: &str,
        remedy: &str,
        join: impl Fn(&mut T, T),
    ) -> Result<Parsed<T>, Refusal> {
        self.read_entries(&|name| name == entry, remedy, join)
    }

    /// The same where entries have names of their own: every list of tables at the margin is one.
    ///
    /// # Errors
    /// When no part can be read.
    pub(crate) fn read_all_entries<'t, T: Deserialize<'t> + Default>(
        &'t self,
        remedy: &str,
        join: impl Fn(&mut T, T),
    ) -> Result<Parsed<T>, Refusal> {
        self.read_entries(&|_| true, remedy, join)
    }

    fn read_entries<'t, T: Deserialize<'t> + Default>(
        &'t self,
        is_entry: &dyn Fn(&str) -> bool,
        remedy: &str,
        join: impl Fn(&mut T, T),
    ) -> Result<Parsed<T>, Refusal> {
        let whole = match toml::from_str(&self.text) {
            Ok(value) if self.odd.is_empty() => return Ok(Parsed::clean(value)),
            Ok(_) => Refusal::Encoding,
            Err(error) => decode::toml_refusal(&self.text, &error),
        };
        let mut parsed = Parsed::clean(T::default());
        if let Some(&line) = self.odd.first() {
            let message = format!("{} lines are not UTF-8; save the file as UTF-8", self.odd.len());
            parsed.problems.push(Problem::warning("encoding-odd", message).at_line(line));
        }
        let mut any = false;
        for part in parts(&self.text, is_entry, &mut parsed.problems) {
            let text = &self.text[part.start..part.end];
            match self.part::<T>(&part, text) {
                Ok(found) => {
                    any |= part.kind == Kind::Entry;
                    join(&mut parsed.value, found);
                }
                Err((line, why)) => {
                    // What is whole above the fault still names the package.
                    let kept = toml::from_str(&text[..part.plain]).ok().filter(|_| part.kind == Kind::Entry);
                    parsed.problems.push(unread(text, line, &why, kept.is_some(), remedy));
                    any |= kept.is_some();
                    kept.into_iter().for_each(|found| join(&mut parsed.value, found));
                }
            }
        }
        if any { Ok(parsed) } else { Err(whole) }
    }

    /// Reads one part; else the line of the fault and what it is.
    fn part<'t, T: Deserialize<'t>>(&self, part: &Part, text: &'t str) -> Result<T, (u64, String)> {
        for (line, at) in text.lines().zip(part.line..).filter(|(line, _)| line.contains('\u{fffd}')) {
            if self.odd.binary_search(&at).is_ok() && !line.trim_start().starts_with('#') {
                return Err((at, "the line is not UTF-8".to_owned()));
            }
        }
        toml::from_str(text).map_err(|error: toml::de::Error| {
            let at = error.span().map_or(1, |span| decode::line(text, span.start));
            (part.line + at - 1, decode::first_line(error.message()))
        })
    }
}

/// What a part of the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Head,
    Entry,
    Table,
}

#[derive(Debug)]
struct Part {
    kind: Kind,
    start: usize,
    end: usize,
    /// How many bytes from the start are whole lines of `key = "text"`.
    plain: usize,
    /// Its first line, counted from one.
    line: u64,
}

/// The parts between the headings at the margin. The sides of an unfinished merge are parts of their own; what follows
/// its marks without a heading belongs to nothing that could be told.
fn parts(text: &str, is_entry: &dyn Fn(&str) -> bool, problems: &mut Vec<Problem>) -> Vec<Part> {
    let (mut parts, mut entry) = (Vec::new(), "");
    let mut open = Some(Part { kind: Kind::Head, start: 0, end: 0, plain: 0, line: 1 });
    let (mut at, mut merge) = (0, None);
    for (raw, number) in text.split_inclusive('\n').zip(1..) {
        let line = raw.trim_end();
        let heading = line.starts_with('[').then(|| line.trim_matches(['[', ']', ' ']));
        let inside = open.as_ref().is_some_and(|part| part.kind == Kind::Entry);
        let below = |name: &str| name.strip_prefix(entry).is_some_and(|rest| rest.starts_with('.'));
        if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark)) {
            merge.get_or_insert(number);
            parts.extend(open.take());
        } else if let Some(name) = heading.filter(|name| !(inside && below(name))) {
            parts.extend(open.take());
            entry = name;
            let kind = if is_entry(name) && line.starts_with("[[") { Kind::Entry } else { Kind::Table };
            open = Some(Part { kind, start: at, end: at, plain: 0, line: number });
        }
        at += raw.len();
        if let Some(part) = &mut open {
            if part.start + part.plain == at - raw.len() && is_plain(line, number == part.line) {
                part.plain += raw.len();
            }
            part.end = at;
        }
    }
    parts.extend(open);
    if let Some(line) = merge {
        let message = "the file holds an unfinished merge; what both sides list whole is read. Resolve it";
        problems.push(Problem::error("merge-conflict", message).at_line(line));
    }
    parts
}

fn is_plain(line: &str, first: bool) -> bool {
    let value = line.split_once(" = \"").map(|(_, value)| value.strip_suffix('"'));
    first && line.starts_with('[')
        || value.flatten().is_some_and(|value| !value.contains(['"', '\\', '\u{fffd}']))
}

fn unread(text: &str, line: u64, why: &str, kept: bool, remedy: &str) -> Problem {
    let name = text.lines().find_map(|line| line.strip_prefix("name = ")).unwrap_or_default();
    let name: String = name.trim_matches('"').chars().take(MAX_QUOTED).collect();
    let who =
        if name.is_empty() { "this part of the file".to_owned() } else { format!("the entry `{name}`") };
    let lost = if kept { "what stands below that line of it is left out" } else { "it is left out" };
    Problem::error("entry-unreadable", format!("{who} cannot be read: {why}; {lost}; {remedy}")).at_line(line)
}

#[cfg(test)]
mod tests {
    use mainstay_model::{Graph, Parsed, Position};

    use crate::testing::{Files, codes, labels, try_parse};
    use crate::{Bom, NoTree, Registries, Source, recognize};

    const GOOD: &str = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\n \"b\",\n]\n\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\n\n";

    fn read(path: &str, bytes: &[u8]) -> Parsed<Bom> {
        let registries = Registries::default();
        let source = Source { path, bytes, tree: &NoTree, registries: &registries };
        recognize(path).unwrap().parse(&source).unwrap()
    }

    fn lines(parsed: &Parsed<Bom>) -> Vec<u64> {
        let line = |at: &Option<Position>| match at {
            Some(Position::Line(line)) => *line,
            _ => 0,
        };
        parsed.problems.iter().map(|problem| line(&problem.at)).collect()
    }

    #[test]
    fn an_entry_without_version_costs_itself() {
        let text =
            format!("{GOOD}[[package]]\nname = \"c\"\n\n[[package]]\nname = \"d\"\nversion = \"4.0.0\"\n");
        let parsed = read("Cargo.lock", text.as_bytes());
        assert_eq!(labels(&parsed.value), ["a@1.0.0", "b@2.0.0", "d@4.0.0"]);
        assert_eq!((codes(&parsed), lines(&parsed)), (vec!["entry-unreadable"], vec![14]));
        assert!(parsed.problems[0].message.contains("`c`"), "{}", parsed.problems[0].message);
    }

    #[test]
    fn a_tail_that_is_missing_costs_what_is_missing() {
        for (path, entry) in [
            ("Cargo.lock", "package"),
            ("uv.lock", "package"),
            ("poetry.lock", "package"),
            ("pdm.lock", "package"),
            ("pylock.toml", "packages"),
        ] {
            let head = match path {
                "pylock.toml" => "lock-version = \"1.0\"\n",
                "uv.lock" => "version = 1\n",
                _ => "",
            };
            let whole = format!(
                "{head}[[{entry}]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[{entry}]]\nname = \"b\"\nversion = \"2.0.0\"\ndependencies = [\n \"a"
            );
            let parsed = read(path, whole.as_bytes());
            assert_eq!(labels(&parsed.value), ["a@1.0.0", "b@2.0.0"], "{path}");
            assert!(codes(&parsed).contains(&"entry-unreadable"), "{path}: {:?}", parsed.problems);
        }
    }

    #[test]
    fn both_sides_of_a_merge_are_read_and_the_merge_is_told() {
        let side = |version: &str| format!("[[package]]\nname = \"c\"\nversion = \"{version}\"\n\n");
        let text = format!("{GOOD}<<<<<<< HEAD\n{}=======\n{}>>>>>>> other\n", side("1.0.0"), side("2.0.0"));
        let parsed = read("Cargo.lock", text.as_bytes());
        assert_eq!(labels(&parsed.value), ["a@1.0.0", "b@2.0.0", "c@1.0.0", "c@2.0.0"]);
        assert_eq!((codes(&parsed), lines(&parsed)), (vec!["merge-conflict"], vec![14]));
        let graphs = parsed.value.components.iter().map(|component| component.graph);
        assert!(graphs.into_iter().all(|graph| graph == Graph::Partial), "nobody knows what else was meant");
    }

    #[test]
    fn a_byte_that_is_no_text_costs_its_entry_and_in_a_comment_nothing() {
        let text = [b"# caf\xe9\n", GOOD.as_bytes()].concat();
        let parsed = read("Cargo.lock", &text);
        assert_eq!(labels(&parsed.value), ["a@1.0.0", "b@2.0.0"]);
        assert_eq!((codes(&parsed), lines(&parsed)), (vec!["encoding-odd"], vec![1]));
        let text = [GOOD.as_bytes(), b"[[package]]\nname = \"\xe9\"\nversion = \"1.0.0\"\n"].concat();
        let parsed = read("Cargo.lock", &text);
        assert_eq!(
            (labels(&parsed.value), lines(&parsed)),
            (vec!["a@1.0.0".to_owned(), "b@2.0.0".to_owned()], vec![15, 15])
        );
    }

    #[test]
    fn where_nothing_can_be_read_the_first_fault_is_told_with_its_line() {
        let refused = try_parse(&Files::new(&[("Cargo.lock", "version = 4\nnot a lock [\n")]), "Cargo.lock");
        let message = refused.unwrap_err().to_string();
        assert!(message.contains("line 2"), "{message}");
    }
}
