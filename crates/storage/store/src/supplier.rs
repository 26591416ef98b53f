//! Suppliers and what is asked of them.

mod answer;
mod request;

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

pub use answer::Answer;
pub(crate) use answer::answers;
pub use request::{NewRequest, RequestFilter, RequestState, RequestStatus, SupplierAnswers, SupplierRequest};

use crate::id::public_id;
use crate::page::{self, Page, PageRequest, limit_value};
use crate::product::like;
use crate::sql::{Columns, Sql, ms};
use crate::text::{check_characters, check_text};
use crate::{Result, Store, StoreError};

/// Who delivers software to the organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Supplier {
    /// The public id.
    pub uid: Uuid,
    /// The name.
    pub name: String,
    /// Whom to write to.
    pub contact: Option<String>,
    /// Anything else.
    pub note: Option<String>,
    /// SBOMs received from it.
    pub sboms: u64,
    /// Requests that wait for an answer.
    pub open_requests: u64,
}

/// The longest contact, in characters.
const LONGEST_CONTACT: usize = 500;

impl Supplier {
    /// Refuses what is no name of a supplier.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for an empty name and one of more than 300 bytes.
    pub fn check_name(name: &str) -> Result<()> {
        if name.trim().is_empty() || name.trim().len() > 300 {
            return Err(StoreError::Invalid("a supplier needs a name of at most 300 bytes".into()));
        }
        Ok(())
    }

    /// Refuses a contact or a note that is too long.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for a contact of more than 500 characters and a note of more than 10,000.
    pub fn check(contact: Option<&str>, note: Option<&str>) -> Result<()> {
        Self::check_contact(contact.unwrap_or_default())?;
        Self::check_note(note.unwrap_or_default())
    }

    /// Refuses a contact that is too long.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for one of more than 500 characters.
    pub fn check_contact(contact: &str) -> Result<()> {
        check_characters("a contact", contact, LONGEST_CONTACT)
    }

    /// Refuses a note, of a supplier or of what it is asked, that is too long.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for one of more than 10,000 characters.
    pub fn check_note(note: &str) -> Result<()> {
        check_text("a note", note)
    }
}

impl Store {
    /// The supplier with this id or of this name (letter case aside); a name that is missing is added, an id never.
    ///
    /// # Errors
    /// When no supplier has the id, the name is empty or longer than 300 bytes, or the contact does not pass [`Supplier::check`].
    pub async fn ensure_supplier(&self, name: &str, contact: Option<&str>) -> Result<Uuid> {
        let name = name.trim();
        if let Some(uid) = public_id(name) {
            return Ok(self.supplier(uid).await?.uid);
        }
        Supplier::check_name(name)?;
        Supplier::check(contact, None)?;
        let search = name.to_lowercase();
        let tx = self.begin().await?;
        Sql::with(
            "insert into supplier (uid, name, search, contact, created_at) values ($1, $2, $3, $4, $5) \
             on conflict (search) do nothing",
            [
                Uuid::now_v7().into(),
                name.into(),
                search.clone().into(),
                contact.map(str::to_owned).into(),
                ms(Timestamp::now()),
            ],
        )
        .run(&*tx)
        .await?;
        let row = Sql::with("select uid from supplier where search = $1", [search.into()])
            .one(&*tx)
            .await?
            .ok_or_else(|| StoreError::missing("supplier", name))?;
        tx.commit().await?;
        row.get("uid")
    }

    /// The supplier of this name, letter case aside.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_supplier(&self, name: &str) -> Result<Option<Uuid>> {
        let row =
            Sql::with("select uid from supplier where search = $1", [name.trim().to_lowercase().into()])
                .one(self.reader())
                .await?;
        row.map(|row| row.get("uid")).transpose()
    }

    /// Replaces contact and note of a supplier.
    ///
    /// # Errors
    /// When there is no such supplier, or what is told does not pass [`Supplier::check`].
    pub async fn update_supplier(&self, uid: Uuid, contact: Option<&str>, note: Option<&str>) -> Result<()> {
        Supplier::check(contact, note)?;
        let values = [uid.into(), contact.map(str::to_owned).into(), note.map(str::to_owned).into()];
        let tx = self.begin().await?;
        tx.permit_organization("suppliers")?;
        let sql = Sql::with("update supplier set contact = $2, note = $3 where uid = $1", values);
        if sql.run(&*tx).await? == 0 {
            return Err(StoreError::missing("supplier", uid));
        }
        tx.commit().await
    }

    /// A supplier.
    ///
    /// # Errors
    /// When there is no such supplier.
    pub async fn supplier(&self, uid: Uuid) -> Result<Supplier> {
        let mut sql = Sql::new(SELECT);
        sql.push(" where s.uid = ").bind(uid);
        let row = sql.one(self.reader()).await?.ok_or_else(|| StoreError::missing("supplier", uid))?;
        supplier(&row)
    }

    /// Suppliers by name, all or those whose name has each word of a text in it.
    ///
    /// # Errors
    /// When the cursor belongs to another list.
    pub async fn list_suppliers(&self, text: Option<&str>, request: &PageRequest) -> Result<Page<Supplier>> {
        let mut condition = Sql::new(" where 1 = 1");
        for word in text.unwrap_or_default().split_whitespace() {
            condition.push(" and s.search like ").bind(like(word)).push(" escape '\\'");
        }
        let mut counting = Sql::new("from supplier s");
        counting.append(&condition);
        let total = page::count(self.reader(), &counting).await?;
        let mut sql = Sql::new(SELECT);
        sql.append(&condition);
        if let Some(search) = request.keys::<String>("suppliers")? {
            sql.push(" and s.search > ").bind(search);
        }
        sql.push(" order by s.search limit ").bind(limit_value(request.limit() + 1));
        let rows = sql.all(self.reader()).await?;
        let keyed = rows
            .iter()
            .map(|row| Ok((row.get::<String>("search")?, supplier(row)?)))
            .collect::<Result<_>>()?;
        Page::of(keyed, request.limit(), "suppliers", total)
    }
}

/// A supplier with its counts; a `where` follows.
const SELECT: &str = "select s.uid, s.name, s.search, s.contact, s.note, \
     (select count(*) from sbom b where b.supplier_id = s.id) as sboms, \
     (select count(*) from supplier_request q where q.supplier_id = s.id and q.state = 'open') as open_requests \
     from supplier s";

fn supplier(row: &crate::sql::Row) -> Result<Supplier> {
    Ok(Supplier {
        uid: row.get("uid")?,
        name: row.get("name")?,
        contact: row.get("contact")?,
        note: row.get("note")?,
        sboms: row.count("sboms")?,
        open_requests: row.count("open_requests")?,
    })
}
