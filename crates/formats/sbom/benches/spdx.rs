//! Reading and writing a large SPDX document: 70,000 packages with purl, digest, licenses and an edge each.
//!
//! `cargo bench -p mainstay-sbom --bench spdx`

#![allow(missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use mainstay_model::Tool;
use mainstay_sbom::{Limits, Stamp, parse, render};

/// An SPDX 2.3 JSON document with this many packages, each depending on the one at half its number.
fn document(packages: usize) -> String {
    let mut text = String::from(
        r#"{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"large",
        "documentNamespace":"https://registry.example/large","creationInfo":{"created":"2026-11-22T10:00:00Z",
        "creators":["Tool: generator-1.0"]},"documentDescribes":["SPDXRef-0"],"packages":["#,
    );
    for number in 0..packages {
        let comma = if number == 0 { "" } else { "," };
        text += &format!(
            r#"{comma}{{"SPDXID":"SPDXRef-{number}","name":"package-{number}","versionInfo":"1.{number}.0",
            "downloadLocation":"https://registry.example/package-{number}-1.{number}.0.tgz","filesAnalyzed":false,
            "supplier":"Organization: Example {} (team@registry.example)","licenseConcluded":"NOASSERTION",
            "licenseDeclared":"MIT OR Apache-2.0","copyrightText":"NOASSERTION","checksums":[{{"algorithm":"SHA256",
            "checksumValue":"{number:064x}"}}],"externalRefs":[{{"referenceCategory":"PACKAGE-MANAGER",
            "referenceType":"purl","referenceLocator":"pkg:npm/package-{number}@1.{number}.0"}},
            {{"referenceCategory":"SECURITY","referenceType":"cpe23Type","referenceLocator":
            "cpe:2.3:a:example:package-{number}:1.{number}.0:*:*:*:*:*:*:*"}}]}}"#,
            number % 500
        );
    }
    text += r#"],"relationships":["#;
    for number in 1..packages {
        let comma = if number == 1 { "" } else { "," };
        text += &format!(
            r#"{comma}{{"spdxElementId":"SPDXRef-{}","relationshipType":"DEPENDS_ON",
            "relatedSpdxElement":"SPDXRef-{number}"}}"#,
            number / 2
        );
    }
    text + "]}"
}

fn bench(criterion: &mut Criterion) {
    let json = document(70_000);
    let limits = Limits::default();
    let bom = parse(json.as_bytes(), &limits).expect("the generated document is read").value;
    let stamp = Stamp {
        created: "2026-11-22T10:00:00Z".to_owned(),
        serial: "0192f0c0-0000-7000-8000-000000000000".to_owned(),
        tool: Tool { vendor: None, name: "mainstay".to_owned(), version: None },
    };
    let mut group = criterion.benchmark_group("spdx-70000");
    group.sample_size(10);
    group.bench_function("read spdx-json", |bencher| {
        bencher.iter(|| parse(black_box(json.as_bytes()), &limits).map(|read| read.value.components.len()));
    });
    for id in ["spdx-2.3-json", "spdx-2.3-tag", "spdx-3.0-jsonld"] {
        let bytes = render(&bom, id, &stamp).expect("the document is written").bytes;
        group.bench_function(format!("write {id}"), |bencher| {
            bencher.iter(|| render(black_box(&bom), id, &stamp).map(|written| written.bytes.len()));
        });
        group.bench_function(format!("read {id} as written"), |bencher| {
            bencher.iter(|| parse(black_box(&bytes), &limits).map(|read| read.value.components.len()));
        });
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
