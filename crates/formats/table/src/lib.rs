//! Lists in CSV (RFC 4180) as spreadsheets and databases export them.
//!
//! Columns are found by their headings, in any order and under the names in common use. Separators are comma, semicolon or
//! tabulator, whichever the heading line uses. What the columns mean is the caller's, as a [`Layout`].

mod records;
mod text;

use std::borrow::Cow;

use mainstay_model::{Parsed, Problem};
use records::{Fault, Record, Records};
pub use text::{declared, decode, replaced, unicode};

/// A column: the headings it goes by, in lower-case letters and digits alone, and where its cells go.
pub struct Column<R> {
    /// `productname` stands for `Product name`, `product_name`, `PRODUCT-NAME`.
    pub headings: &'static [&'static str],
    /// Takes a cell that is not empty, without blanks around it.
    pub set: fn(&mut R, &str),
}

/// What the rows of a list are made of.
pub struct Layout<R: 'static> {
    /// The columns that are known.
    pub columns: &'static [Column<R>],
    /// One of the first so many columns must be there.
    pub needed: usize,
    /// Where the cells of other columns go, with their heading; without it they are left out, and so are rows that are longer
    /// than the heading line.
    pub others: Option<fn(&mut R, &str, &str)>,
    /// Rows at most.
    pub most: usize,
}

impl<R: Default> Layout<R> {
    /// Reads the rows with the lines they start at, counted from one. Empty rows are none.
    ///
    /// # Errors
    /// When no heading is there that is needed, or there are too many rows.
    pub fn read(&self, text: &str) -> Result<Parsed<Vec<(u64, R)>>, Problem> {
        let (text, skipped) = without_preamble(text);
        let mut records = Records::of(text, separator(text));
        let mut parsed = Parsed::<Vec<(u64, R)>>::default();
        let headings = records.next().map_or_else(
            || Ok(Vec::new()),
            |record| heading(Record { line: record.line + skipped, ..record }, &mut parsed.problems),
        )?;
        let columns = self.columns(&headings, &mut parsed.problems)?;
        for record in records {
            let line = record.line + skipped;
            parsed.problems.extend(record.fault.map(|fault| odd_quote(fault).at_line(line)));
            if record.cells.iter().all(|cell| cell.is_empty()) {
                continue;
            }
            if self.others.is_none() && record.cells.iter().skip(headings.len()).any(|cell| !cell.is_empty())
            {
                let (cells, columns) = (record.cells.len(), headings.len());
                parsed.problems.push(surplus(cells, columns).at_line(line));
                continue;
            }
            if parsed.value.len() == self.most {
                let most = self.most;
                return Err(Problem::error(
                    "csv-too-long",
                    format!("more than {most} rows are not read; split the list"),
                ));
            }
            parsed.value.push((line, self.row(&record.cells, &headings, &columns)));
        }
        Ok(parsed)
    }

    /// The columns that the heading line names, each by its first heading; tells whether a list is meant.
    pub fn named(&self, text: &str) -> Vec<&'static str> {
        let (text, _) = without_preamble(text);
        let heading = text.lines().next().unwrap_or_default();
        let columns = heading.split(char::from(separator(text))).filter_map(|heading| self.column(heading));
        columns.map(|column| column.headings[0]).collect()
    }

    fn column(&self, heading: &str) -> Option<&'static Column<R>> {
        let plain: String = heading.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        self.columns.iter().find(|column| column.headings.contains(&plain.as_str()))
    }

    /// Which column of the file is which.
    fn columns(
        &self,
        headings: &[Cow<'_, str>],
        problems: &mut Vec<Problem>,
    ) -> Result<Vec<Option<&'static Column<R>>>, Problem> {
        let mut found: Vec<Option<&'static Column<R>>> = Vec::new();
        for heading in headings {
            let column = self.column(heading);
            let taken =
                column.is_some_and(|column| found.iter().flatten().any(|known| std::ptr::eq(*known, column)));
            let column = column.filter(|_| !taken);
            if column.is_none() && self.others.is_none() {
                let why = if taken { "tells the same as a column before it" } else { "is not known" };
                let message = format!("the column `{heading}` {why} and is not read");
                problems.push(Problem::note("csv-column-left-out", message).at_line(1));
            }
            found.push(column);
        }
        let needed = &self.columns[..self.needed];
        let is_needed = |found: &Column<R>| needed.iter().any(|column| std::ptr::eq(found, column));
        if found.iter().flatten().any(|column| is_needed(column)) {
            return Ok(found);
        }
        let names: Vec<String> = needed.iter().map(|column| format!("`{}`", column.headings[0])).collect();
        let message =
            format!("no column names what the rows are about: give one the heading {}", names.join(" or "));
        Err(Problem::error("csv-no-name", message).at_line(1))
    }

    fn row(
        &self,
        cells: &[Cow<'_, str>],
        headings: &[Cow<'_, str>],
        columns: &[Option<&'static Column<R>>],
    ) -> R {
        let mut row = R::default();
        for (place, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            match (columns.get(place), self.others) {
                (Some(Some(column)), _) => (column.set)(&mut row, cell),
                (_, Some(others)) => match headings.get(place).filter(|heading| !heading.is_empty()) {
                    Some(heading) => others(&mut row, heading, cell),
                    None => others(&mut row, &format!("column {}", place + 1), cell),
                },
                _ => {}
            }
        }
        row
    }
}

/// The cells of the heading line.
fn heading<'t>(record: Record<'t>, problems: &mut Vec<Problem>) -> Result<Vec<Cow<'t, str>>, Problem> {
    let line = record.line;
    let told = record.fault.map(|fault| odd_quote(fault).at_line(line));
    if record.fault == Some(Fault::Unclosed) {
        return told.map_or(Ok(record.cells), Err);
    }
    problems.extend(told);
    Ok(record.cells)
}

/// What is told of a row whose quotes do not fit.
fn odd_quote(fault: Fault) -> Problem {
    match fault {
        Fault::TextAfterQuote => Problem::warning(
            "csv-quote",
            "a cell goes on after its closing quote; what follows was taken for a part of it: put the whole cell in quotes, \
             and double each quote within it",
        ),
        Fault::Unclosed => Problem::error(
            "csv-quote-open",
            "a quote opens a cell of this line and is not closed where the cell ends: the line is left out, and reading goes on \
             with the next; close the quote, and double each quote within a cell",
        ),
    }
}

/// What is told of a row that no columns are left for: which of its cells are shifted is not known.
fn surplus(cells: usize, columns: usize) -> Problem {
    Problem::error(
        "csv-cells",
        format!(
            "the row has {cells} cells and the list {columns} columns, so that its cells may stand in other columns than they \
             belong to: the row is left out; put a cell with the separator in it in quotes"
        ),
    )
}

/// A byte order mark and the `sep=;` line that spreadsheets write are no data.
fn without_preamble(text: &str) -> (&str, u64) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.split_once('\n') {
        Some((first, rest)) if first.starts_with("sep=") => (rest, 1),
        _ => (text, 0),
    }
}

/// The separator that the heading line uses most.
fn separator(text: &str) -> u8 {
    let heading = text.lines().next().unwrap_or_default();
    let count = |separator: &u8| heading.bytes().filter(|byte| byte == separator).count();
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use mainstay_model::Position;
    use proptest::prelude::*;

    use super::*;

    type Row = Vec<(String, String)>;

    const STRICT: Layout<Row> = Layout {
        columns: &[
            Column {
                headings: &["name", "productname"],
                set: |row, cell| row.push(("name".into(), cell.into())),
            },
            Column { headings: &["tags"], set: |row, cell| row.push(("tags".into(), cell.into())) },
        ],
        needed: 1,
        others: None,
        most: 3,
    };

    const KEEPING: Layout<Row> = Layout {
        others: Some(|row, heading, cell| row.push((heading.to_owned(), cell.to_owned()))),
        most: usize::MAX,
        ..STRICT
    };

    fn cells(row: &Row) -> Vec<(&str, &str)> {
        row.iter().map(|(heading, cell)| (heading.as_str(), cell.as_str())).collect()
    }

    #[test]
    fn columns_are_found_by_heading_in_any_order_and_spelling() {
        let parsed = STRICT.read("Tags,Product Name\na, Shop \n").unwrap();
        assert_eq!(cells(&parsed.value[0].1), [("tags", "a"), ("name", "Shop")]);
        assert_eq!((parsed.value[0].0, parsed.problems.len()), (2, 0));
    }

    #[test]
    fn a_spreadsheet_export_with_mark_separator_line_and_semicolons_is_read() {
        let parsed = STRICT.read("\u{feff}sep=;\r\nname;tags\r\n\"Shop; EU\";\"a,b\"\r\n").unwrap();
        assert_eq!(cells(&parsed.value[0].1), [("name", "Shop; EU"), ("tags", "a,b")]);
        assert_eq!(parsed.value[0].0, 3);
    }

    #[test]
    fn unknown_columns_are_told_or_kept_and_repeated_ones_are_told() {
        let text = "name,color,product name\nShop,red,Other,more\n";
        assert_eq!(STRICT.read("name,color,product name\nShop,red,Other\n").unwrap().problems.len(), 2);
        let parsed = KEEPING.read(text).unwrap();
        let kept = [("name", "Shop"), ("color", "red"), ("product name", "Other"), ("column 4", "more")];
        assert_eq!(cells(&parsed.value[0].1), kept);
        assert!(parsed.problems.is_empty());
    }

    #[test]
    fn a_list_without_its_first_column_and_one_that_is_too_long_are_refused() {
        assert_eq!(STRICT.read("color\nred\n").unwrap_err().code, "csv-no-name");
        assert_eq!(STRICT.read("name\na\nb\nc\nd\n").unwrap_err().code, "csv-too-long");
        assert_eq!(STRICT.read("name\na\n\nb\n,\nc\n").unwrap().value.len(), 3);
    }

    #[test]
    fn a_row_with_more_cells_than_headings_is_told_and_left_out() {
        let parsed = STRICT.read("name,tags\nAcme, Inc.,a\nShop,b,,\n").unwrap();
        assert_eq!(parsed.value.iter().map(|(_, row)| cells(row)[0].1).collect::<Vec<_>>(), ["Shop"]);
        let [problem] = parsed.problems.as_slice() else { panic!("{:?}", parsed.problems) };
        assert_eq!((&*problem.code, problem.at.clone()), ("csv-cells", Some(Position::Line(2))));
    }

    #[test]
    fn a_heading_line_tells_whether_a_list_is_meant() {
        assert_eq!(STRICT.named("Tags;\"Product name\"\n"), ["tags", "name"]);
        for other in ["", "{\"name\": 1, \"tags\": 2}", "name: a, tags: b"] {
            assert!(STRICT.named(other).is_empty(), "{other}");
        }
    }

    #[test]
    fn a_quote_that_is_not_closed_is_told_with_its_line_and_swallows_no_row() {
        let parsed = KEEPING.read("sep=;\nname;key\nGood;1\n\"Bad;2\nLost;3\n\"Odd\" one;4\n").unwrap();
        let names: Vec<&str> = parsed.value.iter().map(|(_, row)| row[0].1.as_str()).collect();
        assert_eq!(names, ["Good", "Lost", "Odd one"]);
        let told: Vec<(&str, Option<Position>)> =
            parsed.problems.iter().map(|problem| (&*problem.code, problem.at.clone())).collect();
        let expected = [("csv-quote-open", Some(Position::Line(4))), ("csv-quote", Some(Position::Line(6)))];
        assert_eq!(told, expected);
        assert_eq!(KEEPING.read("name;\"key\nGood;1\n").unwrap_err().code, "csv-quote-open");
    }

    #[test]
    fn lines_are_counted_through_quoted_line_breaks() {
        let parsed = STRICT.read("name,tags\r\n\"two\r\nlines\",a\r\nlast,b\r\n").unwrap();
        assert_eq!(parsed.value.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 4]);
    }

    proptest! {
        #[test]
        fn what_a_spreadsheet_writes_is_read_again(
            table in proptest::collection::vec(("[a-zä]{1,6}", "[ -~äß\n]{0,12}"), 0..20),
            separator in prop::sample::select(vec![b',', b';', b'\t']),
        ) {
            let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
            writer.write_record(["name", "note"]).unwrap();
            for (name, note) in &table {
                writer.write_record([name, note]).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let parsed = KEEPING.read(&text).unwrap();
            prop_assert_eq!(parsed.value.len(), table.len());
            for ((name, note), (_, row)) in table.iter().zip(&parsed.value) {
                let mut expected = vec![("name", name.as_str())];
                expected.extend(Some(("note", note.trim())).filter(|(_, note)| !note.is_empty()));
                prop_assert_eq!(cells(row), expected);
            }
        }

        #[test]
        fn any_text_is_answered(text in "\\PC{0,200}") {
            let _ = KEEPING.read(&text);
            let _ = KEEPING.named(&text);
        }
    }
}
