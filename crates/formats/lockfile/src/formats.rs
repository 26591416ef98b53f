//! Every format, in the order in which a file is offered to them.

mod bun_lock;
mod cargo_lock;
mod go_mod;
mod package_lock;
mod pdm_lock;
mod pipfile_lock;
mod pnpm_lock;
mod poetry_lock;
mod pylock;
mod requirements;
mod uv_lock;
mod yarn_lock;

use crate::Format;

/// Every format that is recognized. The first whose pattern matches reads the file.
#[rustfmt::skip] // One entry a line, so that two branches that add one merge.
pub const FORMATS: &[&Format] = &[
    &bun_lock::FORMAT,
    &bun_lock::BINARY,
    &cargo_lock::FORMAT,
    &go_mod::FORMAT,
    &go_mod::SUM,
    &go_mod::WORK,
    &package_lock::FORMAT,
    &package_lock::SHRINKWRAP,
    &pdm_lock::FORMAT,
    &pipfile_lock::FORMAT,
    &pnpm_lock::FORMAT,
    &poetry_lock::FORMAT,
    &pylock::FORMAT,
    &requirements::FORMAT,
    &uv_lock::FORMAT,
    &yarn_lock::FORMAT,
];
