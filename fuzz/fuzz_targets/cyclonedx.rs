//! Any bytes are CycloneDX with problems, or an error; the first byte picks the reader.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mainstay_sbom::{Family, READERS};

fuzz_target!(|data: &[u8]| mainstay_fuzz::sbom(Family::CycloneDx, READERS, data));
