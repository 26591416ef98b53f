//! Telling how far long work is.

/// Hears how far long work is. Calls come from many threads and may come often.
pub trait Progress: Sync {
    /// A step of the work: what is being done, how much of it is done, and of how many where that is known.
    fn step(&self, what: &str, done: u64, total: Option<u64>);
}

/// Hears nothing.
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _what: &str, _done: u64, _total: Option<u64>) {}
}
