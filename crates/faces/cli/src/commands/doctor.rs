//! `mainstay doctor`

use std::path::PathBuf;
use std::process::{Command, Stdio};

use clap::Args;
use mainstay_store::{PageRequest, WorkFilter, WorkState};

use crate::config::Place;
use crate::exit::Exit;
use crate::{output, program};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
}

/// Exit 1 when something is not in order.
pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let mut rows = vec![git(), configuration(&arguments.place)];
    match program::open(&arguments.place).await {
        Ok(office) => {
            let store = office.store();
            let version = store.schema_version().await;
            rows.push(row(
                "database",
                version.map(|version| format!("{:?}, schema {version}", store.backend())),
            ));
            rows.push(row(
                "consistency",
                store.check().await.map(|()| "figures and indexes agree".to_owned()),
            ));
            for state in [WorkState::Queued, WorkState::Running, WorkState::Failed] {
                let filter = WorkFilter { state: state.into(), ..WorkFilter::default() };
                let page = store.list_work(&filter, &PageRequest::first(1)).await;
                let told = page.map(|page| format!("{} {}", page.total, format!("{state:?}").to_lowercase()));
                rows.push(row("background work", told));
            }
        }
        Err(error) => rows.push(["!!".to_owned(), "database".to_owned(), format!("{error:#}")]),
    }
    let sick = rows.iter().any(|row| row[0] == "!!");
    let rows: Vec<Vec<String>> = rows.into_iter().map(Vec::from).collect();
    output::bytes(output::columns(&["", "What", "State"], &rows).as_bytes(), None)?;
    Ok(if sick { Exit::Findings } else { Exit::Clean })
}

fn row<E: std::fmt::Display>(what: &str, told: Result<String, E>) -> [String; 3] {
    match told {
        Ok(text) => ["ok".to_owned(), what.to_owned(), text],
        Err(error) => ["!!".to_owned(), what.to_owned(), error.to_string()],
    }
}

fn git() -> [String; 3] {
    let found = Command::new("git").arg("--version").stdin(Stdio::null()).output().ok();
    let version = found
        .filter(|output| output.status.success())
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    row("git", version.ok_or("not found: scans cannot tell commit and remote; install git"))
}

fn configuration(place: &Place) -> [String; 3] {
    let path = || PathBuf::from("mainstay.toml");
    row(
        "configuration",
        place
            .file()
            .map(|_| if path().exists() { "mainstay.toml is valid" } else { "defaults" }.to_owned())
            .map_err(|error| format!("{error:#}")),
    )
}
