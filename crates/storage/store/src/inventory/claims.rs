//! By which digests components are found and which license statements were ever made about them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::identity::{find, note};
use super::known::Key;
use super::prepare::Prepared;
use crate::figures::FigureChanges;
use crate::sql::{Columns, Sql, chunks, insert_rows, push_keys};
use crate::text::start;
use crate::writer::Tx;
use crate::{Result, Store};

/// What a document says of its components and nobody said before.
#[derive(Debug, Default)]
pub(super) struct New {
    hashes: Vec<(Vec<u8>, i64)>,
    /// Components by license statement.
    licenses: BTreeMap<String, Vec<i64>>,
    internal: Vec<i64>,
}

impl New {
    /// What is not stored yet of components that are stored.
    pub(super) async fn find(
        store: &Store,
        prepared: &Prepared<'_>,
        stored: &[(usize, Key)],
    ) -> Result<Self> {
        let mut new = Self::default();
        if stored.is_empty() {
            return Ok(new);
        }
        new.add(prepared, &stored.iter().map(|(at, key)| (*at, key.component)).collect());
        let known = known_hashes(store, &new.hashes).await?;
        new.hashes.retain(|pair| !known.contains(pair));
        let components: Vec<i64> = stored.iter().map(|(_, key)| key.component).collect();
        let known = known_licenses(store, &components).await?;
        for (text, components) in &mut new.licenses {
            components.retain(|component| !known.contains(&(*component, text.clone())));
        }
        new.licenses.retain(|_, components| !components.is_empty());
        new.internal = not_yet_internal(store, &new.internal).await?;
        Ok(new)
    }

    /// Whether there is nothing to save.
    pub(super) fn is_empty(&self) -> bool {
        self.hashes.is_empty() && self.licenses.is_empty() && self.internal.is_empty()
    }

    /// Adds everything that the document says of some components, by their places in it.
    pub(super) fn add(&mut self, prepared: &Prepared<'_>, keys: &HashMap<usize, i64>) {
        let key = |at: &usize| keys.get(at).copied();
        self.hashes
            .extend(prepared.hashes.iter().filter_map(|(digest, at)| Some((digest.clone(), key(at)?))));
        for (text, components) in &prepared.licenses {
            let mut keys = components.iter().filter_map(key).peekable();
            if keys.peek().is_some() {
                self.licenses.entry(text.clone()).or_default().extend(keys);
            }
        }
        let identities = prepared.identities.iter().enumerate();
        self.internal.extend(identities.filter(|(_, one)| one.internal).filter_map(|(at, _)| key(&at)));
    }

    /// Saves all of it and tells what follows for figures.
    pub(super) async fn save(mut self, tx: &Tx) -> Result<FigureChanges> {
        self.hashes.sort_unstable();
        let rows = self.hashes.into_iter().map(|(digest, key)| [digest.into(), key.into()]).collect();
        let head = "insert into component_hash (digest, component_id)";
        insert_rows(&**tx, head, rows, " on conflict do nothing").await?;
        let mut figures = FigureChanges::default();
        let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
        for (license, component) in save_licenses(tx, &self.licenses).await? {
            *counts.entry(license).or_default() += 1;
            figures.licensed.push(component);
        }
        figures.licenses.extend(counts);
        if !self.internal.is_empty() {
            self.internal.sort_unstable();
            // A name pattern makes a component internal for good; only an administrator takes that back.
            let mut sql = Sql::new("update component set internal = true where not internal and id in ");
            push_keys(&mut sql, tx.backend(), &self.internal);
            sql.run(&**tx).await?;
            figures.internal.extend(self.internal);
        }
        Ok(figures)
    }
}

/// Saves license statements and tells which pairs of license and component were really new: another writer may have added
/// some in the meantime.
async fn save_licenses(tx: &Tx, licenses: &BTreeMap<String, Vec<i64>>) -> Result<Vec<(i64, i64)>> {
    let texts = || licenses.keys().map(String::as_str);
    let mut known = HashMap::new();
    find(&**tx, "license_text", texts(), &mut known).await?;
    let rows: Vec<_> = texts()
        .filter(|text| !known.contains_key(*text))
        .map(|text| [text.into(), text.into(), start(&text.to_lowercase(), 256).into(), 0_i64.into()])
        .collect();
    let head = "insert into license_text (identity, text, search, components)";
    let tail = " on conflict (identity) do nothing returning id, identity";
    note(&insert_rows(&**tx, head, rows, tail).await?, &mut known)?;
    let others: Vec<&str> = texts().filter(|text| !known.contains_key(*text)).collect();
    find(&**tx, "license_text", others.into_iter(), &mut known).await?;
    let mut pairs: Vec<(i64, i64)> = licenses
        .iter()
        .flat_map(|(text, components)| components.iter().map(|component| (known[text], *component)))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let rows = pairs.into_iter().map(|(license, key)| [license.into(), key.into()]).collect();
    let head = "insert into component_license (license_id, component_id)";
    let tail = " on conflict do nothing returning license_id, component_id";
    let added = insert_rows(&**tx, head, rows, tail).await?;
    added.iter().map(|row| Ok((row.get("license_id")?, row.get("component_id")?))).collect()
}

async fn known_hashes(store: &Store, hashes: &[(Vec<u8>, i64)]) -> Result<HashSet<(Vec<u8>, i64)>> {
    let mut known = HashSet::with_capacity(hashes.len());
    for chunk in chunks(hashes) {
        let mut sql = Sql::new("select digest, component_id from component_hash where digest in ");
        sql.bind_list(chunk.iter().map(|(digest, _)| digest.clone().into()));
        for row in sql.all(store.reader()).await? {
            known.insert((row.get("digest")?, row.get("component_id")?));
        }
    }
    Ok(known)
}

async fn known_licenses(store: &Store, components: &[i64]) -> Result<HashSet<(i64, String)>> {
    let mut sql = Sql::new(
        "select cl.component_id, l.identity from component_license cl join license_text l on l.id = cl.license_id \
         where cl.component_id in ",
    );
    push_keys(&mut sql, store.dialect(), components);
    let rows = sql.all(store.reader()).await?;
    rows.iter().map(|row| Ok((row.get("component_id")?, row.get("identity")?))).collect()
}

async fn not_yet_internal(store: &Store, components: &[i64]) -> Result<Vec<i64>> {
    if components.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("select id from component where not internal and id in ");
    push_keys(&mut sql, store.dialect(), components);
    sql.all(store.reader()).await?.iter().map(|row| row.get("id")).collect()
}
