//! An empty database for one test.

use tempfile::TempDir;

use crate::postgres::Server;

/// An empty database that is gone when the value is dropped.
#[derive(Debug)]
pub struct Database {
    name: &'static str,
    url: String,
    /// Kept for its end.
    _folder: Option<TempDir>,
}

impl Database {
    /// One empty database of each kind: the same test body runs on both.
    ///
    /// # Panics
    /// When one of them cannot be made; a test that cannot run has failed.
    pub fn both() -> [Self; 2] {
        [Self::sqlite(), Self::postgres()]
    }

    /// An empty SQLite database in a temporary folder.
    ///
    /// # Panics
    /// When there is no temporary folder.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder for SQLite");
        let url = format!("sqlite:{}", folder.path().join("mainstay.db").display());
        Self { name: "sqlite", url, _folder: Some(folder) }
    }

    /// An empty database on this process's PostgreSQL server.
    ///
    /// # Panics
    /// When the server does not start; the message says what to install.
    pub fn postgres() -> Self {
        Self { name: "postgres", url: Server::shared().create_database(), _folder: None }
    }

    /// `sqlite` or `postgres`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The address for the store.
    pub fn url(&self) -> &str {
        &self.url
    }
}
