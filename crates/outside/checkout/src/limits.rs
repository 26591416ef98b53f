//! Bounds on what a walk takes in.

/// What is looked at, at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Files seen altogether; the walk stops there and says so.
    pub files: u64,
    /// Folders below the root.
    pub depth: usize,
    /// Bytes of one file.
    pub file_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { files: 10_000_000, depth: 64, file_bytes: 256 << 20 }
    }
}
