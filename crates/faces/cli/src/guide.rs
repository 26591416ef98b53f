//! What the guide tells to type can be typed, and every setting from the environment stands in it.

use std::path::{Path, PathBuf};

use clap::{CommandFactory, Parser};

use crate::Arguments;

const CONFIGURATION: &str = include_str!("../../../../docs/guide/configuration.md");

#[test]
fn every_command_of_the_guide_can_be_typed() {
    let mut seen = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for command in commands(&text) {
            seen += 1;
            let parsed = Arguments::try_parse_from(words(&command));
            let error = parsed.err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.is_empty(), "{}: `{command}`: {error}", page.display());
        }
    }
    assert!(seen > 20, "{seen} commands were found");
}

/// The pages that people type from.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let guide = std::fs::read_dir(root.join("docs/guide")).unwrap();
    let mut pages: Vec<PathBuf> = guide.map(|page| page.unwrap().path()).collect();
    pages.extend(["README.md", "docs/getting-started.md", "docs/benchmarks.md"].map(|page| root.join(page)));
    pages
}

/// Lines of code blocks, and code in the cells of tables.
fn commands(text: &str) -> Vec<String> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in text.lines() {
        inside ^= line.starts_with("```");
        let codes: Vec<&str> = match line {
            line if inside => vec![line],
            line if line.starts_with('|') => line.split('`').skip(1).step_by(2).collect(),
            _ => Vec::new(),
        };
        found.extend(codes.into_iter().filter(|code| code.starts_with("mainstay ")).map(str::to_owned));
    }
    found
}

/// The words of a command as it would be typed: the first of several forms, with everything that may be left out.
fn words(command: &str) -> Vec<String> {
    let command = command.split(" #").next().unwrap_or_default().trim_end_matches(['&', ' ']);
    let mut words = Vec::new();
    for (index, part) in command.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
            continue;
        }
        for word in part.replace(['[', ']'], "").split_whitespace() {
            let one = word.split('|').next().unwrap_or_default();
            let several = one.ends_with("...");
            let one = one.trim_end_matches("...").replace("ADDR", "127.0.0.1:1");
            words.extend(std::iter::repeat_n(one, if several { 2 } else { 1 }));
        }
    }
    words
}

#[test]
fn every_setting_from_the_environment_stands_in_the_guide() {
    let mut commands = vec![Arguments::command()];
    let mut seen = 0;
    while let Some(command) = commands.pop() {
        for name in command.get_arguments().filter_map(|argument| argument.get_env()) {
            let name = name.to_str().unwrap();
            assert!(CONFIGURATION.contains(&format!("| `{name}` |")), "{name}");
            seen += 1;
        }
        commands.extend(command.get_subcommands().cloned());
    }
    assert!(seen > 8, "{seen} settings were found");
}
