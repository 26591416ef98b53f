//! The program `mainstay`: the command line of the open source program office.
//!
//! One file a command under `commands/`. A command reads its arguments, calls the office and prints; it computes
//! nothing itself.

mod commands;
mod config;
mod exit;
#[cfg(test)]
mod guide;
mod input;
mod output;
mod program;
mod progress;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::Command;
use crate::exit::Exit;

/// Documents are made of very many small texts: this takes a fifth less time for them than the system's allocator, and less memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs an open source program office: what open source is used, where and why.
#[derive(Parser)]
#[command(name = "mainstay", version, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let result = Arguments::parse().command.run();
    match result {
        Ok(exit) => exit.into(),
        Err(error) if output::is_broken_pipe(&error) => Exit::Clean.into(),
        Err(error) => {
            output::error(&error);
            Exit::of(&error).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_commands_and_their_flags_do_not_contradict_one_another() {
        super::Arguments::command().debug_assert();
    }
}
