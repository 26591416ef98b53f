//! The store's rules, each on both databases.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

mod canceling;
mod coverage;
mod directness;
mod entries;
mod intake;
mod inventory;
mod lists;
mod newest;
mod parallel;
mod plans;
mod products;
mod sight;
mod slots;
mod suppliers;
mod support;
mod units;
mod work;
