//! Any bytes are a list of components with problems, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mainstay_sbom::{Family, READERS};

fuzz_target!(|data: &[u8]| mainstay_fuzz::sbom(Family::List, READERS, data));
