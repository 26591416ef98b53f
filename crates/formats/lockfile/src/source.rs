//! What a format is given to read.

use std::borrow::Cow;
use std::sync::Arc;

use crate::{Memo, Registries, folders};

/// One file to read, with the tree around it.
pub struct Source<'a> {
    /// The file's path from the tree's root, `/` between folders.
    pub path: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The files around it.
    pub tree: &'a dyn Tree,
    /// Which registries are public and which are the organization's own.
    pub registries: &'a Registries,
}

/// The files around a lockfile: what its format needs to see beside it. Paths run from the tree's root.
pub trait Tree: Sync {
    /// The bytes of a file; `None` when it is missing, too large or outside the tree.
    fn read(&self, path: &str) -> Option<Cow<'_, [u8]>>;

    /// The paths of the files and folders directly in a folder (`""` is the root), sorted.
    fn list(&self, folder: &str) -> Vec<String>;

    /// Where formats keep what they read of files that many others lean on; `None` reads them every time.
    fn memo(&self) -> Option<&Memo> {
        None
    }
}

/// A tree without any file.
pub struct NoTree;

impl Tree for NoTree {
    fn read(&self, _path: &str) -> Option<Cow<'_, [u8]>> {
        None
    }

    fn list(&self, _folder: &str) -> Vec<String> {
        Vec::new()
    }
}

/// Why a file is not what its name says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The file is not text in an encoding that the format allows.
    #[error("the file is not UTF-8 text; save it as UTF-8 and try again")]
    Encoding,
    /// The file breaks the format's syntax.
    #[error("the file cannot be read as {format}{at}: {message}", at = at(*line))]
    Syntax {
        /// What it should be: `TOML`, `JSON`, `Cargo.lock`.
        format: &'static str,
        /// Where, counted from one.
        line: Option<u64>,
        /// What the reader met.
        message: String,
    },
    /// A version of the format that is not read.
    #[error("version {found} of this format is not read; {supported}")]
    Version {
        /// What the file says.
        found: String,
        /// What is read, and what to do.
        supported: &'static str,
    },
    /// The format as a whole is not read.
    #[error("{0}")]
    Unsupported(&'static str),
    /// A bound was passed: nesting, number of entries.
    #[error("{0}")]
    Bound(String),
}

/// The place of a fault as a message tells it.
fn at(line: Option<u64>) -> String {
    line.map(|line| format!(" at line {line}")).unwrap_or_default()
}

impl<'a> Source<'a> {
    /// The bytes as text, without a byte order mark.
    ///
    /// # Errors
    /// When they are not UTF-8.
    pub fn text(&self) -> Result<&'a str, Refusal> {
        let text = std::str::from_utf8(self.bytes).map_err(|_| Refusal::Encoding)?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// The folder of the file, `""` for the root.
    pub fn folder(&self) -> &'a str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// What a format makes of another file of the tree, by its path; remembered where the tree remembers.
    pub(crate) fn remembered<T: Send + Sync + 'static>(
        &self,
        path: &str,
        read: impl FnOnce() -> T,
    ) -> Arc<T> {
        match self.tree.memo() {
            Some(memo) => memo.of(path, read),
            None => Arc::new(read()),
        }
    }

    /// The path of a file named relative to this file's folder; `None` when it would leave the tree.
    pub fn beside(&self, relative: &str) -> Option<String> {
        folders::joined(self.folder(), relative)
    }
}
