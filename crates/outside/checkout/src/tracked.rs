//! Files that git tracks although a pattern of `.gitignore` matches them. Git does not ignore what it tracks; whoever goes by the
//! patterns alone misses such files. Git itself is asked.

use std::path::PathBuf;

use crate::Checkout;
use crate::revision::{NO_MONITOR, Silence};

impl Checkout {
    /// The paths from the root; empty where git is missing or the tree is no checkout. No hook and no configured program is
    /// run: the tree may be hostile.
    ///
    /// # Errors
    /// What git says where the tree is a checkout and git does not answer.
    pub(crate) fn tracked_though_ignored(&self) -> Result<Vec<PathBuf>, String> {
        let list = ["ls-files", "-z", "--cached", "--ignored", "--exclude-standard"];
        match self.git_bytes(&[&NO_MONITOR, &list[..]].concat()) {
            Ok(told) => Ok(told.split(|byte| *byte == 0).filter(|path| !path.is_empty()).map(path).collect()),
            Err(Silence::Refused(why))
                if self.root.ancestors().any(|folder| folder.join(".git").exists()) =>
            {
                Err(why)
            }
            Err(_) => Ok(Vec::new()),
        }
    }
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(bytes).into()
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}
