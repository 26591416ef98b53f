//! How long one lockfile of 5,000 packages takes, format by format.

#[path = "../tests/generate/mod.rs"]
mod generate;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mainstay_lockfile::{NoTree, Registries, Source, recognize};

fn parse(criterion: &mut Criterion) {
    let registries = Registries::default();
    let mut group = criterion.benchmark_group("parse-5000");
    group.sample_size(20);
    for (path, text) in generate::lockfiles(5_000) {
        let format = recognize(path).expect("every made-up file is recognized");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(path, |bencher| {
            bencher.iter(|| {
                let source = Source { path, bytes: text.as_bytes(), tree: &NoTree, registries: &registries };
                format.parse(black_box(&source))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, parse);
criterion_main!(benches);
