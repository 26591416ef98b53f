//! Who may act for whom.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Somebody lets another person act for them for a time, as while they are absent.
///
/// It is not passed on: who acts for somebody does not act for those whom that person acts for. Each step would take the act
/// further from whom the organization trusts with it. A delegation is ended, never deleted: what was done under it stays lawful.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegation {
    /// Who lets act.
    pub from: Uuid,
    /// Who acts.
    pub to: Uuid,
    /// From when on.
    pub since: Timestamp,
    /// The first moment at which it does not hold any more; None until it is ended.
    pub until: Option<Timestamp>,
    /// For which kinds of decisions; None for all.
    pub kinds: Option<Vec<String>>,
}

impl Delegation {
    /// Whether it holds for a kind of decisions at a time. Nobody delegates to themselves.
    pub fn holds(&self, kind: &str, at: Timestamp) -> bool {
        let is_meant = self.kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|own| own == kind));
        let is_time = self.since <= at && self.until.is_none_or(|until| at < until);
        self.from != self.to && is_meant && is_time
    }
}

/// Whom a person may act for, sorted.
pub fn acts_for(delegations: &[Delegation], person: Uuid, kind: &str, at: Timestamp) -> Vec<Uuid> {
    sorted(delegations.iter().filter(|one| one.to == person && one.holds(kind, at)).map(|one| one.from))
}

/// Who may act for a person, sorted.
pub fn stand_ins(delegations: &[Delegation], person: Uuid, kind: &str, at: Timestamp) -> Vec<Uuid> {
    sorted(delegations.iter().filter(|one| one.from == person && one.holds(kind, at)).map(|one| one.to))
}

fn sorted(people: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
    let mut people: Vec<Uuid> = people.collect();
    people.sort_unstable();
    people.dedup();
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn day(day: i64) -> Timestamp {
        Timestamp::from_second(day * 86_400).unwrap()
    }

    fn delegation(from: u128, to: u128, kinds: Option<&[&str]>) -> Delegation {
        let kinds = kinds.map(|kinds| kinds.iter().map(|kind| (*kind).to_owned()).collect());
        Delegation { from: person(from), to: person(to), since: day(1), until: Some(day(5)), kinds }
    }

    #[test]
    fn it_holds_for_its_time_and_kinds() {
        let all = [delegation(1, 2, Some(&["waiver"])), delegation(3, 2, None)];
        assert_eq!(acts_for(&all, person(2), "waiver", day(1)), [person(1), person(3)]);
        assert_eq!(acts_for(&all, person(2), "analysis", day(4)), [person(3)]);
        assert!(acts_for(&all, person(2), "waiver", day(0)).is_empty());
        assert!(acts_for(&all, person(2), "waiver", day(5)).is_empty());
        assert_eq!(stand_ins(&all, person(1), "waiver", day(2)), [person(2)]);
    }

    #[test]
    fn it_is_not_passed_on_and_nobody_stands_in_for_themselves() {
        let all = [delegation(1, 2, None), delegation(2, 3, None), delegation(4, 4, None)];
        assert_eq!(acts_for(&all, person(3), "waiver", day(2)), [person(2)]);
        assert!(acts_for(&all, person(4), "waiver", day(2)).is_empty());
    }
}
