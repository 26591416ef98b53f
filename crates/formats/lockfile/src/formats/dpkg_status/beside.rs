//! The packages of an image whose packages stand in files of their own, as in distroless ones.

use std::collections::HashMap;
use std::sync::Arc;

use super::relations::{Installed, answers, names};
use super::{Stanza, State, stanzas, state};
use crate::{Notation, Source};

/// The fields that tell which package one is, and whom it serves; all else its own file tells.
const KEPT: [&str; 5] = ["architecture", "maintainer", "multi-arch", "package", "version"];

/// What stands in the folder, whose files may all need the same few: each is read once, and not once for each that needs it.
#[derive(Default)]
pub(super) struct Beside {
    packages: Vec<Placed>,
    by_name: HashMap<String, Vec<usize>>,
    native: Option<String>,
}

/// A package and the file that it stands in.
struct Placed {
    path: Arc<str>,
    stanza: Stanza<'static>,
}

impl Beside {
    /// What stands in the folder of a file; each folder is read once.
    pub(super) fn of(source: &Source<'_>) -> Arc<Self> {
        if !is_of_a_folder(source) {
            return Arc::default();
        }
        source.remembered(source.folder(), || Self::read(source))
    }

    fn read(source: &Source<'_>) -> Self {
        let mut found = Self::default();
        let paths = source.tree.list(source.folder()).into_iter().filter(|path| !path.ends_with(".md5sums"));
        for path in paths {
            let Some(bytes) = source.tree.read(&path) else { continue };
            let Ok((bytes, _)) = Notation::Text.mended(&bytes) else { continue };
            let (text, path) = (String::from_utf8_lossy(&bytes), path.into());
            for stanza in stanzas(&text).into_iter().filter(|stanza| state(stanza) != State::Gone) {
                found.add(stanza, &path);
            }
        }
        found
    }

    fn add(&mut self, stanza: Stanza<'_>, path: &Arc<str>) {
        // One without a name is no package; its own file tells that.
        let Some(package) = stanza.get("package") else { return };
        if package == "dpkg" {
            self.native = stanza.get("architecture").map(str::to_owned);
        }
        for name in names(&stanza) {
            answers(self.by_name.entry(name.to_owned()).or_default(), self.packages.len());
        }
        let kept = stanza.fields.into_iter().filter(|(field, _)| KEPT.contains(&field.as_str()));
        let fields = kept.map(|(field, value)| (field, value.into_owned().into())).collect();
        self.packages.push(Placed { path: path.clone(), stanza: Stanza { fields, line: stanza.line } });
    }

    /// The packages that answer to a name, each with its number.
    pub(super) fn answering(&self, name: &str) -> impl Iterator<Item = (usize, Installed<'_>)> {
        let found = self.by_name.get(name).into_iter().flatten().copied();
        found.map(|at| {
            let Placed { path, stanza } = &self.packages[at];
            (at, Installed { stanza, path, id: None })
        })
    }

    /// The architecture of the machine.
    pub(super) fn native(&self) -> Option<&str> {
        self.native.as_deref()
    }
}

/// Whether a file stands in such a folder.
pub(super) fn is_of_a_folder(source: &Source<'_>) -> bool {
    source.folder().ends_with("status.d")
}
