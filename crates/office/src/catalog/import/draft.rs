//! A product as a row wants it, on top of what is known.

use mainstay_model::Problem;
use mainstay_store::{NewPerson, NewProduct, NewUnit, Product, ProductPut, StoreError};
use uuid::Uuid;

use super::problems::{left_out, unknown_word};
use crate::Settings;
use crate::intake::check_key;
use mainstay_products::Row;

/// What a row makes of its product.
pub(super) struct Draft<'a> {
    pub(super) row: &'a Row,
    /// The product, when there is one.
    pub(super) known: Option<Uuid>,
    before: Option<NewProduct>,
    /// What is to be told of it. Its unit and its owner are found later, for many rows at once.
    pub(super) new: NewProduct,
    /// The owner that the row names.
    pub(super) owner: Option<NewPerson>,
}

impl<'a> Draft<'a> {
    /// What the row with this key wants; `None` when it cannot be taken in.
    pub(super) fn new(
        row: &'a Row,
        key: &str,
        known: Option<&Product>,
        settings: &Settings,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        if !row.key.is_empty()
            && let Err(error) = check_key(&row.key.to_lowercase())
        {
            problems.push(left_out(row, &error));
            return None;
        }
        let before = known.map(NewProduct::from);
        let new = wanted(row, key, before.clone().unwrap_or_default(), settings, problems);
        let draft = Self { row, known: known.map(|product| product.uid), before, new, owner: owner(row) };
        if let Err(error) = draft.check() {
            problems.push(left_out(row, &error));
            return None;
        }
        if known.is_some_and(|product| product.archived_at.is_some()) {
            let message = format!("`{key}` is archived and stays so: restore it to see it in lists again");
            problems.push(Problem::note("catalog-archived", message).at_line(row.line));
        }
        Some(draft)
    }

    /// Whether there is anything to write.
    pub(super) fn changes(&self) -> bool {
        self.before.as_ref() != Some(&self.new)
    }

    /// What is to be written.
    pub(super) fn put(&self) -> ProductPut {
        ProductPut { read: self.before.clone(), new: self.new.clone() }
    }

    /// Refuses what does not fit before anything of the row is written.
    fn check(&self) -> Result<(), StoreError> {
        NewUnit::check_way(&self.row.unit)?;
        self.owner.iter().try_for_each(NewPerson::check)?;
        self.new.check()
    }
}

fn wanted(
    row: &Row,
    key: &str,
    before: NewProduct,
    settings: &Settings,
    problems: &mut Vec<Problem>,
) -> NewProduct {
    let mut new = NewProduct { slug: key.to_owned(), name: row.name.clone(), ..before };
    if !row.description.is_empty() {
        new.description.clone_from(&row.description);
    }
    if !row.class.is_empty() {
        match settings.class(&row.class) {
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
    new
}

fn owner(row: &Row) -> Option<NewPerson> {
    let (name, mail) = (row.owner.as_str(), row.owner_mail.as_str());
    let shown = if name.is_empty() { mail } else { name };
    let mail = (!mail.is_empty()).then(|| mail.to_owned());
    (!shown.is_empty()).then(|| NewPerson { name: shown.to_owned(), mail })
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
