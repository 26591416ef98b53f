//! `mainstay sbom quality FILE...`

use std::path::{Path, PathBuf};

use clap::Args;
use mainstay_model::{Bom, Component};
use mainstay_office::Settings;
use mainstay_sbom::{CHECKS, Finding, Level, Profile, Quality};
use serde::Serialize;

use crate::exit::{Exit, Usage};
use crate::output::{self, Format};
use crate::program;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The documents; `-` is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// What is asked for: `minimum`, `standard`, `delivered`, or a profile of your own [default: `standard`, else the first]
    #[arg(long)]
    profile: Option<String>,
    /// A TOML file with profiles of your own, used instead of the built-in ones
    #[arg(long, value_name = "FILE")]
    profiles: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Serialize)]
struct Shape<'a> {
    file: String,
    profile: &'a str,
    score: Option<u8>,
    sufficient: bool,
    findings: Vec<Point<'a>>,
}

#[derive(Serialize)]
struct Point<'a> {
    check: &'a str,
    level: Level,
    met: u64,
    of: u64,
    /// The first components that do not pass: purl, else name and version.
    missing: Vec<String>,
    /// What to do about it; empty where there is nothing to do.
    remedy: &'a str,
}

/// Exit 1 when a document does not meet all that its profile requires.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let profile = profile(arguments.profile.as_deref(), arguments.profiles.as_deref())?;
    let mut exit = Exit::Clean;
    for file in &arguments.files {
        let bom = super::read(file)?.value;
        let quality = mainstay_sbom::quality(&bom, &profile);
        if !quality.sufficient {
            exit = Exit::Findings;
        }
        match arguments.format {
            Format::Json => output::json(&shape(file, &bom, &quality))?,
            Format::Table => output::bytes(table(file, &bom, &quality, &profile).as_bytes(), None)?,
        }
    }
    Ok(exit)
}

/// The profile that is named, else the one that holds for products without a class.
fn profile(id: Option<&str>, file: Option<&Path>) -> anyhow::Result<Profile> {
    let profiles = file.map_or_else(|| Ok(mainstay_sbom::profiles(None)?), program::profiles)?;
    let settings = Settings { profiles, ..Settings::default() };
    let found = match id {
        Some(id) => settings.profiles.iter().find(|profile| profile.id == id),
        None => settings.profile(None),
    };
    found.cloned().ok_or_else(|| {
        let known: Vec<&str> = settings.profiles.iter().map(|profile| profile.id.as_str()).collect();
        Usage(format!("`{}` is no profile; there are {}", id.unwrap_or("standard"), known.join(", "))).into()
    })
}

fn table(file: &Path, bom: &Bom, quality: &Quality, profile: &Profile) -> String {
    let score = quality.score.map_or_else(|| "not assessed".to_owned(), |score| format!("{score} of 100"));
    let verdict =
        if quality.sufficient { "meets all that is required" } else { "does not meet all that is required" };
    let mut text = format!("{}: {score}, {verdict} by \"{}\"\n", file.display(), profile.title);
    let rows: Vec<Vec<String>> = quality.findings.iter().map(|finding| row(bom, finding)).collect();
    text.push_str(&output::columns(&["", "Check", "Asked", "Met", "First missing", "What to do"], &rows));
    text
}

fn shape<'a>(file: &Path, bom: &Bom, quality: &'a Quality) -> Shape<'a> {
    let point = |finding: &'a Finding| Point {
        check: &finding.check,
        level: finding.level,
        met: finding.met,
        of: finding.of,
        missing: finding.missing.iter().map(|&id| named(bom.component(id))).collect(),
        remedy: if is_met(finding) { "" } else { remedy(finding) },
    };
    Shape {
        file: file.display().to_string(),
        profile: &quality.profile,
        score: quality.score,
        sufficient: quality.sufficient,
        findings: quality.findings.iter().map(point).collect(),
    }
}

fn named(component: &Component) -> String {
    match (&component.purl, &component.version) {
        (Some(purl), _) => purl.to_string(),
        (None, Some(version)) => format!("{} {version}", component.name),
        (None, None) => component.name.clone(),
    }
}

fn is_met(finding: &Finding) -> bool {
    finding.of > 0 && finding.met == finding.of
}

fn remedy(finding: &Finding) -> &'static str {
    CHECKS.iter().find(|check| check.id == finding.check).map_or("", |check| check.remedy)
}

fn row(bom: &Bom, finding: &Finding) -> Vec<String> {
    let missing = finding.missing.first().map_or_else(String::new, |&id| bom.component(id).name.clone());
    let met = is_met(finding);
    vec![
        if finding.of == 0 {
            "?"
        } else if met {
            "ok"
        } else {
            "!!"
        }
        .to_owned(),
        finding.check.clone(),
        if finding.level == Level::Required { "required" } else { "wanted" }.to_owned(),
        if finding.of == 0 {
            "nothing to look at".to_owned()
        } else {
            format!("{}/{}", finding.met, finding.of)
        },
        missing,
        if met { "" } else { remedy(finding) }.to_owned(),
    ]
}
