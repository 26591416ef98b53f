//! The same list as a file: CSV of all rows that match (RFC 4180), JSON page by page.

use axum::body::{Body, Bytes};
use axum::extract::State as Extract;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use mainstay_markup::{Cell, Column, Total};
use serde_json::{Map, Value, json};

use super::query::Strict;
use super::{List, PageSize, Query, Rows};
use crate::{Error, State, Visitor};

/// All rows that match as CSV: UTF-8, a header of column keys, lines ended by CR LF. Rows are written as they are loaded, so that
/// the size of the list does not matter.
///
/// # Errors
/// What [`List::load`] gives for the first page. A later failure ends the body early, which clients see as a broken transfer.
pub async fn csv<L: List>(
    Extract(state): Extract<State>,
    visitor: Visitor,
    Strict(query, _): Strict<L>,
) -> Result<Response, Error> {
    let query = Query { size: PageSize::LARGEST, ..query.first() };
    let place = query.place.path.clone();
    let rows = L::load(&state, &visitor, &query).await?;
    let mut start = record(L::COLUMNS.iter().map(|column| column.key.to_owned()))?;
    start.extend(lines::<L>(&rows)?);
    let next = rows.next.map(|cursor| (state, visitor, query.next(&cursor, rows.rows.len() as u64)));
    let rest = stream::unfold(next, |place| async move {
        let (state, visitor, query) = place?;
        match part::<L>(&state, &visitor, &query).await {
            Ok((bytes, next)) => Some((Ok(bytes), next.map(|query| (state, visitor, query)))),
            Err(error) => {
                tracing::error!(?error, list = L::PATH, "an export ended early");
                Some((Err(std::io::Error::other("the export ended early")), None))
            }
        }
    });
    let body = futures_util::StreamExt::chain(stream::iter([Ok(Bytes::from(start))]), rest);
    Ok((csv_headers(&place)?, Body::from_stream(body)).into_response())
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
    Ok((csv_headers(name)?, bytes).into_response())
}

fn csv_headers(name: &str) -> Result<[(header::HeaderName, HeaderValue); 2], Error> {
    let name = format!("attachment; filename=\"{}.csv\"", file_name(name));
    Ok([
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name)?),
    ])
}

/// One page of rows as JSON: `{items, next, total}`, with the next page in the `Link` header too. Serves the API as well.
///
/// # Errors
/// What [`List::load`] gives.
pub async fn json<L: List>(
    Extract(state): Extract<State>,
    visitor: Visitor,
    uri: axum::http::Uri,
    Strict(query, _): Strict<L>,
) -> Result<Response, Error> {
    let rows = L::load(&state, &visitor, &query).await?;
    let items: Vec<Value> = rows.rows.iter().map(|row| item(L::COLUMNS, row)).collect();
    let next = rows.next.map(|cursor| query.next(&cursor, rows.rows.len() as u64).href(uri.path()));
    let total = match rows.total {
        Total::Exact(number) => json!({ "value": number, "exact": true }),
        Total::MoreThan(limit) => json!({ "value": limit, "exact": false }),
        Total::Unknown => Value::Null,
    };
    let mut response = axum::Json(json!({ "items": items, "next": next, "total": total })).into_response();
    if let Some(next) = next {
        let link = HeaderValue::from_str(&format!("<{next}>; rel=\"next\""))?;
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

/// The list's address as the name of a file.
fn file_name(path: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' || c == '_' { c } else { '-' };
    path.trim_matches('/').chars().map(plain).collect()
}

async fn part<L: List>(
    state: &State,
    visitor: &Visitor,
    query: &Query,
) -> Result<(Bytes, Option<Query>), Error> {
    let rows = L::load(state, visitor, query).await?;
    let next = rows.next.as_ref().map(|cursor| query.next(cursor, rows.rows.len() as u64));
    Ok((Bytes::from(lines::<L>(&rows)?), next))
}

fn item<R>(columns: &[Column<R>], row: &R) -> Value {
    let fields = columns.iter().map(|column| (column.key.to_owned(), (column.value)(row).json()));
    Value::Object(fields.collect::<Map<_, _>>())
}

fn lines<L: List>(rows: &Rows<L::Row>) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    for row in &rows.rows {
        bytes.extend(record(L::COLUMNS.iter().map(|column| field(&(column.value)(row))))?);
    }
    Ok(bytes)
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
