//! What may be done, one thing at a time.

/// One thing that may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// Look at products, releases, SBOMs, components, suppliers and work.
    Read,
    /// Send SBOMs and add releases.
    Contribute,
    /// Change products, and add them.
    Maintain,
    /// Add suppliers, ask them, and note what they answer.
    Supply,
    /// Ask for a decision.
    Propose,
    /// Decide about vulnerabilities.
    DecideSecurity,
    /// Decide about licenses.
    DecideLicenses,
    /// Decide about the program: policies, requests, releases of the organization's own work.
    DecideProgram,
    /// Add evidence.
    AddEvidence,
    /// Look at persons and units, and what they own.
    ReadPeople,
    /// Change persons and units, hand work over, erase.
    ManagePeople,
    /// Accounts, roles, and everybody's sessions and tokens.
    ManageAccess,
    /// Look at the audit trail.
    ReadAudit,
    /// Run the program: background work, channels, settings.
    Operate,
}

impl Permission {
    /// All there are.
    pub const ALL: [Self; 14] = [
        Self::Read,
        Self::Contribute,
        Self::Maintain,
        Self::Supply,
        Self::Propose,
        Self::DecideSecurity,
        Self::DecideLicenses,
        Self::DecideProgram,
        Self::AddEvidence,
        Self::ReadPeople,
        Self::ManagePeople,
        Self::ManageAccess,
        Self::ReadAudit,
        Self::Operate,
    ];

    /// The word for it in roles, tokens and the API.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Contribute => "contribute",
            Self::Maintain => "maintain",
            Self::Supply => "supply",
            Self::Propose => "propose",
            Self::DecideSecurity => "decide-security",
            Self::DecideLicenses => "decide-licenses",
            Self::DecideProgram => "decide-program",
            Self::AddEvidence => "add-evidence",
            Self::ReadPeople => "read-people",
            Self::ManagePeople => "manage-people",
            Self::ManageAccess => "manage-access",
            Self::ReadAudit => "read-audit",
            Self::Operate => "operate",
        }
    }

    /// What it lets somebody do, for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Read => "Look at the inventory",
            Self::Contribute => "Send SBOMs and add releases",
            Self::Maintain => "Change and add products",
            Self::Supply => "Work with suppliers",
            Self::Propose => "Ask for decisions",
            Self::DecideSecurity => "Decide about vulnerabilities",
            Self::DecideLicenses => "Decide about licenses",
            Self::DecideProgram => "Decide about the program",
            Self::AddEvidence => "Add evidence",
            Self::ReadPeople => "Look at people and units",
            Self::ManagePeople => "Change people and units",
            Self::ManageAccess => "Manage accounts and roles",
            Self::ReadAudit => "Look at the audit trail",
            Self::Operate => "Run the program",
        }
    }
}

impl std::str::FromStr for Permission {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = || Self::ALL.map(Self::id).join(", ");
        Self::ALL
            .into_iter()
            .find(|permission| permission.id() == text)
            .ok_or_else(|| format!("`{text}` is no permission; there are: {}", known()))
    }
}
