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
    /// The organization that makes SBOMs of its trees.
    pub(crate) author: Option<String>,
    /// What is asked of SBOMs.
    pub(crate) quality: Quality,
    /// With whom people sign in.
    pub(crate) provider: Option<Provider>,
}

/// A provider of identities (OpenID Connect).
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Provider {
    /// What people call it.
    pub(crate) title: String,
    /// Its issuer, exactly as it calls itself.
    pub(crate) issuer: String,
    /// The id under which this server is registered there.
    pub(crate) client_id: String,
    /// A file with the secret of that registration; `MAINSTAY_PROVIDER_SECRET` holds the secret itself.
    pub(crate) client_secret_file: Option<PathBuf>,
    /// The claim that lists the groups.
    pub(crate) groups_claim: Option<String>,
    /// Further hosts that its endpoints are on.
    #[serde(default)]
    pub(crate) allowed_hosts: Vec<String>,
    /// What is asked for besides `openid`.
    pub(crate) scopes: Option<Vec<String>>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// What is asked of SBOMs; what is not said keeps its default.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Quality {
    /// A file with profiles, used instead of the built-in ones; beside the configuration file unless it is absolute.
    pub(crate) profiles: Option<PathBuf>,
    /// After how many days an SBOM counts as stale.
    pub(crate) stale_days: Option<u32>,
    /// Below which grade of 100 an SBOM counts as poor.
    pub(crate) poor_below: Option<u8>,
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
    #[command(flatten)]
    configuration: Configuration,
}

/// Which configuration holds; alone where a command keeps nothing.
#[derive(Args, Clone, Debug)]
pub(crate) struct Configuration {
    /// The configuration file [default: mainstay.toml, where there is one]
    #[arg(long, value_name = "FILE", env = "MAINSTAY_CONFIG", global = true)]
    config: Option<PathBuf>,
}

impl Configuration {
    /// The configuration file's contents; defaults where there is none.
    pub(crate) fn file(&self) -> anyhow::Result<File> {
        let path = self.path();
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| invalid(&path, &text, &error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && self.config.is_none() => {
                Ok(File::default())
            }
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// Where the configuration file is, or would be.
    fn path(&self) -> PathBuf {
        self.config.clone().unwrap_or_else(|| PathBuf::from("mainstay.toml"))
    }
}

/// What is wrong with a configuration file and where. The line itself may hold the password of the database.
fn invalid(path: &Path, text: &str, error: &toml::de::Error) -> anyhow::Error {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    anyhow::anyhow!("{}, line {line}, is not valid: {}", path.display(), error.message().trim_end())
}

impl Place {
    /// The configuration file's contents; defaults where there is none.
    pub(crate) fn file(&self) -> anyhow::Result<File> {
        self.configuration.file()
    }

    /// Where the configuration file is, or would be.
    pub(crate) fn path(&self) -> PathBuf {
        self.configuration.path()
    }

    /// Which configuration holds.
    pub(crate) fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// The file of an embedded database; `None` for a server's.
    pub(crate) fn embedded(&self) -> anyhow::Result<Option<PathBuf>> {
        Ok(match self.kept()? {
            Kept::In(folder) => Some(folder.join(DATABASE)),
            Kept::At(url) => url.strip_prefix("sqlite:").map(sqlite_file),
        })
    }

    /// The address of the database; makes the data folder when it is needed and missing.
    pub(crate) fn database(&self) -> anyhow::Result<String> {
        let folder = match self.kept()? {
            Kept::At(url) => return Ok(url),
            Kept::In(folder) => folder,
        };
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        Ok(sqlite_url(&folder.join(DATABASE)))
    }

    fn kept(&self) -> anyhow::Result<Kept> {
        let file = self.file()?;
        if let Some(url) = self.database.clone().or(file.database) {
            return Ok(Kept::At(url));
        }
        let folder = self.data.clone().or(file.data);
        Ok(Kept::In(folder.map_or_else(default_folder, Ok)?))
    }
}

/// Where the inventory is.
enum Kept {
    /// In the database at this address.
    At(String),
    /// In a file in this folder.
    In(PathBuf),
}

/// The file of the embedded database in its folder.
const DATABASE: &str = "mainstay.db";

/// The path behind `sqlite:`.
fn sqlite_file(path: &str) -> PathBuf {
    let path = path.split('?').next().unwrap_or(path);
    path.replace("%3f", "?").replace("%23", "#").replace("%25", "%").into()
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{File, invalid};

    const GUIDE: &str = include_str!("../../../../docs/guide/configuration.md");

    fn example(number: usize) -> &'static str {
        let block = GUIDE.split("```toml\n").nth(number).expect("the guide has two examples");
        block.split("```").next().expect("a split has a first part")
    }

    #[test]
    fn the_guide_shows_every_setting_in_a_form_that_is_read() {
        let file: File = toml::from_str(example(1)).unwrap();
        assert_eq!(file.quality.poor_below, Some(50));
        let misspelled = toml::from_str::<File>("unknown = 1").unwrap_err().to_string();
        let known = misspelled.split("expected one of").nth(1).unwrap();
        for setting in known.split('`').skip(1).step_by(2) {
            assert!(example(1).contains(setting), "{setting}");
        }
    }

    #[test]
    fn a_wrong_line_is_named_and_not_shown() {
        for (wrong, told) in [
            ("\ndatabse = \"postgres://me:S3CRET@h/x\"", "line 2, is not valid: unknown field `databse`"),
            ("database = \"postgres://me:S3CRET@h/x", "line 1, is not valid: invalid basic string"),
        ] {
            let error = toml::from_str::<File>(wrong).unwrap_err();
            let message = invalid(Path::new("mainstay.toml"), wrong, &error).to_string();
            assert!(message.contains(told) && !message.contains("S3CRET"), "{message}");
        }
    }

    #[test]
    fn the_guide_shows_a_profile_that_is_read() {
        let profiles = mainstay_sbom::profiles(Some(example(2))).unwrap();
        assert_eq!(profiles[0].id, "medical");
    }
}
