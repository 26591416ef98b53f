//! Who a component is: the purl, else a digest, else the name with the supplier. Components and packages are shared by
//! all documents and never change.

use std::collections::HashMap;

use jiff::Timestamp;
use mainstay_model::Component;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::claims;
use super::prepare::Prepared;
use crate::sql::{Columns, Row, Sql, chunks, insert_rows, ms};
use crate::store::Tx;
use crate::text::{fitted, grams, start};
use crate::{Result, Store};

/// The digests that identify an artifact, the most common first; MD5 does not.
const DIGESTS: [&str; 5] = ["SHA-256", "SHA-512", "SHA-384", "SHA3-256", "SHA-1"];

/// The identity of a component and of its package.
pub(super) struct Identity {
    /// Unique among components.
    pub(super) text: String,
    /// Unique among packages: the same without version.
    package: String,
    /// The purl type; empty without a purl.
    kind: String,
    namespace: String,
    name: String,
    version: Option<String>,
    pub(super) internal: bool,
}

impl Identity {
    pub(super) fn of(component: &Component, internal: bool) -> Self {
        let version = component.version.clone().filter(|version| !version.is_empty());
        if let Some(purl) = &component.purl {
            let exact = match purl.version() {
                Some(_) => purl.clone(),
                None => purl.clone().with_version(version.as_deref()).unwrap_or_else(|_| purl.clone()),
            };
            return Self {
                text: fitted(&exact.to_string()),
                package: fitted(&purl.package().to_string()),
                kind: start(purl.kind(), 64).to_owned(),
                namespace: purl.namespace().unwrap_or_default().to_owned(),
                name: purl.name().to_owned(),
                version: exact.version().map(str::to_owned),
                internal,
            };
        }
        let supplier = component.supplier.as_ref().map_or("", |party| party.name.as_str());
        let group = component.group.as_deref().unwrap_or("");
        let package = format!("name:{}|{}|{}", bar(supplier), bar(group), bar(&component.name));
        let text = digest(component)
            .unwrap_or_else(|| format!("{package}|{}", bar(version.as_deref().unwrap_or(""))));
        Self {
            text: fitted(&text),
            package: fitted(&package),
            kind: String::new(),
            namespace: if group.is_empty() { supplier } else { group }.to_owned(),
            name: component.name.clone(),
            version,
            internal,
        }
    }

    /// What lists sort by and search in.
    fn search(&self) -> String {
        let full = if self.namespace.is_empty() {
            self.name.to_lowercase()
        } else {
            format!("{}/{}", self.namespace, self.name).to_lowercase()
        };
        start(&full, 256).to_owned()
    }
}

/// The stored identity as a purl, when it is one.
pub(crate) fn purl_or_name(identity: &str) -> Option<&str> {
    identity.starts_with("pkg:").then_some(identity)
}

/// Saves the components of a document that are not there yet, and gives the keys of all in the order of the identities.
///
/// Components are shared and say nothing of who uses them, so this happens before the transaction that brings the
/// document into use and in pieces: other writers take turns with it. What is known already costs no writing at all.
pub(super) async fn save(store: &Store, prepared: &Prepared<'_>) -> Result<Vec<i64>> {
    let identities = &prepared.identities;
    let mut known: HashMap<String, i64> = HashMap::with_capacity(identities.len());
    find(store.reader(), "component", identities.iter().map(|one| one.text.as_str()), &mut known).await?;
    let missing: Vec<&Identity> = identities.iter().filter(|one| !known.contains_key(&one.text)).collect();
    for piece in missing.chunks(PIECE) {
        let tx = store.begin().await?;
        let packages = save_packages(&tx, piece).await?;
        insert_components(&tx, piece, &packages, &mut known).await?;
        tx.commit().await?;
    }
    let keys: Vec<i64> = identities.iter().map(|one| known[&one.text]).collect();
    mark_internal(store, identities, &keys).await?;
    claims::save(store, prepared, &keys).await?;
    Ok(keys)
}

/// Components written in one transaction: some tens of milliseconds.
const PIECE: usize = 4096;

async fn save_packages(tx: &Tx, components: &[&Identity]) -> Result<HashMap<String, i64>> {
    let mut wanted: Vec<&Identity> = components.to_vec();
    wanted.sort_by(|one, two| one.package.cmp(&two.package));
    wanted.dedup_by(|one, two| one.package == two.package);
    let mut known = HashMap::with_capacity(wanted.len());
    find(&**tx, "package", wanted.iter().map(|one| one.package.as_str()), &mut known).await?;
    let rows: Vec<[Value; 6]> = wanted
        .iter()
        .filter(|one| !known.contains_key(&one.package))
        .map(|one| {
            [
                Uuid::now_v7().into(),
                one.package.clone().into(),
                one.kind.clone().into(),
                one.namespace.clone().into(),
                one.name.clone().into(),
                one.search().into(),
            ]
        })
        .collect();
    let head = "insert into package (uid, identity, kind, namespace, name, search)";
    let tail = " on conflict (identity) do nothing returning id, identity, search";
    let inserted = insert_rows(&**tx, head, rows, tail).await?;
    note(&inserted, &mut known)?;
    save_grams(tx, &inserted).await?;
    // Those that another writer inserted in the meantime.
    let others: Vec<&str> =
        wanted.iter().map(|one| one.package.as_str()).filter(|text| !known.contains_key(*text)).collect();
    find(&**tx, "package", others.into_iter(), &mut known).await?;
    Ok(known)
}

/// Notes the runs of three characters in the names of new packages: a search for part of a name starts at the rarest.
async fn save_grams(tx: &Tx, packages: &[Row]) -> Result<()> {
    let mut pairs: Vec<(String, i64)> = Vec::new();
    for row in packages {
        let id: i64 = row.get("id")?;
        pairs.extend(grams(&row.get::<String>("search")?).into_iter().map(|gram| (gram, id)));
    }
    pairs.sort_unstable();
    let rows = pairs.into_iter().map(|(gram, id)| [gram.into(), id.into()]).collect();
    insert_rows(&**tx, "insert into package_gram (gram, package_id)", rows, " on conflict do nothing")
        .await?;
    Ok(())
}

async fn insert_components(
    tx: &Tx,
    missing: &[&Identity],
    packages: &HashMap<String, i64>,
    known: &mut HashMap<String, i64>,
) -> Result<()> {
    let now = ms(Timestamp::now());
    let rows: Vec<[Value; 9]> = missing
        .iter()
        .map(|one| {
            [
                Uuid::now_v7().into(),
                one.text.clone().into(),
                packages[&one.package].into(),
                one.kind.clone().into(),
                one.name.clone().into(),
                one.version.clone().into(),
                one.search().into(),
                one.internal.into(),
                now.clone(),
            ]
        })
        .collect();
    let head = "insert into component (uid, identity, package_id, kind, name, version, search, internal, created_at)";
    let tail = " on conflict (identity) do nothing returning id, identity";
    note(&insert_rows(&**tx, head, rows, tail).await?, known)?;
    let others: Vec<&str> =
        missing.iter().map(|one| one.text.as_str()).filter(|text| !known.contains_key(*text)).collect();
    find(&**tx, "component", others.into_iter(), known).await
}

/// A name pattern makes a component internal for good; only an administrator takes that back.
async fn mark_internal(store: &Store, identities: &[Identity], keys: &[i64]) -> Result<()> {
    let internal = internal_keys(identities, keys);
    for chunk in chunks(&internal) {
        let mut sql = Sql::new("update component set internal = true where not internal and id in ");
        sql.bind_list(chunk.iter().map(|key| (*key).into()));
        sql.run(store.writer()).await?;
    }
    Ok(())
}

/// The keys of the components that are the organization's own, sorted.
pub(super) fn internal_keys(identities: &[Identity], keys: &[i64]) -> Vec<i64> {
    let mut internal: Vec<i64> =
        identities.iter().zip(keys).filter(|(one, _)| one.internal).map(|(_, key)| *key).collect();
    internal.sort_unstable();
    internal
}

/// Looks texts up by identity and notes the keys of those that are there.
pub(super) async fn find<'a>(
    at: &impl ConnectionTrait,
    table: &str,
    texts: impl Iterator<Item = &'a str>,
    known: &mut HashMap<String, i64>,
) -> Result<()> {
    let texts: Vec<&str> = texts.collect();
    for chunk in chunks(&texts) {
        let mut sql = Sql::new(&format!("select id, identity from {table} where identity in "));
        sql.bind_list(chunk.iter().map(|text| (*text).into()));
        note(&sql.all(at).await?, known)?;
    }
    Ok(())
}

pub(super) fn note(rows: &[Row], known: &mut HashMap<String, i64>) -> Result<()> {
    for row in rows {
        known.insert(row.get("identity")?, row.get("id")?);
    }
    Ok(())
}

fn digest(component: &Component) -> Option<String> {
    DIGESTS.iter().find_map(|algorithm| {
        let hash =
            component.hashes.iter().find(|hash| hash.algorithm == *algorithm && !hash.value.is_empty())?;
        Some(format!("{}:{}", algorithm.to_ascii_lowercase(), hash.value))
    })
}

/// A part of a name identity, with the separator made unambiguous.
fn bar(text: &str) -> String {
    text.replace('%', "%25").replace('|', "%7C")
}
