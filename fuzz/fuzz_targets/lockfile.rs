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

    fn list(&self, _folder: &str) -> Vec<String> {
        Vec::new()
    }
}

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
