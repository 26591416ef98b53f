//! `mainstay doctor`

use std::path::Path;
use std::process::{Command, Stdio};

use clap::Args;
use mainstay_office::Office;
use mainstay_store::{PageRequest, WorkFilter, WorkState};
use serde::Serialize;

use crate::config::Place;
use crate::exit::Exit;
use crate::output::{self, Format};
use crate::program;

/// With less than this an upload may already not fit.
const LITTLE_SPACE: u64 = 1 << 30;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// One thing that was looked at.
#[derive(Serialize)]
struct Check {
    what: &'static str,
    ok: bool,
    /// What was found; where that is not in order, with what to do.
    message: String,
}

impl Check {
    fn of<E: std::fmt::Display>(what: &'static str, found: Result<String, E>) -> Self {
        let ok = found.is_ok();
        Self { what, ok, message: found.unwrap_or_else(|error| format!("{error:#}")) }
    }
}

/// Exit 1 when something is not in order.
pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let place = &arguments.place;
    let mut checks = vec![git(), Check::of("configuration", program::settings(place).map(|told| told.1))];
    // Looking makes nothing: at a mistyped place it would find all in order ever after.
    match program::missing(place) {
        Ok(Some(file)) => {
            let told = format!("none at {} yet: {}", file.display(), program::MAKES_ONE);
            checks.push(Check::of("database", Ok::<_, String>(told)));
        }
        _ => match program::open(place).await {
            Ok(office) => program::using(office, async |office| stored(office, &mut checks).await).await,
            Err(error) => checks.push(Check::of("database", Err(format!("{error:#}")))),
        },
    }
    checks.extend(space(place));
    match arguments.format {
        Format::Json => output::json(&checks)?,
        Format::Table => {
            let row = |check: &Check| {
                vec![
                    if check.ok { "ok" } else { "!!" }.to_owned(),
                    check.what.to_owned(),
                    check.message.clone(),
                ]
            };
            let rows: Vec<Vec<String>> = checks.iter().map(row).collect();
            output::bytes(output::columns(&["", "What", "State"], &rows).as_bytes(), None)?;
        }
    }
    Ok(if checks.iter().all(|check| check.ok) { Exit::Clean } else { Exit::Findings })
}

/// What the database tells of itself and of background work.
async fn stored(office: &Office, checks: &mut Vec<Check>) {
    let store = office.store();
    let version = store.schema_version().await;
    checks.push(Check::of(
        "database",
        version.map(|version| format!("{:?}, schema {version}", store.backend())),
    ));
    let consistent = store.check().await;
    checks.push(Check::of("consistency", consistent.map(|()| "figures and indexes agree".to_owned())));
    for state in [WorkState::Queued, WorkState::Running, WorkState::Failed] {
        let filter = WorkFilter { state: state.into(), ..WorkFilter::default() };
        let page = store.list_work(&filter, &PageRequest::first(1)).await;
        let told = page.map_err(|error| error.to_string()).and_then(|page| {
            let told = format!("{} {}", page.total, format!("{state:?}").to_lowercase());
            if state == WorkState::Failed && !page.rows.is_empty() {
                return Err(format!("{told}: the page of background work tells why, and tries again"));
            }
            Ok(told)
        });
        checks.push(Check::of("background work", told));
    }
}

fn git() -> Check {
    let found = Command::new("git").arg("--version").stdin(Stdio::null()).output().ok();
    let version = found
        .filter(|output| output.status.success())
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    Check::of("git", version.ok_or("not found: scans cannot tell commit and remote; install git"))
}

/// The room left where an embedded database grows; `None` where it is a server's, whose room cannot be seen from here.
#[cfg(unix)]
fn space(place: &Place) -> Option<Check> {
    let file = place.embedded().ok()??;
    // A data folder that is not there yet will lie where the nearest one above it does.
    let folder = file.ancestors().skip(1).find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    let told = rustix::fs::statvfs(folder).map_err(|error| error.to_string()).and_then(|room| {
        let free = room.f_bavail.saturating_mul(room.f_frsize);
        let told = format!("{:.1} GiB free in {}", free as f64 / f64::from(1 << 30), folder.display());
        if free < LITTLE_SPACE {
            Err(format!("{told}: make room, or move the data folder"))
        } else {
            Ok(told)
        }
    });
    Some(Check::of("space", told))
}

#[cfg(not(unix))]
fn space(_place: &Place) -> Option<Check> {
    None
}
