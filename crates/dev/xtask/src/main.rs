//! The project's own chores: check, tidy, test, docs.

fn main() {}
