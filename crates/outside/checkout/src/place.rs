//! Whose folder a file stands in: the project's own, vendored, or installed by a package manager.

/// Whose folder a file stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The project's own.
    Own,
    /// Other people's source, copied into the tree and kept there.
    Vendored,
    /// Put there by a package manager or a build; not part of the source.
    Installed,
}

/// Folder names that package managers and builds create.
const INSTALLED: &[&str] = &[
    "node_modules",
    "bower_components",
    "jspm_packages",
    "site-packages",
    "dist-packages",
    ".venv",
    "__pypackages__",
    ".tox",
    ".nox",
    ".gradle",
    ".yarn",
    ".pnpm-store",
    "Pods",
    "Carthage",
    ".bundle",
];

/// Folder names under which people keep copies of other people's source.
const VENDORED: &[&str] = &["vendor", "vendored", "third_party", "third-party", "thirdparty", "3rdparty"];

/// A folder name that only counts when a file beside it says so: Elixir's `deps`, Dart's and others' builds.
const NEEDS_SIGN: &[(&str, &str)] = &[("deps", "mix.exs"), ("_build", "mix.exs")];

impl Place {
    /// What a folder's name says; `beside` tells whether a file stands next to the folder.
    pub(crate) fn of_folder(name: &str, beside: impl Fn(&str) -> bool) -> Self {
        if let Some((_, sign)) = NEEDS_SIGN.iter().find(|(folder, _)| *folder == name) {
            return if beside(sign) { Self::Installed } else { Self::Own };
        }
        if INSTALLED.contains(&name) {
            Self::Installed
        } else if VENDORED.contains(&name) {
            Self::Vendored
        } else {
            Self::Own
        }
    }

    /// What a path says: the strongest of its folders.
    pub(crate) fn of_path(path: &str, beside: impl Fn(&str, &str) -> bool) -> Self {
        let mut strongest = Self::Own;
        for (at, _) in path.match_indices('/') {
            let folder = &path[..at];
            let (parent, name) = folder.rsplit_once('/').unwrap_or(("", folder));
            strongest = strongest.max(Self::of_folder(name, |sign| beside(parent, sign)));
        }
        strongest
    }
}
