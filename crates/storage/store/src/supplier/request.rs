//! Requests for SBOMs: asked, answered, declined or overdue.

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::page::{self, Page, PageRequest, limit_value};
use crate::people::{Named, key, opt_key};
use crate::sql::{Columns, Row, Sql, ms, opt_ms};
use crate::text::check_text;
use crate::words::{read, words};
use crate::{Result, Store, StoreError};

words! {
    /// What became of a request.
    RequestState {
        /// No answer yet.
        Open = "open",
        /// An SBOM came.
        Received = "received",
        /// The supplier will not give one.
        Declined = "declined",
    }
}

words! {
    /// The state of a request as it looks today.
    RequestStatus {
        /// No answer yet, and still time.
        Open = "open",
        /// No answer and past its due date.
        Overdue = "overdue",
        /// An SBOM came.
        Received = "received",
        /// The supplier will not give one.
        Declined = "declined",
    }
}

/// A request for an SBOM.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewRequest {
    /// The product that contains what is supplied.
    pub product: Option<Uuid>,
    /// The release.
    pub release: Option<Uuid>,
    /// The component that is supplied.
    pub component: Option<Uuid>,
    /// Until when an answer is due.
    pub due_at: Option<Timestamp>,
    /// What was asked.
    pub note: String,
}

/// A request as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SupplierRequest {
    /// The public id.
    pub uid: Uuid,
    /// Who was asked.
    pub supplier: Named,
    /// For which product.
    pub product: Option<Named>,
    /// For which release.
    pub release: Option<Uuid>,
    /// For which component.
    pub component: Option<Uuid>,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// Until when an answer is due.
    pub due_at: Option<Timestamp>,
    /// Its state today.
    pub status: RequestStatus,
    /// The SBOM that answered it.
    pub sbom: Option<Uuid>,
    /// When it was answered or declined.
    pub answered_at: Option<Timestamp>,
    /// What was asked and answered.
    pub note: String,
}

/// Which requests a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestFilter {
    /// The state as it looks today.
    pub status: Option<RequestStatus>,
    /// Who was asked.
    pub supplier: Option<Uuid>,
}

/// How many of the suppliers that were asked have answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SupplierAnswers {
    /// Suppliers that were asked at least once.
    pub asked: u64,
    /// Of them, suppliers that sent at least one SBOM that was asked for.
    pub answered: u64,
}

impl Store {
    /// Asks a supplier for an SBOM. Where the same request is open already, it is that one: a form that is sent twice asks once.
    ///
    /// # Errors
    /// When the supplier or what it is about does not exist; [`StoreError::Invalid`] for a note that is too long.
    pub async fn ask_supplier(&self, supplier: Uuid, new: &NewRequest) -> Result<Uuid> {
        check_text("a note", &new.note)?;
        let tx = self.begin().await?;
        let supplier = key(&*tx, "supplier", "supplier", supplier).await?;
        // Of two who ask the same at one moment the second waits, and finds what the first asked.
        let lock = format!("select id from supplier where id = $1{}", tx.for_update());
        Sql::with(&lock, [supplier.into()]).one(&*tx).await?;
        let product = opt_key(&*tx, "product", "product", new.product).await?;
        tx.permit_either(product, "requests").await?;
        let release = opt_key(&*tx, "release", "release", new.release).await?;
        let component = opt_key(&*tx, "component", "component", new.component).await?;
        let asked = [
            supplier.into(),
            product.into(),
            release.into(),
            component.into(),
            opt_ms(new.due_at),
            new.note.clone().into(),
        ];
        let same = Sql::with(
            "select uid from supplier_request where state = 'open' and supplier_id = $1 and product_id is not distinct from $2 \
             and release_id is not distinct from $3 and component_id is not distinct from $4 \
             and due_at is not distinct from $5 and note = $6 order by id limit 1",
            asked.clone(),
        );
        if let Some(row) = same.one(&*tx).await? {
            return row.get("uid");
        }
        let uid = Uuid::now_v7();
        let made = [uid.into(), ms(Timestamp::now())];
        Sql::with(
            "insert into supplier_request (supplier_id, product_id, release_id, component_id, due_at, note, uid, asked_at, state) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, 'open')",
            asked.into_iter().chain(made),
        )
        .run(&*tx)
        .await?;
        tx.commit().await?;
        Ok(uid)
    }

    /// A request.
    ///
    /// # Errors
    /// When there is no such request.
    pub async fn supplier_request(&self, uid: Uuid, now: Timestamp) -> Result<SupplierRequest> {
        let mut sql = Sql::new(SELECT);
        sql.push(" where q.uid = ").bind(uid);
        let row =
            sql.one(self.reader()).await?.ok_or_else(|| StoreError::missing("supplier request", uid))?;
        one(&row, now)
    }

    /// Requests, last asked first.
    ///
    /// # Errors
    /// When the cursor belongs to another list.
    pub async fn list_requests(
        &self,
        filter: &RequestFilter,
        now: Timestamp,
        request: &PageRequest,
    ) -> Result<Page<SupplierRequest>> {
        let mut condition = Sql::new(" where 1 = 1");
        match filter.status {
            Some(RequestStatus::Open) => condition
                .push(" and q.state = 'open' and (q.due_at is null or q.due_at >= ")
                .bind(ms(now))
                .push(")"),
            Some(RequestStatus::Overdue) => {
                condition.push(" and q.state = 'open' and q.due_at < ").bind(ms(now))
            }
            Some(status) => condition.push(" and q.state = ").bind(status),
            None => &mut condition,
        };
        if let Some(supplier) = filter.supplier {
            condition
                .push(" and q.supplier_id = (select id from supplier where uid = ")
                .bind(supplier)
                .push(")");
        }
        let mut counting = Sql::new("from supplier_request q");
        counting.append(&condition);
        let total = page::count(self.reader(), &counting).await?;
        let mut sql = Sql::new(SELECT);
        sql.append(&condition);
        if let Some(id) = request.keys::<i64>("requests")? {
            sql.push(" and q.id < ").bind(id);
        }
        sql.push(" order by q.id desc limit ").bind(limit_value(request.limit() + 1));
        let rows = sql.all(self.reader()).await?;
        let keyed =
            rows.iter().map(|row| Ok((row.get::<i64>("id")?, one(row, now)?))).collect::<Result<_>>()?;
        Page::of(keyed, request.limit(), "requests", total)
    }

    /// The share of suppliers that answered.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn supplier_answers(&self) -> Result<SupplierAnswers> {
        let sql = "select count(distinct supplier_id) as asked, \
                   count(distinct case when state = 'received' then supplier_id end) as answered from supplier_request";
        let row = Sql::new(sql).one(self.reader()).await?;
        row.map_or(Ok(SupplierAnswers { asked: 0, answered: 0 }), |row| {
            Ok(SupplierAnswers { asked: row.count("asked")?, answered: row.count("answered")? })
        })
    }
}

/// A request with what it is about; a `where` follows.
const SELECT: &str = "select q.id, q.uid, s.uid as supplier_uid, s.name as supplier_name, p.uid as product_uid, \
     p.name as product_name, r.uid as release_uid, c.uid as component_uid, q.asked_at, q.due_at, q.state, b.uid as sbom_uid, \
     q.answered_at, q.note from supplier_request q join supplier s on s.id = q.supplier_id \
     left join product p on p.id = q.product_id left join release r on r.id = q.release_id \
     left join component c on c.id = q.component_id left join sbom b on b.id = q.sbom_id";

fn one(row: &Row, now: Timestamp) -> Result<SupplierRequest> {
    let due_at = row.opt_time("due_at")?;
    let product = match row.get::<Option<Uuid>>("product_uid")? {
        Some(uid) => Some(Named { uid, name: row.get("product_name")? }),
        None => None,
    };
    Ok(SupplierRequest {
        uid: row.get("uid")?,
        supplier: Named { uid: row.get("supplier_uid")?, name: row.get("supplier_name")? },
        product,
        release: row.get("release_uid")?,
        component: row.get("component_uid")?,
        asked_at: row.time("asked_at")?,
        due_at,
        status: match read(row, "state")? {
            RequestState::Received => RequestStatus::Received,
            RequestState::Declined => RequestStatus::Declined,
            RequestState::Open if due_at.is_some_and(|due| due < now) => RequestStatus::Overdue,
            RequestState::Open => RequestStatus::Open,
        },
        sbom: row.get("sbom_uid")?,
        answered_at: row.opt_time("answered_at")?,
        note: row.get("note")?,
    })
}
