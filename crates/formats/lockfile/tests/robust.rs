//! Bad input is normal input: no format panics, hangs or forgets itself, whatever the bytes.

mod generate;

use std::borrow::Cow;
use std::collections::HashSet;

use mainstay_lockfile::{
    Bom, FORMATS, Format, NoTree, Parsed, Refusal, Registries, Source, Support, Tree, recognize,
};
use mainstay_model::Directness;
use proptest::prelude::*;

/// A tree in which every file that is asked for exists and says the same, and every folder lists itself.
struct Everywhere<'a>(&'a [u8]);

impl Tree for Everywhere<'_> {
    fn read(&self, _path: &str) -> Option<Cow<'_, [u8]>> {
        Some(Cow::Borrowed(self.0))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        vec![format!("{folder}/a"), format!("{folder}/b")]
    }
}

fn parse(format: &Format, path: &str, bytes: &[u8], tree: &dyn Tree) -> Result<Parsed<Bom>, Refusal> {
    let registries = Registries { private: vec!["registry.example".into()] };
    format.parse(&Source { path, bytes, tree, registries: &registries })
}

/// What holds of every bill, whatever it was read from.
fn sound(bom: &Bom) {
    let count = bom.components.len();
    let mut seen = HashSet::new();
    for relation in &bom.relations {
        assert!(relation.from.index() < count && relation.to.index() < count);
        assert!(seen.insert(relation), "an edge is told once");
    }
    for &subject in &bom.subjects {
        assert!(bom.component(subject).first_party);
    }
    for component in &bom.components {
        assert!(!component.name.is_empty() || component.purl.is_none());
        assert!(component.version.as_deref() != Some(""), "no version is None");
        assert!(!component.locations.is_empty());
        assert!(component.hashes.iter().all(|hash| hash.value.bytes().all(|byte| byte.is_ascii_hexdigit())));
    }
}

fn paths(format: &Format) -> impl Iterator<Item = String> {
    format.files.iter().map(|glob| format!("some/folder/{}", glob.replace('*', "x")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for format in FORMATS {
            for path in paths(format) {
                for tree in [&NoTree as &dyn Tree, &Everywhere(&bytes)] {
                    if let Ok(parsed) = parse(format, &path, &bytes, tree) {
                        sound(&parsed.value);
                    }
                }
            }
        }
    }

    #[test]
    fn spoiled_lockfiles_are_read_or_refused(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0usize..4, 0usize..40), 1..6)
    ) {
        for (path, text) in generate::lockfiles(6) {
            let mut bytes = text.into_bytes();
            for (at, byte, kind, length) in &edits {
                let at = at.index(bytes.len().max(1));
                let end = (at + length).min(bytes.len());
                match kind {
                    0 => bytes.splice(at..end, []).for_each(drop),
                    1 => bytes.insert(at.min(bytes.len()), *byte),
                    2 => if let Some(old) = bytes.get_mut(at) { *old = *byte },
                    _ => { let copy = bytes[at.min(end)..end].to_vec(); bytes.splice(at..at, copy).for_each(drop) }
                }
                if bytes.is_empty() { bytes.push(b' ') }
            }
            let format = recognize(path).unwrap();
            let once = parse(format, path, &bytes, &Everywhere(&bytes));
            let again = parse(format, path, &bytes, &Everywhere(&bytes));
            match (once, again) {
                (Ok(once), Ok(again)) => {
                    sound(&once.value);
                    prop_assert_eq!(once, again, "reading is deterministic");
                }
                (once, again) => prop_assert_eq!(once.err(), again.err()),
            }
        }
    }
}

#[test]
fn made_up_lockfiles_are_read_whole() {
    for (path, text) in generate::lockfiles(50) {
        let format = recognize(path).unwrap();
        let parsed = parse(format, path, text.as_bytes(), &NoTree).unwrap();
        sound(&parsed.value);
        if path == "go.work" {
            continue;
        }
        let bom = &parsed.value;
        let found = bom.components.iter().filter(|component| !component.first_party);
        assert_eq!(found.clone().count(), 50, "{path}");
        let edges = bom.dependencies().filter(|(from, _)| !bom.component(*from).first_party).count();
        assert_eq!(edges, if format.tells.edges { 49 } else { 0 }, "{path}");
        let reached = found.filter(|component| component.directness == Directness::Transitive).count();
        let told = [
            "Cargo.lock",
            "package-lock.json",
            "berry/yarn.lock",
            "pnpm-lock.yaml",
            "bun.lock",
            "uv.lock",
            "go.mod",
            "requirements.txt",
        ];
        assert_eq!(reached, if told.contains(&path) { 49 } else { 0 }, "{path}");
        let lined = bom.components.iter().all(|component| component.locations[0].line.is_some());
        assert!(lined || path == "npm-shrinkwrap.json" || path == "pnpm-lock.yaml", "{path} tells lines");
        let hashed = bom.components.iter().any(|component| !component.hashes.is_empty());
        assert_eq!(hashed, format.tells.hashes && path != "berry/yarn.lock", "{path}");
    }
}

#[test]
fn deep_nesting_and_long_chains_are_refused_or_read_in_time() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(20_000), close.repeat(20_000));
    let texts = [
        deep("[", "]"),
        deep("{\"a\":", "}"),
        format!("a = {}", deep("[", "]")),
        format!("packages: {}", deep("{a: ", "}")),
        "a:\n ".repeat(20_000),
        format!(
            "{{\"lockfileVersion\": 1, \"dependencies\": {}}}",
            deep("{\"a\": {\"dependencies\": ", "}}")
        ),
        format!(
            "{{\"packages\": {{\"\": {{}}, \"{}\": {{\"dependencies\": {{\"x\": \"1\"}}}}}}}}",
            "node_modules/a/".repeat(20_000)
        ),
        "? ".repeat(20_000),
        "-r requirements.txt\n".repeat(20_000),
        "\\\n".repeat(20_000),
        "\"".repeat(20_000),
    ];
    for format in FORMATS {
        for path in paths(format) {
            for text in &texts {
                if let Ok(parsed) = parse(format, &path, text.as_bytes(), &NoTree) {
                    sound(&parsed.value);
                }
            }
        }
    }
}

#[test]
fn a_bomb_of_aliases_is_refused() {
    let mut text = "lockfileVersion: '9.0'\na: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, of) in
        ["b", "c", "d", "e", "f", "g", "h", "i"].into_iter().zip(["a", "b", "c", "d", "e", "f", "g", "h"])
    {
        let of = vec![format!("*{of}"); 10].join(", ");
        text.push_str(&format!("{name}: &{name} [{of}]\n"));
    }
    let format = recognize("pnpm-lock.yaml").unwrap();
    assert!(parse(format, "pnpm-lock.yaml", text.as_bytes(), &NoTree).is_err());
}

#[test]
fn every_format_is_registered_once_and_truthful() {
    let mut ids = HashSet::new();
    for format in FORMATS {
        assert!(ids.insert(format.id), "{} stands twice", format.id);
        assert!(
            format.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        );
        assert!(!format.files.is_empty() && !format.title.is_empty());
        for other in format.yields_to {
            assert!(FORMATS.iter().any(|known| known.id == *other), "{} yields to nobody", format.id);
        }
        for path in paths(format) {
            assert!(recognize(&path).is_some());
        }
        if let Support::Refused(reason) = format.support {
            let refusal = parse(format, "x", b"", &NoTree).unwrap_err();
            assert_eq!(refusal, Refusal::Unsupported(reason));
        }
    }
}
