//! Accounts: how persons sign in here.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::page::{self, Page, PageRequest, limit_value};
use crate::people::key;
use crate::product::like;
use crate::sql::{Columns, Row, Sql, insert_rows, ms, opt_ms};
use crate::text::{check_length, kept};
use crate::writer::Tx;
use crate::{Digest, Result, Store, StoreError};

/// How a person signs in here.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The person.
    pub person: Uuid,
    /// The person's name.
    pub name: String,
    /// The mail address.
    pub mail: Option<String>,
    /// What they sign in with.
    pub login: String,
    /// The digest of the password, in PHC form; none for who signs in elsewhere.
    pub password: Option<String>,
    /// When the password was set.
    pub password_at: Option<Timestamp>,
    /// Whether the password was set by somebody else and is to be changed.
    pub must_change: bool,
    /// The sealed secret of the second factor.
    pub totp: Option<Vec<u8>>,
    /// The last step of the second factor that was used.
    pub totp_step: Option<u64>,
    /// Since when nobody may sign in with it.
    pub disabled_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("person", &self.person).finish_non_exhaustive()
    }
}

/// An account in the making.
#[derive(Clone)]
pub struct NewAccount<'a> {
    /// The person.
    pub person: Uuid,
    /// What they sign in with; letter case aside it must be theirs alone.
    pub login: &'a str,
    /// The digest of the password.
    pub password: Option<&'a str>,
    /// Whether it is to be changed.
    pub must_change: bool,
}

/// Which accounts a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// Words, each of them part of the name, the address or the login.
    pub text: Option<String>,
    /// Those that are disabled, or those that are not.
    pub disabled: Option<bool>,
}

impl Store {
    /// Adds an account for a person who has none.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the login is taken or the person has an account; [`StoreError::Invalid`] for a login that is empty or
    /// longer than 1,000 bytes.
    pub async fn add_account(&self, new: &NewAccount<'_>) -> Result<()> {
        let tx = self.begin().await?;
        let person = key(&*tx, "person", "person", new.person).await?;
        insert(&tx, person, new).await?;
        tx.commit().await
    }

    /// Adds an account that runs the server: it is made only while nobody does, whoever else tries at the same moment.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is an administrator already, and as [`Store::add_account`].
    pub async fn add_first_account(&self, new: &NewAccount<'_>, grants: &[crate::NewGrant]) -> Result<()> {
        let tx = self.begin().await?;
        tx.alone("account").await?;
        if has_administrator(&*tx).await? {
            return Err(StoreError::Conflict("there is an administrator already: sign in".to_owned()));
        }
        let person = key(&*tx, "person", "person", new.person).await?;
        insert(&tx, person, new).await?;
        for grant in grants {
            super::grant::insert(&tx, grant).await?;
        }
        tx.commit().await
    }

    /// Whether anybody can sign in who runs the server.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_administrator(&self) -> Result<bool> {
        has_administrator(self.connection()).await
    }

    /// The account that somebody signs in with, letter case aside.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_account(&self, login: &str) -> Result<Option<Account>> {
        let mut sql = Sql::new(SELECT);
        sql.push(" where a.login_key = ").bind(login_key(login));
        sql.one(self.connection()).await?.map(|row| account(&row)).transpose()
    }

    /// The account of a person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_of(&self, person: Uuid) -> Result<Option<Account>> {
        let mut sql = Sql::new(SELECT);
        sql.push(" where p.uid = ").bind(person);
        sql.one(self.connection()).await?.map(|row| account(&row)).transpose()
    }

    /// Accounts by login.
    ///
    /// # Errors
    /// When the cursor belongs to another list.
    pub async fn list_accounts(
        &self,
        filter: &AccountFilter,
        request: &PageRequest,
    ) -> Result<Page<Account>> {
        let mut condition = Sql::new(" where 1 = 1");
        for word in filter.text.as_deref().unwrap_or_default().split_whitespace() {
            condition
                .push(" and lower(a.login_key || ' ' || p.name || ' ' || coalesce(p.mail_key, '')) like ");
            condition.bind(like(word)).push(" escape '\\'");
        }
        match filter.disabled {
            Some(true) => condition.push(" and a.disabled_at is not null"),
            Some(false) => condition.push(" and a.disabled_at is null"),
            None => &mut condition,
        };
        let mut counting = Sql::new("from account a join person p on p.id = a.person_id");
        let total = page::count(self.connection(), counting.append(&condition)).await?;
        let mut sql = Sql::new(SELECT);
        sql.append(&condition);
        if let Some(after) = request.keys::<String>("accounts")? {
            sql.push(" and a.login_key > ").bind(after);
        }
        sql.push(" order by a.login_key limit ").bind(limit_value(request.limit() + 1));
        let rows = sql.all(self.connection()).await?;
        let keyed = rows
            .iter()
            .map(|row| Ok((row.get::<String>("login_key")?, account(row)?)))
            .collect::<Result<_>>()?;
        Page::of(keyed, request.limit(), "accounts", total)
    }

    /// Sets the password of a person, ends all their sessions but one, and forgets by which browsers they were known.
    ///
    /// # Errors
    /// When the person has no account.
    pub async fn set_password(
        &self,
        person: Uuid,
        password: &str,
        must_change: bool,
        keep: Option<&Digest>,
    ) -> Result<()> {
        let tx = self.begin().await?;
        let id = account_key(&tx, person).await?;
        let values = [id.into(), password.into(), ms(Timestamp::now()), must_change.into()];
        let sql = "update account set password = $2, password_at = $3, must_change = $4 where person_id = $1";
        Sql::with(sql, values).run(&*tx).await?;
        super::session::end_others(&tx, id, keep).await?;
        Sql::with("delete from ticket where purpose = 'device' and person_id = $1", [id.into()])
            .run(&*tx)
            .await?;
        tx.commit().await
    }

    /// Replaces the digest of a password by one that is slower to make.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_digest(&self, person: Uuid, before: &str, now: &str) -> Result<()> {
        let sql = "update account set password = $3 where password = $2 \
                   and person_id = (select id from person where uid = $1)";
        Sql::with(sql, [person.into(), before.into(), now.into()]).written(self).await?;
        Ok(())
    }

    /// Sets the second factor of a person, with the digests of new recovery codes; `None` takes it away.
    ///
    /// # Errors
    /// When the person has no account.
    pub async fn set_second_factor(&self, person: Uuid, totp: Option<(&[u8], u64, &[Digest])>) -> Result<()> {
        let tx = self.begin().await?;
        let id = account_key(&tx, person).await?;
        let (secret, step) =
            totp.map_or((None, None), |(secret, step, _)| (Some(secret.to_vec()), Some(step)));
        let step = step.map(|step| i64::try_from(step).unwrap_or(i64::MAX));
        Sql::with(
            "update account set totp = $2, totp_step = $3 where person_id = $1",
            [id.into(), secret.into(), step.into()],
        )
        .run(&*tx)
        .await?;
        let codes = totp.map_or(&[][..], |(_, _, codes)| codes);
        replace_codes(&tx, id, codes).await?;
        tx.commit().await
    }

    /// Replaces the recovery codes of a person.
    ///
    /// # Errors
    /// When the person has no account.
    pub async fn set_recovery_codes(&self, person: Uuid, codes: &[Digest]) -> Result<()> {
        let tx = self.begin().await?;
        let id = account_key(&tx, person).await?;
        replace_codes(&tx, id, codes).await?;
        tx.commit().await
    }

    /// Notes that a step of the second factor was used; false when it or a later one was used before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_step(&self, person: Uuid, step: u64) -> Result<bool> {
        let step = i64::try_from(step).unwrap_or(i64::MAX);
        let sql = "update account set totp_step = $2 where coalesce(totp_step, -1) < $2 \
                   and person_id = (select id from person where uid = $1)";
        Ok(Sql::with(sql, [person.into(), step.into()]).written(self).await? > 0)
    }

    /// Uses up a recovery code; false when it is none of the person's, or was used.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_recovery_code(&self, person: Uuid, digest: &Digest) -> Result<bool> {
        let sql = "update recovery_code set used_at = $3 where digest = $2 and used_at is null \
                   and person_id = (select id from person where uid = $1)";
        let values = [person.into(), digest.to_vec().into(), ms(Timestamp::now())];
        Ok(Sql::with(sql, values).written(self).await? > 0)
    }

    /// How many recovery codes a person has left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recovery_codes_left(&self, person: Uuid) -> Result<u64> {
        let sql = "select count(*) as total from recovery_code where used_at is null \
                   and person_id = (select id from person where uid = $1)";
        let row = Sql::with(sql, [person.into()]).one(self.connection()).await?;
        row.map_or(Ok(0), |row| row.count("total"))
    }

    /// Keeps a person from signing in, and ends their sessions, or lets them sign in again.
    ///
    /// # Errors
    /// When the person has no account.
    pub async fn disable_account(&self, person: Uuid, disabled: bool) -> Result<()> {
        let tx = self.begin().await?;
        let id = account_key(&tx, person).await?;
        let at = opt_ms(disabled.then(Timestamp::now));
        Sql::with("update account set disabled_at = $2 where person_id = $1", [id.into(), at])
            .run(&*tx)
            .await?;
        if disabled {
            super::session::end_others(&tx, id, None).await?;
        }
        tx.commit().await
    }
}

async fn has_administrator(at: &impl ConnectionTrait) -> Result<bool> {
    let sql = "select 1 as hit from account a join role_grant g on g.person_id = a.person_id where a.disabled_at is null \
               and g.role = 'administrator' and g.unit_id is null and g.product_id is null and g.revoked_at is null \
               and coalesce(g.until > $1, true) limit 1";
    Ok(Sql::with(sql, [ms(Timestamp::now())]).one(at).await?.is_some())
}

async fn insert(tx: &Tx, person: i64, new: &NewAccount<'_>) -> Result<()> {
    let login = new.login.trim();
    if login.is_empty() {
        return Err(StoreError::Invalid("an account needs a login".to_owned()));
    }
    check_length("a login", login)?;
    let now = Timestamp::now();
    let password_at = opt_ms(new.password.map(|_| now));
    let inserted = Sql::with(
        "insert into account (person_id, login, login_key, password, password_at, must_change, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        [
            person.into(),
            kept(login).into_owned().into(),
            login_key(login).into(),
            new.password.map(str::to_owned).into(),
            password_at,
            new.must_change.into(),
            ms(now),
        ],
    )
    .run(&**tx)
    .await?;
    if inserted == 0 {
        return Err(StoreError::Conflict(format!(
            "the login `{login}` is taken, or the person has an account already"
        )));
    }
    Ok(())
}

async fn replace_codes(tx: &Tx, person: i64, codes: &[Digest]) -> Result<()> {
    Sql::with("delete from recovery_code where person_id = $1", [person.into()]).run(&**tx).await?;
    let rows: Vec<[Value; 2]> = codes.iter().map(|code| [person.into(), code.to_vec().into()]).collect();
    insert_rows(&**tx, "insert into recovery_code (person_id, digest)", rows, "").await?;
    Ok(())
}

async fn account_key(tx: &Tx, person: Uuid) -> Result<i64> {
    let sql = "select a.person_id from account a join person p on p.id = a.person_id where p.uid = $1";
    let row = Sql::with(sql, [person.into()]).one(&**tx).await?;
    row.ok_or_else(|| StoreError::missing("account of person", person))?.get("person_id")
}

/// By what a login is found again.
fn login_key(login: &str) -> String {
    kept(&login.trim().to_lowercase()).into_owned()
}

const SELECT: &str = "select p.uid, p.name, p.mail, a.login, a.login_key, a.password, a.password_at, a.must_change, a.totp, a.totp_step, \
     a.disabled_at, a.created_at from account a join person p on p.id = a.person_id";

fn account(row: &Row) -> Result<Account> {
    Ok(Account {
        person: row.get("uid")?,
        name: row.get("name")?,
        mail: row.get("mail")?,
        login: row.get("login")?,
        password: row.get("password")?,
        password_at: row.opt_time("password_at")?,
        must_change: row.get("must_change")?,
        totp: row.get("totp")?,
        totp_step: row.get::<Option<i64>>("totp_step")?.and_then(|step| u64::try_from(step).ok()),
        disabled_at: row.opt_time("disabled_at")?,
        created_at: row.time("created_at")?,
    })
}
