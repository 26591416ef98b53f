//! A tree of which the page holds only what was opened: each branch is a `<details>` whose children come when it is opened.

use maud::{Markup, html};

/// What is below a node.
#[derive(Clone, Debug)]
pub enum Children {
    /// Nothing.
    Leaf,
    /// These, already here.
    Here(Vec<Node>),
    /// Fetched when opened: how many, and the address of the page that shows them ([`branch`] in `#branch`).
    Later(u64, String),
    /// Shown elsewhere in this tree, at this address; keeps cycles and diamonds finite.
    Seen(String),
}

/// A node.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub label: Markup,
    /// What is below.
    pub children: Children,
}

/// How deep nodes that are `Here` are drawn; below that a tree is not readable and comes by `Later`.
const DEEPEST: usize = 32;

/// The tree as HTML.
pub fn tree(label: &str, roots: &[Node]) -> Markup {
    html! { ul class="tree" aria-label=(label) { @for node in roots { (item(node, 0)) } } }
}

/// The children of one node, as the reply to opening it.
pub fn branch(nodes: &[Node]) -> Markup {
    html! { ul id="branch" { @for node in nodes { (item(node, 0)) } } }
}

fn item(node: &Node, depth: usize) -> Markup {
    html! {
        li {
            @match &node.children {
                Children::Leaf => span class="leaf" { (node.label) },
                Children::Seen(href) => span class="leaf" { (node.label) " " a class="meta" href=(href) { "shown above" } },
                Children::Here(nodes) if depth < DEEPEST => details open {
                    summary { (node.label) }
                    ul { @for child in nodes { (item(child, depth + 1)) } }
                },
                Children::Here(nodes) => span class="leaf" {
                    (node.label) " " span class="meta" { (crate::plural(nodes.len() as u64, "more below", "more below")) }
                },
                Children::Later(count, href) => details hx-get=(href) hx-trigger="toggle once" hx-target="find .later"
                    hx-select="#branch" hx-swap="outerHTML" {
                    summary { (node.label) " " span class="count" { (crate::count(*count)) } }
                    p class="later" { a href=(href) { "Show " (crate::plural(*count, "child", "children")) } }
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deep_tree_ends_without_overflow() {
        let mut node = Node { label: html! { "leaf" }, children: Children::Leaf };
        for _ in 0..1000 {
            node = Node { label: html! { "n" }, children: Children::Here(vec![node]) };
        }
        assert!(tree("Deep", &[node]).0.contains("more below"));
    }
}
