use serde_json::json;

use super::*;
use crate::{Condition, Met, State, Terms};

const DECISION: Uuid = Uuid::from_u128(100);
const ANN: Uuid = Uuid::from_u128(1);
const BEN: Uuid = Uuid::from_u128(2);
const CAT: Uuid = Uuid::from_u128(3);
const DAN: Uuid = Uuid::from_u128(4);

fn day(day: i64) -> Timestamp {
    Timestamp::from_second(day * 86_400).unwrap()
}

fn setting(approvals: u8, delegations: &[Delegation]) -> Setting<'_> {
    Setting { decision: DECISION, kind: "waiver", rule: Rule { approvals }, delegations }
}

fn lets(from: Uuid, to: Uuid) -> Delegation {
    Delegation { from, to, since: day(0), until: Some(day(50)), kinds: None }
}

fn proposal(from: Option<i64>, until: Option<i64>, conditions: &[&str]) -> Act {
    let conditions = conditions.iter().map(|id| condition(id)).collect();
    let (from, until) = (from.map(day), until.map(day));
    Act::Proposed(Terms { outcome: json!("waived"), from, until, conditions, supersedes: None })
}

fn condition(id: &str) -> Condition {
    Condition { id: id.to_owned(), text: "Do it.".to_owned(), due: Some(day(6)) }
}

fn approved() -> Act {
    Act::Approved { conditions: Vec::new() }
}

fn by(person: Uuid, at: i64, act: Act) -> Event {
    Event::new(day(at), Some(person), act)
}

fn read<'a>(setting: Setting<'a>, events: &[Event]) -> History<'a> {
    History::read(setting, events.iter().cloned().map(Ok), day(1_000))
}

fn states(history: &History<'_>, days: &[i64]) -> Vec<Option<State>> {
    days.iter().map(|at| history.standing_at(day(*at)).map(|standing| standing.state)).collect()
}

fn refusals(history: &History<'_>) -> Vec<(usize, Refusal)> {
    history.problems().iter().map(|problem| (problem.event, problem.refusal.clone())).collect()
}

#[test]
fn a_decision_holds_from_its_approval_up_to_its_end() {
    let events = [by(ANN, 1, proposal(Some(4), Some(8), &[])), by(BEN, 2, approved())];
    let history = read(setting(1, &[]), &events);
    let expected = [
        None,
        Some(State::Proposed),
        Some(State::Approved),
        Some(State::InForce),
        Some(State::InForce),
        Some(State::Expired),
    ];
    assert_eq!(states(&history, &[0, 1, 2, 4, 7, 8]), expected);
    assert!(history.problems().is_empty());
}

#[test]
fn as_many_people_approve_as_the_rule_asks_for() {
    let events = [by(ANN, 1, proposal(None, None, &[])), by(BEN, 2, approved()), by(CAT, 3, approved())];
    let history = read(setting(2, &[]), &events);
    assert_eq!(
        states(&history, &[1, 2, 3]),
        [Some(State::Proposed), Some(State::Waiting), Some(State::InForce)]
    );
    let pending = history.standing_at(day(2)).unwrap().pending.unwrap();
    assert_eq!((pending.approvals, pending.missing), (1, 1));
    assert_eq!(states(&read(setting(0, &[]), &events[..1]), &[1]), [Some(State::InForce)]);
}

#[test]
fn neither_who_proposed_nor_one_person_twice_nor_anybody_for_them_counts() {
    let delegations = [lets(ANN, BEN), lets(CAT, BEN), lets(DAN, ANN), lets(CAT, DAN)];
    let events = [
        by(ANN, 1, proposal(None, None, &[])),
        by(ANN, 2, approved()),
        by(BEN, 2, approved()).on_behalf(ANN),
        by(ANN, 2, approved()).on_behalf(DAN),
        by(BEN, 3, approved()).on_behalf(CAT),
        by(BEN, 3, approved()),
        by(CAT, 3, approved()),
        by(DAN, 3, approved()).on_behalf(CAT),
        by(CAT, 3, approved()).on_behalf(DAN),
        Event::new(day(3), None, approved()),
    ];
    let history = read(setting(2, &delegations), &events);
    let expected = [
        (1, Refusal::OwnProposal),
        (2, Refusal::ForProposer),
        (3, Refusal::OwnProposal),
        (5, Refusal::ApprovedTwice),
        (6, Refusal::ApprovedTwice),
        (7, Refusal::ApprovedTwice),
        (8, Refusal::NotDelegated),
        (9, Refusal::Nobody),
    ];
    assert_eq!(refusals(&history), expected);
    assert_eq!(states(&history, &[9]), [Some(State::Waiting)]);
}

#[test]
fn who_is_proposed_for_counts_as_who_proposed() {
    let delegations = [lets(ANN, BEN)];
    let events = [
        by(BEN, 1, proposal(None, None, &[])).on_behalf(ANN),
        by(ANN, 2, approved()),
        by(BEN, 2, approved()),
        by(ANN, 3, Act::Withdrawn),
    ];
    let history = read(setting(1, &delegations), &events);
    assert_eq!(refusals(&history), [(1, Refusal::OwnProposal), (2, Refusal::OwnProposal)]);
    assert_eq!(states(&history, &[9]), [Some(State::Withdrawn)]);
}

#[test]
fn a_delegation_counts_while_it_holds() {
    let delegations = [lets(CAT, BEN)];
    let events = [by(ANN, 60, proposal(None, None, &[])), by(BEN, 61, approved()).on_behalf(CAT)];
    let history = read(setting(1, &delegations), &events);
    assert_eq!(refusals(&history), [(1, Refusal::NotDelegated)]);
}

#[test]
fn nothing_follows_an_end() {
    let ends = [
        (Act::Rejected, State::Rejected),
        (Act::Withdrawn, State::Withdrawn),
        (Act::Revoked, State::Revoked),
        (Act::Superseded { by: Some(CAT) }, State::Superseded { by: Some(CAT) }),
    ];
    for (act, state) in ends {
        let events = [by(ANN, 1, proposal(None, None, &[])), by(ANN, 2, act), by(BEN, 3, approved())];
        let history = read(setting(1, &[]), &events);
        assert_eq!(refusals(&history), [(2, Refusal::Ended)]);
        assert_eq!(states(&history, &[1, 9]), [Some(State::Proposed), Some(state)]);
        assert!(state.is_final() && history.standing_at(day(9)).unwrap().pending.is_none());
    }
}

#[test]
fn what_could_not_follow_has_no_effect_and_is_told() {
    let events = [
        by(BEN, 1, approved()),
        by(ANN, 2, proposal(None, None, &[])),
        by(ANN, 2, proposal(None, None, &[])),
        by(BEN, 1, approved()),
        by(BEN, 2_000, approved()),
        by(BEN, 2, Act::Withdrawn),
        by(BEN, 2, Act::Renewed { until: day(9) }),
        by(BEN, 2, Act::Fulfilled { condition: "a".to_owned() }),
        by(BEN, 2, Act::Superseded { by: Some(DECISION) }),
        by(BEN, 3, approved()),
        by(CAT, 4, approved()),
        by(CAT, 4, Act::Renewed { until: day(9) }),
    ];
    let history = read(setting(1, &[]), &events);
    let expected = [
        (0, Refusal::NotProposed),
        (2, Refusal::ProposedTwice),
        (3, Refusal::OutOfOrder(day(2))),
        (4, Refusal::Future),
        (5, Refusal::NotProposer),
        (6, Refusal::NotApproved),
        (7, Refusal::NoCondition("a".to_owned())),
        (8, Refusal::Itself),
        (10, Refusal::NothingPending),
        (11, Refusal::Endless),
    ];
    assert_eq!(refusals(&history), expected);
    assert_eq!(history.problems()[0].to_string(), "event 1 has no effect: nothing was proposed before");
    assert_eq!(states(&history, &[2, 3]), [Some(State::Proposed), Some(State::InForce)]);
    assert_eq!(history.check(&by(BEN, 1_001, Act::Revoked)), Err(Refusal::Future));
}

#[test]
fn an_unreadable_event_has_no_effect_and_is_told() {
    let unreadable = EventReadError::Name("granted".to_owned());
    let events = [Ok(by(ANN, 1, proposal(None, None, &[]))), Err(unreadable.clone())];
    let history = History::read(setting(1, &[]), events, day(9));
    assert_eq!(refusals(&history), [(1, Refusal::Unreadable(unreadable))]);
}

#[test]
fn a_proposal_makes_sense_or_is_none() {
    let history = read(setting(1, &[]), &[]);
    assert_eq!(history.check(&by(ANN, 1, proposal(Some(5), Some(5), &[]))), Err(Refusal::NoTime));
    let twice = history.check(&by(ANN, 1, proposal(None, None, &["a", "a"])));
    assert_eq!(twice, Err(Refusal::ConditionName("a".to_owned())));
    assert_eq!(
        history.check(&by(ANN, 1, proposal(None, None, &[" "]))),
        Err(Refusal::ConditionName(" ".to_owned()))
    );
}

#[test]
fn a_renewal_needs_the_same_approvals_and_leaves_the_past_as_it_was() {
    let events = [
        by(ANN, 1, proposal(None, Some(5), &[])),
        by(BEN, 2, approved()),
        by(BEN, 3, Act::Renewed { until: day(4) }),
        by(BEN, 3, Act::Renewed { until: day(10) }),
        by(CAT, 3, Act::Renewed { until: day(11) }),
        by(BEN, 3, approved()),
        by(ANN, 7, approved()),
    ];
    let history = read(setting(1, &[]), &events);
    let expected = [(2, Refusal::NotLonger), (4, Refusal::RenewalPending), (5, Refusal::OwnProposal)];
    assert_eq!(refusals(&history), expected);
    let expected = [State::InForce, State::Expired, State::InForce, State::Expired].map(Some);
    assert_eq!(states(&history, &[4, 6, 7, 10]), expected);
    assert_eq!(history.standing_at(day(4)).unwrap().pending.unwrap().renewal, Some(day(10)));
}

#[test]
fn a_refused_renewal_leaves_the_decision_as_it_was() {
    for (person, act) in [(CAT, Act::Rejected), (BEN, Act::Withdrawn)] {
        let asked = Act::Renewed { until: day(10) };
        let events = [
            by(ANN, 1, proposal(None, Some(5), &[])),
            by(CAT, 2, approved()),
            by(BEN, 3, asked),
            by(person, 4, act),
        ];
        let history = read(setting(1, &[]), &events);
        assert!(history.problems().is_empty());
        assert_eq!(states(&history, &[4, 5]), [Some(State::InForce), Some(State::Expired)]);
    }
}

#[test]
fn conditions_are_open_met_or_broken() {
    let events = [
        by(ANN, 1, proposal(None, None, &["a"])),
        by(BEN, 2, Act::Approved { conditions: vec![condition("b")] }),
        by(ANN, 3, Act::Fulfilled { condition: "a".to_owned() }),
        by(ANN, 7, Act::Fulfilled { condition: "b".to_owned() }),
        by(ANN, 8, Act::Broken { condition: "a".to_owned() }),
        by(ANN, 9, Act::Fulfilled { condition: "a".to_owned() }),
    ];
    let history = read(setting(1, &[]), &events);
    let expected = [State::InForceWithConditions, State::InForce, State::Suspended, State::InForce].map(Some);
    assert_eq!(states(&history, &[3, 7, 8, 9]), expected);
    let standing = history.standing_at(day(6)).unwrap();
    let met: Vec<_> = standing.conditions.iter().map(|one| (one.condition.id.as_str(), one.met)).collect();
    assert_eq!(met, [("a", Met::Fulfilled), ("b", Met::Open)]);
    assert_eq!(standing.overdue().map(|condition| condition.id.as_str()).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn what_ends_soon_is_told_while_it_holds() {
    let events = [by(ANN, 1, proposal(None, Some(40), &[])), by(BEN, 2, approved())];
    let history = read(setting(1, &[]), &events);
    let soon = |at: i64| history.standing_at(day(at)).unwrap().expires_within(30);
    assert_eq!([1, 9, 10, 39, 40].map(soon), [false, false, true, true, false]);
}

#[test]
fn a_time_that_jumped_ahead_does_not_swallow_the_revocation_after_it() {
    let events = [
        by(ANN, 1, proposal(None, Some(50), &[])),
        by(BEN, 2, approved()),
        by(BEN, 90, Act::Renewed { until: day(500) }),
        by(CAT, 5, Act::Revoked),
    ];
    for now in [10, 90, 1_000] {
        let history = History::read(setting(0, &[]), events.iter().cloned().map(Ok), day(now));
        assert_eq!(
            states(&history, &[4, 5, 100]),
            [State::InForce, State::Revoked, State::Revoked].map(Some),
            "{now}"
        );
    }
}
