//! Searching for part of a package's name. It starts at the runs of three characters of all names.
//!
//! A name's runs lie all over their table. On SQLite, where there is one writer, they are noted for many names at a time, which
//! share the pages that they change; a search reads the names that are not noted yet one by one. On PostgreSQL names may
//! become visible in another order than that of their keys, so each is noted at once.

use mainstay_model::Purl;
use sea_orm::{ConnectionTrait, DbBackend};

use crate::page::{COUNTED, Total, limit_value};
use crate::product::like;
use crate::sql::{Columns, Sql, push_texts};
use crate::text::{Gram, fitted, grams};
use crate::{Result, Store, StoreError};

/// Packages that a text may fit to be looked up one by one.
const FEW_PACKAGES: usize = 500;

/// So many names wait while documents are being saved.
const LATE: i64 = 4_000;
/// So many wait when none is.
const LATE_AT_REST: i64 = 500;
/// So many are noted by one statement.
const AT_ONCE: i64 = 16_384;

/// Notes new packages with the names that are searched, where that cannot wait.
pub(crate) async fn note(at: &impl ConnectionTrait, packages: &[(i64, String)]) -> Result<()> {
    if at.get_database_backend() == DbBackend::Sqlite {
        return Ok(());
    }
    save(at, packages).await
}

/// Notes the names that wait, once they are many.
pub(crate) async fn catch_up(at: &impl ConnectionTrait, at_rest: bool) -> Result<()> {
    if at.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let many = if at_rest { LATE_AT_REST } else { LATE };
    loop {
        let row = Sql::new(
            "select until, (select coalesce(max(id), 0) from package) as newest from package_gram_until",
        );
        let Some(row) = row.one(at).await? else { return Ok(()) };
        let until: i64 = row.get("until")?;
        if row.get::<i64>("newest")? - until < many {
            return Ok(());
        }
        let next = "select id, search from package where id > $1 order by id limit $2";
        let rows = Sql::with(next, [until.into(), AT_ONCE.into()]).all(at).await?;
        let names: Vec<(i64, String)> =
            rows.iter().map(|row| Ok((row.get("id")?, row.get("search")?))).collect::<Result<_>>()?;
        save(at, &names).await?;
        let Some((last, _)) = names.last() else { return Ok(()) };
        Sql::with("update package_gram_until set until = $1", [(*last).into()]).run(at).await?;
    }
}

async fn save(at: &impl ConnectionTrait, packages: &[(i64, String)]) -> Result<()> {
    let mut pairs: Vec<(Gram, i64)> = Vec::new();
    for (id, search) in packages {
        pairs.extend(grams(search).into_iter().map(|gram| (gram, *id)));
    }
    pairs.sort_unstable();
    // A run and a key in one text: bound one by one, they would take several times as long as they take to be stored.
    let texts: Vec<String> =
        pairs.into_iter().map(|([one, two, three], id)| format!("{one}{two}{three}{id}")).collect();
    let mut sql = Sql::new(
        "insert into package_gram (gram, package_id) select substr(value, 1, 3), cast(substr(value, 4) as bigint) from ",
    );
    push_texts(&mut sql, at.get_database_backend(), &texts)?;
    // SQLite takes `on` for part of a join unless there is a condition before it.
    sql.push(" k where true on conflict do nothing");
    sql.run(at).await?;
    Ok(())
}

/// The condition that a column holds a text, letter case aside.
pub(crate) fn contains(backend: DbBackend, column: &str, text: &str) -> Sql {
    let function = if backend == DbBackend::Postgres { "strpos" } else { "instr" };
    let mut sql = Sql::new(&format!("{function}({column}, "));
    sql.bind(text.to_lowercase()).push(") > 0");
    sql
}

/// The condition that a column holds each of some texts, letter case aside.
pub(crate) fn contains_all(backend: DbBackend, column: &str, texts: &[String]) -> Sql {
    let mut sql = Sql::default();
    for (place, text) in texts.iter().enumerate() {
        sql.push(if place > 0 { " and " } else { "" }).append(&contains(backend, column, text));
    }
    sql
}

/// Words that a list is asked for at most: each is a condition, and databases nest only so many.
pub const MOST_WORDS: usize = 100;

/// Refuses more words than [`MOST_WORDS`].
pub(crate) fn few(words: usize) -> Result<()> {
    if words <= MOST_WORDS {
        return Ok(());
    }
    Err(StoreError::Invalid(format!("{words} words to look for are too many: {MOST_WORDS} are the most")))
}

/// What the words of a filter ask for: parts of the name, and purls.
///
/// # Errors
/// When they are more than [`MOST_WORDS`].
pub(crate) fn asked(words: &[String]) -> Result<(Vec<String>, Vec<Purl>)> {
    few(words.len())?;
    let (mut names, mut purls) = (Vec::new(), Vec::new());
    for word in words.iter().map(|word| word.trim()).filter(|word| !word.is_empty()) {
        let is_purl = word.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("pkg:"));
        match word.parse().ok().filter(|_| is_purl) {
            Some(purl) => purls.push(purl),
            None => names.push(word.to_owned()),
        }
    }
    Ok((names, purls))
}

/// The condition that a component `c` is the one of a purl: of its package, and of its version and qualifiers where it has some.
pub(crate) fn is_purl(purl: &Purl) -> Sql {
    let package = purl.package();
    let identity = fitted(&purl.identity().to_string());
    let mut sql = Sql::with(
        "c.package_id = (select id from package where identity = $1)",
        [fitted(&package.to_string()).into()],
    );
    if purl.qualifiers() != package.qualifiers() || purl.subpath().is_some() {
        sql.push(" and c.identity = ").bind(identity);
    } else if let Some(version) = purl.version() {
        sql.push(" and (c.version = ").bind(version).push(" or c.identity = ").bind(identity).push(")");
    }
    sql
}

impl Store {
    /// The packages in use whose name holds each of some texts, when they are few; `None` when they are many.
    pub(crate) async fn packages_with(&self, texts: &[String]) -> Result<Option<Vec<i64>>> {
        let sql = self.named(texts, "r.package_id", FEW_PACKAGES).await?;
        let rows = sql.all(self.reader()).await?;
        if rows.len() > FEW_PACKAGES {
            return Ok(None);
        }
        rows.iter().map(|row| row.get("package_id")).collect::<Result<_>>().map(Some)
    }

    /// How many versions in use the packages have whose name holds each of some texts.
    pub(crate) async fn versions_with(&self, texts: &[String]) -> Result<Total> {
        let named = self.named(texts, "r.versions", COUNTED as usize).await?;
        let mut sql = named.wrapped("select cast(coalesce(sum(versions), 0) as bigint) as total from (");
        sql.push(") as named");
        let row = sql.one(self.reader()).await?;
        Ok(Total::capped(row.map_or(Ok(0), |row| row.count("total"))?))
    }

    /// The packages in use that are called so, with any namespace or with the one that the name begins with; letter case aside.
    pub(crate) async fn packages_called(&self, name: &str, most: usize) -> Result<Vec<i64>> {
        let mut sql = self.holding(&[name.to_owned()], "r.package_id").await?;
        let part = like(&format!("/{name}"));
        let end = part.strip_suffix('%').unwrap_or(&part);
        sql.push(" and '/' || r.search like ").bind(end).push(" escape '\\' limit ");
        sql.bind(limit_value(most));
        let rows = sql.all(self.reader()).await?;
        rows.iter().map(|row| row.get("package_id")).collect()
    }

    /// A query for a column of the packages in use whose name holds each of some texts, at most one more than `most` of them.
    pub(crate) async fn named(&self, texts: &[String], column: &str, most: usize) -> Result<Sql> {
        let mut sql = self.holding(texts, column).await?;
        sql.push(" limit ").bind(limit_value(most + 1));
        Ok(sql)
    }

    async fn holding(&self, texts: &[String], column: &str) -> Result<Sql> {
        few(texts.len())?;
        let mut sql = Sql::new(&format!("select {column} from "));
        match self.rarest_gram(texts).await? {
            Some(gram) => {
                sql.push("(select package_id from package_gram where gram = ").bind(gram);
                if self.dialect() == DbBackend::Sqlite {
                    // The newest names are not in there yet.
                    sql.push(" union all select p.id from package p where p.id > (select until from package_gram_until)");
                }
                sql.push(") g cross join package_rollup r where r.package_id = g.package_id and coalesce(r.used, false)");
            }
            None => {
                sql.push("package_rollup r where r.used");
            }
        }
        sql.push(" and ").append(&contains_all(self.dialect(), "r.search", texts));
        Ok(sql)
    }

    /// The run of three characters of some texts that the fewest packages have; `None` when each is in very many names: then
    /// reading all names is quicker.
    async fn rarest_gram(&self, texts: &[String]) -> Result<Option<String>> {
        let mut found: Vec<Gram> = texts.iter().flat_map(|text| grams(&text.to_lowercase())).collect();
        found.truncate(32);
        // Most texts have a rare run: the many names of the others are counted only where none has.
        for most in [200, 5_000] {
            if let Some(rarest) = self.rarest_of(&found, most).await? {
                return Ok(Some(rarest));
            }
        }
        Ok(None)
    }

    /// The run that the fewest packages have, where that is fewer than `most`.
    async fn rarest_of(&self, grams: &[Gram], most: u64) -> Result<Option<String>> {
        if grams.is_empty() {
            return Ok(None);
        }
        let mut sql = Sql::new("select ");
        for (place, gram) in grams.iter().enumerate() {
            sql.push(if place > 0 { ", " } else { "" });
            sql.push("(select count(*) from (select 1 from package_gram where gram = ")
                .bind(String::from_iter(gram));
            sql.push(&format!(" limit {most}) as g) as n{place}"));
        }
        let Some(row) = sql.one(self.reader()).await? else { return Ok(None) };
        let mut rarest = None;
        for (place, gram) in grams.iter().enumerate() {
            let count = row.count(&format!("n{place}"))?;
            if count < rarest.as_ref().map_or(most, |(least, _)| *least) {
                rarest = Some((count, gram));
            }
        }
        Ok(rarest.map(|(_, gram)| String::from_iter(gram)))
    }
}
