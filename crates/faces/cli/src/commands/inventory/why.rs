//! `mainstay inventory why PURL --product SLUG`

use std::fmt::Write;

use clap::Args;
use mainstay_office::Office;
use mainstay_office::inventory::{Along, Step, WhyHere};
use serde::Serialize;

use super::{Format, ReleaseArguments, release_name, unknown};
use crate::exit::Exit;
use crate::output;

#[derive(Args)]
pub(super) struct Arguments {
    /// The component: a purl with or without version, a name, either with a range of versions
    component: String,
    /// The product: its key, id or name
    #[arg(long)]
    product: String,
    #[command(flatten)]
    release: ReleaseArguments,
}

#[derive(Serialize)]
struct Shape<'a> {
    product: &'a str,
    release: &'a str,
    variant: &'a str,
    component: String,
    answers: Vec<WhyHere>,
}

/// One answer a component that fits. Exit 1 when the release has none.
pub(super) async fn run(office: &Office, arguments: &Arguments, format: Format) -> anyhow::Result<Exit> {
    let release = arguments.release.find(office, &arguments.product).await?;
    if let Some(exit) = unknown(&release) {
        return Ok(exit);
    }
    let (product, version, variant) = (&release.product_slug, &release.version, &release.variant);
    let found = office.matching_in(&arguments.component, release.uid).await?;
    if found.is_empty() {
        output::note(&format!(
            "{product} {} does not use {}",
            release_name(version, variant),
            arguments.component
        ));
        return Ok(Exit::Findings);
    }
    for component in found {
        let answers = office.why(release.uid, component.uid).await?;
        let component = component.purl.unwrap_or(component.name);
        match format {
            Format::Json => output::json(&Shape { product, release: version, variant, component, answers })?,
            Format::Table => {
                let told: String = answers.iter().map(text).collect();
                output::bytes(format!("{component}\n{told}").as_bytes(), None)?;
            }
        }
    }
    Ok(Exit::Clean)
}

fn text(answer: &WhyHere) -> String {
    let mut text = String::new();
    told(answer, &mut text).expect("writing to a string does not fail");
    text
}

fn told(answer: &WhyHere, text: &mut String) -> std::fmt::Result {
    match (answer.paths, answer.leads.first()) {
        (Some(0), _) => {
            return writeln!(text, "The {:?} SBOM lists it and tells no path to it.", answer.source);
        }
        (Some(paths), _) => {
            let least = if answer.at_least { "at least " } else { "" };
            let cycles =
                if answer.at_least { " (cycles lie on the way, and each counts as one step)" } else { "" };
            let shown = if answer.at_least || paths > answer.shortest.len() as u64 {
                format!(", the shortest {}", answer.shortest.len())
            } else {
                String::new()
            };
            writeln!(text, "{least}{}{shown}{cycles}:", output::plural(paths, "path"))?;
        }
        (None, _) => {
            writeln!(text, "more paths than can be counted, the shortest {}:", answer.shortest.len())?
        }
    }
    for path in &answer.shortest {
        let names: Vec<String> = path.iter().map(name).collect();
        writeln!(text, "  {}", names.join(" > "))?;
    }
    if answer.along == Along::Relations {
        return writeln!(
            text,
            "These follow what contains what and the like: no dependency is told to lead here."
        );
    }
    writeln!(text, "Direct dependencies that lead here, the one to change first at the top:")?;
    for lead in &answer.leads {
        let paths =
            lead.paths.map_or_else(|| "countless paths".to_owned(), |paths| output::plural(paths, "path"));
        let steps = output::plural(lead.distance.into(), "step");
        writeln!(text, "  {} ({paths}, {steps})", name(&lead.step))?;
    }
    Ok(())
}

fn name(step: &Step) -> String {
    match &step.version {
        Some(version) => format!("{}@{version}", step.name),
        None => step.name.clone(),
    }
}
