//! Which commit a tree stands at, asked of git itself.

use std::process::{Command, Stdio};

use mainstay_address::text_without_secrets;

use crate::Checkout;

/// What git tells about a checkout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revision {
    /// The commit, abbreviated to twelve hexadecimal digits.
    pub commit: Option<String>,
    /// The address of the remote `origin`, without user name and password.
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
            remote: self
                .git(&["config", "--local", "--get", "remote.origin.url"])
                .filter(|url| is_address(url))
                // It may carry a password, which must not reach the store.
                .map(|url| text_without_secrets(&url).into_owned()),
            folder: self
                .git(&["rev-parse", "--show-prefix"])
                .map_or_else(String::new, |folder| folder.trim_end_matches('/').to_owned()),
        }
    }

    fn git(&self, arguments: &[&str]) -> Option<String> {
        let text = String::from_utf8(self.git_bytes(arguments)?).ok()?.trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// What git prints; `None` where it is missing or fails. It answers for the tree alone, whatever repository this process works
    /// for, and from what lies on the disk: fetching what a partial clone lacks would run what its configuration names.
    pub(crate) fn git_bytes(&self, arguments: &[&str]) -> Option<Vec<u8>> {
        let mut git = Command::new("git");
        for elsewhere in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            git.env_remove(elsewhere);
        }
        let output = git
            .arg("-C")
            .arg(&self.root)
            .args(arguments)
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_ALLOW_PROTOCOL", "none")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()?;
        output.status.success().then_some(output.stdout)
    }
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
