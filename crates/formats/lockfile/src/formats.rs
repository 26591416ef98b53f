//! Every format, in the order in which a file is offered to them.

mod cargo_lock;
mod package_lock;

use crate::Format;

/// Every format that is recognized. The first whose pattern matches reads the file.
pub const FORMATS: &[&Format] = &[&cargo_lock::FORMAT, &package_lock::FORMAT, &package_lock::SHRINKWRAP];
