//! The order of a product's releases: one rule, wherever the newest is told.
//!
//! A release stands by the day on which it was released. Where nobody tells that day, it stands by its version, right behind the
//! last release of the versions up to its own; so the history of a product may be loaded in any order. What is no version (`main`, a
//! commit) and has no day is older than all that have one; among themselves those stand by when their newest SBOM was made, else by
//! when they were added. Of the variants of one version the one without a name comes first, the others by name.
//!
//! Two columns hold that: `order_at`, the day, and `order_key`, the rest. When an SBOM was made says little of when a release was: people scan
//! what they released years ago.

use std::collections::HashMap;

use mainstay_version::{Ecosystem, Version};
use sea_orm::ConnectionTrait;

use crate::intake::hex;
use crate::sql::{Columns, Row, Sql};
use crate::text::{kept, start};
use crate::writer::Tx;
use crate::{Result, StoreError};

/// The order of releases, newest first; of a table or alias `r`.
pub(crate) const NEWEST_FIRST: &str = "r.order_at desc, r.order_key desc, r.id desc";

/// Where a release stands without a day: before all days that can be told.
const NO_DAY: i64 = -(1 << 62);

/// Bytes of a version and of a variant that are compared; the rest of very long ones is not worth a longer index.
const COMPARED: usize = 150;

const NAMED: u8 = 0;
const NUMBERED: u8 = 1;

/// What decides where a release stands.
pub(crate) struct Facts<'a> {
    pub(crate) version: &'a str,
    pub(crate) variant: &'a str,
    /// When its newest SBOM was made, else when it was added; in milliseconds.
    pub(crate) seen_at: i64,
}

/// Whether a version tells its place among others.
pub(crate) fn is_numbered(version: &str) -> bool {
    numbers(version).is_some()
}

impl Facts<'_> {
    /// The part of the order that the day leaves open.
    pub(crate) fn key(&self) -> String {
        // As they are kept: a key that is made again from the table is the same.
        let (version, variant) = (kept(self.version), kept(self.variant));
        let mut key = match version_key(&version) {
            Some(version) => version,
            None => {
                let mut key = vec![NAMED];
                // Sorts as the number does, negative ones first.
                key.extend((self.seen_at ^ i64::MIN).to_be_bytes());
                key
            }
        };
        key.extend(start(&variant, COMPARED).bytes().map(|byte| !byte));
        key.push(u8::MAX);
        hex(&key)
    }

    /// The first key behind those of all variants of this version; `None` for what is no version.
    fn behind(&self) -> Option<String> {
        // No digit of a key is as high.
        version_key(self.version).map(|key| hex(&key) + "g")
    }
}

/// What the keys of all variants of a version begin with.
fn version_key(version: &str) -> Option<Vec<u8>> {
    let numbers = start(numbers(version)?, COMPARED);
    let version = Version::parse(Ecosystem::from_purl_type("generic"), numbers);
    let mut key = vec![NUMBERED];
    key.extend(version.sort_key());
    Some(key)
}

/// The part of a text that is a version by numbers: `1.2` of `v1.2`, `release-1.2` and `tool@1.2`. A commit is none.
fn numbers(version: &str) -> Option<&str> {
    const HEADS: [&str; 7] = ["", "v", "ver", "version", "r", "rel", "release"];
    let version = version.trim();
    if is_commit(version) {
        return None;
    }
    let (head, numbers) = version.split_at(version.find(|c: char| c.is_ascii_digit())?);
    let head = head.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let dotted = numbers.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('.');
    (dotted || HEADS.contains(&head.as_str())).then_some(numbers)
}

/// Whether a text can be the name of a commit, changed files aside, or another random number in hexadecimal.
fn is_commit(text: &str) -> bool {
    let text = text.strip_suffix("-dirty").unwrap_or(text);
    text.len() >= 7
        && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// The `order_at` of a new release without a day.
pub(super) async fn place(at: &impl ConnectionTrait, product: i64, facts: &Facts<'_>) -> Result<i64> {
    let Some(behind) = facts.behind() else { return Ok(NO_DAY) };
    let row = Sql::with(
        "select released_at as day from release where product_id = $1 and released_at is not null \
         and order_key >= $2 and order_key < $3 order by released_at desc limit 1",
        [product.into(), hex(&[NUMBERED]).into(), behind.into()],
    )
    .one(at)
    .await?;
    row.map_or(Ok(NO_DAY), |row| row.get("day"))
}

/// A release has a day for the first time, or a later one than before: those from its version on that have none stand no earlier. Tells
/// whether any of them was moved.
pub(super) async fn raise(at: &impl ConnectionTrait, product: i64, version: &str, day: i64) -> Result<bool> {
    let Some(key) = version_key(version) else { return Ok(false) };
    let sql = "update release set order_at = $3 where product_id = $1 and released_at is null and order_key >= $2 and order_at < $3";
    Ok(Sql::with(sql, [product.into(), hex(&key).into(), day.into()]).run(at).await? > 0)
}

/// Puts the releases of a product in order anew, after a day was taken back or a version has changed. It looks at all of them: for what
/// comes with every release, there is [`raise`].
pub(super) async fn settle(at: &impl ConnectionTrait, product: i64) -> Result<()> {
    let mut sql = Sql::new(STORED);
    sql.push(" where r.product_id = ").bind(product);
    let stored = sql.all(at).await?.iter().map(Stored::of).collect::<Result<Vec<_>>>()?;
    write(at, &stored).await
}

/// Puts all releases in order, and finds the newest of every product: for a database from before there was an order.
pub(crate) async fn settle_all(tx: &Tx) -> Result<()> {
    for stored in by_product(&**tx).await?.values() {
        write(&**tx, stored).await?;
    }
    let newest = format!(
        "update product_rollup set newest_release_id = (select r.id from release r join release_rollup rr \
         on rr.release_id = r.id where r.product_id = product_rollup.product_id and rr.sboms > 0 order by {NEWEST_FIRST} limit 1)"
    );
    Sql::new(&newest).run(&**tx).await?;
    Ok(())
}

/// Compares what is stored with what follows from the facts.
pub(crate) async fn check(at: &impl ConnectionTrait) -> Result<()> {
    for stored in by_product(at).await?.values() {
        for (one, (day, key)) in stored.iter().zip(order(stored)) {
            if (one.order_at, &one.order_key) != (day, &key) {
                let law = "a release does not stand where its day and its version put it";
                return Err(StoreError::Corrupt(format!("{law} (internal key {})", one.id)));
            }
        }
    }
    Ok(())
}

/// A release as it is stored.
struct Stored {
    id: i64,
    product: i64,
    version: String,
    variant: String,
    released_at: Option<i64>,
    seen_at: i64,
    order_at: i64,
    order_key: String,
}

const STORED: &str = "select r.id, r.product_id, r.version, r.variant, r.released_at, r.order_at, r.order_key, \
     coalesce(case when rr.sboms > 0 then rr.newest_sbom_at end, r.created_at) as seen_at \
     from release r left join release_rollup rr on rr.release_id = r.id";

impl Stored {
    fn of(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            product: row.get("product_id")?,
            version: row.get("version")?,
            variant: row.get("variant")?,
            released_at: row.get("released_at")?,
            seen_at: row.get("seen_at")?,
            order_at: row.get("order_at")?,
            order_key: row.get("order_key")?,
        })
    }

    fn facts(&self) -> Facts<'_> {
        Facts { version: &self.version, variant: &self.variant, seen_at: self.seen_at }
    }
}

async fn by_product(at: &impl ConnectionTrait) -> Result<HashMap<i64, Vec<Stored>>> {
    let mut products: HashMap<i64, Vec<Stored>> = HashMap::new();
    for row in Sql::new(STORED).all(at).await? {
        let stored = Stored::of(&row)?;
        products.entry(stored.product).or_default().push(stored);
    }
    Ok(products)
}

async fn write(at: &impl ConnectionTrait, stored: &[Stored]) -> Result<()> {
    for (one, (day, key)) in stored.iter().zip(order(stored)) {
        if (one.order_at, &one.order_key) != (day, &key) {
            let sql = "update release set order_at = $2, order_key = $3 where id = $1";
            Sql::with(sql, [one.id.into(), day.into(), key.into()]).run(at).await?;
        }
    }
    Ok(())
}

/// Day and key of each release of a product.
fn order(stored: &[Stored]) -> Vec<(i64, String)> {
    let keys: Vec<String> = stored.iter().map(|one| one.facts().key()).collect();
    // The last day up to each version that has one.
    let mut days: Vec<(&str, i64)> = stored
        .iter()
        .zip(&keys)
        .filter(|(one, _)| is_numbered(&one.version))
        .filter_map(|(one, key)| Some((key.as_str(), one.released_at?)))
        .collect();
    days.sort_unstable();
    let mut last = NO_DAY;
    for (_, day) in &mut days {
        last = last.max(*day);
        *day = last;
    }
    let day = |one: &Stored| {
        let Some(behind) = one.facts().behind() else { return NO_DAY };
        let before = days.partition_point(|(key, _)| *key < behind.as_str());
        before.checked_sub(1).map_or(NO_DAY, |place| days[place].1)
    };
    let days: Vec<i64> = stored.iter().map(|one| one.released_at.unwrap_or_else(|| day(one))).collect();
    days.into_iter().zip(keys).collect()
}

/// Writes the key of a release that is no version anew, once its newest SBOM is another one.
pub(crate) async fn seen(at: &impl ConnectionTrait, release: i64) -> Result<()> {
    let mut sql = Sql::new(STORED);
    sql.push(" where r.id = ").bind(release);
    let Some(row) = sql.one(at).await? else { return Ok(()) };
    let stored = Stored::of(&row)?;
    let key = stored.facts().key();
    if key != stored.order_key {
        let sql = "update release set order_key = $2 where id = $1";
        Sql::with(sql, [release.into(), key.into()]).run(at).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(version: &str, variant: &str) -> String {
        Facts { version, variant, seen_at: 0 }.key()
    }

    #[test]
    fn versions_stand_by_their_numbers_whatever_stands_before_them() {
        let ascending = [
            "0.8.0",
            "v0.12.0-rc.1",
            "0.12.0",
            "uv-0.12.5",
            "release-1",
            "r2",
            "10.0",
            "2024-05-01",
            "20240502",
        ];
        for pair in ascending.windows(2) {
            assert!(key(pair[0], "") < key(pair[1], ""), "{pair:?}");
        }
    }

    #[test]
    fn a_word_or_a_commit_is_no_version_and_older_than_all_that_are() {
        for named in [
            "main",
            "nightly",
            "working tree",
            "9511e00",
            "9511e00abcde-dirty",
            "0123456789abcdef0123456789abcdef01234567",
            "x86",
        ] {
            assert!(!is_numbered(named), "{named}");
            assert!(key(named, "") < key("0", ""), "{named}");
        }
        for numbered in ["1", "v1", "2024-05-01", "1.0-beta", "1.2-3-gabc-dirty", "20240501"] {
            assert!(is_numbered(numbered), "{numbered}");
        }
        let at = |seen_at| Facts { version: "main", variant: "", seen_at }.key();
        assert!(at(-1) < at(0) && at(0) < at(1));
    }

    #[test]
    fn of_one_version_the_variant_without_a_name_comes_first_and_no_other_version_between() {
        let descending = [
            key("1.0.1", "windows"),
            key("1.0", ""),
            key("1.0", "a"),
            key("1.0", "ab"),
            key("1.0", "b"),
            key("0.9", ""),
        ];
        assert!(descending.windows(2).all(|pair| pair[0] > pair[1]), "{descending:?}");
        let behind = Facts { version: "1.0", variant: "b", seen_at: 0 }.behind().unwrap();
        assert!(key("1.0", "") < behind && behind < key("1.0.1", ""));
    }

    #[test]
    fn very_long_versions_have_a_key_that_an_index_can_hold() {
        let long = key(&"1.".repeat(500), &"v".repeat(1_000));
        assert!(long.len() < 2_000, "{}", long.len());
    }
}
