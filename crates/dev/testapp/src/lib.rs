//! Both databases and the running program, for tests.

#[cfg(feature = "browser")]
pub mod browser;
