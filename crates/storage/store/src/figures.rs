//! The figures of components, packages and license statements, which all documents share and lists sort and filter by.
//!
//! They are kept by differences. A document touches the figures of all its components, and those of popular ones are touched by
//! every document: written one document at a time, that would be most of the work of saving. So a transaction only
//! notes by how much figures change, in a row of its own that is as durable as the rest, and what was noted is added up and
//! written at once: when no other document is being saved, and every two seconds while there are. Where-used, releases and
//! products do not wait for it.

mod changes;
mod settle;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::ConnectionTrait;

pub(crate) use changes::FigureChanges;
pub(crate) use settle::Unsettled;

use mainstay_model::Directness;

use crate::Result;
use crate::component::VERSIONS;
use crate::rank::rank;
use crate::sql::{Columns, Sql, push_keys};

/// What was noted of many documents, added up.
#[derive(Debug, Default)]
struct Sums {
    /// The package of a component, and what is added to its figures.
    components: BTreeMap<i64, (i64, By)>,
    packages: BTreeMap<i64, i64>,
    licenses: BTreeMap<i64, i64>,
    licensed: BTreeSet<i64>,
    internal: BTreeSet<i64>,
}

/// What is added to uses, products, direct uses and those that are told to be transitive.
type By = [i64; 4];

/// By how much the figures of one package change.
#[derive(Clone, Copy, Debug, Default)]
struct OfPackage {
    uses: i64,
    /// How many versions are in use now, where a component came into use or went out of it.
    versions: Option<i64>,
    direct: i64,
    transitive: i64,
    products: i64,
}

impl Sums {
    fn add(&mut self, changes: FigureChanges) {
        for (component, package, by) in changes.components {
            let (of, sum) = self.components.entry(component).or_default();
            *of = package;
            for (sum, by) in sum.iter_mut().zip(by) {
                *sum += by;
            }
        }
        for (sums, more) in [(&mut self.packages, changes.packages), (&mut self.licenses, changes.licenses)] {
            for (key, by) in more {
                *sums.entry(key).or_default() += by;
            }
        }
        self.licensed.extend(changes.licensed);
        self.internal.extend(changes.internal);
    }

    async fn write(&self, at: &impl ConnectionTrait) -> Result<()> {
        for (license, by) in &self.licenses {
            let sql = "update license_text set components = components + $2 where id = $1";
            Sql::with(sql, [(*license).into(), (*by).into()]).run(at).await?;
        }
        mark(at, "licensed", &self.licensed).await?;
        mark(at, "internal", &self.internal).await?;
        let (packages, components_used) = self.of_components(at).await?;
        let packages_used = of_packages(at, &packages).await?;
        if (components_used, packages_used) != (0, 0) {
            let sql = "update figure_total set components = components + $1, packages = packages + $2";
            Sql::with(sql, [components_used.into(), packages_used.into()]).run(at).await?;
        }
        Ok(())
    }

    /// Writes the figures of components, and tells what follows for their packages and how many more are in use.
    async fn of_components(&self, at: &impl ConnectionTrait) -> Result<(BTreeMap<i64, OfPackage>, i64)> {
        let changes: Vec<Change> = self
            .components
            .iter()
            .map(|(component, (_, by))| Change { key: *component, by: *by, versions: 0 })
            .collect();
        let Changed { before, used } = COMPONENTS.change(at, &changes).await?;
        let mut packages: BTreeMap<i64, OfPackage> = BTreeMap::new();
        let mut turned = BTreeSet::new();
        for (package, products) in &self.packages {
            packages.entry(*package).or_default().products = *products;
        }
        for (component, (package, [uses, _, direct, transitive])) in &self.components {
            let had = before.get(component).copied().unwrap_or_default();
            let sum = packages.entry(*package).or_default();
            sum.uses += uses;
            sum.direct += direct;
            sum.transitive += transitive;
            if (had + uses > 0) != (had > 0) {
                turned.insert(*package);
            }
        }
        for (package, versions) in versions(at, &turned).await? {
            packages.entry(package).or_default().versions = Some(versions);
        }
        Ok((packages, used))
    }
}

/// How many versions of packages are in use.
async fn versions(at: &impl ConnectionTrait, packages: &BTreeSet<i64>) -> Result<BTreeMap<i64, i64>> {
    let packages: Vec<i64> = packages.iter().copied().collect();
    let mut found: BTreeMap<i64, i64> = packages.iter().map(|package| (*package, 0)).collect();
    for some in packages.chunks(SOME) {
        let mut sql = Sql::new(&format!("select c.package_id as id, {VERSIONS} as versions from "));
        push_keys(&mut sql, at.get_database_backend(), some);
        sql.push(
            " k cross join component c join component_rollup cr on cr.component_id = c.id \
             where c.package_id = k.value and cr.used group by c.package_id",
        );
        for row in sql.all(at).await? {
            found.insert(row.get("id")?, row.get("versions")?);
        }
    }
    Ok(found)
}

/// Writes the figures of packages and tells how many more are in use.
async fn of_packages(at: &impl ConnectionTrait, packages: &BTreeMap<i64, OfPackage>) -> Result<i64> {
    let changes: Vec<Change> = packages
        .iter()
        .map(|(package, by)| Change {
            key: *package,
            by: [by.uses, by.products, by.direct, by.transitive],
            versions: by.versions.unwrap_or(0),
        })
        .collect();
    let Changed { before, used } = PACKAGES.change(at, &changes).await?;
    // Apart from the others: the indexes of versions are written only where their number changes.
    let mut by_number: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (package, by) in packages.iter().filter(|(key, _)| before.contains_key(key)) {
        by.versions.into_iter().for_each(|versions| by_number.entry(versions).or_default().push(*package));
    }
    for (versions, packages) in by_number {
        let mut sql = Sql::new("update package_rollup set versions = ");
        sql.bind(versions).push(", several = ").bind(versions > 1).push(" where versions <> ").bind(versions);
        sql.push(" and package_id in ");
        push_keys(&mut sql, at.get_database_backend(), &packages);
        sql.run(at).await?;
    }
    Ok(used)
}

/// Sets a mark of components for good.
async fn mark(at: &impl ConnectionTrait, column: &str, components: &BTreeSet<i64>) -> Result<()> {
    if components.is_empty() {
        return Ok(());
    }
    let components: Vec<i64> = components.iter().copied().collect();
    let mut sql = Sql::new(&format!(
        "update component_rollup set {column} = true where not {column} and component_id in "
    ));
    push_keys(&mut sql, at.get_database_backend(), &components);
    sql.run(at).await?;
    Ok(())
}

/// Rows that are changed by one statement, which bounds the memory that it takes.
const SOME: usize = 8_192;

/// A table of figures.
struct Figures {
    table: &'static str,
    key: &'static str,
    uses: &'static str,
    /// Columns of a new row besides the figures and marks, and where their values come from, by the key.
    others: (&'static str, &'static str),
    source: &'static str,
}

const COMPONENTS: Figures = Figures {
    table: "component_rollup",
    key: "component_id",
    uses: "releases",
    others: (
        "package_id, licensed, internal",
        "o.package_id, exists (select 1 from component_license l where l.component_id = o.id), o.internal",
    ),
    source: "component o cross join package p where p.id = o.package_id and o.id",
};

const PACKAGES: Figures = Figures {
    table: "package_rollup",
    key: "package_id",
    uses: "uses",
    others: ("versions, several", "{versions}, {versions} > 1"),
    source: "package p where p.id",
};

/// What is added to one row.
#[derive(Clone, Copy)]
struct Change {
    key: i64,
    by: By,
    /// Versions in use, for a package that gets its row.
    versions: i64,
}

/// A row as it was.
struct Before {
    uses: i64,
    direct: i64,
    transitive: i64,
    marks: Marks,
}

/// What became of the rows that were changed.
#[derive(Default)]
struct Changed {
    /// The uses as they were, by the keys that had a row.
    before: HashMap<i64, i64>,
    /// How many more rows are in use.
    used: i64,
}

/// What indexes hold of a row: the rank of its uses, whether it is used, and whether directly (1), as far as is told only
/// transitively (2), or nobody knows how (0).
#[derive(Clone, Copy, PartialEq)]
struct Marks {
    rank: i64,
    used: bool,
    directness: i16,
}

impl Marks {
    fn of(uses: i64, direct: i64, transitive: i64) -> Self {
        let directness = if direct > 0 { Directness::Direct } else { Directness::Transitive };
        let told = direct > 0 || transitive > 0;
        let directness = if told { directness } else { Directness::Unknown };
        Self { rank: rank(uses), used: uses > 0, directness: directness as i16 }
    }
}

impl Figures {
    async fn change(&self, at: &impl ConnectionTrait, changes: &[Change]) -> Result<Changed> {
        let mut changed = Changed::default();
        for some in changes.chunks(SOME) {
            let before = self.read(at, some).await?;
            changed.used += self.change_some(at, some, &before).await?;
            changed.used += self.add(at, some, &before).await?;
            changed.before.extend(before.into_iter().map(|(key, before)| (key, before.uses)));
        }
        Ok(changed)
    }

    /// Changes some rows and tells how many more are in use. Rows whose marks stay are written apart from the others: their
    /// write touches no index.
    async fn change_some(
        &self,
        at: &impl ConnectionTrait,
        changes: &[Change],
        before: &HashMap<i64, Before>,
    ) -> Result<i64> {
        let mut used = 0;
        let (mut marked, mut plain) = (Vec::new(), Vec::new());
        for change in changes {
            let Some(was) = before.get(&change.key) else { continue };
            let [uses, _, direct, transitive] = change.by;
            let marks = Marks::of(was.uses + uses, was.direct + direct, was.transitive + transitive);
            used += i64::from(marks.used) - i64::from(was.marks.used);
            if marks == was.marks {
                plain.extend(packed(change, marks));
            } else {
                marked.extend(packed(change, marks));
            }
        }
        self.write(at, "", plain).await?;
        self.write(at, &format!(", rank = {RANK}, used = {USED}, directness = {DIRECTNESS}"), marked).await?;
        Ok(used)
    }

    /// Adds the rows of what is used for the first time, with their figures, and tells how many there are.
    async fn add(
        &self,
        at: &impl ConnectionTrait,
        changes: &[Change],
        before: &HashMap<i64, Before>,
    ) -> Result<i64> {
        let new = changes.iter().filter(|change| !before.contains_key(&change.key) && change.by[0] > 0);
        let mut by_versions: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        let (mut used, mut more) = (0, Vec::new());
        for change in new {
            used += 1;
            let [uses, _, direct, transitive] = change.by;
            let mut parts = packed(change, Marks::of(uses, direct, transitive));
            by_versions.entry(change.versions).or_default().extend(parts.next());
            more.extend(parts);
        }
        for (versions, packed) in by_versions {
            self.insert(at, versions, &packed).await?;
        }
        self.write(at, "", more).await?;
        Ok(used)
    }

    async fn insert(&self, at: &impl ConnectionTrait, versions: i64, packed: &[i64]) -> Result<()> {
        let Self { table, key, uses, others: (columns, values), source } = self;
        let values = values.replace("{versions}", &versions.to_string());
        let mut sql = Sql::new(&format!(
            "insert into {table} ({key}, kind, search, {uses}, products, direct, transitive, rank, used, directness, \
             {columns}) select value >> {KEY}, p.kind, p.search, {USES}, {PRODUCTS}, {DIRECT}, {TRANSITIVE}, {RANK}, {USED}, \
             {DIRECTNESS}, {values} from "
        ));
        push_keys(&mut sql, at.get_database_backend(), packed);
        sql.push(&format!(" k cross join {source} = value >> {KEY}"));
        sql.run(at).await?;
        Ok(())
    }

    async fn read(&self, at: &impl ConnectionTrait, changes: &[Change]) -> Result<HashMap<i64, Before>> {
        let Self { table, key, uses, .. } = self;
        let keys: Vec<i64> = changes.iter().map(|change| change.key).collect();
        let mut sql = Sql::new(&format!(
            "select {key} as id, {uses} as uses, direct, transitive, rank, used, directness from {table} where {key} in "
        ));
        push_keys(&mut sql, at.get_database_backend(), &keys);
        let rows = sql.all(at).await?;
        rows.iter()
            .map(|row| {
                let marks = Marks {
                    rank: row.get("rank")?,
                    used: row.get("used")?,
                    directness: row.get("directness")?,
                };
                let (uses, direct, transitive) =
                    (row.get("uses")?, row.get("direct")?, row.get("transitive")?);
                Ok((row.get("id")?, Before { uses, direct, transitive, marks }))
            })
            .collect()
    }

    /// A row of which more changes than fits into one number comes again: each statement takes a row once.
    async fn write(&self, at: &impl ConnectionTrait, marks: &str, mut packed: Vec<i64>) -> Result<()> {
        let Self { table, key, uses, .. } = self;
        while !packed.is_empty() {
            let mut again = Vec::new();
            packed.dedup_by(|next, kept| {
                let same = *next >> KEY == *kept >> KEY;
                if same {
                    again.push(*next);
                }
                same
            });
            let mut sql = Sql::new(&format!(
                "update {table} set {uses} = {uses} + {USES}, products = products + {PRODUCTS}, direct = direct + {DIRECT}, \
                 transitive = transitive + {TRANSITIVE}{marks} from "
            ));
            push_keys(&mut sql, at.get_database_backend(), &packed);
            sql.push(&format!(" k where {key} = value >> {KEY}"));
            sql.run(at).await?;
            packed = again;
        }
        Ok(())
    }
}

/// Where the key begins in a packed change.
const KEY: i64 = 32;
/// What a packed change adds, as the statement takes it apart.
const USES: &str = "(value >> 27 & 31) - 16";
const PRODUCTS: &str = "(value >> 22 & 31) - 16";
const DIRECT: &str = "(value >> 17 & 31) - 16";
const TRANSITIVE: &str = "(value >> 12 & 31) - 16";
/// The marks that follow.
const RANK: &str = "(value >> 3 & 511)";
const USED: &str = "(value & 4) > 0";
const DIRECTNESS: &str = "(value & 3)";
/// The most that one packed change adds.
const MOST: i64 = 15;

/// A change with the marks that follow, as numbers: nearly all are so small that one suffices.
fn packed(change: &Change, marks: Marks) -> impl Iterator<Item = i64> + use<> {
    let Change { key, mut by, .. } = *change;
    let marks = marks.rank << 3 | i64::from(marks.used) << 2 | i64::from(marks.directness);
    std::iter::from_fn(move || {
        let part = by.map(|by| by.clamp(-MOST, MOST));
        for (left, part) in by.iter_mut().zip(part) {
            *left -= part;
        }
        let [uses, products, direct, transitive] = part.map(|by| by + MOST + 1);
        let parts = uses << 27 | products << 22 | direct << 17 | transitive << 12;
        (part != [0; 4]).then_some(key << KEY | parts | marks)
    })
}

#[cfg(test)]
mod tests {
    use super::{Change, KEY, Marks, packed};

    #[test]
    fn a_large_change_comes_in_parts_that_add_up() {
        let changes = [
            [0, 0, 0, 0],
            [1, 1, 0, 1],
            [-1, 0, -1, 0],
            [15, -15, 5, -3],
            [16, 1, -100, 40],
            [1_000, 0, 63, -17],
        ];
        for by in changes {
            let mut sum = [0; 4];
            for value in packed(&Change { key: 7, by, versions: 0 }, Marks::of(3, 0, 1)) {
                assert_eq!((value >> KEY, value & 0xfff), (7, 3 << 3 | 4 | 2));
                for (sum, shift) in sum.iter_mut().zip([27, 22, 17, 12]) {
                    *sum += (value >> shift & 31) - 16;
                }
            }
            assert_eq!(sum, by);
        }
    }
}
