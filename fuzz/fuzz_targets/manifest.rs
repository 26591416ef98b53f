//! Any bytes are a manifest that is looked into; the first byte picks which.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mainstay_fuzz::pick;
use mainstay_lockfile::MANIFESTS;

fuzz_target!(|data: &[u8]| {
    let choices: Vec<_> = MANIFESTS.iter().collect();
    let Some((manifest, bytes)) = pick(&choices, data) else { return };
    let look = manifest.look(bytes);
    // Names are taken from the file, so that they cannot be more than it has room for.
    assert!(look.names.len() <= bytes.len(), "more names than bytes");
    assert!(look.needs || look.names.is_empty(), "names of what is not needed");
});
