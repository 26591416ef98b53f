//! Laws of resolution and look-up.

use mainstay_decision::{Answer, Case, Coverage, Decision, Index, Organization, Verdict, resolve};
use proptest::prelude::*;
use uuid::Uuid;

use super::world::{Dice, Facts, Plan, decisions};
use super::{Law, Said};

pub(super) const LAWS: &[Law] = &[
    Law { name: "the verdict does not depend on the order of the decisions", check: any_order },
    Law { name: "nothing that covers the case is narrower than a reason", check: most_specific },
    Law { name: "what is beaten is beaten by a reason that says in which part", check: beaten },
    Law { name: "a conflict is shown exactly when reasons differ", check: conflict },
    Law { name: "decisions that do not cover the case change nothing", check: bystanders },
    Law { name: "learning more does not change a settled verdict", check: settled },
    Law { name: "the index answers as the plain loop does", check: index },
];

struct World {
    organization: Organization,
    decisions: Vec<Decision<u8>>,
    facts: Facts,
    case: Case,
}

fn world(dice: &mut Dice<'_>) -> World {
    let organization = Plan::roll(dice).organization();
    let facts = Facts::roll(dice);
    let case = facts.case(&organization);
    World { organization, decisions: decisions(dice), facts, case }
}

fn reasons(answer: &Answer<'_, u8>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = answer.reasons.iter().map(|reason| reason.id).collect();
    ids.sort_unstable();
    ids
}

fn any_order(dice: &mut Dice<'_>) -> Said {
    let World { organization, decisions, case, .. } = world(dice);
    let turned = decisions.len() - 1 - dice.below(decisions.len());
    let mut others = decisions.clone();
    others.reverse();
    others.rotate_left(turned);
    let (one, other) = (resolve(&organization, &case, &decisions), resolve(&organization, &case, &others));
    prop_assert_eq!(&one.verdict, &other.verdict);
    prop_assert_eq!(reasons(&one), reasons(&other));
    prop_assert_eq!(one.is_settled(), other.is_settled());
    Ok(one.reasons.len() + one.beaten.len() > 1)
}

fn most_specific(dice: &mut Dice<'_>) -> Said {
    let World { organization, decisions, case, .. } = world(dice);
    let answer = resolve(&organization, &case, &decisions);
    let covering: Vec<_> = decisions.iter().filter(|one| one.scope.covers(&case) == Coverage::Yes).collect();
    for reason in &answer.reasons {
        prop_assert!(covering.contains(reason));
        prop_assert!(!covering.iter().any(|one| one.scope.is_narrower_than(&reason.scope, &organization)));
    }
    prop_assert_eq!(answer.reasons.len() + answer.beaten.len(), covering.len());
    prop_assert_eq!(answer.reasons.is_empty(), covering.is_empty());
    Ok(!answer.beaten.is_empty())
}

fn beaten(dice: &mut Dice<'_>) -> Said {
    let World { organization, decisions, case, .. } = world(dice);
    let answer = resolve(&organization, &case, &decisions);
    for beaten in &answer.beaten {
        prop_assert!(answer.reasons.contains(&beaten.by));
        prop_assert!(beaten.by.scope.is_narrower_than(&beaten.decision.scope, &organization));
        prop_assert!(!beaten.because.is_empty());
    }
    Ok(!answer.beaten.is_empty())
}

fn conflict(dice: &mut Dice<'_>) -> Said {
    let World { organization, decisions, case, .. } = world(dice);
    let answer = resolve(&organization, &case, &decisions);
    let mut outcomes: Vec<&u8> = answer.reasons.iter().map(|reason| &reason.outcome).collect();
    outcomes.sort_unstable();
    outcomes.dedup();
    let expected = match outcomes.as_slice() {
        [] => Verdict::Undecided,
        [one] => Verdict::Decided(*one),
        _ => Verdict::Conflict,
    };
    prop_assert_eq!(&answer.verdict, &expected);
    Ok(answer.verdict == Verdict::Conflict)
}

fn bystanders(dice: &mut Dice<'_>) -> Said {
    let World { organization, decisions, case, .. } = world(dice);
    let concerned = decisions.iter().filter(|one| one.scope.covers(&case) != Coverage::No);
    let (all, few) = (resolve(&organization, &case, &decisions), resolve(&organization, &case, concerned));
    prop_assert_eq!(&all, &few);
    Ok(all.verdict != Verdict::Undecided)
}

fn settled(dice: &mut Dice<'_>) -> Said {
    let World { organization, decisions, facts, case } = world(dice);
    let less = facts.less(dice).case(&organization);
    let (before, after) =
        (resolve(&organization, &less, &decisions), resolve(&organization, &case, &decisions));
    if before.is_settled() {
        prop_assert_eq!(&before.verdict, &after.verdict);
    }
    Ok(before.is_settled() && less != case)
}

fn index(dice: &mut Dice<'_>) -> Said {
    let World { organization, decisions, case, .. } = world(dice);
    let index = Index::new(decisions.iter().cloned());
    let (found, expected) = (index.resolve(&organization, &case), resolve(&organization, &case, &decisions));
    prop_assert_eq!(&found, &expected);
    Ok(!expected.reasons.is_empty() || !expected.possible.is_empty())
}
