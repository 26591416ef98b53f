//! What is written and read again is the same, or the writer has told what it could not hold. In every format.

#![allow(clippy::unwrap_used)]

use mainstay_model::{
    Bom, Component, Directness, Extensions, Graph, LicenseClaim, LicenseText, LicenseValue, NodeId,
    Reference, RelationKind, Severity, Tool,
};
use mainstay_sbom::{Limits, Stamp, WRITERS, parse, render};
use proptest::prelude::*;

mod generate;

fn stamp() -> Stamp {
    Stamp {
        created: "2026-11-22T10:00:00Z".to_owned(),
        serial: "3e671687-395b-41f5-a30f-a58921a69b79".to_owned(),
        tool: Tool { name: "mainstay".to_owned(), ..Tool::default() },
    }
}

/// A license with a text of its own is one by name in CycloneDX; in SPDX every id is an expression.
fn named(claim: &mut LicenseClaim) {
    claim.value = match std::mem::replace(&mut claim.value, LicenseValue::None) {
        LicenseValue::Name(name) if name.starts_with("LicenseRef-") => LicenseValue::Expression(name),
        LicenseValue::Id(id) => LicenseValue::Expression(id),
        value => value,
    };
}

/// What the document says of a license that it defines, its licenses say too, and the other way round.
fn settle_texts(bom: &mut Bom) {
    let texts = &mut bom.document.license_texts;
    let of_components = bom.components.iter_mut().flat_map(|component| &mut component.licenses);
    for claim in of_components.chain(&mut bom.document.licenses) {
        let LicenseValue::Expression(id) = &claim.value else { continue };
        if let Some(text) = texts.iter().find(|text| text.id == *id)
            && claim.text.is_none()
            && claim.url.is_none()
        {
            claim.text.clone_from(&text.text);
            claim.url = text.urls.first().cloned();
        }
    }
    let claims: Vec<_> = bom.components.iter().flat_map(|component| &component.licenses).collect();
    let claims = || claims.iter().copied().chain(&bom.document.licenses);
    for text in texts.iter_mut() {
        let id = text.id.clone();
        let own = || claims().filter(|claim| claim.value.as_str() == id);
        let is_told = own().any(|claim| claim.text == text.text);
        let urls: Vec<_> = own().filter_map(|claim| claim.url.clone()).collect();
        text.text = text.text.take().filter(|_| !is_told);
        text.urls.retain(|url| !urls.contains(url));
    }
    let nothing = LicenseText::default();
    texts.retain(|text| LicenseText { id: String::new(), ..text.clone() } != nothing);
    texts.sort_by_key(|text| text.id.clone());
}

/// A model without what a document says of its own making and without native parts, with its lists in one order.
fn essence(bom: &Bom) -> Bom {
    let mut bom = bom.clone();
    let document = &mut bom.document;
    document.format.clear();
    document.spec_version = None;
    document.serial = None;
    document.extensions = Extensions::new();
    document.created = None;
    document.revision = document.revision.filter(|revision| *revision != 1);
    document.tools.retain(|tool| *tool != stamp().tool);
    document.name = document.name.take().filter(|name| name != "SBOM");
    // SPDX 2 asks for this license of the document.
    document.licenses.retain(|claim| claim.value != LicenseValue::Expression("CC0-1.0".to_owned()));
    document.licenses.iter_mut().for_each(named);
    document.authors.sort_by_key(|author| author.name.clone());
    // CycloneDX says before 1.6 of the document what it says of its component since: who made the component.
    if let [subject] = bom.subjects[..]
        && bom.components[subject.index()].manufacturer.is_none()
    {
        bom.components[subject.index()].manufacturer = bom.document.manufacturer.take();
    }
    bom.components.iter_mut().flat_map(|component| &mut component.licenses).for_each(named);
    settle_texts(&mut bom);
    let mut order: Vec<usize> = (0..bom.components.len()).collect();
    order.sort_by_key(|at| bom.components[*at].name.clone());
    let place = |id: &mut NodeId| {
        let at = order.iter().position(|old| *old == id.index()).unwrap();
        id.0 = u32::try_from(at).unwrap();
    };
    bom.subjects.iter_mut().for_each(place);
    bom.subjects.sort_unstable();
    for relation in &mut bom.relations {
        place(&mut relation.from);
        place(&mut relation.to);
        // Each generation of SPDX has its own spelling.
        if relation.kind == RelationKind::Other("hasStaticLink".into()) {
            relation.kind = RelationKind::Other("STATIC_LINK".into());
        }
    }
    bom.relations.sort_by_key(|relation| (relation.from, relation.to, relation.kind.clone()));
    for statement in &mut bom.statements {
        statement.reference.clear();
        statement.extensions = Extensions::new();
        statement.components.iter_mut().for_each(place);
    }
    bom.statements.sort_by_key(|statement| format!("{statement:?}"));
    bom.components = order.iter().map(|at| bom.components[*at].clone()).collect();
    for (from, _) in bom.dependencies().collect::<Vec<_>>() {
        // Edges tell that some dependencies are known.
        let graph = &mut bom.components[from.index()].graph;
        *graph = if *graph == Graph::Unknown { Graph::Partial } else { *graph };
    }
    for component in &mut bom.components {
        component.reference.clear();
        component.directness = Directness::Unknown;
        component.extensions = Extensions::new();
        component.licenses.sort_by_key(|claim| claim.source);
        component.identifiers.sort();
        component.references.sort_by_key(|reference| (reference.kind.clone(), reference.url.clone()));
    }
    bom
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_does_not_come_back_is_told(bom in generate::bom()) {
        for writer in WRITERS {
            let id = writer.format.id;
            let written = render(&bom, id, &stamp()).unwrap();
            let read = parse(&written.bytes, &Limits::default()).unwrap();
            let errors: Vec<_> =
                read.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
            prop_assert!(errors.is_empty(), "{}: {:?}", id, errors);
            let told = written.losses.iter().any(|loss| loss.severity > Severity::Note || loss.code != "kept-in-annotation");
            if !told {
                prop_assert_eq!(essence(&bom), essence(&read.value), "{}", id);
            }
        }
    }

    #[test]
    fn writing_again_changes_nothing(bom in generate::bom()) {
        for writer in WRITERS {
            let id = writer.format.id;
            let again = |bom: &Bom| {
                let written = render(bom, id, &stamp()).unwrap().bytes;
                (parse(&written, &Limits::default()).unwrap().value, String::from_utf8(written).unwrap())
            };
            let (once, _) = again(&bom);
            let (twice, second) = again(&once);
            let (_, third) = again(&twice);
            prop_assert_eq!(second, third, "{}", id);
            prop_assert_eq!(&once, &twice, "{}", id);
        }
    }
}

#[test]
fn what_lines_of_tags_cannot_hold_is_told() {
    let mut bom = Bom::default();
    let mut component = Component::named("a\nPackageName: b", Some("1"));
    component.copyright = Some("(c) </text> x\r\ny".to_owned());
    component.references.push(Reference::new("website", "https://a b"));
    bom.add(component);
    let rendered = render(&bom, "spdx-2.3-tag", &stamp()).unwrap();
    let told: Vec<&str> = rendered.losses.iter().map(|loss| &*loss.code).collect();
    for code in ["joined-lines", "changed-text", "changed-address"] {
        assert!(told.contains(&code), "{code}: {told:?}");
    }
    let plain = {
        let mut bom = Bom::default();
        bom.add(Component { copyright: Some("(c) x\ny".to_owned()), ..Component::named("a", Some("1")) });
        render(&bom, "spdx-2.3-tag", &stamp()).unwrap()
    };
    assert!(!plain.losses.iter().any(|loss| loss.code == "joined-lines" || loss.code == "changed-text"));
}
