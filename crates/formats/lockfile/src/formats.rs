//! Every format, in the order in which a file is offered to them.

mod apk_installed;
mod cabal_freeze;
mod cargo_lock;
mod composer_lock;
mod conan_lock;
mod distribution;
mod dpkg_status;
mod gemfile_lock;
mod git_submodules;
mod github_actions;
mod gradle_catalog;
mod gradle_lockfile;
mod gradle_verification;
mod mix_lock;
mod nuget;
mod nuget_assets;
mod nuget_central;
mod nuget_config;
mod nuget_deps;
mod nuget_lock;
mod nuget_project;
mod package_resolved;
mod podfile_lock;
mod pom;
mod pubspec_lock;
mod rebar_lock;
mod renv_lock;
mod repository;
mod stack_lock;
mod terms;

use crate::Format;

/// Every format that is recognized. The first whose pattern matches reads the file.
#[rustfmt::skip] // One entry a line, so that two branches that add one merge.
pub const FORMATS: &[&Format] = &[
    &cargo_lock::FORMAT,
    &pom::FORMAT,
    &gradle_lockfile::FORMAT,
    &gradle_verification::FORMAT,
    &gradle_catalog::FORMAT,
    &nuget_lock::FORMAT,
    &nuget_assets::FORMAT,
    &nuget_config::FORMAT,
    &nuget_project::FORMAT,
    &nuget_central::FORMAT,
    &nuget_deps::FORMAT,
    &gemfile_lock::FORMAT,
    &composer_lock::FORMAT,
    &mix_lock::FORMAT,
    &rebar_lock::FORMAT,
    &pubspec_lock::FORMAT,
    &package_resolved::FORMAT,
    &podfile_lock::FORMAT,
    &conan_lock::FORMAT,
    &renv_lock::FORMAT,
    &stack_lock::FORMAT,
    &cabal_freeze::FORMAT,
    &github_actions::FORMAT,
    &git_submodules::FORMAT,
    &dpkg_status::FORMAT,
    &apk_installed::FORMAT,
];
