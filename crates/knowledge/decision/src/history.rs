//! From events to states.

mod progress;

use jiff::Timestamp;
use uuid::Uuid;

use crate::{Act, Delegation, Event, EventReadError, Standing};
use progress::Progress;

/// What a kind of decisions asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// How many approvals beside the proposal: 1 is four eyes, 0 makes a proposal hold at once.
    pub approvals: u8,
}

/// The decision whose events are read, and what they are judged by.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Which decision.
    pub decision: Uuid,
    /// `waiver`, `analysis`, `curation`, ...
    pub kind: &'a str,
    /// What its kind asks for: the rule of when it was proposed, else a new rule would undo what was lawful.
    pub rule: Rule,
    /// All delegations, ended ones too.
    pub delegations: &'a [Delegation],
}

/// The events of one decision, judged.
///
/// An event that could not follow those before it has no effect, and is told. Times must not go back. One exception keeps a
/// decision from outliving its end: where a history holds times that go back all the same, what ends or suspends counts at its own time.
#[derive(Clone, Debug)]
pub struct History<'a> {
    setting: Setting<'a>,
    now: Timestamp,
    events: Vec<Event>,
    problems: Vec<HistoryProblem>,
    progress: Progress,
}

/// An event without effect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {} has no effect: {refusal}", .event + 1)]
pub struct HistoryProblem {
    /// Its place in the history, from zero.
    pub event: usize,
    /// Why.
    pub refusal: Refusal,
}

/// Why an event cannot follow what was before.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] EventReadError),
    /// It lies ahead of the time at which it is read.
    #[error("it lies in the future")]
    Future,
    /// It is older than the event before.
    #[error("it is older than what happened before, at {0}")]
    OutOfOrder(Timestamp),
    /// Nothing was proposed.
    #[error("nothing was proposed before")]
    NotProposed,
    /// There is a proposal already.
    #[error("the decision was proposed before: a new one takes its place by superseding it")]
    ProposedTwice,
    /// The decision is rejected, withdrawn, revoked or superseded.
    #[error("the decision has ended")]
    Ended,
    /// It would end before it begins.
    #[error("it would end before it begins")]
    NoTime,
    /// Nothing waits for approval.
    #[error("nothing waits for approval")]
    NothingPending,
    /// An approval is somebody's.
    #[error("nobody is named who approves")]
    Nobody,
    /// Who proposed does not approve.
    #[error("nobody approves their own proposal")]
    OwnProposal,
    /// Nor does anybody for them.
    #[error("nobody approves for the person who proposed")]
    ForProposer,
    /// A person counts once, for whomever they act.
    #[error("this person approved before, or somebody did for them")]
    ApprovedTwice,
    /// Who acts may not act for that person.
    #[error("who acted may not act for this person at that time")]
    NotDelegated,
    /// Only who proposed withdraws.
    #[error("only who proposed can withdraw: others reject")]
    NotProposer,
    /// Only what was approved can be renewed.
    #[error("only what was approved can be renewed")]
    NotApproved,
    /// A renewal is under way.
    #[error("a renewal waits for approval already")]
    RenewalPending,
    /// What does not end needs no renewal.
    #[error("the decision does not end")]
    Endless,
    /// A renewal must end later than the decision, and in the future.
    #[error("a renewal must end later than the decision does, and after it is asked for")]
    NotLonger,
    /// There is no such condition.
    #[error("there is no condition `{0}`")]
    NoCondition(String),
    /// A condition has no name, or one that another has.
    #[error("each condition has a name of its own; `{0}` is none")]
    ConditionName(String),
    /// A decision does not supersede itself.
    #[error("a decision does not supersede itself")]
    Itself,
}

impl<'a> History<'a> {
    /// Reads the events of a decision in the order in which they were stored.
    ///
    /// `now` is when they are read: what lies after it did not happen, or some clock is wrong. It must not stop what came after it.
    pub fn read(
        setting: Setting<'a>,
        events: impl IntoIterator<Item = Result<Event, EventReadError>>,
        now: Timestamp,
    ) -> Self {
        let progress = Progress::default();
        let mut history = Self { setting, now, events: Vec::new(), problems: Vec::new(), progress };
        for (place, event) in events.into_iter().enumerate() {
            if let Err(refusal) = history.take(event) {
                history.problems.push(HistoryProblem { event: place, refusal });
            }
        }
        history
    }

    fn take(&mut self, event: Result<Event, EventReadError>) -> Result<(), Refusal> {
        let event = event?;
        match self.check_time(event.at) {
            Err(Refusal::OutOfOrder(_)) if stops(&event.act) => {}
            checked => checked?,
        }
        self.progress.check(&event, &self.setting)?;
        self.progress.apply(&event, self.setting.rule);
        self.events.push(event);
        Ok(())
    }

    /// Whether an event can follow. Who may do what is for permissions to say; here only that several people decided.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn check(&self, event: &Event) -> Result<(), Refusal> {
        self.check_time(event.at)?;
        self.progress.check(event, &self.setting)
    }

    fn check_time(&self, at: Timestamp) -> Result<(), Refusal> {
        match self.progress.last() {
            _ if at > self.now => Err(Refusal::Future),
            Some(last) if at < last => Err(Refusal::OutOfOrder(last)),
            _ => Ok(()),
        }
    }

    /// How the decision stands at a time; None before it was proposed. What was in force on a day in the past stays so whatever
    /// is added in order; of the future it tells what will be if nothing happens.
    pub fn standing_at(&self, at: Timestamp) -> Option<Standing> {
        if self.progress.last().is_some_and(|last| last <= at) {
            return self.progress.standing(at, self.setting.rule);
        }
        let mut progress = Progress::default();
        let until_then = self.events.iter().filter(|event| event.at <= at);
        until_then.for_each(|event| progress.apply(event, self.setting.rule));
        progress.standing(at, self.setting.rule)
    }

    /// The events that have an effect, oldest first.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The events that have none.
    pub fn problems(&self) -> &[HistoryProblem] {
        &self.problems
    }
}

/// Whether something keeps a decision from holding.
fn stops(act: &Act) -> bool {
    matches!(act, Act::Revoked | Act::Superseded { .. } | Act::Broken { .. })
}

#[cfg(test)]
mod tests;
