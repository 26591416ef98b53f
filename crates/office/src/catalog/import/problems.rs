//! What is told of the rows of a list.

use std::collections::HashMap;
use std::fmt::Display;

use mainstay_model::Problem;
use mainstay_store::{NewPerson, Person};

use mainstay_products::Row;

/// What is told of a row whose product another row of the list has told already: the first row stands, whatever the order of the rest.
pub(super) fn repeated(row: &Row, key: &str, first: &Row) -> Problem {
    let same = Row { line: row.line, ..first.clone() } == *row;
    let problem = if same {
        Problem::note("catalog-repeated", format!("the row says what line {} says", first.line))
    } else {
        let (line, name) = (first.line, &first.name);
        let message = format!(
            "the key `{key}` stands in line {line} already, for `{name}`; that row is taken and this one left out: give each product a key of its own"
        );
        Problem::error("catalog-repeated", message)
    };
    problem.at_line(row.line)
}

/// The same words are wrong in many rows of a list: each is told once, with how many rows have it.
pub(super) fn gathered(problems: Vec<Problem>) -> Vec<Problem> {
    let mut rows: HashMap<String, u64> = HashMap::new();
    for problem in problems.iter().filter(|problem| problem.code == WORD) {
        *rows.entry(problem.message.clone()).or_default() += 1;
    }
    let told = |mut problem: Problem| {
        if problem.code == WORD {
            let others = rows.remove(&problem.message)?.saturating_sub(1);
            if others > 0 {
                let rows = if others == 1 { "row" } else { "rows" };
                problem.message.push_str(&format!("; the same in {others} more {rows}"));
            }
        }
        Some(problem)
    };
    problems.into_iter().filter_map(told).collect()
}

/// The code of a word that is not of its vocabulary.
const WORD: &str = "catalog-word";

/// A word that is not of its vocabulary; the rest of the row is taken.
pub(super) fn unknown_word(row: &Row, column: &str, error: &impl Display) -> Problem {
    Problem::warning(WORD, format!("{column}: {error}")).at_line(row.line)
}

/// An owner whose mail address is known under another name: the address tells who it is.
pub(super) fn other_name(row: &Row, told: &NewPerson, known: &Person) -> Option<Problem> {
    let mail = told.mail.as_deref()?;
    let name = told.name.trim();
    if name == known.name || name == mail {
        return None;
    }
    let message = format!("`{mail}` is the address of `{}`; the name `{name}` is left out", known.name);
    Some(Problem::note("catalog-owner", message).at_line(row.line))
}

/// A row of which nothing is taken.
pub(super) fn left_out(row: &Row, error: &impl Display) -> Problem {
    Problem::error("catalog-row", error.to_string()).at_line(row.line)
}
