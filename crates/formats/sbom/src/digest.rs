//! Digests by which a component is known.

use mainstay_model::Component;

/// The algorithms whose digests are looked at first, as the inventory does; then come all others by name.
const STRONGEST: [&str; 5] = ["SHA-256", "SHA-512", "SHA-384", "SHA3-256", "SHA-1"];

/// The digest that tells a component from others of its name, with its algorithm.
pub(crate) fn strongest(component: &Component) -> Option<(&str, String)> {
    let rank = |algorithm: &str| STRONGEST.iter().position(|known| *known == algorithm).unwrap_or(usize::MAX);
    let told = component.hashes.iter().map(|hash| {
        let value = hash.value.to_ascii_lowercase();
        (rank(&hash.algorithm), hash.algorithm.as_str(), value)
    });
    told.min().map(|(_, algorithm, value)| (algorithm, value))
}
