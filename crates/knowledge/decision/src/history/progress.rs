//! How far a decision has come.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use uuid::Uuid;

use super::{Refusal, Rule, Setting};
use crate::delegation::acts_for;
use crate::{Act, Condition, Conditional, Event, Met, Pending, Standing, State, Terms};

/// What the events up to some time add up to.
#[derive(Clone, Debug, Default)]
pub(super) struct Progress {
    last: Option<Timestamp>,
    terms: Option<Terms>,
    policy: Option<String>,
    motion: Option<Motion>,
    approved: Option<Timestamp>,
    conditions: BTreeMap<String, Conditional>,
    end: Option<State>,
}

/// What waits for approval.
#[derive(Clone, Debug)]
struct Motion {
    renewal: Option<Timestamp>,
    proposers: Vec<Uuid>,
    approvers: Vec<Uuid>,
    approvals: u8,
    /// What those who approved ask for.
    conditions: Vec<Condition>,
}

impl Progress {
    /// The time of the latest event.
    pub(super) fn last(&self) -> Option<Timestamp> {
        self.last
    }

    /// Whether an event can follow, times aside.
    pub(super) fn check(&self, event: &Event, setting: &Setting<'_>) -> Result<(), Refusal> {
        check_delegation(event, setting)?;
        let Some(terms) = &self.terms else {
            let Act::Proposed(terms) = &event.act else { return Err(Refusal::NotProposed) };
            return self.check_proposal(terms);
        };
        if self.end.is_some() {
            return Err(Refusal::Ended);
        }
        match &event.act {
            Act::Proposed(_) => Err(Refusal::ProposedTwice),
            Act::Approved { conditions } => self.check_approval(event, conditions),
            Act::Rejected => self.motion().map(|_| ()),
            Act::Withdrawn => self.check_withdrawal(event),
            Act::Renewed { until } => self.check_renewal(event.at, *until, terms),
            Act::Fulfilled { condition } | Act::Broken { condition } => {
                let known = self.conditions.contains_key(condition);
                if known { Ok(()) } else { Err(Refusal::NoCondition(condition.clone())) }
            }
            Act::Superseded { by } if *by == Some(setting.decision) => Err(Refusal::Itself),
            Act::Revoked | Act::Superseded { .. } => Ok(()),
        }
    }

    fn motion(&self) -> Result<&Motion, Refusal> {
        self.motion.as_ref().ok_or(Refusal::NothingPending)
    }

    fn check_proposal(&self, terms: &Terms) -> Result<(), Refusal> {
        if terms.from.zip(terms.until).is_some_and(|(from, until)| until <= from) {
            return Err(Refusal::NoTime);
        }
        self.check_conditions(&terms.conditions, &[])
    }

    fn check_approval(&self, event: &Event, conditions: &[Condition]) -> Result<(), Refusal> {
        let motion = self.motion()?;
        let by = event.by.ok_or(Refusal::Nobody)?;
        if motion.proposers.contains(&by) {
            return Err(Refusal::OwnProposal);
        }
        if event.on_behalf.is_some_and(|person| motion.proposers.contains(&person)) {
            return Err(Refusal::ForProposer);
        }
        if people(event).any(|person| motion.approvers.contains(&person)) {
            return Err(Refusal::ApprovedTwice);
        }
        self.check_conditions(conditions, &motion.conditions)
    }

    fn check_withdrawal(&self, event: &Event) -> Result<(), Refusal> {
        let motion = self.motion()?;
        let is_theirs = people(event).any(|person| motion.proposers.contains(&person));
        if is_theirs || motion.proposers.is_empty() { Ok(()) } else { Err(Refusal::NotProposer) }
    }

    fn check_renewal(&self, at: Timestamp, until: Timestamp, terms: &Terms) -> Result<(), Refusal> {
        if self.approved.is_none() {
            return Err(Refusal::NotApproved);
        }
        if self.motion.is_some() {
            return Err(Refusal::RenewalPending);
        }
        let end = terms.until.ok_or(Refusal::Endless)?;
        if until <= end || until <= at { Err(Refusal::NotLonger) } else { Ok(()) }
    }

    fn check_conditions(&self, new: &[Condition], asked: &[Condition]) -> Result<(), Refusal> {
        let mut known: BTreeSet<&str> = asked.iter().map(|condition| condition.id.as_str()).collect();
        for condition in new {
            let id = condition.id.as_str();
            if id.trim().is_empty() || self.conditions.contains_key(id) || !known.insert(id) {
                return Err(Refusal::ConditionName(id.chars().take(64).collect()));
            }
        }
        Ok(())
    }

    /// Takes an event that was checked.
    pub(super) fn apply(&mut self, event: &Event, rule: Rule) {
        self.last = self.last.max(Some(event.at));
        match &event.act {
            Act::Proposed(terms) => {
                self.add_conditions(terms.conditions.clone());
                self.terms = Some(terms.clone());
                self.policy.clone_from(&event.policy);
                self.open(event, None, rule);
            }
            Act::Approved { conditions } => {
                if let Some(motion) = &mut self.motion {
                    motion.approvers.extend(people(event));
                    motion.approvals = motion.approvals.saturating_add(1);
                    motion.conditions.extend_from_slice(conditions);
                }
                self.settle(event.at, rule);
            }
            Act::Rejected => self.drop_motion(State::Rejected),
            Act::Withdrawn => self.drop_motion(State::Withdrawn),
            Act::Renewed { until } => self.open(event, Some(*until), rule),
            Act::Revoked => self.end = Some(State::Revoked),
            Act::Superseded { by } => self.end = Some(State::Superseded { by: *by }),
            Act::Fulfilled { condition } => self.meet(condition, Met::Fulfilled),
            Act::Broken { condition } => self.meet(condition, Met::Broken),
        }
        if self.end.is_some() {
            self.motion = None;
        }
    }

    fn open(&mut self, event: &Event, renewal: Option<Timestamp>, rule: Rule) {
        self.motion = Some(Motion {
            renewal,
            proposers: people(event).collect(),
            approvers: Vec::new(),
            approvals: 0,
            conditions: Vec::new(),
        });
        self.settle(event.at, rule);
    }

    /// Makes what was proposed take effect once enough approve.
    fn settle(&mut self, at: Timestamp, rule: Rule) {
        let Some(motion) = self.motion.take_if(|motion| motion.approvals >= rule.approvals) else { return };
        match (motion.renewal, &mut self.terms) {
            (Some(until), Some(terms)) => terms.until = Some(until),
            _ => self.approved = Some(at),
        }
        self.add_conditions(motion.conditions);
    }

    /// A refused renewal leaves the decision as it was.
    fn drop_motion(&mut self, state: State) {
        if self.motion.take().is_some_and(|motion| motion.renewal.is_none()) {
            self.end = Some(state);
        }
    }

    fn add_conditions(&mut self, conditions: Vec<Condition>) {
        for condition in conditions {
            self.conditions.insert(condition.id.clone(), Conditional { condition, met: Met::Open });
        }
    }

    fn meet(&mut self, condition: &str, met: Met) {
        if let Some(known) = self.conditions.get_mut(condition) {
            known.met = met;
        }
    }

    pub(super) fn standing(&self, at: Timestamp, rule: Rule) -> Option<Standing> {
        let terms = self.terms.as_ref()?;
        let pending = self.motion.as_ref().map(|motion| Pending {
            renewal: motion.renewal,
            proposers: motion.proposers.clone(),
            approvers: motion.approvers.clone(),
            approvals: motion.approvals,
            missing: rule.approvals.saturating_sub(motion.approvals),
        });
        Some(Standing {
            at,
            state: self.state(terms, at),
            outcome: terms.outcome.clone(),
            approved: self.approved,
            from: terms.from,
            until: terms.until,
            supersedes: terms.supersedes,
            policy: self.policy.clone(),
            pending,
            conditions: self.conditions.values().cloned().collect(),
        })
    }

    fn state(&self, terms: &Terms, at: Timestamp) -> State {
        if let Some(end) = self.end {
            return end;
        }
        let any = |met: Met| self.conditions.values().any(|one| one.met == met);
        if self.approved.is_none() {
            let some = self.motion.as_ref().is_some_and(|motion| motion.approvals > 0);
            return if some { State::Waiting } else { State::Proposed };
        }
        if terms.from.is_some_and(|from| at < from) {
            State::Approved
        } else if terms.until.is_some_and(|until| until <= at) {
            State::Expired
        } else if any(Met::Broken) {
            State::Suspended
        } else if any(Met::Open) {
            State::InForceWithConditions
        } else {
            State::InForce
        }
    }
}

/// Who acted, and for whom.
fn people(event: &Event) -> impl Iterator<Item = Uuid> {
    event.by.into_iter().chain(event.on_behalf)
}

fn check_delegation(event: &Event, setting: &Setting<'_>) -> Result<(), Refusal> {
    let Some(person) = event.on_behalf.filter(|person| event.by != Some(*person)) else { return Ok(()) };
    let by = event.by.ok_or(Refusal::NotDelegated)?;
    let may = acts_for(setting.delegations, by, setting.kind, event.at).contains(&person);
    if may { Ok(()) } else { Err(Refusal::NotDelegated) }
}
