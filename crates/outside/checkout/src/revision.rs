//! Which commit a tree stands at, asked of git itself.

use std::process::{Command, Stdio};

use mainstay_address::address_without_secrets;

use crate::Checkout;

/// What git tells about a checkout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revision {
    /// The commit, abbreviated to twelve hexadecimal digits.
    pub commit: Option<String>,
    /// Whether files that git tracks are not as in the commit; `None` where that cannot be told safely.
    pub dirty: Option<bool>,
    /// The address of the remote `origin`, or of the only one, without user name and password.
    pub remote: Option<String>,
    /// The folder of the tree within the checkout, `/` between folders; empty where it is the whole of it.
    pub folder: String,
}

impl Checkout {
    /// Asks git for the commit and the remote; both are `None` where git is missing or the tree is no checkout.
    ///
    /// Only plumbing that runs no hook and no configured program is used: the tree may be hostile.
    pub fn revision(&self) -> Revision {
        Revision {
            commit: self.git(&["rev-parse", "--verify", "--short=12", "HEAD"]),
            dirty: self.dirty(),
            // It may carry a password, which must not reach the store.
            remote: self
                .remote()
                .filter(|url| is_address(url))
                .map(|url| address_without_secrets(&url).into_owned()),
            folder: self
                .git(&["rev-parse", "--show-prefix"])
                .map_or_else(String::new, |folder| folder.trim_end_matches('/').to_owned()),
        }
    }

    fn remote(&self) -> Option<String> {
        let told = self.git(&["config", "--local", "--get-regexp", r"^remote\..*\.url$"])?;
        let remotes: Vec<(&str, &str)> = told.lines().filter_map(|line| line.split_once(' ')).collect();
        let origin = remotes.iter().find(|(name, _)| *name == "remote.origin.url");
        let (_, url) = origin.or(if remotes.len() == 1 { remotes.first() } else { None })?;
        Some((*url).to_owned())
    }

    /// A tree may name programs of its own that git would run over files to compare them: then it is not asked.
    fn dirty(&self) -> Option<bool> {
        let filters = self.git(&["config", "--show-scope", "--get-regexp", r"^filter\."]).unwrap_or_default();
        let own = |line: &str| line.starts_with("local") || line.starts_with("worktree");
        if filters.lines().any(own) {
            return None;
        }
        let status = ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all"];
        let told = self.git_bytes(&[&NO_MONITOR, &status[..]].concat()).ok()?;
        Some(!told.is_empty())
    }

    fn git(&self, arguments: &[&str]) -> Option<String> {
        let text = String::from_utf8(self.git_bytes(arguments).ok()?).ok()?.trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// What git prints. It answers for the tree alone, whatever repository this process works for and whoever owns the tree, since
    /// nothing of it is run; and from what lies on the disk: fetching what a partial clone lacks would run what its configuration names.
    pub(crate) fn git_bytes(&self, arguments: &[&str]) -> Result<Vec<u8>, Silence> {
        let mut git = Command::new("git");
        for elsewhere in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            git.env_remove(elsewhere);
        }
        let output = git
            .args(["-c", "safe.directory=*", "-C"])
            .arg(&self.root)
            .args(arguments)
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_ALLOW_PROTOCOL", "none")
            .stdin(Stdio::null())
            .output()
            .map_err(|_| Silence::Missing)?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => Err(Silence::Refused(String::from_utf8_lossy(&output.stderr).trim().to_owned())),
        }
    }
}

/// Keeps git from running the program that a tree names to tell it what changed.
pub(crate) const NO_MONITOR: [&str; 2] = ["-c", "core.fsmonitor=false"];

/// Why git tells nothing.
pub(crate) enum Silence {
    /// It is not there.
    Missing,
    /// It says why itself.
    Refused(String),
}

/// A remote may be a folder of this machine; that is no address for anybody else.
fn is_address(url: &str) -> bool {
    match url.split_once(':') {
        Some((scheme, rest)) if rest.starts_with("//") => !scheme.eq_ignore_ascii_case("file"),
        Some((host, _)) => host.len() > 1 && !host.contains(['/', '\\']),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn a_remote_on_this_machine_is_no_address() {
        assert!(is_address("https://git.example/a/b.git"));
        assert!(is_address("git@git.example:a/b.git"));
        for folder in ["../b", "/srv/git/b.git", "file:///srv/git/b.git", r"C:\git\b"] {
            assert!(!is_address(folder), "{folder}");
        }
    }
}
