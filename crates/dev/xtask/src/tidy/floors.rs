//! Who may import whom: floors, river, and which crate hides which library.

use super::Finding;
use super::facts::{Edge, Facts, Kind, Package};

/// The floors from the ground up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Floor {
    Formats,
    Knowledge,
    Outside,
    Storage,
    Office,
    Faces,
    Dev,
}

/// What stands beside its users and may still be imported by them: floor, who, whom.
const SIDEWAYS: &[(Floor, &str, &[&str])] = &[
    (
        Floor::Formats,
        "*",
        &["mainstay-address", "mainstay-model", "mainstay-version", "mainstay-purl", "mainstay-table"],
    ),
    (Floor::Knowledge, "*", &["mainstay-decision"]),
    (Floor::Faces, "mainstay-cli", &["mainstay-web"]),
    (Floor::Faces, "mainstay-web", &["mainstay-assets"]),
];

/// The crates that all others of their floor may use, and what they themselves may use there.
const GROUND: &[(&str, &[&str])] = &[
    ("mainstay-address", &[]),
    ("mainstay-purl", &[]),
    ("mainstay-model", &["mainstay-purl"]),
    ("mainstay-table", &["mainstay-model"]),
];

/// Libraries that one crate hides from all others.
const HIDDEN: &[(&str, &[&str])] = &[
    ("sea-orm", &["mainstay-store", "mainstay-testapp"]),
    ("sqlx", &["mainstay-store", "mainstay-testapp"]),
    ("datafusion", &["mainstay-lake"]),
    ("gix", &["mainstay-history"]),
    ("ignore", &["mainstay-checkout"]),
    ("axum", &["mainstay-web"]),
];

/// The floor that a folder stands on.
pub(super) fn floor(folder: &str) -> Option<Floor> {
    let mut parts = folder.strip_prefix("crates/")?.split('/');
    let floor = match parts.next()? {
        "formats" => Floor::Formats,
        "knowledge" => Floor::Knowledge,
        "outside" => Floor::Outside,
        "storage" => Floor::Storage,
        "office" => Floor::Office,
        "faces" => Floor::Faces,
        "dev" => Floor::Dev,
        _ => return None,
    };
    Some(floor)
}

pub(super) fn check(facts: &Facts) -> Vec<Finding> {
    let mut found = Vec::new();
    for package in &facts.crates {
        let Some(from) = floor(&package.folder) else {
            found.push(Finding::error(
                &package.folder,
                "stands on no floor; ARCHITECTURE.md names the floors",
            ));
            continue;
        };
        let expected = format!("mainstay-{}", package.folder.rsplit('/').next().unwrap_or_default());
        if package.name != expected {
            found.push(Finding::error(&package.folder, format!("must be named `{expected}`, as its folder")));
        }
        for edge in &package.edges {
            let target = facts.crates.iter().find(|other| other.name == edge.to);
            let wrong = match target.and_then(|other| floor(&other.folder)) {
                Some(to) => refuse(package, from, edge, to),
                None => refuse_library(package, edge),
            };
            let place = format!("{}/Cargo.toml", package.folder);
            found.extend(wrong.map(|message| Finding::error(place, message)));
        }
    }
    found
}

/// Why an edge inside the workspace may not be.
fn refuse(package: &Package, from: Floor, edge: &Edge, to: Floor) -> Option<String> {
    let (name, target) = (&package.name, &edge.to);
    if from == Floor::Dev {
        return None;
    }
    if to == Floor::Dev {
        let allowed = edge.kind == Kind::Dev
            && match target.as_str() {
                "mainstay-testkit" => true,
                "mainstay-testapp" => from > Floor::Knowledge,
                _ => false,
            };
        return (!allowed).then(|| {
            format!(
                "{name} may not use {target}: test crates are dev-dependencies, testapp only above knowledge"
            )
        });
    }
    let sideways = || {
        SIDEWAYS.iter().any(|(floor, who, whom)| {
            *floor == from && (*who == "*" || who == name) && whom.contains(&target.as_str())
        }) && GROUND.iter().all(|(who, whom)| who != name || whom.contains(&target.as_str()))
    };
    let side_by_side = from == Floor::Storage && to == Floor::Outside;
    let allowed = if from == to { sideways() } else { to < from && !side_by_side };
    (!allowed).then(|| {
        format!("{name} ({from:?}) may not use {target} ({to:?}): a crate imports from floors below it, never up; pass a value instead")
    })
}

/// Why an edge to an outside library may not be. Tests may look behind the curtain.
fn refuse_library(package: &Package, edge: &Edge) -> Option<String> {
    let (_, owners) = HIDDEN.iter().find(|(library, _)| *library == edge.to)?;
    let allowed = edge.kind == Kind::Dev || owners.contains(&package.name.as_str());
    (!allowed).then(|| format!("only {} may use `{}`: one crate hides a library", owners.join(", "), edge.to))
}

#[cfg(test)]
mod tests {
    use super::super::facts::samples::package;
    use super::super::facts::{Facts, Kind};
    use super::check;

    /// The messages for one crate with one edge in a workspace that has all crates named here.
    fn messages(folder: &str, to: &str, kind: Kind) -> Vec<String> {
        let mut crates: Vec<_> = [
            "crates/formats/purl",
            "crates/formats/model",
            "crates/formats/version",
            "crates/formats/sbom",
            "crates/formats/lockfile",
            "crates/knowledge/decision",
            "crates/knowledge/policy",
            "crates/outside/checkout",
            "crates/storage/store",
            "crates/office",
            "crates/faces/assets",
            "crates/faces/web",
            "crates/faces/cli",
            "crates/dev/testkit",
            "crates/dev/testapp",
            "crates/dev/xtask",
        ]
        .into_iter()
        .filter(|known| *known != folder)
        .map(|known| package(known, &[]))
        .collect();
        crates.push(package(folder, &[(to, kind)]));
        let facts = Facts { crates, ..Facts::default() };
        check(&facts).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_crate_imports_from_floors_below() {
        for (folder, to) in [
            ("crates/office", "mainstay-store"),
            ("crates/office", "mainstay-checkout"),
            ("crates/storage/store", "mainstay-model"),
            ("crates/faces/web", "mainstay-office"),
            ("crates/knowledge/policy", "mainstay-version"),
            ("crates/dev/testapp", "mainstay-web"),
            ("crates/dev/xtask", "mainstay-lockfile"),
        ] {
            assert!(messages(folder, to, Kind::Normal).is_empty(), "{folder} -> {to}");
        }
    }

    #[test]
    fn a_crate_never_imports_upward_not_even_in_tests() {
        for kind in [Kind::Normal, Kind::Dev, Kind::Build] {
            assert_eq!(messages("crates/formats/sbom", "mainstay-store", kind).len(), 1);
            assert_eq!(messages("crates/storage/store", "mainstay-office", kind).len(), 1);
        }
    }

    #[test]
    fn storage_and_outside_meet_only_in_the_office() {
        assert_eq!(messages("crates/storage/store", "mainstay-checkout", Kind::Normal).len(), 1);
        assert_eq!(messages("crates/outside/checkout", "mainstay-store", Kind::Normal).len(), 1);
    }

    #[test]
    fn formats_share_model_version_and_purl_only() {
        assert!(messages("crates/formats/sbom", "mainstay-model", Kind::Normal).is_empty());
        assert!(messages("crates/formats/lockfile", "mainstay-version", Kind::Normal).is_empty());
        assert!(messages("crates/formats/model", "mainstay-purl", Kind::Normal).is_empty());
        assert_eq!(messages("crates/formats/lockfile", "mainstay-sbom", Kind::Dev).len(), 1);
        assert_eq!(messages("crates/formats/model", "mainstay-version", Kind::Normal).len(), 1);
        assert_eq!(messages("crates/formats/purl", "mainstay-model", Kind::Normal).len(), 1);
    }

    #[test]
    fn knowledge_shares_decision_only() {
        assert!(messages("crates/knowledge/policy", "mainstay-decision", Kind::Normal).is_empty());
        assert_eq!(messages("crates/knowledge/decision", "mainstay-policy", Kind::Normal).len(), 1);
    }

    #[test]
    fn among_faces_the_command_line_uses_the_web_and_the_web_its_assets() {
        assert!(messages("crates/faces/cli", "mainstay-web", Kind::Normal).is_empty());
        assert!(messages("crates/faces/web", "mainstay-assets", Kind::Normal).is_empty());
        assert_eq!(messages("crates/faces/web", "mainstay-cli", Kind::Normal).len(), 1);
    }

    #[test]
    fn test_crates_are_dev_dependencies_and_the_heavy_one_stays_above_knowledge() {
        assert!(messages("crates/storage/store", "mainstay-testapp", Kind::Dev).is_empty());
        assert!(messages("crates/formats/sbom", "mainstay-testkit", Kind::Dev).is_empty());
        assert_eq!(messages("crates/storage/store", "mainstay-testapp", Kind::Normal).len(), 1);
        assert_eq!(messages("crates/formats/sbom", "mainstay-testapp", Kind::Dev).len(), 1);
        assert_eq!(messages("crates/knowledge/policy", "mainstay-testapp", Kind::Dev).len(), 1);
        assert_eq!(messages("crates/faces/cli", "mainstay-xtask", Kind::Dev).len(), 1);
    }

    #[test]
    fn a_library_is_hidden_by_its_crate() {
        assert!(messages("crates/storage/store", "sea-orm", Kind::Normal).is_empty());
        assert!(messages("crates/faces/web", "anything-else", Kind::Normal).is_empty());
        assert_eq!(messages("crates/faces/web", "sqlx", Kind::Normal).len(), 1);
        assert_eq!(messages("crates/office", "sea-orm", Kind::Normal).len(), 1);
    }

    #[test]
    fn a_crate_stands_on_a_floor_under_its_own_name() {
        let mut crates = vec![package("crates/attic/common", &[]), package("crates/formats/sbom", &[])];
        crates[1].name = "mainstay-bom".to_owned();
        let facts = Facts { crates, ..Facts::default() };
        let found = check(&facts);
        assert!(found[0].message.contains("no floor"), "{found:?}");
        assert!(found[1].message.contains("mainstay-sbom"), "{found:?}");
    }
}
