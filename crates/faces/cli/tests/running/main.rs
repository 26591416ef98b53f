//! The running program: killed, stopped, several at a time, on both databases.
//!
//! One test binary, so that the tests share a PostgreSQL server and run side by side.

// The helpers beside the tests may fail like the tests themselves.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod crash;
mod parallel;
mod start;
mod support;
mod workers;
