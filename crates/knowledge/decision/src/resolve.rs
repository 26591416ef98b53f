//! Which of several decisions holds for a case, and why.

use uuid::Uuid;

use crate::{Case, Coverage, Missing, Organization, Part, Scope};

/// A decision that is in force, as far as resolution looks at it. All that are resolved together are of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision<O> {
    /// Which one.
    pub id: Uuid,
    /// What it covers.
    pub scope: Scope,
    /// What was decided.
    pub outcome: O,
}

/// What decisions say of one case.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<'a, O> {
    /// What holds.
    pub verdict: Verdict<'a, O>,
    /// The decisions that it comes from: the most specific ones. In a conflict, all that take part.
    pub reasons: Vec<&'a Decision<O>>,
    /// Those that cover the case and are beaten by a more specific one.
    pub beaten: Vec<Beaten<'a, O>>,
    /// Those that may cover the case: it depends on what is not known of it.
    pub possible: Vec<Possible<'a, O>>,
}

/// What holds for a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<'a, O> {
    /// No decision covers it.
    Undecided,
    /// One outcome.
    Decided(&'a O),
    /// Decisions of which none is more specific than the others say different things. People settle it.
    Conflict,
}

/// A decision that a more specific one beats.
#[derive(Clone, Debug, PartialEq)]
pub struct Beaten<'a, O> {
    /// The decision.
    pub decision: &'a Decision<O>,
    /// The more specific one, the first of them among the reasons.
    pub by: &'a Decision<O>,
    /// In which parts that one is more specific.
    pub because: Vec<Part>,
}

/// A decision that may cover the case.
#[derive(Clone, Debug, PartialEq)]
pub struct Possible<'a, O> {
    /// The decision.
    pub decision: &'a Decision<O>,
    /// What is to be known to tell.
    pub missing: Vec<Missing>,
    /// Whether it could change the verdict.
    pub matters: bool,
}

impl<O> Answer<'_, O> {
    /// Whether the verdict stays the same whatever else becomes known of the case.
    pub fn is_settled(&self) -> bool {
        self.possible.iter().all(|possible| !possible.matters)
    }
}

/// Resolves decisions for a case: the most specific wins; several of which none is more specific must agree.
///
/// The verdict does not depend on the order in which the decisions are given; the lists of the answer keep it.
pub fn resolve<'a, O: PartialEq>(
    organization: &Organization,
    case: &Case,
    decisions: impl IntoIterator<Item = &'a Decision<O>>,
) -> Answer<'a, O> {
    let (mut covering, mut open) = (Vec::new(), Vec::new());
    for decision in decisions {
        match decision.scope.covers(case) {
            Coverage::Yes => covering.push(decision),
            Coverage::Unknown => open.push(decision),
            Coverage::No => {}
        }
    }
    let tops = most_specific(organization, &covering);
    let winner = |decision: &Decision<O>| {
        tops.iter().copied().find(|top| top.scope.is_narrower_than(&decision.scope, organization))
    };
    let mut answer =
        Answer { verdict: Verdict::Undecided, reasons: vec![], beaten: vec![], possible: vec![] };
    for decision in covering {
        match winner(decision) {
            Some(by) => {
                let because = by.scope.narrower_parts(&decision.scope, organization);
                answer.beaten.push(Beaten { decision, by, because });
            }
            None => answer.reasons.push(decision),
        }
    }
    answer.verdict = verdict(&answer.reasons);
    for decision in open {
        let says_the_same = answer.verdict == Verdict::Decided(&decision.outcome);
        let matters = !says_the_same && winner(decision).is_none();
        answer.possible.push(Possible { decision, missing: decision.scope.missing(case), matters });
    }
    answer
}

/// The first decision of each scope that contains no other one.
fn most_specific<'a, O>(organization: &Organization, covering: &[&'a Decision<O>]) -> Vec<&'a Decision<O>> {
    let mut tops: Vec<&Decision<O>> = Vec::new();
    for decision in covering {
        if tops.iter().any(|top| decision.scope.contains(&top.scope, organization)) {
            continue;
        }
        tops.retain(|top| !top.scope.contains(&decision.scope, organization));
        tops.push(decision);
    }
    tops
}

fn verdict<'a, O: PartialEq>(reasons: &[&'a Decision<O>]) -> Verdict<'a, O> {
    match reasons {
        [] => Verdict::Undecided,
        [first, rest @ ..] if rest.iter().all(|reason| reason.outcome == first.outcome) => {
            Verdict::Decided(&first.outcome)
        }
        _ => Verdict::Conflict,
    }
}

#[cfg(test)]
mod tests;
