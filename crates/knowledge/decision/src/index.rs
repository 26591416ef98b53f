//! Decisions for fast look-up by what their scopes name.

use std::collections::HashMap;

use uuid::Uuid;

use crate::resolve::resolve;
use crate::{Answer, Case, Decision, Matter, Organization, Package, Place};

/// Decisions of one kind that are in force, for many cases.
///
/// It only narrows down which decisions are looked at: answers are those of [`resolve`] over all of them.
#[derive(Clone, Debug)]
pub struct Index<O> {
    decisions: Vec<Decision<O>>,
    of_no_package: Matters,
    packages: HashMap<Package, Matters>,
}

/// Numbers of decisions by what they are about.
#[derive(Clone, Debug, Default)]
struct Matters {
    anything: Places,
    kinds: HashMap<String, Kind>,
}

#[derive(Clone, Debug, Default)]
struct Kind {
    whole: Places,
    one: HashMap<String, Places>,
}

/// Numbers of decisions by where they hold.
#[derive(Clone, Debug, Default)]
struct Places {
    everywhere: Vec<u32>,
    units: HashMap<Uuid, Vec<u32>>,
    products: HashMap<Uuid, Vec<u32>>,
}

impl<O: PartialEq> Index<O> {
    /// From decisions; at most 2^32 of them are looked at.
    pub fn new(decisions: impl IntoIterator<Item = Decision<O>>) -> Self {
        let decisions: Vec<Decision<O>> = decisions.into_iter().collect();
        let mut index = Self { decisions, of_no_package: Matters::default(), packages: HashMap::new() };
        for (number, Decision { scope, .. }) in (0..).zip(&index.decisions) {
            let matters = match scope.package() {
                None => &mut index.of_no_package,
                Some(package) => index.packages.entry(package.clone()).or_default(),
            };
            matters.of(scope.matter()).of(scope.place()).push(number);
        }
        index
    }

    /// The decisions, in the order in which they were given.
    pub fn decisions(&self) -> &[Decision<O>] {
        &self.decisions
    }

    /// What the decisions say of a case.
    pub fn resolve(&self, organization: &Organization, case: &Case) -> Answer<'_, O> {
        let mut numbers = Vec::new();
        self.of_no_package.find(case, &mut numbers);
        let package = case.component.as_ref().and_then(|component| self.packages.get(&component.package));
        if let Some(matters) = package {
            matters.find(case, &mut numbers);
        }
        numbers.sort_unstable();
        resolve(organization, case, numbers.into_iter().map(|number| &self.decisions[number as usize]))
    }
}

impl Matters {
    fn of(&mut self, matter: &Matter) -> &mut Places {
        match matter {
            Matter::Anything => &mut self.anything,
            Matter::Kind(kind) => &mut self.kinds.entry(kind.clone()).or_default().whole,
            Matter::One(kind, id) => {
                self.kinds.entry(kind.clone()).or_default().one.entry(id.clone()).or_default()
            }
        }
    }

    fn find(&self, case: &Case, numbers: &mut Vec<u32>) {
        self.anything.find(case, numbers);
        let Some((kind, id)) = &case.matter else { return };
        let Some(kind) = self.kinds.get(&**kind) else { return };
        kind.whole.find(case, numbers);
        match id {
            Some(id) => kind.one.get(&**id).into_iter().for_each(|places| places.find(case, numbers)),
            None => kind.one.values().for_each(|places| places.find(case, numbers)),
        }
    }
}

impl Places {
    fn of(&mut self, place: &Place) -> &mut Vec<u32> {
        match place {
            Place::Organization => &mut self.everywhere,
            Place::Unit(unit) => self.units.entry(*unit).or_default(),
            Place::Product(product) | Place::Releases(product, _) => {
                self.products.entry(*product).or_default()
            }
        }
    }

    /// Those that may cover a case: all of them where the product or its units are not known.
    fn find(&self, case: &Case, numbers: &mut Vec<u32>) {
        numbers.extend_from_slice(&self.everywhere);
        match case.product {
            Some(product) => numbers.extend(self.products.get(&product).into_iter().flatten()),
            None => numbers.extend(self.products.values().flatten()),
        }
        if !case.chain.is_whole {
            numbers.extend(self.units.values().flatten());
        } else if !self.units.is_empty() {
            numbers.extend(case.chain.units.iter().filter_map(|unit| self.units.get(unit)).flatten());
        }
    }
}
