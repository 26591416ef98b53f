//! What a scan could not read, told in the document that is made of it: whoever reads the document, here or elsewhere, learns
//! that it is not whole.

use std::cmp::Reverse;

use mainstay_model::{Bom, Problem};

/// The property of a document that holds one problem, as JSON.
const PROPERTY: &str = "mainstay:scan-problem";

/// Problems that a document tells one by one, the gravest first; of the others it tells how many.
const TOLD: usize = 500;

/// Notes the problems of a scan in its document.
pub(super) fn note(bom: &mut Bom, problems: &[Problem]) {
    let mut gravest: Vec<&Problem> = problems.iter().collect();
    gravest.sort_by_key(|problem| Reverse(problem.severity));
    let (told, untold) = gravest.split_at(gravest.len().min(TOLD));
    let more = (!untold.is_empty())
        .then(|| Problem::warning("scan-problems", format!("the scan met {} more problems", untold.len())));
    let texts = told.iter().copied().chain(&more).filter_map(|problem| serde_json::to_string(problem).ok());
    bom.document.properties.extend(texts.map(|text| (PROPERTY.to_owned(), text)));
}

/// The problems of the scan that a document was made of, as far as it tells them: as many as a scan notes at most.
pub fn problems(bom: &Bom) -> Vec<Problem> {
    let properties = bom.document.properties.iter().filter(|(name, _)| name == PROPERTY);
    properties.take(TOLD + 1).filter_map(|(_, text)| serde_json::from_str(text).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_tells_of_a_scan_is_bounded_and_the_gravest_comes_first() {
        let mut bom = Bom::default();
        let mut met: Vec<Problem> =
            (0..TOLD + 5).map(|at| Problem::warning("slip", format!("{at}"))).collect();
        met.push(Problem::error("file-unreadable", "denied").in_file("a/Cargo.lock"));
        note(&mut bom, &met);
        let told = problems(&bom);
        assert_eq!((told.len(), &told[0]), (TOLD + 1, &met[TOLD + 5]));
        assert_eq!(told[TOLD].message, "the scan met 6 more problems");
    }

    #[test]
    fn a_document_that_claims_more_problems_than_a_scan_notes_is_not_followed() {
        let mut bom = Bom::default();
        let text = serde_json::to_string(&Problem::warning("slip", "x")).unwrap();
        bom.document.properties.extend((0..2 * TOLD).map(|_| (PROPERTY.to_owned(), text.clone())));
        assert_eq!(problems(&bom).len(), TOLD + 1);
    }

    #[test]
    fn a_property_that_is_no_problem_is_none() {
        let mut bom = Bom::default();
        for text in ["", "{", "[1]", "{\"code\": 1}"] {
            bom.document.properties.push((PROPERTY.to_owned(), text.to_owned()));
        }
        assert_eq!(problems(&bom), []);
    }
}
