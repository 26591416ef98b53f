//! By which digests components are found and which license statements were ever made about them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sea_orm::Value;

use super::identity::find;
use super::known::Key;
use super::prepare::Prepared;
use crate::figures::FigureChanges;
use crate::license::searched;
use crate::sql::{Columns, FIRST, SECOND, Sql, chunks, insert_rows, pair, push_keys};
use crate::writer::Tx;
use crate::{Result, Store, StoreError};

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
    pub(super) fn add(&mut self, prepared: &Prepared<'_>, keys: &BTreeMap<usize, i64>) {
        let (Some((&first, _)), Some((&last, _))) = (keys.first_key_value(), keys.last_key_value()) else {
            return;
        };
        let key = |at: &usize| keys.get(at).copied();
        let hashes = within(&prepared.hashes, |(at, _)| *at, first, last);
        self.hashes.extend(hashes.iter().filter_map(|(at, digest)| Some((digest.clone(), key(at)?))));
        for (text, components) in &prepared.licenses {
            let mut keys = within(components, |at| *at, first, last).iter().filter_map(key).peekable();
            if keys.peek().is_some() {
                self.licenses.entry(text.clone()).or_default().extend(keys);
            }
        }
        let internal = keys.iter().filter(|(at, _)| prepared.identities[**at].internal);
        self.internal.extend(internal.map(|(_, key)| *key));
    }

    /// Saves all of it and tells what follows for figures.
    pub(super) async fn save(mut self, tx: &Tx) -> Result<FigureChanges> {
        self.hashes.sort_unstable();
        let rows: Vec<[Value; 2]> =
            self.hashes.into_iter().map(|(digest, key)| [digest.into(), key.into()]).collect();
        let head = "insert into component_hash (digest, component_id)";
        insert_rows(&**tx, head, rows, " on conflict do nothing").await?;
        let mut figures = FigureChanges::default();
        figures.licenses.extend(save_licenses(tx, &self.licenses).await?);
        figures.licensed.extend(self.licenses.values().flatten().copied().collect::<BTreeSet<_>>());
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

/// Those of the sorted items whose place is from `first` to `last`.
fn within<T>(items: &[T], place: impl Fn(&T) -> usize, first: usize, last: usize) -> &[T] {
    let start = items.partition_point(|item| place(item) < first);
    let end = items.partition_point(|item| place(item) <= last);
    &items[start..end]
}

/// Saves license statements and tells of how many components each is made for the first time.
///
/// # Errors
/// [`StoreError::Busy`] when another writer made some of them in the meantime: the next try counts again.
async fn save_licenses(tx: &Tx, licenses: &BTreeMap<String, Vec<i64>>) -> Result<BTreeMap<i64, i64>> {
    let keys = license_keys(tx, licenses.keys().map(String::as_str).collect()).await?;
    let mut pairs = licenses
        .iter()
        .flat_map(|(text, components)| components.iter().map(|component| pair(keys[text], *component)))
        .collect::<Result<Vec<i64>>>()?;
    pairs.sort_unstable();
    pairs.dedup();
    if pairs.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut sql = Sql::new(&format!("select {FIRST} as license_id, count(*) as components from "));
    push_keys(&mut sql, tx.backend(), &pairs);
    sql.push(&format!(
        " k where not exists (select 1 from component_license l where l.license_id = {FIRST} and l.component_id = {SECOND}) group by 1"
    ));
    let mut new = BTreeMap::new();
    for row in sql.all(&**tx).await? {
        new.insert(row.get("license_id")?, row.get("components")?);
    }
    let mut sql = Sql::new("insert into component_license (license_id, component_id) select ");
    sql.push(&format!("{FIRST}, {SECOND} from "));
    push_keys(&mut sql, tx.backend(), &pairs);
    // SQLite takes `on` for part of a join unless there is a condition before it.
    sql.push(" k where true on conflict do nothing");
    let inserted = sql.run(&**tx).await?;
    if i64::try_from(inserted).ok() == Some(new.values().sum()) {
        return Ok(new);
    }
    Err(StoreError::Busy("another document brings the same licenses".into()))
}

/// The keys of license statements; new ones are saved.
pub(super) async fn license_keys(tx: &Tx, texts: Vec<&str>) -> Result<HashMap<String, i64>> {
    let mut known = HashMap::with_capacity(texts.len());
    find(&**tx, "license_text", texts.iter().copied(), &mut known).await?;
    let missing: Vec<&str> = texts.into_iter().filter(|text| !known.contains_key(*text)).collect();
    let rows: Vec<[Value; 4]> = missing
        .iter()
        .map(|text| [(*text).into(), (*text).into(), searched(text).into(), 0_i64.into()])
        .collect();
    let head = "insert into license_text (identity, text, search, components)";
    insert_rows(&**tx, head, rows, " on conflict (identity) do nothing").await?;
    find(&**tx, "license_text", missing.into_iter(), &mut known).await?;
    Ok(known)
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
