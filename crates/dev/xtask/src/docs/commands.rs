//! The page about the commands, from the program's own help.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::run;

const INTRODUCTION: &str = "\
# Commands

What `mainstay --help` and the help of each command say.";

/// Commands are nested at most this deep; a help text that goes on for ever is cut here.
const DEPTH: usize = 4;

/// The built program.
pub(super) struct Program(PathBuf);

impl Program {
    /// Builds the program without optimization and finds where cargo put it.
    pub(super) fn build() -> Result<Self> {
        let mut cargo = run::cargo();
        // With the whole workspace and any test target among what is built, cargo settles on the same features as
        // `cargo test --workspace` does: what is compiled here is not compiled a second time there.
        cargo.args(["build", "--quiet", "--workspace", "--bin", "mainstay", "--test", "usage"]);
        cargo.args(["--message-format", "json"]);
        // The compiler's own messages go to the person, the list of artifacts comes to us.
        let output = cargo.stderr(Stdio::inherit()).output().context("`cargo build` does not start")?;
        if !output.status.success() {
            bail!("the program does not build; run `cargo build -p mainstay-cli` to see why");
        }
        let messages = String::from_utf8(output.stdout).context("`cargo build` printed no UTF-8")?;
        let executable = messages
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter(|message| message["target"]["name"] == "mainstay")
            .find_map(|message| message["executable"].as_str().map(PathBuf::from));
        executable.map(Self).context("`cargo build` named no program")
    }

    /// The help of one command. Nothing of this machine may show in it: neither variables nor folders nor the
    /// width of the terminal.
    fn help(&self, words: &[String]) -> Result<String> {
        let mut command = Command::new(&self.0);
        command.args(words).arg("--help").env_clear().env("HOME", "/home/you");
        run::read(&mut command)
    }
}

/// The page.
pub(super) fn page(program: &Program) -> Result<String> {
    let mut text = INTRODUCTION.to_owned();
    let mut waiting = vec![Vec::new()];
    while let Some(words) = waiting.pop() {
        let help = program.help(&words)?;
        if words.is_empty() && help.trim().is_empty() {
            text.push_str("\n\nNone yet.\n");
            break;
        }
        let title = std::iter::once("mainstay").chain(words.iter().map(String::as_str));
        let _ =
            write!(text, "\n\n## {}\n\n```text\n{}\n```", title.collect::<Vec<_>>().join(" "), trim(&help));
        if words.len() < DEPTH {
            let below = commands(&help).map(|name| [words.clone(), vec![name.to_owned()]].concat());
            waiting.extend(below.collect::<Vec<_>>().into_iter().rev());
        }
    }
    Ok(text)
}

/// The commands that a help text lists, without `help` itself.
fn commands(help: &str) -> impl Iterator<Item = &str> {
    help.lines()
        .skip_while(|line| line.trim_end() != "Commands:")
        .skip(1)
        .take_while(|line| line.is_empty() || line.starts_with(' '))
        .filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
}

fn trim(help: &str) -> String {
    help.trim_end().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::commands;

    #[test]
    fn commands_are_read_from_the_help_and_options_are_not() {
        let help = "The office.\n\nUsage: mainstay <COMMAND>\n\nCommands:\n  scan    Reads a tree\n          \
                    and more\n  import  Reads files\n  help    Print this\n\nOptions:\n  -h, --help  Print\n";
        assert_eq!(commands(help).collect::<Vec<_>>(), ["scan", "import"]);
        assert_eq!(commands("Usage: x\n").count(), 0);
    }
}
