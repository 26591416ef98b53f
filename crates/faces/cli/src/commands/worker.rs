//! `mainstay worker`

use clap::Args;
use mainstay_office::Office;
use serde::Serialize;

use crate::config::Place;
use crate::exit::Exit;
use crate::output::{self, Format};
use crate::program;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Pieces of work at a time [default: one a core, at most four]
    #[arg(long, value_name = "N")]
    workers: Option<usize>,
    /// Do what is due and end, instead of waiting for more
    #[arg(long)]
    once: bool,
    /// How to print what was done, with `--once`
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    #[command(flatten)]
    working: program::Working,
}

#[derive(Serialize)]
struct Done {
    /// Pieces of work that were done, whether or not they ended well.
    done: u64,
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    program::log()?;
    if arguments.once
        && let Some(file) = program::missing(&arguments.place)?
    {
        anyhow::bail!(
            "there is no inventory at {} whose work could be done: {}",
            file.display(),
            program::MAKES_ONE
        );
    }
    let office = program::open_to_work(&arguments.place, &arguments.working, None).await?;
    program::using(office, async |office| work(office, arguments).await).await
}

async fn work(office: &Office, arguments: &Arguments) -> anyhow::Result<Exit> {
    if arguments.once {
        let done = office.work_off().await?;
        match arguments.format {
            Format::Json => output::json(&Done { done })?,
            Format::Table => output::note(&format!("{done} pieces of work done")),
        }
    } else {
        office.work(program::workers(arguments.workers), program::stop_signal()).await;
    }
    Ok(Exit::Clean)
}
