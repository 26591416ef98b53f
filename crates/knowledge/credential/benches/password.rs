//! What hashing and checking a password costs.
#![allow(missing_docs, reason = "criterion's macros write undocumented functions")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use mainstay_credential::password::{Rules, decoy, hash, verify};

const WORDS: &str = "walnut harbor sings at noon";

fn password(criterion: &mut Criterion) {
    let chosen = Rules::ALONE.check(WORDS, &[]).expect("nobody guesses it");
    criterion.bench_function("hash", |bench| bench.iter(|| hash(black_box(&chosen), [7; 16])));
    criterion.bench_function("verify", |bench| bench.iter(|| verify(black_box(WORDS), decoy())));
    criterion.bench_function("check", |bench| bench.iter(|| Rules::ALONE.check(black_box(WORDS), &["Ada"])));
    // Of the texts that were tried this one is looked at longest: each character stands for a letter.
    let hostile = "4@8({[<3".repeat(125);
    criterion.bench_function("check of a hostile text", |bench| {
        bench.iter(|| Rules::ALONE.check(black_box(&hostile), &["Ada"]))
    });
}

criterion_group!(benches, password);
criterion_main!(benches);
