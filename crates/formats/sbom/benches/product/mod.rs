//! A product as large as the largest that are seen, for measuring.

use mainstay_model::{
    Bom, Component, Graph, Hash, LicenseClaim, LicenseSource, LicenseValue, NodeId, Reference, RelationKind,
    Tool,
};
use mainstay_sbom::Stamp;

/// What a document that is written for measuring says of its making.
pub(crate) fn stamp() -> Stamp {
    Stamp {
        created: "2026-11-22T10:00:00Z".to_owned(),
        serial: "3e671687-395b-41f5-a30f-a58921a69b79".to_owned(),
        tool: Tool { name: "bench".to_owned(), ..Tool::default() },
    }
}

/// A product with this many components in layers, each needing three of the layers below it.
pub(crate) fn generate(count: u32) -> Bom {
    let mut bom = Bom::default();
    let root = bom.add(Component::named("product", Some("1.0.0")));
    bom.subjects.push(root);
    for number in 1..count {
        bom.add(component(number));
    }
    for number in 0..count {
        for step in [1, 7, 101] {
            let to = number * 3 + step;
            if to < count {
                bom.relate(NodeId(number), NodeId(to), RelationKind::DependsOn);
            }
        }
    }
    bom
}

fn component(number: u32) -> Component {
    let purl = format!("pkg:npm/%40scope{}/package-{number}@1.{}.{}", number % 500, number % 40, number % 7);
    let mut component = Component::from_purl(purl.parse().expect("a purl"));
    component.reference = purl;
    component.graph = Graph::Complete;
    component.description =
        Some("A package that was made up to measure how fast documents are read".to_owned());
    component.hashes.push(Hash { algorithm: "SHA-512".to_owned(), value: format!("{number:0128x}") });
    component.licenses.push(LicenseClaim {
        source: LicenseSource::Declared,
        value: LicenseValue::Id("MIT".to_owned()),
        text: None,
        url: None,
    });
    component.references.push(Reference::new("vcs", format!("https://vcs.example/scope/package-{number}")));
    component.properties.push(("example:path".to_owned(), format!("node_modules/package-{number}")));
    component
}
