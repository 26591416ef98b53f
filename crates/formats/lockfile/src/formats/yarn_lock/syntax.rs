//! The text of a yarn.lock: blocks, told apart by indentation.
//!
//! Yarn 1 writes its own notation, later Yarn a small part of YAML. Both are blocks of `key value` lines, so
//! one reader serves: it knows no anchors, flows or multi-line texts, because Yarn never writes them.

use std::borrow::Cow;

/// Key and value of each entry.
type Pairs<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// One block without indentation.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Block<'a> {
    /// The line of its head, counted from one.
    pub(super) line: u32,
    /// The texts of its head.
    pub(super) heads: Vec<Cow<'a, str>>,
    /// Its fields with a value.
    pub(super) fields: Pairs<'a>,
    /// Its lists: name, then key and value of each entry.
    pub(super) lists: Vec<(Cow<'a, str>, Pairs<'a>)>,
    /// What stands one level deeper: list, entry, key, value.
    pub(super) deep: Vec<[Cow<'a, str>; 4]>,
}

impl<'a> Block<'a> {
    /// The value of a field, empty where it is missing.
    pub(super) fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The entries of a list.
    pub(super) fn list(&self, name: &str) -> &[(Cow<'a, str>, Cow<'a, str>)] {
        self.lists.iter().find(|(key, _)| key == name).map_or(&[], |(_, entries)| entries)
    }
}

/// What the reader found.
#[derive(Default)]
pub(super) struct Text<'a> {
    pub(super) blocks: Vec<Block<'a>>,
    /// Lines that fit nowhere.
    pub(super) odd: Vec<u32>,
}

/// Reads the blocks of a file.
pub(super) fn read(text: &str) -> Text<'_> {
    let mut found = Text::default();
    for (number, line) in text.lines().enumerate() {
        let number = u32::try_from(number + 1).unwrap_or(u32::MAX);
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        let content = content.trim_end();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if indent == 0 {
            head(content, number, &mut found);
        } else if !found.blocks.last_mut().is_some_and(|block| inner(block, indent, content)) {
            found.odd.push(number);
        }
    }
    found
}

/// A head is a list of texts and a colon. A very long one stands after `? `, with the colon on its own line.
fn head<'a>(content: &'a str, line: u32, found: &mut Text<'a>) {
    if content == ":" {
        return;
    }
    let content = content.strip_prefix("? ").unwrap_or(content);
    let content = content.strip_suffix(':').unwrap_or(content);
    let mut heads = Vec::new();
    let mut rest = content;
    while !rest.is_empty() {
        let (text, after) = if rest.starts_with('"') {
            scalar(rest)
        } else {
            let end = rest.find(", ").unwrap_or(rest.len());
            (Cow::Borrowed(&rest[..end]), &rest[end..])
        };
        heads.push(text);
        rest = after.trim_start_matches([',', ' ']);
    }
    if heads.is_empty() {
        found.odd.push(line);
    } else {
        found.blocks.push(Block { line, heads, ..Block::default() });
    }
}

fn inner<'a>(block: &mut Block<'a>, indent: usize, content: &'a str) -> bool {
    let (key, rest) = key(content);
    let opens = rest.is_empty() && content.ends_with(':');
    let (value, _) = scalar(rest);
    match (indent, opens) {
        (0..=2, true) => block.lists.push((key, Vec::new())),
        (0..=2, false) => block.fields.push((key, value)),
        (3..=4, _) => match block.lists.last_mut() {
            Some((_, entries)) => entries.push((key, value)),
            None => return false,
        },
        _ => match block.lists.last() {
            Some((list, entries)) if !entries.is_empty() => {
                let entry = entries[entries.len() - 1].0.clone();
                block.deep.push([list.clone(), entry, key, value]);
            }
            _ => return false,
        },
    }
    true
}

/// A key and what follows it; a colon after the key belongs to neither.
fn key(content: &str) -> (Cow<'_, str>, &str) {
    let (key, rest) = if content.starts_with('"') {
        scalar(content)
    } else {
        let end = content.find(' ').unwrap_or(content.len());
        let word = &content[..end];
        (Cow::Borrowed(word.strip_suffix(':').unwrap_or(word)), &content[end..])
    };
    (key, rest.strip_prefix(':').unwrap_or(rest).trim_start())
}

/// A text, quoted the way JSON does or standing for itself up to the end of the line.
fn scalar(content: &str) -> (Cow<'_, str>, &str) {
    let Some(body) = content.strip_prefix('"') else { return (Cow::Borrowed(content), "") };
    let mut escaped = false;
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return (unescaped(&body[..at]), &body[at + 1..]),
            _ => {}
        }
    }
    (Cow::Borrowed(body), "")
}

fn unescaped(body: &str) -> Cow<'_, str> {
    if !body.contains('\\') {
        return Cow::Borrowed(body);
    }
    serde_json::from_str(&format!("\"{body}\"")).map_or(Cow::Borrowed(body), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_notations_read_alike() {
        let classic =
            "\"@a/b@^1\", c@2:\n  version \"1.0\"\n  dependencies:\n    \"@x/y\" \"^1 || ^2\"\n    z 2\n";
        let berry = "\"@a/b@^1, c@2\":\n  version: 1.0\n  dependencies:\n    \"@x/y\": ^1 || ^2\n    z: 2\n";
        let (classic, berry) = (read(classic), read(berry));
        assert_eq!(classic.blocks[0].heads, ["@a/b@^1", "c@2"]);
        assert_eq!(berry.blocks[0].heads, ["@a/b@^1, c@2"]);
        for text in [classic, berry] {
            assert_eq!(text.blocks[0].field("version"), "1.0");
            let list = text.blocks[0].list("dependencies");
            assert_eq!(list, [("@x/y".into(), "^1 || ^2".into()), ("z".into(), "2".into())]);
        }
    }

    #[test]
    fn a_long_head_and_deeper_levels_are_read() {
        let text =
            read("? \"a@npm:1\"\n:\n  version: 1\n  dependenciesMeta:\n    x:\n      optional: true\n");
        assert_eq!(text.blocks[0].heads, ["a@npm:1"]);
        assert_eq!(text.blocks[0].deep, [["dependenciesMeta", "x", "optional", "true"].map(Cow::Borrowed)]);
    }

    #[test]
    fn what_fits_nowhere_is_told_by_line() {
        let text = read("  lost 1\n\na@1:\n    deeper 1\n  version \"a\\\"b\n");
        assert_eq!(text.odd, [1, 4]);
    }
}
