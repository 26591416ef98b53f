//! By which key a row finds its product: its own, else that of the product of its name, else a new one.

use std::collections::{BTreeSet, HashMap, HashSet};

use mainstay_products::Row;
use mainstay_store::public_id;

use crate::intake::{LONGEST_KEY, check_key, foreign_id, numbered_slug, slug};
use crate::{Office, Result};

/// The keys of a list.
pub(super) struct Keys {
    /// The keys of the rows that have their own, by their names in lower case.
    named: HashMap<String, BTreeSet<String>>,
    /// Keys that no new product gets.
    taken: HashSet<String>,
    /// The new keys of names that no product has, in lower case.
    new: HashMap<String, String>,
    /// The number that the next key takes which is made from one name as others are.
    numbers: HashMap<String, u64>,
}

impl Keys {
    pub(super) fn of(rows: &[Row]) -> Self {
        let mut named: HashMap<String, BTreeSet<String>> = HashMap::new();
        let mut taken = HashSet::new();
        for row in rows {
            // A row whose key is refused gives it to nobody.
            if let Some(key) = own(row).filter(|key| check_key(key).is_ok()) {
                named.entry(row.name.to_lowercase()).or_default().insert(key.clone());
                taken.insert(key);
            }
        }
        Self { named, taken, new: HashMap::new(), numbers: HashMap::new() }
    }

    /// Whether a row got a key that no product had: whatever has it by now is somebody else's.
    pub(super) fn is_new(&self, row: &Row, key: &str) -> bool {
        row.key.is_empty() && self.new.get(&row.name.to_lowercase()).is_some_and(|new| new == key)
    }

    /// Forgets the new key of a name: somebody else took it meanwhile.
    pub(super) fn forget(&mut self, name: &str) {
        self.new.remove(&name.to_lowercase());
    }

    /// The next key of a name that others are made from too.
    fn numbered(&mut self, name: &str) -> String {
        let number = self.numbers.entry(slug(name)).or_insert(1);
        *number += 1;
        numbered_slug(name, *number)
    }
}

/// The key that a row has itself.
fn own(row: &Row) -> Option<String> {
    let key = row.key.to_lowercase();
    // What is a key already stays as it is, whatever a name would be made into.
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_key = key.len() <= LONGEST_KEY && key.chars().all(fits);
    if key.is_empty() {
        return None;
    }
    Some(foreign_id(&key).unwrap_or_else(|| if is_key { key } else { slug(&key) }))
}

/// The key of a row, or why it is not told which product it means.
pub(super) type Found = std::result::Result<String, String>;

impl Office {
    /// The keys of rows.
    pub(super) async fn keys(&self, rows: &[&Row], keys: &mut Keys) -> Result<Vec<Found>> {
        let mut seen = HashSet::new();
        let names = rows
            .iter()
            .filter(|row| row.key.is_empty())
            .map(|row| (row.name.to_lowercase(), row.name.as_str()))
            .filter(|(name, _)| seen.insert(name.clone()))
            .collect();
        let known = self.known_keys(names, keys).await?;
        let called = self.keys_by_id(rows).await?;
        let found = rows.iter().map(|row| match called.get(row.key.as_str()).cloned().or_else(|| own(row)) {
            Some(key) => Ok(key),
            None => only(&row.name, known.get(&row.name.to_lowercase())),
        });
        Ok(found.collect())
    }

    /// The keys of the products that rows call by our own ids.
    async fn keys_by_id<'a>(&self, rows: &[&'a Row]) -> Result<HashMap<&'a str, String>> {
        let ids: Vec<&str> =
            rows.iter().map(|row| row.key.as_str()).filter(|key| public_id(key).is_some()).collect();
        let products = self.store.products(&ids).await?;
        Ok(ids.into_iter().zip(products).filter_map(|(id, product)| Some((id, product?.slug))).collect())
    }

    /// The keys of the products of these names; of a name that nobody has, its new key.
    async fn known_keys(
        &self,
        names: Vec<(String, &str)>,
        keys: &mut Keys,
    ) -> Result<HashMap<String, BTreeSet<String>>> {
        let (searched, shown): (Vec<String>, Vec<&str>) = names.into_iter().unzip();
        let stored = self.store.products_ever_named(&searched).await?;
        let (mut known, mut unknown) = (HashMap::with_capacity(searched.len()), Vec::new());
        for ((name, shown), stored) in searched.into_iter().zip(shown).zip(stored) {
            let mut found: BTreeSet<String> = stored.into_iter().map(|(key, _)| key).collect();
            found.extend(keys.named.get(&name).into_iter().flatten().cloned());
            found.extend(keys.new.get(&name).cloned());
            if found.is_empty() {
                unknown.push((name, shown));
            } else {
                known.insert(name, found);
            }
        }
        for (name, key) in self.new_keys(unknown, keys).await? {
            keys.new.insert(name.clone(), key.clone());
            known.insert(name, BTreeSet::from([key]));
        }
        Ok(known)
    }

    /// A key for each of these names, which no product has and no other row gets: `C`, `C++` and `C#` are three.
    async fn new_keys(&self, names: Vec<(String, &str)>, keys: &mut Keys) -> Result<Vec<(String, String)>> {
        let mut free = Vec::with_capacity(names.len());
        let mut wanted: Vec<_> = names.into_iter().map(|(name, shown)| (name, shown, slug(shown))).collect();
        while !wanted.is_empty() {
            let asked: Vec<&str> = wanted.iter().map(|(.., key)| key.as_str()).collect();
            let stored = self.store.products(&asked).await?;
            let mut again = Vec::new();
            for ((name, shown, key), stored) in wanted.into_iter().zip(stored) {
                if stored.is_none() && keys.taken.insert(key.clone()) {
                    free.push((name, key));
                } else {
                    again.push((name, shown, keys.numbered(shown)));
                }
            }
            wanted = again;
        }
        Ok(free)
    }
}

fn only(name: &str, found: Option<&BTreeSet<String>>) -> Found {
    let found: Vec<&str> = found.into_iter().flatten().map(String::as_str).collect();
    match found.as_slice() {
        [key] => Ok((*key).to_owned()),
        several => {
            let (number, keys) = (several.len(), several.join("`, `"));
            Err(format!(
                "{number} products are called `{name}`; give the row the key of the one that is meant: `{keys}`"
            ))
        }
    }
}
