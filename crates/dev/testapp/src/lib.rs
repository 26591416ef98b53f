//! Both databases, the running program, and servers that other people wrote, for tests.
//!
//! ```no_run
//! for database in mainstay_testapp::Database::both() {
//!     println!("{} at {}", database.name(), database.url());
//! }
//! ```
//!
//! PostgreSQL runs from the distribution's own programs, on a temporary folder, with its socket in there and no network;
//! one server for a test process, one database for a test. A missing program fails the test and says what to install.

#[cfg(feature = "browser")]
pub mod browser;
mod database;
pub mod http;
mod postgres;
mod program;
mod random;
#[cfg(feature = "servers")]
pub mod servers;

pub use database::Database;
pub use program::{Ended, Program};
pub use random::Random;
