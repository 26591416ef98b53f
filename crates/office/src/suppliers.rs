//! Suppliers: who delivers software, and the SBOMs that are asked of them.

use jiff::Timestamp;
use mainstay_store::{Answer, NewRequest, Supplier};
use uuid::Uuid;

use crate::{Error, Office, Result};

/// A request for an SBOM, in the words of who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask<'a> {
    /// The supplier's name or id; a name that is not known is added.
    pub supplier: &'a str,
    /// The product that contains what is supplied, by key or id.
    pub product: Option<&'a str>,
    /// Until when an answer is due.
    pub due_at: Option<Timestamp>,
    /// What is asked.
    pub note: &'a str,
}

impl Office {
    /// Adds a supplier, or finds the one of this name or id. What is told of it replaces what was known.
    ///
    /// # Errors
    /// When the name is empty, something is too long, or no supplier has the id.
    pub async fn add_supplier(&self, name: &str, contact: Option<&str>, note: Option<&str>) -> Result<Uuid> {
        Supplier::check(contact, note)?;
        // Nothing of what is refused stays.
        if (contact.is_some() || note.is_some()) && !self.store.changes_organization() {
            return Err(Error::Forbidden(
                "suppliers belong to the whole organization: you may name one, and not describe it"
                    .to_owned(),
            ));
        }
        let uid = self.store.ensure_supplier(name, contact).await?;
        if contact.is_some() || note.is_some() {
            let known = self.store.supplier(uid).await?;
            let contact = contact.or(known.contact.as_deref());
            self.store.update_supplier(uid, contact, note.or(known.note.as_deref())).await?;
        }
        Ok(uid)
    }

    /// Asks a supplier for an SBOM. Where the same request is open already, it is that one.
    ///
    /// # Errors
    /// When the supplier has no name, the note is too long, or there is no such supplier or product.
    pub async fn ask_supplier(&self, ask: &Ask<'_>) -> Result<Uuid> {
        let product = match ask.product.map(str::trim).filter(|product| !product.is_empty()) {
            Some(product) => Some(self.store.product(product).await?.uid),
            None => None,
        };
        // Nothing of a request that is refused stays, the supplier neither.
        Supplier::check(None, Some(ask.note))?;
        if product.is_none() && !self.store.changes_organization() {
            return Err(Error::Forbidden(
                "a request for no product belongs to the whole organization: name a product".to_owned(),
            ));
        }
        let supplier = self.add_supplier(ask.supplier, None, None).await?;
        let new =
            NewRequest { product, due_at: ask.due_at, note: ask.note.to_owned(), ..NewRequest::default() };
        Ok(self.store.ask_supplier(supplier, &new).await?)
    }

    /// Notes by hand what came of a request. An SBOM that arrives with its supplier's name answers by itself.
    ///
    /// # Errors
    /// As [`mainstay_store::Store::answer_request`].
    pub async fn answer_request(&self, request: Uuid, answer: Answer, note: &str) -> Result<()> {
        Ok(self.store.answer_request(request, answer, note).await?)
    }
}
