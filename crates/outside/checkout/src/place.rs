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

/// What tells a folder from others of its name.
#[derive(Clone, Copy)]
enum Sign {
    /// Nothing: nobody else uses the name.
    Name,
    /// One of these files beside it, and not inside: that would be a project of its own.
    Beside(&'static [&'static str]),
    /// This file inside it.
    Inside(&'static str),
}

/// Folders by name, or by name with the folder above; an empty name stands for any.
struct Rule {
    folders: &'static [&'static str],
    sign: Sign,
    place: Place,
}

const RULES: &[Rule] = &[
    // What package managers fetch.
    installed(
        &[
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
            ".terraform",
            "elm-stuff",
            ".build/checkouts",
            ".cargo/registry",
            ".nuget/packages",
            ".direnv",
        ],
        Sign::Name,
    ),
    // A Python environment may have any name; Python finds it by this file.
    installed(&[""], Sign::Inside("pyvenv.cfg")),
    installed(&["deps"], Sign::Beside(&["mix.exs"])),
    installed(&["packages"], Sign::Beside(&["packages.config"])),
    installed(&["packages"], Sign::Inside("repositories.config")),
    // What builds write.
    installed(&["_build"], Sign::Beside(&["mix.exs", "rebar.config", "dune-project"])),
    installed(&["target"], Sign::Beside(&["Cargo.toml", "pom.xml"])),
    // Where people keep copies of other people's source.
    Rule {
        folders: &[
            "vendor",
            "vendored",
            "third_party",
            "third-party",
            "thirdparty",
            "3rdparty",
            "Godeps/_workspace",
        ],
        sign: Sign::Name,
        place: Place::Vendored,
    },
];

const fn installed(folders: &'static [&'static str], sign: Sign) -> Rule {
    Rule { folders, sign, place: Place::Installed }
}

impl Rule {
    fn holds(&self, folder: &str, is_file: &impl Fn(&str) -> bool) -> bool {
        self.folders.iter().any(|name| is_named(folder, name)) && self.sign.is_there(folder, is_file)
    }
}

impl Sign {
    fn is_there(self, folder: &str, is_file: &impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Name => true,
            Self::Inside(sign) => is_file(&format!("{folder}/{sign}")),
            Self::Beside(signs) => {
                let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
                let beside = |sign: &str| {
                    is_file(&if above.is_empty() { sign.to_owned() } else { format!("{above}/{sign}") })
                };
                signs.iter().any(|sign| beside(sign) && !is_file(&format!("{folder}/{sign}")))
            }
        }
    }
}

/// Whether a path ends with a name, folder by folder.
fn is_named(folder: &str, name: &str) -> bool {
    name.is_empty() || folder.strip_suffix(name).is_some_and(|above| above.is_empty() || above.ends_with('/'))
}

impl Place {
    /// What a folder is, by its path from the root; `is_file` tells whether a file stands at such a path.
    pub(crate) fn of_folder(folder: &str, is_file: impl Fn(&str) -> bool) -> Self {
        if folder.is_empty() {
            return Self::Own;
        }
        RULES.iter().find(|rule| rule.holds(folder, &is_file)).map_or(Self::Own, |rule| rule.place)
    }

    /// What a path says: the strongest of its folders.
    pub(crate) fn of_path(path: &str, is_file: impl Fn(&str) -> bool) -> Self {
        let folders = path.match_indices('/').map(|(at, _)| Self::of_folder(&path[..at], &is_file));
        folders.max().unwrap_or(Self::Own)
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    fn place(folder: &str, files: &[&str]) -> Place {
        Place::of_folder(folder, |path| files.contains(&path))
    }

    #[test]
    fn what_package_managers_fetch_is_installed() {
        for folder in [
            "node_modules",
            "a/b/elm-stuff",
            ".build/checkouts",
            "a/.cargo/registry",
            ".nuget/packages",
            "infra/.terraform",
        ] {
            assert_eq!(place(folder, &[]), Place::Installed, "{folder}");
        }
    }

    #[test]
    fn copies_of_other_peoples_source_are_vendored() {
        assert_eq!(place("Godeps/_workspace", &[]), Place::Vendored);
        assert_eq!(place("a/third_party", &[]), Place::Vendored);
    }

    #[test]
    fn a_name_that_others_use_too_needs_its_sign() {
        for (folder, sign) in [
            ("a/deps", "a/mix.exs"),
            ("_build", "rebar.config"),
            ("packages", "packages.config"),
            ("packages", "packages/repositories.config"),
            ("target", "Cargo.toml"),
            ("a/target", "a/pom.xml"),
            ("any", "any/pyvenv.cfg"),
        ] {
            assert_eq!(place(folder, &[sign]), Place::Installed, "{folder}");
            assert_eq!(place(folder, &["else"]), Place::Own, "{folder}");
        }
    }

    #[test]
    fn a_package_that_bears_the_name_of_a_build_folder_is_a_package() {
        assert_eq!(place("target", &["Cargo.toml", "target/Cargo.toml"]), Place::Own);
    }

    #[test]
    fn a_name_is_the_whole_name() {
        for folder in ["checkouts", "x.build/checkouts", "my-node_modules", "registry", "_workspace"] {
            assert_eq!(place(folder, &[]), Place::Own, "{folder}");
        }
    }

    #[test]
    fn the_root_is_the_projects_own_whatever_it_holds() {
        assert_eq!(place("", &["pyvenv.cfg", "/pyvenv.cfg"]), Place::Own);
    }
}
