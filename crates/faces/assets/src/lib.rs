//! Browser assets, fetched at build time and embedded.
