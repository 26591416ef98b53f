//! Laws between reading and writing, on made-up models.

use mainstay_model::{
    Bom, Component, ComponentKind, Directness, Graph, Hash, LicenseClaim, LicenseSource, LicenseValue,
    Location, NodeId, Origin, Party, PartyKind, Purl, Reference, RelationKind, Scope,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::{WRITTEN, errors, read, written};

fn word() -> impl Strategy<Value = String> {
    // No white space at the ends, which XML types take away.
    "[a-zA-Z<&>\"'äß€][ -~äß€]{0,6}[a-z<&>\"'é]"
}

fn party() -> impl Strategy<Value = Party> {
    (word(), vec("[a-z]{1,5}@[a-z]{1,5}\\.example", 0..3), of("[0-9 ]{3}[0-9]")).prop_map(
        |(name, mails, phone)| Party {
            kind: PartyKind::Organization,
            name,
            mails,
            urls: vec!["https://party.example/a".to_owned()],
            phone,
        },
    )
}

fn license() -> impl Strategy<Value = LicenseClaim> {
    let source = select(vec![LicenseSource::Declared, LicenseSource::Concluded, LicenseSource::Unstated]);
    let value = prop_oneof![
        select(vec!["MIT", "GPL-2.0+", "Apache-2.0"]).prop_map(|id| LicenseValue::Id(id.to_owned())),
        word().prop_map(LicenseValue::Name),
        Just(LicenseValue::NoAssertion),
        Just(LicenseValue::None),
    ];
    (source, value, of(word())).prop_map(|(source, value, text)| LicenseClaim {
        source,
        value,
        text,
        url: None,
    })
}

fn component() -> impl Strategy<Value = Component> {
    let kinds = select(vec![
        ComponentKind::Library,
        ComponentKind::Application,
        ComponentKind::File,
        ComponentKind::Archive,
        ComponentKind::Other,
    ]);
    let scopes =
        of(select(vec![Scope::Runtime, Scope::Optional, Scope::Test, Scope::Build, Scope::Excluded]));
    let graphs = select(vec![Graph::Unknown, Graph::Partial, Graph::Complete]);
    let origins = prop_oneof![
        Just(Origin::Unknown),
        Just(Origin::Public),
        word().prop_map(Origin::Registry),
        word().prop_map(|url| Origin::Vcs { url, revision: Some("0a1b".to_owned()) }),
    ];
    let said =
        (word(), of(word()), of(word()), vec(license(), 0..3), of(party()), vec((word(), word()), 0..2));
    let found =
        (of("[a-z]{1,6}"), of(any::<[u8; 16]>()), vec(("[a-z/]{1,8}", of(1_u32..99)), 0..2), any::<bool>());
    (kinds, scopes, graphs, origins, said, found).prop_map(|(kind, scope, graph, origin, said, found)| {
        let (name, version, description, licenses, supplier, properties) = said;
        let (package, digest, places, first_party) = found;
        let purl: Option<Purl> = package.map(|name| format!("pkg:npm/{name}@1").parse().unwrap());
        let hash = |digest: [u8; 16]| Hash {
            algorithm: "MD5".to_owned(),
            value: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        };
        Component {
            kind,
            scope,
            graph,
            origin,
            name,
            version,
            description,
            licenses,
            supplier: supplier.map(Box::new),
            properties,
            purl,
            first_party,
            hashes: digest.map(hash).into_iter().collect(),
            // Lines have a field since 1.6 only.
            locations: places.into_iter().map(|(path, _)| Location { path, line: None }).collect(),
            references: vec![Reference::new("vcs", "https://vcs.example/a")],
            ..Component::default()
        }
    })
}

prop_compose! {
    fn bom()(
        components in vec(component(), 1..7),
        edges in vec((0_u32..7, 0_u32..7, any::<bool>()), 0..12),
        name in of(word()),
        supplier in of(party()),
    ) -> Bom {
        let count = u32::try_from(components.len()).unwrap();
        let mut bom = Bom { subjects: vec![NodeId(0)], components, ..Bom::default() };
        for (at, component) in bom.components.iter_mut().enumerate() {
            component.reference = format!("ref {at}");
        }
        bom.document.name = name;
        bom.document.supplier = supplier.map(Box::new);
        for (from, to, needs) in edges {
            let (from, to) = (NodeId(from % count), NodeId(to % count));
            // Containers come before what they contain, so that the order of the document is that of the model.
            let inside = !needs && from.0 + 1 == to.0;
            let kind = if inside { RelationKind::Contains } else { RelationKind::DependsOn };
            let twice = bom.relations.iter().any(|known| known.from == from && known.to == to && known.kind == kind);
            if !twice && (inside || from != to) {
                bom.relate(from, to, kind);
            }
        }
        bom
    }
}

/// The model without what a document says of its own making, and with relations in one order.
fn essence(bom: &Bom) -> Bom {
    let mut bom = bom.clone();
    bom.relations.sort_by_key(|relation| (relation.from, relation.to, relation.kind.clone()));
    bom.document.format.clear();
    bom.document.spec_version = None;
    bom.document.serial = None;
    bom.document.revision = None;
    bom.document.created = None;
    bom.document.tools.clear();
    for component in &mut bom.components {
        component.directness = Directness::Unknown;
    }
    bom
}

/// Who states a license can be said since 1.6.
fn forget_sources(bom: &mut Bom) {
    for claim in bom.components.iter_mut().flat_map(|component| &mut component.licenses) {
        claim.source = LicenseSource::Unstated;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_again(bom in bom()) {
        for id in WRITTEN {
            let back = read(&written(&bom, id));
            prop_assert_eq!(errors(&back), Vec::<String>::new());
            let mut expected = essence(&bom);
            if id.contains("1.5") {
                forget_sources(&mut expected);
            }
            prop_assert_eq!(essence(&back.value), expected, "{}", id);
        }
    }

    #[test]
    fn writing_again_changes_nothing(bom in bom()) {
        for id in WRITTEN {
            let once = read(&written(&bom, id)).value;
            let twice = read(&written(&once, id)).value;
            prop_assert_eq!(&once, &twice, "{}", id);
            prop_assert_eq!(written(&once, id), written(&twice, id));
        }
    }

    #[test]
    fn json_and_xml_say_the_same(bom in bom()) {
        let json = read(&written(&bom, "cyclonedx-json")).value;
        let xml = read(&written(&bom, "cyclonedx-xml")).value;
        prop_assert_eq!(essence(&json), essence(&xml));
    }
}
