//! The program: mainstay.

fn main() {}
