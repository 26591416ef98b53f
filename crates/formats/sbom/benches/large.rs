//! Reading and writing documents of 70,000 components: `cargo bench -p mainstay-sbom`.
//!
//! With `MAINSTAY_BENCH_OUT=FOLDER` the documents are written there, to measure memory on them from outside.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mainstay_sbom::{Limits, parse, render};

mod product;

use product::{generate, stamp};

const COMPONENTS: u32 = 70_000;

fn large(criterion: &mut Criterion) {
    let bom = generate(COMPONENTS);
    let mut group = criterion.benchmark_group("70,000 components");
    group.sample_size(10);
    for id in ["cyclonedx-json", "cyclonedx-xml"] {
        let bytes = render(&bom, id, &stamp()).expect("a generated model can be written").bytes;
        if let Some(folder) = std::env::var_os("MAINSTAY_BENCH_OUT") {
            std::fs::write(std::path::Path::new(&folder).join(id), &bytes)
                .expect("the folder can be written to");
        }
        group.throughput(Throughput::Bytes(u64::try_from(bytes.len()).unwrap_or(0)));
        group.bench_function(format!("parse {id}"), |bencher| {
            bencher.iter(|| parse(black_box(&bytes), &Limits::default()));
        });
        group.bench_function(format!("render {id}"), |bencher| {
            bencher.iter(|| render(black_box(&bom), id, &stamp()));
        });
    }
    group.finish();
}

criterion_group!(benches, large);
criterion_main!(benches);
