//! How Poetry and PDM lay out their lockfiles: an entry for each package, and a table about the file itself.

use mainstay_model::Parsed;
use serde::Deserialize;

use crate::assembly::Assembly;
use crate::shape::{Shape, Sort};
use crate::text::{Entries, Items, Table, Text};
use crate::toml_list::TomlText;
use crate::{Format, Refusal, Source};

/// A lockfile.
#[derive(Deserialize)]
#[serde(bound(deserialize = "E: Deserialize<'de>"))]
pub(crate) struct Lock<'a, E> {
    #[serde(default = "Vec::new")]
    pub(crate) package: Vec<E>,
    #[serde(borrow, default)]
    metadata: Table<Metadata<'a>>,
}

/// What a lockfile says of itself, and what older versions keep apart from the packages.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Metadata<'a> {
    #[serde(borrow, alias = "lock-version")]
    lock_version: Text<'a>,
    /// The files of each package: of its name with Poetry 1, of `name version` with PDM before 4.3.
    #[serde(borrow)]
    pub(crate) files: Entries<'a, Items<Table<File<'a>>>>,
    /// The digests of each package: Poetry before 1.
    #[serde(borrow)]
    pub(crate) hashes: Entries<'a, Items<Text<'a>>>,
}

/// A file of a package.
#[derive(Deserialize)]
pub(crate) struct File<'a> {
    #[serde(borrow, default)]
    pub(crate) hash: Text<'a>,
    #[serde(borrow, default)]
    pub(crate) url: Text<'a>,
}

impl<E> Default for Lock<'_, E> {
    fn default() -> Self {
        Self { package: Vec::new(), metadata: Table::default() }
    }
}

impl<E> Lock<'_, E> {
    fn join(&mut self, more: Self) {
        self.package.extend(more.package);
        if let Some(more) = more.metadata.0 {
            let known = self.metadata.0.get_or_insert_default();
            if known.lock_version.is_empty() {
                known.lock_version = more.lock_version;
            }
            known.files.0.extend(more.files.0);
            known.hashes.0.extend(more.hashes.0);
        }
    }
}

/// Reads a lockfile, and begins what is made of it.
///
/// # Errors
/// When nothing of it can be read, or it lists too much.
pub(crate) fn read<'t, 's, E: Deserialize<'t>>(
    text: &'t TomlText<'_>,
    source: &'s Source<'s>,
    format: &Format,
    remedy: &'static str,
) -> Result<(Vec<E>, Metadata<'t>, Assembly<'s>), Refusal> {
    let Parsed { value: lock, problems } = text.read("package", remedy, Lock::join)?;
    let Lock { package, metadata: Table(metadata) } = lock;
    let known = metadata.is_some() || !package.is_empty();
    let metadata = metadata.unwrap_or_default();
    let mut assembly = Assembly::new(source, format.id, Some(&metadata.lock_version));
    Shape::new(format.title, remedy).wants("package", None, Sort::List).or(known).check(&mut assembly)?;
    problems.into_iter().for_each(|problem| assembly.problem(problem));
    Ok((package, metadata, assembly))
}
