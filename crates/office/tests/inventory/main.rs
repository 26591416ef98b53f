//! Documents in, questions answered, on both databases.

mod documents;
mod grades;
mod questions;
mod scans;
mod support;
