//! `mainstay completions SHELL`

use clap::{Args, CommandFactory};

use crate::exit::Exit;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The shell
    shell: clap_complete::Shell,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let mut command = crate::Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "mainstay", &mut std::io::stdout());
    Ok(Exit::Clean)
}
