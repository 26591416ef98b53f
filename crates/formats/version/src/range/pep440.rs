//! What the comparisons of PEP 440 mean: they look past local labels, and the exclusive ones past the post and
//! pre-releases of the version they name.

use super::syntax::Operator;
use super::{Cut, Range};
use crate::Version;

pub(super) fn comparison(operator: Operator, version: &Version) -> Range {
    let ecosystem = version.ecosystem();
    let equal = Range::between(ecosystem, Cut::before(version), after_locals(version));
    match operator {
        Operator::NotEqual => equal.complement(),
        Operator::LessOrEqual => Range::below(ecosystem, after_locals(version)),
        Operator::GreaterOrEqual => Range::at_least(version),
        Operator::Less => Range::less_than(version).intersection(&pre_releases(version).complement()),
        Operator::Greater => {
            Range::above(ecosystem, after_locals(version)).intersection(&post_releases(version).complement())
        }
        Operator::Identical => Range::exactly(version),
        _ => equal,
    }
}

/// After the version and all its local variants; a version with a local label has none.
fn after_locals(version: &Version) -> Cut {
    if version.text().contains('+') {
        return Cut::after(version);
    }
    let key = version.sort_key();
    // The last byte says that there is no local label.
    Cut::above(&key[..key.len() - 1], version.text())
}

/// The pre-releases that `<` leaves out: those of the release it names, unless it names a pre-release.
fn pre_releases(version: &Version) -> Range {
    let ecosystem = version.ecosystem();
    let Some(release) = release(version, |read| !read.any_prerelease()) else {
        return Range::none(ecosystem);
    };
    let lowest = Version::parse(ecosystem, &format!("{}.dev0", release.text()));
    Range::between(ecosystem, Cut::before(&lowest).shown_as(version.text()), Cut::before(&release))
}

/// The post-releases that `>` leaves out: those of the release it names, unless it names a post-release.
fn post_releases(version: &Version) -> Range {
    let ecosystem = version.ecosystem();
    let Some(release) = release(version, |read| !read.is_post()) else { return Range::none(ecosystem) };
    let key = release.sort_key();
    // The last three bytes say: no post, no development release, no local label.
    let end = Cut::above(&key[..key.len() - 3], version.text());
    Range::between(ecosystem, after_locals(&release).shown_as(version.text()), end)
}

/// The plain release that a version belongs to, if the version is of the wanted kind.
fn release(version: &Version, wanted: fn(&pep440_rs::Version) -> bool) -> Option<Version> {
    let read: pep440_rs::Version = version.text().parse().ok().filter(wanted)?;
    Some(Version::parse(version.ecosystem(), &read.only_release().to_string()))
}
