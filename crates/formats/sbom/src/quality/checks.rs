//! Every check, those of the document first. What fills a field and says nothing (see [`said`]) meets no check.

use mainstay_model::{Bom, Component, ComponentKind, Graph, LicenseClaim, Lifecycle, NodeId, Origin, says};

use super::{Check, Test, said};

const NTIA: &str = "NTIA minimum elements (2021)";
const BSI: &str = "BSI TR-03183-2";
const CISA: &str = "CISA minimum elements (2025 draft)";

/// Every check.
pub const CHECKS: &[&Check] = &[
    &Check {
        id: "document-author",
        question: "Does the document say who made it?",
        why: "Without an author nobody can be asked about an entry or told of a mistake.",
        // NTIA: "the name of the entity that creates the SBOM data"; BSI asks for a way to reach it; CISA has the tool as an
        // element of its own.
        remedy: "Write by name the person or organization that makes the document: metadata.authors or metadata.manufacturer (CycloneDX), Creator: Person or Organization (SPDX). A tool alone is no author.",
        standards: &[NTIA, BSI, CISA],
        test: Test::Document(|bom| bom.document.authors.iter().any(said::named)),
    },
    &Check {
        id: "document-time",
        question: "Does the document say when it was made?",
        why: "An SBOM describes one moment; its age decides whether it can be relied on.",
        remedy: "Write the creation time in UTC, as RFC 3339: 2026-11-22T10:00:00Z.",
        standards: &[NTIA, BSI, CISA],
        test: Test::Document(|bom| bom.document.created.as_deref().is_some_and(said::is_moment)),
    },
    &Check {
        id: "document-subject",
        question: "Does the document name what it describes?",
        why: "A list of components that belongs to no product answers no question about a product.",
        remedy: "Write the product with its version as metadata.component (CycloneDX) or as the package described (SPDX).",
        standards: &[BSI, CISA],
        test: Test::Document(|bom| bom.subjects.iter().any(|&id| said::has_name(bom.component(id)))),
    },
    &Check {
        id: "document-serial",
        question: "Does the document have a name of its own?",
        why: "References from other documents and the comparison of revisions need it.",
        remedy: "Write a serial number (CycloneDX) or a unique document namespace (SPDX).",
        standards: &[BSI],
        test: Test::Document(|bom| said::told(bom.document.serial.as_deref())),
    },
    &Check {
        id: "document-tool",
        question: "Does the document name the program that made it?",
        why: "Generators differ in what they miss; knowing which one it was tells what to doubt.",
        remedy: "Let the generator write its name and version.",
        standards: &[CISA],
        test: Test::Document(|bom| bom.document.tools.iter().any(|tool| says(&tool.name))),
    },
    &Check {
        id: "document-lifecycle",
        question: "Does the document say in which phase it was made?",
        why: "An SBOM of the source and one of the build list different things.",
        remedy: "Write the life cycle phase: pre-build for a source scan, build for the build's own.",
        standards: &[CISA],
        test: Test::Document(|bom| {
            bom.document.lifecycles.iter().any(|phase| match phase {
                Lifecycle::Other(name) => says(name),
                _ => true,
            })
        }),
    },
    &Check {
        id: "component-supplier",
        question: "Does each component say who supplies it?",
        why: "The supplier is whom to ask about a defect, a license or the end of support.",
        remedy: "Write the supplier, manufacturer or publisher of each component, by name; NOASSERTION names nobody.",
        standards: &[NTIA, BSI, CISA],
        test: Test::Package(|component| {
            let parties = [&component.supplier, &component.manufacturer];
            parties.into_iter().flatten().any(|party| said::named(party))
                || said::told(component.publisher.as_deref())
        }),
    },
    &Check {
        id: "component-name",
        question: "Does each component have a name?",
        why: "What has no name can be neither found nor asked for.",
        remedy: "Write the name that the component's supplier gives it.",
        standards: &[NTIA, BSI, CISA],
        test: Test::Component(said::has_name),
    },
    &Check {
        id: "component-version",
        question: "Does each component have a version?",
        why: "Defects and fixes belong to versions.",
        remedy: "Write the resolved version, not the range that was asked for, nor a word such as latest or unknown.",
        standards: &[NTIA, BSI, CISA],
        test: Test::Package(|component| component.version.as_deref().is_some_and(said::is_version)),
    },
    &Check {
        id: "component-identifier",
        question: "Does each component have an identifier that databases know?",
        why: "Names alone match the wrong things, or nothing.",
        remedy: "Write the package URL; for what is no package a CPE or a SWID tag, for a file its digest.",
        standards: &[NTIA, BSI, CISA],
        test: Test::Component(|component| {
            // What is no package is known by its content.
            let by_digest =
                component.kind == ComponentKind::File && component.hashes.iter().any(said::is_digest);
            // What is written as a package URL and is none is kept as an identifier; no database knows it.
            let known = |(scheme, value): &(String, String)| scheme != "purl" && says(value);
            by_digest
                || component.purl.is_some()
                || component.cpes.iter().any(|cpe| said::is_cpe(cpe))
                || component.identifiers.iter().any(known)
        }),
    },
    &Check {
        id: "component-purl",
        question: "Does each component have a package URL?",
        why: "Advisories, licenses and upstream projects are looked up by it.",
        remedy: "Use a generator that writes package URLs, or add them where the package manager is known.",
        standards: &[],
        test: Test::Package(|component| component.purl.is_some()),
    },
    &Check {
        id: "component-purl-version",
        question: "Does each package URL carry the version that the component states?",
        why: "Two versions of one component in one entry make one of them a lie.",
        remedy: "Write the same version in the package URL and in the version field.",
        standards: &[],
        test: Test::Package(|component| match &component.purl {
            Some(purl) => {
                let full = purl.full_version();
                purl.version().is_some()
                    && component.version.as_deref().is_none_or(|version| {
                        // An epoch stands in a qualifier; none is the epoch 0.
                        let plain = version.strip_prefix("0:").filter(|_| purl.epoch_key().is_some());
                        same(purl.version(), version) || same(full.as_deref(), plain.unwrap_or(version))
                    })
            }
            None => false,
        }),
    },
    &Check {
        id: "component-license",
        question: "Does each component state its license, or that it has none?",
        why: "Without one the component may not be used at all; that none was found in its files does not say that there is none.",
        // NTIA's elements have no license. OpenChain (ISO/IEC 5230, 3.3) asks to identify the license of each component, and
        // SPDX has two words where that gives none: NONE is an answer (somebody looked, and there is no license), NOASSERTION
        // is the lack of one. A document that tells of a component without a license tells all there is to tell.
        remedy: "Write the declared license as an SPDX expression, or NONE (SPDX) where somebody looked and there is none; NOASSERTION states nothing.",
        standards: &[BSI, CISA],
        test: Test::Component(|component| component.licenses.iter().any(LicenseClaim::states)),
    },
    &Check {
        id: "component-hash",
        question: "Does each component carry a digest?",
        why: "Only a digest tells whether the file at hand is the one described; MD5 and SHA-1 can be forged.",
        remedy: "Write the digest of the distributed artifact in hexadecimal, SHA-256 or stronger; BSI asks for SHA-512.",
        standards: &[BSI, CISA],
        test: Test::Component(|component| component.hashes.iter().any(said::is_strong)),
    },
    &Check {
        id: "component-copyright",
        question: "Does each component carry its copyright text?",
        why: "Most licenses ask to pass it on.",
        remedy: "Let a license scanner collect the copyright lines; NONE and NOASSERTION carry none.",
        standards: &[],
        test: Test::Component(|component| said::told(component.copyright.as_deref())),
    },
    &Check {
        id: "component-source",
        question: "Does each component point to its source code?",
        why: "License terms, fixes and the health of the project are found there.",
        remedy: "Write the address of the repository or of the source archive.",
        standards: &[BSI],
        test: Test::Package(points_to_source),
    },
    &Check {
        id: "component-relations",
        question: "Does each component stand in a relation to another?",
        why: "A component without relation cannot be told from one that is there by mistake.",
        remedy: "Let the generator write the dependency graph; a relation to itself ties a component to nothing.",
        standards: &[NTIA, BSI, CISA],
        test: Test::Graph(related),
    },
    &Check {
        id: "component-dependencies",
        question: "Does the document say of each component that all its dependencies are listed, none meaning none?",
        why: "A graph that ends in the unknown hides what lies below, and a list that does not call itself complete may end anywhere.",
        // BSI: "the completeness of this enumeration must be clearly indicated". NTIA takes data to be incomplete until its author
        // states otherwise. CycloneDX says that an entry without dependencies stands for none, and nothing of the kind about a
        // list of some: that takes a composition.
        remedy: "CycloneDX: give each component without dependencies an empty dependsOn, and name all others, the product too, as dependencies of a composition with the aggregate complete. SPDX 3: give dependsOn the completeness complete. SPDX 2 can say it of what has none only: DEPENDS_ON NONE.",
        standards: &[BSI],
        test: Test::Package(|component| component.graph == Graph::Complete),
    },
    &Check {
        id: "component-reachable",
        question: "Does a path lead from the subject to each component?",
        why: "Why a component is there can only be answered by a path.",
        remedy: "Connect the subject to its direct dependencies, and those to theirs.",
        standards: &[],
        test: Test::Graph(reachable),
    },
];

/// Whether a reference leads to the source, or the component comes from version control.
fn points_to_source(component: &Component) -> bool {
    let source = ["vcs", "source-distribution", "distribution"];
    matches!(&component.origin, Origin::Vcs { url, .. } if says(url))
        || component
            .references
            .iter()
            .any(|reference| source.contains(&reference.kind.as_str()) && says(&reference.url))
}

/// A leading `v` is a habit of tags, not another version.
fn same(a: Option<&str>, b: &str) -> bool {
    a.is_some_and(|a| a.trim_start_matches('v') == b.trim_start_matches('v'))
}

fn related(bom: &Bom) -> Vec<bool> {
    let mut related = vec![false; bom.components.len()];
    for relation in bom.relations.iter().filter(|relation| relation.from != relation.to) {
        related[relation.from.index()] = true;
        related[relation.to.index()] = true;
    }
    // A document about a single component has nothing to relate it to.
    if let [only] = related.as_mut_slice() {
        *only = !bom.subjects.is_empty();
    }
    related
}

fn reachable(bom: &Bom) -> Vec<bool> {
    let mut below: Vec<Vec<NodeId>> = vec![Vec::new(); bom.components.len()];
    for relation in &bom.relations {
        below[relation.from.index()].push(relation.to);
    }
    let mut reached = vec![false; bom.components.len()];
    let mut open = bom.subjects.clone();
    while let Some(node) = open.pop() {
        if !std::mem::replace(&mut reached[node.index()], true) {
            open.extend(&below[node.index()]);
        }
    }
    reached
}
