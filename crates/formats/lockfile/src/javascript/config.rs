//! The registries that a project configures: in .npmrc, which npm, pnpm and Bun read, and in .yarnrc.yml.

use std::collections::HashMap;

use mainstay_model::Origin;

use crate::Source;

/// The registries that the files beside a lockfile name. Without them a package may still come from one that
/// the user's own configuration names, so its origin is unknown.
#[derive(Default)]
pub(crate) struct Configured {
    default: Option<String>,
    /// By scope, `@` included.
    scopes: HashMap<String, String>,
}

impl Configured {
    /// What .npmrc says.
    pub(crate) fn npmrc(source: &Source<'_>) -> Self {
        let mut found = Self::default();
        for line in text(source, ".npmrc").lines() {
            let Some((key, value)) = line.split_once('=') else { continue };
            let (key, value) = (key.trim(), value.trim().trim_matches(['"', '\'']));
            // A value from the environment is not known here.
            if value.contains("${") {
                continue;
            }
            match key.strip_suffix(":registry") {
                Some(scope) => {
                    found.scopes.insert(scope.to_owned(), value.to_owned());
                }
                None if key == "registry" => found.default = Some(value.to_owned()),
                None => {}
            }
        }
        found
    }

    /// What .yarnrc.yml says for packages without a scope of their own settings.
    pub(crate) fn yarnrc(source: &Source<'_>) -> Self {
        let text = text(source, ".yarnrc.yml");
        let server = text.lines().find_map(|line| line.strip_prefix("npmRegistryServer:"));
        let server = server.map(|value| value.trim().trim_matches(['"', '\'']).to_owned());
        // Scopes have a map of their own, which may send a package elsewhere.
        let scoped = text.lines().any(|line| line.starts_with("npmScopes:"));
        Self { default: server.filter(|value| !scoped && !value.contains("${")), scopes: HashMap::new() }
    }

    /// Where a package comes from when the lockfile does not write it.
    pub(crate) fn origin(&self, source: &Source<'_>, name: &str) -> Origin {
        let own = super::split_name(name).0.and_then(|scope| self.scopes.get(scope));
        own.or(self.default.as_ref()).map_or(Origin::Unknown, |address| source.registries.origin(address))
    }
}

fn text(source: &Source<'_>, file: &str) -> String {
    let bytes = source.beside(file).and_then(|path| source.tree.read(&path));
    bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Registries;
    use crate::testing::Files;

    #[test]
    fn scopes_go_before_the_default_and_nothing_is_unknown() {
        let files = Files::new(&[
            ("w/.npmrc", "registry=https://all.example/\n@own:registry = https://own.example/\n_auth=x\n"),
            ("w/.yarnrc.yml", "nodeLinker: pnp\nnpmRegistryServer: \"https://all.example\"\n"),
        ]);
        let registries = Registries::default();
        let source = Source { path: "w/pnpm-lock.yaml", bytes: b"", tree: &files, registries: &registries };
        let registry = |address: &str| Origin::Registry(address.to_owned());
        let npmrc = Configured::npmrc(&source);
        assert_eq!(npmrc.origin(&source, "@own/a"), registry("https://own.example/"));
        assert_eq!(npmrc.origin(&source, "a"), registry("https://all.example/"));
        assert_eq!(Configured::yarnrc(&source).origin(&source, "a"), registry("https://all.example"));
        let elsewhere = Source { path: "pnpm-lock.yaml", ..source };
        assert_eq!(Configured::npmrc(&elsewhere).origin(&elsewhere, "a"), Origin::Unknown);
    }

    #[test]
    fn a_scope_is_looked_up_and_the_last_of_its_lines_stands() {
        let lines = |server: &str| {
            (0..20_000)
                .map(|number| format!("@s{number}:registry=https://{server}.example\n"))
                .collect::<String>()
        };
        let files = Files::new(&[(".npmrc", &(lines("a") + &lines("b")))]);
        let registries = Registries::default();
        let source = Source { path: "bun.lock", bytes: b"", tree: &files, registries: &registries };
        let npmrc = Configured::npmrc(&source);
        let start = std::time::Instant::now();
        for number in 0..20_000 {
            let origin = npmrc.origin(&source, &format!("@s{number}/a"));
            assert_eq!(origin, Origin::Registry("https://b.example".to_owned()));
        }
        assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    }
}
