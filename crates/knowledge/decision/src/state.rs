//! How a decision stands.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Condition;

/// The state of a decision at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum State {
    /// Proposed, and nobody has approved.
    Proposed,
    /// Some have approved, and not as many as the rule asks for.
    Waiting,
    /// Approved, and its time has not come.
    Approved,
    /// It holds, and no condition is open.
    InForce,
    /// It holds, and conditions are still to be met.
    InForceWithConditions,
    /// It does not hold, because a condition is broken.
    Suspended,
    /// Its time is over.
    Expired,
    /// Refused.
    Rejected,
    /// Taken back by who proposed it.
    Withdrawn,
    /// Ended before its time.
    Revoked,
    /// Another decision took its place.
    Superseded {
        /// Which one, where that is told.
        by: Option<Uuid>,
    },
}

impl State {
    /// Whether the decision holds.
    pub fn is_in_force(self) -> bool {
        matches!(self, Self::InForce | Self::InForceWithConditions)
    }

    /// Whether nothing can happen to it any more.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Rejected | Self::Withdrawn | Self::Revoked | Self::Superseded { .. })
    }
}

/// How a decision stands at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The time.
    pub at: Timestamp,
    /// Its state.
    pub state: State,
    /// What is decided, in the words of its kind.
    pub outcome: Value,
    /// Since when it is approved.
    pub approved: Option<Timestamp>,
    /// From when on it holds, where that was said.
    pub from: Option<Timestamp>,
    /// The first moment at which it does not hold any more; with a renewal once that is approved.
    pub until: Option<Timestamp>,
    /// The decision whose place it is to take.
    pub supersedes: Option<Uuid>,
    /// The version of the policy that it was proposed under.
    pub policy: Option<String>,
    /// What waits for approval: the decision, or its renewal.
    pub pending: Option<Pending>,
    /// Its conditions, by their ids.
    pub conditions: Vec<Conditional>,
}

/// What waits for approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The new end where it is a renewal; None when it is the decision itself.
    pub renewal: Option<Timestamp>,
    /// Who proposed it, and for whom: they do not count.
    pub proposers: Vec<Uuid>,
    /// Who approved, and for whom: they count no second time.
    pub approvers: Vec<Uuid>,
    /// How many approvals it has.
    pub approvals: u8,
    /// How many are missing.
    pub missing: u8,
}

/// A condition and whether it is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditional {
    /// The condition.
    pub condition: Condition,
    /// Whether it is met.
    pub met: Met,
}

/// Whether a condition is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Met {
    /// Nobody said so yet.
    Open,
    /// It is.
    Fulfilled,
    /// It is not.
    Broken,
}

impl Standing {
    /// Whether it holds and ends within some days of 24 hours.
    pub fn expires_within(&self, days: u16) -> bool {
        let ahead = SignedDuration::from_hours(24 * i64::from(days));
        let last = self.at.saturating_add(ahead).unwrap_or(Timestamp::MAX);
        self.state.is_in_force() && self.until.is_some_and(|until| until <= last)
    }

    /// The conditions that are open and late.
    pub fn overdue(&self) -> impl Iterator<Item = &Condition> {
        let late = |due: Timestamp| due <= self.at;
        let open = self.conditions.iter().filter(|one| one.met == Met::Open);
        open.map(|one| &one.condition).filter(move |condition| condition.due.is_some_and(late))
    }
}
