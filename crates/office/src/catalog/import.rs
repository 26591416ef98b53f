//! Taking a list of products into the inventory.
//!
//! Two passes: all products first, then what is part of what, so that a parent may stand below its parts. Importing the
//! same list again changes nothing; a cell that is empty changes nothing either, since lists rarely hold everything.

use std::collections::HashMap;

use mainstay_model::Problem;
use mainstay_store::{NewProduct, Product, StoreError};
use serde::Serialize;
use uuid::Uuid;

use super::csv::Row;
use crate::intake::{check_key, slug};
use crate::{Error, Office, Result};

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
    product: Uuid,
    outcome: Outcome,
}

impl Office {
    /// Takes a list of products in: products, units, owners, tags, parents and repositories.
    ///
    /// # Errors
    /// When the database fails; what is wrong with a row is told in the report.
    pub async fn import_catalog(&self, rows: &[Row]) -> Result<CatalogReport> {
        let mut report = CatalogReport::default();
        let mut entered = Vec::with_capacity(rows.len());
        let mut keys: HashMap<String, (&Row, Uuid)> = HashMap::new();
        for row in rows {
            if let Some((first, _)) = keys.get(&key(row)) {
                report.problems.push(repeated(row, first));
                continue;
            }
            let Some((product, outcome)) = self.enter(row, &mut report.problems).await? else { continue };
            keys.insert(key(row), (row, product));
            entered.push(Entered { row, product, outcome });
        }
        for mut entry in entered {
            if self.attach(&entry, &keys, &mut report.problems).await? && entry.outcome == Outcome::Unchanged
            {
                entry.outcome = Outcome::Updated;
            }
            match entry.outcome {
                Outcome::Created => report.created += 1,
                Outcome::Updated => report.updated += 1,
                Outcome::Unchanged => report.unchanged += 1,
            }
        }
        report.problems = gathered(report.problems);
        Ok(report)
    }

    /// Makes or changes the product of a row; `None` when the row cannot be taken in.
    async fn enter(&self, row: &Row, problems: &mut Vec<Problem>) -> Result<Option<(Uuid, Outcome)>> {
        if !row.key.is_empty()
            && let Err(Error::Invalid(message)) = check_key(&row.key.to_lowercase())
        {
            problems.push(Problem::error("catalog-row", message).at_line(row.line));
            return Ok(None);
        }
        let key = key(row);
        let known = match self.store.product(&key).await {
            Ok(product) => Some(product),
            Err(StoreError::NotFound { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        let before = known.as_ref().map_or_else(NewProduct::default, told);
        let new = self.wanted(row, key, before.clone(), problems).await?;
        let written = match &known {
            Some(product) if new == before => return Ok(Some((product.uid, Outcome::Unchanged))),
            Some(product) => {
                self.store.update_product(product.uid, &new).await.map(|()| (product.uid, Outcome::Updated))
            }
            None => self.store.create_product(&new).await.map(|uid| (uid, Outcome::Created)),
        };
        match written {
            Ok(done) => Ok(Some(done)),
            Err(StoreError::Invalid(message) | StoreError::Conflict(message)) => {
                problems.push(Problem::error("catalog-row", message).at_line(row.line));
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The product as the row wants it, on top of what is known.
    async fn wanted(
        &self,
        row: &Row,
        key: String,
        before: NewProduct,
        problems: &mut Vec<Problem>,
    ) -> Result<NewProduct> {
        let mut new = NewProduct { slug: key, name: row.name.clone(), ..before };
        if !row.description.is_empty() {
            new.description.clone_from(&row.description);
        }
        if !row.class.is_empty() {
            match self.settings.class(&row.class) {
                Ok(class) => new.class = Some(class.to_owned()),
                Err(error) => problems.push(unknown_word(row, "class", &error)),
            }
        }
        if !row.tags.is_empty() {
            new.tags.clone_from(&row.tags);
            new.tags.sort();
            new.tags.dedup();
        }
        new.criticality = word(row, "criticality", &row.criticality, problems).or(new.criticality);
        new.distribution = word(row, "distribution", &row.distribution, problems).or(new.distribution);
        new.lifecycle = word(row, "lifecycle", &row.lifecycle, problems).or(new.lifecycle);
        let mut unit = None;
        for name in &row.unit {
            unit = Some(self.store.ensure_unit(name, unit).await?);
        }
        new.unit = unit.or(new.unit);
        let (name, mail) = (row.owner.as_str(), row.owner_mail.as_str());
        let shown = if name.is_empty() { mail } else { name };
        if !shown.is_empty() {
            let mail = (!mail.is_empty()).then_some(mail);
            new.owner = Some(self.store.ensure_person(shown, mail).await?);
        }
        Ok(new)
    }

    /// Ties the product of a row to its parents and repositories; whether anything was new.
    async fn attach(
        &self,
        entry: &Entered<'_>,
        keys: &HashMap<String, (&Row, Uuid)>,
        problems: &mut Vec<Problem>,
    ) -> Result<bool> {
        let mut changed = false;
        let above = self.store.part_of(entry.product).await?;
        for parent in &entry.row.parents {
            let uid = match self.parent(parent, keys).await {
                Ok(Some(uid)) => uid,
                Ok(None) => {
                    let message =
                        format!("there is no product `{parent}`; add it to the list or mend the name");
                    problems.push(Problem::error("catalog-parent", message).at_line(entry.row.line));
                    continue;
                }
                Err(Error::Invalid(message)) => {
                    problems.push(Problem::error("catalog-parent", message).at_line(entry.row.line));
                    continue;
                }
                Err(error) => return Err(error),
            };
            if above.iter().any(|known| known.uid == uid) {
                continue;
            }
            match self.store.add_part(uid, entry.product).await {
                Ok(()) => changed = true,
                Err(StoreError::Conflict(message)) => {
                    let message = format!("`{}` below `{parent}`: {message}", entry.row.name);
                    problems.push(Problem::error("catalog-cycle", message).at_line(entry.row.line));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(self.attach_repositories(entry, problems).await? || changed)
    }

    async fn attach_repositories(&self, entry: &Entered<'_>, problems: &mut Vec<Problem>) -> Result<bool> {
        let known = self.store.repositories(entry.product).await?;
        let mut changed = false;
        for url in &entry.row.repositories {
            if known.iter().any(|repository| repository.url == *url) {
                continue;
            }
            match self.store.ensure_repository(url).await {
                Ok(repository) => {
                    self.store.link_repository(entry.product, repository).await?;
                    changed = true;
                }
                Err(StoreError::Invalid(message)) => {
                    problems.push(Problem::error("catalog-repository", message).at_line(entry.row.line));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(changed)
    }

    /// A parent by its key or name, from the list or from the inventory.
    async fn parent(&self, text: &str, keys: &HashMap<String, (&Row, Uuid)>) -> Result<Option<Uuid>> {
        match keys.get(&slug(text)) {
            Some((_, uid)) => Ok(Some(*uid)),
            None => Ok(self.product_called(text).await?.map(|product| product.uid)),
        }
    }
}

/// What is told of a row whose product another row of the list has told already: the first row stands, whatever the order of the rest.
fn repeated(row: &Row, first: &Row) -> Problem {
    let same = Row { line: row.line, ..first.clone() } == *row;
    let key = key(row);
    let problem = if same {
        Problem::note("catalog-repeated", format!("the row says what line {} says", first.line))
    } else {
        let (line, name) = (first.line, &first.name);
        let message = format!(
            "the key `{key}` stands in line {line} already, for `{name}`; that row is taken and this one left out: give each product a key of its own"
        );
        Problem::error("catalog-repeated", message)
    };
    problem.at_line(row.line)
}

/// The same words are wrong in many rows of a list: each is told once, with how many rows have it.
fn gathered(problems: Vec<Problem>) -> Vec<Problem> {
    let mut rows: HashMap<String, u64> = HashMap::new();
    for problem in problems.iter().filter(|problem| problem.code == WORD) {
        *rows.entry(problem.message.clone()).or_default() += 1;
    }
    let told = |mut problem: Problem| {
        if problem.code == WORD {
            let others = rows.remove(&problem.message)?.saturating_sub(1);
            if others > 0 {
                let rows = if others == 1 { "row" } else { "rows" };
                problem.message.push_str(&format!("; the same in {others} more {rows}"));
            }
        }
        Some(problem)
    };
    problems.into_iter().filter_map(told).collect()
}

/// The code of a word that is not of its vocabulary.
const WORD: &str = "catalog-word";

fn unknown_word(row: &Row, column: &str, error: &impl std::fmt::Display) -> Problem {
    Problem::warning(WORD, format!("{column}: {error}")).at_line(row.line)
}

/// The key of a row's product: its own key when it has one, else its name.
fn key(row: &Row) -> String {
    slug(if row.key.is_empty() { &row.name } else { &row.key })
}

/// What is told of a product that exists.
fn told(product: &Product) -> NewProduct {
    NewProduct {
        slug: product.slug.clone(),
        name: product.name.clone(),
        description: product.description.clone(),
        unit: product.unit.as_ref().map(|unit| unit.uid),
        owner: product.owner.as_ref().map(|owner| owner.uid),
        criticality: product.criticality,
        distribution: product.distribution,
        lifecycle: product.lifecycle,
        class: product.class.clone(),
        tags: product.tags.clone(),
    }
}

/// A word of a closed vocabulary, letter case and spaces aside; one that is not known is told and left out.
fn word<W: std::str::FromStr<Err = StoreError>>(
    row: &Row,
    column: &str,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Option<W> {
    if text.is_empty() {
        return None;
    }
    match text.trim().to_lowercase().replace([' ', '_'], "-").parse() {
        Ok(word) => Some(word),
        Err(error) => {
            problems.push(unknown_word(row, column, &error));
            None
        }
    }
}

#[cfg(test)]
mod tests;
