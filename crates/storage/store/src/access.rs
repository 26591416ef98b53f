//! Who may come in and what they may do: accounts, sessions, tokens, tickets, roles and who has them where. What a role allows is not
//! known here.

mod account;
mod failure;
mod grant;
mod identity;
mod role;
mod session;
mod ticket;
mod token;

pub use account::{Account, AccountFilter, NewAccount};
pub use failure::{Attempt, Failures, NewFailure};
pub use grant::{Grant, GrantFilter, GrantPlace, GroupRole, NewGrant, NewGroupRole};
pub use role::CustomRole;
pub use session::{NewSession, Session};
pub use ticket::{NewTicket, Ticket};
pub use token::{NewToken, Token};

/// A digest of something random; SHA-256.
pub type Digest = [u8; 32];
