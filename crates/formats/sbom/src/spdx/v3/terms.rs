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

/// What a relationship means: kind, told from the other end, scope.
pub(super) fn meaning(term: &str) -> Option<(RelationKind, bool, Option<Scope>)> {
    Some(match term {
        "dependsOn" => (RelationKind::DependsOn, false, None),
        "hasOptionalDependency" => (RelationKind::DependsOn, false, Some(Scope::Optional)),
        "hasProvidedDependency" => (RelationKind::DependsOn, false, Some(Scope::Provided)),
        "contains" => (RelationKind::Contains, false, None),
        "generates" => (RelationKind::GeneratedFrom, true, None),
        "hasSpecification" => (RelationKind::Provides, false, None),
        _ => return None,
    })
}

/// Relationships of SPDX 2 beside those of SPDX 3, and whether SPDX 3 tells them from the other end.
const RELATIONSHIPS: &[(&str, &str, bool)] = &[
    ("AMENDS", "amendedBy", true),
    ("ANCESTOR_OF", "ancestorOf", false),
    ("BUILD_TOOL_OF", "usesTool", true),
    ("COPY_OF", "copiedTo", true),
    ("DATA_FILE_OF", "hasDataFile", true),
    ("DEPENDENCY_MANIFEST_OF", "hasDependencyManifest", true),
    ("DESCENDANT_OF", "descendantOf", false),
    ("DESCRIBES", "describes", false),
    ("DEV_TOOL_OF", "usesTool", true),
    ("DISTRIBUTION_ARTIFACT", "hasDistributionArtifact", false),
    ("DOCUMENTATION_OF", "hasDocumentation", true),
    ("DYNAMIC_LINK", "hasDynamicLink", false),
    ("EXAMPLE_OF", "hasExample", true),
    ("EXPANDED_FROM_ARCHIVE", "expandsTo", true),
    ("FILE_ADDED", "hasAddedFile", true),
    ("FILE_DELETED", "hasDeletedFile", true),
    ("FILE_MODIFIED", "modifiedBy", false),
    ("HAS_PREREQUISITE", "hasPrerequisite", false),
    ("METAFILE_OF", "hasMetadata", true),
    ("OPTIONAL_COMPONENT_OF", "hasOptionalComponent", true),
    ("OTHER", "other", false),
    ("PACKAGE_OF", "packagedBy", true),
    ("PATCH_APPLIED", "patchedBy", true),
    ("PATCH_FOR", "patchedBy", true),
    ("PREREQUISITE_FOR", "hasPrerequisite", true),
    ("REQUIREMENT_DESCRIPTION_FOR", "hasRequirement", true),
    ("STATIC_LINK", "hasStaticLink", false),
    ("TEST_CASE_OF", "hasTestCase", true),
    ("TEST_OF", "hasTest", true),
    ("TEST_TOOL_OF", "usesTool", true),
    ("VARIANT_OF", "hasVariant", true),
];

/// The SPDX 3 name of another relation, and whether its ends change places. Names of SPDX 3 stay.
pub(super) fn relationship_term(name: &str) -> Option<(&str, bool)> {
    let row = RELATIONSHIPS.iter().find(|row| row.0 == name);
    match row {
        Some(row) => Some((row.1, row.2)),
        None if is_term(name) => Some((name, false)),
        None => None,
    }
}

/// The SPDX 2 name of a relation that is named in SPDX 3, and whether its ends change places.
pub(in crate::spdx) fn spdx2_relationship(term: &str) -> Option<(&'static str, bool)> {
    RELATIONSHIPS.iter().find(|row| row.1 == term).map(|row| (row.0, row.2))
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

fn is_term(name: &str) -> bool {
    OWN.contains(&name) || RELATIONSHIPS.iter().any(|row| row.1 == name) || meaning(name).is_some()
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
