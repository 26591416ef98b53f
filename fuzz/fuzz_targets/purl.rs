//! Any text is a purl or an error, and a purl written down reads as the same purl.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mainstay_purl::Purl;

fuzz_target!(|text: &str| {
    let Ok(purl) = text.parse::<Purl>() else { return };
    let written = purl.to_string();
    assert_eq!(written.parse(), Ok(purl), "{text:?} was written as {written:?}");
});
