//! Writing to the terminal: results to standard output, everything else to standard error.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anyhow::Context;
use clap::ValueEnum;
use mainstay_model::{Position, Problem};
use serde::Serialize;

/// How a command prints its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Lines and columns for people
    #[value(alias = "text")]
    Table,
    /// JSON for programs, one object a line; the shapes are documented and stay
    Json,
}

/// Prints one JSON value, indented on a terminal and on one line elsewhere.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    if io::stdout().is_terminal() {
        serde_json::to_writer_pretty(&mut out, value)?;
    } else {
        serde_json::to_writer(&mut out, value)?;
    }
    writeln!(out)?;
    Ok(out.flush()?)
}

/// Rows as columns, each as wide as its widest cell. The last column is not padded.
pub(crate) fn columns(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = header.iter().map(|cell| cell.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let header: Vec<String> = header.iter().map(|&cell| cell.to_owned()).collect();
    let mut text = String::new();
    for row in std::iter::once(&header).chain(rows) {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}")).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// Writes a result to a file, or to standard output.
pub(crate) fn bytes(bytes: &[u8], file: Option<&Path>) -> anyhow::Result<()> {
    match file {
        Some(path) => std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display())),
        None => {
            let mut out = io::stdout().lock();
            out.write_all(bytes)?;
            Ok(out.flush()?)
        }
    }
}

/// A number with its noun; the plural has an `s`.
pub(crate) fn plural(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Prints a line beside the result, on standard error. A closed standard error is no reason to fail.
pub(crate) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Prints why a command failed, with the chain of causes.
pub(crate) fn error(error: &anyhow::Error) {
    note(&format!("error: {error:#}"));
}

/// Whether a command only failed because the reader of its output went away (`mainstay ... | head`).
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(io::ErrorKind::BrokenPipe)
    })
}

/// A problem as one line: severity, code, place, message.
pub(crate) fn problem(problem: &Problem) -> String {
    let place = match &problem.at {
        Some(Position::Line(line)) => format!("{}:{line}", problem.path),
        Some(Position::Pointer(pointer)) => format!("{}#{pointer}", problem.path),
        None => problem.path.clone(),
    };
    let place = if place.is_empty() { place } else { format!(" {place}") };
    let severity = format!("{:?}", problem.severity).to_lowercase();
    format!("{severity}[{}]{place}: {}", problem.code, problem.message)
}
