//! Reading and comparing versions, by ecosystem.
#![allow(missing_docs, reason = "criterion's macros write undocumented functions")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use mainstay_version::{Ecosystem, Range, Version};

/// A typical pair of each ecosystem.
const PAIRS: &[(&str, &str, &str)] = &[
    ("npm", "1.2.3-beta.10", "1.2.3-beta.9"),
    ("pypi", "1.2.3rc1.post2.dev3", "1.2.3rc1.post2"),
    ("maven", "1.2.3.RELEASE", "1.2.3-rc-1"),
    ("golang", "v0.0.0-20230101120000-abcdef123456", "v0.0.0-20230102120000-abcdef123456"),
    ("cargo", "1.2.3", "1.2.4"),
    ("gem", "1.2.3.rc1", "1.2.3"),
    ("nuget", "1.2.3.4-Beta", "1.2.3.4"),
    ("composer", "v1.2.3-beta2", "v1.2.3"),
    ("hex", "1.2.3", "1.2.4"),
    ("pub", "1.2.3+1", "1.2.3+2"),
    ("deb", "1:1.2.3-1~deb12u1", "1:1.2.3-1"),
    ("rpm", "1:1.2.3-1.el9", "1:1.2.3-2.el9"),
    ("apk", "1.2.3_rc1-r0", "1.2.3-r1"),
    ("cran", "1.2-3", "1.2-4"),
    ("hackage", "1.2.3", "1.2.3.1"),
    ("generic", "release-1.2-beta", "release-1.2"),
];

fn versions(c: &mut Criterion) {
    for (purl_type, a, b) in PAIRS {
        let ecosystem = Ecosystem::from_purl_type(purl_type);
        c.bench_function(&format!("parse/{purl_type}"), |bench| {
            bench.iter(|| Version::parse(ecosystem, black_box(a)));
        });
        let (a, b) = (Version::parse(ecosystem, a), Version::parse(ecosystem, b));
        c.bench_function(&format!("compare/{purl_type}"), |bench| {
            bench.iter(|| black_box(&a).cmp(black_box(&b)));
        });
    }
}

fn ranges(c: &mut Criterion) {
    let npm = Ecosystem::from_purl_type("npm");
    let range = Range::parse_native(npm, ">=1.0.0 <1.2.8 || >=2.0.0 <2.1.3").expect("a range");
    let version = Version::parse(npm, "2.1.2");
    c.bench_function("range/contains", |bench| bench.iter(|| range.contains(black_box(&version))));
    c.bench_function("range/parse_npm", |bench| {
        bench.iter(|| Range::parse_native(npm, black_box(">=1.0.0 <1.2.8 || ^2.0.0")));
    });
}

criterion_group!(benches, versions, ranges);
criterion_main!(benches);
