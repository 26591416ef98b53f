//! What somebody sees of the inventory, and what of it they may change.
//!
//! A store that is handed to a visitor is narrowed to products ([`Store::seen_by`]). Every statement that it reads with is given
//! views of the tables in the place of the tables themselves, by a `with` in front of it: rows of other products are not there, and figures are
//! made of the rows that are. It happens where statements are run, so no question, count or export can be written that forgets it.
//! What changes something asks in its transaction ([`Tx::permit`](crate::writer::Tx::permit)).

use std::collections::BTreeSet;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, Statement};
use uuid::Uuid;

use crate::component::VERSIONS;
use crate::rank::EXACT;
use crate::sql::{Columns, Row, Sql};
use crate::unit_path::DEEPEST;
use crate::writer::Tx;
use crate::{Result, Store, StoreError};

/// Products that somebody reaches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// All there are, and what belongs to none.
    Everything,
    /// Those of some units, and some by themselves.
    Places(Arc<Places>),
    /// None.
    #[default]
    Nothing,
}

/// The places that a reach is made of, by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Units, each with all below it.
    units: Vec<i64>,
    products: Vec<i64>,
}

impl Reach {
    /// Whether it is all there is, which the whole organization's own things need.
    pub fn is_everything(&self) -> bool {
        *self == Self::Everything
    }

    /// Whether there is nothing in it.
    pub fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }

    /// The condition that a product is in it. Keys are numbers of our own, so they stand in the text: statements are numbered without them.
    fn holds(&self, table: &str) -> String {
        let Self::Places(places) = self else {
            return if self.is_everything() { "1 = 1" } else { "1 = 0" }.to_owned();
        };
        let list = |column: &str, keys: &[i64]| {
            let keys: Vec<String> = keys.iter().map(i64::to_string).collect();
            format!("{table}.{column} in ({})", keys.join(", "))
        };
        match (places.units.as_slice(), places.products.as_slice()) {
            ([], []) => "1 = 0".to_owned(),
            (units, []) => list("unit_id", units),
            ([], products) => list("id", products),
            (units, products) => format!("({} or {})", list("unit_id", units), list("id", products)),
        }
    }
}

/// What a narrowed store sees and may change.
#[derive(Debug)]
pub(crate) struct Sight {
    reads: Reach,
    writes: Reach,
    /// The schema that holds the tables themselves, behind the views.
    schema: String,
}

impl Store {
    /// The products of some units with all below them, and some products by themselves; what does not exist any more is left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reach(&self, units: &[Uuid], products: &[Uuid]) -> Result<Reach> {
        let mut places = Places::default();
        if !units.is_empty() {
            let mut sql = Sql::new("with recursive below (id) as (select id from org_unit where uid in ");
            sql.bind_list(units.iter().map(|unit| (*unit).into()));
            sql.push(" union select u.id from org_unit u join below b on b.id = u.parent_id) select id from below order by id");
            let rows = sql.all(self.connection()).await?;
            places.units = rows.iter().map(|row| row.get("id")).collect::<Result<_>>()?;
        }
        if !products.is_empty() {
            let mut sql = Sql::new("select id from product where uid in ");
            sql.bind_list(products.iter().map(|product| (*product).into())).push(" order by id");
            let rows = sql.all(self.connection()).await?;
            places.products = rows.iter().map(|row| row.get("id")).collect::<Result<_>>()?;
        }
        let nothing = places == Places::default();
        Ok(if nothing { Reach::Nothing } else { Reach::Places(Arc::new(places)) })
    }

    /// Whether what belongs to the whole organization may be changed through this store.
    pub fn changes_organization(&self) -> bool {
        self.reader().sight().is_none_or(|sight| sight.writes.is_everything())
    }

    /// The same store as somebody sees it who may read and change no other products than these.
    #[must_use]
    pub fn seen_by(&self, reads: &Reach, writes: &Reach) -> Self {
        let schema = self.schema().to_owned();
        let sight = Sight { reads: reads.clone(), writes: writes.clone(), schema };
        let whole = reads.is_everything() && writes.is_everything();
        self.narrowed_to((!whole).then(|| Arc::new(sight)))
    }
}

/// Connections for reading, through the views of a sight where there is one.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    connection: DatabaseConnection,
    sight: Option<Arc<Sight>>,
    /// Tables that are no views here.
    open: &'static [&'static str],
}

impl Reader {
    pub(crate) fn new(connection: DatabaseConnection, sight: Option<Arc<Sight>>) -> Self {
        Self { connection, sight, open: &[] }
    }

    /// The same for reading what components are called whose keys stand in a graph that is seen: the roots of a graph are used by nothing,
    /// and so in no view.
    pub(crate) fn naming_components(&self) -> Self {
        Self { open: &["component", "package"], ..self.clone() }
    }

    /// The connections, without any views.
    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// What is seen and may be changed; `None` for all.
    pub(crate) fn sight(&self) -> Option<&Arc<Sight>> {
        self.sight.as_ref()
    }

    /// Whether tables are views: these have no indexes, and no figures that are kept.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.sight.as_ref().is_some_and(|sight| !sight.reads.is_everything())
    }

    fn seen(&self, statement: Statement) -> Statement {
        match &self.sight {
            Some(sight) if !sight.reads.is_everything() => sight.narrow(statement, self.open),
            _ => statement,
        }
    }
}

impl Tx {
    /// Refuses to change a product that is not in reach. One that is not even seen is none.
    pub(crate) async fn permit(&self, product: i64) -> Result<()> {
        let Some(sight) = self.sight() else { return Ok(()) };
        let writes = format!("{} as writes, {} as reads", sight.writes.holds("p"), sight.reads.holds("p"));
        let sql = format!("select p.uid, p.slug, {writes} from product p where p.id = $1");
        let row = Sql::with(&sql, [product.into()]).one(&**self).await?;
        let row = row.ok_or_else(|| StoreError::missing("product", product))?;
        if row.get("writes")? {
            return Ok(());
        }
        if row.get("reads")? {
            let slug: String = row.get("slug")?;
            return Err(StoreError::Forbidden(format!("the product `{slug}`")));
        }
        Err(StoreError::missing("product", row.get::<Uuid>("uid")?))
    }

    /// Refuses to change several products unless all are in reach.
    pub(crate) async fn permit_all(&self, products: impl IntoIterator<Item = i64>) -> Result<()> {
        if self.sight().is_none() {
            return Ok(());
        }
        let products: BTreeSet<i64> = products.into_iter().collect();
        for product in products {
            self.permit(product).await?;
        }
        Ok(())
    }

    /// Refuses to change what belongs to a product that is not in reach, or to none where that is not.
    pub(crate) async fn permit_either(&self, product: Option<i64>, what: &str) -> Result<()> {
        match product {
            Some(product) => self.permit(product).await,
            None => self.permit_organization(what),
        }
    }

    /// Refuses to put something into a unit that is not in reach; what is in none belongs to the whole organization.
    pub(crate) async fn permit_unit(&self, unit: Option<i64>) -> Result<()> {
        let Some(sight) = self.sight() else { return Ok(()) };
        let within = match (&sight.writes, unit) {
            (Reach::Everything, _) => true,
            // It may have been added a moment ago: the units above it tell.
            (Reach::Places(places), Some(unit)) => {
                above(&**self, unit).await?.iter().any(|one| places.units.binary_search(one).is_ok())
            }
            _ => false,
        };
        if within { Ok(()) } else { Err(StoreError::Forbidden("this part of the organization".to_owned())) }
    }

    /// Refuses to change what belongs to the whole organization, named by `what`, unless that is in reach.
    pub(crate) fn permit_organization(&self, what: &str) -> Result<()> {
        match self.sight() {
            Some(sight) if !sight.writes.is_everything() => {
                Err(StoreError::Forbidden(format!("{what} of the whole organization")))
            }
            _ => Ok(()),
        }
    }
}

/// A unit and those above it, as far as any way is followed.
async fn above(at: &impl ConnectionTrait, unit: i64) -> Result<Vec<i64>> {
    let sql = format!(
        "with recursive up (id, depth) as (select id, 1 from org_unit where id = $1 union all select u.parent_id, up.depth + 1 \
         from up join org_unit u on u.id = up.id where u.parent_id is not null and up.depth < {DEEPEST}) select id from up"
    );
    Sql::with(&sql, [unit.into()]).all(at).await?.iter().map(|row| row.get("id")).collect()
}

#[async_trait::async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.connection.execute_raw(self.seen(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.connection.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<Row>, DbErr> {
        self.connection.query_one_raw(self.seen(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<Row>, DbErr> {
        self.connection.query_all_raw(self.seen(statement)).await
    }
}

/// A table as somebody sees it; `{s}` stands for the schema of the tables themselves, and `seen` for the keys of the products in reach.
struct View {
    table: &'static str,
    rows: &'static str,
}

const fn view(table: &'static str, rows: &'static str) -> View {
    View { table, rows }
}

/// The tables that tell of products, those before others that these stand on. What is not here is the same for everybody: names of
/// units and persons, suppliers, license texts of components that are seen.
const VIEWS: &[View] = &[
    view(
        "product_part",
        "select t.* from {s}product_part t where t.parent_id in (select id from seen) and t.child_id in (select id from seen)",
    ),
    view("product_tag", "select t.* from {s}product_tag t where t.product_id in (select id from seen)"),
    view(
        "product_repository",
        "select t.* from {s}product_repository t where t.product_id in (select id from seen)",
    ),
    view(
        "repository",
        "select t.* from {s}repository t where exists (select 1 from {s}product_repository o where o.repository_id = t.id \
         and o.product_id in (select id from seen))",
    ),
    view("product_rollup", "select t.* from {s}product_rollup t where t.product_id in (select id from seen)"),
    view("release", "select t.* from {s}release t where t.product_id in (select id from seen)"),
    view(
        "release_rollup",
        "select t.* from {s}release_rollup t where exists (select 1 from {s}release r where r.id = t.release_id \
         and r.product_id in (select id from seen))",
    ),
    view(
        "sbom",
        "select t.* from {s}sbom t where exists (select 1 from {s}release r where r.id = t.release_id \
         and r.product_id in (select id from seen))",
    ),
    view(
        "sbom_graph",
        "select t.* from {s}sbom_graph t where exists (select 1 from {s}sbom b join {s}release r on r.id = b.release_id \
         where b.id = t.sbom_id and r.product_id in (select id from seen))",
    ),
    view(
        "sbom_detail",
        "select t.* from {s}sbom_detail t where exists (select 1 from {s}sbom b join {s}release r on r.id = b.release_id \
         where b.id = t.sbom_id and r.product_id in (select id from seen))",
    ),
    view(
        "sbom_license",
        "select t.* from {s}sbom_license t where exists (select 1 from {s}sbom b join {s}release r on r.id = b.release_id \
         where b.id = t.sbom_id and r.product_id in (select id from seen))",
    ),
    view(
        "document",
        "select t.* from {s}document t where exists (select 1 from {s}sbom b join {s}release r on r.id = b.release_id \
         where b.document_id = t.id and r.product_id in (select id from seen))",
    ),
    view(
        "supplier_request",
        "select t.* from {s}supplier_request t where t.product_id in (select id from seen)",
    ),
    view("work", "select t.* from {s}work t where t.product_id in (select id from seen)"),
    view(
        "work_step",
        "select t.* from {s}work_step t where exists (select 1 from {s}work w where w.id = t.work_id \
         and w.product_id in (select id from seen))",
    ),
    view("where_used", "select t.* from {s}where_used t where t.product_id in (select id from seen)"),
    view("release_use", "select t.* from {s}release_use t where t.product_id in (select id from seen)"),
    view("product_use", "select t.* from {s}product_use t where t.product_id in (select id from seen)"),
    view(
        "component",
        "select t.* from {s}component t where exists (select 1 from {s}where_used w where w.component_id = t.id \
         and w.product_id in (select id from seen))",
    ),
    view(
        "component_hash",
        "select t.* from {s}component_hash t where exists (select 1 from {s}where_used w where w.component_id = t.component_id \
         and w.product_id in (select id from seen))",
    ),
    view(
        "package",
        "select t.* from {s}package t where exists (select 1 from {s}component c join {s}where_used w on w.component_id = c.id \
         where c.package_id = t.id and w.product_id in (select id from seen))",
    ),
    view(
        "package_upstream",
        "select t.* from {s}package_upstream t where exists (select 1 from {s}component c join {s}where_used w on w.component_id = c.id \
         where c.package_id = t.package_id and w.product_id in (select id from seen))",
    ),
    // How many components a statement is made about is a figure of the whole organization.
    view(
        "license_text",
        "select t.id, t.identity, t.text, t.search, cast(0 as bigint) as components from {s}license_text t",
    ),
    view(
        "component_rollup",
        "select c.id as component_id, c.package_id, c.kind, c.search, u.releases, u.products, u.direct, {rank:u.releases} as rank, \
         true as used, exists (select 1 from {s}component_license l where l.component_id = c.id) as licensed, c.internal, u.transitive, \
         cast(case when u.direct > 0 then 1 when u.transitive > 0 then 2 else 0 end as smallint) as directness from (select pu.component_id, \
         cast(sum(pu.releases) as bigint) as releases, count(*) as products, cast(sum(pu.direct) as bigint) as direct, \
         cast(sum(pu.transitive) as bigint) as transitive from {s}product_use pu where pu.product_id in (select id from seen) \
         group by pu.component_id) u join {s}component c on c.id = u.component_id",
    ),
    view(
        "package_rollup",
        "select p.id as package_id, p.kind, p.search, u.uses, u.versions, u.direct, u.products, {rank:u.uses} as rank, true as used, \
         u.versions > 1 as several, u.transitive, cast(case when u.direct > 0 then 1 when u.transitive > 0 then 2 else 0 end as smallint) \
         as directness from (select pu.package_id, cast(sum(pu.releases) as bigint) as uses, {versions} as versions, \
         cast(sum(pu.direct) as bigint) as direct, count(distinct pu.product_id) as products, \
         cast(sum(pu.transitive) as bigint) as transitive from {s}product_use pu join {s}component c on c.id = pu.component_id \
         where pu.product_id in (select id from seen) group by pu.package_id) u join {s}package p on p.id = u.package_id",
    ),
    view(
        "figure_total",
        "select (select count(*) from component_rollup) as components, (select count(*) from package_rollup) as packages",
    ),
];

impl Sight {
    /// The statement with the views of the tables that it names in front of it.
    fn narrow(&self, mut statement: Statement, open: &[&str]) -> Statement {
        let mut views = Vec::new();
        let mut named = statement.sql.clone();
        for view in VIEWS.iter().rev().filter(|view| !open.contains(&view.table)) {
            if names(&named, view.table) {
                named.push(' ');
                named.push_str(view.rows);
                views.push(view);
            }
        }
        let schema = format!("{}.", self.schema);
        let mut head =
            format!("seen (id) as (select t.id from {schema}product t where {})", self.reads.holds("t"));
        if names(&statement.sql, "product") {
            head.push_str(&format!(
                ", product as not materialized (select t.* from {schema}product t where {})",
                self.reads.holds("t")
            ));
        }
        for view in views.into_iter().rev() {
            let rows = view.rows.replace("{s}", &schema).replace("{versions}", VERSIONS);
            let rows = rows
                .replace("{rank:u.releases}", &step("u.releases"))
                .replace("{rank:u.uses}", &step("u.uses"));
            // Filters are planned with the question; sums are made once.
            let kind = if rows.contains(" group by ") { "" } else { "not materialized " };
            head.push_str(&format!(", {} as {kind}({rows})", view.table));
        }
        statement.sql = match statement.sql.strip_prefix("with recursive ") {
            Some(rest) => format!("with recursive {head}, {rest}"),
            None => match statement.sql.strip_prefix("with ") {
                Some(rest) => format!("with {head}, {rest}"),
                None => format!("with {head} {}", statement.sql),
            },
        };
        statement
    }
}

/// The rank of a number as the lists in the order of uses need it: small numbers are their own, all others stand above and are sorted
/// by themselves.
fn step(number: &str) -> String {
    format!("case when {number} > {EXACT} then {EXACT} + 1 else {number} end")
}

/// Whether a statement names a table, without the schema that says that the table itself is meant.
fn names(text: &str, table: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(table).any(|(at, _)| {
        !text[..at].ends_with(|c: char| word(c) || c == '.' || c == '}')
            && !text[at + table.len()..].starts_with(word)
    })
}
