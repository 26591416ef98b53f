//! Where a search for part of a package's name starts: the runs of three characters of all names.
//!
//! A name's runs lie all over their table. On SQLite, where there is one writer, they are noted for many names at a time, which
//! share the pages that they change; a search reads the names that are not noted yet one by one. On PostgreSQL names may
//! become visible in another order than that of their keys, so each is noted at once.

use sea_orm::{ConnectionTrait, DbBackend};

use crate::Result;
use crate::sql::{Columns, Row, Sql, push_texts};
use crate::text::{Gram, grams};

/// So many names wait while documents are being saved.
const LATE: i64 = 4_000;
/// So many wait when none is.
const LATE_AT_REST: i64 = 500;

/// Notes new packages, rows with `id` and `search`, where that cannot wait.
pub(crate) async fn note(at: &impl ConnectionTrait, packages: &[Row]) -> Result<()> {
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
        let names = Sql::with(next, [until.into(), LATE.into()]).all(at).await?;
        save(at, &names).await?;
        let Some(last) = names.last() else { return Ok(()) };
        let last: i64 = last.get("id")?;
        Sql::with("update package_gram_until set until = $1", [last.into()]).run(at).await?;
    }
}

async fn save(at: &impl ConnectionTrait, packages: &[Row]) -> Result<()> {
    let mut pairs: Vec<(Gram, i64)> = Vec::new();
    for row in packages {
        let id: i64 = row.get("id")?;
        pairs.extend(grams(&row.get::<String>("search")?).into_iter().map(|gram| (gram, id)));
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
