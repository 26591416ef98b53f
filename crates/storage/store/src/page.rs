//! Pages of lists: a stable order, a cursor that says where the next page starts, and a total that stays cheap.

use sea_orm::{ConnectionTrait, Value};
use serde::{Deserialize, Serialize};

use crate::sql::{Columns, Row, Sql};
use crate::{Result, StoreError};

/// Lists count exactly up to here and say "more" above.
pub const COUNTED: u64 = 10_000;

/// Which page of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// Rows at most, 1 to 1000.
    pub size: u32,
    /// Where to start; `None` for the first page. Only valid with the filter and order that it came from.
    pub after: Option<Cursor>,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { size: 50, after: None }
    }
}

impl PageRequest {
    /// The first page of this size.
    pub fn first(size: u32) -> Self {
        Self { size, after: None }
    }

    /// The page of this size after a cursor.
    pub fn after(size: u32, cursor: Cursor) -> Self {
        Self { size, after: Some(cursor) }
    }

    pub(crate) fn limit(&self) -> usize {
        self.size.clamp(1, 1000) as usize
    }

    /// The keys of the cursor, when there is one; `order` guards against a cursor of another list.
    pub(crate) fn keys<K: for<'de> Deserialize<'de>>(&self, order: &str) -> Result<Option<K>> {
        self.after.as_ref().map(|cursor| cursor.open(order)).transpose()
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Where the next page starts; `None` when this is the last one.
    pub next: Option<Cursor>,
    /// How many rows the whole list has.
    pub total: Total,
}

impl<T> Page<T> {
    /// A page from up to `limit + 1` rows: one more than asked for tells that there is a next page.
    pub(crate) fn of<K: Serialize>(
        mut rows: Vec<(K, T)>,
        limit: usize,
        order: &str,
        total: Total,
    ) -> Result<Self> {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = match rows.last() {
            Some((key, _)) if more => Some(Cursor::seal(order, key)?),
            _ => None,
        };
        Ok(Self { rows: rows.into_iter().map(|(_, row)| row).collect(), next, total })
    }

    /// The same page with other rows.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(change).collect(), next: self.next, total: self.total }
    }
}

/// How many rows a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Total {
    /// Exactly so many.
    Exact(u64),
    /// More than so many; counting them all would be dear.
    MoreThan(u64),
}

impl Total {
    /// What is known: the exact number, or the number that is passed.
    pub fn at_least(self) -> u64 {
        match self {
            Self::Exact(count) | Self::MoreThan(count) => count,
        }
    }

    pub(crate) fn capped(count: u64) -> Self {
        if count > COUNTED { Self::MoreThan(COUNTED) } else { Self::Exact(count) }
    }
}

impl std::fmt::Display for Total {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exact(count) => write!(f, "{count}"),
            Self::MoreThan(count) => write!(f, "{count}+"),
        }
    }
}

/// Where a next page starts: an opaque text for a URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

impl Cursor {
    /// The text of a URL as a cursor; it is checked when it is used.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text for a URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn seal(order: &str, key: &impl Serialize) -> Result<Self> {
        let text =
            serde_json::to_string(&(order, key)).map_err(|error| StoreError::Fault(Box::new(error)))?;
        Ok(Self(text.bytes().map(|byte| format!("{byte:02x}")).collect()))
    }

    fn open<K: for<'de> Deserialize<'de>>(&self, order: &str) -> Result<K> {
        let bytes = unhex(&self.0);
        match bytes.and_then(|bytes| serde_json::from_slice::<(String, K)>(&bytes).ok()) {
            Some((found, key)) if found == order => Ok(key),
            _ => Err(StoreError::Invalid(
                "the page cursor does not belong to this list and order: start again at the first page"
                    .into(),
            )),
        }
    }
}

/// Bytes from pairs of hexadecimal digits.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// Counts the rows of `from where ..` up to [`COUNTED`].
pub(crate) async fn count(at: &impl ConnectionTrait, from_where: &Sql) -> Result<Total> {
    let mut sql = from_where.clone().wrapped("select count(*) as total from (select 1 ");
    sql.push(" limit ").bind(limit_value(COUNTED as usize + 1)).push(") as counted");
    let row: Option<Row> = sql.one(at).await?;
    Ok(Total::capped(row.map_or(Ok(0), |row| row.count("total"))?))
}

/// A number of rows as a bound value.
pub(crate) fn limit_value(rows: usize) -> Value {
    i64::try_from(rows).unwrap_or(i64::MAX).into()
}
