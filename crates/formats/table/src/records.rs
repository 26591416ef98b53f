//! The records of a list (RFC 4180), with the line that each starts at and what is wrong with its quotes.
//!
//! Written by hand: the crate csv takes a quote that is never closed, or closed by the quote of another row, for one that
//! holds everything in between, and cannot tell it.

use std::borrow::Cow;

/// One record.
#[derive(Debug, PartialEq)]
pub(crate) struct Record<'t> {
    /// The line that it starts at, counted from one.
    pub(crate) line: u64,
    /// Its cells, without blanks around them.
    pub(crate) cells: Vec<Cow<'t, str>>,
    /// What is wrong with its quotes.
    pub(crate) fault: Option<Fault>,
}

/// What is wrong with the quotes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A cell goes on after its closing quote, within its line. What follows belongs to the cell.
    TextAfterQuote,
    /// A quote opens at the start of a cell, and the next one stands further down where no cell ends, or nowhere. The record
    /// has no cells then, and the next one starts at the next line.
    Unclosed,
}

/// Reads the records of a text one after the other. Lines without a character are none.
pub(crate) struct Records<'t> {
    text: &'t str,
    separator: u8,
    at: usize,
    line: u64,
}

impl<'t> Records<'t> {
    pub(crate) fn of(text: &'t str, separator: u8) -> Self {
        Self { text, separator, at: 0, line: 1 }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Goes on to a place, counting the lines on the way.
    fn move_to(&mut self, at: usize) {
        let passed = &self.text.as_bytes()[self.at..at];
        self.line += passed.iter().filter(|&&byte| byte == b'\n').count() as u64;
        self.at = at;
    }

    /// Where what starts at a place and has no quotes of its own ends: at a separator or at the end of the line.
    fn plain_end(&self, from: usize) -> usize {
        let rest = &self.text.as_bytes()[from..];
        let end = rest.iter().position(|&byte| byte == self.separator || matches!(byte, b'\r' | b'\n'));
        end.map_or(self.text.len(), |end| from + end)
    }

    /// The cell that starts at a place, where it ends, and whether text follows its closing quote; `None` when a quote opens
    /// it and none closes it.
    fn cell(&self, start: usize) -> Option<(Cow<'t, str>, usize, bool)> {
        let text = self.text;
        if self.byte(start) != Some(b'"') {
            let end = self.plain_end(start);
            return Some((Cow::Borrowed(text[start..end].trim()), end, false));
        }
        let mut at = start + 1;
        let mut doubled = false;
        let close = loop {
            at += text[at..].find('"')?;
            if self.byte(at + 1) != Some(b'"') {
                break at;
            }
            doubled = true;
            at += 2;
        };
        let inside = &text[start + 1..close];
        let inside = if doubled { Cow::Owned(inside.replace("\"\"", "\"")) } else { Cow::Borrowed(inside) };
        let end = self.plain_end(close + 1);
        let after = &text[close + 1..end];
        if after.trim().is_empty() {
            return Some((trimmed(inside), end, false));
        }
        // A quote that closes lines further down and goes on with text there is the opening one of another cell.
        let one_line = !inside.contains(['\r', '\n']);
        one_line.then(|| (Cow::Owned(format!("{inside}{after}").trim().to_owned()), end, true))
    }
}

impl<'t> Iterator for Records<'t> {
    type Item = Record<'t>;

    fn next(&mut self) -> Option<Record<'t>> {
        while matches!(self.byte(self.at), Some(b'\r' | b'\n')) {
            self.move_to(self.at + 1);
        }
        self.byte(self.at)?;
        let line = self.line;
        let (mut cells, mut fault, mut at) = (Vec::new(), None, self.at);
        loop {
            let Some((cell, end, odd)) = self.cell(at) else {
                let rest = &self.text[self.at..];
                let next = rest.find(['\r', '\n']).map_or(self.text.len(), |end| self.at + end);
                self.move_to(next);
                return Some(Record { line, cells: Vec::new(), fault: Some(Fault::Unclosed) });
            };
            cells.push(cell);
            fault = fault.or(odd.then_some(Fault::TextAfterQuote));
            if self.byte(end) != Some(self.separator) {
                self.move_to(end);
                return Some(Record { line, cells, fault });
            }
            at = end + 1;
        }
    }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<(u64, Vec<String>, Option<Fault>)> {
        let records = Records::of(text, b';');
        records
            .map(|one| (one.line, one.cells.iter().map(ToString::to_string).collect(), one.fault))
            .collect()
    }

    fn row(line: u64, cells: &[&str], fault: Option<Fault>) -> (u64, Vec<String>, Option<Fault>) {
        (line, cells.iter().map(ToString::to_string).collect(), fault)
    }

    #[test]
    fn quoted_cells_hold_separators_quotes_and_lines() {
        let text = "\r\na; \"b\" ;\"c;\"\"d\"\"\"\r\n\"two\r\nlines\" ;\"\"\nlast";
        let quoted = "\"b\"";
        let expected = [
            row(2, &["a", quoted, "c;\"d\""], None),
            row(3, &["two\r\nlines", ""], None),
            row(5, &["last"], None),
        ];
        assert_eq!(read(text), expected);
    }

    #[test]
    fn a_quote_that_nothing_closes_costs_its_line_alone() {
        let text = "a;1\n\"b;2\nc;3\nd;4";
        let unclosed = row(2, &[], Some(Fault::Unclosed));
        assert_eq!(
            read(text),
            [row(1, &["a", "1"], None), unclosed, row(3, &["c", "3"], None), row(4, &["d", "4"], None)]
        );
        assert_eq!(read("x;\""), [row(1, &[], Some(Fault::Unclosed))]);
    }

    #[test]
    fn a_quote_is_not_closed_by_the_one_that_opens_a_cell_of_another_row() {
        let text = "\"b;2\n\"c\";3\n\"d;4\ne;\"5\"\n";
        let unclosed = |line| row(line, &[], Some(Fault::Unclosed));
        assert_eq!(
            read(text),
            [unclosed(1), row(2, &["c", "3"], None), unclosed(3), row(4, &["e", "5"], None)]
        );
    }

    #[test]
    fn text_after_a_closing_quote_is_kept_and_told() {
        let fault = Some(Fault::TextAfterQuote);
        assert_eq!(read("\"Shop\" EU;1\nb;2"), [row(1, &["Shop EU", "1"], fault), row(2, &["b", "2"], None)]);
        assert_eq!(read("\"Say \"hi\" now\";1"), [row(1, &["Say hi\" now\"", "1"], fault)]);
    }

    #[test]
    fn a_quote_within_a_cell_is_text() {
        assert_eq!(read("5\" disk;6\"\"\n"), [row(1, &["5\" disk", "6\"\""], None)]);
    }

    #[test]
    fn quotes_that_never_close_take_no_more_than_the_length() {
        let text = "\"a;\"b\"\"\n".repeat(100_000);
        let started = std::time::Instant::now();
        assert_eq!(Records::of(&text, b';').count(), 100_000);
        assert!(started.elapsed().as_secs() < 10);
    }

    proptest! {
        #[test]
        fn every_line_is_in_a_record(text in "[a\"; \n\r]{0,60}") {
            let records: Vec<Record<'_>> = Records::of(&text, b';').collect();
            let lines: Vec<u64> = records.iter().map(|record| record.line).collect();
            prop_assert!(lines.is_sorted());
            let kept = |record: &Record<'_>| record.cells.iter().map(|cell| cell.matches('a').count()).sum::<usize>();
            let unclosed: Vec<u64> =
                records.iter().filter(|one| one.fault == Some(Fault::Unclosed)).map(|one| one.line).collect();
            let lost: usize = text.split('\n').zip(1..).filter(|(_, line)| unclosed.contains(line)).map(|(line, _)| line.matches('a').count()).sum();
            let found: usize = records.iter().map(kept).sum();
            prop_assert!(found + lost >= text.matches('a').count(), "{:?}", records);
        }
    }
}
