//! Which component of the one BOM is which of the other.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use mainstay_model::{Bom, Component, NodeId, Purl};
use mainstay_version::{Ecosystem, Version};

use super::ends::{Ends, shared};
use super::native::Marks;
use crate::digest;

/// The components of both BOMs, and those of only one.
#[derive(Default)]
pub(super) struct Pairs {
    pub(super) both: Vec<(NodeId, NodeId)>,
    pub(super) removed: Vec<NodeId>,
    pub(super) added: Vec<NodeId>,
}

impl Pairs {
    /// Pairs the components of two BOMs, package by package.
    pub(super) fn find(before: &Bom, after: &Bom) -> Self {
        let mut pairs = Self::default();
        let sides = Sides { boms: [before, after], marks: Marks::default(), ends: OnceCell::new() };
        let mut packages: BTreeMap<String, [Vec<NodeId>; 2]> = BTreeMap::new();
        for (side, bom) in [before, after].into_iter().enumerate() {
            for (component, index) in bom.components.iter().zip(0..) {
                packages.entry(package(component)).or_default()[side].push(NodeId(index));
            }
        }
        for [old, new] in packages.into_values() {
            match (&old[..], &new[..]) {
                (&[old], &[new]) => pairs.both.push((old, new)),
                (old, []) if old.len() == 1 => pairs.removed.extend(old),
                ([], new) if new.len() == 1 => pairs.added.extend(new),
                _ => pairs.package(sides.variants(0, &old), sides.variants(1, &new), &sides),
            }
        }
        pairs
    }

    /// Pairs the components of one package: first those of one identity, then what is left over.
    fn package<'b>(&mut self, old: Vec<Variant<'b>>, new: Vec<Variant<'b>>, sides: &Sides<'b>) {
        let mut identities: BTreeMap<String, [Vec<Variant<'b>>; 2]> = BTreeMap::new();
        for (side, variants) in [old, new].into_iter().enumerate() {
            for variant in variants {
                identities.entry(identity(variant.component)).or_default()[side].push(variant);
            }
        }
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for [mut left, mut right] in identities.into_values() {
            if left.len().max(right.len()) > 1 && !left.is_empty() && !right.is_empty() {
                left.iter_mut().for_each(|variant| sides.look(0, variant));
                right.iter_mut().for_each(|variant| sides.look(1, variant));
            }
            let start = self.both.len();
            self.twins(&mut left, &mut right);
            // Marks are others at each run, and so is their order.
            self.both[start..].sort_unstable();
            old.extend(left);
            new.extend(right);
        }
        VARIANTS.iter().for_each(|order| self.equal(order, &mut old, &mut new));
        old.sort_by(place);
        new.sort_by(place);
        self.removed.extend(old.iter().map(|variant| variant.id));
        self.added.extend(new.iter().map(|variant| variant.id));
    }

    /// Pairs those of one identity. The farther the relations are the same around two of them, the surer they are the same; their
    /// names in the documents decide only where nothing else tells which is which.
    fn twins<'b>(&mut self, old: &mut Vec<Variant<'b>>, new: &mut Vec<Variant<'b>>) {
        let levels = old.first().map_or(0, |variant| variant.ends.len());
        for order in TWINS {
            for level in (0..levels).map(Some).chain([None]) {
                let ends = |variant: &Variant<'_>| level.and_then(|level| variant.ends.get(level).copied());
                let alike =
                    |a: &Variant<'_>, b: &Variant<'_>| order(a, b).then_with(|| ends(a).cmp(&ends(b)));
                self.equal(&|a, b| alike(a, b).then_with(|| called(a, b)), old, new);
                self.equal(&alike, old, new);
            }
        }
    }

    /// Pairs those that are equal and leaves the others in the lists. One walk over both finds them: a document may list one
    /// package in very many versions.
    fn equal<'b>(
        &mut self,
        order: &dyn Fn(&Variant<'b>, &Variant<'b>) -> Ordering,
        old: &mut Vec<Variant<'b>>,
        new: &mut Vec<Variant<'b>>,
    ) {
        if old.is_empty() || new.is_empty() {
            return;
        }
        let sorted = |variants: &mut Vec<Variant<'b>>| {
            variants.sort_by(|a, b| order(a, b).then_with(|| place(a, b)));
            std::mem::take(variants).into_iter().peekable()
        };
        let (mut left, mut right) = (sorted(old), sorted(new));
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            match order(a, b) {
                Ordering::Less => old.extend(left.next()),
                Ordering::Greater => new.extend(right.next()),
                Ordering::Equal => {
                    self.both.extend(left.next().zip(right.next()).map(|(a, b)| (a.id, b.id)));
                }
            }
        }
        old.extend(left);
        new.extend(right);
    }
}

/// An order in which equal ones may be paired.
type Compare = fn(&Variant<'_>, &Variant<'_>) -> Ordering;

/// Of one identity, those that say the same are the same, then those of one digest; each time first those that stand in the same
/// relations.
const TWINS: &[Compare] =
    &[|a, b| digest(a, b).then_with(|| a.said.cmp(&b.said)), digest, |_, _| Ordering::Equal];

/// Of one package, those of one version are the same, by text before they are by the ecosystem's rules: a document may list one version
/// in two spellings. Then the same variant is another version of it, and what is left over pairs in the order of versions.
const VARIANTS: &[Compare] = &[
    |a, b| text(a, b).then_with(|| digest(a, b)),
    |a, b| text(a, b).then_with(|| address(a, b)),
    text,
    |a, b| a.version.cmp(&b.version).then_with(|| address(a, b)),
    |a, b| a.version.cmp(&b.version),
    address,
    |_, _| Ordering::Equal,
];

fn text(a: &Variant<'_>, b: &Variant<'_>) -> Ordering {
    a.component.version.cmp(&b.component.version)
}

fn digest(a: &Variant<'_>, b: &Variant<'_>) -> Ordering {
    a.digest.cmp(&b.digest)
}

fn address(a: &Variant<'_>, b: &Variant<'_>) -> Ordering {
    address_of(a.component).cmp(&address_of(b.component))
}

/// Classifier, platform, architecture and whatever else a package URL says besides the version.
fn address_of(component: &Component) -> Option<(&BTreeMap<String, String>, Option<&str>)> {
    component.purl.as_ref().map(|purl| (purl.qualifiers(), purl.subpath()))
}

fn called(a: &Variant<'_>, b: &Variant<'_>) -> Ordering {
    a.component.reference.cmp(&b.component.reference)
}

/// The order of versions and of all else that does not depend on places in lists; at last that of the list.
fn place(a: &Variant<'_>, b: &Variant<'_>) -> Ordering {
    let order = a.version.cmp(&b.version).then_with(|| text(a, b));
    let order = order.then_with(|| address(a, b)).then_with(|| digest(a, b));
    order.then_with(|| called(a, b)).then_with(|| a.id.cmp(&b.id))
}

/// One component among others of its package.
struct Variant<'b> {
    id: NodeId,
    component: &'b Component,
    /// The version as its ecosystem compares it.
    version: Option<Version>,
    digest: Option<(&'b str, String)>,
    /// What is said of it, once it was looked at.
    said: Option<u64>,
    /// The relations in which it stands, as [marks](Ends::of), once it was looked at.
    ends: Vec<u64>,
}

/// The two BOMs.
struct Sides<'b> {
    boms: [&'b Bom; 2],
    marks: Marks,
    ends: OnceCell<Ends>,
}

impl<'b> Sides<'b> {
    fn variants(&self, side: usize, ids: &[NodeId]) -> Vec<Variant<'b>> {
        let variant = |id: &NodeId| {
            let component = self.boms[side].component(*id);
            let kind = component.purl.as_ref().map_or("", Purl::kind);
            let parse = |text| Version::parse(Ecosystem::from_purl_type(kind), text);
            Variant {
                id: *id,
                component,
                version: component.version.as_deref().map(parse),
                digest: digest::strongest(component),
                said: None,
                ends: Vec::new(),
            }
        };
        ids.iter().map(variant).collect()
    }

    /// Looks at what is said of a component of one of them, and at its relations.
    fn look(&self, side: usize, variant: &mut Variant<'_>) {
        let mut said = serde_json::to_value(variant.component).expect("a component is text and lists");
        // Its name inside its document says nothing.
        said.as_object_mut().and_then(|fields| fields.remove("reference"));
        variant.said = self.marks.of(&said);
        let ends = || Ends::find(self.boms, self.names(), &self.marks);
        variant.ends = self.ends.get_or_init(ends).of(side, variant.id);
    }

    /// What tells a component from the others of its BOM: its package, and where that is there several times, its identity.
    fn names(&self) -> [Vec<u64>; 2] {
        let package = |component| self.marks.hash(&package(component));
        let mut names = self.boms.map(|bom| bom.components.iter().map(package).collect::<Vec<_>>());
        let shared = shared(&names);
        for (bom, names) in self.boms.iter().zip(&mut names) {
            let several = bom.components.iter().zip(names).filter(|(_, name)| shared.contains(name));
            several.for_each(|(component, name)| *name = self.marks.hash(&(*name, identity(component))));
        }
        names
    }
}

fn package(component: &Component) -> String {
    match &component.purl {
        Some(purl) => purl.package().to_string(),
        None => format!("{}\0{}", component.group.as_deref().unwrap_or_default(), component.name),
    }
}

/// What tells a component from others of its package: the whole package URL, else its kind and version. What the organization builds
/// itself is not what it fetches.
fn identity(component: &Component) -> String {
    let name = match &component.purl {
        Some(purl) => purl.identity().to_string(),
        None => format!("{:?}", component.kind),
    };
    format!("{name}\0{}\0{}", component.version.as_deref().unwrap_or_default(), component.first_party)
}

#[cfg(test)]
mod tests;
