//! What an organization decides once for the whole program.

use std::time::Duration;

use mainstay_sbom::{Limits, Profile};

use crate::{Error, Internal, Result, accounts};

/// The settings of an office.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which components are the organization's own.
    pub internal: Internal,
    /// What is asked of SBOMs. A product class names the profile that holds for its products; the first profile
    /// called `standard`, else the first of all, holds for the rest.
    pub profiles: Vec<Profile>,
    /// Bounds on SBOM documents.
    pub limits: Limits,
    /// After how many days an SBOM counts as stale.
    pub stale_days: u32,
    /// Below which grade an SBOM counts as poor, of 100.
    pub poor_below: u8,
    /// How long a worker may be silent before its work is given to another one. Longer than the longest wait for the
    /// database's write lock, else work is taken from workers that live.
    pub lease: Duration,
    /// For how long sessions last.
    pub sessions: accounts::Limits,
    /// With whom people sign in who do not sign in here.
    pub provider: Option<accounts::SignInProvider>,
}

impl Settings {
    /// The profile that holds for a product class; `None` only where there are no profiles at all.
    pub fn profile(&self, class: Option<&str>) -> Option<&Profile> {
        let named = |id: &str| self.profiles.iter().find(|profile| profile.id == id);
        class.and_then(named).or_else(|| named("standard")).or_else(|| self.profiles.first())
    }
}

impl Settings {
    /// The product class of this name, letter case and blanks around it aside: the id of a profile.
    ///
    /// # Errors
    /// [`Error::Invalid`] when no profile is called so, with the classes that there are.
    pub fn class(&self, name: &str) -> Result<&str> {
        let name = name.trim();
        let known = self.profiles.iter().map(|profile| profile.id.as_str());
        known.clone().find(|id| id.eq_ignore_ascii_case(name)).ok_or_else(|| {
            Error::Invalid(format!("`{name}` is not one of: {}", known.collect::<Vec<_>>().join(", ")))
        })
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            internal: Internal::default(),
            profiles: mainstay_sbom::profiles(None).expect("the built-in profiles are tested"),
            limits: Limits::default(),
            stale_days: 30,
            poor_below: 50,
            lease: Duration::from_secs(60),
            sessions: accounts::Limits::default(),
            provider: None,
        }
    }
}
