//! Who a component is: the purl, else a digest, else the name with the supplier. Components and packages are shared by
//! all documents and never change.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use mainstay_model::Component;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::claims;
use super::known::Key;
use super::prepare::Prepared;
use crate::sql::{Columns, Row, Sql, chunks, insert_rows, ms, new_keys, push_keys, push_texts};
use crate::store::retried;
use crate::text::{fitted, start};
use crate::writer::Tx;
use crate::{Result, Store, StoreError, names};

/// The digests that identify an artifact, the most common first, with how many digits they have and how the one of an empty file
/// begins, which is of any artifact that somebody could not read; MD5 does not.
const DIGESTS: [(&str, usize, &str); 5] = [
    ("SHA-256", 64, "e3b0c44298fc1c14"),
    ("SHA-512", 128, "cf83e1357eefb8bd"),
    ("SHA-384", 96, "38b060a751ac9638"),
    ("SHA3-256", 64, "a7ffc6f8bf1ed766"),
    ("SHA-1", 40, "da39a3ee5e6b4b0d"),
];

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
                text: fitted(&exact.identity().to_string()),
                package: fitted(&purl.package().to_string()),
                kind: start(purl.kind(), 64).to_owned(),
                namespace: purl.namespace().unwrap_or_default().to_owned(),
                name: purl.name().to_owned(),
                version: exact.full_version().map(Cow::into_owned),
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
        // Its runs of characters go to PostgreSQL, which keeps no NUL.
        start(&full, 256).replace('\0', "\u{fffd}")
    }
}

/// The stored identity as a purl, when it is one, with the name in the case in which its first document writes it.
pub(crate) fn shown_purl(identity: String, name: &str) -> Option<String> {
    if !identity.starts_with("pkg:") {
        return None;
    }
    // Nearly all identities hold the name as it is.
    if identity.contains(name) {
        return Some(identity);
    }
    let spelled = identity.parse::<mainstay_model::Purl>().map(|purl| purl.spelled(name).to_string());
    Some(spelled.unwrap_or(identity))
}

/// Saves the components of a document that are not there yet, and what is new about those that are; gives the keys of all in
/// the order of the identities.
///
/// Components are shared and say nothing of who uses them, so this happens before the transaction that brings the
/// document into use and in pieces: other writers take turns with it. What is known already costs no writing at all, and
/// what this process has seen lately not even a look into the database.
pub(super) async fn save(store: &Store, prepared: &Prepared<'_>) -> Result<Vec<Key>> {
    let prints = prepared.fingerprints(store.known());
    let mut keys = store.known().find(&prints);
    let unknown: Vec<usize> = (0..keys.len()).filter(|at| keys[*at].is_none()).collect();
    for piece in unknown.chunks(PIECE) {
        let found = retried(|| save_piece(store, prepared, piece)).await?;
        for (at, key) in piece.iter().zip(&found) {
            keys[*at] = Some(*key);
        }
        store.known().remember(piece.iter().map(|at| prints[*at]).zip(found));
    }
    let missing = || StoreError::Corrupt("a component has no key".into());
    keys.into_iter().map(|key| key.ok_or_else(missing)).collect()
}

/// Components written in one transaction: some tenths of a second. They land in random places of the indexes: the more there
/// are, the more of them share a page that is written.
const PIECE: usize = 16_384;

/// Saves what is new of some of the document's components and gives their keys.
async fn save_piece(store: &Store, prepared: &Prepared<'_>, piece: &[usize]) -> Result<Vec<Key>> {
    let wanted: Vec<&Identity> = piece.iter().map(|at| &prepared.identities[*at]).collect();
    let mut found = find_components(store.reader(), &wanted).await?;
    let stored: Vec<(usize, Key)> =
        piece.iter().zip(&found).filter_map(|(at, key)| Some((*at, (*key)?))).collect();
    let mut claims = claims::New::find(store, prepared, &stored).await?;
    let missing: Vec<usize> = (0..wanted.len()).filter(|place| found[*place].is_none()).collect();
    if !missing.is_empty() || !claims.is_empty() {
        let tx = store.begin().await?;
        let new: Vec<&Identity> = missing.iter().map(|place| wanted[*place]).collect();
        let mut added = BTreeMap::new();
        for (place, key) in missing.iter().zip(insert_components(&tx, &new).await?) {
            found[*place] = Some(key);
            added.insert(piece[*place], key.component);
        }
        claims.add(prepared, &added);
        claims.save(&tx).await?.save(&tx).await?;
        tx.commit().await?;
    }
    let missing = || StoreError::Busy("a component was not there when it was looked for".into());
    found.into_iter().map(|key| key.ok_or_else(missing)).collect()
}

/// The keys of those components that are stored, in the order asked for.
async fn find_components(at: &impl ConnectionTrait, wanted: &[&Identity]) -> Result<Vec<Option<Key>>> {
    let mut found = vec![None; wanted.len()];
    let mut sql = Sql::new("select cast(k.place as bigint) as place, c.id, c.package_id from ");
    let texts: Vec<&str> = wanted.iter().map(|one| one.text.as_str()).collect();
    push_texts(&mut sql, at.get_database_backend(), &texts)?;
    sql.push(" k cross join component c where c.identity = k.value");
    for row in sql.all(at).await? {
        let place = usize::try_from(row.get::<i64>("place")?).unwrap_or(usize::MAX);
        if let Some(entry) = found.get_mut(place) {
            *entry = Some(Key { component: row.get("id")?, package: row.get("package_id")? });
        }
    }
    Ok(found)
}

/// The packages of components.
struct Packages {
    /// Keys by identity.
    keys: HashMap<String, i64>,
    /// Those that were not there before, with the name that is searched.
    new: Vec<(i64, String)>,
}

impl Packages {
    fn key(&self, component: &Identity) -> i64 {
        self.keys[&component.package]
    }
}

async fn save_packages(tx: &Tx, components: &[&Identity]) -> Result<Packages> {
    let mut wanted: Vec<&Identity> = components.to_vec();
    wanted.sort_by(|one, two| one.package.cmp(&two.package));
    wanted.dedup_by(|one, two| one.package == two.package);
    let mut keys = HashMap::with_capacity(wanted.len());
    find(&**tx, "package", wanted.iter().map(|one| one.package.as_str()), &mut keys).await?;
    let missing: Vec<&Identity> =
        wanted.iter().copied().filter(|one| !keys.contains_key(&one.package)).collect();
    let columns = "id, uid, identity, kind, namespace, name, search";
    let row = |key: i64, one: &Identity| {
        [
            key.into(),
            Uuid::now_v7().into(),
            one.package.clone().into(),
            one.kind.clone().into(),
            one.namespace.clone().into(),
            one.name.clone().into(),
            one.search().into(),
        ]
    };
    let given = insert_new(tx, "package", columns, &missing, row).await?;
    if given.some_are_anothers {
        find(&**tx, "package", missing.iter().map(|one| one.package.as_str()), &mut keys).await?;
    } else {
        keys.extend(missing.iter().map(|one| one.package.clone()).zip(given.keys.iter().copied()));
    }
    if missing.iter().any(|one| !keys.contains_key(&one.package)) {
        return Err(StoreError::Busy("a package was not there when it was looked for".into()));
    }
    let new = missing.iter().zip(given.keys).filter(|(one, key)| keys[&one.package] == *key);
    let new = new.map(|(one, key)| (key, one.search())).collect();
    Ok(Packages { keys, new })
}

/// Inserts components with their packages and gives the keys in their order.
async fn insert_components(tx: &Tx, missing: &[&Identity]) -> Result<Vec<Key>> {
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let mut packages = save_packages(tx, missing).await?;
    let now = ms(Timestamp::now());
    let columns = "id, uid, identity, package_id, kind, name, version, search, internal, created_at";
    let row = |key: i64, one: &Identity| {
        [
            key.into(),
            Uuid::now_v7().into(),
            one.text.clone().into(),
            packages.key(one).into(),
            one.kind.clone().into(),
            one.name.clone().into(),
            one.version.clone().into(),
            one.search().into(),
            one.internal.into(),
            now.clone(),
        ]
    };
    let given = insert_new(tx, "component", columns, missing, row).await?;
    let keys = if given.some_are_anothers {
        // What is known by a digest may have another name there, and then no component has the package that was made for it.
        drop_unused(tx, &mut packages.new).await?;
        let gone = || StoreError::Busy("a component was not there when it was looked for".into());
        let found = find_components(&**tx, missing).await?;
        found.into_iter().map(|key| key.ok_or_else(gone)).collect::<Result<_>>()?
    } else {
        let keys = missing.iter().zip(given.keys);
        keys.map(|(one, component)| Key { component, package: packages.key(one) }).collect()
    };
    names::note(&**tx, &packages.new).await?;
    Ok(keys)
}

/// Takes new packages away that no component has.
async fn drop_unused(tx: &Tx, new: &mut Vec<(i64, String)>) -> Result<()> {
    let keys: Vec<i64> = new.iter().map(|(key, _)| *key).collect();
    let mut sql = Sql::new("delete from package where id in (select value from ");
    push_keys(&mut sql, tx.get_database_backend(), &keys);
    sql.push(" k) and not exists (select 1 from component c where c.package_id = package.id) returning id");
    let rows = sql.all(&**tx).await?;
    let gone = rows.iter().map(|row| row.get("id")).collect::<Result<HashSet<i64>>>()?;
    new.retain(|(key, _)| !gone.contains(key));
    Ok(())
}

/// The keys that were given to new rows.
struct Given {
    keys: Vec<i64>,
    /// Another writer inserted some of them in the meantime: those have other keys, and may say something else.
    some_are_anothers: bool,
}

/// Inserts what was not there a moment ago.
async fn insert_new<const N: usize>(
    tx: &Tx,
    table: &str,
    columns: &str,
    new: &[&Identity],
    row: impl Fn(i64, &Identity) -> [Value; N] + Send + Sync,
) -> Result<Given> {
    let keys = new_keys(tx, table, new.len()).await?;
    // Boxed: the compiler cannot tell that the type inside may go to another thread.
    let rows: Box<dyn ExactSizeIterator<Item = [Value; N]> + Send> =
        Box::new(keys.iter().zip(new).map(|(key, one)| row(*key, one)));
    let head = format!("insert into {table} ({columns})");
    let inserted = insert_rows(&**tx, &head, rows, " on conflict (identity) do nothing").await?;
    Ok(Given { some_are_anothers: inserted < new.len() as u64, keys })
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
        let mut sql = Sql::new("select t.id, t.identity from ");
        push_texts(&mut sql, at.get_database_backend(), chunk)?;
        sql.push(&format!(" k cross join {table} t where t.identity = k.value"));
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

/// The digest by which a component without a purl is known. Generators write `n/a` and zeros where they have none.
fn digest(component: &Component) -> Option<String> {
    DIGESTS.iter().find_map(|(algorithm, digits, empty)| {
        let identifies = |value: &str| {
            value.len() == *digits
                && value.bytes().all(|digit| digit.is_ascii_hexdigit())
                && value.bytes().any(|digit| digit != value.as_bytes()[0])
                && !value.starts_with(empty)
        };
        let mut hashes = component.hashes.iter().filter(|hash| hash.algorithm == *algorithm);
        let hash = hashes.find(|hash| identifies(&hash.value))?;
        Some(format!("{}:{}", algorithm.to_ascii_lowercase(), hash.value))
    })
}

/// A part of a name identity, with the separator made unambiguous.
fn bar(text: &str) -> String {
    text.replace('%', "%25").replace('|', "%7C")
}
