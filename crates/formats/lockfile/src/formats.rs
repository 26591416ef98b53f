//! Every format, in the order in which a file is offered to them.

mod bun_lock;
mod cargo_lock;
mod package_lock;
mod pnpm_lock;
mod uv_lock;
mod yarn_lock;

use crate::Format;

/// Every format that is recognized. The first whose pattern matches reads the file.
#[rustfmt::skip] // One entry a line, so that two branches that add one merge.
pub const FORMATS: &[&Format] = &[
    &bun_lock::FORMAT,
    &bun_lock::BINARY,
    &cargo_lock::FORMAT,
    &package_lock::FORMAT,
    &package_lock::SHRINKWRAP,
    &pnpm_lock::FORMAT,
    &uv_lock::FORMAT,
    &yarn_lock::FORMAT,
];
