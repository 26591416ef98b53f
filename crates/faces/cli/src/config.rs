//! Configuration: `mainstay.toml`, then environment variables `MAINSTAY_*`, then flags.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use serde::Deserialize;

/// What `mainstay.toml` may say. A key that is not known is an error: a typo must not be a silent default.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct File {
    /// The folder of the embedded database.
    pub(crate) data: Option<PathBuf>,
    /// The address of the database.
    pub(crate) database: Option<String>,
    /// Where `serve` listens.
    pub(crate) listen: Option<String>,
    /// The organization's own registries, by host name or start of address.
    pub(crate) private_registries: Vec<String>,
    /// Patterns of purls and names of the organization's own components.
    pub(crate) internal: Vec<String>,
}

/// Where the inventory is kept; shared by every command that reads or writes it.
#[derive(Args, Clone, Debug)]
pub(crate) struct Place {
    /// The folder of the embedded database [default: the platform's data folder]
    #[arg(long, value_name = "FOLDER", env = "MAINSTAY_DATA", global = true)]
    data: Option<PathBuf>,
    /// The database: `sqlite:PATH` or `postgres://...` [default: an SQLite file in the data folder]
    #[arg(long, value_name = "URL", env = "MAINSTAY_DATABASE", hide_env_values = true, global = true)]
    database: Option<String>,
    /// The configuration file [default: mainstay.toml, where there is one]
    #[arg(long, value_name = "FILE", env = "MAINSTAY_CONFIG", global = true)]
    config: Option<PathBuf>,
}

impl Place {
    /// The configuration file's contents; defaults where there is none.
    pub(crate) fn file(&self) -> anyhow::Result<File> {
        let path = self.config.clone().unwrap_or_else(|| PathBuf::from("mainstay.toml"));
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).with_context(|| format!("{} is not valid", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && self.config.is_none() => {
                Ok(File::default())
            }
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// The address of the database; makes the data folder when it is needed and missing.
    pub(crate) fn database(&self) -> anyhow::Result<String> {
        let file = self.file()?;
        if let Some(url) = self.database.clone().or(file.database) {
            return Ok(url);
        }
        let folder = match self.data.clone().or(file.data) {
            Some(folder) => folder,
            None => default_folder()?,
        };
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        Ok(sqlite_url(&folder.join("mainstay.db")))
    }
}

/// `?` and `#` in a path would end it in a URL.
fn sqlite_url(path: &Path) -> String {
    let path = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("sqlite:{path}")
}

fn default_folder() -> anyhow::Result<PathBuf> {
    let base = dirs::data_local_dir();
    Ok(base
        .context("the platform has no data folder; name one with --data or MAINSTAY_DATA")?
        .join("mainstay"))
}
