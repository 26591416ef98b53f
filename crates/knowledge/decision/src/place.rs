//! Where a decision holds.

use uuid::Uuid;

use crate::coverage::{Judged, Missing};
use crate::{Case, Organization, Versions};

/// Where a decision holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Everywhere.
    Organization,
    /// In a unit and all below it, also in what comes to lie there later.
    Unit(Uuid),
    /// In a product, in all its releases.
    Product(Uuid),
    /// In releases of a product by their versions, in the generic order. Variants of one version are not told apart.
    Releases(Uuid, Versions),
}

impl Place {
    pub(crate) fn normalized(self) -> Self {
        match self {
            Self::Releases(product, versions) if versions.is_all() => Self::Product(product),
            other => other,
        }
    }

    /// The product, where it names one.
    pub fn product(&self) -> Option<Uuid> {
        match self {
            Self::Product(product) | Self::Releases(product, _) => Some(*product),
            Self::Organization | Self::Unit(_) => None,
        }
    }

    pub(crate) fn judge(&self, case: &Case) -> Judged {
        match self {
            Self::Organization => Judged::Yes,
            Self::Unit(unit) if case.chain.units.contains(unit) => Judged::Yes,
            Self::Unit(_) if case.chain.is_whole => Judged::No,
            Self::Unit(_) if case.product.is_none() => Judged::Unknown(Missing::Product),
            Self::Unit(_) => Judged::Unknown(Missing::Units),
            Self::Product(product) | Self::Releases(product, _) => match (case.product, &case.release) {
                (None, _) => Judged::Unknown(Missing::Product),
                (Some(own), _) if own != *product => Judged::No,
                (Some(_), release) => self.judge_release(release.as_ref()),
            },
        }
    }

    fn judge_release(&self, release: Option<&mainstay_version::Version>) -> Judged {
        match (self, release) {
            (Self::Releases(_, versions), Some(release)) => {
                Judged::of(versions.covers(release), Missing::Release)
            }
            (Self::Releases(..), None) => Judged::Unknown(Missing::Release),
            _ => Judged::Yes,
        }
    }

    pub(crate) fn contains(&self, other: &Self, organization: &Organization) -> bool {
        match (self, other) {
            (Self::Organization, _) => true,
            (Self::Unit(upper), Self::Unit(unit)) => organization.unit_lies_in(*unit, *upper),
            (Self::Unit(upper), Self::Product(product) | Self::Releases(product, _)) => {
                organization.product_lies_in(*product, *upper)
            }
            (Self::Product(own), Self::Product(product) | Self::Releases(product, _)) => own == product,
            (Self::Releases(own, versions), Self::Releases(product, others)) => {
                own == product && versions.contains(others)
            }
            _ => false,
        }
    }

    pub(crate) fn intersection(&self, other: &Self, organization: &Organization) -> Option<Self> {
        if let (Self::Releases(own, versions), Self::Releases(product, others)) = (self, other) {
            let common = (own == product).then(|| versions.intersection(others)).flatten();
            return common.map(|common| Self::Releases(*own, common));
        }
        if self.contains(other, organization) {
            return Some(other.clone());
        }
        other.contains(self, organization).then(|| self.clone())
    }

    /// A case there.
    pub(crate) fn example(&self, organization: &Organization) -> Option<Case> {
        Some(match self {
            Self::Organization => Case::anywhere(),
            Self::Unit(unit) => Case::in_unit(organization, *unit),
            Self::Product(product) => Case::in_product(organization, *product),
            Self::Releases(product, versions) => {
                Case::in_product(organization, *product).release(versions.example()?.text())
            }
        })
    }
}
