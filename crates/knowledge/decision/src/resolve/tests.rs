use super::*;
use crate::{Component, Matter, Package, Place, Subject, Versions};

const UNIT: Uuid = Uuid::from_u128(1);
const SHOP: Uuid = Uuid::from_u128(2);

fn organization() -> Organization {
    Organization::new([(UNIT, None)], [(SHOP, Some(UNIT))])
}

fn lodash() -> Package {
    "pkg:npm/lodash".parse().unwrap()
}

fn versions(range: &str) -> Subject {
    let versions = Versions::new(lodash().ecosystem(), Some(range), []).unwrap();
    Subject::Versions(lodash(), versions)
}

fn decision(id: u128, place: Place, subject: Subject, outcome: &'static str) -> Decision<&'static str> {
    let scope = Scope::new(place, subject, Matter::kind("advisory")).unwrap();
    Decision { id: Uuid::from_u128(id), scope, outcome }
}

fn case(version: Option<&str>) -> Case {
    let component = Component::new(lodash(), version);
    Case::in_product(&organization(), SHOP).component(component).about("advisory", "CVE-1")
}

fn ids(decisions: &[&Decision<&str>]) -> Vec<u128> {
    decisions.iter().map(|decision| decision.id.as_u128()).collect()
}

#[test]
fn the_most_specific_wins_and_says_why() {
    let decisions = [
        decision(1, Place::Organization, Subject::Anything, "fix"),
        decision(2, Place::Product(SHOP), Subject::Package(lodash()), "ignore"),
        decision(3, Place::Unit(UNIT), Subject::Package(lodash()), "fix"),
    ];
    let organization = organization();
    let case = case(None);
    let answer = resolve(&organization, &case, &decisions);
    assert_eq!((answer.verdict, ids(&answer.reasons)), (Verdict::Decided(&"ignore"), vec![2]));
    let why: Vec<_> =
        answer.beaten.iter().map(|beaten| (beaten.decision.id.as_u128(), &beaten.because)).collect();
    assert_eq!(why, [(1, &vec![Part::Place, Part::Subject]), (3, &vec![Part::Place])]);
    assert!(answer.beaten.iter().all(|beaten| beaten.by.id.as_u128() == 2));
}

#[test]
fn those_of_which_none_is_more_specific_must_agree() {
    let mut decisions = [
        decision(1, Place::Product(SHOP), Subject::Anything, "fix"),
        decision(2, Place::Organization, Subject::Package(lodash()), "ignore"),
    ];
    let organization = organization();
    let case = case(None);
    let answer = resolve(&organization, &case, &decisions);
    assert_eq!((answer.verdict, ids(&answer.reasons)), (Verdict::Conflict, vec![1, 2]));
    decisions[1].outcome = "fix";
    let answer = resolve(&organization, &case, &decisions);
    assert_eq!((answer.verdict, ids(&answer.reasons)), (Verdict::Decided(&"fix"), vec![1, 2]));
}

#[test]
fn the_same_scope_with_two_outcomes_is_a_conflict() {
    let decisions = [
        decision(1, Place::Organization, Subject::Anything, "fix"),
        decision(2, Place::Organization, Subject::Anything, "ignore"),
    ];
    let organization = organization();
    assert_eq!(resolve(&organization, &case(None), &decisions).verdict, Verdict::Conflict);
}

#[test]
fn what_might_apply_is_told_with_what_is_missing_and_decides_nothing() {
    let decisions = [
        decision(1, Place::Organization, Subject::Anything, "fix"),
        decision(2, Place::Product(SHOP), versions("vers:npm/<2.0.0"), "ignore"),
        decision(3, Place::Product(SHOP), versions("vers:npm/<1.0.0"), "fix"),
    ];
    let organization = organization();
    let unknown = case(None);
    let answer = resolve(&organization, &unknown, &decisions);
    assert_eq!(answer.verdict, Verdict::Decided(&"fix"));
    let possible: Vec<_> = answer.possible.iter().map(|one| (&one.missing, one.matters)).collect();
    assert_eq!(possible, [(&vec![Missing::Version], true), (&vec![Missing::Version], false)]);
    assert!(!answer.is_settled());
    let known = case(Some("1.5.0"));
    let answer = resolve(&organization, &known, &decisions);
    assert_eq!(answer.verdict, Verdict::Decided(&"ignore"));
    assert!(answer.is_settled());
}

#[test]
fn without_a_decision_nothing_is_decided() {
    let decisions = [decision(1, Place::Product(Uuid::nil()), Subject::Anything, "fix")];
    let organization = organization();
    let case = case(None);
    let answer = resolve(&organization, &case, &decisions);
    assert_eq!(answer.verdict, Verdict::Undecided);
    assert!(answer.is_settled() && answer.reasons.is_empty() && answer.beaten.is_empty());
}
