//! Any bytes are a manifest that needs something or nothing; the first byte picks which one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mainstay_fuzz::pick;
use mainstay_lockfile::MANIFESTS;

fuzz_target!(|data: &[u8]| {
    let manifests: Vec<_> = MANIFESTS.iter().collect();
    let Some((manifest, bytes)) = pick(&manifests, data) else { return };
    let look = manifest.look(bytes);
    assert_eq!(look, manifest.look(bytes), "the same bytes are looked at alike");
});
