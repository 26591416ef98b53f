//! Yes, no, or not known.

use serde::{Deserialize, Serialize};

/// Whether a scope covers a case.
///
/// Unknown is not a weak yes: nobody waives what was not looked at. It is not a no either: what is not known may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// It does not, whatever else may become known of the case.
    No,
    /// It depends on what is not known of the case.
    Unknown,
    /// It does, whatever else may become known of the case.
    Yes,
}

/// What is not known of a case and decides whether a scope covers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// Of which product it is.
    Product,
    /// All units that the product belongs to.
    Units,
    /// The release, or one that has a place in the order of versions.
    Release,
    /// The component's version, or one that has a place in the order of its ecosystem.
    Version,
    /// Which one of its kind it is about.
    Matter,
}

/// What one part of a scope says of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Judged {
    Yes,
    No,
    Unknown(Missing),
}

impl Judged {
    pub(crate) fn yes_if(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    /// What a set of versions says, where `missing` is what a better version would mend.
    pub(crate) fn of(coverage: Coverage, missing: Missing) -> Self {
        match coverage {
            Coverage::Yes => Self::Yes,
            Coverage::No => Self::No,
            Coverage::Unknown => Self::Unknown(missing),
        }
    }

    pub(crate) fn coverage(self) -> Coverage {
        match self {
            Self::Yes => Coverage::Yes,
            Self::No => Coverage::No,
            Self::Unknown(_) => Coverage::Unknown,
        }
    }
}
