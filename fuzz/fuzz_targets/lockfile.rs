//! Any bytes are a bill of materials with problems, or a refusal; the first byte picks the format.
#![no_main]

use std::borrow::Cow;

use libfuzzer_sys::fuzz_target;
use mainstay_fuzz::{check, pick};
use mainstay_lockfile::{FORMATS, Registries, Source, Tree};

/// A tree in which every file that a format asks for has the same content: files that name one another in a
/// circle are the worst case.
struct Echo<'a>(&'a [u8]);

impl Tree for Echo<'_> {
    fn read(&self, _path: &str) -> Option<Cow<'_, [u8]>> {
        Some(Cow::Borrowed(self.0))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        // Folders end somewhere, and each holds one more and files that formats look for.
        let inner = (folder.len() < 8).then_some("b");
        let place = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        inner.into_iter().chain(FILES).map(place).collect()
    }
}

/// Files that formats ask folders for.
const FILES: [&str; 4] = ["package.json", "pom.xml", "pyproject.toml", "x.csproj"];

fuzz_target!(|data: &[u8]| {
    let Some((format, bytes)) = pick(FORMATS, data) else { return };
    let path = format!(
        "a/{}",
        format.files.first().map_or_else(|| "lock".to_owned(), |name| name.replace('*', "x"))
    );
    let source = Source { path: &path, bytes, tree: &Echo(bytes), registries: &Registries::default() };
    if let Ok(parsed) = format.parse(&source) {
        check(&parsed.value);
    }
});
