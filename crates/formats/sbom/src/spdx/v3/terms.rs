//! The terms of SPDX 3 beside the words of the model.

use mainstay_model::{ComponentKind, Lifecycle, RelationKind, Scope};

use crate::spdx::words;

/// Addresses of the individuals that stand for nothing and for no statement, of 3.0.0 and 3.0.1.
pub(super) const NONE_ELEMENT: &str = "https://spdx.org/rdf/3.0.1/terms/Core/NoneElement";
pub(super) const NONE_LICENSE: &str = "https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoneLicense";
pub(super) const NOASSERTION_LICENSE: &str =
    "https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoAssertionLicense";

/// `NONE` or `NOASSERTION`, when an address is one of the individuals for them.
pub(super) fn unsaid(address: &str) -> Option<&'static str> {
    let name = address.rsplit(['/', ':']).next().unwrap_or(address);
    match name {
        "NoneElement" | "NoneLicense" => Some("NONE"),
        "NoAssertionElement" | "NoAssertionLicense" => Some("NOASSERTION"),
        "None" if address.contains("/terms/Licensing/") => Some("NONE"),
        "NoAssertion" if address.contains("/terms/Licensing/") => Some("NOASSERTION"),
        _ => None,
    }
}

/// The last part of a term that is written as an address.
pub(super) fn short(term: &str) -> &str {
    match term.strip_prefix("https://spdx.org/rdf/").or_else(|| term.strip_prefix("spdx:")) {
        Some(rest) => rest.rsplit('/').next().unwrap_or(rest),
        None => term,
    }
}

/// The model's name of a digest algorithm.
pub(super) fn algorithm(term: &str) -> String {
    let term = short(term);
    words::ALGORITHMS.iter().find(|row| row.2 == term).map_or(term, |row| row.1).to_owned()
}

/// SPDX 3's name of a digest algorithm.
pub(super) fn algorithm_term(model: &str) -> Option<&'static str> {
    words::ALGORITHMS.iter().find(|row| row.1 == model).map(|row| row.2)
}

/// Purposes that SPDX 2 has no word for.
const PURPOSES: &[(&str, ComponentKind)] = &[
    ("data", ComponentKind::Data),
    ("deviceDriver", ComponentKind::DeviceDriver),
    ("documentation", ComponentKind::Documentation),
    ("model", ComponentKind::MachineLearningModel),
    ("platform", ComponentKind::Platform),
];

/// The kind that a purpose names, when the model has a word for it.
pub(super) fn purpose(term: &str) -> Option<ComponentKind> {
    let term = short(term);
    let shared = words::PURPOSES.iter().find(|row| row.2 == term).map(|row| row.1);
    shared.or_else(|| PURPOSES.iter().find(|row| row.0 == term).map(|row| row.1))
}

/// The purpose of a kind.
pub(super) fn purpose_term(kind: ComponentKind) -> Option<&'static str> {
    let shared = words::PURPOSES.iter().find(|row| row.1 == kind).map(|row| row.2);
    shared.or_else(|| PURPOSES.iter().find(|row| row.1 == kind).map(|row| row.0))
}

/// The lifecycle phase of an SBOM type.
pub(super) fn lifecycle(term: &str) -> Lifecycle {
    match short(term) {
        "design" => Lifecycle::Design,
        "source" => Lifecycle::PreBuild,
        "build" => Lifecycle::Build,
        "analyzed" => Lifecycle::PostBuild,
        "runtime" => Lifecycle::Operations,
        other => Lifecycle::Other(other.to_owned()),
    }
}

/// The SBOM type of a lifecycle phase.
pub(super) fn sbom_type(phase: &Lifecycle) -> Option<&'static str> {
    match phase {
        Lifecycle::Design => Some("design"),
        Lifecycle::PreBuild => Some("source"),
        Lifecycle::Build => Some("build"),
        Lifecycle::PostBuild => Some("analyzed"),
        Lifecycle::Operations => Some("runtime"),
        Lifecycle::Other(name) if name == "deployed" => Some("deployed"),
        Lifecycle::Discovery | Lifecycle::Decommission | Lifecycle::Other(_) => None,
    }
}

/// The scope of a lifecycle-scoped dependency.
pub(super) fn scope(term: &str) -> Option<Scope> {
    match short(term) {
        "runtime" => Some(Scope::Runtime),
        "build" => Some(Scope::Build),
        "development" => Some(Scope::Development),
        "test" => Some(Scope::Test),
        _ => None,
    }
}

/// How a dependency with a scope is written: relationship type and lifecycle scope.
pub(super) fn dependency(scope: Option<Scope>) -> Option<(&'static str, Option<&'static str>)> {
    Some(match scope {
        None => ("dependsOn", None),
        Some(Scope::Runtime) => ("dependsOn", Some("runtime")),
        Some(Scope::Build) => ("dependsOn", Some("build")),
        Some(Scope::Development) => ("dependsOn", Some("development")),
        Some(Scope::Test) => ("dependsOn", Some("test")),
        Some(Scope::Optional) => ("hasOptionalDependency", None),
        Some(Scope::Provided) => ("hasProvidedDependency", None),
        Some(Scope::Excluded) => return None,
    })
}

/// What a relationship means in the model.
#[derive(Debug, PartialEq)]
pub(super) struct Meaning {
    /// The model's kind, in the spelling of SPDX 2 where that has a name for it.
    pub(super) kind: RelationKind,
    /// Whether SPDX 3 tells it from the other end.
    pub(super) reversed: bool,
    /// What a dependency is used for, where the type says so.
    pub(super) scope: Option<Scope>,
    /// Whether the kind says what the relationship's own scope says.
    pub(super) is_scoped: bool,
    /// Whether the kind says what the relationship's comment says.
    pub(super) is_commented: bool,
}

/// What a relationship of this type, with its own scope and comment, means.
pub(super) fn meaning(term: &str, scope: Option<&str>, comment: Option<&str>) -> Meaning {
    let of = |kind, reversed| Meaning { kind, reversed, scope: None, is_scoped: false, is_commented: false };
    let needs = |scope| Meaning { scope, is_scoped: true, ..of(RelationKind::DependsOn, false) };
    match term {
        "dependsOn" => needs(None),
        "hasOptionalDependency" => needs(Some(Scope::Optional)),
        "hasProvidedDependency" => needs(Some(Scope::Provided)),
        "contains" => of(RelationKind::Contains, false),
        "generates" => of(RelationKind::GeneratedFrom, true),
        "hasSpecification" => of(RelationKind::Provides, false),
        _ => {
            let scope = scope.map(short);
            let fits = |row: &&Row| {
                row.1 == term
                    && row.3.is_none_or(|known| scope == Some(known))
                    && (!row.4 || comment == Some(row.0))
            };
            // One that asks for more stands in front of the one that asks for less.
            match RELATIONSHIPS.iter().find(fits) {
                Some(row) => Meaning {
                    is_scoped: row.3.is_some(),
                    is_commented: row.4,
                    ..of(RelationKind::Other(row.0.into()), row.2)
                },
                None => of(RelationKind::Other(term.into()), false),
            }
        }
    }
}

/// A relationship of SPDX 2 and of SPDX 3, whether SPDX 3 tells it from the other end, the scope that SPDX 3 tells it with, and whether
/// SPDX 3 has no word for all of it, so that the name of SPDX 2 stands in the comment.
type Row = (&'static str, &'static str, bool, Option<&'static str>, bool);

/// Relationships of SPDX 2 beside those of SPDX 3.
const RELATIONSHIPS: &[Row] = &[
    ("AMENDS", "amendedBy", true, None, false),
    ("ANCESTOR_OF", "ancestorOf", false, None, false),
    ("BUILD_TOOL_OF", "usesTool", true, Some("build"), false),
    ("COPY_OF", "copiedTo", true, None, false),
    ("DATA_FILE_OF", "hasDataFile", true, None, false),
    ("DEPENDENCY_MANIFEST_OF", "hasDependencyManifest", true, None, false),
    ("DESCENDANT_OF", "descendantOf", false, None, false),
    ("DESCRIBES", "describes", false, None, false),
    ("DEV_TOOL_OF", "usesTool", true, Some("development"), false),
    ("DISTRIBUTION_ARTIFACT", "hasDistributionArtifact", false, None, false),
    ("DOCUMENTATION_OF", "hasDocumentation", true, None, false),
    ("DYNAMIC_LINK", "hasDynamicLink", false, None, false),
    ("EXAMPLE_OF", "hasExample", true, None, false),
    ("EXPANDED_FROM_ARCHIVE", "expandsTo", true, None, false),
    ("FILE_ADDED", "hasAddedFile", true, None, false),
    ("FILE_DELETED", "hasDeletedFile", true, None, false),
    ("FILE_MODIFIED", "modifiedBy", false, None, false),
    ("HAS_PREREQUISITE", "hasPrerequisite", false, None, false),
    ("METAFILE_OF", "hasMetadata", true, None, false),
    ("OPTIONAL_COMPONENT_OF", "hasOptionalComponent", true, None, false),
    ("OTHER", "other", false, None, false),
    ("PACKAGE_OF", "packagedBy", true, None, false),
    ("PATCH_APPLIED", "patchedBy", true, None, true),
    ("PATCH_FOR", "patchedBy", true, None, false),
    ("PREREQUISITE_FOR", "hasPrerequisite", true, None, false),
    ("REQUIREMENT_DESCRIPTION_FOR", "hasRequirement", true, None, false),
    ("STATIC_LINK", "hasStaticLink", false, None, false),
    ("TEST_CASE_OF", "hasTestCase", true, None, false),
    ("TEST_OF", "hasTest", true, None, false),
    ("TEST_TOOL_OF", "usesTool", true, Some("test"), false),
    ("VARIANT_OF", "hasVariant", true, None, false),
];

/// How SPDX 3 writes another relation.
#[derive(Debug, PartialEq)]
pub(super) struct Spelling<'n> {
    /// The type.
    pub(super) term: &'n str,
    /// Whether its ends change places.
    pub(super) swapped: bool,
    /// The scope that belongs to it.
    pub(super) scope: Option<&'static str>,
    /// What the type does not say.
    pub(super) comment: Option<&'static str>,
}

/// The SPDX 3 spelling of another relation. Names of SPDX 3 stay.
pub(super) fn spelling(name: &str) -> Option<Spelling<'_>> {
    match RELATIONSHIPS.iter().find(|row| row.0 == name) {
        Some(&(name, term, swapped, scope, commented)) => {
            Some(Spelling { term, swapped, scope, comment: commented.then_some(name) })
        }
        None if is_term(name) => Some(Spelling { term: name, swapped: false, scope: None, comment: None }),
        None => None,
    }
}

/// Relationship types of SPDX 3 that SPDX 2 has no name for.
const OWN: &[&str] = &[
    "affects",
    "availableFrom",
    "configures",
    "coordinatedBy",
    "delegatedTo",
    "doesNotAffect",
    "exploitCreatedBy",
    "fixedBy",
    "fixedIn",
    "foundBy",
    "hasAssessmentFor",
    "hasAssociatedVulnerability",
    "hasConcludedLicense",
    "hasDeclaredLicense",
    "hasEvidence",
    "hasHost",
    "hasInput",
    "hasOutput",
    "hasSpecification",
    "invokedBy",
    "publishedBy",
    "reportedBy",
    "republishedBy",
    "serializedInArtifact",
    "testedOn",
    "trainedOn",
    "underInvestigationFor",
];

/// Whether SPDX 3 has a relationship type of this name.
pub(super) fn is_term(name: &str) -> bool {
    const WORDS: [&str; 5] =
        ["contains", "dependsOn", "generates", "hasOptionalDependency", "hasProvidedDependency"];
    WORDS.contains(&name) || OWN.contains(&name) || RELATIONSHIPS.iter().any(|row| row.1 == name)
}

/// Kinds of references with another spelling in SPDX 3: model, SPDX 3.
const REFERENCES: &[(&str, &str)] = &[
    ("advisories", "securityAdvisory"),
    ("fix", "securityFix"),
    ("website", "altWebPage"),
    ("distribution", "altDownloadLocation"),
    ("issue-tracker", "issueTracker"),
    ("mailing-list", "mailingList"),
    ("release-notes", "releaseNotes"),
    ("build-system", "buildSystem"),
    ("build-meta", "buildMeta"),
    ("social", "socialMedia"),
    ("vcs", "vcs"),
    ("chat", "chat"),
    ("documentation", "documentation"),
    ("support", "support"),
    ("license", "license"),
    ("source-distribution", "sourceArtifact"),
    ("threat-model", "securityThreatModel"),
    ("pentest-report", "securityPenTestReport"),
    ("vulnerability-assertion", "vulnerabilityExploitabilityAssessment"),
    ("static-analysis-report", "staticAnalysisReport"),
    ("dynamic-analysis-report", "dynamicAnalysisReport"),
    ("runtime-analysis-report", "runtimeAnalysisReport"),
    ("component-analysis-report", "componentAnalysisReport"),
    ("certification-report", "certificationReport"),
    ("quality-metrics", "qualityAssessmentReport"),
    ("risk-assessment", "riskAssessment"),
];

/// The model's kind of a reference; terms without another spelling stay.
pub(super) fn reference(term: &str) -> String {
    let term = short(term);
    REFERENCES.iter().find(|row| row.1 == term).map_or(term, |row| row.0).to_owned()
}

/// The term of a reference's kind, when there is one.
pub(super) fn reference_term(kind: &str) -> Option<&'static str> {
    let known = REFERENCES.iter().find(|row| row.0 == kind).map(|row| row.1);
    known.or_else(|| OWN_REFERENCES.iter().find(|term| **term == kind).copied())
}

/// Reference types of SPDX 3 that keep their spelling in the model.
const OWN_REFERENCES: &[&str] = &[
    "altWebPage",
    "binaryArtifact",
    "bower",
    "cwe",
    "eolNotice",
    "exportControlAssessment",
    "funding",
    "mavenCentral",
    "metrics",
    "npm",
    "nuget",
    "other",
    "privacyAssessment",
    "productMetadata",
    "purchaseOrder",
    "releaseHistory",
    "secureSoftwareAttestation",
    "securityAdversaryModel",
    "securityOther",
    "securityPolicy",
    "vulnerabilityDisclosureReport",
];

#[cfg(test)]
mod tests;
