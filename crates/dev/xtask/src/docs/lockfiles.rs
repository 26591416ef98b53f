//! The page about lockfile and manifest formats.

use mainstay_lockfile::{Format, MANIFESTS, Manifest, Support, Tells};

use super::table::{code, table};

const INTRODUCTION: &str = "\
# Lockfiles and manifests

What is read from a source tree, in the order in which a file is offered to the formats. A cell that says *no* is
something the file itself does not tell; Mainstay then says *unknown* and does not guess.";

const WITHOUT: &str = "
## Manifests without a lockfile

These are not read: they name what a project needs and not what it gets. Where none of the formats named here tells that, the scan counts
the manifest (`without_lockfile`) and says what makes it known. A lockfile answers for the manifest in its folder and for the projects that it
lists among its own packages; the formats in parentheses answer for every folder below.

";

/// The page.
pub(super) fn page(formats: &[&Format]) -> String {
    let rows = formats.iter().map(|format| row(format));
    let head = [
        "Format",
        "Files",
        "Ecosystem",
        "Read",
        "Edges",
        "Direct",
        "Scope",
        "Hashes",
        "Origin",
        "License",
        "Id",
    ];
    let mut text = format!("{INTRODUCTION}\n\n{}", table(&head, rows));
    let limits: Vec<String> = formats.iter().filter_map(|format| limit(format)).collect();
    if !limits.is_empty() {
        text.push_str("\n## Limits\n\n");
        text.push_str(&limits.join("\n"));
        text.push('\n');
    }
    text.push_str(WITHOUT);
    text.push_str(&table(
        &["Files", "Tool", "Told by", "What makes it known"],
        MANIFESTS.iter().map(manifest),
    ));
    text
}

fn manifest(manifest: &Manifest) -> Vec<String> {
    let told = match (code(&[manifest.lockfiles, manifest.lists].concat()), code(manifest.above)) {
        (told, _) if told.is_empty() => "nothing that is read".to_owned(),
        (told, above) if above.is_empty() => told,
        (told, above) => format!("{told} ({above})"),
    };
    vec![code(manifest.files), manifest.ecosystem.to_owned(), told, manifest.remedy.to_owned()]
}

fn row(format: &Format) -> Vec<String> {
    let Tells { edges, direct, scope, hashes, origin, license } = format.tells;
    let mut cells = vec![
        format.title.to_owned(),
        code(format.files),
        format.ecosystem.to_owned(),
        match format.support {
            Support::Full => "fully",
            Support::Partial(_) => "partly",
            Support::Refused(_) => "refused",
        }
        .to_owned(),
    ];
    let told = [edges, direct, scope, hashes, origin, license];
    cells.extend(told.map(|tells| if tells { "yes" } else { "no" }.to_owned()));
    cells.push(code(&[format.id]));
    cells
}

fn limit(format: &Format) -> Option<String> {
    let reason = match format.support {
        Support::Full => None,
        Support::Partial(reason) => Some(format!("read partly: {reason}")),
        Support::Refused(reason) => Some(format!("refused: {reason}")),
    };
    let yields = (!format.yields_to.is_empty())
        .then(|| format!("not read beside {}, which tells the same better", code(format.yields_to)));
    let parts: Vec<String> = reason.into_iter().chain(yields).collect();
    (!parts.is_empty()).then(|| format!("- {}: {}", format.title, parts.join("; ")))
}

#[cfg(test)]
mod tests {
    use mainstay_lockfile::{FORMATS, Support, Tells};

    use super::{limit, page, row};

    #[test]
    fn every_format_has_a_row() {
        let text = page(FORMATS);
        for format in FORMATS {
            assert!(text.contains(&format!("`{}` |", format.id)), "{}", format.id);
        }
        for manifest in mainstay_lockfile::MANIFESTS {
            assert!(text.contains(&format!("| {} |", manifest.ecosystem)), "{}", manifest.ecosystem);
        }
    }

    #[test]
    fn what_is_not_told_is_a_no_and_limits_are_named() {
        let format = mainstay_lockfile::Format {
            id: "old-lock",
            title: "old.lock",
            ecosystem: "old",
            files: &["old.lock"],
            support: Support::Partial("patches are left out"),
            tells: Tells { edges: true, ..Tells::default() },
            yields_to: &["new-lock"],
            notation: FORMATS[0].notation,
            read: FORMATS[0].read,
        };
        assert_eq!(row(&format)[3..6], ["partly", "yes", "no"]);
        assert_eq!(
            limit(&format).unwrap(),
            "- old.lock: read partly: patches are left out; not read beside `new-lock`, which tells the same better"
        );
    }
}
