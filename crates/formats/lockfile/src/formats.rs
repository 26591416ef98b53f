//! Every format, in the order in which a file is offered to them.

mod bun_lock;
mod cargo_lock;
mod gradle_catalog;
mod gradle_lockfile;
mod gradle_verification;
mod nuget;
mod nuget_assets;
mod nuget_central;
mod nuget_config;
mod nuget_deps;
mod nuget_lock;
mod nuget_project;
mod package_lock;
mod pnpm_lock;
mod pom;
mod yarn_lock;

use crate::Format;

/// Every format that is recognized. The first whose pattern matches reads the file.
#[rustfmt::skip] // One entry a line, so that two branches that add one merge.
pub const FORMATS: &[&Format] = &[
    &bun_lock::FORMAT,
    &bun_lock::BINARY,
    &cargo_lock::FORMAT,
    &pom::FORMAT,
    &package_lock::FORMAT,
    &package_lock::SHRINKWRAP,
    &pnpm_lock::FORMAT,
    &yarn_lock::FORMAT,
    &gradle_lockfile::FORMAT,
    &gradle_verification::FORMAT,
    &gradle_catalog::FORMAT,
    &nuget_lock::FORMAT,
    &nuget_assets::FORMAT,
    &nuget_config::FORMAT,
    &nuget_project::FORMAT,
    &nuget_central::FORMAT,
    &nuget_deps::FORMAT,
];
