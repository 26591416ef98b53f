//! `cargo xtask docs`: the reference pages of the guide, written from the registries of the code.

mod commands;
mod lockfiles;
mod quality;
mod sboms;
mod table;
mod versions;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::run;

/// Where the pages stand; nothing in this folder is written by hand.
const FOLDER: &str = "docs/reference";

const NOTICE: &str = "<!-- Written by `cargo xtask docs`; change the code it tells of, not this page. -->";

/// Writes every page and takes away those that are no longer made.
pub(crate) fn write() -> Result<()> {
    let folder = folder();
    fs::create_dir_all(&folder).with_context(|| format!("{FOLDER} cannot be made"))?;
    let (made, found) = (pages()?, existing()?);
    for name in found.keys().filter(|name| !made.contains_key(*name)) {
        fs::remove_file(folder.join(name)).with_context(|| format!("{FOLDER}/{name} cannot be removed"))?;
        println!("removed {FOLDER}/{name}");
    }
    for (name, text) in made.iter().filter(|(name, text)| found.get(*name) != Some(text)) {
        fs::write(folder.join(name), text).with_context(|| format!("{FOLDER}/{name} cannot be written"))?;
        println!("wrote {FOLDER}/{name}");
    }
    Ok(())
}

/// Fails when a page is not what the code says.
pub(crate) fn compare() -> Result<()> {
    let (made, found) = (pages()?, existing()?);
    let drift = drift(&made, &found);
    if !drift.is_empty() {
        bail!("stale in {FOLDER}: {}; run `cargo xtask docs`", drift.join(", "));
    }
    println!("docs: {} generated pages are current", made.len());
    Ok(())
}

type Pages = BTreeMap<String, String>;

fn pages() -> Result<Pages> {
    let profiles = mainstay_sbom::profiles(None).context("the built-in quality profiles")?;
    let pages = [
        ("lockfiles.md", lockfiles::page(mainstay_lockfile::FORMATS)),
        ("sboms.md", sboms::page(mainstay_sbom::READERS, mainstay_sbom::WRITERS)),
        ("quality.md", quality::page(mainstay_sbom::CHECKS, &profiles)),
        ("versions.md", versions::page(mainstay_version::SCHEMES)),
        ("commands.md", commands::page(&commands::Program::build()?)?),
    ];
    Ok(pages.into_iter().map(|(name, text)| (name.to_owned(), with_notice(&text))).collect())
}

fn with_notice(text: &str) -> String {
    format!("{NOTICE}\n\n{}\n", text.trim_end())
}

fn existing() -> Result<Pages> {
    let mut found = Pages::new();
    // A folder that is not there yet has no pages.
    for entry in fs::read_dir(folder()).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let text =
            fs::read_to_string(entry.path()).with_context(|| format!("{FOLDER}/{name} cannot be read"))?;
        found.insert(name, text);
    }
    Ok(found)
}

fn folder() -> PathBuf {
    run::root().join(FOLDER)
}

/// The names of pages that differ, are missing or are too many.
fn drift(made: &Pages, found: &Pages) -> Vec<String> {
    let stale =
        made.iter().filter(|(name, text)| found.get(*name) != Some(text)).map(|(name, _)| name.clone());
    let extra = found.keys().filter(|name| !made.contains_key(*name)).cloned();
    stale.chain(extra).collect()
}

#[cfg(test)]
mod tests {
    use super::{Pages, drift};

    #[test]
    fn changed_missing_and_extra_pages_are_drift() {
        let pages = |list: &[(&str, &str)]| -> Pages {
            list.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
        };
        let made = pages(&[("a.md", "1"), ("b.md", "2"), ("c.md", "3")]);
        let found = pages(&[("a.md", "1"), ("b.md", "old"), ("d.md", "4")]);
        assert_eq!(drift(&made, &found), ["b.md", "c.md", "d.md"]);
        assert!(drift(&made, &made).is_empty());
    }
}
