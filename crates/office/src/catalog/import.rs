//! Taking a list of products into the inventory.
//!
//! Two passes: all products first, then what is part of what, so that a parent may stand below its parts. Importing the
//! same list again changes nothing; a cell that is empty changes nothing either, since lists rarely hold everything. Rows are
//! looked up and written some hundreds at a time: a list of ten thousand takes a second, not ten thousand commits.

mod draft;
mod keys;
mod links;
mod problems;

use std::collections::{HashMap, HashSet};

use mainstay_model::{Position, Problem};
use mainstay_products::Row;
use mainstay_store::{NewPerson, ProductPut};
use serde::Serialize;
use uuid::Uuid;

use self::draft::Draft;
use self::keys::Keys;
use self::links::Listed;
use self::problems::{gathered, left_out, other_name, repeated};
use crate::{Office, Result};

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CatalogReport {
    /// Products that are new.
    pub created: u64,
    /// Products of which something was changed.
    pub updated: u64,
    /// Products that were so already.
    pub unchanged: u64,
    /// What was left out, with the line and the reason.
    pub problems: Vec<Problem>,
}

/// What became of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Created,
    Updated,
    Unchanged,
}

/// A row with its product.
struct Entered<'a> {
    row: &'a Row,
    key: String,
    product: Uuid,
    outcome: Outcome,
}

/// A list while its products are taken in.
struct List<'a> {
    keys: Keys,
    /// The row that was taken for each key.
    rows: HashMap<String, &'a Row>,
    entered: Vec<Entered<'a>>,
    problems: Vec<Problem>,
}

/// So many rows are looked up and written together: others who write do not wait long.
const TOGETHER: usize = 1_000;

/// So often a row is looked up again whose product somebody changes between look and write.
const TRIES: u32 = 10;

impl List<'_> {
    /// Forgets what was found of rows that are looked at again.
    fn forget(&mut self, rows: &[&Row]) {
        let lines: HashSet<u64> = rows.iter().map(|row| row.line).collect();
        self.rows.retain(|_, row| !lines.contains(&row.line));
        self.problems
            .retain(|problem| !matches!(problem.at, Some(Position::Line(line)) if lines.contains(&line)));
        rows.iter().for_each(|row| self.keys.forget(&row.name));
    }
}

impl Office {
    /// Takes a list of products in: products, units, owners, tags, parents and repositories.
    ///
    /// # Errors
    /// When the database fails; what is wrong with a row is told in the report.
    pub async fn import_catalog(&self, rows: &[Row]) -> Result<CatalogReport> {
        let mut list =
            List { keys: Keys::of(rows), rows: HashMap::new(), entered: Vec::new(), problems: Vec::new() };
        for piece in rows.chunks(TOGETHER) {
            self.enter_all(piece, &mut list).await?;
        }
        let List { mut entered, mut problems, .. } = list;
        let listed = Listed::of(&entered);
        for piece in entered.chunks_mut(TOGETHER) {
            self.attach(piece, &listed, &mut problems).await?;
        }
        let mut report = CatalogReport { problems: gathered(problems), ..CatalogReport::default() };
        for entry in entered {
            match entry.outcome {
                Outcome::Created => report.created += 1,
                Outcome::Updated => report.updated += 1,
                Outcome::Unchanged => report.unchanged += 1,
            }
        }
        Ok(report)
    }

    /// Makes or changes the products of these rows; what others change meanwhile is looked at again.
    async fn enter_all<'a>(&self, rows: &'a [Row], list: &mut List<'a>) -> Result<()> {
        let mut rows: Vec<&Row> = rows.iter().collect();
        for _ in 0..TRIES {
            rows = self.enter(&rows, list).await?;
            if rows.is_empty() {
                return Ok(());
            }
            list.forget(&rows);
        }
        let why = "somebody else keeps changing this product; import the list again";
        list.problems.extend(rows.into_iter().map(|row| left_out(row, &why)));
        Ok(())
    }

    /// Makes or changes the products of these rows; a row that cannot be taken in is told. Gives back the rows whose products somebody
    /// changed meanwhile.
    async fn enter<'a>(&self, rows: &[&'a Row], list: &mut List<'a>) -> Result<Vec<&'a Row>> {
        let mut found = Vec::with_capacity(rows.len());
        for (row, key) in rows.iter().zip(self.keys(rows, &mut list.keys).await?) {
            match key {
                Ok(key) => found.push((*row, key)),
                Err(why) => list.problems.push(left_out(row, &why)),
            }
        }
        let keys: Vec<&str> = found.iter().map(|(_, key)| key.as_str()).collect();
        let known = self.store.products(&keys).await?;
        let mut drafts = Vec::with_capacity(rows.len());
        for ((row, key), known) in found.into_iter().zip(known) {
            let known = known.filter(|_| !list.keys.is_new(row, &key));
            if let Some(first) = list.rows.get(&key) {
                list.problems.push(repeated(row, &key, first));
            } else if let Some(draft) =
                Draft::new(row, &key, known.as_ref(), &self.settings, &mut list.problems)
            {
                list.rows.insert(key, row);
                drafts.push(draft);
            }
        }
        self.place(&mut drafts, &mut list.problems).await?;
        let puts: Vec<ProductPut> = drafts.iter().filter(|draft| draft.changes()).map(Draft::put).collect();
        let mut written = self.store.put_products(&puts).await?.into_iter();
        let mut again = Vec::new();
        for draft in drafts {
            let uid = if draft.changes() { written.next().flatten() } else { draft.known };
            let outcome = match draft.known {
                None => Outcome::Created,
                Some(_) if draft.changes() => Outcome::Updated,
                Some(_) => Outcome::Unchanged,
            };
            let (row, key) = (draft.row, draft.new.slug);
            match uid {
                Some(product) => list.entered.push(Entered { row, key, product, outcome }),
                None => again.push(row),
            }
        }
        Ok(again)
    }

    /// Finds or adds the units and owners that the rows name.
    async fn place(&self, drafts: &mut [Draft<'_>], problems: &mut Vec<Problem>) -> Result<()> {
        let ways: Vec<&[String]> = drafts.iter().map(|draft| draft.row.unit.as_slice()).collect();
        let units = self.ensure_units(&ways).await?;
        let people: Vec<NewPerson> = drafts.iter().filter_map(|draft| draft.owner.clone()).collect();
        let owners = self.store.ensure_people(&people).await?;
        let known = self.store.people(&owners).await?;
        let mut owners = owners.into_iter();
        for (draft, unit) in drafts.iter_mut().zip(units) {
            draft.new.unit = unit.or(draft.new.unit);
            if let Some(told) = &draft.owner {
                draft.new.owner = owners.next();
                let known = draft.new.owner.and_then(|owner| known.get(&owner));
                problems.extend(known.and_then(|known| other_name(draft.row, told, known)));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
