//! What proves who somebody is: passwords, one-time codes, recovery codes, random secrets, sealed values, and when the
//! next attempt to sign in is looked at.
//!
//! Time and random bytes come in as arguments, hence every function here is told what to use and gives the same again. The
//! crate knows no accounts, sessions or tables: what is kept (hashes, digests, counts) the caller keeps. No type with a
//! secret in it shows it in its `Debug` form, and each wipes it from memory when it goes away.
//!
//! ```
//! use mainstay_credential::password::{Rules, hash, verify};
//!
//! let chosen = Rules::ALONE.check("walnut harbor sings at noon", &["Ada Lovelace", "ada@example.org"])?;
//! let stored = hash(&chosen, *b"sixteen at rando");
//! assert!(verify("walnut harbor sings at noon", &stored)?.matches);
//! assert!(!verify("walnut harbor sings at nine", &stored)?.matches);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod key;
pub mod password;
pub mod recovery;
mod seal;
mod secret;
pub mod throttle;
pub mod totp;

pub use key::{BadKey, Key};
pub use seal::{Keys, Opened, Unopened};
pub use secret::{NoSecret, Secret};
