//! The package.json files beside a lockfile.

use std::borrow::Cow;

use super::Package;
use crate::assembly::Assembly;
use crate::{Notation, Source, folders};

/// The package.json of one of the project's folders, mended as a lockfile is.
pub(crate) struct PackageJson<'t> {
    pub(crate) path: String,
    bytes: Cow<'t, [u8]>,
}

impl<'t> PackageJson<'t> {
    /// Reads the one of a folder, and tells what was mended; `None` where there is none.
    pub(crate) fn read(folder: &str, source: &Source<'t>, assembly: &mut Assembly<'_>) -> Option<Self> {
        let path = folders::within(folder, "package.json");
        let bytes = source.tree.read(&path)?;
        let bytes = assembly.manifest(&path, Notation::Json, bytes);
        Some(Self { path, bytes })
    }

    /// What it says; `None`, and told, where it cannot be read.
    pub(crate) fn package(&self, assembly: &mut Assembly<'_>) -> Option<Package<'_>> {
        Package::manifest(&self.bytes).map_err(|refusal| assembly.manifest_unread(&self.path, refusal)).ok()
    }
}
