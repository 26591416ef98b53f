//! The page about the quality of SBOMs: the checks and the profiles that ask for them.

use mainstay_sbom::{Check, Depth, Level, Profile, Test};

use super::table::{code, table};

const INTRODUCTION: &str = "\
# SBOM quality

What `mainstay sbom quality` asks of a document. A check is asked once, or of every component that the profile looks at; the score is the
weighted mean of the shares that are met. A required check that finds nothing to look at counts as not met, a wanted one is left out of the score; both say so. No check says
whether the document is true.";

/// The page.
pub(super) fn page(checks: &[&Check], profiles: &[Profile]) -> String {
    let mut text = format!("{INTRODUCTION}\n\n## Profiles\n\n{}\n## Checks\n", of_profiles(checks, profiles));
    for check in checks {
        text.push_str(&section(check));
    }
    text
}

/// A row for each check, a column for each profile.
fn of_profiles(checks: &[&Check], profiles: &[Profile]) -> String {
    let titles = profiles.iter().map(|profile| format!("{} ({})", profile.title, code(&[&profile.id])));
    let head: Vec<String> = std::iter::once("Check".to_owned()).chain(titles).collect();
    let depth = std::iter::once("components looked at".to_owned()).chain(profiles.iter().map(|profile| {
        match profile.depth {
            Depth::Direct => "direct",
            Depth::All => "all",
        }
        .to_owned()
    }));
    let levels = checks.iter().map(|check| {
        let level = |profile: &Profile| match profile.level(check.id) {
            Some(Level::Required) => "required",
            Some(Level::Wanted) => "wanted",
            None => "",
        };
        let cells = profiles.iter().map(|profile| level(profile).to_owned());
        std::iter::once(code(&[check.id])).chain(cells).collect()
    });
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    table(&head, std::iter::once(depth.collect()).chain(levels))
}

fn section(check: &Check) -> String {
    let asked = match check.test {
        Test::Document(_) => "the document",
        Test::Component(_) => "each component",
        Test::Package(_) => "each component that is no single file",
        Test::Graph(_) => "each component, by its place in the graph",
    };
    let Check { id, question, why, remedy, standards, .. } = check;
    let standards = if standards.is_empty() { "none".to_owned() } else { standards.join(", ") };
    format!(
        "\n### {id}\n\n{question}\n\n- Asked of: {asked}\n- Why: {why}\n- What to do: {remedy}\n- Asked for by: {standards}\n"
    )
}

#[cfg(test)]
mod tests {
    use mainstay_sbom::{CHECKS, profiles};

    use super::page;

    #[test]
    fn every_check_is_told_with_its_reason_and_its_remedy() {
        let text = page(CHECKS, &profiles(None).unwrap());
        for check in CHECKS {
            assert!(text.contains(&format!("\n### {}\n", check.id)), "{}", check.id);
            for part in [check.question, check.why, check.remedy] {
                assert!(!part.trim().is_empty() && text.contains(part), "{}", check.id);
            }
        }
    }

    #[test]
    fn a_profile_says_what_it_requires() {
        let text = page(CHECKS, &profiles(None).unwrap());
        let row = text.lines().find(|line| line.starts_with("| `component-name` |")).unwrap();
        assert!(row.contains("required"), "{row}");
    }
}
