//! Who has which role where.

use jiff::Timestamp;
use sea_orm::Value;
use serde::Serialize;
use uuid::Uuid;

use crate::page::{self, Page, PageRequest, limit_value};
use crate::people::{Named, key, opt_key};
use crate::sql::{Columns, Row, Sql, ms, opt_ms};
use crate::text::check_length;
use crate::writer::Tx;
use crate::{Result, Store, StoreError};

/// Where a role holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum GrantPlace<T = Uuid> {
    /// Everywhere.
    #[default]
    Organization,
    /// In a unit and all below it.
    Unit(T),
    /// In a product.
    Product(T),
}

/// A role that somebody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The public id.
    pub uid: Uuid,
    /// Who has it.
    pub person: Named,
    /// The role's id.
    pub role: String,
    /// Where it holds.
    pub place: GrantPlace<Named>,
    /// Where it comes from: `local`, or `group:` and the name of a group at the provider of identities.
    pub source: String,
    /// Who gave it.
    pub granted_by: Option<Named>,
    /// When.
    pub granted_at: Timestamp,
    /// Until when it holds.
    pub until: Option<Timestamp>,
}

/// A grant in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGrant {
    /// Who gets it.
    pub person: Uuid,
    /// The role's id.
    pub role: String,
    /// Where it is to hold.
    pub place: GrantPlace,
    /// Who gives it.
    pub granted_by: Option<Uuid>,
    /// Until when it is to hold.
    pub until: Option<Timestamp>,
}

/// Which grants a list shows; those that hold now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GrantFilter {
    /// Of this person.
    pub person: Option<Uuid>,
    /// Of this role.
    pub role: Option<String>,
    /// In exactly this place.
    pub place: Option<GrantPlace>,
}

/// A role that the members of a group have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRole {
    /// The public id.
    pub uid: Uuid,
    /// The name of the group, as the provider of identities tells it.
    pub group: String,
    /// The role's id.
    pub role: String,
    /// Where it holds.
    pub place: GrantPlace<Named>,
}

/// A role for a group, in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGroupRole {
    /// The name of the group.
    pub group: String,
    /// The role's id.
    pub role: String,
    /// Where it is to hold.
    pub place: GrantPlace,
}

/// What the source of a grant begins with that a group gave.
const GROUP: &str = "group:";

impl Store {
    /// Gives somebody a role. Who has it there already keeps it, until the later of the two times.
    ///
    /// # Errors
    /// When the person, the unit or the product does not exist.
    pub async fn add_grant(&self, new: &NewGrant) -> Result<Uuid> {
        check_length("a role", &new.role)?;
        let tx = self.begin().await?;
        let uid = insert(&tx, new).await?;
        tx.commit().await?;
        Ok(uid)
    }

    /// Takes a role back.
    ///
    /// # Errors
    /// When there is no such grant.
    pub async fn revoke_grant(&self, uid: Uuid) -> Result<()> {
        let tx = self.begin().await?;
        let sql = "select unit_id, product_id from role_grant where uid = $1 and revoked_at is null";
        let row = Sql::with(sql, [uid.into()]).one(&*tx).await?;
        let row = row.ok_or_else(|| StoreError::missing("grant", uid))?;
        permit(&tx, row.get("unit_id")?, row.get("product_id")?).await?;
        let sql = "update role_grant set revoked_at = $2 where uid = $1";
        Sql::with(sql, [uid.into(), ms(Timestamp::now())]).run(&*tx).await?;
        tx.commit().await
    }

    /// The roles that a person has at a time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn grants_of(&self, person: Uuid, now: Timestamp) -> Result<Vec<(String, GrantPlace)>> {
        let sql = "select g.role, u.uid as unit, p.uid as product from person o join role_grant g on g.person_id = o.id \
                   left join org_unit u on u.id = g.unit_id left join product p on p.id = g.product_id \
                   where o.uid = $1 and g.revoked_at is null and coalesce(g.until > $2, true) order by g.id";
        let rows = Sql::with(sql, [person.into(), ms(now)]).all(self.connection()).await?;
        rows.iter()
            .map(|row| {
                let place = match (row.get("unit")?, row.get("product")?) {
                    (Some(unit), _) => GrantPlace::Unit(unit),
                    (_, Some(product)) => GrantPlace::Product(product),
                    _ => GrantPlace::Organization,
                };
                Ok((row.get("role")?, place))
            })
            .collect()
    }

    /// Grants that hold, last given first.
    ///
    /// # Errors
    /// When the cursor belongs to another list.
    pub async fn list_grants(
        &self,
        filter: &GrantFilter,
        now: Timestamp,
        request: &PageRequest,
    ) -> Result<Page<Grant>> {
        let mut condition = Sql::new(" where g.revoked_at is null and coalesce(g.until > ");
        condition.bind(ms(now)).push(", true)");
        if let Some(person) = filter.person {
            condition.push(" and o.uid = ").bind(person);
        }
        if let Some(role) = &filter.role {
            condition.push(" and g.role = ").bind(role.clone());
        }
        match filter.place {
            None => &mut condition,
            Some(GrantPlace::Organization) => {
                condition.push(" and g.unit_id is null and g.product_id is null")
            }
            Some(GrantPlace::Unit(unit)) => condition.push(" and u.uid = ").bind(unit),
            Some(GrantPlace::Product(product)) => condition.push(" and p.uid = ").bind(product),
        };
        let mut counting = Sql::new(FROM);
        let total = page::count(self.connection(), counting.append(&condition)).await?;
        let mut sql = Sql::new(SELECT);
        sql.push(FROM).append(&condition);
        if let Some(id) = request.keys::<i64>("grants")? {
            sql.push(" and g.id < ").bind(id);
        }
        sql.push(" order by g.id desc limit ").bind(limit_value(request.limit() + 1));
        let rows = sql.all(self.connection()).await?;
        let keyed = rows.iter().map(|row| Ok((row.get::<i64>("id")?, grant(row)?))).collect::<Result<_>>()?;
        Page::of(keyed, request.limit(), "grants", total)
    }

    /// The roles that groups give, by group.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn group_roles(&self) -> Result<Vec<GroupRole>> {
        let sql = "select g.uid, g.group_name, g.role, u.uid as unit_uid, u.name as unit_name, p.uid as product_uid, p.name as product_name \
                   from group_role g left join org_unit u on u.id = g.unit_id left join product p on p.id = g.product_id \
                   order by g.group_name, g.id";
        let rows = Sql::new(sql).all(self.connection()).await?;
        rows.iter()
            .map(|row| {
                Ok(GroupRole {
                    uid: row.get("uid")?,
                    group: row.get("group_name")?,
                    role: row.get("role")?,
                    place: place(row)?,
                })
            })
            .collect()
    }

    /// Has a group give a role.
    ///
    /// # Errors
    /// When the unit or the product does not exist; [`StoreError::Invalid`] without the name of a group.
    pub async fn add_group_role(&self, new: &NewGroupRole) -> Result<Uuid> {
        let group = new.group.trim();
        if group.is_empty() {
            return Err(StoreError::Invalid("name the group".to_owned()));
        }
        check_length("the name of a group", group)?;
        let tx = self.begin().await?;
        tx.permit_organization("roles of groups")?;
        let (unit, product) = keys(&tx, &new.place).await?;
        let uid = Uuid::now_v7();
        Sql::with(
            "insert into group_role (uid, group_name, role, unit_id, product_id, created_at) values ($1, $2, $3, $4, $5, $6)",
            [uid.into(), group.into(), new.role.clone().into(), unit.into(), product.into(), ms(Timestamp::now())],
        )
        .run(&*tx)
        .await?;
        tx.commit().await?;
        Ok(uid)
    }

    /// Has a group give a role no longer; its members lose it when they next sign in.
    ///
    /// # Errors
    /// When there is no such thing.
    pub async fn remove_group_role(&self, uid: Uuid) -> Result<()> {
        let tx = self.begin().await?;
        tx.permit_organization("roles of groups")?;
        if Sql::with("delete from group_role where uid = $1", [uid.into()]).run(&*tx).await? == 0 {
            return Err(StoreError::missing("role of a group", uid));
        }
        tx.commit().await
    }

    /// Gives a person the roles of these groups and takes back those that other groups gave before.
    ///
    /// # Errors
    /// When there is no such person.
    pub async fn follow_groups(&self, person: Uuid, groups: &[String], now: Timestamp) -> Result<()> {
        let tx = self.begin().await?;
        let person = key(&*tx, "person", "person", person).await?;
        let lock = format!("select id from person where id = $1{}", tx.for_update());
        Sql::with(&lock, [person.into()]).one(&*tx).await?;
        let mut told: Vec<(String, String, Option<i64>, Option<i64>)> = Vec::new();
        if !groups.is_empty() {
            let mut sql =
                Sql::new("select group_name, role, unit_id, product_id from group_role where group_name in ");
            sql.bind_list(groups.iter().map(|group| group.clone().into())).push(" order by id");
            for row in sql.all(&*tx).await? {
                let source = format!("{GROUP}{}", row.get::<String>("group_name")?);
                told.push((source, row.get("role")?, row.get("unit_id")?, row.get("product_id")?));
            }
        }
        let sql = "select id, source, role, unit_id, product_id from role_grant where person_id = $1 and revoked_at is null \
                   and source like 'group:%'";
        for row in Sql::with(sql, [person.into()]).all(&*tx).await? {
            let held = (row.get("source")?, row.get("role")?, row.get("unit_id")?, row.get("product_id")?);
            match told.iter().position(|one| *one == held) {
                Some(place) => drop(told.swap_remove(place)),
                None => {
                    let sql = "update role_grant set revoked_at = $2 where id = $1";
                    Sql::with(sql, [row.get::<i64>("id")?.into(), ms(now)]).run(&*tx).await?;
                }
            }
        }
        for (source, role, unit, product) in told {
            add(
                &tx,
                [
                    person.into(),
                    role.into(),
                    unit.into(),
                    product.into(),
                    source.into(),
                    Value::BigInt(None),
                    ms(now),
                    Value::BigInt(None),
                ],
            )
            .await?;
        }
        tx.commit().await
    }
}

/// Adds a grant within a transaction.
pub(super) async fn insert(tx: &Tx, new: &NewGrant) -> Result<Uuid> {
    let person = key(&**tx, "person", "person", new.person).await?;
    let by = opt_key(&**tx, "person", "person", new.granted_by).await?;
    let (unit, product) = keys(tx, &new.place).await?;
    permit(tx, unit, product).await?;
    let same = "select uid, id, until from role_grant where person_id = $1 and role = $2 and unit_id is not distinct from $3 \
                and product_id is not distinct from $4 and source = 'local' and revoked_at is null order by id desc limit 1";
    let values = [person.into(), new.role.clone().into(), unit.into(), product.into()];
    let now = Timestamp::now();
    if let Some(row) = Sql::with(same, values).one(&**tx).await? {
        let before = row.opt_time("until")?;
        let until = before.zip(new.until).map(|(one, other)| one.max(other));
        let sql = "update role_grant set until = $2 where id = $1";
        Sql::with(sql, [row.get::<i64>("id")?.into(), opt_ms(until)]).run(&**tx).await?;
        return row.get("uid");
    }
    let values = [
        person.into(),
        new.role.clone().into(),
        unit.into(),
        product.into(),
        "local".into(),
        by.into(),
        ms(now),
        opt_ms(new.until),
    ];
    add(tx, values).await
}

async fn add(tx: &Tx, values: [Value; 8]) -> Result<Uuid> {
    let uid = Uuid::now_v7();
    let sql = "insert into role_grant (person_id, role, unit_id, product_id, source, granted_by, granted_at, until, uid) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    Sql::with(sql, values.into_iter().chain([uid.into()])).run(&**tx).await?;
    Ok(uid)
}

/// Refuses to give or take roles where who asks may not.
async fn permit(tx: &Tx, unit: Option<i64>, product: Option<i64>) -> Result<()> {
    match (unit, product) {
        (_, Some(product)) => tx.permit(product).await,
        (unit, None) => tx.permit_unit(unit).await,
    }
}

async fn keys(tx: &Tx, place: &GrantPlace) -> Result<(Option<i64>, Option<i64>)> {
    Ok(match place {
        GrantPlace::Organization => (None, None),
        GrantPlace::Unit(unit) => (Some(key(&**tx, "org_unit", "organization unit", *unit).await?), None),
        GrantPlace::Product(product) => (None, Some(key(&**tx, "product", "product", *product).await?)),
    })
}

const FROM: &str = " from role_grant g join person o on o.id = g.person_id left join org_unit u on u.id = g.unit_id \
     left join product p on p.id = g.product_id left join person b on b.id = g.granted_by";

const SELECT: &str = "select g.id, g.uid, o.uid as person_uid, o.name as person_name, g.role, u.uid as unit_uid, u.name as unit_name, \
     p.uid as product_uid, p.name as product_name, g.source, b.uid as by_uid, b.name as by_name, g.granted_at, g.until";

fn grant(row: &Row) -> Result<Grant> {
    Ok(Grant {
        uid: row.get("uid")?,
        person: Named { uid: row.get("person_uid")?, name: row.get("person_name")? },
        role: row.get("role")?,
        place: place(row)?,
        source: row.get("source")?,
        granted_by: named(row, "by_uid", "by_name")?,
        granted_at: row.time("granted_at")?,
        until: row.opt_time("until")?,
    })
}

fn place(row: &Row) -> Result<GrantPlace<Named>> {
    Ok(match (named(row, "unit_uid", "unit_name")?, named(row, "product_uid", "product_name")?) {
        (Some(unit), _) => GrantPlace::Unit(unit),
        (_, Some(product)) => GrantPlace::Product(product),
        _ => GrantPlace::Organization,
    })
}

fn named(row: &Row, uid: &str, name: &str) -> Result<Option<Named>> {
    match row.get::<Option<Uuid>>(uid)? {
        Some(uid) => Ok(Some(Named { uid, name: row.get(name)? })),
        None => Ok(None),
    }
}
