//! Passwords, one-time codes and recovery codes, and how attempts to guess them are slowed down.
//!
//! Pure: the time and random bytes come in as arguments. Does not know accounts, sessions, or where anything is kept.
//!
//! ```
//! use mainstay_credential::password::{self, Context, Factor};
//!
//! let context = Context { own: &["ada", "ada@example.org"], factor: Factor::Only };
//! let password = password::accept("seven otters read maps", &context).unwrap();
//! let kept = password::digest(&password, &[7; 16]).unwrap();
//! assert!(password::verify("seven otters read maps", &kept).unwrap().matches);
//! assert!(password::accept("password password", &context).is_err());
//! ```

pub mod password;
pub mod recovery;
pub mod throttle;
pub mod totp;
