//! Who may do what, where. A permission is one thing that may be done; a role is a set of them; a grant gives a person a role in a place:
//! the organization, a unit with all below it, or a product.
//!
//! What somebody may do in a place follows from the grants that hold there and from no others: who looks at the whole organization and
//! changes one product may not change what they look at.

mod permission;
mod role;

use jiff::Timestamp;
use mainstay_store::{GrantPlace, Reach};
use uuid::Uuid;

pub use permission::Permission;
pub use role::{ROLES, Role};

use crate::{Office, Result};

/// What somebody may do, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    grants: Vec<(Vec<Permission>, GrantPlace)>,
}

impl Rights {
    /// Everything everywhere: for the program itself, and for servers that are open.
    pub fn all() -> Self {
        Self { grants: vec![(Permission::ALL.to_vec(), GrantPlace::Organization)] }
    }

    /// The rights of these grants.
    pub fn of(grants: impl IntoIterator<Item = (Vec<Permission>, GrantPlace)>) -> Self {
        Self { grants: grants.into_iter().collect() }
    }

    /// The same rights, held to some permissions: of a token.
    #[must_use]
    pub fn held_to(mut self, permissions: &[Permission]) -> Self {
        for (granted, _) in &mut self.grants {
            granted.retain(|permission| permissions.contains(permission));
        }
        self
    }

    /// Whether something may be done anywhere at all.
    pub fn allow(&self, permission: Permission) -> bool {
        self.places(permission).next().is_some()
    }

    /// Whether something may be done in the whole organization.
    pub fn allow_everywhere(&self, permission: Permission) -> bool {
        self.places(permission).any(|place| *place == GrantPlace::Organization)
    }

    /// The places in which something may be done.
    pub fn places(&self, permission: Permission) -> impl Iterator<Item = &GrantPlace> {
        let holding = self.grants.iter().filter(move |(granted, _)| granted.contains(&permission));
        holding.map(|(_, place)| place)
    }

    /// Whether all that others may do by these rights may be done by one's own, in the same places: nobody gives more than they have.
    pub fn include(&self, permissions: &[Permission]) -> bool {
        permissions.iter().all(|permission| self.allow_everywhere(*permission))
    }
}

impl Office {
    /// The rights of a person at a time. A role that is not known any more allows nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rights_of(&self, person: Uuid, now: Timestamp) -> Result<Rights> {
        let grants = self.store().grants_of(person, now).await?;
        if grants.is_empty() {
            return Ok(Rights::default());
        }
        let built_in = |id: &str| ROLES.iter().any(|role| role.id == id);
        let custom = if grants.iter().all(|(role, _)| built_in(role)) {
            Vec::new()
        } else {
            self.store().custom_roles().await?
        };
        Ok(Rights::of(grants.into_iter().map(|(role, place)| (role::permissions(&role, &custom), place))))
    }

    /// The products in which something may be done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reach(&self, rights: &Rights, permission: Permission) -> Result<Reach> {
        let (mut units, mut products) = (Vec::new(), Vec::new());
        for place in rights.places(permission) {
            match place {
                GrantPlace::Organization => return Ok(Reach::Everything),
                GrantPlace::Unit(unit) => units.push(*unit),
                GrantPlace::Product(product) => products.push(*product),
            }
        }
        Ok(self.store().reach(&units, &products).await?)
    }

    /// The office as somebody sees it who may read and change no other products than these.
    #[must_use]
    pub fn seen_by(&self, reads: &Reach, writes: &Reach) -> Self {
        Self { store: self.store().seen_by(reads, writes), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_are_not_added_up_over_places() {
        let product = GrantPlace::Product(Uuid::nil());
        let rights = Rights::of([
            (vec![Permission::Read], GrantPlace::Organization),
            (vec![Permission::Read, Permission::Maintain], product.clone()),
        ]);
        assert_eq!(rights.places(Permission::Maintain).collect::<Vec<_>>(), [&product]);
        assert!(rights.allow(Permission::Maintain) && !rights.allow_everywhere(Permission::Maintain));
        assert!(rights.allow_everywhere(Permission::Read) && !rights.allow(Permission::ReadAudit));
    }

    #[test]
    fn a_token_allows_no_more_than_it_is_held_to_and_no_more_than_its_person_may() {
        let rights = Rights::of([(vec![Permission::Read, Permission::Maintain], GrantPlace::Organization)]);
        let held = rights.held_to(&[Permission::Read, Permission::ManageAccess]);
        assert!(held.allow(Permission::Read));
        assert!(!held.allow(Permission::Maintain) && !held.allow(Permission::ManageAccess));
    }
}
