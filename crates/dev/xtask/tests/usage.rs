//! The chores from the outside.

use std::process::Command;

#[test]
fn an_unknown_chore_prints_the_usage_and_ends_with_2() {
    for words in [&[][..], &["tidyy"], &["docs", "--chek"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_mainstay-xtask")).args(words).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(String::from_utf8_lossy(&output.stderr).starts_with("usage: cargo xtask"), "{words:?}");
    }
}
