//! The line at which a record starts.

/// Counts lines up to a record. The reader's own count is one short after a line that ends in CR LF, since it takes
/// the record to start between the two.
pub(crate) struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u64,
}

impl<'t> Lines<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The line of a position that is not before the last one asked for.
    pub(crate) fn line(&mut self, position: Option<&csv::Position>) -> u64 {
        let start = position.map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() && (self.at < start || matches!(bytes[self.at], b'\r' | b'\n')) {
            self.line += u64::from(bytes[self.at] == b'\n');
            self.at += 1;
        }
        self.line
    }
}
