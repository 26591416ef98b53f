//! `mainstay worker`

use clap::Args;

use crate::config::Place;
use crate::exit::Exit;
use crate::{output, program};

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
    #[command(flatten)]
    working: program::Working,
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    program::log();
    let office = program::open_to_work(&arguments.place, &arguments.working).await?;
    if arguments.once {
        let done = office.work_off().await?;
        output::note(&format!("{done} pieces of work done"));
    } else {
        office.work(program::workers(arguments.workers), program::stop_signal()).await;
    }
    Ok(Exit::Clean)
}
