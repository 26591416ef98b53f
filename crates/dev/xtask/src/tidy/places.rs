//! No names of package registries' hosts and no paths of somebody's machine in tracked files.

use super::Finding;
use super::facts::Facts;

/// Registries' hosts, label by label, so that this file does not hold them either.
const HOSTS: &[&[&str]] = &[
    &["registry", "npmjs", "org"],
    &["registry", "yarnpkg", "com"],
    &["pypi", "org"],
    &["pythonhosted", "org"],
    &["static", "crates", "io"],
    &["index", "crates", "io"],
    &["deb", "debian", "org"],
    &["security", "debian", "org"],
    &["proxy", "golang", "org"],
    &["sum", "golang", "org"],
    &["repo", "maven", "apache", "org"],
    &["repo1", "maven", "org"],
    &["plugins", "gradle", "org"],
    &["api", "nuget", "org"],
    &["index", "rubygems", "org"],
    &["repo", "packagist", "org"],
    &["repo", "hex", "pm"],
    &["cran", "r-project", "org"],
    &["hackage", "haskell", "org"],
    &["registry", "hub", "docker", "com"],
];

/// Top-level folders where build machines and their people live.
const MACHINES: &[&str] = &["root", "work", "farm"];

pub(super) fn check(facts: &Facts) -> Vec<Finding> {
    let hosts: Vec<String> = HOSTS.iter().map(|labels| labels.join(".")).collect();
    let machines: Vec<String> = MACHINES.iter().map(|folder| format!("/{folder}/")).collect();
    let mut found = Vec::new();
    for (path, text) in &facts.tree.texts {
        for (number, line) in text.lines().enumerate() {
            let place = || format!("{path}:{}", number + 1);
            if let Some(host) = hosts.iter().find(|host| names_host(line, host)) {
                let message = format!("names the registry host `{host}`; fixtures use `registry.example`");
                found.push(Finding::error(place(), message));
            }
            if let Some(machine) = machines.iter().find(|machine| starts_path(line, machine)) {
                found.push(Finding::error(place(), format!("a path of one machine: `{machine}`")));
            }
        }
    }
    found
}

/// Whether a line has a host as such, not as part of a longer name.
fn names_host(line: &str, host: &str) -> bool {
    let goes_on = |c: char| c.is_ascii_alphanumeric() || c == '-';
    line.match_indices(host)
        .any(|(at, _)| !line[..at].ends_with(goes_on) && !line[at + host.len()..].starts_with(goes_on))
}

/// Whether an absolute path starts so; `a/root/b` is a relative one.
fn starts_path(line: &str, start: &str) -> bool {
    let inside =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | '}' | '>' | ')' | '*');
    line.match_indices(start).any(|(at, _)| !line[..at].ends_with(inside))
}

#[cfg(test)]
mod tests {
    use super::super::facts::samples::files;
    use super::{HOSTS, MACHINES, check};

    fn found(text: &str) -> usize {
        check(&files(&[("README.md", text)])).len()
    }

    #[test]
    fn every_registry_host_is_found_and_longer_names_are_not() {
        for host in HOSTS.iter().map(|labels| labels.join(".")) {
            assert_eq!(found(&format!("resolved \"https://{host}/left-pad\"")), 1, "{host}");
            assert_eq!(found(&format!("https://my{host}/")), 0, "{host}");
            assert_eq!(found(&format!("https://{host}-index/")), 0, "{host}");
        }
        assert_eq!(found("https://registry.example/left-pad"), 0);
    }

    #[test]
    fn absolute_paths_of_machines_are_found_and_relative_ones_are_not() {
        for folder in MACHINES {
            assert_eq!(found(&format!("see /{folder}/data")), 1, "{folder}");
            assert_eq!(found(&format!("see a/{folder}/data and <{folder}>/{folder}/x")), 0, "{folder}");
        }
    }
}
