//! Every format, in the order in which a file is offered to them.

mod apk_installed;
mod bun_lock;
mod cabal_freeze;
mod cargo_lock;
mod composer_lock;
mod conan_lock;
mod distribution;
mod dpkg_status;
mod gemfile_lock;
mod git_submodules;
mod github_actions;
mod go_mod;
mod gradle_catalog;
mod gradle_lockfile;
mod gradle_verification;
mod julia_manifest;
mod mix_lock;
mod nuget;
mod nuget_assets;
mod nuget_central;
mod nuget_config;
mod nuget_deps;
mod nuget_lock;
mod nuget_project;
mod package_lock;
mod package_resolved;
mod pdm_lock;
mod pipfile_lock;
mod pnpm_lock;
mod podfile_lock;
mod poetry_lock;
mod pom;
mod pubspec_lock;
mod pylock;
mod rebar_lock;
mod renv_lock;
mod repository;
mod requirements;
mod stack_lock;
mod terms;
mod unread;
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
    &uv_lock::SCRIPT,
    &yarn_lock::FORMAT,
    &apk_installed::FORMAT,
    &cabal_freeze::FORMAT,
    &composer_lock::FORMAT,
    &conan_lock::FORMAT,
    &dpkg_status::FORMAT,
    &gemfile_lock::FORMAT,
    &git_submodules::FORMAT,
    &github_actions::FORMAT,
    &gradle_catalog::FORMAT,
    &gradle_lockfile::FORMAT,
    &gradle_verification::FORMAT,
    &julia_manifest::FORMAT,
    &mix_lock::FORMAT,
    &nuget_assets::FORMAT,
    &nuget_central::FORMAT,
    &nuget_config::FORMAT,
    &nuget_deps::FORMAT,
    &nuget_lock::FORMAT,
    &nuget_project::FORMAT,
    &package_resolved::FORMAT,
    &podfile_lock::FORMAT,
    &pom::FORMAT,
    &pubspec_lock::FORMAT,
    &rebar_lock::FORMAT,
    &renv_lock::FORMAT,
    &stack_lock::FORMAT,
    &unread::BAZEL,
    &unread::CARTHAGE,
    &unread::CARTON,
    &unread::CONDA,
    &unread::DENO,
    &unread::DEP,
    &unread::DUB,
    &unread::GLIDE,
    &unread::HELM,
    &unread::NIX,
    &unread::OPAM,
    &unread::PAKET,
    &unread::PIXI,
    &unread::RULES_JVM,
    &unread::SHARDS,
    &unread::SPAGO,
    &unread::TERRAFORM,
];
