//! Sign-in with an OpenID Connect provider: what a relying party does.
//!
//! Knows the protocol: discovery, the authorization code flow with PKCE, ID tokens, user info, signing out, and notices of
//! the provider that somebody signed out there. Speaks only to hosts that the settings name. Knows no store, no sessions, no
//! cookies, no roles and no clock: the caller keeps a [`Flow`] between two requests and decides what an [`Identity`] may do.
//!
//! ```no_run
//! # async fn example(query_of_the_callback: &str) -> Result<(), Box<dyn std::error::Error>> {
//! use jiff::Timestamp;
//! use mainstay_oidc::{Callback, Provider, Settings, SignIn};
//!
//! let settings = Settings::new("https://login.example", "mainstay", "https://mainstay.example/auth/callback");
//! let provider = Provider::new(settings)?;
//! let begun = provider.begin(&SignIn::default(), Timestamp::now()).await?;
//! // Keep begun.flow, send the browser to begun.address; when it is back:
//! let callback = Callback::parse(query_of_the_callback)?;
//! let identity = provider.finish(begun.flow, &callback, Timestamp::now()).await?;
//! println!("{} is in {:?}", identity.subject, identity.groups);
//! # Ok(())
//! # }
//! ```

mod algorithm;
mod callback;
mod claims;
mod error;
mod finish;
mod flow;
mod http;
mod identity;
mod keys;
mod logout;
mod metadata;
mod provider;
mod secret;
mod settings;
mod text;
mod token;

pub use callback::Callback;
pub use error::{Error, Rejection, SettingsError};
pub use flow::{Begun, Flow, Prompt, SignIn};
pub use identity::Identity;
pub use logout::{Logout, LogoutNotice};
pub use provider::{Discovery, Provider};
pub use secret::Secret;
pub use settings::{Limits, Settings};
