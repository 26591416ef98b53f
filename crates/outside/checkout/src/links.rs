//! Where symbolic links lead, and which of them are read through.

use std::collections::HashSet;
use std::path::Path;

use crate::walk::{Found, Unreadable, Walk};
use crate::{Checkout, Place};

/// A link.
pub(crate) struct Link {
    /// Where it stands.
    path: String,
    /// Where it leads.
    target: Target,
}

enum Target {
    /// To a file of the tree, at this path.
    File(String),
    /// To a folder of the tree, which is walked by its own name.
    Folder,
    /// Out of the tree.
    Outside,
    /// To nothing that can be looked at; what the system says.
    Nothing(String),
}

impl Link {
    /// Finds out where a link leads.
    pub(crate) fn follow(checkout: &Checkout, path: String) -> Self {
        let target = match checkout.root.join(&path).canonicalize() {
            Err(error) => Target::Nothing(error.to_string()),
            Ok(real) => match real.strip_prefix(&checkout.root).ok().map(text) {
                None => Target::Outside,
                Some(_) if real.is_dir() => Target::Folder,
                Some(Some(inside)) => Target::File(inside),
                Some(None) => Target::Nothing("it leads to a name that is not UTF-8".to_owned()),
            },
        };
        Self { path, target }
    }
}

/// A path with `/` between folders; `None` when it is not UTF-8.
pub(crate) fn text(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

/// Adds the links that were asked for by name and lead to a file of the tree that is not found by itself; what is left is
/// told.
pub(crate) fn settle(
    checkout: &Checkout,
    mut links: Vec<Link>,
    wanted: &dyn Fn(&str) -> bool,
    walk: &mut Walk,
) {
    links.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let mut known: HashSet<String> = walk.found.iter().map(|found| found.path.clone()).collect();
    for Link { path, target } in links {
        match target {
            Target::File(target) if wanted(&path) => {
                let place = checkout.place(&path).max(checkout.place(&target));
                if place == Place::Installed {
                    walk.skipped.links_left.push(path);
                } else if known.insert(target) {
                    walk.found.push(Found { path, place });
                }
            }
            Target::Outside => walk.skipped.links_left.push(path),
            Target::Nothing(message) if wanted(&path) => {
                let message = format!("the link leads to nothing: {message}");
                walk.skipped.unreadable.push(Unreadable { path, message });
            }
            Target::File(_) | Target::Folder | Target::Nothing(_) => {}
        }
    }
}
