//! What 5,000 decisions say of the 10,000 components of a release: by index, and by the plain loop over all decisions.
#![allow(missing_docs, reason = "criterion's macros write undocumented functions")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use mainstay_decision::{
    Case, Component, Decision, Index, Matter, Organization, Package, Place, Scope, Subject, Verdict,
    Versions, resolve,
};
use uuid::Uuid;

const COMPONENTS: u128 = 10_000;
const DECISIONS: u128 = 5_000;

fn unit(number: u128) -> Uuid {
    Uuid::from_u128(1_000_000 + number)
}

fn product(number: u128) -> Uuid {
    Uuid::from_u128(2_000_000 + number)
}

fn package(number: u128) -> Package {
    let kinds = ["npm", "pypi", "cargo", "gem"];
    format!("pkg:{}/package-{number}", kinds[number as usize % 4]).parse().expect("it is a package")
}

/// A hundred units five levels deep, with a thousand products.
fn organization() -> Organization {
    let units = (0..100).map(|number| (unit(number), (number > 0).then(|| unit((number - 1) / 3))));
    Organization::new(units, (0..1_000).map(|number| (product(number), Some(unit(number % 100)))))
}

/// Numbers below a bound that depend on one another in no visible way.
fn scattered(number: u128, salt: u128, below: u128) -> u128 {
    (((number + 1) * 0x9E37_79B9_7F4A_7C15) ^ (salt * 0xD134_2543_DE82_EF95)) % 1_000_003 % below
}

/// A third each for the organization, units and products. Nine of ten for a package, half of these for some of its versions, and
/// about anything, about advisories, or about one of them. The tenth for all packages: one advisory, or now and then all.
fn decisions() -> impl Iterator<Item = Decision<bool>> {
    (0..DECISIONS).map(|number| {
        let roll = |salt: u128, below: u128| scattered(number, salt, below);
        let place = match roll(1, 3) {
            0 => Place::Organization,
            1 => Place::Unit(unit(roll(2, 100))),
            _ => Place::Product(product(roll(3, 20))),
        };
        let package = package(roll(4, COMPONENTS));
        let subject = match roll(5, 10) {
            0 => Subject::Anything,
            1..=4 => Subject::Package(package),
            _ => {
                let text = format!("vers:{}/>=1.{}.0|<3.0.0", package.ecosystem().vers_name(), roll(6, 9));
                let versions = Versions::new(package.ecosystem(), Some(&text), []).expect("it is a range");
                Subject::Versions(package, versions)
            }
        };
        let matter = match (&subject, roll(7, 20)) {
            (Subject::Anything, 1..) | (_, 10..) => Matter::one("advisory", format!("A-{}", roll(8, 500))),
            (_, 0..5) => Matter::kind("advisory"),
            _ => Matter::Anything,
        };
        let scope = Scope::new(place, subject, matter).expect("it is a scope");
        Decision { id: Uuid::from_u128(number), scope, outcome: number % 2 == 0 }
    })
}

fn cases(organization: &Organization) -> Vec<Case> {
    let release = Case::in_product(organization, product(5)).release("4.2.0");
    let case = |number: u128| {
        let component = Component::new(package(number), Some(&format!("2.{}.1", number % 9)));
        release.clone().component(component).about("advisory", &format!("A-{}", number % 500))
    };
    (0..COMPONENTS).map(case).collect()
}

fn look_up(c: &mut Criterion) {
    let organization = organization();
    let decisions: Vec<Decision<bool>> = decisions().collect();
    let cases = cases(&organization);
    let index = Index::new(decisions.iter().cloned());
    let decided = |verdict: Verdict<'_, bool>| usize::from(verdict != Verdict::Undecided);
    let mut group = c.benchmark_group("10,000 components, 5,000 decisions");
    group.sample_size(10);
    group.bench_function("index", |bench| {
        bench.iter(|| {
            cases.iter().map(|case| decided(index.resolve(&organization, case).verdict)).sum::<usize>()
        });
    });
    group.bench_function("plain loop", |bench| {
        bench.iter(|| {
            cases.iter().map(|case| decided(resolve(&organization, case, &decisions).verdict)).sum::<usize>()
        });
    });
    group.bench_function("making the index", |bench| {
        bench.iter(|| Index::new(black_box(&decisions).iter().cloned()));
    });
    group.finish();
}

criterion_group!(benches, look_up);
criterion_main!(benches);
