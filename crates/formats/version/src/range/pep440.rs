//! What `<` and `>` of PEP 440 leave out of the plain order.
//!
//! Read by the letter, as the `packaging` library does: `<1.0rc1` holds `1.0a1`, `<1.0.post1` holds `1.0rc1` and
//! `>1.0rc1` holds `1.0.post1`. The crate `pep440_rs` looks at the release number alone and holds none of them.

use super::{Cut, Range};
use crate::Version;

/// The pre-releases of the named version, which `<` leaves out unless that is a pre-release itself.
pub(super) fn pre_releases(version: &Version) -> Range {
    let ecosystem = version.ecosystem();
    let Some(public) = public(version).filter(|read| !read.any_prerelease()) else {
        return Range::none(ecosystem);
    };
    let lowest = Version::parse(ecosystem, &format!("{public}.dev0"));
    Range::between(ecosystem, Cut::before(&lowest).shown_as(version.text()), Cut::before(version))
}

/// The post-releases of the named version, which `>` leaves out unless that is a post-release itself.
pub(super) fn post_releases(version: &Version) -> Range {
    let ecosystem = version.ecosystem();
    let Some(public) = public(version).filter(|read| !read.is_post() && !read.is_dev()) else {
        return Range::none(ecosystem);
    };
    let public = Version::parse(ecosystem, &public.to_string());
    let key = public.sort_key();
    // The last three bytes say: no post-release, no development release, no local label.
    let start = Cut::above(&key[..key.len() - 1], version.text());
    Range::between(ecosystem, start, Cut::above(&key[..key.len() - 3], version.text()))
}

/// A version without its local label.
fn public(version: &Version) -> Option<pep440_rs::Version> {
    Some(version.text().parse::<pep440_rs::Version>().ok()?.without_local())
}
