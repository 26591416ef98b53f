//! A list of products as a CMDB or a spreadsheet exports it.
//!
//! Columns are found by their headings, in any order and under the names in common use; a heading that is not
//! known is told, not guessed at. Separators are comma, semicolon or tabulator, whichever the heading line uses.

use mainstay_model::{Parsed, Problem};

/// One product of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The line of the file, counted from one.
    pub line: u64,
    /// The key in the source's own records; empty when there is no such column.
    pub key: String,
    /// The name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Keys or names of the products that this one is part of.
    pub parents: Vec<String>,
    /// The organization unit, outermost first.
    pub unit: Vec<String>,
    /// The owner's name.
    pub owner: String,
    /// The owner's mail address.
    pub owner_mail: String,
    /// How much depends on it, in the source's own words.
    pub criticality: String,
    /// How it reaches its users: `internal`, `saas`, `shipped`, `embedded`.
    pub distribution: String,
    /// Where it is in its life.
    pub lifecycle: String,
    /// The product class that decides how deep its SBOM must be.
    pub class: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Addresses of its repositories.
    pub repositories: Vec<String>,
}

/// A column: the headings it goes by, without case, spaces and punctuation, and where its cells go.
struct Column {
    headings: &'static [&'static str],
    set: fn(&mut Row, &str),
}

const COLUMNS: &[Column] = &[
    Column {
        headings: &["key", "id", "slug", "productid", "applicationid", "appid", "ciid", "sysid", "code"],
        set: |row, cell| row.key = cell.to_owned(),
    },
    Column {
        headings: &[
            "name",
            "product",
            "productname",
            "application",
            "applicationname",
            "appname",
            "ciname",
            "displayname",
        ],
        set: |row, cell| row.name = cell.to_owned(),
    },
    Column {
        headings: &["description", "shortdescription", "summary"],
        set: |row, cell| row.description = cell.to_owned(),
    },
    Column {
        headings: &["parent", "parents", "partof", "parentproduct", "system"],
        set: |row, cell| row.parents = list(cell),
    },
    Column {
        headings: &[
            "unit",
            "orgunit",
            "organizationunit",
            "organisationunit",
            "department",
            "businessunit",
            "division",
            "team",
        ],
        set: |row, cell| row.unit = path(cell),
    },
    Column {
        headings: &[
            "owner",
            "ownername",
            "ownedby",
            "productowner",
            "responsible",
            "itowner",
            "businessowner",
        ],
        set: |row, cell| owner(row, cell),
    },
    Column {
        headings: &["ownermail", "owneremail", "email", "mail", "contact"],
        set: |row, cell| row.owner_mail = cell.to_owned(),
    },
    Column {
        headings: &["criticality", "businesscriticality", "importance", "tier"],
        set: |row, cell| row.criticality = cell.to_owned(),
    },
    Column {
        headings: &["distribution", "delivery", "distributionmodel", "exposure"],
        set: |row, cell| row.distribution = cell.to_lowercase(),
    },
    Column {
        headings: &["lifecycle", "lifecyclestatus", "status", "operationalstatus", "state", "phase"],
        set: |row, cell| row.lifecycle = cell.to_owned(),
    },
    Column {
        headings: &["class", "productclass", "type", "category"],
        set: |row, cell| row.class = cell.to_owned(),
    },
    Column {
        headings: &["tags", "tag", "labels", "label", "keywords"],
        set: |row, cell| row.tags = list(cell),
    },
    Column {
        headings: &[
            "repository",
            "repositories",
            "repo",
            "repos",
            "repositoryurl",
            "scm",
            "sourceurl",
            "vcs",
        ],
        set: |row, cell| row.repositories = list(cell),
    },
];

/// Rows at most; a list of products is not longer.
const MOST_ROWS: usize = 1_000_000;

/// Reads a list of products.
///
/// # Errors
/// When the bytes are not UTF-8, or no column holds a name.
pub fn parse(bytes: &[u8]) -> Result<Parsed<Vec<Row>>, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        Problem::error(
            "csv-encoding",
            format!("byte {} is not UTF-8; export the list as \"CSV UTF-8\"", error.valid_up_to()),
        )
    })?;
    let (text, skipped) = without_preamble(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(text))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut parsed = Parsed::<Vec<Row>>::default();
    let columns = columns(reader.headers(), &mut parsed.problems)?;
    let mut lines = Lines { text, at: 0, line: 1 };
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                parsed.problems.push(Problem::error("csv-row", error.to_string()));
                continue;
            }
        };
        if parsed.value.len() == MOST_ROWS {
            parsed
                .problems
                .push(Problem::error("csv-too-long", format!("only the first {MOST_ROWS} rows are read")));
            break;
        }
        let line = lines.of(record.position()) + skipped;
        match row(&record, &columns, line) {
            Ok(Some(row)) => parsed.value.push(row),
            Ok(None) => {}
            Err(problem) => parsed.problems.push(problem),
        }
    }
    Ok(parsed)
}

/// Counts lines up to a record. The reader's own count is one short after a line that ends in CR LF, since it takes
/// the record to start between the two.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, position: Option<&csv::Position>) -> u64 {
        let start = position.map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() && (self.at < start || matches!(bytes[self.at], b'\r' | b'\n')) {
            self.line += u64::from(bytes[self.at] == b'\n');
            self.at += 1;
        }
        self.line
    }
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

/// Which column of the file is which.
fn columns(
    headings: csv::Result<&csv::StringRecord>,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Option<&'static Column>>, Problem> {
    let headings = headings.map_err(|error| Problem::error("csv-heading", error.to_string()))?;
    let mut found: Vec<Option<&'static Column>> = Vec::new();
    for heading in headings {
        let plain: String = heading.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        let column = COLUMNS.iter().find(|column| column.headings.contains(&plain.as_str()));
        let taken =
            column.is_some_and(|column| found.iter().flatten().any(|known| std::ptr::eq(*known, column)));
        if taken || column.is_none() {
            let why = if taken { "tells the same as a column before it" } else { "is not known" };
            problems.push(
                Problem::note("csv-column-left-out", format!("the column `{heading}` {why} and is not read"))
                    .at_line(1),
            );
        }
        found.push(column.filter(|_| !taken));
    }
    let has_name = found.iter().flatten().any(|column| column.headings.contains(&"name"));
    if !has_name {
        return Err(Problem::error(
            "csv-no-name",
            "no column holds the product's name: give one the heading `name`",
        )
        .at_line(1));
    }
    Ok(found)
}

/// One row; `None` for an empty line.
fn row(
    record: &csv::StringRecord,
    columns: &[Option<&'static Column>],
    line: u64,
) -> Result<Option<Row>, Problem> {
    if record.iter().all(str::is_empty) {
        return Ok(None);
    }
    let mut row = Row { line, ..Row::default() };
    for (cell, column) in record.iter().zip(columns) {
        if let Some(column) = column.filter(|_| !cell.is_empty()) {
            (column.set)(&mut row, cell);
        }
    }
    if row.name.is_empty() {
        return Err(Problem::error("csv-row-without-name", "the row has no product name and is left out")
            .at_line(line));
    }
    Ok(Some(row))
}

/// Several values in a cell.
fn list(cell: &str) -> Vec<String> {
    cell.split([',', ';', '|', '\n'])
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A unit with its parents, outermost first.
fn path(cell: &str) -> Vec<String> {
    cell.split(['/', '>', '\\']).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// `Ada Lovelace <ada@example.org>`, or one of the two alone.
fn owner(row: &mut Row, cell: &str) {
    let (name, mail) = match cell.split_once('<') {
        Some((name, mail)) => (name.trim(), mail.trim_end_matches('>').trim()),
        None if cell.contains('@') => ("", cell),
        None => (cell, ""),
    };
    name.clone_into(&mut row.owner);
    if row.owner_mail.is_empty() {
        mail.clone_into(&mut row.owner_mail);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Parsed<Vec<Row>> {
        parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn columns_are_found_by_heading_in_any_order_and_spelling() {
        let parsed = read("Owner,Product Name,Business Unit\nAda <ada@example.org>,Shop,Retail / Web\n");
        let row = &parsed.value[0];
        assert_eq!(
            (row.name.as_str(), row.owner.as_str(), row.owner_mail.as_str()),
            ("Shop", "Ada", "ada@example.org")
        );
        assert_eq!(row.unit, ["Retail", "Web"]);
        assert_eq!((row.line, parsed.problems.len()), (2, 0));
    }

    #[test]
    fn a_spreadsheet_export_with_mark_separator_line_and_semicolons_is_read() {
        let parsed = read("\u{feff}sep=;\r\nname;tags\r\n\"Shop; EU\";\"a,b\"\r\n");
        assert_eq!(parsed.value[0].name, "Shop; EU");
        assert_eq!(parsed.value[0].tags, ["a", "b"]);
        assert_eq!(parsed.value[0].line, 3);
    }

    #[test]
    fn unknown_and_repeated_columns_are_told() {
        let parsed = read("name,color,product\nShop,red,Other\n");
        assert_eq!(parsed.problems.len(), 2);
        assert_eq!(parsed.value[0].name, "Shop");
    }

    #[test]
    fn a_row_without_name_is_told_with_its_line_and_the_rest_stands() {
        let parsed = read("name,owner\n,Ada\n\nShop,Bob\n");
        assert_eq!(parsed.value.len(), 1);
        assert_eq!(parsed.problems[0].at, Some(mainstay_model::Position::Line(2)));
    }

    #[test]
    fn a_list_without_names_and_one_in_another_encoding_are_refused() {
        assert_eq!(parse(b"color\nred\n").unwrap_err().code, "csv-no-name");
        assert_eq!(parse(b"name\nM\xfcller\n").unwrap_err().code, "csv-encoding");
    }
}
