//! Made-up models that say something in every field.

use mainstay_model::{
    Bom, Component, ComponentKind, Document, Graph, Hash, LicenseClaim, LicenseSource, LicenseText,
    LicenseValue, Lifecycle, Location, NodeId, Origin, Party, PartyKind, Reference, RelationKind, Scope,
    Statement, StatementState, Tool, VulnerabilityRef,
};
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::select;

/// A text without white space at its ends, which some encodings take away.
pub(crate) fn word() -> impl Strategy<Value = String> {
    "[a-zA-Z<&>\"'äß€][ -~äß€]{0,6}[a-z<&>\"'é]"
}

/// Seldom something, so that most models fit most formats.
fn rare<T: Clone + std::fmt::Debug>(item: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    weighted(0.15, item)
}

fn few<T: Clone + std::fmt::Debug>(item: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    rare(vec(item, 1..3)).prop_map(Option::unwrap_or_default)
}

fn address() -> impl Strategy<Value = String> {
    "https://[a-z]{1,4}\\.example/[a-z0-9]{0,5}"
}

fn party(kinds: &'static [PartyKind]) -> impl Strategy<Value = Party> {
    let mail = "[a-z]{1,5}@[a-z]{1,5}\\.example";
    (select(kinds), word(), vec(mail, 0..3), few(address()), rare("[0-9 ]{3}[0-9]"))
        .prop_map(|(kind, name, mails, urls, phone)| Party { kind, name, mails, urls, phone })
}

fn organization() -> impl Strategy<Value = Option<Box<Party>>> {
    rare(party(&[PartyKind::Organization, PartyKind::Person, PartyKind::Unknown]).prop_map(Box::new))
}

fn people() -> impl Strategy<Value = Vec<Party>> {
    few(party(&[PartyKind::Person, PartyKind::Organization, PartyKind::Unknown]))
}

const ALGORITHMS: [(&str, usize); 6] =
    [("MD5", 32), ("SHA-1", 40), ("SHA-256", 64), ("SHA-512", 128), ("BLAKE3", 64), ("SHA3-512", 128)];

fn hash() -> impl Strategy<Value = Hash> {
    (select(&ALGORITHMS[..]), "[0-9a-f]{128}").prop_map(|((algorithm, digits), text)| Hash {
        algorithm: algorithm.to_owned(),
        value: text[..digits].to_owned(),
    })
}

const REFERENCES: [&str; 7] =
    ["vcs", "website", "distribution", "issue-tracker", "advisories", "license", "other"];

fn reference() -> impl Strategy<Value = Reference> {
    (select(&REFERENCES[..]), address(), rare(word()), few(hash()))
        .prop_map(|(kind, url, comment, hashes)| Reference { kind: kind.to_owned(), url, comment, hashes })
}

const SOURCES: [LicenseSource; 4] =
    [LicenseSource::Declared, LicenseSource::Concluded, LicenseSource::Unstated, LicenseSource::Detected];

fn license() -> impl Strategy<Value = LicenseClaim> {
    let value = prop_oneof![
        select(&["MIT", "GPL-2.0+", "Apache-2.0"][..]).prop_map(|id| LicenseValue::Id(id.to_owned())),
        select(
            &[
                "MIT OR ISC",
                "LicenseRef-x",
                "(MIT AND 0BSD) OR Zlib",
                "MIT OR LicenseRef-y",
                "LicenseRef-x AND LicenseRef-z"
            ][..]
        )
        .prop_map(|text| LicenseValue::Expression(text.to_owned())),
        word().prop_map(LicenseValue::Name),
        Just(LicenseValue::NoAssertion),
        Just(LicenseValue::None),
    ];
    (select(&SOURCES[..]), value, rare(word()), rare(address()))
        .prop_map(|(source, value, text, url)| LicenseClaim { source, value, text, url })
}

/// Definitions of few names, so that licenses often name them.
fn license_texts() -> impl Strategy<Value = Vec<LicenseText>> {
    let one = (
        select(&["LicenseRef-x", "LicenseRef-y", "LicenseRef-z"][..]),
        rare(word()),
        of(word()),
        few(address()),
        rare(word()),
    );
    vec(one, 0..3).prop_map(|all| {
        let text = |(id, name, text, urls, comment): (&str, _, _, _, _)| LicenseText {
            id: id.to_owned(),
            name,
            text,
            urls,
            comment,
            ..LicenseText::default()
        };
        let mut texts: Vec<LicenseText> = all.into_iter().map(text).collect();
        texts.sort_by_key(|text| text.id.clone());
        texts.dedup_by_key(|text| text.id.clone());
        texts
    })
}

fn origin() -> impl Strategy<Value = Origin> {
    prop_oneof![
        Just(Origin::Public),
        address().prop_map(Origin::Registry),
        (address(), of("[0-9a-f]{7}")).prop_map(|(url, revision)| Origin::Vcs { url, revision }),
        address().prop_map(Origin::Download),
        "[a-z]{1,4}(/[a-z]{1,3})?".prop_map(Origin::Path),
    ]
}

const KINDS: [ComponentKind; 19] = [
    ComponentKind::Application,
    ComponentKind::Library,
    ComponentKind::Framework,
    ComponentKind::Container,
    ComponentKind::Platform,
    ComponentKind::OperatingSystem,
    ComponentKind::Device,
    ComponentKind::DeviceDriver,
    ComponentKind::Firmware,
    ComponentKind::File,
    ComponentKind::MachineLearningModel,
    ComponentKind::Data,
    ComponentKind::CryptographicAsset,
    ComponentKind::Source,
    ComponentKind::Archive,
    ComponentKind::Install,
    ComponentKind::Documentation,
    ComponentKind::Service,
    ComponentKind::Other,
];

const SCOPES: [Scope; 7] = [
    Scope::Runtime,
    Scope::Optional,
    Scope::Provided,
    Scope::Build,
    Scope::Development,
    Scope::Test,
    Scope::Excluded,
];

prop_compose! {
    fn identity()(
        group in rare("[a-z]{1,5}"),
        version in of("[0-9]\\.[0-9]{1,2}"),
        version_range in rare(Just("vers:npm/>=1".to_owned())),
        purl in of("pkg:(npm|pypi|maven/g)/[a-z]{1,6}@1"),
        cpes in few("cpe:2\\.3:a:[a-z]{1,4}:x:1:\\*:\\*:\\*:\\*:\\*:\\*:\\*"),
        identifiers in few((select(&["swid", "omniborid", "swhid", "gitoid", "x"][..]), "[a-z]{1,4}:[a-z0-9]{1,4}")),
    ) -> Component {
        let identifiers = identifiers.into_iter().map(|(scheme, value)| (scheme.to_owned(), value)).collect();
        let purl = purl.map(|text| text.parse().unwrap());
        Component { group, version, version_range, purl, cpes, identifiers, ..Component::default() }
    }
}

prop_compose! {
    fn component()(
        identity in identity(),
        kind in prop_oneof![3 => Just(ComponentKind::Library), 1 => select(&KINDS[..])],
        scope in rare(select(&SCOPES[..])),
        graph in select(&[Graph::Unknown, Graph::Partial, Graph::Complete][..]),
        origin in rare(origin()),
        first_party in weighted_bool(),
        hashes in few(hash()),
        licenses in few(license()),
        people in (organization(), organization(), people()),
        texts in (rare(word()), rare(word()), rare(word())),
        references in few(reference()),
        locations in few(("[a-z]{1,4}(/[a-z]{1,3})?", rare(1_u32..99))),
        properties in few((word(), word())),
    ) -> Component {
        let (supplier, manufacturer, authors) = people;
        let (copyright, publisher, description) = texts;
        Component {
            kind, scope, graph, origin: origin.unwrap_or_default(), first_party, hashes, licenses, supplier,
            manufacturer, authors, copyright, publisher, description, references, properties,
            locations: locations.into_iter().map(|(path, line)| Location { path, line }).collect(),
            ..identity
        }
    }
}

fn weighted_bool() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.1)
}

prop_compose! {
    fn statement()(
        id in "CVE-20[0-9]{2}-[0-9]{4}",
        source in rare(word()),
        url in rare(address()),
        aliases in few(("GHSA-[a-z]{4}", word())),
        state in of(select(&[
            StatementState::Affected, StatementState::Exploitable, StatementState::Fixed, StatementState::NotAffected,
            StatementState::UnderInvestigation, StatementState::FalsePositive, StatementState::FixedWithPedigree,
        ][..])),
        justification in rare(select(&["code_not_present", "requires_configuration"][..])),
        responses in few(select(&["update", "rollback"][..])),
        texts in (rare(word()), rare(word()), rare(word())),
        about in vec(0_u32..5, 0..3),
        foreign in few("urn:cdx:[0-9a-f]{4}"),
    ) -> Statement {
        let (detail, description, recommendation) = texts;
        let mut components: Vec<NodeId> = about.into_iter().map(NodeId).collect();
        components.sort_unstable();
        components.dedup();
        Statement {
            vulnerability: VulnerabilityRef { id, source, url },
            aliases: aliases.into_iter().map(|(id, source)| VulnerabilityRef { id, source: Some(source), url: None }).collect(),
            state, justification: justification.map(str::to_owned),
            responses: responses.into_iter().map(str::to_owned).collect(),
            detail, description, recommendation, components, foreign,
            ..Statement::default()
        }
    }
}

prop_compose! {
    fn document()(
        name in word().prop_map(Some),
        people in (people(), organization(), organization()),
        tools in few((rare(word()), "[a-z]{1,5}", rare("[0-9]\\.[0-9]"))),
        lifecycles in few(select(&[Lifecycle::Design, Lifecycle::Build, Lifecycle::Discovery, Lifecycle::Decommission][..])),
        licenses in rare(license().prop_filter("a document has no files", |claim| claim.source != LicenseSource::Detected)),
        license_texts in license_texts(),
        references in few(reference()),
        properties in few((word(), word())),
        comment in rare(word()),
        revision in rare(1_u64..9),
    ) -> Document {
        let (authors, supplier, manufacturer) = people;
        // The same phase or program twice says nothing more.
        let (mut lifecycles, mut tools) = (lifecycles, tools);
        lifecycles.dedup();
        tools.dedup();
        Document {
            name, authors, supplier, manufacturer, lifecycles, license_texts, references, properties, comment, revision,
            tools: tools.into_iter().map(|(vendor, name, version)| Tool { vendor, name, version }).collect(),
            licenses: licenses.into_iter().collect(),
            ..Document::default()
        }
    }
}

prop_compose! {
    /// A model of one to five components, each with a name of its own.
    pub(crate) fn bom()(
        document in document(),
        components in vec(component(), 1..6),
        edges in vec((0_u32..5, 0_u32..5, 0_u8..8), 0..8),
        statements in few(statement()),
        subjects in 0_usize..3,
    ) -> Bom {
        let count = u32::try_from(components.len()).unwrap();
        let mut bom = Bom { document, components, ..Bom::default() };
        for (at, component) in bom.components.iter_mut().enumerate() {
            component.name = format!("name{at}");
            component.reference = format!("ref{at}");
        }
        bom.subjects = (0..count).map(NodeId).take(subjects).collect();
        for (from, to, kind) in edges {
            let (from, to) = (NodeId(from % count), NodeId(to % count));
            let kind = match kind {
                0 => RelationKind::Contains,
                1 => RelationKind::Provides,
                2 => RelationKind::GeneratedFrom,
                3 => RelationKind::Other("STATIC_LINK".into()),
                _ => RelationKind::DependsOn,
            };
            let known = bom.relations.iter().any(|known| (known.from, known.to) == (from, to));
            // Containers come before what they contain, so that the order of the document is that of the model.
            if !known && from.0 < to.0 {
                bom.relate(from, to, kind);
            }
        }
        bom.statements = statements;
        for statement in &mut bom.statements {
            statement.components.retain(|node| node.0 < count);
        }
        bom
    }
}
