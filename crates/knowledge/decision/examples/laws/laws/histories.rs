//! Laws of events and states.

use std::collections::BTreeSet;

use mainstay_decision::{Act, Delegation, Event, History, Rule, Setting, State, acts_for};
use proptest::prelude::*;
use uuid::Uuid;

use super::world::{Dice, act, day, delegations, event, events};
use super::{Law, Said};

pub(super) const LAWS: &[Law] = &[
    Law { name: "an event is read as it was written", check: round_trip },
    Law { name: "an event has an effect exactly when the check lets it pass", check: checked },
    Law { name: "events without effect leave no trace", check: no_trace },
    Law { name: "what holds was approved by enough people, none of whom proposed it", check: enough },
    Law { name: "what was in force in the past stays so when events follow", check: append_only },
    Law { name: "no event makes hold in the past what did not", check: no_past },
    Law { name: "an end is final", check: final_end },
    Law { name: "nothing holds before its time, after its end or with a broken condition", check: in_time },
];

const DAYS: std::ops::Range<usize> = 0..70;

struct World {
    delegations: Vec<Delegation>,
    events: Vec<Event>,
    rule: Rule,
}

impl World {
    fn roll(dice: &mut Dice<'_>) -> Self {
        let approvals = [1, 2, 0, 1][dice.below(4)];
        Self { delegations: delegations(dice), events: events(dice), rule: Rule { approvals } }
    }

    fn read(&self, events: &[Event]) -> History<'_> {
        let decision = Uuid::from_u128(0x305);
        let setting = Setting { decision, kind: "waiver", rule: self.rule, delegations: &self.delegations };
        History::read(setting, events.iter().cloned().map(Ok), day(50))
    }
}

fn states(history: &History<'_>) -> Vec<Option<State>> {
    DAYS.map(|at| history.standing_at(day(at)).map(|standing| standing.state)).collect()
}

/// Whether times never go back among the events that have an effect.
fn in_order(history: &History<'_>) -> bool {
    history.events().is_sorted_by_key(|event| event.at)
}

fn round_trip(dice: &mut Dice<'_>) -> Said {
    for event in events(dice) {
        let read = Event::read(event.at, event.by, event.act.name(), &event.data());
        prop_assert_eq!(read, Ok(event));
    }
    Ok(true)
}

fn checked(dice: &mut Dice<'_>) -> Said {
    let world = World::roll(dice);
    let whole = world.read(&world.events);
    if !in_order(&whole) {
        return Ok(false);
    }
    let refused: BTreeSet<usize> = whole.problems().iter().map(|problem| problem.event).collect();
    for (place, event) in world.events.iter().enumerate() {
        let check = world.read(&world.events[..place]).check(event);
        prop_assert_eq!(check.is_err(), refused.contains(&place), "{:?} {:?}", event, check);
    }
    Ok(!refused.is_empty() && refused.len() < world.events.len())
}

fn no_trace(dice: &mut Dice<'_>) -> Said {
    let world = World::roll(dice);
    let whole = world.read(&world.events);
    let clean = world.read(whole.events());
    prop_assert!(clean.problems().is_empty());
    for at in DAYS {
        prop_assert_eq!(whole.standing_at(day(at)), clean.standing_at(day(at)));
    }
    Ok(!whole.problems().is_empty() && !whole.events().is_empty())
}

/// Counts anew, without a look at how the crate does it.
fn enough(dice: &mut Dice<'_>) -> Said {
    let world = World::roll(dice);
    let history = world.read(&world.events);
    let holds =
        DAYS.rev().find(|at| history.standing_at(day(*at)).is_some_and(|one| one.state.is_in_force()));
    let Some(at) = holds else { return Ok(false) };
    let happened: Vec<&Event> = world.events.iter().filter(|event| event.at <= day(at)).collect();
    let first = history.events().iter().find(|event| matches!(event.act, Act::Proposed(_)));
    let Some(first) = first else { return Err(TestCaseError::fail("it holds without a proposal")) };
    let mut others: BTreeSet<Uuid> = BTreeSet::new();
    for event in happened.iter().filter(|event| matches!(event.act, Act::Approved { .. })) {
        let Some(by) = event.by else { continue };
        let lets = |person| acts_for(&world.delegations, by, "waiver", event.at).contains(&person);
        if event.on_behalf.is_none_or(|person| person == by || lets(person)) {
            others.insert(by);
        }
    }
    others.retain(|person| ![first.by, first.on_behalf].contains(&Some(*person)));
    prop_assert!(others.len() >= usize::from(world.rule.approvals), "{:?}", happened);
    Ok(world.rule.approvals > 0)
}

fn append_only(dice: &mut Dice<'_>) -> Said {
    let world = World::roll(dice);
    let before = world.read(&world.events);
    let at = 5 + dice.below(50);
    let act = act(dice, at);
    let added = event(dice, at, act);
    if before.check(&added).is_err() {
        return Ok(false);
    }
    let after = world.read(&[before.events(), std::slice::from_ref(&added)].concat());
    for at in DAYS.filter(|at| day(*at) < added.at) {
        prop_assert_eq!(before.standing_at(day(at)), after.standing_at(day(at)));
    }
    Ok(true)
}

fn no_past(dice: &mut Dice<'_>) -> Said {
    let world = World::roll(dice);
    let before = world.read(&world.events);
    let Some(last) = before.events().iter().map(|event| event.at).max() else { return Ok(false) };
    let at = dice.below(50);
    let act = act(dice, at);
    let added = event(dice, at, act);
    let after = world.read(&[&world.events, std::slice::from_ref(&added)].concat());
    let held =
        |history: &History<'_>, at| history.standing_at(day(at)).is_some_and(|one| one.state.is_in_force());
    for at in DAYS.filter(|at| day(*at) < last) {
        prop_assert!(held(&before, at) || !held(&after, at), "{} {:?} {:?}", at, world.events, added);
    }
    Ok(added.at < last)
}

fn final_end(dice: &mut Dice<'_>) -> Said {
    let world = World::roll(dice);
    let history = world.read(&world.events);
    let states = states(&history);
    let ended = states.iter().position(|state| state.is_some_and(State::is_final));
    let Some(ended) = ended.filter(|_| in_order(&history)) else { return Ok(false) };
    prop_assert!(states[ended..].iter().all(|state| *state == states[ended]), "{:?}", states);
    Ok(true)
}

fn in_time(dice: &mut Dice<'_>) -> Said {
    let world = World::roll(dice);
    let history = world.read(&world.events);
    let mut said = false;
    for at in DAYS {
        let Some(one) = history.standing_at(day(at)) else { continue };
        if one.state.is_in_force() {
            said = true;
            prop_assert!(one.approved.is_some_and(|approved| approved <= one.at));
            prop_assert!(one.from.is_none_or(|from| from <= one.at));
            prop_assert!(one.until.is_none_or(|until| one.at < until));
            prop_assert!(one.conditions.iter().all(|one| one.met != mainstay_decision::Met::Broken));
        }
    }
    Ok(said)
}
