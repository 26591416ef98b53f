//! Pages work under a strict content security policy: no inline scripts, handlers or styles.

use super::facts::Facts;
use super::{Finding, code};

/// Where pages and their parts are written.
const SOURCES: &[&str] = &["crates/faces/web/src/", "crates/faces/assets/", "crates/formats/markup/src/"];

const ENDINGS: &[&str] = &[".rs", ".html", ".js"];

pub(super) fn check(facts: &Facts) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in &facts.tree.texts {
        let watched = SOURCES.iter().any(|start| path.starts_with(start))
            && ENDINGS.iter().any(|ending| path.ends_with(ending));
        if !watched || code::is_test(path) {
            continue;
        }
        for (number, line) in code::lines(text) {
            if let Some(what) = inline(line) {
                let message =
                    format!("{what}: the content security policy forbids it; use a class or a file");
                found.push(Finding::error(format!("{path}:{number}"), message));
            }
        }
    }
    found
}

/// What a line of markup has that a strict policy refuses.
fn inline(line: &str) -> Option<&'static str> {
    if has_attribute(line, "style") {
        return Some("a `style` attribute");
    }
    if line.contains("hx-on") || has_handler(line) {
        return Some("an inline event handler");
    }
    if line.contains("hx-vals") && line.contains("js:") {
        return Some("`hx-vals` that runs a script");
    }
    let bare = line.replace(' ', "");
    let script = bare.contains("<script>") || bare.contains("script{") && !bare.contains("noscript{");
    script.then_some("an inline script")
}

/// Whether a line writes an attribute, as HTML or as a maud template does.
fn has_attribute(line: &str, name: &str) -> bool {
    let starts =
        |before: &str| before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || c == '"');
    let values = |after: &str| {
        let value = after.strip_prefix('=');
        value.is_some_and(|value| value.starts_with(['"', '\'', '(', '[', '{', '\\']))
    };
    line.match_indices(name).any(|(at, _)| starts(&line[..at]) && values(&line[at + name.len()..]))
}

fn has_handler(line: &str) -> bool {
    const EVENTS: &[&str] = &[
        "onclick",
        "onchange",
        "oninput",
        "onsubmit",
        "onload",
        "onerror",
        "onkeydown",
        "onkeyup",
        "onfocus",
        "onblur",
        "onmouseover",
        "ontoggle",
    ];
    EVENTS.iter().any(|event| has_attribute(line, event))
}

#[cfg(test)]
mod tests {
    use super::super::facts::samples::files;
    use super::check;

    fn found(line: &str) -> usize {
        check(&files(&[("crates/faces/web/src/pages/home.rs", line)])).len()
    }

    #[test]
    fn inline_styles_handlers_and_scripts_are_found_in_html_and_maud() {
        for line in [
            "<p style=\"color:red\">",
            "p style=(color) { }",
            "<button onclick=\"go()\">",
            "button hx-on:click=\"go()\" { }",
            "div hx-vals=\"js:{a: 1}\" { }",
            "div hx-vals='js:{a: 1}' { }",
            "<script>alert(1)</script>",
            "script { \"alert(1)\" }",
        ] {
            assert_eq!(found(line), 1, "{line}");
        }
    }

    #[test]
    fn files_data_blocks_and_words_are_left_alone() {
        for line in [
            "script src=(assets::url(\"htmx.js\")) defer {}",
            "script type=\"application/json\" id=\"chart-data\" { (data) }",
            "noscript { p { \"Works without scripts.\" } }",
            "let style = \"plain\";",
            "link rel=\"stylesheet\" href=(url);",
            "// never write style=\"...\" here",
        ] {
            assert_eq!(found(line), 0, "{line}");
        }
    }

    #[test]
    fn only_pages_are_looked_at() {
        assert!(check(&files(&[("crates/office/src/lib.rs", "<script>")])).is_empty());
    }
}
