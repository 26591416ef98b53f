//! The store's rules, each on both databases.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

mod intake;
mod inventory;
mod lists;
mod parallel;
mod plans;
mod products;
mod suppliers;
mod support;
mod units;
mod work;
