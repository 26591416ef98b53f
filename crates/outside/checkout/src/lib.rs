//! A working tree on disk: which files there are, and their bytes.
//!
//! Walks in parallel, leaves out what git ignores (not what it tracks all the same), tells vendored and installed folders apart from the project's
//! own, and never leaves the root: a link to a folder is not followed, and a file read through a link must lie within
//! the tree. Knows nothing of formats.
//!
//! ```no_run
//! use mainstay_checkout::{Checkout, Limits};
//!
//! let checkout = Checkout::open(".".as_ref(), Limits::default()).unwrap();
//! let walk = checkout.walk(&|path| path.ends_with("Cargo.lock"), &|_seen| {});
//! println!("{} of {} files", walk.found.len(), walk.seen);
//! ```

mod limits;
mod links;
mod place;
mod revision;
mod tracked;
mod walk;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

pub use limits::Limits;
pub use place::Place;
pub use revision::Revision;
pub use walk::{Found, Skipped, Unreadable, Walk};

/// A folder that is read as a source tree.
#[derive(Clone, Debug)]
pub struct Checkout {
    root: PathBuf,
    limits: Limits,
}

/// Why a folder or file cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The root is missing, not a folder or not readable.
    #[error("cannot read the folder {path}: {cause}")]
    Root {
        /// The folder as given.
        path: PathBuf,
        /// What the system says; a part of the message and no cause below it, so that it is not told twice.
        cause: std::io::Error,
    },
    /// The root is a file.
    #[error("{path} is a file, not a folder; name the folder that it stands in")]
    NotAFolder {
        /// The path as given.
        path: PathBuf,
    },
    /// A file cannot be read.
    #[error("cannot read {path}: {cause}")]
    File {
        /// The path within the tree.
        path: String,
        /// What the system says.
        cause: std::io::Error,
    },
    /// A path leads out of the tree.
    #[error("{0} leads out of the tree and is not read")]
    Outside(String),
    /// A file passes the size bound.
    #[error("{path} has {size} bytes, more than the {limit} that are read at most")]
    TooLarge {
        /// The path within the tree.
        path: String,
        /// Its size in bytes.
        size: u64,
        /// The bound in bytes.
        limit: u64,
    },
}

impl Checkout {
    /// Opens a folder.
    ///
    /// # Errors
    /// When it is missing, not a folder or not readable.
    pub fn open(root: &Path, limits: Limits) -> Result<Self, Error> {
        let failed = |cause| Error::Root { path: root.to_owned(), cause };
        let canonical = root.canonicalize().map_err(failed)?;
        if canonical.is_file() {
            return Err(Error::NotAFolder { path: root.to_owned() });
        }
        std::fs::read_dir(&canonical).map_err(failed)?;
        Ok(Self { root: canonical, limits })
    }

    /// The folder, absolute and without links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Finds the files that `wanted` asks for by path. `progress` is told now and then how many files were seen.
    pub fn walk(&self, wanted: &(dyn Fn(&str) -> bool + Sync), progress: &(dyn Fn(u64) + Sync)) -> Walk {
        walk::walk(self, wanted, progress)
    }

    /// Whose folder a path stands in, `/` between folders.
    pub fn place(&self, path: &str) -> Place {
        Place::of_path(path, |sign| self.root.join(sign).is_file())
    }

    /// The bytes of a file, `/` between folders.
    ///
    /// # Errors
    /// When it is missing, too large, or leads out of the tree.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, Error> {
        let failed = |cause| Error::File { path: path.to_owned(), cause };
        let real = self.root.join(path).canonicalize().map_err(failed)?;
        if !real.starts_with(&self.root) {
            return Err(Error::Outside(path.to_owned()));
        }
        let limit = self.limits.file_bytes;
        let file = File::open(real).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if !metadata.is_file() {
            return Err(failed(std::io::Error::other("not a regular file")));
        }
        let too_large = |size| Error::TooLarge { path: path.to_owned(), size, limit };
        if metadata.len() > limit {
            return Err(too_large(metadata.len()));
        }
        // A file can grow between the look and the read, so the read is bounded as well.
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
        file.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > limit {
            return Err(too_large(bytes.len() as u64));
        }
        Ok(bytes)
    }

    /// The paths of what stands directly in a folder (`""` is the root), sorted; empty when it cannot be read.
    pub fn list(&self, folder: &str) -> Vec<String> {
        let Ok(real) = self.root.join(folder).canonicalize() else { return Vec::new() };
        if !real.starts_with(&self.root) {
            return Vec::new();
        }
        let Ok(entries) = std::fs::read_dir(real) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .map(|name| if folder.is_empty() { name } else { format!("{folder}/{name}") })
            .collect();
        names.sort_unstable();
        names
    }
}

#[cfg(test)]
mod tests;
