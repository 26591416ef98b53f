//! Statements put together from text and bound values, the same text on both databases.

use std::borrow::Cow;

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DbBackend, Statement, TryGetable, Value};

use crate::text::kept;
use crate::writer::Tx;
use crate::{Result, StoreError};

/// One row of an answer.
pub(crate) type Row = sea_orm::QueryResult;

/// A statement in the making; placeholders are numbered as values are bound.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// Text that holds no values yet.
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Text with `$1`, `$2`, ... and their values.
    pub(crate) fn with(text: &str, values: impl IntoIterator<Item = Value>) -> Self {
        Self { text: text.to_owned(), values: values.into_iter().collect() }
    }

    /// Appends text.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Appends another statement's text with its placeholders numbered on.
    pub(crate) fn append(&mut self, other: &Self) -> &mut Self {
        let offset = self.values.len();
        let mut parts = other.text.split('$');
        self.text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
            let number: usize = part[..digits].parse().unwrap_or(0);
            self.text.push_str(&format!("${}{}", number + offset, &part[digits..]));
        }
        self.values.extend(other.values.iter().cloned());
        self
    }

    /// Appends a placeholder and binds its value.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    /// Appends `(values)` separated by commas; the last one is repeated up to a power of two, so that few different
    /// statements are prepared.
    pub(crate) fn bind_list(&mut self, values: impl IntoIterator<Item = Value>) -> &mut Self {
        let mut values: Vec<Value> = values.into_iter().collect();
        if let Some(last) = values.last().cloned() {
            values.resize(values.len().next_power_of_two(), last);
        }
        self.push("(");
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.bind(value);
        }
        self.push(")")
    }

    /// The same statement with text before it.
    pub(crate) fn wrapped(mut self, head: &str) -> Self {
        self.text.insert_str(0, head);
        self
    }

    /// All rows.
    pub(crate) async fn all(self, at: &impl ConnectionTrait) -> Result<Vec<Row>> {
        Ok(at.query_all_raw(self.statement(at)).await?)
    }

    /// The first row.
    pub(crate) async fn one(self, at: &impl ConnectionTrait) -> Result<Option<Row>> {
        Ok(at.query_one_raw(self.statement(at)).await?)
    }

    /// Runs the statement and tells how many rows it touched.
    pub(crate) async fn run(self, at: &impl ConnectionTrait) -> Result<u64> {
        Ok(at.execute_raw(self.statement(at)).await?.rows_affected())
    }

    fn statement(mut self, at: &impl ConnectionTrait) -> Statement {
        for value in &mut self.values {
            if let Value::String(Some(text)) = value
                && let Cow::Owned(fit) = kept(text)
            {
                *text = fit;
            }
        }
        let backend = at.get_database_backend();
        if backend == DbBackend::Sqlite && self.values.len() > FEW {
            self.text = unnamed(&self.text).unwrap_or(self.text);
        }
        Statement::from_sql_and_values(backend, self.text, self.values)
    }
}

/// Statements with more values than this are worth rewriting.
const FEW: usize = 16;

/// The text with `?` for `$1`, `$2`, ..., when each stands once and in order. To SQLite `$1` is a name that it looks up in a
/// list for every value: a statement of ten thousand values would take a hundred million steps.
fn unnamed(text: &str) -> Option<String> {
    let mut parts = text.split('$');
    let mut plain = parts.next()?.to_owned();
    for (part, expected) in parts.zip(1_usize..) {
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        if part[..digits].parse() != Ok(expected) {
            return None;
        }
        plain.push('?');
        plain.push_str(&part[digits..]);
    }
    Some(plain)
}

/// Rows bound in one statement at most; with it no table of ours comes near SQLite's 32,766 variables.
const CHUNK: usize = 1024;

/// Inserts rows by `head values (..), (..) tail` in the order given (sorted keys keep parallel writers from locking each other
/// crosswise) and tells how many were new.
pub(crate) async fn insert_rows<const N: usize>(
    at: &impl ConnectionTrait,
    head: &str,
    rows: impl IntoIterator<Item = [Value; N], IntoIter: ExactSizeIterator>,
    tail: &str,
) -> Result<u64> {
    let mut pieces = pieces(head, rows, tail);
    let (mut next, mut new) = (pieces.next(), 0);
    while let Some(piece) = next {
        // The database works on one piece while the next is put together.
        let (inserted, following) = tokio::join!(piece.run(at), async { pieces.next() });
        new += inserted?;
        next = following;
    }
    Ok(new)
}

/// Inserts in pieces whose sizes are powers of two, so that few different statements are prepared.
fn pieces<const N: usize>(
    head: &str,
    rows: impl IntoIterator<Item = [Value; N], IntoIter: ExactSizeIterator>,
    tail: &str,
) -> impl Iterator<Item = Sql> {
    const { assert!(N * CHUNK < 32_766) };
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || {
        let take = CHUNK.min(1 << rows.len().checked_ilog2()?);
        let mut sql = Sql::new(head);
        sql.push(" values ");
        for (index, row) in rows.by_ref().take(take).enumerate() {
            sql.push(if index > 0 { ", (" } else { "(" });
            for (column, value) in row.into_iter().enumerate() {
                if column > 0 {
                    sql.push(", ");
                }
                sql.bind(value);
            }
            sql.push(")");
        }
        sql.push(tail);
        Some(sql)
    })
}

/// Keys for new rows of a table, in order. Known before the rows are inserted, nothing has to be returned for each.
pub(crate) async fn new_keys(tx: &Tx, table: &str, count: usize) -> Result<Vec<i64>> {
    let many = i64::try_from(count).unwrap_or(i64::MAX);
    if tx.backend() == DbBackend::Postgres {
        let sequence = format!("pg_get_serial_sequence('{table}', 'id')");
        let sql = format!("select nextval({sequence}) as id from generate_series(1, $1) order by id");
        let rows = Sql::with(&sql, [many.into()]).all(&**tx).await?;
        return rows.iter().map(|row| row.get("id")).collect();
    }
    // The transaction holds the only write lock.
    let row = Sql::new(&format!("select coalesce(max(id), 0) as last from {table}")).one(&**tx).await?;
    let last: i64 = row.map_or(Ok(0), |row| row.get("last"))?;
    Ok((last + 1..=last + many).collect())
}

/// A query that yields the column `value` for every key in a list of any length, bound as one text.
pub(crate) fn push_keys(sql: &mut Sql, backend: DbBackend, keys: &[i64]) {
    let mut text = String::with_capacity(keys.len() * 8 + 2);
    let (open, close) = if backend == DbBackend::Postgres { ('{', '}') } else { ('[', ']') };
    text.push(open);
    for (index, key) in keys.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&key.to_string());
    }
    text.push(close);
    if backend == DbBackend::Postgres {
        sql.push("(select value from unnest(cast(cast(").bind(text).push(" as text) as bigint[])) as value)");
    } else {
        sql.push("(select value from json_each(").bind(text).push("))");
    }
}

/// A query that yields `place` (counted from zero) and `value` for every text in a list, bound as one text.
pub(crate) fn push_texts(sql: &mut Sql, backend: DbBackend, texts: &[impl AsRef<str>]) -> Result<()> {
    // As JSON a NUL is no NUL yet.
    let list = json_text(&texts.iter().map(|text| kept(text.as_ref())).collect::<Vec<_>>())?;
    if backend == DbBackend::Postgres {
        sql.push("(select value, place - 1 as place from json_array_elements_text(cast(").bind(list);
        sql.push(" as json)) with ordinality as texts (value, place))");
    } else {
        sql.push("(select value, key as place from json_each(").bind(list).push("))");
    }
    Ok(())
}

/// Two keys in one number, for lists of pairs; the statement takes it apart by [`FIRST`] and [`SECOND`].
pub(crate) fn pair(first: i64, second: i64) -> Result<i64> {
    match (u32::try_from(first), u32::try_from(second)) {
        (Ok(one), Ok(two)) if one < 1 << 31 => Ok(i64::from(one) << 32 | i64::from(two)),
        _ => Err(StoreError::Fault("a key is beyond two thousand million".into())),
    }
}

/// The first key of a pair.
pub(crate) const FIRST: &str = "value >> 32";
/// The second key of a pair.
pub(crate) const SECOND: &str = "value & 4294967295";

/// The chunks in which keys are looked up.
pub(crate) fn chunks<T>(items: &[T]) -> std::slice::Chunks<'_, T> {
    items.chunks(CHUNK)
}

/// Reading columns by name.
pub(crate) trait Columns {
    /// A column.
    fn get<T: TryGetable>(&self, column: &str) -> Result<T>;

    /// A time.
    fn time(&self, column: &str) -> Result<Timestamp> {
        from_ms(self.get(column)?)
    }

    /// A time that may be missing.
    fn opt_time(&self, column: &str) -> Result<Option<Timestamp>> {
        self.get::<Option<i64>>(column)?.map(from_ms).transpose()
    }

    /// A count.
    fn count(&self, column: &str) -> Result<u64> {
        Ok(u64::try_from(self.get::<i64>(column)?).unwrap_or(0))
    }

    /// JSON text.
    fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T> {
        let text: String = self.get(column)?;
        serde_json::from_str(&text).map_err(|error| StoreError::Corrupt(format!("{column}: {error}")))
    }
}

impl Columns for Row {
    fn get<T: TryGetable>(&self, column: &str) -> Result<T> {
        Ok(self.try_get("", column)?)
    }
}

/// A time as it is stored: milliseconds since 1970-01-01T00:00:00Z.
pub(crate) fn ms(time: Timestamp) -> Value {
    time.as_millisecond().into()
}

/// A time that may be missing, as it is stored.
pub(crate) fn opt_ms(time: Option<Timestamp>) -> Value {
    time.map(Timestamp::as_millisecond).into()
}

/// A value as JSON text.
pub(crate) fn json_text(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| StoreError::Invalid(format!("this cannot be written as JSON: {error}")))
}

fn from_ms(value: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(value).map_err(|error| StoreError::Corrupt(error.to_string()))
}
