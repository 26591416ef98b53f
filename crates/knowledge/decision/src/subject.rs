//! What a decision is about: which components, and which matter of theirs.

use crate::coverage::{Judged, Missing};
use crate::{Case, Component, Package, Versions};

/// Which components a decision is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Any, and what is about no component.
    Anything,
    /// Every version of a package.
    Package(Package),
    /// Some versions of a package, in the order of its ecosystem.
    Versions(Package, Versions),
}

/// What a decision is about beside the component: an advisory, a rule, a license.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// Anything, and nothing in particular.
    Anything,
    /// Everything of a kind.
    Kind(String),
    /// One thing: its kind and its id.
    One(String, String),
}

impl Subject {
    pub(crate) fn normalized(self) -> Self {
        match self {
            Self::Versions(package, versions) if versions.is_all() => Self::Package(package),
            other => other,
        }
    }

    /// The package, where it names one.
    pub fn package(&self) -> Option<&Package> {
        match self {
            Self::Anything => None,
            Self::Package(package) | Self::Versions(package, _) => Some(package),
        }
    }

    pub(crate) fn judge(&self, component: Option<&Component>) -> Judged {
        match (self, component) {
            (Self::Anything, _) => Judged::Yes,
            (_, None) => Judged::No,
            (Self::Package(package), Some(component)) => Judged::yes_if(component.package == *package),
            (Self::Versions(package, _), Some(component)) if component.package != *package => Judged::No,
            (Self::Versions(_, versions), Some(Component { version: Some(version), .. })) => {
                Judged::of(versions.covers(version), Missing::Version)
            }
            (Self::Versions(..), Some(_)) => Judged::Unknown(Missing::Version),
        }
    }

    pub(crate) fn contains(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Anything, _) => true,
            (Self::Package(own), Self::Package(package) | Self::Versions(package, _)) => own == package,
            (Self::Versions(own, versions), Self::Versions(package, others)) => {
                own == package && versions.contains(others)
            }
            _ => false,
        }
    }

    pub(crate) fn intersection(&self, other: &Self) -> Option<Self> {
        if let (Self::Versions(own, versions), Self::Versions(package, others)) = (self, other) {
            let common = (own == package).then(|| versions.intersection(others)).flatten();
            return common.map(|common| Self::Versions(own.clone(), common));
        }
        if self.contains(other) {
            return Some(other.clone());
        }
        other.contains(self).then(|| self.clone())
    }

    /// A component that it is about. The outer None: there is none; the inner one: it needs none.
    pub(crate) fn example(&self) -> Option<Option<Component>> {
        Some(match self {
            Self::Anything => None,
            Self::Package(package) => Some(Component::new(package.clone(), None)),
            Self::Versions(package, versions) => {
                Some(Component::new(package.clone(), Some(versions.example()?.text())))
            }
        })
    }
}

impl Matter {
    /// Everything of a kind.
    pub fn kind(kind: impl Into<String>) -> Self {
        Self::Kind(kind.into())
    }

    /// One thing of a kind.
    pub fn one(kind: impl Into<String>, id: impl Into<String>) -> Self {
        Self::One(kind.into(), id.into())
    }

    pub(crate) fn judge(&self, case: &Case) -> Judged {
        match (self, &case.matter) {
            (Self::Anything, _) => Judged::Yes,
            (_, None) => Judged::No,
            (Self::Kind(kind), Some((own, _))) => Judged::yes_if(**own == **kind),
            (Self::One(kind, _), Some((own, _))) if **own != **kind => Judged::No,
            (Self::One(_, id), Some((_, Some(own)))) => Judged::yes_if(**own == **id),
            (Self::One(..), Some((_, None))) => Judged::Unknown(Missing::Matter),
        }
    }

    pub(crate) fn contains(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Anything, _) => true,
            (Self::Kind(own), Self::Kind(kind) | Self::One(kind, _)) => own == kind,
            (one, other) => one == other,
        }
    }

    pub(crate) fn intersection(&self, other: &Self) -> Option<Self> {
        if self.contains(other) {
            return Some(other.clone());
        }
        other.contains(self).then(|| self.clone())
    }

    /// Kinds and ids are short and visible, so that they can be told.
    pub(crate) fn is_sound(&self) -> bool {
        let sound = |text: &str| {
            !text.is_empty()
                && text.len() <= LONGEST
                && text.trim() == text
                && !text.contains(char::is_control)
        };
        match self {
            Self::Anything => true,
            Self::Kind(kind) => sound(kind),
            Self::One(kind, id) => sound(kind) && sound(id),
        }
    }
}

/// Bytes of a kind or an id.
pub(crate) const LONGEST: usize = 512;
