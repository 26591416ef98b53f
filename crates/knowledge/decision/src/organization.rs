//! The organization as decisions see it: units in units, products in units.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

/// Which units lie in which, and which products lie in which unit.
///
/// Any input is an organization. A unit told twice lies where it was told first. Units on a circle lie nowhere, because
/// nobody can tell which of them is on top: they are told by [`Organization::circular`], and whether what is below them lies
/// in a unit further up is not known. The same holds above a unit that is named and not told.
#[derive(Clone, Debug, Default)]
pub struct Organization {
    units: HashMap<Uuid, Above>,
    products: HashMap<Uuid, Option<Uuid>>,
}

/// What a unit lies in.
#[derive(Clone, Copy, Debug)]
enum Above {
    Nothing,
    Unit(Uuid),
    /// It lies in itself.
    Circle,
}

/// The units that something lies in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Chain {
    /// The nearest first.
    pub(crate) units: Vec<Uuid>,
    /// Whether there are certainly no more.
    pub(crate) is_whole: bool,
}

impl Organization {
    /// From units with the unit that each lies in, and products with theirs.
    pub fn new(
        units: impl IntoIterator<Item = (Uuid, Option<Uuid>)>,
        products: impl IntoIterator<Item = (Uuid, Option<Uuid>)>,
    ) -> Self {
        let mut organization = Self::default();
        for (unit, above) in units {
            let above = above.map_or(Above::Nothing, Above::Unit);
            organization.units.entry(unit).or_insert(above);
        }
        for (product, unit) in products {
            organization.products.entry(product).or_insert(unit);
        }
        organization.cut_circles();
        organization
    }

    /// The units that lie in themselves, which a person has to mend.
    pub fn circular(&self) -> Vec<Uuid> {
        let circular = self.units.iter().filter(|(_, above)| matches!(above, Above::Circle));
        let mut circular: Vec<Uuid> = circular.map(|(unit, _)| *unit).collect();
        circular.sort_unstable();
        circular
    }

    /// A unit and all that it lies in; of a unit that is not told, only itself.
    pub(crate) fn chain_of_unit(&self, unit: Uuid) -> Chain {
        let units: Vec<Uuid> = self.upwards(unit).collect();
        let top = units.last().and_then(|top| self.units.get(top));
        Chain { is_whole: matches!(top, Some(Above::Nothing)), units }
    }

    /// All units that a product lies in. Of a product that is not told, none are known.
    pub(crate) fn chain_of_product(&self, product: Uuid) -> Chain {
        match self.products.get(&product) {
            Some(Some(unit)) => self.chain_of_unit(*unit),
            Some(None) => Chain { units: Vec::new(), is_whole: true },
            None => Chain::default(),
        }
    }

    /// Whether a unit is another one or lies below it.
    pub(crate) fn unit_lies_in(&self, unit: Uuid, upper: Uuid) -> bool {
        self.upwards(unit).any(|above| above == upper)
    }

    /// Whether a product is told to lie in a unit or below it.
    pub(crate) fn product_lies_in(&self, product: Uuid, upper: Uuid) -> bool {
        let unit = self.products.get(&product).copied().flatten();
        unit.is_some_and(|unit| self.unit_lies_in(unit, upper))
    }

    /// Ends: circles are cut.
    fn upwards(&self, unit: Uuid) -> impl Iterator<Item = Uuid> + '_ {
        std::iter::successors(Some(unit), |unit| match self.units.get(unit) {
            Some(Above::Unit(above)) => Some(*above),
            _ => None,
        })
    }

    /// Goes up from each unit, over each of them once.
    fn cut_circles(&mut self) {
        let mut done: HashSet<Uuid> = HashSet::with_capacity(self.units.len());
        let mut circular = Vec::new();
        for start in self.units.keys() {
            let mut way = Vec::new();
            let mut place = HashMap::new();
            let mut next = Some(*start);
            while let Some(unit) = next.filter(|unit| !done.contains(unit)) {
                if let Some(&first) = place.get(&unit) {
                    circular.extend_from_slice(&way[first..]);
                    break;
                }
                place.insert(unit, way.len());
                way.push(unit);
                next = match self.units.get(&unit) {
                    Some(Above::Unit(above)) => Some(*above),
                    _ => None,
                };
            }
            done.extend(way);
        }
        for unit in circular {
            self.units.insert(unit, Above::Circle);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    #[test]
    fn a_product_lies_in_its_unit_and_all_above() {
        let units = [(id(1), None), (id(2), Some(id(1))), (id(3), Some(id(2)))];
        let organization = Organization::new(units, [(id(10), Some(id(3))), (id(11), None)]);
        let chain = organization.chain_of_product(id(10));
        assert_eq!((chain.units, chain.is_whole), (vec![id(3), id(2), id(1)], true));
        let alone = organization.chain_of_product(id(11));
        assert_eq!((alone.units, alone.is_whole), (vec![], true));
        assert!(organization.product_lies_in(id(10), id(1)));
        assert!(!organization.unit_lies_in(id(1), id(3)));
    }

    #[test]
    fn what_is_not_told_leaves_the_way_up_open() {
        let organization = Organization::new([(id(2), Some(id(9)))], [(id(10), Some(id(2)))]);
        let chain = organization.chain_of_product(id(10));
        assert_eq!((chain.units, chain.is_whole), (vec![id(2), id(9)], false));
        assert_eq!(organization.chain_of_product(id(77)), Chain::default());
    }

    #[test]
    fn units_on_a_circle_lie_nowhere_and_those_below_stay_below_them() {
        let units = [(id(1), Some(id(2))), (id(2), Some(id(1))), (id(3), Some(id(2))), (id(4), Some(id(4)))];
        let organization = Organization::new(units, []);
        assert_eq!(organization.circular(), [id(1), id(2), id(4)]);
        assert!(!organization.unit_lies_in(id(1), id(2)) && !organization.unit_lies_in(id(2), id(1)));
        let chain = organization.chain_of_unit(id(3));
        assert_eq!((chain.units, chain.is_whole), (vec![id(3), id(2)], false));
    }

    #[test]
    fn a_hundred_thousand_levels_take_no_time_by_their_square() {
        let units = (0..100_000).map(|level| (id(level), (level > 0).then(|| id(level - 1))));
        let organization = Organization::new(units, []);
        assert_eq!(organization.chain_of_unit(id(99_999)).units.len(), 100_000);
        let ring = (0..100_000).map(|level| (id(level), Some(id((level + 1) % 100_000))));
        assert_eq!(Organization::new(ring, []).circular().len(), 100_000);
    }
}
