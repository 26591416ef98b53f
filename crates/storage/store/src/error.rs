//! Errors by what the caller can do about them.

use std::sync::Arc;

use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no such thing: show "not found".
    #[error("there is no {what} `{key}`")]
    NotFound {
        /// The noun.
        what: &'static str,
        /// How it was asked for.
        key: String,
    },
    /// What is stored stands against it (a name that is taken, a cycle): change the input.
    #[error("{0}")]
    Conflict(String),
    /// Something else stands there than what a change was made from: look at it, then decide.
    #[error("it was changed meanwhile and stays as it is now: look at it again")]
    Changed,
    /// Who asks may see it and not change it: somebody else must, or give the right to.
    #[error("you may see {0}, and not change it")]
    Forbidden(String),
    /// The input itself is not acceptable: change the input.
    #[error("{0}")]
    Invalid(String),
    /// Others are writing: try again later.
    #[error("the database is busy, try again: {0}")]
    Busy(String),
    /// The worker's lease went to another one: stop, do not write.
    #[error("the lease on this work was lost; another worker has it or it was canceled")]
    LeaseLost,
    /// A person asked to cancel the work before this was written: nothing was; stop and call [`Store::cancel_claimed`](crate::Store::cancel_claimed).
    #[error("the work was asked to be canceled; nothing was stored")]
    Canceled,
    /// The database cannot be opened or reached: mend the address, the rights or the server.
    #[error("the database cannot be used: {0}")]
    Unavailable(String),
    /// The disk of the database is full: make room, then try again.
    #[error(
        "the disk of the database is full: make room, then try again; what was acknowledged is kept ({0})"
    )]
    Full(String),
    /// A newer program has migrated this database: use that program.
    #[error(
        "the database has schema version {found}, this program knows up to {known}: use a newer mainstay, or restore a backup made with this one"
    )]
    Newer {
        /// The version in the database.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// A stored record does not decode: restore it from a backup or read the SBOM again.
    #[error("stored data is damaged: {0}")]
    Corrupt(String),
    /// A fault of the program or the database: look at the log.
    #[error("the database failed: {0}")]
    Fault(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A result of the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

impl StoreError {
    pub(crate) fn missing(what: &'static str, key: impl ToString) -> Self {
        Self::NotFound { what, key: key.to_string() }
    }

    /// The same where something was asked for that belongs to what is not there.
    pub(crate) fn of(self, what: &'static str, key: impl ToString) -> Self {
        match self {
            Self::NotFound { .. } => Self::missing(what, key),
            other => other,
        }
    }

    /// Whether the same call may succeed when it is made again.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Busy(_))
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        of_database(&error).unwrap_or_else(|| Self::Fault(Box::new(error)))
    }
}

/// Of an end that several writers share.
impl From<Arc<DbErr>> for StoreError {
    fn from(error: Arc<DbErr>) -> Self {
        of_database(&error).unwrap_or_else(|| Self::Fault(Box::new(error)))
    }
}

/// What the caller can do something about.
fn of_database(error: &DbErr) -> Option<StoreError> {
    match error.sql_err() {
        // What is known to be taken is told in words of its own. This is left for two who add the same at one moment.
        Some(SqlErr::UniqueConstraintViolation(text)) => {
            tracing::debug!(%text, "taken meanwhile");
            return Some(StoreError::Conflict(
                "somebody else has just added the same: look at it first".into(),
            ));
        }
        Some(SqlErr::ForeignKeyConstraintViolation(text)) => {
            tracing::debug!(%text, "referred to");
            return Some(StoreError::Conflict("something else still refers to this".into()));
        }
        _ => {}
    }
    if let Some(told) = database_code(error).and_then(|code| unwritable(&code, error)) {
        return Some(told);
    }
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Some(StoreError::Unavailable(error.to_string())),
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))
            if is_contention(cause) =>
        {
            Some(StoreError::Busy(error.to_string()))
        }
        _ => None,
    }
}

/// SQLite's busy and locked codes; PostgreSQL's serialization failure, deadlock and lock timeout.
fn is_contention(error: &SqlxError) -> bool {
    let SqlxError::Database(error) = error else { return false };
    matches!(error.code().as_deref(), Some("5" | "6" | "261" | "517" | "262" | "40001" | "40P01" | "55P03"))
}

fn database_code(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))
    | DbErr::Conn(RuntimeErr::SqlxError(cause))) = error
    else {
        return None;
    };
    let SqlxError::Database(cause) = cause.as_ref() else { return None };
    Some(cause.code()?.into_owned())
}

/// What stands against writing, where a person can mend it: by SQLite's result code, whose low byte names the family, and
/// PostgreSQL's.
fn unwritable(code: &str, error: &DbErr) -> Option<StoreError> {
    const RIGHTS: &str = "it cannot be written to: check the rights on the database and its folder, and whether the disk takes writes";
    const OPEN: &str =
        "the file cannot be opened: check that its folder exists and that this user may write there";
    let unavailable = |why: &str| Some(StoreError::Unavailable(format!("{why} ({error})")));
    let full = || Some(StoreError::Full(error.to_string()));
    match code {
        "25006" => return unavailable(RIGHTS),
        "53100" => return full(),
        _ => {}
    }
    match code.parse::<u32>().ok().filter(|_| code.len() < 5)? & 0xff {
        8 => unavailable(RIGHTS),
        13 => full(),
        14 => unavailable(OPEN),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use mainstay_testapp::Database;

    use super::*;
    use crate::sql::Sql;
    use crate::{Store, StoreOptions};

    #[tokio::test]
    async fn what_two_add_at_one_moment_is_told_without_the_words_of_the_database() {
        for database in Database::both() {
            let store = Store::open(database.url(), StoreOptions::default()).await.unwrap();
            let add = || {
                let sql = "insert into repository (uid, url, created_at) values ($1, 'https://git.example.org/a', 0)";
                Sql::with(sql, [uuid::Uuid::now_v7().into()]).written(&store)
            };
            add().await.unwrap();
            let refused = add().await.unwrap_err();
            assert!(matches!(refused, StoreError::Conflict(_)), "{refused:?}");
            let told = refused.to_string();
            assert!(!told.contains("repository") && !told.contains("onstraint"), "{told}");
        }
    }
}
