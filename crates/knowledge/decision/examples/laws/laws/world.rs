//! Small worlds in which laws are tried: few units, products, packages and versions, so that things meet often.

use mainstay_decision::{
    Act, Case, Component, Condition, Decision, Delegation, Event, Matter, Organization, Package, Place,
    Scope, Subject, Terms, Versions,
};
use mainstay_version::{Ecosystem, Range, Version};
use serde_json::json;
use uuid::Uuid;

use jiff::Timestamp;

const PACKAGES: &[&str] =
    &["pkg:npm/a", "pkg:npm/%40s/b", "pkg:pypi/c", "pkg:deb/debian/d", "pkg:composer/v/e", "name:|own|f"];
const VERSIONS: &[&str] = &["0.9.0", "1.0.0", "1.1.0", "1.5.0", "2.0.0-rc1", "2.0.0", "3.0.0"];
const NAMES: &[&str] = &["main", "latest", "dev-main", "1.0|2"];
const KINDS: &[&str] = &["advisory", "license"];
const IDS: &[&str] = &["A-1", "A-2", "A-3"];

/// Choices made from bytes, so that fewer and smaller bytes are a simpler world. Without bytes the first choice is made.
pub(crate) struct Dice<'a>(pub(crate) &'a [u8]);

impl Dice<'_> {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first) % end
    }

    fn pick(&mut self, of: &'static [&'static str]) -> &'static str {
        of[self.below(of.len())]
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 1
    }
}

pub(crate) fn unit(number: usize) -> Uuid {
    Uuid::from_u128(0x100 + number as u128)
}

fn product(number: usize) -> Uuid {
    Uuid::from_u128(0x200 + number as u128)
}

pub(crate) fn person(number: usize) -> Uuid {
    Uuid::from_u128(0x300 + number as u128)
}

/// What an organization is made from, so that it can be made anew with a change.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) units: Vec<(Uuid, Option<Uuid>)>,
    products: Vec<(Uuid, Option<Uuid>)>,
}

impl Plan {
    /// Mostly trees; some units lie in others that nobody told, or in a circle. Products 4 and 5 may not be told either.
    pub(crate) fn roll(dice: &mut Dice<'_>) -> Self {
        let units = (0..6).map(|number| {
            let above = match dice.below(8) {
                0 => None,
                1 => Some(dice.below(7)),
                _ => (number > 0).then(|| dice.below(number)),
            };
            (unit(number), above.map(unit))
        });
        let units = units.collect();
        let count = 4 + dice.below(3);
        let products =
            (0..count).map(|number| (product(number), (!dice.one_in(5)).then(|| unit(dice.below(7)))));
        Self { units, products: products.collect() }
    }

    /// The same with some units and products that nobody told.
    pub(crate) fn less(&self, dice: &mut Dice<'_>) -> Self {
        let mut less = self.clone();
        less.units.retain(|_| !dice.one_in(4));
        less.products.retain(|_| !dice.one_in(6));
        less
    }

    pub(crate) fn organization(&self) -> Organization {
        Organization::new(self.units.iter().copied(), self.products.iter().copied())
    }
}

/// Versions that a range can be made of.
fn versions(dice: &mut Dice<'_>, ecosystem: Ecosystem) -> Versions {
    let mut range = Range::none(ecosystem);
    for _ in 0..1 + dice.below(3) {
        let version = Version::parse(ecosystem, dice.pick(VERSIONS));
        range = match dice.below(6) {
            0 => range.union(&Range::exactly(&version)),
            1 => range.union(&Range::at_least(&version)),
            2 => range.union(&Range::at_most(&version)),
            3 => range.union(&Range::at_least(&version).complement()),
            4 => range.union(&Range::at_most(&version).complement()),
            _ => range.complement().union(&Range::exactly(&version)),
        };
    }
    let named: Vec<&str> = (0..dice.below(3)).map(|_| dice.pick(NAMES)).collect();
    let text = range.to_vers().to_string();
    let range = (!range.is_empty() && !dice.one_in(8)).then_some(text.as_str());
    Versions::new(ecosystem, range, named).unwrap_or_else(|_| {
        Versions::exactly(&Version::parse(ecosystem, VERSIONS[1])).expect("the text is short")
    })
}

fn package(dice: &mut Dice<'_>) -> Package {
    // Mostly the first two, so that scopes and cases meet.
    let number = if dice.one_in(3) { dice.below(PACKAGES.len()) } else { dice.below(2) };
    PACKAGES[number].parse().expect("the texts are packages")
}

pub(crate) fn scope(dice: &mut Dice<'_>) -> Scope {
    let place = match dice.below(5) {
        0 => Place::Organization,
        1 | 2 => Place::Unit(unit(dice.below(7))),
        3 => Place::Product(product(dice.below(6))),
        _ => Place::Releases(product(dice.below(3)), versions(dice, Ecosystem::generic())),
    };
    let subject = match dice.below(5) {
        0 | 1 => Subject::Anything,
        2 => Subject::Package(package(dice)),
        _ => {
            let package = package(dice);
            let versions = versions(dice, package.ecosystem());
            Subject::Versions(package, versions)
        }
    };
    let matter = match dice.below(4) {
        0 | 1 => Matter::Anything,
        2 => Matter::kind(dice.pick(KINDS)),
        _ => Matter::one(dice.pick(KINDS), dice.pick(IDS)),
    };
    Scope::new(place, subject, matter).expect("the versions are of their packages")
}

/// What a case is made from.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    product: Option<Uuid>,
    unit: Option<Uuid>,
    release: Option<&'static str>,
    component: Option<(Package, Option<&'static str>)>,
    matter: Option<(&'static str, Option<&'static str>)>,
}

impl Facts {
    pub(crate) fn roll(dice: &mut Dice<'_>) -> Self {
        let version = |dice: &mut Dice<'_>| match dice.below(6) {
            0 => None,
            1 => Some(dice.pick(NAMES)),
            _ => Some(dice.pick(VERSIONS)),
        };
        let (product, unit) = match dice.below(8) {
            0 => (None, None),
            1 => (None, Some(unit(dice.below(7)))),
            _ => (Some(product(dice.below(6))), None),
        };
        let release = version(dice);
        let component = (!dice.one_in(5)).then(|| (package(dice), version(dice)));
        let kind = dice.pick(KINDS);
        let matter = (!dice.one_in(5)).then(|| (kind, (!dice.one_in(6)).then(|| dice.pick(IDS))));
        Self { product, unit, release, component, matter }
    }

    /// The same with less known.
    pub(crate) fn less(&self, dice: &mut Dice<'_>) -> Self {
        let mut less = self.clone();
        if dice.one_in(3) {
            less.product = None;
        }
        if dice.one_in(2) {
            less.release = None;
        }
        if let Some((_, version)) = less.component.as_mut().filter(|_| dice.one_in(2)) {
            *version = None;
        }
        if let Some((_, id)) = less.matter.as_mut().filter(|_| dice.one_in(3)) {
            *id = None;
        }
        less
    }

    pub(crate) fn case(&self, organization: &Organization) -> Case {
        let mut case = match (self.product, self.unit) {
            (Some(product), _) => Case::in_product(organization, product),
            (None, Some(unit)) => Case::in_unit(organization, unit),
            (None, None) => Case::anywhere(),
        };
        if let Some(release) = self.release {
            case = case.release(release);
        }
        if let Some((package, version)) = &self.component {
            case = case.component(Component::new(package.clone(), *version));
        }
        match self.matter {
            Some((kind, Some(id))) => case.about(kind, id),
            Some((kind, None)) => case.about_some(kind),
            None => case,
        }
    }
}

pub(crate) fn decisions(dice: &mut Dice<'_>) -> Vec<Decision<u8>> {
    (0..2 + dice.below(12)).map(|number| decision(dice, number)).collect()
}

fn decision(dice: &mut Dice<'_>, number: usize) -> Decision<u8> {
    let outcome = u8::from(dice.one_in(3));
    Decision { id: Uuid::from_u128(number as u128), scope: scope(dice), outcome }
}

pub(crate) fn day(day: usize) -> Timestamp {
    Timestamp::from_second(day as i64 * 86_400).expect("a few days are in range")
}

pub(crate) fn delegations(dice: &mut Dice<'_>) -> Vec<Delegation> {
    let delegation = |dice: &mut Dice<'_>| Delegation {
        from: person(dice.below(4)),
        to: person(dice.below(4)),
        since: day(dice.below(10)),
        until: dice.one_in(2).then(|| day(10 + dice.below(30))),
        kinds: dice.one_in(4).then(|| vec!["analysis".to_owned()]),
    };
    (0..dice.below(5)).map(|_| delegation(dice)).collect()
}

/// Events of which many can follow one another and some cannot.
pub(crate) fn events(dice: &mut Dice<'_>) -> Vec<Event> {
    let mut at = 1;
    let mut events = Vec::new();
    for number in 0..1 + dice.below(9) {
        at += dice.below(4);
        let act = if number == 0 && !dice.one_in(9) { proposal(dice, at) } else { act(dice, at) };
        events.push(event(dice, at, act));
    }
    events
}

pub(crate) fn event(dice: &mut Dice<'_>, mut at: usize, act: Act) -> Event {
    if dice.one_in(12) {
        at = dice.below(60);
    }
    let mut event = Event::new(day(at), (!dice.one_in(12)).then(|| person(dice.below(4))), act);
    if dice.one_in(5) {
        event = event.on_behalf(person(dice.below(4)));
    }
    if dice.one_in(4) {
        event = event.because("They said so.");
        event.policy = Some("7".to_owned());
        event.evidence = vec![person(9)];
    }
    event
}

fn proposal(dice: &mut Dice<'_>, at: usize) -> Act {
    Act::Proposed(Terms {
        outcome: json!(["waived", dice.below(3)]),
        from: dice.one_in(4).then(|| day(at + dice.below(9))),
        until: dice.one_in(2).then(|| day(at + dice.below(20))),
        conditions: conditions(dice),
        supersedes: dice.one_in(5).then(|| person(8)),
    })
}

pub(crate) fn act(dice: &mut Dice<'_>, at: usize) -> Act {
    let condition = ["a", "b", "c"][dice.below(3)].to_owned();
    match dice.below(14) {
        0..=4 => Act::Approved { conditions: conditions(dice) },
        5 | 6 => Act::Renewed { until: day(at + dice.below(30)) },
        7 | 8 => Act::Fulfilled { condition },
        9 => Act::Broken { condition },
        10 => Act::Superseded { by: dice.one_in(2).then(|| person(dice.below(9))) },
        11 => Act::Revoked,
        12 => [Act::Rejected, Act::Withdrawn][dice.below(2)].clone(),
        _ => proposal(dice, at),
    }
}

fn conditions(dice: &mut Dice<'_>) -> Vec<Condition> {
    let count = if dice.one_in(3) { 1 + dice.below(2) } else { 0 };
    let condition = |id: &str| Condition { id: id.to_owned(), text: "Do it.".to_owned(), due: None };
    (0..count).map(|_| condition(["a", "b", "c"][dice.below(3)])).collect()
}
