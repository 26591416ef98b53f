//! Which distribution a root file system is of, from its os-release.

use crate::{Source, folders};

/// The part of os-release that purls need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Distribution {
    /// `debian`, `alpine`.
    pub(super) id: String,
    /// `debian-12`; empty where the version is not told.
    pub(super) release: String,
}

/// Reads os-release in the root that a database stands in; `database` is its path below that root.
pub(super) fn of(source: &Source<'_>, database: &str) -> Option<Distribution> {
    let root = source.path.strip_suffix(database)?.trim_end_matches('/');
    let bytes = ["etc/os-release", "usr/lib/os-release"]
        .iter()
        .find_map(|path| source.tree.read(&folders::within(root, path)))?;
    let text = String::from_utf8_lossy(&bytes);
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='))?;
        Some(line.trim().trim_matches(['"', '\'']).to_owned()).filter(|value| !value.is_empty())
    };
    let id = value("ID")?;
    let release = value("VERSION_ID").map(|version| format!("{id}-{version}")).unwrap_or_default();
    Some(Distribution { id, release })
}
