//! What two documents say of the licenses of one component. Each says it whole: two lists in one would say that the licenses of
//! both hold together, which neither does.

use mainstay_model::{LicenseClaim, LicenseSource};

use super::unite::{Single, append};

/// What is one field in the formats, and how it is called: what a package says, what somebody concluded. What was found in its
/// files is a list, to which every document adds.
const FIELDS: [(&str, &[LicenseSource]); 2] = [
    ("license", &[LicenseSource::Declared, LicenseSource::Unstated]),
    ("concluded license", &[LicenseSource::Concluded]),
];

/// The claims of each field as the first document has them that says something. Whether all that the other one says is kept.
pub(super) fn unite(
    known: &mut Vec<LicenseClaim>,
    others: Vec<LicenseClaim>,
    single: &mut Single<'_>,
) -> bool {
    let mut kept = true;
    let (mut rest, mut found) = (others, Vec::new());
    for (field, sources) in FIELDS {
        let (own, other) = (take(known, sources), take(&mut rest, sources));
        let (said, more) = (says(&own), says(&other));
        let united = match (said, more) {
            _ if own.is_empty() => other,
            (false, true) => other,
            (true, true) if words(&own) == words(&other) => same(own, other, field, single),
            (true, true) => {
                kept = false;
                single.same(field, &words(&own).join(", "), &words(&other).join(", "));
                own
            }
            (_, false) => own,
        };
        found.extend(united);
    }
    append(known, rest);
    // In the order in which a document has them: what a package says stands before what its files say.
    found.append(known);
    *known = found;
    kept
}

fn take(claims: &mut Vec<LicenseClaim>, sources: &[LicenseSource]) -> Vec<LicenseClaim> {
    claims.extract_if(.., |claim| sources.contains(&claim.source)).collect()
}

fn says(claims: &[LicenseClaim]) -> bool {
    claims.iter().any(LicenseClaim::states)
}

/// The licenses by name, each once, in the order of their names.
fn words(claims: &[LicenseClaim]) -> Vec<&str> {
    let mut words: Vec<&str> = claims.iter().map(|claim| claim.value.as_str()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Claims of the same licenses: what one document adds to a name is kept, and who says so where only one tells.
fn same(
    mut own: Vec<LicenseClaim>,
    others: Vec<LicenseClaim>,
    field: &str,
    single: &mut Single<'_>,
) -> Vec<LicenseClaim> {
    for other in others {
        if own.contains(&other) {
            continue;
        }
        let Some(known) = own.iter_mut().find(|known| known.value.as_str() == other.value.as_str()) else {
            continue;
        };
        single.first(&format!("text of the {field}"), &mut known.text, other.text);
        single.first(&format!("address of the {field}"), &mut known.url, other.url);
        known.source = known.source.min(other.source);
    }
    own
}
