//! Lockfiles that are known and not read: a tree that has one must not look as if it had nothing there.

use crate::{Format, Notation, Refusal, Support, Tells};

/// A tool with the id and the ecosystem of its lockfile, what that is called, and what tells the same better.
macro_rules! unread {
    ($tool:literal => $id:literal, $ecosystem:literal, [$title:literal $(, $more:literal)*] $(< $better:literal)?) => {{
        const REASON: &str =
            concat!("what ", $tool, " locked is not read: import an SBOM that one of its tools writes");
        Format {
            id: $id,
            title: $title,
            ecosystem: $ecosystem,
            files: &[$title $(, $more)*],
            notation: Notation::Own,
            support: Support::Refused(REASON),
            tells: NOTHING,
            yields_to: &[$($better)?],
            read: |_| Err(Refusal::Unsupported(REASON)),
        }
    }};
}

const NOTHING: Tells =
    Tells { edges: false, direct: false, scope: false, hashes: false, origin: false, license: false };

pub(crate) const BAZEL: Format = unread!("Bazel" => "bazel-module-lock", "bazel", ["MODULE.bazel.lock"]);
pub(crate) const CARTHAGE: Format =
    unread!("Carthage" => "carthage-resolved", "carthage", ["Cartfile.resolved"]);
pub(crate) const CARTON: Format = unread!("Carton" => "cpanfile-snapshot", "cpan", ["cpanfile.snapshot"]);
pub(crate) const CONDA: Format =
    unread!("conda-lock" => "conda-lock", "conda", ["conda-lock.yml", "*.conda-lock.yml"]);
pub(crate) const DENO: Format = unread!("Deno" => "deno-lock", "npm", ["deno.lock"]);
pub(crate) const DEP: Format = unread!("Go's dep" => "go-dep-lock", "golang", ["Gopkg.lock"] < "go-mod");
pub(crate) const DUB: Format = unread!("DUB" => "dub-selections", "dub", ["dub.selections.json"]);
pub(crate) const GLIDE: Format = unread!("Glide" => "go-glide-lock", "golang", ["glide.lock"] < "go-mod");
pub(crate) const HELM: Format = unread!("Helm" => "helm-chart-lock", "helm", ["Chart.lock"]);
pub(crate) const NIX: Format = unread!("Nix" => "nix-flake-lock", "nix", ["flake.lock"]);
pub(crate) const OPAM: Format = unread!("opam" => "opam-locked", "opam", ["*.opam.locked", "opam.locked"]);
pub(crate) const PAKET: Format = unread!("Paket" => "paket-lock", "nuget", ["paket.lock"]);
pub(crate) const PIXI: Format = unread!("Pixi" => "pixi-lock", "conda", ["pixi.lock"]);
pub(crate) const RULES_JVM: Format =
    unread!("rules_jvm_external" => "bazel-maven-install", "maven", ["maven_install.json"]);
pub(crate) const SHARDS: Format = unread!("Shards" => "crystal-shard-lock", "crystal", ["shard.lock"]);
pub(crate) const SPAGO: Format = unread!("Spago" => "spago-lock", "purescript", ["spago.lock"]);
pub(crate) const TERRAFORM: Format =
    unread!("Terraform" => "terraform-lock", "terraform", [".terraform.lock.hcl"]);

#[cfg(test)]
mod tests {
    use crate::testing::{Files, try_parse};
    use crate::{Refusal, manifest, recognize};

    #[test]
    fn a_lockfile_that_is_not_read_is_refused_with_what_helps() {
        for path in ["a/deno.lock", ".terraform.lock.hcl", "dev.conda-lock.yml", "x.opam.locked"] {
            match try_parse(&Files::new(&[(path, "")]), path) {
                Err(Refusal::Unsupported(reason)) => assert!(reason.contains("import an SBOM"), "{path}"),
                other => panic!("{path}: {other:?}"),
            }
        }
    }

    #[test]
    fn one_that_is_refused_answers_for_its_manifest_so_that_a_project_is_told_once() {
        for (lockfile, path) in [
            ("deno.lock", "deno.json"),
            ("deno.lock", "package.json"),
            ("conda-lock.yml", "environment.yml"),
            ("pixi.lock", "pyproject.toml"),
        ] {
            let id = recognize(lockfile).unwrap().id;
            assert!(manifest(path).unwrap().lockfiles.contains(&id), "{lockfile} {path}");
        }
    }

    #[test]
    fn what_an_old_tool_of_go_left_behind_says_nothing_beside_a_go_mod() {
        for path in ["Gopkg.lock", "glide.lock"] {
            assert_eq!(recognize(path).unwrap().yields_to, ["go-mod"]);
        }
    }

    #[test]
    fn names_that_other_files_bear_too_are_not_claimed() {
        for path in ["manifest.toml", "other_install.json", "lock.yml", "Pixi.toml", "opam"] {
            assert!(recognize(path).is_none(), "{path}");
        }
    }
}
