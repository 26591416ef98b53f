//! The schemes, one file each.

pub(crate) mod apk;
pub(crate) mod cargo;
pub(crate) mod cocoapods;
pub(crate) mod composer;
pub(crate) mod conan;
pub(crate) mod cran;
pub(crate) mod deb;
pub(crate) mod gem;
pub(crate) mod generic;
pub(crate) mod golang;
pub(crate) mod hackage;
pub(crate) mod hex;
pub(crate) mod julia;
pub(crate) mod maven;
pub(crate) mod npm;
pub(crate) mod nuget;
pub(crate) mod pub_dev;
pub(crate) mod pypi;
pub(crate) mod rpm;
pub(crate) mod semver;

mod numbers;
