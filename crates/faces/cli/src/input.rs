//! Reading from the terminal or a pipe.

use std::io::{self, BufRead};

/// The lines of standard input. One that is no UTF-8 is told as such, and the others go on.
pub(crate) fn lines() -> impl Iterator<Item = io::Result<Result<String, &'static str>>> {
    io::stdin().lock().split(b'\n').map(|line| {
        let mut line = line?;
        line.pop_if(|end| *end == b'\r');
        Ok(String::from_utf8(line).map_err(|_| "the line is not UTF-8"))
    })
}
