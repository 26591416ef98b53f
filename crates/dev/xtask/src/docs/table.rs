//! Tables in Markdown.

use std::fmt::Write;

/// A table; cells are written as Markdown, a bar in them is escaped.
pub(super) fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text
}

/// Names as code, with commas.
pub(super) fn code(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn a_bar_inside_a_cell_does_not_end_it() {
        let text = table(&["a", "b"], [vec!["x|y".to_owned(), "z".to_owned()]].into_iter());
        assert_eq!(text, "| a | b |\n|---|---|\n| x\\|y | z |\n");
    }
}
