//! Which end of a relation is the whole.

use super::*;

/// Relations whose start belongs to their end.
const TOLD_BY_THE_PART: &[&str] = &[
    "BUILD_TOOL_OF",
    "DATA_FILE_OF",
    "DEPENDENCY_MANIFEST_OF",
    "DEV_TOOL_OF",
    "DOCUMENTATION_OF",
    "EXAMPLE_OF",
    "EXPANDED_FROM_ARCHIVE",
    "FILE_ADDED",
    "METAFILE_OF",
    "OPTIONAL_COMPONENT_OF",
    "PACKAGE_OF",
    "PATCH_APPLIED",
    "PATCH_FOR",
    "REQUIREMENT_DESCRIPTION_FOR",
    "TEST_CASE_OF",
    "TEST_OF",
    "TEST_TOOL_OF",
    "configures",
];

/// Relations that the whole tells, or that are between equals, with other documents, or with what is no component.
const TOLD_BY_OTHERS: &[&str] = &[
    "AMENDS",
    "ANCESTOR_OF",
    "COPY_OF",
    "DESCENDANT_OF",
    "DESCRIBED_BY",
    "DESCRIBES",
    "DISTRIBUTION_ARTIFACT",
    "DYNAMIC_LINK",
    "FILE_DELETED",
    "FILE_MODIFIED",
    "HAS_PREREQUISITE",
    "OTHER",
    "STATIC_LINK",
    "VARIANT_OF",
    "affects",
    "availableFrom",
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
    "invokedBy",
    "publishedBy",
    "reportedBy",
    "republishedBy",
    "serializedInArtifact",
    "testedOn",
    "trainedOn",
    "underInvestigationFor",
    "usesTool",
];

#[test]
fn of_every_relation_it_is_known_whether_the_part_tells_it() {
    let of_spdx_2 = words::OTHER_RELATIONSHIPS.iter().filter(|name| words::inverse(name).is_none());
    let of_spdx_3 = OWN.iter().chain(RELATIONSHIPS.iter().map(|row| &row.1));
    let read = of_spdx_3.map(|term| meaning(term, None, None).kind);
    for kind in of_spdx_2.map(|name| RelationKind::Other((*name).into())).chain(read) {
        let RelationKind::Other(name) = &kind else {
            assert!(!kind.leads_to_whole(), "{kind:?}");
            continue;
        };
        match (TOLD_BY_THE_PART.contains(&&**name), TOLD_BY_OTHERS.contains(&&**name)) {
            (true, false) => assert!(kind.leads_to_whole(), "{name}"),
            (false, true) => assert!(!kind.leads_to_whole(), "{name}"),
            _ => panic!("{name} is in none of the two lists, or in both"),
        }
    }
}
