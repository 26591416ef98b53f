//! Any bytes lose what is secret in addresses and nothing else grows of them, and no user name hides a password.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mainstay_address::{address_without_secrets, without_secrets};

fuzz_target!(|bytes: &[u8]| {
    assert!(without_secrets(bytes).len() <= bytes.len());
    let Ok(user) = std::str::from_utf8(bytes) else { return };
    if user.contains(['/', '?', '#']) {
        return;
    }
    let clean = address_without_secrets(&format!("https://{user}:S3CRET@h.example/")).into_owned();
    assert!(!clean.contains("S3CRET"), "{user:?} keeps its password in {clean:?}");
});
