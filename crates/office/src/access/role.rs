//! The roles that every organization has. It may add its own, as data.

use mainstay_store::CustomRole;

use super::Permission;
use super::Permission::{
    AddEvidence, Contribute, DecideLicenses, DecideProgram, DecideSecurity, Maintain, ManageAccess,
    ManagePeople, Operate, Propose, Read, ReadAudit, ReadPeople, Supply,
};

/// A role: what who has it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    /// The word for it in grants.
    pub id: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Whom it is for.
    pub purpose: &'static str,
    /// What it allows.
    pub permissions: &'static [Permission],
}

/// The built-in roles, those that may less first.
pub const ROLES: &[Role] = &[
    Role { id: "viewer", title: "Viewer", purpose: "Looks, and changes nothing.", permissions: &[Read] },
    Role {
        id: "developer",
        title: "Developer",
        purpose: "Sends SBOMs from builds and asks for decisions.",
        permissions: &[Read, Contribute, Propose],
    },
    Role {
        id: "product-owner",
        title: "Product owner",
        purpose: "Answers for products: what is told of them, their suppliers, their evidence.",
        permissions: &[Read, Contribute, Maintain, Supply, Propose, AddEvidence],
    },
    Role {
        id: "security",
        title: "Security",
        purpose: "Judges vulnerabilities.",
        permissions: &[Read, Contribute, Propose, DecideSecurity, AddEvidence, ReadPeople],
    },
    Role {
        id: "counsel",
        title: "Counsel",
        purpose: "Judges licenses and agreements.",
        permissions: &[Read, Propose, DecideLicenses, AddEvidence, ReadPeople],
    },
    Role {
        id: "auditor",
        title: "Auditor",
        purpose: "Looks at everything, the audit trail too, and changes nothing.",
        permissions: &[Read, ReadPeople, ReadAudit],
    },
    Role {
        id: "ospo",
        title: "Open source program office",
        purpose: "Runs the program.",
        permissions: &[
            Read,
            Contribute,
            Maintain,
            Supply,
            Propose,
            DecideSecurity,
            DecideLicenses,
            DecideProgram,
            AddEvidence,
            ReadPeople,
            ManagePeople,
            ReadAudit,
        ],
    },
    // Who gives roles decides nothing: two pairs of eyes.
    Role {
        id: "administrator",
        title: "Administrator",
        purpose: "Runs this server: accounts, roles, work, channels.",
        permissions: &[Read, Maintain, ReadPeople, ManagePeople, ManageAccess, ReadAudit, Operate],
    },
];

/// What a role allows: one of ours, else one of the organization's own; nothing for one that is not known.
pub(super) fn permissions(id: &str, custom: &[CustomRole]) -> Vec<Permission> {
    if let Some(role) = ROLES.iter().find(|role| role.id == id) {
        return role.permissions.to_vec();
    }
    let named = custom.iter().find(|role| role.id == id);
    let words = named.map(|role| role.permissions.as_slice()).unwrap_or_default();
    // A word of a later program allows nothing here.
    words.iter().filter_map(|word| word.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_is_in_a_role_and_every_role_may_look() {
        for permission in Permission::ALL {
            assert!(ROLES.iter().any(|role| role.permissions.contains(&permission)), "{permission:?}");
            assert_eq!(permission.id().parse(), Ok(permission));
        }
        assert!(ROLES.iter().all(|role| role.permissions.contains(&Read)));
    }

    #[test]
    fn a_role_of_the_organizations_own_allows_what_it_names_and_cannot_take_the_place_of_ours() {
        let own = |id: &str| CustomRole {
            id: id.to_owned(),
            title: String::new(),
            permissions: vec!["read-audit".to_owned(), "fly".to_owned()],
        };
        let custom = [own("inspector"), own("viewer")];
        assert_eq!(permissions("inspector", &custom), [ReadAudit]);
        assert_eq!(permissions("viewer", &custom), [Read]);
        assert_eq!(permissions("gone", &custom), []);
    }
}
