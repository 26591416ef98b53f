//! What happens to a decision.

mod wire;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

pub use wire::EventReadError;

/// Something that happened to a decision. Events are only ever added.
///
/// # As stored
///
/// Time and person stand beside a name and an object. Each may have `reason`, `policy` (texts), `evidence` (a list of UUIDs) and
/// `on_behalf` (a UUID); times are RFC 3339; a condition is `{"id": TEXT, "text": TEXT, "due": TIME}`, the last if there is one.
///
/// | name | further fields |
/// |---|---|
/// | `proposed` | `outcome` (any JSON, always), `from`, `until`, `conditions`, `supersedes` (a UUID) |
/// | `approved` | `conditions` |
/// | `renewed` | `until` (always) |
/// | `condition-fulfilled`, `condition-broken` | `condition` (its id, always) |
/// | `superseded` | `by` (a UUID) |
/// | `rejected`, `withdrawn`, `revoked` | |
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// Who did it, by an opaque id; None when it was nobody in person, as in an import.
    pub by: Option<Uuid>,
    /// For whom, where somebody acted for another person.
    pub on_behalf: Option<Uuid>,
    /// Why.
    pub reason: String,
    /// The version of the policy that it was judged by.
    pub policy: Option<String>,
    /// The evidence that it rests on.
    pub evidence: Vec<Uuid>,
    /// What happened.
    pub act: Act,
}

/// What happens to a decision.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Somebody proposes it; always the first event.
    Proposed(Terms),
    /// Somebody agrees to what is proposed: the decision, or its renewal.
    Approved {
        /// What must hold beside the conditions of the proposal, from when it takes effect.
        conditions: Vec<Condition>,
    },
    /// Somebody refuses what is proposed. A renewal that is refused leaves the decision as it was.
    Rejected,
    /// Who proposed takes it back, before it took effect.
    Withdrawn,
    /// Somebody proposes that it ends later. It needs the same approvals as the decision.
    Renewed {
        /// The new end, from which on it does not hold.
        until: Timestamp,
    },
    /// It ends at once. One person may stop what several had to approve.
    Revoked,
    /// A condition is met.
    Fulfilled {
        /// Its id.
        condition: String,
    },
    /// A condition is found not to be kept. The decision does not hold until it is met.
    Broken {
        /// Its id.
        condition: String,
    },
    /// Another decision takes its place, as with other conditions.
    Superseded {
        /// The other one, where it can be read.
        by: Option<Uuid>,
    },
}

/// What is proposed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// What is decided, in the words of its kind.
    pub outcome: Value,
    /// From when on; None from its approval on.
    pub from: Option<Timestamp>,
    /// The first moment at which it does not hold any more; None when it does not end. Who says a day means its end: the start of
    /// the next day, where they are.
    pub until: Option<Timestamp>,
    /// What must hold.
    pub conditions: Vec<Condition>,
    /// The decision whose place it is to take.
    pub supersedes: Option<Uuid>,
}

/// Something that must hold for a decision to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Its name within the decision.
    pub id: String,
    /// What must hold.
    pub text: String,
    /// By when it is to be met. A condition that is late stays open and is told; whether it is broken, a person says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
}

impl Event {
    /// An event of which no more is told.
    pub fn new(at: Timestamp, by: Option<Uuid>, act: Act) -> Self {
        Self { at, by, on_behalf: None, reason: String::new(), policy: None, evidence: Vec::new(), act }
    }

    /// The same for another person.
    #[must_use]
    pub fn on_behalf(mut self, person: Uuid) -> Self {
        self.on_behalf = Some(person);
        self
    }

    /// The same with a reason.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }
}

impl Act {
    /// Its stored name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Proposed(_) => "proposed",
            Self::Approved { .. } => "approved",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Renewed { .. } => "renewed",
            Self::Revoked => "revoked",
            Self::Fulfilled { .. } => "condition-fulfilled",
            Self::Broken { .. } => "condition-broken",
            Self::Superseded { .. } => "superseded",
        }
    }
}
