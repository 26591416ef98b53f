//! What the products of a list are part of, and where their source is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use mainstay_model::Problem;
use mainstay_store::{Repository, StoreError};
use uuid::Uuid;

use super::{Entered, Outcome};
use crate::intake::Called;
use crate::{Office, Result};

/// Problems by the place of their row and their place in it: those of one row stand together.
type Told = BTreeMap<(usize, usize), Problem>;

/// The products of the whole list by their keys.
pub(super) struct Listed(HashMap<String, Uuid>);

impl Listed {
    pub(super) fn of(entered: &[Entered<'_>]) -> Self {
        Self(entered.iter().map(|entry| (entry.key.clone(), entry.product)).collect())
    }

    fn keyed(&self, text: &str) -> Option<Uuid> {
        self.0.get(&text.to_lowercase()).copied()
    }
}

impl Office {
    /// Ties the products of these rows to their parents and repositories.
    pub(super) async fn attach(
        &self,
        entered: &mut [Entered<'_>],
        listed: &Listed,
        problems: &mut Vec<Problem>,
    ) -> Result<()> {
        let mut told = Told::new();
        self.attach_parents(entered, listed, &mut told).await?;
        self.attach_repositories(entered, &mut told).await?;
        problems.extend(told.into_values());
        Ok(())
    }

    async fn attach_parents(
        &self,
        entered: &mut [Entered<'_>],
        listed: &Listed,
        told: &mut Told,
    ) -> Result<()> {
        let called = self.called(entered, listed).await?;
        let (mut rows, mut links) = (Vec::new(), Vec::new());
        for (at, entry) in entered.iter().enumerate() {
            for (place, text) in entry.row.parents.iter().enumerate() {
                let known = listed.keyed(text).map(|uid| Ok(Some(uid)));
                match known.or_else(|| called.get(text.as_str()).cloned()).unwrap_or(Ok(None)) {
                    Ok(Some(parent)) => {
                        rows.push((at, place, text));
                        links.push((parent, entry.product));
                    }
                    Ok(None) => {
                        let message =
                            format!("there is no product `{text}`; add it to the list or mend the name");
                        told.insert((at, place), entry.problem("catalog-parent", message));
                    }
                    Err(message) => {
                        told.insert((at, place), entry.problem("catalog-parent", message));
                    }
                }
            }
        }
        for ((at, place, text), added) in rows.into_iter().zip(self.store.add_parts(&links).await?) {
            match added {
                Ok(new) => entered[at].note(new),
                Err(StoreError::Conflict(message)) => {
                    let message = format!("`{}` below `{text}`: {message}", entered[at].row.name);
                    told.insert((at, place), entered[at].problem("catalog-cycle", message));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// The parents that are no keys of the list, by key or name from the inventory, where the products of the list are by now: a name
    /// that another product has too calls neither.
    async fn called<'a>(&self, entered: &[Entered<'a>], listed: &Listed) -> Result<HashMap<&'a str, Called>> {
        let parents = entered.iter().flat_map(|entry| &entry.row.parents).map(String::as_str);
        let texts: BTreeSet<&str> = parents.filter(|text| listed.keyed(text).is_none()).collect();
        let texts: Vec<&str> = texts.into_iter().collect();
        let called = self.products_called(&texts).await?;
        Ok(texts.into_iter().zip(called).collect())
    }

    async fn attach_repositories(&self, entered: &mut [Entered<'_>], told: &mut Told) -> Result<()> {
        let (mut rows, mut urls) = (Vec::new(), Vec::new());
        for (at, entry) in entered.iter().enumerate() {
            for (place, url) in entry.row.repositories.iter().enumerate() {
                match Repository::check_url(url) {
                    Ok(()) => {
                        rows.push(at);
                        urls.push(url.as_str());
                    }
                    Err(error) => {
                        let place = entry.row.parents.len() + place;
                        told.insert((at, place), entry.problem("catalog-repository", error.to_string()));
                    }
                }
            }
        }
        let repositories = self.store.ensure_repositories(&urls).await?;
        let links: Vec<(Uuid, Uuid)> = rows
            .iter()
            .zip(repositories)
            .map(|(at, repository)| (entered[*at].product, repository))
            .collect();
        for (at, new) in rows.into_iter().zip(self.store.link_repositories(&links).await?) {
            entered[at].note(new);
        }
        Ok(())
    }
}

impl Entered<'_> {
    /// Something of it was new.
    fn note(&mut self, new: bool) {
        if new && self.outcome == Outcome::Unchanged {
            self.outcome = Outcome::Updated;
        }
    }

    fn problem(&self, code: &'static str, message: String) -> Problem {
        Problem::error(code, message).at_line(self.row.line)
    }
}
