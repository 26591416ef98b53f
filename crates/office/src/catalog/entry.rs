//! One product or release as somebody enters it: in words, with people and units that may not be known yet.

use mainstay_store::{
    Criticality, Distribution, EnteredProduct, Lifecycle, Named, NewPerson, NewProduct, NewRelease, NewUnit,
    Product, Release, Repository,
};
use uuid::Uuid;

use crate::intake::{check_key, slug};
use crate::{Error, Office, Result};
use mainstay_products::{is_mail, is_nobody, is_one_person};

/// A product as somebody enters it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductEntry {
    /// The name.
    pub name: String,
    /// The key; made from the name when it is left out.
    pub key: Option<String>,
    /// What it is.
    pub description: String,
    /// The name of the person who answers for it; added when it is not known.
    pub owner: Option<String>,
    /// The owner's mail address, which tells two people of one name apart.
    pub owner_mail: Option<String>,
    /// The organization unit by its way from the top, outermost first; what is not known of it is added.
    pub unit: Vec<String>,
    /// Where it is in its life.
    pub lifecycle: Option<Lifecycle>,
    /// How much depends on it.
    pub criticality: Option<Criticality>,
    /// How it reaches its users.
    pub distribution: Option<Distribution>,
    /// The class: the id of one of the profiles by which SBOMs are graded.
    pub class: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
}

impl Office {
    /// Adds a product.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a name, with a key that is not well formed, an owner who is no person or a class that no
    /// profile has; [`Error::Conflict`] when the key is taken, or the mail address is that of a person of another name.
    pub async fn add_product(&self, entry: &ProductEntry) -> Result<Product> {
        let entered = self.entered(entry).map_err(|(_, error)| error)?;
        Ok(self.store.enter_product(&entered).await?)
    }

    /// Replaces what is told of a product that `fits`; what the entry leaves out is no longer told. The owner's name without a mail
    /// address means the present owner when it is theirs; with their address it is their name from now on.
    ///
    /// # Errors
    /// As [`Office::add_product`], when there is no such product, and [`Error::Changed`] for one that does not fit.
    pub async fn change_product(
        &self,
        product: Uuid,
        entry: &ProductEntry,
        fits: impl Fn(&Product) -> bool + Send + Sync,
    ) -> Result<Product> {
        let entered = self.entered(entry).map_err(|(_, error)| error)?;
        Ok(self.store.change_product(product, &entered, fits).await?)
    }

    /// Replaces what is told of a release that `fits`. Its SBOMs stay with it.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a version, [`Error::Conflict`] when the product has this version and variant already,
    /// [`Error::Changed`] for one that does not fit, and when there is no such release.
    pub async fn change_release(
        &self,
        release: Uuid,
        told: &NewRelease,
        fits: impl Fn(&Release) -> bool + Send + Sync,
    ) -> Result<Release> {
        Ok(self.store.change_release(release, told, fits).await?)
    }

    /// Makes one product a part of another, each by key or id. Saying it twice changes nothing.
    ///
    /// # Errors
    /// When there is no such product; [`Error::Conflict`] when a product would be part of itself.
    pub async fn add_part(&self, product: Uuid, part: &str) -> Result<Product> {
        let part = self.store.product(part.trim()).await?;
        self.store.add_part(product, part.uid).await?;
        Ok(part)
    }

    /// Takes a part out of a product, and tells which. The part itself stays as it is.
    ///
    /// # Errors
    /// When there is no such product, or it is no part.
    pub async fn remove_part(&self, product: Uuid, part: &str) -> Result<Named> {
        let part = self.store.product(part.trim()).await?;
        let parts = self.store.parts(product).await?;
        let known = parts.into_iter().find(|known| known.uid == part.uid);
        let known =
            known.ok_or_else(|| Error::Missing(format!("`{}` is no part of this product", part.name)))?;
        self.store.remove_part(product, part.uid).await?;
        Ok(known)
    }

    /// Says that the source of a product is at an address.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the address is empty or too long.
    pub async fn add_repository(&self, product: Uuid, url: &str) -> Result<Repository> {
        let repository = self.store.ensure_repository(url).await?;
        self.store.link_repository(product, repository).await?;
        Ok(self.store.repository(repository).await?)
    }

    /// Takes a repository away from a product, and tells which. Other products keep it.
    ///
    /// # Errors
    /// When the product has no such repository.
    pub async fn remove_repository(&self, product: Uuid, repository: Uuid) -> Result<Repository> {
        let known = self.store.repositories(product).await?.into_iter().find(|known| known.uid == repository);
        let known = known.ok_or_else(|| Error::Missing("the product has no such repository".to_owned()))?;
        self.store.unlink_repository(product, repository).await?;
        Ok(known)
    }

    /// The first field of an entry that cannot be kept, as forms call it, and why.
    pub fn wrong_field(&self, entry: &ProductEntry) -> Option<(&'static str, Error)> {
        self.entered(entry).err()
    }

    /// The entry as the store takes it, or the field that it cannot take.
    fn entered(&self, entry: &ProductEntry) -> Result<EnteredProduct, (&'static str, Error)> {
        let at = |field| move |error| (field, error);
        let name = name(&entry.name).map_err(at("name"))?;
        let key = entry.key.as_deref().and_then(told).map(key).transpose().map_err(at("key"))?;
        let class = entry.class.as_deref().and_then(told).map(|class| self.class(&class)).transpose();
        let product = NewProduct {
            slug: key.unwrap_or_else(|| slug(name)),
            name: name.to_owned(),
            description: description(&entry.description).map_err(at("description"))?,
            criticality: entry.criticality,
            distribution: entry.distribution,
            lifecycle: entry.lifecycle,
            class: class.map_err(at("class"))?,
            tags: tags(&entry.tags).map_err(at("tags"))?,
            ..NewProduct::default()
        };
        let (owner, unit) = (owner(entry)?, unit(&entry.unit).map_err(at("unit"))?);
        Ok(EnteredProduct { product, owner, unit })
    }

    fn class(&self, name: &str) -> Result<String> {
        let known = self.settings.class(name).map(str::to_owned);
        known.map_err(|error| Error::Invalid(format!("the class {error}")))
    }

    /// The innermost unit of each way, outermost first, with what is missing of it added; `None` for an empty one.
    ///
    /// # Errors
    /// When a name is too long.
    pub(super) async fn ensure_units(&self, ways: &[&[String]]) -> Result<Vec<Option<Uuid>>> {
        let mut units = vec![None; ways.len()];
        let depth = ways.iter().map(|way| way.len()).max().unwrap_or(0);
        for level in 0..depth {
            let (mut reached, mut wanted) = (Vec::new(), Vec::new());
            for (unit, way) in units.iter_mut().zip(ways) {
                if let Some(name) = way.get(level) {
                    wanted.push(NewUnit { name: name.clone(), parent: *unit });
                    reached.push(unit);
                }
            }
            for (unit, uid) in reached.into_iter().zip(self.store.ensure_units(&wanted).await?) {
                *unit = Some(uid);
            }
        }
        Ok(units)
    }
}

fn name(text: &str) -> Result<&str> {
    let name = text.trim();
    if name.is_empty() {
        return Err(Error::Invalid("a product needs a name".to_owned()));
    }
    whole("a product's name", name, &['\n', '\r'])?;
    NewProduct::check_name(name)?;
    Ok(name)
}

fn key(key: String) -> Result<String> {
    check_key(&key)?;
    NewProduct::check_slug(&key)?;
    Ok(key)
}

fn description(text: &str) -> Result<String> {
    NewProduct::check_description(text.trim())?;
    Ok(text.trim().to_owned())
}

/// The tags, each once.
fn tags(tags: &[String]) -> Result<Vec<String>> {
    let mut tags: Vec<String> = tags.iter().filter_map(|tag| told(tag)).collect();
    tags.iter().try_for_each(|tag| whole("a tag", tag, &[',', ';', '|', '\n', '\r']))?;
    tags.sort();
    tags.dedup();
    NewProduct::check_tags(&tags)?;
    Ok(tags)
}

/// The person whom the entry names, one whom a list of products names again.
fn owner(entry: &ProductEntry) -> Result<Option<NewPerson>, (&'static str, Error)> {
    let wrong = |field, why| Err((field, Error::Invalid(why)));
    let (mail, named) = (entry.owner_mail.as_deref().and_then(told), entry.owner.as_deref().and_then(told));
    // Without a name the address is one, and its faults are those of the address.
    let field = if named.is_some() { "owner" } else { "mail" };
    let Some(name) = named.or_else(|| mail.clone()) else { return Ok(None) };
    // Who is called by an address alone is the person of that address.
    let mail = mail.or_else(|| Some(name.clone()).filter(|name| is_mail(name)));
    if is_nobody(&name) {
        return wrong(field, format!("the owner `{name}` is no person; leave it empty"));
    }
    if let Some(mail) = mail.as_deref().filter(|mail| !is_mail(mail)) {
        return wrong("mail", format!("`{mail}` is no mail address; write it as name@example.org"));
    }
    if !is_one_person(&name, mail.as_deref().unwrap_or_default()) {
        let why = format!(
            "the owner `{}` is not the name of one person: a name begins with no `=` or `+` and has no `;`, `|`, `<`, `@`, ` / ` \
             or line break",
            name.replace(['\r', '\n'], " ")
        );
        return wrong(field, why);
    }
    let nameless = NewPerson { mail: None, name };
    nameless.check().map_err(|error| (field, error.into()))?;
    let person = NewPerson { mail, ..nameless };
    person.check().map_err(|error| ("mail", error.into()))?;
    Ok(Some(person))
}

/// The way to the unit, outermost first.
fn unit(way: &[String]) -> Result<Vec<String>> {
    let way: Vec<String> = way.iter().filter_map(|name| told(name)).collect();
    way.iter().try_for_each(|name| whole("the name of a unit", name, &['/', '>', '\\', '\n', '\r']))?;
    NewUnit::check_way(&way)?;
    Ok(way)
}

/// Refuses what lists and forms would read as several.
fn whole(what: &str, text: &str, separators: &[char]) -> Result<()> {
    match text.chars().find(|c| separators.contains(c)) {
        None => Ok(()),
        Some('\n' | '\r') => {
            Err(Error::Invalid(format!("{what} is one line: `{}`", text.replace(['\r', '\n'], " "))))
        }
        Some(c) => {
            Err(Error::Invalid(format!("{what} has no `{c}`, which stands between several: `{text}`")))
        }
    }
}

/// A text that says something.
fn told(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests;
