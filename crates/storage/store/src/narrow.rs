//! How a filtered list is read: from the few rows that one condition leaves, sorted, or else along an index in the list's
//! order until a page is full. Which of the two, counting tells; it never counts far.
//!
//! Each condition has up to three forms: the words of the partial indexes that hold only such rows in the list's order, words that
//! no index has, and those of the index that holds all marks, for counting. SQLite's planner, which knows little of how many rows a condition leaves, is thus told which index to walk.
//! Totals are exact up to [`COUNTED`](crate::page::COUNTED): they are counted in the smallest set that is known, one condition's keys or an index
//! that holds all marks.

use sea_orm::{ConnectionTrait, DbBackend};

use crate::page::{Total, limit_value};
use crate::sight::Reader;
use crate::sql::{Columns, Sql, push_keys};
use crate::{Result, Wanted, rank};

/// The table of figures that a list walks; it is `r` in every condition.
#[derive(Clone, Copy)]
pub(crate) struct Rollup {
    pub(crate) table: &'static str,
    pub(crate) key: &'static str,
    /// The index that holds the marks of all rows in use.
    pub(crate) marks: &'static str,
    /// Where it is kept how many rows are in use: a column of `figure_total`.
    pub(crate) total: &'static str,
}

/// One condition of a filter.
pub(crate) struct Condition {
    /// A query for the keys of the rows that fulfill it.
    pub(crate) keys: Sql,
    /// Whether these keys are rows of the list, all of them: components of strangers may be out of use.
    pub(crate) listed: bool,
    /// The condition in the words of the indexes that hold only such rows, where there are such indexes.
    pub(crate) leads: Option<Sql>,
    /// The condition in words that no index has, so that no planner takes the wrong one.
    pub(crate) holds: Sql,
    /// The condition in the words of the index that holds all marks, where it is about marks.
    pub(crate) marked: Option<Sql>,
    /// Whether it takes a look elsewhere for every row, so that a sample tells whether most rows fulfill it.
    pub(crate) dear: bool,
}

impl Condition {
    /// A condition that no index leads to: the keys of the rows of the list that fulfill it, and the condition itself.
    pub(crate) fn new(keys: Sql, holds: Sql) -> Self {
        Self { keys, listed: true, leads: None, holds, marked: None, dear: false }
    }
}

/// Ends a look elsewhere for every row. With it PostgreSQL's planner takes row by row along the list's index; without, it joins
/// whole tables and sorts what is left, however few rows a page has.
pub(crate) const FOR_EACH_ROW: &str = " limit 1 offset 0)";

/// The rows of a list, and how they are best read.
pub(crate) struct Narrowed {
    rollup: Rollup,
    /// A query for few keys among which all rows are, and whether they are rows of the list.
    keys: Option<(Sql, bool)>,
    /// Without such keys: the keys of a condition without an index in the list's order, for counting.
    counted: Option<(Sql, bool)>,
    /// Without such keys: the words of the index to walk, unless it is the one of everything in use.
    leads: Option<Sql>,
    /// What else a row must fulfill.
    rest: Vec<Sql>,
    /// All that a row must fulfill in the words of the index of marks, when that holds all of it.
    marked: Option<Vec<Sql>>,
}

impl Narrowed {
    /// Reads from these keys, whatever the other conditions are.
    pub(crate) fn among(rollup: Rollup, keys: Sql, listed: bool, conditions: Vec<Condition>) -> Self {
        let rest = conditions.into_iter().map(|condition| condition.holds).collect();
        Self { rollup, keys: Some((keys, listed)), counted: None, leads: None, rest, marked: None }
    }

    /// Reads from the condition that leaves at most `few` rows, else along the index of the first that has one.
    pub(crate) async fn choose(
        at: &impl ConnectionTrait,
        rollup: Rollup,
        mut conditions: Vec<Condition>,
        few: usize,
    ) -> Result<Self> {
        let counts = counts(at, rollup, &conditions, few).await?;
        let least = (0..conditions.len()).min_by_key(|place| counts[*place]);
        if let Some(place) = least.filter(|place| counts[*place] <= few as u64) {
            let Condition { keys, listed, .. } = conditions.swap_remove(place);
            return Ok(Self::among(rollup, keys, listed, conditions));
        }
        let marked = conditions.iter().map(|condition| condition.marked.clone()).collect();
        let elsewhere = conditions.iter().find(|condition| condition.leads.is_none());
        let alone = conditions.len() == 1;
        let counted = elsewhere.map(|condition| (condition.keys.clone(), condition.listed && alone));
        let leading = conditions.iter().position(|condition| condition.leads.is_some());
        let leads = leading.and_then(|place| conditions.remove(place).leads);
        let rest = conditions.into_iter().map(|condition| condition.holds).collect();
        Ok(Self { rollup, keys: None, counted, leads, rest, marked })
    }

    /// Asks one thing more of every row; these keys fulfill it, and when the rows need not fulfill anything else, they are all.
    pub(crate) fn also(&mut self, condition: Sql, keys: Sql, alone: bool) {
        self.marked = None;
        match &mut self.counted {
            Some((_, listed)) => *listed = false,
            None => self.counted = Some((keys, alone)),
        }
        self.rest.push(condition);
    }

    /// The rows of one page and one more, in no order.
    pub(crate) fn page(&self, order: &Order, limit: usize) -> Sql {
        let limit = || limit_value(limit + 1);
        let mut sql = Sql::new("select r.* ");
        if self.keys.is_some() || !order.is_ranked() {
            sql.append(&self.conditions());
            order.push(&mut sql, self.rollup);
            sql.push(" limit ").bind(limit());
            return sql;
        }
        // Along the ranks: first the steps of several numbers, each sorted, then those of one number.
        let mut all = Sql::new("select * from (");
        for (place, exact) in [false, true].into_iter().enumerate() {
            all.push(if place > 0 { " union all select * from (" } else { "" });
            all.push("select r.* ").append(&self.conditions());
            order.push_ranked(&mut all, self.rollup, exact);
            all.push(" limit ").bind(limit()).push(&format!(") as part{place}"));
        }
        all.push(" limit ").bind(limit());
        all
    }

    /// How many rows there are: exact up to [`COUNTED`].
    pub(crate) async fn total(&self, at: &Reader) -> Result<Total> {
        match self.marked.as_deref() {
            Some([]) => return Ok(Total::Exact(in_use(at, self.rollup).await?)),
            // One mark alone is counted in the index that it leads along.
            Some([_]) if self.leads.is_some() => return crate::page::count(at, &self.conditions()).await,
            Some(marked) => return self.marked_total(at, marked).await,
            None => {}
        }
        let keys = self.keys.as_ref().or(self.counted.as_ref());
        if let Some((keys, true)) = keys.filter(|_| self.rest.is_empty() || self.keys.is_none()) {
            let mut sql = Sql::new("from (");
            sql.append(keys).push(") as k");
            return crate::page::count(at, &sql).await;
        }
        let Some((keys, _)) = keys else {
            return crate::page::count(at, &self.conditions()).await;
        };
        let mut sql = self.rows_of(keys);
        if self.keys.is_none() {
            sql.push(" and ").append(&self.leads());
        }
        self.push_rest(&mut sql);
        crate::page::count(at, &sql).await
    }

    /// Counts in the index of marks alone.
    async fn marked_total(&self, at: &Reader, marked: &[Sql]) -> Result<Total> {
        let mut sql = Sql::new(&format!("from {} r ", self.rollup.table));
        if at.get_database_backend() == DbBackend::Sqlite && !at.is_narrowed() {
            sql.push(&format!("indexed by {} ", self.rollup.marks));
        }
        sql.push("where ").push(USED);
        for condition in marked {
            sql.push(" and ").append(condition);
        }
        crate::page::count(at, &sql).await
    }

    /// `from .. where ..` for all rows.
    fn conditions(&self) -> Sql {
        let mut sql = match &self.keys {
            Some((keys, _)) => self.rows_of(keys),
            None => {
                let mut sql = Sql::new(&format!("from {} r where ", self.rollup.table));
                sql.append(&self.leads());
                sql
            }
        };
        self.push_rest(&mut sql);
        sql
    }

    fn leads(&self) -> Sql {
        self.leads.clone().unwrap_or_else(|| Sql::new(USED))
    }

    fn push_rest(&self, sql: &mut Sql) {
        for condition in &self.rest {
            sql.push(" and ").append(condition);
        }
    }

    fn rows_of(&self, keys: &Sql) -> Sql {
        let Rollup { table, key, .. } = self.rollup;
        // The order of a cross join is kept by SQLite's planner.
        let mut sql = Sql::new("from (");
        sql.append(keys).push(&format!(
            ") as k cross join {table} r where r.{key} = k.value and coalesce(r.used, false)"
        ));
        sql
    }
}

/// The order of a list, and the row after which a page starts.
pub(crate) enum Order {
    /// By name and key.
    Name(Option<(String, i64)>),
    /// The largest number first, then the last key.
    Number(&'static str, Option<(i64, i64)>),
    /// The same for the number of uses, which has a rank.
    Uses(&'static str, Option<(i64, i64)>),
}

impl Order {
    fn is_ranked(&self) -> bool {
        matches!(self, Self::Uses(..))
    }

    fn push(&self, sql: &mut Sql, rollup: Rollup) {
        let key = rollup.key;
        match self {
            Self::Name(after) => {
                if let Some((search, id)) = after {
                    sql.push(&format!(" and (r.search, r.{key}) > (")).bind(search.clone());
                    sql.push(", ").bind(*id).push(")");
                }
                sql.push(&format!(" order by r.search, r.{key}"));
            }
            Self::Number(column, after) | Self::Uses(column, after) => {
                push_after(sql, column, key, *after);
                sql.push(&format!(" order by r.{column} desc, r.{key} desc"));
            }
        }
    }

    fn push_ranked(&self, sql: &mut Sql, rollup: Rollup, exact: bool) {
        let (Self::Number(column, after) | Self::Uses(column, after)) = self else { return };
        let key = rollup.key;
        if exact {
            sql.push(" and r.rank <= ").bind(rank::EXACT);
            // Up to there the rank is the number.
            push_after(sql, "rank", key, *after);
            sql.push(&format!(" order by r.rank desc, r.{key} desc"));
            return;
        }
        sql.push(" and r.rank > ").bind(rank::EXACT);
        if let Some((uses, _)) = after {
            sql.push(" and r.rank <= ").bind(rank::rank(*uses));
        }
        push_after(sql, column, key, *after);
        sql.push(&format!(" order by r.rank desc, r.{column} desc, r.{key} desc"));
    }
}

fn push_after(sql: &mut Sql, column: &str, key: &str, after: Option<(i64, i64)>) {
    if let Some((number, id)) = after {
        sql.push(&format!(" and (r.{column}, r.{key}) < (")).bind(number).push(", ").bind(id).push(")");
    }
}

/// The condition of everything that a list shows.
const USED: &str = "r.used";

/// How many rows are in use.
pub(crate) async fn in_use(at: &impl ConnectionTrait, rollup: Rollup) -> Result<u64> {
    let row = Sql::new(&format!("select {} as total from figure_total", rollup.total)).one(at).await?;
    row.map_or(Ok(0), |row| row.count("total"))
}

/// Rows of a sample, and how many of them are most: with so many, a walk along an index soon fills a page.
const SAMPLE: (usize, u64) = (1_000, 100);

/// How many rows fulfill each condition, as far as it matters.
async fn counts(
    at: &impl ConnectionTrait,
    rollup: Rollup,
    conditions: &[Condition],
    few: usize,
) -> Result<Vec<u64>> {
    if conditions.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("select ");
    for (place, condition) in conditions.iter().enumerate() {
        sql.push(if place > 0 { ", " } else { "" });
        if condition.dear {
            sql.push(&format!("(select count(*) from (select * from {} r where {USED} limit ", rollup.table));
            sql.bind(limit_value(SAMPLE.0)).push(") r where ").append(&condition.holds);
        } else {
            sql.push("(select count(*) from (").append(&condition.keys);
            sql.push(" limit ").bind(limit_value(few + 1)).push(") as k");
        }
        sql.push(&format!(") as n{place}"));
    }
    let Some(row) = sql.one(at).await? else { return Ok(Vec::new()) };
    let mut counts = Vec::with_capacity(conditions.len());
    for (place, condition) in conditions.iter().enumerate() {
        let count = row.count(&format!("n{place}"))?;
        counts.push(match condition.dear {
            true if count >= SAMPLE.1 => u64::MAX,
            true => counted(at, &condition.keys, few).await?,
            false => count,
        });
    }
    Ok(counts)
}

/// How many rows a query has, at most one more than `few`.
async fn counted(at: &impl ConnectionTrait, keys: &Sql, few: usize) -> Result<u64> {
    let mut sql = keys.clone().wrapped("select count(*) as total from (");
    sql.push(" limit ").bind(limit_value(few + 1)).push(") as k");
    sql.one(at).await?.map_or(Ok(0), |row| row.count("total"))
}

/// The conditions of purl types. Only a single one leads along an index: of several, rows would need sorting.
pub(crate) fn kinds(rollup: Rollup, wanted: &Wanted) -> Vec<Condition> {
    let Rollup { table, key, .. } = rollup;
    let select = format!("select r.{key} as value from {table} r where ");
    let condition = |marked: Sql, leads: bool, holds: Sql| {
        let index = || marked.clone().wrapped("r.used and ");
        let keys = index().wrapped(&select);
        let leads = leads.then(index);
        Condition { leads, marked: Some(marked), ..Condition::new(keys, holds) }
    };
    let listed = |text: &str, values: &[String]| {
        let mut sql = Sql::new(text);
        sql.bind_list(values.iter().map(|value| value.clone().into()));
        sql
    };
    let mut conditions = Vec::new();
    match wanted.any.as_slice() {
        [] => {}
        [kind] => {
            let bound = |text: &str| Sql::with(text, [kind.clone().into()]);
            conditions.push(condition(bound("r.kind = $1"), true, bound("coalesce(r.kind, '') = $1")));
        }
        several => conditions.push(condition(
            listed("r.kind in ", several),
            false,
            listed("coalesce(r.kind, '') in ", several),
        )),
    }
    if !wanted.none.is_empty() {
        conditions.push(condition(
            listed("r.kind not in ", &wanted.none),
            false,
            listed("coalesce(r.kind, '') not in ", &wanted.none),
        ));
    }
    conditions
}

/// A query for given keys.
pub(crate) fn these(backend: DbBackend, keys: &[i64]) -> Sql {
    let mut sql = Sql::new("select value from ");
    push_keys(&mut sql, backend, keys);
    sql.push(" as these");
    sql
}
