//! Paths and member globs inside a tree.

use std::collections::HashSet;

use crate::{Tree, pattern};

/// More folders than this are not looked into for one list of globs.
const MAX_FOLDERS: usize = 20_000;

/// What one list of globs may cost, in letters of globs that are held against folders.
const MAX_LETTERS: usize = 10_000_000;

/// `**` looks this deep.
const MAX_DEPTH: usize = 12;

/// The path of a name within a folder (`""` is the root).
pub(crate) fn within(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// What a project without a name is called: its folder, `.` for the root.
pub(crate) fn name(folder: &str) -> &str {
    folder.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(".")
}

/// Whether a glob says nothing that [`matching`] does not know: `!(a)`, `@(a|b)` and `{1..9}`.
pub(crate) fn is_expandable(glob: &str) -> bool {
    let group = |pair: &[u8]| b"!?*+@".contains(&pair[0]) && pair[1] == b'(';
    let range = |part: &str| part.split_once('}').is_some_and(|(inner, _)| inner.contains(".."));
    !glob.as_bytes().windows(2).any(group) && !glob.split('{').skip(1).any(range)
}

/// A path relative to a folder; `None` when it would leave the tree or is absolute.
pub(crate) fn joined(folder: &str, relative: &str) -> Option<String> {
    if relative.starts_with(['/', '\\']) || relative.contains(':') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The folders that globs name.
pub(crate) struct Matching {
    /// In the order of the globs.
    pub(crate) folders: Vec<String>,
    /// Whether there are no more: the globs may name more than is looked at.
    pub(crate) is_whole: bool,
}

/// The folders that member globs name, relative to a folder; one that starts with `!` takes away. What is listed may not exist, or
/// be a file: the caller finds out when it reads a manifest there.
pub(crate) fn matching(tree: &dyn Tree, folder: &str, globs: &[String]) -> Matching {
    let mut found: Vec<String> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    let mut budget = Budget { folders: MAX_FOLDERS, letters: MAX_LETTERS };
    let each = |glob: &String| {
        let (taken, glob) = glob.strip_prefix('!').map_or((false, glob.as_str()), |rest| (true, rest));
        pattern::braces(glob).into_iter().map(move |glob| (taken, glob))
    };
    for (taken, glob) in globs.iter().flat_map(each) {
        if budget.is_spent() {
            break;
        }
        let segments: Vec<&str> = glob.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
        if taken {
            budget.pay(glob.len(), found.len());
            found.retain(|path| !excluded(path, folder, &segments) || !known.remove(path));
            continue;
        }
        for path in expand(tree, folder, &segments, &mut budget) {
            if known.insert(path.clone()) {
                found.push(path);
            }
        }
    }
    Matching { folders: found, is_whole: !budget.is_spent() }
}

/// What may still be looked at.
struct Budget {
    folders: usize,
    letters: usize,
}

impl Budget {
    /// A glob of so many letters is held against so many folders.
    fn pay(&mut self, letters: usize, folders: usize) {
        self.letters = self.letters.saturating_sub((letters + 1).saturating_mul(folders.max(1)));
    }

    fn is_spent(&self) -> bool {
        self.folders == 0 || self.letters == 0
    }
}

fn expand(tree: &dyn Tree, folder: &str, segments: &[&str], budget: &mut Budget) -> Vec<String> {
    let mut level = vec![folder.to_owned()];
    for &segment in segments {
        budget.pay(segment.len(), level.len());
        if budget.is_spent() {
            return Vec::new();
        }
        let mut next = Vec::new();
        for path in &level {
            if segment == "**" {
                next.extend(below(tree, path, budget));
            } else if segment.contains(['*', '?', '[']) {
                let found = children(tree, path, budget);
                budget.pay(segment.len(), found.len());
                let name = |child: &str| child.rsplit('/').next().unwrap_or(child).to_owned();
                next.extend(found.into_iter().filter(|child| pattern::matches_glob(segment, &name(child))));
            } else {
                next.extend(joined(path, segment));
            }
        }
        level = next;
    }
    level
}

fn excluded(path: &str, folder: &str, segments: &[&str]) -> bool {
    let Some(rest) = path.strip_prefix(folder) else { return false };
    let parts: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
    pattern::matches_segments(segments, &parts)
}

/// A folder and everything below it, package stores left out.
fn below(tree: &dyn Tree, folder: &str, budget: &mut Budget) -> Vec<String> {
    let mut found = vec![folder.to_owned()];
    let mut level = vec![folder.to_owned()];
    for _ in 0..MAX_DEPTH {
        let next: Vec<String> = level.iter().flat_map(|path| children(tree, path, budget)).collect();
        if next.is_empty() {
            break;
        }
        found.extend(next.iter().cloned());
        level = next;
    }
    found
}

/// Whether a file or folder below a folder is of the kind asked for.
pub(crate) fn any_below(tree: &dyn Tree, folder: &str, wanted: &dyn Fn(&str) -> bool) -> bool {
    let mut budget = Budget { folders: MAX_FOLDERS, letters: MAX_LETTERS };
    let mut level = vec![folder.to_owned()];
    for _ in 0..MAX_DEPTH {
        let next: Vec<String> = level.iter().flat_map(|path| children(tree, path, &mut budget)).collect();
        if next.iter().any(|path| wanted(path)) {
            return true;
        }
        level = next;
    }
    false
}

fn children(tree: &dyn Tree, folder: &str, budget: &mut Budget) -> Vec<String> {
    if budget.folders == 0 {
        return Vec::new();
    }
    let mut found = tree.list(folder);
    found.retain(|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        !name.starts_with('.') && name != "node_modules"
    });
    found.truncate(budget.folders);
    budget.folders -= found.len();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Files;

    #[test]
    fn globs_name_folders_and_exclamations_take_them_away() {
        let tree = Files::new(&[("a/x/m", ""), ("a/y/m", ""), ("b/m", ""), ("a/node_modules/z/m", "")]);
        let globs = ["a/*", "b", "!a/y"].map(str::to_owned);
        let matching = |globs: &[String]| matching(&tree, "", globs).folders;
        assert_eq!(matching(&globs), ["a/x", "b"]);
        let named = ["a/{x,y}", "[c]", "?", "!{b,c}"].map(str::to_owned);
        assert_eq!(matching(&named), ["a/x", "a/y", "a"]);
        let deep = matching(&["a/**".to_owned()]);
        assert_eq!(deep, ["a", "a/x", "a/y", "a/x/m", "a/y/m"]);
    }

    #[test]
    fn globs_that_cost_too_much_are_not_followed_and_that_is_told() {
        let tree = Files::new(&[("a/x/m", ""), ("a/y/m", "")]);
        for globs in [
            vec!["**/".repeat(100_000)],
            vec!["{a,b}".repeat(20); 20_000],
            [vec!["a/*".to_owned()], vec!["!a/{x,y}*".to_owned(); 1_000_000]].concat(),
        ] {
            assert!(!matching(&tree, "", &globs).is_whole, "{} {}", globs.len(), &globs[0][..3]);
        }
        assert!(matching(&tree, "", &["a/**".to_owned()]).is_whole);
    }

    #[test]
    fn a_path_cannot_leave_the_tree() {
        assert_eq!(joined("a/b", "../c").as_deref(), Some("a/c"));
        assert_eq!(joined("a", "../../c"), None);
        assert_eq!(joined("a", "/etc"), None);
    }
}
