//! One concrete thing that is judged.

use std::sync::Arc;

use mainstay_version::{Ecosystem, Version};
use uuid::Uuid;

use crate::organization::Chain;
use crate::{Component, Organization};

/// One concrete thing that is judged: where it is, what it is, what about it. What is not told of place and versions is not
/// known; without a component it is about none, and without a matter about nothing in particular.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub(crate) product: Option<Uuid>,
    pub(crate) chain: Arc<Chain>,
    pub(crate) release: Option<Version>,
    pub(crate) component: Option<Component>,
    pub(crate) matter: Option<(Box<str>, Option<Box<str>>)>,
}

impl Case {
    /// Somewhere in the organization: it is not known in which product, nor in which unit.
    pub fn anywhere() -> Self {
        Self::at(None, Chain::default())
    }

    /// In a unit or below it; it is not known in which product.
    pub fn in_unit(organization: &Organization, unit: Uuid) -> Self {
        Self::at(None, Chain { is_whole: false, ..organization.chain_of_unit(unit) })
    }

    /// In a product.
    pub fn in_product(organization: &Organization, product: Uuid) -> Self {
        Self::at(Some(product), organization.chain_of_product(product))
    }

    fn at(product: Option<Uuid>, chain: Chain) -> Self {
        Self { product, chain: Arc::new(chain), release: None, component: None, matter: None }
    }

    /// In a release, given by its version.
    #[must_use]
    pub fn release(mut self, version: &str) -> Self {
        self.release = (!version.is_empty()).then(|| Version::parse(Ecosystem::generic(), version));
        self
    }

    /// Of a component.
    #[must_use]
    pub fn component(mut self, component: Component) -> Self {
        self.component = Some(component);
        self
    }

    /// About one thing of a kind: an advisory, a rule, a license.
    #[must_use]
    pub fn about(mut self, kind: &str, id: &str) -> Self {
        self.matter = Some((kind.into(), Some(id.into())));
        self
    }

    /// About something of a kind; it is not known which.
    #[must_use]
    pub fn about_some(mut self, kind: &str) -> Self {
        self.matter = Some((kind.into(), None));
        self
    }
}
