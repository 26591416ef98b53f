//! Laws of scopes.

use mainstay_decision::{Case, Coverage, Matter, Organization, Place, Scope, Subject};
use proptest::prelude::*;

use super::world::{Dice, Facts, Plan, scope, unit};
use super::{Law, Said};

pub(super) const LAWS: &[Law] = &[
    Law { name: "a scope contains itself, and nothing is narrower than itself", check: reflexive },
    Law { name: "what a contained scope contains is contained", check: transitive },
    Law { name: "scopes that contain one another are equal", check: antisymmetric },
    Law { name: "narrower is a strict order, and says in which part", check: strict_order },
    Law { name: "a contained scope covers no more", check: covers_no_more },
    Law { name: "a contained scope meets its container in itself", check: absorbs },
    Law { name: "meeting is symmetric, and the same as having something in common", check: symmetric },
    Law {
        name: "two scopes that cover a case meet, and what they have in common is what both cover",
        check: meet,
    },
    Law { name: "of scopes that meet there is a case that both cover", check: witness },
    Law { name: "what is in two scopes is in what they have in common", check: greatest },
    Law { name: "what scopes have in common does not depend on order or number", check: associative },
    Law { name: "learning more turns no yes and no no", check: learning },
    Law { name: "telling more of the organization turns no yes and no no", check: telling },
    Law { name: "what is unknown says what is missing, and nothing else does", check: missing },
    Law { name: "moving a unit changes only units above it for what is below it", check: moving },
    Law { name: "a scope is read as it was written", check: round_trip },
    Law { name: "text near a scope is a scope that is read as written, or an error", check: near_json },
];

/// Bytes that mean something in JSON, in ranges or in package URLs, and one that is no text.
const SIGNS: &[u8] = b"\"{}[],:|<>=!*0a%\\ \x80";

struct World {
    plan: Plan,
    organization: Organization,
    a: Scope,
    b: Scope,
    c: Scope,
    facts: Facts,
    case: Case,
}

/// Mostly scopes that are made from one another, so that one contains the other often.
fn world(dice: &mut Dice<'_>) -> World {
    let plan = Plan::roll(dice);
    let organization = plan.organization();
    let c = scope(dice);
    let b = part(dice, &c);
    let a = part(dice, &b);
    let facts = Facts::roll(dice);
    let case = facts.case(&organization);
    World { plan, organization, a, b, c, facts, case }
}

/// A scope with some parts of another one.
fn part(dice: &mut Dice<'_>, of: &Scope) -> Scope {
    let other = scope(dice);
    let place = if dice.below(3) == 0 { other.place() } else { of.place() }.clone();
    let subject = if dice.below(3) == 0 { other.subject() } else { of.subject() }.clone();
    let matter = if dice.below(3) == 0 { other.matter() } else { of.matter() }.clone();
    Scope::new(place, subject, matter).expect("parts of scopes make a scope")
}

fn reflexive(dice: &mut Dice<'_>) -> Said {
    let World { organization, a, .. } = world(dice);
    prop_assert!(a.contains(&a, &organization));
    prop_assert!(!a.is_narrower_than(&a, &organization));
    prop_assert!(a.narrower_parts(&a, &organization).is_empty());
    prop_assert!(Scope::everything().contains(&a, &organization));
    Ok(true)
}

fn transitive(dice: &mut Dice<'_>) -> Said {
    let World { organization, a, b, c, .. } = world(dice);
    let mut said = false;
    for [x, y, z] in [[&a, &b, &c], [&a, &c, &b], [&b, &a, &c], [&b, &c, &a], [&c, &a, &b], [&c, &b, &a]] {
        if x.contains(y, &organization) && y.contains(z, &organization) {
            said |= x != y && y != z;
            prop_assert!(x.contains(z, &organization), "{x:?} {y:?} {z:?}");
        }
    }
    Ok(said)
}

fn antisymmetric(dice: &mut Dice<'_>) -> Said {
    let World { organization, a, b, .. } = world(dice);
    let both = a.contains(&b, &organization) && b.contains(&a, &organization);
    prop_assert_eq!(both, a == b, "{:?} {:?}", a, b);
    Ok(both)
}

fn strict_order(dice: &mut Dice<'_>) -> Said {
    let World { organization, a, b, c, .. } = world(dice);
    let narrower = |x: &Scope, y: &Scope| x.is_narrower_than(y, &organization);
    prop_assert!(!(narrower(&a, &b) && narrower(&b, &a)));
    prop_assert!(!(narrower(&a, &b) && narrower(&b, &c)) || narrower(&a, &c));
    if narrower(&a, &b) {
        prop_assert!(!a.narrower_parts(&b, &organization).is_empty());
        prop_assert!(b.narrower_parts(&a, &organization).is_empty());
    }
    Ok(narrower(&a, &b))
}

fn covers_no_more(dice: &mut Dice<'_>) -> Said {
    let World { organization, a, b, case, .. } = world(dice);
    let mut said = false;
    for [wide, narrow] in [[&a, &b], [&b, &a]] {
        if wide.contains(narrow, &organization) {
            let (wide_covers, narrow_covers) = (wide.covers(&case), narrow.covers(&case));
            prop_assert!(wide_covers >= narrow_covers, "{wide:?} {narrow:?} {case:?}");
            said |= wide != narrow && wide_covers != Coverage::No;
        }
    }
    Ok(said)
}

fn absorbs(dice: &mut Dice<'_>) -> Said {
    let World { organization, a, b, .. } = world(dice);
    let contains = a.contains(&b, &organization);
    prop_assert_eq!(contains, a.intersection(&b, &organization).as_ref() == Some(&b), "{:?} {:?}", a, b);
    Ok(contains)
}

fn symmetric(dice: &mut Dice<'_>) -> Said {
    let World { organization, a, b, .. } = world(dice);
    let common = a.intersection(&b, &organization);
    prop_assert_eq!(&common, &b.intersection(&a, &organization));
    prop_assert_eq!(a.intersects(&b, &organization), b.intersects(&a, &organization));
    prop_assert_eq!(a.intersects(&b, &organization), common.is_some());
    Ok(common.is_some())
}

fn meet(dice: &mut Dice<'_>) -> Said {
    let World { organization, a, b, case, .. } = world(dice);
    let both = a.covers(&case).min(b.covers(&case));
    let common = a.intersection(&b, &organization).map(|common| common.covers(&case));
    prop_assert_eq!(both == Coverage::Yes, common == Some(Coverage::Yes), "{:?} {:?} {:?}", a, b, case);
    if both == Coverage::No {
        prop_assert!(common.is_none_or(|common| common == Coverage::No));
    }
    Ok(both == Coverage::Yes)
}

fn witness(dice: &mut Dice<'_>) -> Said {
    let World { organization, a, b, .. } = world(dice);
    let Some(common) = a.intersection(&b, &organization) else { return Ok(false) };
    let Some(case) = common.example(&organization) else {
        return Err(TestCaseError::fail(format!("no case for {common:?}")));
    };
    prop_assert_eq!(a.covers(&case), Coverage::Yes, "{:?} {:?}", a, case);
    prop_assert_eq!(b.covers(&case), Coverage::Yes, "{:?} {:?}", b, case);
    Ok(true)
}

fn greatest(dice: &mut Dice<'_>) -> Said {
    let World { organization, a, b, c, .. } = world(dice);
    let common = a.intersection(&b, &organization);
    if let Some(common) = &common {
        prop_assert!(a.contains(common, &organization) && b.contains(common, &organization));
    }
    let inside = a.contains(&c, &organization) && b.contains(&c, &organization);
    let in_common = common.is_some_and(|common| common.contains(&c, &organization));
    prop_assert_eq!(inside, in_common, "{:?} {:?} {:?}", a, b, c);
    Ok(inside)
}

fn associative(dice: &mut Dice<'_>) -> Said {
    let World { organization, a, b, c, .. } = world(dice);
    let meet = |x: &Scope, y: &Scope| x.intersection(y, &organization);
    prop_assert_eq!(meet(&a, &a), Some(a.clone()));
    let left = meet(&a, &b).and_then(|common| meet(&common, &c));
    let right = meet(&b, &c).and_then(|common| meet(&a, &common));
    prop_assert_eq!(&left, &right, "{:?} {:?} {:?}", a, b, c);
    Ok(left.is_some())
}

fn learning(dice: &mut Dice<'_>) -> Said {
    let World { organization, a, facts, case, .. } = world(dice);
    let less = facts.less(dice).case(&organization);
    let before = a.covers(&less);
    if before != Coverage::Unknown {
        prop_assert_eq!(before, a.covers(&case), "{:?} {:?} {:?}", a, less, case);
    }
    Ok(less != case && before != Coverage::Unknown)
}

fn telling(dice: &mut Dice<'_>) -> Said {
    let World { plan, organization, a, facts, case, .. } = world(dice);
    let less_told = plan.less(dice).organization();
    // Who lies on a circle lies nowhere: that may not be seen before all of it is told.
    if !organization.circular().is_empty() {
        return Ok(false);
    }
    let before = a.covers(&facts.case(&less_told));
    if before != Coverage::Unknown {
        prop_assert_eq!(before, a.covers(&case), "{:?} {:?} {:?}", a, facts, plan);
    }
    Ok(before != Coverage::Unknown && matches!(a.place(), Place::Unit(_)))
}

fn missing(dice: &mut Dice<'_>) -> Said {
    let World { a, case, .. } = world(dice);
    let is_unknown = a.covers(&case) == Coverage::Unknown;
    prop_assert_eq!(is_unknown, !a.missing(&case).is_empty(), "{:?} {:?}", a, case);
    Ok(is_unknown)
}

fn moving(dice: &mut Dice<'_>) -> Said {
    let World { mut plan, organization: before, a, facts, .. } = world(dice);
    let (moved, to) = (unit(dice.below(6)), unit(dice.below(6)));
    for (unit, above) in &mut plan.units {
        if *unit == moved {
            *above = Some(to);
        }
    }
    let after = plan.organization();
    // Who lies on a circle lies nowhere: mending one is no move.
    if !before.circular().is_empty() || !after.circular().is_empty() {
        return Ok(false);
    }
    let (was, is) = (a.covers(&facts.case(&before)), a.covers(&facts.case(&after)));
    let at = |place| Scope::new(place, Subject::Anything, Matter::Anything).expect("a place makes a scope");
    let below_moved = at(Place::Unit(moved));
    let is_below = below_moved.covers(&facts.case(&before)) == Coverage::Yes;
    let may_change = match a.place() {
        // Where nobody tells what is further up, it may be any unit.
        Place::Unit(_) => {
            let is_above = !below_moved.contains(&at(a.place().clone()), &before);
            let is_open = was.min(is) != Coverage::No || was.max(is) != Coverage::Yes;
            is_below && (is_above || is_open)
        }
        _ => false,
    };
    let changed = was != is;
    prop_assert!(!changed || may_change, "{a:?} {facts:?}");
    Ok(is_below && !matches!(a.place(), Place::Organization))
}

fn round_trip(dice: &mut Dice<'_>) -> Said {
    let World { a, .. } = world(dice);
    let written = serde_json::to_string(&a).expect("a scope can be written");
    let read = Scope::from_json(written.as_bytes());
    prop_assert_eq!(read.as_ref().ok(), Some(&a), "{} {:?}", written, read);
    let through_value: Result<Scope, _> =
        serde_json::from_value(serde_json::to_value(&a).expect("a scope can be written"));
    prop_assert_eq!(through_value.ok(), Some(a));
    prop_assert_eq!(serde_json::to_string(&read.expect("it was read")).ok(), Some(written));
    Ok(true)
}

fn near_json(dice: &mut Dice<'_>) -> Said {
    let World { a, .. } = world(dice);
    let mut text = serde_json::to_vec(&a).expect("a scope can be written");
    for _ in 0..1 + dice.below(3) {
        let at = dice.below(text.len().min(256));
        let (byte, other) = (SIGNS[dice.below(SIGNS.len())], dice.below(text.len().min(256)));
        match dice.below(3) {
            0 => text[at] = byte,
            1 => text.insert(at, byte),
            _ => drop(text.drain(at.min(other)..at.max(other))),
        }
        if text.is_empty() {
            break;
        }
    }
    let Ok(read) = Scope::from_json(&text) else { return Ok(true) };
    let written = serde_json::to_vec(&read).expect("a scope can be written");
    prop_assert_eq!(Scope::from_json(&written).ok(), Some(read));
    Ok(true)
}
