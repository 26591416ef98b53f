//! What a decision covers: place, subject and matter together.

mod wire;

use mainstay_version::Ecosystem;

use crate::coverage::{Judged, Missing};
use crate::subject::LONGEST;
use crate::{Case, Coverage, Matter, Organization, Package, Place, Subject, Versions, VersionsError};

pub use wire::ScopeReadError;

/// What a decision covers: where it holds, for which components, about what. It covers a case when all three do.
///
/// A scope exists only normalized: every version of a package is the package. Two that contain one another are equal.
///
/// # As JSON
///
/// An object with the three parts, each of which says what it is. None may be left out, and nothing else may stand there.
///
/// | `place` | `subject` | `matter` |
/// |---|---|---|
/// | `{"is": "organization"}` | `{"is": "anything"}` | `{"is": "anything"}` |
/// | `{"is": "unit", "unit": UUID}` | `{"is": "package", "package": PACKAGE}` | `{"is": "kind", "kind": TEXT}` |
/// | `{"is": "product", "product": UUID}` | | |
/// | `{"is": "releases", "product": UUID, VERSIONS}` | `{"is": "versions", "package": PACKAGE, VERSIONS}` | `{"is": "one", "kind": TEXT, "id": TEXT}` |
///
/// PACKAGE is a purl without a version, or a name; VERSIONS are `"versions"`, a `vers:` text of the package's ecosystem (of releases:
/// `vers:generic/...`), and `"named"`, a list of versions that have no place in the order; one of them may be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    place: Place,
    subject: Subject,
    matter: Matter,
}

/// A part of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Where it holds.
    Place,
    /// For which components.
    Subject,
    /// About what.
    Matter,
}

/// Why parts make no scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScopeError {
    /// A set of versions is one of another ecosystem, or none.
    #[error(transparent)]
    Versions(#[from] VersionsError),
    /// A kind or an id is empty, long or not visible.
    #[error(
        "the kind and the id of a matter are visible texts of 1 to {LONGEST} bytes without blanks around them"
    )]
    Matter,
}

impl Scope {
    /// A scope from its parts.
    ///
    /// # Errors
    /// When versions are not of their package's ecosystem (releases: of the generic one), or a matter has no proper name.
    pub fn new(place: Place, subject: Subject, matter: Matter) -> Result<Self, ScopeError> {
        let of = |versions: &Versions, ecosystem: Ecosystem| {
            let text = || versions.range().map(ToString::to_string).unwrap_or_default();
            let wrong = || VersionsError::Ecosystem { expected: ecosystem.vers_name(), text: text() };
            if versions.ecosystem() == ecosystem { Ok(()) } else { Err(wrong()) }
        };
        if let Place::Releases(_, versions) = &place {
            of(versions, Ecosystem::generic())?;
        }
        if let Subject::Versions(package, versions) = &subject {
            of(versions, package.ecosystem())?;
        }
        if !matter.is_sound() {
            return Err(ScopeError::Matter);
        }
        Ok(Self { place: place.normalized(), subject: subject.normalized(), matter })
    }

    /// Everything, everywhere.
    pub fn everything() -> Self {
        Self { place: Place::Organization, subject: Subject::Anything, matter: Matter::Anything }
    }

    /// Where it holds.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// For which components.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// About what.
    pub fn matter(&self) -> &Matter {
        &self.matter
    }

    /// The package, where it names one.
    pub fn package(&self) -> Option<&Package> {
        self.subject.package()
    }

    /// Whether it covers a case.
    pub fn covers(&self, case: &Case) -> Coverage {
        // The subject first: it tells most cases apart.
        let subject = self.subject.judge(case.component.as_ref()).coverage();
        if subject == Coverage::No {
            return Coverage::No;
        }
        subject.min(self.matter.judge(case).coverage()).min(self.place.judge(case).coverage())
    }

    /// What is not known of a case and decides whether this covers it; empty unless it is [`Coverage::Unknown`].
    pub fn missing(&self, case: &Case) -> Vec<Missing> {
        let judged = self.judge(case);
        if judged.contains(&Judged::No) {
            return Vec::new();
        }
        let missing = judged.into_iter().filter_map(|judged| match judged {
            Judged::Unknown(missing) => Some(missing),
            _ => None,
        });
        missing.collect()
    }

    fn judge(&self, case: &Case) -> [Judged; 3] {
        [self.place.judge(case), self.subject.judge(case.component.as_ref()), self.matter.judge(case)]
    }

    /// Whether every case that another scope covers is covered by this one.
    pub fn contains(&self, other: &Self, organization: &Organization) -> bool {
        self.matter.contains(&other.matter)
            && self.subject.contains(&other.subject)
            && self.place.contains(&other.place, organization)
    }

    /// Whether it is the more specific one: contained in the other, and not the same.
    pub fn is_narrower_than(&self, other: &Self, organization: &Organization) -> bool {
        self != other && other.contains(self, organization)
    }

    /// In which parts it is the more specific one.
    pub fn narrower_parts(&self, other: &Self, organization: &Organization) -> Vec<Part> {
        let place = self.place != other.place && other.place.contains(&self.place, organization);
        let subject = self.subject != other.subject && other.subject.contains(&self.subject);
        let matter = self.matter != other.matter && other.matter.contains(&self.matter);
        let parts = [(Part::Place, place), (Part::Subject, subject), (Part::Matter, matter)];
        parts.into_iter().filter_map(|(part, narrower)| narrower.then_some(part)).collect()
    }

    /// Whether a case may exist that both cover.
    pub fn intersects(&self, other: &Self, organization: &Organization) -> bool {
        self.intersection(other, organization).is_some()
    }

    /// What both cover; None when no case can be.
    #[must_use]
    pub fn intersection(&self, other: &Self, organization: &Organization) -> Option<Self> {
        Some(Self {
            matter: self.matter.intersection(&other.matter)?,
            place: self.place.intersection(&other.place, organization)?,
            subject: self.subject.intersection(&other.subject)?,
        })
    }

    /// A case that it covers; None where [`Versions::example`] finds no version.
    pub fn example(&self, organization: &Organization) -> Option<Case> {
        let mut case = self.place.example(organization)?;
        case.component = self.subject.example()?;
        Some(match &self.matter {
            Matter::Anything => case,
            Matter::Kind(kind) => case.about_some(kind),
            Matter::One(kind, id) => case.about(kind, id),
        })
    }
}
