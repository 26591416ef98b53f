//! What a source tree declares: lockfiles and manifests become components and edges.
//!
//! Each format is one file under `formats/` with one entry in [`FORMATS`]. A format turns the bytes of one
//! file (and, through [`Tree`], of the files it names) into a [`Bom`] whose subjects are the project's own
//! packages. This crate never runs a package manager, never asks a network and never guesses: what a file
//! does not tell stays unknown, and what could not be read is a [`Problem`].
//!
//! ```
//! use mainstay_lockfile::{NoTree, Registries, Source, recognize};
//!
//! let format = recognize("backend/Cargo.lock").unwrap();
//! let bytes = b"version = 4\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n";
//! let registries = Registries::default();
//! let source = Source { path: "backend/Cargo.lock", bytes, tree: &NoTree, registries: &registries };
//! let parsed = format.parse(&source).unwrap();
//! assert_eq!(parsed.value.components[0].name, "app");
//! ```

mod assembly;
mod clean;
mod decode;
mod folders;
mod formats;
mod javascript;
mod license;
mod manifests;
mod memo;
mod notation;
mod origin;
mod pattern;
mod python;
mod reach;
mod shape;
mod source;
#[cfg(test)]
mod testing;
mod text;
mod toml_list;
mod xml;

pub use formats::FORMATS;
pub use javascript::hashes as integrity;
use mainstay_model::Severity;
pub use mainstay_model::{Bom, Parsed, Problem};
pub use manifests::{Look, MANIFESTS, Manifest, manifest, project_folder};
pub use memo::Memo;
pub use notation::Notation;
pub use origin::Registries;
pub use source::{NoTree, Refusal, Source, Tree};

/// One lockfile or manifest format.
pub struct Format {
    /// Stable kebab-case id: `cargo-lock`.
    pub id: &'static str,
    /// What people call it: `Cargo.lock`.
    pub title: &'static str,
    /// The purl type of what it lists.
    pub ecosystem: &'static str,
    /// File name patterns; `*` stands for any characters but `/`. A pattern with `/` matches the end of the
    /// path.
    pub files: &'static [&'static str],
    /// What its bytes are.
    pub notation: Notation,
    /// How far it is read.
    pub support: Support,
    /// What the format can tell.
    pub tells: Tells,
    /// Ids of formats that, when found in the same folder, tell the same better: this file is then not read.
    pub yields_to: &'static [&'static str],
    /// Reads the bytes of a file as [`Format::parse`] hands them on: without what the notation mends.
    pub read: fn(&Source<'_>) -> Result<Parsed<Bom>, Refusal>,
}

impl Format {
    /// Reads one file. Bytes that are no text and keys that stand twice are told; the rest is read. Names, passwords and keys
    /// within addresses stay behind.
    ///
    /// # Errors
    /// When nothing of the file can be read as this format.
    pub fn parse(&self, source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
        let (clean, tree) = (clean::clean(source.bytes), clean::Clean(source.tree));
        let source = &Source { bytes: &clean, tree: &tree, ..*source };
        let (bytes, mut problems) = self.notation.mended(source.bytes)?;
        let Parsed { mut value, problems: more } = (self.read)(&Source { bytes: &bytes, ..*source })
            .map_err(|refusal| notation::explained(refusal, &problems))?;
        problems.extend(more);
        clean::clean_addresses(&mut value);
        if is_broken(&problems) {
            doubt(&mut value);
        }
        Ok(Parsed { value, problems })
    }
}

/// Whether a file with these problems could be read in part only: an error of another file, which was looked at beside it, is that one's.
pub fn is_broken(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error && problem.path.is_empty())
}

/// Of a file that is broken nobody knows whether it told all: a component that seems to need nothing may have lost what it needs.
fn doubt(bom: &mut Bom) {
    bom.components.iter_mut().for_each(|component| component.graph = component.graph.doubted());
}

/// How far a format is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// Everything it says about components is read.
    Full,
    /// The parts named are not read.
    Partial(&'static str),
    /// Recognized and refused, for the reason given.
    Refused(&'static str),
}

/// What a format can tell about a component, beyond name and version, together with the manifests beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tells {
    /// Which component needs which.
    pub edges: bool,
    /// Which components the project names itself.
    pub direct: bool,
    /// What a component is used for.
    pub scope: bool,
    /// Digests.
    pub hashes: bool,
    /// Where it is fetched from.
    pub origin: bool,
    /// The declared license.
    pub license: bool,
}

/// The format of a file by its path, `/` between folders; `None` for a file that no format claims.
pub fn recognize(path: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.files.iter().any(|glob| pattern::matches(glob, path)))
}
