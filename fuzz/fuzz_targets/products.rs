//! Any bytes are a list of products with problems, or a refusal.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(parsed) = mainstay_products::parse(data) else { return };
    assert!(parsed.value.iter().all(|row| !row.name.is_empty()), "a product without a name");
});
