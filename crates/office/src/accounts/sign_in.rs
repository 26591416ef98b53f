//! Signing in with a login and a password. Who fails learns neither whether there is such an account nor why, by words or by time.

use jiff::{SignedDuration, Timestamp};
use mainstay_credential::password::{self, Password, Rules};
use mainstay_credential::throttle::{self, Attempts, Verdict};
use mainstay_store::{Account, Digest, Failures, GrantPlace, NewAccount, NewFailure, NewGrant};
use uuid::Uuid;

use super::{Origin, Secret, secret};
use crate::{Error, Office, Result};

/// What somebody types, and what their browser shows.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// The login.
    pub login: &'a str,
    /// The password.
    pub password: &'a str,
    /// What the browser was given when somebody signed in with it before.
    pub device: Option<&'a str>,
    /// The session that the browser has, which ends.
    pub session: Option<&'a str>,
    /// From where.
    pub origin: Origin<'a>,
}

/// What came of an attempt.
#[derive(Debug)]
pub enum Outcome {
    /// A session, and what the browser is known by from now on.
    Open {
        /// The secret of the session.
        session: Secret,
        /// What tells the browser from others, where it was not known yet.
        device: Option<Secret>,
        /// Whether the password was set by somebody else and is to be changed first.
        must_change: bool,
    },
    /// The login or the password is wrong.
    Refused,
    /// Too many failed: nobody looked at the password. Try again at this time.
    Wait(Timestamp),
}

/// A person who is to have an account.
#[derive(Clone, Copy)]
pub struct Newcomer<'a> {
    /// The name.
    pub name: &'a str,
    /// The mail address.
    pub mail: Option<&'a str>,
    /// What they sign in with.
    pub login: &'a str,
    /// The password.
    pub password: &'a str,
}

/// What a ticket is for that makes a browser known.
const DEVICE: &str = "device";
/// For how long a browser is known.
const KNOWN: SignedDuration = SignedDuration::from_hours(365 * 24);
/// What a ticket is for that lets the first administrator in.
const SET_UP: &str = "set-up";

impl Office {
    /// Signs somebody in.
    ///
    /// # Errors
    /// When the database fails or what it holds is damaged.
    pub async fn sign_in(&self, attempt: &Attempt<'_>, now: Timestamp) -> Result<Outcome> {
        let account = self.store().find_account(attempt.login).await?;
        let tried = secret::sha256(&attempt.login.trim().to_lowercase());
        let device = match (attempt.device, &account) {
            (Some(shown), Some(account)) => self.known_device(shown, account, now).await?,
            _ => None,
        };
        let network = network(attempt.origin.address);
        let failure = NewFailure { account: tried, device, network: &network };
        let noted = self.store().add_attempt(&failure, now).await?;
        if let Verdict::Wait(until) = self.failed_before(&failure, noted, now).await?.verdict(now) {
            self.store().take_back(noted).await?;
            return Ok(Outcome::Wait(until));
        }
        let Some(account) = self.proven(account, attempt.password).await? else {
            return Ok(Outcome::Refused);
        };
        self.store().take_back(noted).await?;
        self.store().forgive(&tried, device.as_ref(), &network).await?;
        self.let_in(&account, attempt, device.is_some()).await
    }

    async fn let_in(&self, account: &Account, attempt: &Attempt<'_>, known: bool) -> Result<Outcome> {
        let session = self.open_session(account.person, "password", attempt.origin, attempt.session).await?;
        let device = match known {
            true => None,
            false => Some(self.make_ticket(DEVICE, Some(account.person), None, KNOWN).await?),
        };
        Ok(Outcome::Open { session, device, must_change: account.must_change })
    }

    /// The account when the password is its own and it may be used. A password is compared in any case: the time tells nothing.
    async fn proven(&self, account: Option<Account>, typed: &str) -> Result<Option<Account>> {
        let kept = account.as_ref().and_then(|account| account.password.clone());
        let real = kept.is_some();
        let (kept, typed) = (kept.unwrap_or_else(|| password::decoy().to_owned()), typed.to_owned());
        let digest = kept.clone();
        let verdict = {
            let typed = typed.clone();
            self.hashing(move || password::verify(&typed, &digest))
                .await?
                .map_err(|error| Error::Fault(error.into()))?
        };
        let Some(account) =
            account.filter(|account| real && verdict.matches && account.disabled_at.is_none())
        else {
            return Ok(None);
        };
        if verdict.outdated {
            let now = self.digest_of(Password::matched(&typed)).await?;
            self.store().renew_digest(account.person, &kept, &now).await?;
        }
        Ok(Some(account))
    }

    async fn known_device(&self, shown: &str, account: &Account, now: Timestamp) -> Result<Option<Digest>> {
        let Some(digest) = secret::digest("", shown) else { return Ok(None) };
        let known = self.store().find_ticket(&digest, DEVICE, now).await?;
        Ok(known.filter(|ticket| ticket.person == Some(account.person)).map(|_| digest))
    }

    /// What failed before an attempt.
    async fn failed_before(
        &self,
        new: &NewFailure<'_>,
        attempt: mainstay_store::Attempt,
        now: Timestamp,
    ) -> Result<Attempts> {
        let (store, account) = (self.store(), &new.account);
        let pair = throttle::PAIR.since(now);
        if let Some(device) = &new.device {
            let device = counted(store.failures_of_device(account, device, pair, attempt).await?);
            return Ok(Attempts::Trusted { device });
        }
        let together = throttle::ACCOUNT.since(now);
        Ok(Attempts::Untrusted {
            pair: counted(store.failures_of_account(account, Some(new.network), pair, attempt).await?),
            account: counted(store.failures_of_account(account, None, together, attempt).await?),
            network: counted(store.failures_from(new.network, throttle::NETWORK.since(now), attempt).await?),
        })
    }

    /// Whether nobody can sign in who runs the server.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_new(&self) -> Result<bool> {
        Ok(!self.store().has_administrator().await?)
    }

    /// A ticket for who sets the server up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_up_ticket(&self) -> Result<Secret> {
        self.make_ticket(SET_UP, None, None, SignedDuration::from_hours(24)).await
    }

    /// Whether a ticket lets somebody set the server up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn may_set_up(&self, ticket: &str, now: Timestamp) -> Result<bool> {
        let Some(digest) = secret::digest("", ticket) else { return Ok(false) };
        Ok(self.is_new().await? && self.store().find_ticket(&digest, SET_UP, now).await?.is_some())
    }

    /// Makes the first account, which runs the server and the program.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a ticket that is none, [`Error::Conflict`] when there is an account already, [`Error::Invalid`] for a
    /// password that others guess.
    pub async fn set_up(&self, ticket: &str, newcomer: &Newcomer<'_>, now: Timestamp) -> Result<Uuid> {
        if !self.may_set_up(ticket, now).await? {
            let why = "the address is used up or too old: start the server again for a new one";
            return Err(Error::Forbidden(why.to_owned()));
        }
        let digest = self.accepted(newcomer).await?;
        let person = self.store().ensure_person(newcomer.name, newcomer.mail).await?;
        let account =
            NewAccount { person, login: newcomer.login, password: Some(&digest), must_change: false };
        let grants = ["ospo", "administrator"].map(|role| NewGrant {
            person,
            role: role.to_owned(),
            place: GrantPlace::Organization,
            granted_by: None,
            until: None,
        });
        self.store().add_first_account(&account, &grants).await?;
        self.use_ticket(SET_UP, ticket).await?;
        Ok(person)
    }

    /// Makes an account for a person.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the login is taken, [`Error::Invalid`] for a password that others guess.
    pub async fn add_account(&self, newcomer: &Newcomer<'_>, must_change: bool) -> Result<Uuid> {
        let digest = self.accepted(newcomer).await?;
        let person = self.store().ensure_person(newcomer.name, newcomer.mail).await?;
        let account = NewAccount { person, login: newcomer.login, password: Some(&digest), must_change };
        self.store().add_account(&account).await?;
        Ok(person)
    }

    /// Changes the password of who knows it, and ends all their sessions but this one.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the present one is wrong or the new one is guessed by others.
    pub async fn change_password(&self, person: Uuid, present: &str, new: &str, session: &str) -> Result<()> {
        let account = self.store().account_of(person).await?;
        // Who took a session over guesses no faster than who has none.
        let now = Timestamp::now();
        let tried = secret::sha256(&person.to_string());
        let failure = NewFailure { account: tried, device: secret::digest("", session), network: "here" };
        let noted = self.store().add_attempt(&failure, now).await?;
        if let Verdict::Wait(until) = self.failed_before(&failure, noted, now).await?.verdict(now) {
            self.store().take_back(noted).await?;
            let seconds = until.duration_since(now).as_secs().max(1);
            return Err(Error::Invalid(format!(
                "the present password was wrong too often: try again in {seconds} seconds"
            )));
        }
        let Some(account) = self.proven(account, present).await? else {
            return Err(Error::Invalid("the present password is not right".to_owned()));
        };
        self.store().take_back(noted).await?;
        let mail = account.mail.clone().unwrap_or_default();
        let own = [account.name.as_str(), account.login.as_str(), mail.as_str()];
        let password = accept(new, &own)?;
        let digest = self.digest_of(password).await?;
        let keep = secret::digest("", session);
        Ok(self.store().set_password(person, &digest, false, keep.as_ref()).await?)
    }

    async fn accepted(&self, newcomer: &Newcomer<'_>) -> Result<String> {
        let own = [newcomer.name, newcomer.login, newcomer.mail.unwrap_or_default()];
        self.digest_of(accept(newcomer.password, &own)?).await
    }

    async fn digest_of(&self, password: Password) -> Result<String> {
        let salt = secret::random();
        self.hashing(move || password::hash(&password, salt)).await
    }

    /// Runs what takes long and much memory beside the other tasks, a few at a time.
    async fn hashing<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _turn = self.hashing.acquire().await.map_err(|error| Error::Fault(error.into()))?;
        tokio::task::spawn_blocking(work).await.map_err(|error| Error::Fault(error.into()))
    }
}

/// Accepts a password where nothing else is asked for.
///
/// # Errors
/// [`Error::Invalid`] with what to do.
pub fn accept(text: &str, own: &[&str]) -> Result<Password> {
    Rules::ALONE.check(text, own).map_err(|why| Error::Invalid(why.to_string()))
}

fn counted(failures: Failures) -> throttle::Failures {
    throttle::Failures { count: u32::try_from(failures.count).unwrap_or(u32::MAX), last: failures.last }
}

/// The network of an address; those that tell none are one.
fn network(address: &str) -> String {
    address.parse().map_or_else(|_| "unknown".to_owned(), throttle::network)
}
