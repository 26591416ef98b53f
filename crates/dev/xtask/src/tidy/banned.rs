//! Packages that must not be anywhere in the lock file.

use super::Finding;
use super::facts::Facts;

/// One TLS stack, in Rust where it can be, on ring.
const BANNED: &[&str] = &["openssl", "openssl-sys", "aws-lc-sys", "aws-lc-rs", "native-tls"];

pub(super) fn check(facts: &Facts) -> Vec<Finding> {
    let banned = facts.locked.iter().filter(|name| BANNED.contains(&name.as_str()));
    banned
        .map(|name| {
            let advice = format!("`{name}` is banned; `cargo tree -i {name}` tells who brings it in");
            Finding::error("Cargo.lock", advice)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::facts::Facts;
    use super::check;

    #[test]
    fn a_second_tls_stack_is_found() {
        let locked = ["ring", "openssl-sys", "openssl-probe", "aws-lc-sys"].map(str::to_owned).to_vec();
        assert_eq!(check(&Facts { locked, ..Facts::default() }).len(), 2);
    }
}
