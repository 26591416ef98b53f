//! What `<` and `>` of PEP 440 leave out of the plain order.

use super::{Cut, Range};
use crate::Version;

/// The pre-releases that `<` leaves out: those of the release it names, unless it names a pre-release.
pub(super) fn pre_releases(version: &Version) -> Range {
    let ecosystem = version.ecosystem();
    let Some(release) = release(version, |read| !read.any_prerelease()) else {
        return Range::none(ecosystem);
    };
    let lowest = Version::parse(ecosystem, &format!("{}.dev0", release.text()));
    Range::between(ecosystem, Cut::before(&lowest).shown_as(version.text()), Cut::before(&release))
}

/// The post-releases that `>` leaves out: those of the release it names, unless it names a post-release.
pub(super) fn post_releases(version: &Version) -> Range {
    let ecosystem = version.ecosystem();
    let Some(release) = release(version, |read| !read.is_post()) else { return Range::none(ecosystem) };
    let key = release.sort_key();
    // The last three bytes say: no post-release, no development release, no local label.
    let start = Cut::above(&key[..key.len() - 1], version.text());
    Range::between(ecosystem, start, Cut::above(&key[..key.len() - 3], version.text()))
}

/// The plain release that a version belongs to, if the version is of the wanted kind.
fn release(version: &Version, wanted: fn(&pep440_rs::Version) -> bool) -> Option<Version> {
    let read: pep440_rs::Version = version.text().parse().ok().filter(wanted)?;
    Some(Version::parse(version.ecosystem(), &read.only_release().to_string()))
}
