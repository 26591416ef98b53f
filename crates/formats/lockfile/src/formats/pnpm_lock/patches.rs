//! Which packages the project patches.

use std::collections::{HashMap, HashSet};

use super::{Graphed, Lock};
use crate::assembly::Assembly;
use crate::javascript::split_descriptor;
use crate::text::Either;

impl Graphed<'_> {
    /// Marks the packages that a document says are patched: by name and version, or, since pnpm 10 lets a patch be for a name
    /// or a range too, by the digest of the patch, which the keys of these packages carry.
    pub(super) fn patch(&self, lock: &Lock<'_>, assembly: &mut Assembly<'_>) {
        let (mut exact, mut by_digest) = (HashMap::new(), HashMap::new());
        for (key, patch) in lock.patched_dependencies.iter() {
            // Newer files have the digest alone.
            let (path, digest) = match patch {
                Either::Table(patch) => (&*patch.path, &*patch.hash),
                Either::Text(digest) => (&**digest, &**digest),
            };
            exact.insert(&**key, path);
            by_digest.insert((split_descriptor(key).map_or(&**key, |(name, _)| name), digest), path);
        }
        if exact.is_empty() {
            return;
        }
        let mut told = HashSet::new();
        for (written, _) in lock.packages.iter().chain(lock.snapshots.iter()) {
            let cut = self.keys.without_peers(written);
            let (Some(&id), Some(parts)) = (self.nodes.get(cut), self.keys.split(cut)) else { continue };
            let digest = written.split_once("(patch_hash=").and_then(|(_, rest)| rest.split(')').next());
            let path = exact
                .get(format!("{}@{}", parts.name, parts.reference).as_str())
                .or_else(|| by_digest.get(&(parts.name, digest?)));
            if let Some(&path) = path.filter(|path| told.insert((id, **path))) {
                let properties = &mut assembly.bom.components[id.index()].properties;
                properties.push(("pnpm:patch".to_owned(), path.to_owned()));
            }
        }
    }
}
