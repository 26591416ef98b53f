//! How people and programs come in: sessions of browsers, tokens of programs, tickets that are good once.

mod provider;
mod secret;
mod sign_in;

use jiff::{SignedDuration, Timestamp};
use mainstay_store::{GrantPlace, NewGrant, NewSession, NewTicket, NewToken, Person, Ticket};
use uuid::Uuid;

pub use mainstay_credential::Secret;
pub use provider::{Arrival, Departure, SignInProvider};
pub use sign_in::{Attempt, Newcomer, Outcome, accept};

use crate::access::Permission;
use crate::{Office, Result};

/// For how long sessions last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Without use.
    pub idle: SignedDuration,
    /// At all.
    pub lasts: SignedDuration,
}

impl Default for Limits {
    /// A working day without use, a week at all.
    fn default() -> Self {
        Self { idle: SignedDuration::from_hours(10), lasts: SignedDuration::from_hours(7 * 24) }
    }
}

/// Somebody who came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// The public id of the session, for a browser.
    pub session: Option<Uuid>,
    /// The public id of the token, for a program.
    pub token: Option<Uuid>,
    /// What the token is held to.
    pub held_to: Option<Vec<Permission>>,
    /// Whether the password is to be changed before anything else.
    pub must_change: bool,
}

/// From where somebody signs in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin<'a> {
    /// The network address.
    pub address: &'a str,
    /// The browser, as it calls itself.
    pub agent: &'a str,
}

impl Office {
    /// Who a session belongs to; none when it is over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn signed_in_by_session(&self, secret: &str, now: Timestamp) -> Result<Option<SignedIn>> {
        let idle = self.settings().sessions.idle;
        let Some(digest) = secret::digest("", secret) else { return Ok(None) };
        let Some(session) = self.store().find_session(&digest, now, idle).await? else { return Ok(None) };
        let person = self.store().person(session.person).await?;
        Ok(Some(SignedIn {
            person,
            session: Some(session.uid),
            token: None,
            held_to: None,
            must_change: session.must_change,
        }))
    }

    /// Who a token belongs to; none when it is over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn signed_in_by_token(&self, secret: &str, now: Timestamp) -> Result<Option<SignedIn>> {
        let Some(digest) = secret::digest(secret::TOKEN, secret) else { return Ok(None) };
        let Some(token) = self.store().find_token(&digest, now).await? else { return Ok(None) };
        let person = self.store().person(token.person.uid).await?;
        // A word of a later program allows nothing here.
        let held_to =
            token.permissions.map(|words| words.iter().filter_map(|word| word.parse().ok()).collect());
        Ok(Some(SignedIn { person, session: None, token: Some(token.uid), held_to, must_change: false }))
    }

    /// Opens a session for a person in the place of another one of the same browser: what was known before somebody signed in is worth
    /// nothing afterwards.
    ///
    /// # Errors
    /// When there is no such person.
    pub async fn open_session(
        &self,
        person: Uuid,
        via: &str,
        origin: Origin<'_>,
        before: Option<&str>,
    ) -> Result<Secret> {
        let secret = secret::fresh("");
        let Limits { idle, lasts } = self.settings().sessions;
        let new = NewSession {
            digest: secret.digest(),
            person,
            address: origin.address,
            agent: origin.agent,
            via,
            provider: None,
            at: Timestamp::now(),
            idle,
            lasts,
        };
        self.store()
            .open_session(&new, before.and_then(|before| secret::digest("", before)).as_ref())
            .await?;
        Ok(secret)
    }

    /// Ends the session of a browser.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, secret: &str) -> Result<()> {
        if let Some(digest) = secret::digest("", secret) {
            self.store().close_session(&digest).await?;
        }
        Ok(())
    }

    /// Ends the sessions of a person but that of a browser.
    ///
    /// # Errors
    /// When there is no such person.
    pub async fn end_other_sessions(&self, person: Uuid, kept: Option<&str>) -> Result<u64> {
        Ok(self.store().end_sessions(person, kept.and_then(|kept| secret::digest("", kept)).as_ref()).await?)
    }

    /// Makes a token, which is shown this once.
    ///
    /// # Errors
    /// When there is no such person or the token has no name.
    pub async fn make_token(
        &self,
        person: Uuid,
        by: Option<Uuid>,
        name: &str,
        held_to: Option<&[Permission]>,
        expires_at: Option<Timestamp>,
    ) -> Result<Secret> {
        let secret = secret::fresh(secret::TOKEN);
        let permissions = held_to.map(|held| held.iter().map(|one| one.id().to_owned()).collect());
        let new = NewToken { digest: secret.digest(), person, created_by: by, name, permissions, expires_at };
        self.store().add_token(&new).await?;
        Ok(secret)
    }

    /// Makes a ticket for one purpose.
    ///
    /// # Errors
    /// When there is no such person.
    pub async fn make_ticket(
        &self,
        purpose: &str,
        person: Option<Uuid>,
        data: Option<&[u8]>,
        lasts: SignedDuration,
    ) -> Result<Secret> {
        let secret = secret::fresh("");
        let expires_at = Timestamp::now() + lasts;
        self.store()
            .add_ticket(&NewTicket { digest: secret.digest(), purpose, person, data, expires_at })
            .await?;
        Ok(secret)
    }

    /// Uses a ticket up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_ticket(&self, purpose: &str, secret: &str) -> Result<Option<Ticket>> {
        let Some(digest) = secret::digest("", secret) else { return Ok(None) };
        Ok(self.store().use_ticket(&digest, purpose, Timestamp::now()).await?)
    }

    /// The one person of a server on one's own machine, who runs the program and the server.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn local_person(&self, name: &str) -> Result<Uuid> {
        // Known by more than a name, which somebody else may have.
        let person = match self.store().find_identity("local", name).await? {
            Some(person) => person,
            None => {
                let person = self.store().add_person(name).await?;
                self.store().add_identity(person, "local", name).await?;
                person
            }
        };
        for role in ["ospo", "administrator"] {
            let place = GrantPlace::Organization;
            let new = NewGrant { person, role: role.to_owned(), place, granted_by: None, until: None };
            self.store().add_grant(&new).await?;
        }
        Ok(person)
    }
}
