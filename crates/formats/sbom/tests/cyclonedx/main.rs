//! CycloneDX: what is read, what is refused, what is written, and the laws between them.

// The helpers beside the tests may fail like the tests themselves.
#![allow(clippy::unwrap_used)]

mod hostile;
mod laws;
mod makers;
mod reading;
mod rules;
mod signatures;
mod support;
mod writing;
