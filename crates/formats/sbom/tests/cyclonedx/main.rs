//! CycloneDX: what is read, what is refused, what is written, and the laws between them.

mod hostile;
mod laws;
mod reading;
mod rules;
mod support;
mod writing;
