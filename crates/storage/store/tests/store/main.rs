//! The store's rules, each on both databases.

mod intake;
mod support;
