//! By which digests components are found and which license statements were ever made about them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::identity::{find, note};
use super::prepare::Prepared;
use crate::sql::{Columns, Sql, chunks, insert_rows, push_keys};
use crate::store::Tx;
use crate::text::start;
use crate::{Result, Store};

/// Rows written in one transaction.
const PIECE: usize = 16_384;

/// Saves what is not known yet of a document's digests and license statements.
pub(super) async fn save(store: &Store, prepared: &Prepared<'_>, keys: &[i64]) -> Result<()> {
    let hashes = new_hashes(store, prepared, keys).await?;
    for piece in hashes.chunks(PIECE) {
        let tx = store.begin().await?;
        let rows = piece.iter().map(|(digest, key)| [digest.clone().into(), (*key).into()]).collect();
        let head = "insert into component_hash (digest, component_id)";
        insert_rows(&*tx, head, rows, " on conflict do nothing").await?;
        tx.commit().await?;
    }
    let texts = license_keys(store, prepared).await?;
    let pairs = new_pairs(store, prepared, keys, &texts).await?;
    for piece in pairs.chunks(PIECE) {
        let tx = store.begin().await?;
        save_pairs(&tx, piece).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The digests that are not stored, sorted.
async fn new_hashes(store: &Store, prepared: &Prepared<'_>, keys: &[i64]) -> Result<Vec<(Vec<u8>, i64)>> {
    let mut hashes: Vec<(Vec<u8>, i64)> =
        prepared.hashes.iter().map(|(digest, at)| (digest.clone(), keys[*at])).collect();
    hashes.sort_unstable();
    let mut known: HashSet<(Vec<u8>, i64)> = HashSet::new();
    for chunk in chunks(&hashes) {
        let mut sql = Sql::new("select digest, component_id from component_hash where digest in ");
        sql.bind_list(chunk.iter().map(|(digest, _)| digest.clone().into()));
        for row in sql.all(store.reader()).await? {
            known.insert((row.get("digest")?, row.get("component_id")?));
        }
    }
    hashes.retain(|pair| !known.contains(pair));
    Ok(hashes)
}

/// The keys of the document's license statements; those that are new are added.
async fn license_keys(store: &Store, prepared: &Prepared<'_>) -> Result<HashMap<String, i64>> {
    let texts = || prepared.licenses.keys().map(String::as_str);
    let mut known = HashMap::new();
    find(store.reader(), "license_text", texts(), &mut known).await?;
    let rows: Vec<_> = texts()
        .filter(|text| !known.contains_key(*text))
        .map(|text| [text.into(), text.into(), start(&text.to_lowercase(), 256).into(), 0_i64.into()])
        .collect();
    if rows.is_empty() {
        return Ok(known);
    }
    let tx = store.begin().await?;
    let head = "insert into license_text (identity, text, search, components)";
    let tail = " on conflict (identity) do nothing returning id, identity";
    note(&insert_rows(&*tx, head, rows, tail).await?, &mut known)?;
    let others: Vec<&str> = texts().filter(|text| !known.contains_key(*text)).collect();
    find(&*tx, "license_text", others.into_iter(), &mut known).await?;
    tx.commit().await?;
    Ok(known)
}

/// The pairs of license and component that are not stored, sorted.
async fn new_pairs(
    store: &Store,
    prepared: &Prepared<'_>,
    keys: &[i64],
    texts: &HashMap<String, i64>,
) -> Result<Vec<(i64, i64)>> {
    let mut pairs: Vec<(i64, i64)> = Vec::new();
    for (text, components) in &prepared.licenses {
        pairs.extend(components.iter().map(|at| (texts[text], keys[*at])));
    }
    pairs.sort_unstable();
    let components: Vec<i64> = pairs.iter().map(|(_, component)| *component).collect();
    let mut known: HashSet<(i64, i64)> = HashSet::with_capacity(pairs.len());
    for chunk in chunks(&components) {
        let mut sql =
            Sql::new("select license_id, component_id from component_license where component_id in ");
        push_keys(&mut sql, store.dialect(), chunk);
        for row in sql.all(store.reader()).await? {
            known.insert((row.get("license_id")?, row.get("component_id")?));
        }
    }
    pairs.retain(|pair| !known.contains(pair));
    Ok(pairs)
}

/// Adds pairs and counts those that were really new: another writer may have added some in the meantime.
async fn save_pairs(tx: &Tx, pairs: &[(i64, i64)]) -> Result<()> {
    let rows = pairs.iter().map(|(license, key)| [(*license).into(), (*key).into()]).collect();
    let head = "insert into component_license (license_id, component_id)";
    let mut added: BTreeMap<i64, i64> = BTreeMap::new();
    for row in insert_rows(&**tx, head, rows, " on conflict do nothing returning license_id").await? {
        *added.entry(row.get("license_id")?).or_default() += 1;
    }
    for (license, count) in added {
        let sql = "update license_text set components = components + $2 where id = $1";
        Sql::with(sql, [license.into(), count.into()]).run(&**tx).await?;
    }
    Ok(())
}
