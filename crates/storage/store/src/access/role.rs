//! Roles that an organization made for itself, as data.

use jiff::Timestamp;

use crate::sql::{Columns, Row, Sql, json_text, ms};
use crate::text::check_length;
use crate::{Result, Store, StoreError};

/// A role of the organization's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomRole {
    /// What it is called in grants: a word of small letters, digits and hyphens.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// What it allows, by name.
    pub permissions: Vec<String>,
}

impl Store {
    /// All roles of the organization's own, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn custom_roles(&self) -> Result<Vec<CustomRole>> {
        let rows =
            Sql::new("select id, title, permissions from role order by id").all(self.connection()).await?;
        rows.iter().map(role).collect()
    }

    /// Adds a role, or replaces what it is.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for an id that is no such word and for names that are too long.
    pub async fn put_role(&self, role: &CustomRole) -> Result<()> {
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if role.id.is_empty() || !role.id.chars().all(word) {
            return Err(StoreError::Invalid(format!(
                "`{}` is no id of a role: use small letters, digits and hyphens",
                role.id
            )));
        }
        check_length("an id", &role.id)?;
        check_length("a title", &role.title)?;
        let tx = self.begin().await?;
        tx.permit_organization("roles")?;
        Sql::with(
            "insert into role (id, title, permissions, created_at) values ($1, $2, $3, $4) \
             on conflict (id) do update set title = excluded.title, permissions = excluded.permissions",
            [
                role.id.clone().into(),
                role.title.clone().into(),
                json_text(&role.permissions)?.into(),
                ms(Timestamp::now()),
            ],
        )
        .run(&*tx)
        .await?;
        tx.commit().await
    }

    /// Takes a role away that nobody has.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] while somebody or a group has it.
    pub async fn remove_role(&self, id: &str) -> Result<()> {
        let tx = self.begin().await?;
        tx.permit_organization("roles")?;
        let sql = "select 1 as hit from role_grant where role = $1 and revoked_at is null union all \
                   select 1 from group_role where role = $1";
        if Sql::with(sql, [id.into()]).one(&*tx).await?.is_some() {
            return Err(StoreError::Conflict(format!("the role `{id}` is granted: take it back first")));
        }
        if Sql::with("delete from role where id = $1", [id.into()]).run(&*tx).await? == 0 {
            return Err(StoreError::missing("role", id));
        }
        tx.commit().await
    }
}

fn role(row: &Row) -> Result<CustomRole> {
    Ok(CustomRole { id: row.get("id")?, title: row.get("title")?, permissions: row.json("permissions")? })
}
