//! Every format, in the order in which a file is offered to them.

mod cargo_lock;
mod pom;
mod package_lock;
mod pnpm_lock;
mod yarn_lock;

use crate::Format;

/// Every format that is recognized. The first whose pattern matches reads the file.
pub const FORMATS: &[&Format] = &[&cargo_lock::FORMAT, &pom::FORMAT];
#[rustfmt::skip] // One entry a line, so that two branches that add one merge.
pub const FORMATS: &[&Format] = &[
    &cargo_lock::FORMAT,
    &package_lock::FORMAT,
    &package_lock::SHRINKWRAP,
    &pnpm_lock::FORMAT,
    &yarn_lock::FORMAT,
];
