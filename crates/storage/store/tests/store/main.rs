//! The store's rules, each on both databases.

mod intake;
mod inventory;
mod lists;
mod parallel;
mod products;
mod suppliers;
mod support;
mod work;
