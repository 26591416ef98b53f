//! Bounds that keep a hostile document from taking all time or memory.

/// What a reader accepts at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the document.
    pub bytes: usize,
    /// Nesting of objects, arrays and elements.
    pub depth: usize,
    /// Components.
    pub components: usize,
    /// Relations of all kinds.
    pub relations: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 1 << 30, depth: 128, components: 2_000_000, relations: 20_000_000 }
    }
}

/// Nesting beyond which the search for what a document is gives up: no reader goes so deep, and what never closes would be
/// walked to its end once for each family.
pub(crate) const SEARCHED_DEPTH: usize = 1024;
