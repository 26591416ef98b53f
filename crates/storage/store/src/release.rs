//! Releases of products: a version in a variant, with its support period and its current SBOMs.

mod figures;
pub(crate) mod order;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sea_orm::{ConnectionTrait, DbBackend};
use serde::Serialize;
use uuid::Uuid;

pub use figures::ReleaseFigures;
pub(crate) use figures::figures;

use crate::inventory::newest_release;
use crate::names::contains;
use crate::page::{self, Page, PageRequest, limit_value};
use crate::people::key;
use crate::sql::{Columns, Row, Sql, ms, opt_ms};
use crate::text::check_length;
use crate::writer::Tx;
use crate::{Result, Store, StoreError};

/// What is told of a release when it is made. Space around version and variant is no part of them, whoever told them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewRelease {
    /// The version, as the organization writes it.
    pub version: String,
    /// Platform, edition or another difference between builds of one version; empty for none.
    pub variant: String,
    /// When it was released.
    pub released_at: Option<Timestamp>,
    /// Until when it is supported.
    pub support_until: Option<Timestamp>,
    /// Whether it runs or is in users' hands now.
    pub deployed: bool,
}

impl NewRelease {
    /// A release known by its version only.
    pub fn version(version: impl Into<String>) -> Self {
        Self { version: version.into(), ..Self::default() }
    }

    /// Refuses what does not fit the tables and their indexes.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] without a version, for a version or variant of more than 1,000 bytes, and for support that ends before
    /// the release.
    pub fn check(&self) -> Result<()> {
        check_support(self.released_at, self.support_until)?;
        Self::check_version(&self.version)?;
        Self::check_variant(&self.variant)
    }

    /// Refuses what is no version.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for nothing, and for more than 1,000 bytes.
    pub fn check_version(version: &str) -> Result<()> {
        if version.trim().is_empty() {
            return Err(StoreError::Invalid("a release needs a version".into()));
        }
        check_length("a version", version)
    }

    /// Refuses a variant that does not fit the index.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for one of more than 1,000 bytes.
    pub fn check_variant(variant: &str) -> Result<()> {
        check_length("a variant", variant)
    }

    /// As it is kept: a release `2.0 ` beside `2.0` is a slip that nobody would see.
    fn kept(&self) -> Self {
        let [version, variant] = [&self.version, &self.variant].map(|text| text.trim().to_owned());
        Self { version, variant, ..self.clone() }
    }

    /// Whether its support would end on a day before that of its release (UTC); such a release is refused.
    pub fn ends_before_it_starts(&self) -> bool {
        is_before(self.support_until, self.released_at)
    }
}

/// A release as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Release {
    /// The public id.
    pub uid: Uuid,
    /// The product's public id.
    pub product: Uuid,
    /// The product's key.
    pub product_slug: String,
    /// The product's name.
    pub product_name: String,
    /// The version.
    pub version: String,
    /// The variant; empty for none.
    pub variant: String,
    /// When it was released.
    pub released_at: Option<Timestamp>,
    /// Until when it is supported.
    pub support_until: Option<Timestamp>,
    /// Whether it runs or is in users' hands now.
    pub deployed: bool,
    /// When it was added.
    pub created_at: Timestamp,
    /// What its current SBOMs say together; `None` while it has none: nothing is known then.
    pub figures: Option<ReleaseFigures>,
}

/// Which releases of a product a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReleaseFilter {
    /// Words of which each is part of version or variant (in the list of all products, or of the product's name), letter case aside
    /// for ASCII letters.
    pub text: Option<String>,
    /// Deployed now, or not.
    pub deployed: Option<bool>,
    /// With a current SBOM, or without.
    pub with_sbom: Option<bool>,
}

impl ReleaseFilter {
    fn condition(&self, backend: DbBackend, product: i64) -> Sql {
        let mut sql = Sql::new(" where r.product_id = ");
        sql.bind(product);
        self.narrow(&mut sql, backend, &["lower(r.version)", "lower(r.variant)"]);
        sql
    }

    /// Leaves the releases that fit, their words looked for in these columns.
    pub(crate) fn narrow(&self, sql: &mut Sql, backend: DbBackend, searched: &[&str]) {
        for word in self.text.as_deref().unwrap_or_default().split_whitespace() {
            for (place, column) in searched.iter().enumerate() {
                sql.push(if place == 0 { " and (" } else { " or " });
                sql.append(&contains(backend, column, word));
            }
            sql.push(")");
        }
        match self.deployed {
            Some(true) => sql.push(" and r.deployed"),
            Some(false) => sql.push(" and not r.deployed"),
            None => &mut *sql,
        };
        match self.with_sbom {
            Some(true) => sql.push(" and coalesce(rr.sboms, 0) > 0"),
            Some(false) => sql.push(" and coalesce(rr.sboms, 0) = 0"),
            None => sql,
        };
    }
}

impl Store {
    /// Adds a release.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the product has this version and variant already; [`StoreError::Invalid`] when its support
    /// would end before its release.
    pub async fn create_release(&self, product: Uuid, new: &NewRelease) -> Result<Uuid> {
        let (uid, new) = (Uuid::now_v7(), new.kept());
        if self.insert_release(product, &new, uid).await? {
            return Ok(uid);
        }
        Err(taken_already(&new))
    }

    /// The release of this version and variant, made as told when it is missing. Of what is stored only the day on which it was
    /// released is changed, where one is told.
    ///
    /// # Errors
    /// When there is no such product; [`StoreError::Invalid`] when the support that is stored ended before that day.
    pub async fn ensure_release(&self, product: Uuid, new: &NewRelease) -> Result<Uuid> {
        let new = &new.kept();
        if self.find_release(product, &new.version, &new.variant).await?.is_none()
            && self.insert_release(product, new, Uuid::now_v7()).await?
        {
            return self.known_release(product, new).await;
        }
        let found = self.known_release(product, new).await?;
        if let Some(day) = new.released_at {
            self.release_on(found, day).await?;
        }
        Ok(found)
    }

    async fn known_release(&self, product: Uuid, new: &NewRelease) -> Result<Uuid> {
        let found = self.find_release(product, &new.version, &new.variant).await?;
        found.ok_or_else(|| StoreError::missing("release", &new.version))
    }

    /// Notes the day on which a release was released.
    async fn release_on(&self, uid: Uuid, day: Timestamp) -> Result<()> {
        let tx = self.begin().await?;
        let (id, product) = keys(&*tx, uid).await?;
        locked(&tx, product).await?;
        let before = Told::of(&tx, id).await?;
        if before.day == Some(day.as_millisecond()) {
            return Ok(());
        }
        let supported = Sql::with("select support_until from release where id = $1", [id.into()]);
        if let Some(row) = supported.one(&*tx).await? {
            check_support(Some(day), row.opt_time("support_until")?)?;
        }
        Sql::with("update release set released_at = $2 where id = $1", [id.into(), ms(day)])
            .run(&*tx)
            .await?;
        let now = Told { day: Some(day.as_millisecond()), ..before.clone() };
        reordered(&tx, id, product, &before, &now).await?;
        tx.commit().await
    }

    /// The release of this version and variant, space around them aside.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_release(&self, product: Uuid, version: &str, variant: &str) -> Result<Option<Uuid>> {
        let row = Sql::with(
            "select r.uid from product p join release r on r.product_id = p.id \
             where p.uid = $1 and r.version = $2 and r.variant = $3",
            [product.into(), version.trim().into(), variant.trim().into()],
        )
        .one(self.reader())
        .await?;
        row.map(|row| row.get("uid")).transpose()
    }

    /// A release.
    ///
    /// # Errors
    /// When there is no such release.
    pub async fn release(&self, uid: Uuid) -> Result<Release> {
        of_uid(self.reader(), uid).await
    }

    /// Replaces what is told of a release that `fits`: of several who change one that they read at the same time, one wins.
    ///
    /// # Errors
    /// When there is no such release; [`StoreError::Changed`] for one that does not fit; [`StoreError::Conflict`] when another
    /// release of the product has this version and variant; [`StoreError::Invalid`] when its support would end before its release.
    pub async fn change_release(
        &self,
        uid: Uuid,
        new: &NewRelease,
        fits: impl Fn(&Release) -> bool + Send + Sync,
    ) -> Result<Release> {
        new.check()?;
        let new = new.kept();
        let tx = self.begin().await?;
        let (id, product) = keys(&*tx, uid).await?;
        locked(&tx, product).await?;
        if !fits(&of_uid(&*tx, uid).await?) {
            return Err(StoreError::Changed);
        }
        let before = Told::of(&tx, id).await?;
        let taken = Sql::with(
            "select 1 as hit from release where product_id = $1 and version = $2 and variant = $3 and id <> $4",
            [product.into(), new.version.clone().into(), new.variant.clone().into(), id.into()],
        );
        if taken.one(&*tx).await?.is_some() {
            return Err(taken_already(&new));
        }
        Sql::with(
            "update release set version = $2, variant = $3, released_at = $4, support_until = $5, deployed = $6 \
             where id = $1",
            [
                id.into(),
                new.version.clone().into(),
                new.variant.clone().into(),
                opt_ms(new.released_at),
                opt_ms(new.support_until),
                new.deployed.into(),
            ],
        )
        .run(&*tx)
        .await?;
        let now = Told {
            version: new.version.clone(),
            variant: new.variant.clone(),
            day: new.released_at.map(Timestamp::as_millisecond),
        };
        reordered(&tx, id, product, &before, &now).await?;
        let changed = of_uid(&*tx, uid).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// The releases of a product, newest first: by the day on which they were released, else by version; what is no version
    /// by when its newest SBOM was made, else by when it was added.
    ///
    /// # Errors
    /// When the cursor belongs to another list or there is no such product.
    pub async fn list_releases(&self, product: Uuid, request: &PageRequest) -> Result<Page<Release>> {
        self.list_releases_where(product, &ReleaseFilter::default(), request).await
    }

    /// The releases of a product that a filter leaves, in the same order.
    ///
    /// # Errors
    /// When the cursor belongs to another list or there is no such product.
    pub async fn list_releases_where(
        &self,
        product: Uuid,
        filter: &ReleaseFilter,
        request: &PageRequest,
    ) -> Result<Page<Release>> {
        let product = key(self.reader(), "product", "product", product).await?;
        let condition = filter.condition(self.dialect(), product);
        let mut counting = Sql::new("from release r");
        if filter.with_sbom.is_some() {
            counting.push(" left join release_rollup rr on rr.release_id = r.id");
        }
        let total = page::count(self.reader(), counting.append(&condition)).await?;
        let mut sql = Sql::new(SELECT);
        sql.append(&condition);
        if let Some(id) = request.keys::<i64>("releases")? {
            sql.push(" and (r.order_at, r.order_key, r.id) < (select order_at, order_key, id from release where id = ");
            sql.bind(id).push(")");
        }
        sql.push(&format!(" order by {} limit ", order::NEWEST_FIRST)).bind(limit_value(request.limit() + 1));
        let rows = sql.all(self.reader()).await?;
        let keyed =
            rows.iter().map(|row| Ok((row.get::<i64>("id")?, release(row)?))).collect::<Result<_>>()?;
        Page::of(keyed, request.limit(), "releases", total)
    }

    async fn insert_release(&self, product: Uuid, new: &NewRelease, uid: Uuid) -> Result<bool> {
        new.check()?;
        let tx = self.begin().await?;
        let product = key(&*tx, "product", "product", product).await?;
        locked(&tx, product).await?;
        let now = Timestamp::now();
        let facts =
            order::Facts { version: &new.version, variant: &new.variant, seen_at: now.as_millisecond() };
        let order_at = match new.released_at {
            Some(day) => day.as_millisecond(),
            None => order::place(&*tx, product, &facts).await?,
        };
        let inserted = Sql::with(
            "insert into release (uid, product_id, version, variant, released_at, support_until, deployed, order_at, order_key, \
             created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (product_id, version, variant) do nothing",
            [
                uid.into(),
                product.into(),
                new.version.clone().into(),
                new.variant.clone().into(),
                opt_ms(new.released_at),
                opt_ms(new.support_until),
                new.deployed.into(),
                order_at.into(),
                facts.key().into(),
                ms(now),
            ],
        )
        .run(&*tx)
        .await?;
        if inserted > 0 {
            let count = "update product_rollup set releases = releases + 1 where product_id = $1";
            Sql::with(count, [product.into()]).run(&*tx).await?;
            // The new one itself has no SBOM yet.
            if let Some(day) = new.released_at
                && order::raise(&*tx, product, &new.version, day.as_millisecond()).await?
            {
                newest_release(&*tx, product).await?;
            }
        }
        tx.commit().await?;
        Ok(inserted > 0)
    }
}

/// What is told of a release that decides where it stands.
#[derive(Clone, PartialEq, Eq)]
struct Told {
    version: String,
    variant: String,
    /// In milliseconds.
    day: Option<i64>,
}

impl Told {
    async fn of(tx: &Tx, release: i64) -> Result<Self> {
        let sql = "select version, variant, released_at from release where id = $1";
        let row = Sql::with(sql, [release.into()]).one(&**tx).await?;
        let row = row.ok_or_else(|| StoreError::missing("release", release))?;
        Ok(Self { version: row.get("version")?, variant: row.get("variant")?, day: row.get("released_at")? })
    }
}

/// Puts the releases of a product in order after something else is told of one of them.
async fn reordered(tx: &Tx, id: i64, product: i64, before: &Told, now: &Told) -> Result<()> {
    if before == now {
        return Ok(());
    }
    let same_name = (&before.version, &before.variant) == (&now.version, &now.variant);
    match now.day {
        Some(day) if same_name && before.day.is_none_or(|before| before <= day) => {
            Sql::with("update release set order_at = $2 where id = $1", [id.into(), day.into()])
                .run(&**tx)
                .await?;
            order::raise(&**tx, product, &now.version, day).await?;
        }
        _ => order::settle(&**tx, product).await?,
    }
    newest_release(&**tx, product).await
}

/// Locks a product that may be changed: the order of its releases is only right one writer at a time.
async fn locked(tx: &Tx, product: i64) -> Result<()> {
    let lock = format!("select id from product where id = $1{}", tx.for_update());
    Sql::with(&lock, [product.into()]).one(&**tx).await?;
    tx.permit(product).await
}

/// Refuses a support period that ends before it begins: one of its two days is a slip.
fn check_support(released_at: Option<Timestamp>, support_until: Option<Timestamp>) -> Result<()> {
    let (Some(from), Some(until)) = (released_at, support_until) else { return Ok(()) };
    if !is_before(support_until, released_at) {
        return Ok(());
    }
    let (from, until) = (day(from), day(until));
    Err(StoreError::Invalid(format!(
        "support until {until} would end before the release of {from}: correct one of the two days"
    )))
}

/// By days in UTC: support may end on the day of the release. What is not told is not before anything.
fn is_before(one: Option<Timestamp>, other: Option<Timestamp>) -> bool {
    one.zip(other).is_some_and(|(one, other)| day(one) < day(other))
}

fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

fn taken_already(new: &NewRelease) -> StoreError {
    let name = format!("{} {}", new.version, new.variant);
    StoreError::Conflict(format!("the product has a release `{}` already", name.trim_end()))
}

/// A release with its product and figures; a `where` follows.
pub(crate) const SELECT: &str = "select r.id, r.uid, p.uid as product_uid, p.slug as product_slug, \
     p.name as product_name, r.version, r.variant, r.released_at, r.support_until, r.deployed, r.created_at, \
     rr.components, rr.direct, rr.transitive, rr.without_license, rr.without_purl, rr.sboms, rr.newest_sbom_at, rr.worst_grade \
     from release r join product p on p.id = r.product_id left join release_rollup rr on rr.release_id = r.id";

async fn of_uid(at: &impl ConnectionTrait, uid: Uuid) -> Result<Release> {
    let mut sql = Sql::new(SELECT);
    sql.push(" where r.uid = ").bind(uid);
    let row = sql.one(at).await?.ok_or_else(|| StoreError::missing("release", uid))?;
    release(&row)
}

/// Reads a release from a row of [`SELECT`].
pub(crate) fn release(row: &Row) -> Result<Release> {
    let known = row.get::<Option<i64>>("sboms")?.unwrap_or(0) > 0;
    Ok(Release {
        uid: row.get("uid")?,
        product: row.get("product_uid")?,
        product_slug: row.get("product_slug")?,
        product_name: row.get("product_name")?,
        version: row.get("version")?,
        variant: row.get("variant")?,
        released_at: row.opt_time("released_at")?,
        support_until: row.opt_time("support_until")?,
        deployed: row.get("deployed")?,
        created_at: row.time("created_at")?,
        figures: if known { Some(figures(row)?) } else { None },
    })
}

/// The internal keys of a release and its product.
pub(crate) async fn keys(at: &impl ConnectionTrait, uid: Uuid) -> Result<(i64, i64)> {
    let row = Sql::with("select id, product_id from release where uid = $1", [uid.into()])
        .one(at)
        .await?
        .ok_or_else(|| StoreError::missing("release", uid))?;
    Ok((row.get("id")?, row.get("product_id")?))
}
