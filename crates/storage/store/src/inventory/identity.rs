//! Who a component is: the purl, else a digest, else the name with the supplier. Components and packages are shared by
//! all documents and never change.

use std::collections::HashMap;

use jiff::Timestamp;
use mainstay_model::Component;
use sea_orm::Value;
use uuid::Uuid;

use super::prepare::Prepared;
use crate::Result;
use crate::sql::{Columns, Row, Sql, chunks, insert_rows, ms};
use crate::store::Tx;
use crate::text::{fitted, start};

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
pub(super) async fn save(tx: &Tx, prepared: &Prepared<'_>) -> Result<Vec<i64>> {
    let identities = &prepared.identities;
    let mut known: HashMap<String, i64> = HashMap::with_capacity(identities.len());
    find(tx, "component", identities.iter().map(|one| one.text.as_str()), &mut known).await?;
    let missing: Vec<&Identity> = identities.iter().filter(|one| !known.contains_key(&one.text)).collect();
    if !missing.is_empty() {
        let packages = save_packages(tx, &missing).await?;
        insert_components(tx, &missing, &packages, &mut known).await?;
    }
    let keys: Vec<i64> = identities.iter().map(|one| known[&one.text]).collect();
    mark_internal(tx, identities, &keys).await?;
    save_claims(tx, prepared, &keys).await?;
    Ok(keys)
}

async fn save_packages(tx: &Tx, components: &[&Identity]) -> Result<HashMap<String, i64>> {
    let mut wanted: Vec<&Identity> = components.to_vec();
    wanted.sort_by(|one, two| one.package.cmp(&two.package));
    wanted.dedup_by(|one, two| one.package == two.package);
    let mut known = HashMap::with_capacity(wanted.len());
    find(tx, "package", wanted.iter().map(|one| one.package.as_str()), &mut known).await?;
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
    let tail = " on conflict (identity) do nothing returning id, identity";
    note(&insert_rows(&**tx, head, rows, tail).await?, &mut known)?;
    // Those that another writer inserted in the meantime.
    let others: Vec<&str> =
        wanted.iter().map(|one| one.package.as_str()).filter(|text| !known.contains_key(*text)).collect();
    find(tx, "package", others.into_iter(), &mut known).await?;
    Ok(known)
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
    find(tx, "component", others.into_iter(), known).await
}

/// A name pattern makes a component internal for good; only an administrator takes that back.
async fn mark_internal(tx: &Tx, identities: &[Identity], keys: &[i64]) -> Result<()> {
    let mut internal: Vec<i64> =
        identities.iter().zip(keys).filter(|(one, _)| one.internal).map(|(_, key)| *key).collect();
    internal.sort_unstable();
    for chunk in chunks(&internal) {
        let mut sql = Sql::new("update component set internal = true where not internal and id in ");
        sql.bind_list(chunk.iter().map(|key| (*key).into()));
        sql.run(&**tx).await?;
    }
    Ok(())
}

/// Saves by which digests components are found and which license statements were ever made about them.
async fn save_claims(tx: &Tx, prepared: &Prepared<'_>, keys: &[i64]) -> Result<()> {
    let mut hashes: Vec<(&Vec<u8>, i64)> =
        prepared.hashes.iter().map(|(digest, at)| (digest, keys[*at])).collect();
    hashes.sort_unstable();
    let rows = hashes.into_iter().map(|(digest, key)| [digest.clone().into(), key.into()]).collect();
    let nothing = " on conflict do nothing";
    insert_rows(&**tx, "insert into component_hash (digest, component_id)", rows, nothing).await?;
    let mut known = HashMap::new();
    find(tx, "license_text", prepared.licenses.keys().map(String::as_str), &mut known).await?;
    let rows = prepared
        .licenses
        .keys()
        .filter(|text| !known.contains_key(*text))
        .map(|text| [text.clone().into(), text.clone().into(), start(&text.to_lowercase(), 256).into()])
        .collect();
    let tail = " on conflict (identity) do nothing returning id, identity";
    note(
        &insert_rows(&**tx, "insert into license_text (identity, text, search)", rows, tail).await?,
        &mut known,
    )?;
    let others: Vec<&str> =
        prepared.licenses.keys().map(String::as_str).filter(|text| !known.contains_key(*text)).collect();
    find(tx, "license_text", others.into_iter(), &mut known).await?;
    let mut pairs: Vec<(i64, i64)> = Vec::new();
    for (text, components) in &prepared.licenses {
        pairs.extend(components.iter().map(|at| (known[text], keys[*at])));
    }
    pairs.sort_unstable();
    let rows = pairs.into_iter().map(|(license, key)| [license.into(), key.into()]).collect();
    insert_rows(&**tx, "insert into component_license (license_id, component_id)", rows, nothing).await?;
    Ok(())
}

/// Looks texts up by identity and notes the keys of those that are there.
async fn find<'a>(
    tx: &Tx,
    table: &str,
    texts: impl Iterator<Item = &'a str>,
    known: &mut HashMap<String, i64>,
) -> Result<()> {
    let texts: Vec<&str> = texts.collect();
    for chunk in chunks(&texts) {
        let mut sql = Sql::new(&format!("select id, identity from {table} where identity in "));
        sql.bind_list(chunk.iter().map(|text| (*text).into()));
        note(&sql.all(&**tx).await?, known)?;
    }
    Ok(())
}

fn note(rows: &[Row], known: &mut HashMap<String, i64>) -> Result<()> {
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
