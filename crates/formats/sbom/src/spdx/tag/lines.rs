//! Lines of a tag-value document, put together to tags and values.

use mainstay_model::Problem;

use crate::spdx::problems::Problems;

/// One tag with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry<'t> {
    /// The line of the tag, counted from one.
    pub(super) line: usize,
    /// The tag.
    pub(super) tag: &'t str,
    /// The value without `<text>` and surrounding space.
    pub(super) value: &'t str,
}

/// Gives each tag with its value to `take`. Lines that are neither are told and skipped.
pub(super) fn entries<'t>(
    text: &'t str,
    problems: &mut Problems,
    mut take: impl FnMut(Entry<'t>, &mut Problems),
) {
    let mut at = 0;
    let mut line = 0;
    while at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
        let current = text[at..end].trim();
        let start = line + 1;
        line += 1;
        let from = at;
        at = end + 1;
        if current.is_empty() || current.starts_with('#') {
            continue;
        }
        let Some((tag, value)) = current.split_once(':').filter(|(tag, _)| is_tag(tag)) else {
            let message = "the line is no tag with a value; a value of several lines needs <text> around it";
            problems.push(Problem::error("tag-line", message).at_line(start as u64));
            continue;
        };
        let value = value.trim();
        if !value.starts_with("<text>") {
            take(Entry { line: start, tag: tag.trim(), value }, problems);
            continue;
        }
        let open = from + text[from..].find("<text>").unwrap_or(0) + "<text>".len();
        let close = text[open..].find("</text>").map(|length| open + length);
        if close.is_none() {
            let message = format!("`<text>` of `{tag}` is never closed; the rest of the document is in it");
            problems.push(Problem::error("text-unclosed", message).at_line(start as u64));
        }
        let close = close.unwrap_or(text.len());
        line += text[open..close].matches('\n').count();
        at = text[close..].find('\n').map_or(text.len(), |length| close + length + 1);
        // The lines that the value spans are counted from its first, which was counted already.
        if open > end {
            line -= text[end..open].matches('\n').count();
        }
        take(Entry { line: start, tag: tag.trim(), value: &text[open..close] }, problems);
    }
}

fn is_tag(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(usize, String, String)>, usize) {
        let mut problems = Problems::default();
        let mut found = Vec::new();
        entries(text, &mut problems, |entry, _| {
            found.push((entry.line, entry.tag.to_owned(), entry.value.to_owned()));
        });
        (found, problems.finish(&Default::default()).len())
    }

    #[test]
    fn a_text_spans_lines_and_the_count_goes_on_after_it() {
        let (found, problems) = read("# c\nA: 1\nB: <text>x\n\ny: z</text>\nC:  2 \r\n");
        let expected = [(2, "A", "1"), (3, "B", "x\n\ny: z"), (6, "C", "2")];
        assert_eq!(found, expected.map(|(line, tag, value)| (line, tag.to_owned(), value.to_owned())));
        assert_eq!(problems, 0);
    }

    #[test]
    fn a_line_without_tag_is_told_and_an_unclosed_text_ends_with_the_document() {
        let (found, problems) = read("no tag here\nA: <text>x\ny");
        assert_eq!(found, [(2, "A".to_owned(), "x\ny".to_owned())]);
        assert_eq!(problems, 2);
    }
}
