//! The same list as a file, as CSV (RFC 4180) or JSON: all rows that match. Page by page is the API's.

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use mainstay_markup::{Cell, Column};
use serde_json::{Map, Value, json};

use super::query::Strict;
use super::{List, PageSize, Query, Rows};
use crate::attachment::attachment;
use crate::{Error, Seen, State, Visitor};

/// All rows that match as CSV: UTF-8, a header of column keys, lines ended by CR LF.
///
/// # Errors
/// What [`List::load`] gives for the first page. A later failure ends the body early, which clients see as a broken transfer.
pub async fn csv<L: List>(
    Seen(state): Seen,
    visitor: Visitor,
    Strict(query, _): Strict<L>,
) -> Result<Response, Error> {
    whole::<L>(state, visitor, query, Suffix::Csv).await
}

/// All rows that match as JSON: `{"items": [...]}`, one row a line.
///
/// # Errors
/// As [`csv`].
pub async fn json<L: List>(
    Seen(state): Seen,
    visitor: Visitor,
    Strict(query, _): Strict<L>,
) -> Result<Response, Error> {
    whole::<L>(state, visitor, query, Suffix::Json).await
}

/// Rows are written as they are loaded, so that the size of the list does not matter.
async fn whole<L: List>(
    state: State,
    visitor: Visitor,
    query: Query,
    form: Suffix,
) -> Result<Response, Error> {
    let query = Query { size: PageSize::LARGEST, ..query.first() };
    let headers = form.headers(&query.place.path)?;
    let (first, next) = part::<L>(&state, &visitor, &query, form).await?;
    let next = next.map(|query| (state, visitor, query));
    let rest = stream::unfold(next, move |place| async move {
        let (state, visitor, query) = place?;
        match part::<L>(&state, &visitor, &query, form).await {
            Ok((bytes, next)) => Some((Ok(bytes), next.map(|query| (state, visitor, query)))),
            Err(error) => {
                tracing::error!(?error, list = L::PATH, "an export ended early");
                Some((Err(std::io::Error::other("the export ended early")), None))
            }
        }
    });
    let body = futures_util::StreamExt::chain(stream::iter([Ok(first)]), rest);
    Ok((headers, Body::from_stream(body)).into_response())
}

/// The links to both exports of a list at `path`, with the query part that narrows it.
pub(crate) fn export_links(path: &str, query: &str) -> Vec<(&'static str, String)> {
    let mark = if query.is_empty() { "" } else { "?" };
    [("CSV", "csv"), ("JSON", "json")]
        .map(|(name, suffix)| (name, format!("{path}.{suffix}{mark}{query}")))
        .into()
}

/// An address, and in which form it asks for what stands there: a page, or a file with all rows.
pub(crate) fn form_of(address: &str) -> (&str, Option<Suffix>) {
    [Suffix::Csv, Suffix::Json]
        .into_iter()
        .find_map(|suffix| Some((address.strip_suffix(suffix.as_str())?, Some(suffix))))
        .unwrap_or((address, None))
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suffix {
    Csv,
    Json,
}

impl Suffix {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => ".csv",
            Self::Json => ".json",
        }
    }

    /// What a file of a list at a path says of itself.
    fn headers(self, path: &str) -> Result<[(header::HeaderName, HeaderValue); 2], Error> {
        let kind = match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Json => "application/json",
        };
        attachment(kind, &format!("{}{}", file_name(path), self.as_str()))
    }
}

/// Rows that are already there as a file: CSV of this name, or JSON as `{items}`.
///
/// # Errors
/// Never in practice; writing to memory does not fail.
pub(crate) fn whole_file<R>(
    columns: &[Column<R>],
    rows: &[R],
    name: &str,
    form: Suffix,
) -> Result<Response, Error> {
    if form == Suffix::Csv {
        return csv_file(columns, rows, name);
    }
    let items: Vec<Value> = rows.iter().map(|row| item(columns, row)).collect();
    Ok(axum::Json(json!({ "items": items })).into_response())
}

/// Rows that are already there as a CSV file of this name.
///
/// # Errors
/// Never in practice; writing to memory does not fail.
fn csv_file<R>(columns: &[Column<R>], rows: &[R], name: &str) -> Result<Response, Error> {
    let mut bytes = record(columns.iter().map(|column| column.key.to_owned()))?;
    for row in rows {
        bytes.extend(record(columns.iter().map(|column| field(&(column.value)(row))))?);
    }
    Ok((Suffix::Csv.headers(name)?, bytes).into_response())
}

/// The list's address as the name of a file.
fn file_name(path: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' || c == '_' { c } else { '-' };
    path.trim_matches('/').chars().map(plain).collect()
}

/// One page of the file, and the next one. The first begins the file, and the last ends it.
async fn part<L: List>(
    state: &State,
    visitor: &Visitor,
    query: &Query,
    form: Suffix,
) -> Result<(Bytes, Option<Query>), Error> {
    let rows = super::rows::<L>(state, visitor, query).await?;
    let next = rows.next.as_ref().map(|cursor| query.next(cursor, rows.rows.len() as u64));
    let is_first = query.after.is_none();
    let bytes = match form {
        Suffix::Csv => csv_part::<L>(&rows, is_first)?,
        Suffix::Json => json_part::<L>(&rows, is_first, next.is_none())?,
    };
    Ok((Bytes::from(bytes), next))
}

fn csv_part<L: List>(rows: &Rows<L::Row>, is_first: bool) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    if is_first {
        bytes = record(L::COLUMNS.iter().map(|column| column.key.to_owned()))?;
    }
    for row in &rows.rows {
        bytes.extend(record(L::COLUMNS.iter().map(|column| field(&(column.value)(row))))?);
    }
    Ok(bytes)
}

fn json_part<L: List>(rows: &Rows<L::Row>, is_first: bool, is_last: bool) -> Result<Vec<u8>, Error> {
    let mut bytes = if is_first { b"{\"items\":[".to_vec() } else { Vec::new() };
    for (index, row) in rows.rows.iter().enumerate() {
        bytes.extend_from_slice(if is_first && index == 0 { b"\n" } else { b",\n" });
        serde_json::to_writer(&mut bytes, &item(L::COLUMNS, row))?;
    }
    if is_last {
        bytes.extend_from_slice(b"\n]}\n");
    }
    Ok(bytes)
}

fn item<R>(columns: &[Column<R>], row: &R) -> Value {
    let fields = columns.iter().map(|column| (column.key.to_owned(), (column.value)(row).json()));
    Value::Object(fields.collect::<Map<_, _>>())
}

fn record(fields: impl Iterator<Item = String>) -> Result<Vec<u8>, Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(fields)?;
    Ok(writer.into_inner()?)
}

/// The text of a cell. A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers are what they are.
fn field(cell: &Cell) -> String {
    let text = cell.csv();
    let free = matches!(cell, Cell::Text(_) | Cell::Code(_) | Cell::Purl(_) | Cell::List(_));
    if free && text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_spreadsheets_would_run_are_disarmed_and_numbers_are_not() {
        assert_eq!(field(&Cell::Text("=HYPERLINK(\"x\")".to_owned())), "'=HYPERLINK(\"x\")");
        for start in ["+1", "-1", "@SUM(A1)", "\tx", "\rx"] {
            assert!(field(&Cell::Text(start.to_owned())).starts_with('\''), "{start:?}");
        }
        assert_eq!(field(&Cell::Number(-1.5)), "-1.5");
        assert_eq!(field(&Cell::Text("@scope is inside".to_owned())).chars().next(), Some('\''));
        assert_eq!(field(&Cell::Text("a=b".to_owned())), "a=b");
    }

    #[test]
    fn fields_are_quoted_and_lines_end_as_rfc_4180_says() {
        let line = record(["a,b", "say \"hi\"", "two\nlines", ""].map(str::to_owned).into_iter()).unwrap();
        assert_eq!(String::from_utf8(line).unwrap(), "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\r\n");
    }
}
