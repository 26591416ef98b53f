//! `mainstay completions SHELL`

use clap::{Args, CommandFactory};

use crate::exit::Exit;
use crate::output;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The shell
    shell: clap_complete::Shell,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let mut command = crate::Arguments::command();
    // Straight to standard output it would panic when a reader goes away.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "mainstay", &mut script);
    output::bytes(&script, None)?;
    Ok(Exit::Clean)
}
