//! Documents in, questions answered, on both databases.

mod documents;
mod questions;
mod scans;
mod support;
